"""What the printed page of a subject says: the sheet on A4, the flyer on A5. Only what its public page says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.common import formats
from maillage.common.documents import FLYER, SHEET, print_pdf, qr_svg
from maillage.common.mail import site_link
from maillage.indicators.catalogue import indicator
from maillage.indicators.measure import value_of
from maillage.network.models import Cooperation, Organisation, Team
from maillage.portal.figures import say
from maillage.portal.finding import cooperations_of, recognised, within
from maillage.portal.moment import Moment
from maillage.portal.seats import departement_of, place_of, stage_of
from maillage.portal.templatetags.portal import since
from maillage.territory.models import Departement
from maillage.territory.perimeter import Perimeter

PAPERS = {"fiche": SHEET, "affichette": FLYER}
MOST = 10  # lines of a list on paper
SHORTEST_TEXT = 280  # letters of a text on a flyer

Section = tuple[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Hold what is printed of a subject; `short` is what a flyer keeps of its sections."""

    path: str
    kind: str
    name: str
    place: str
    invitation: str
    telephone: str
    nobody: str
    sections: tuple[Section, ...]
    short: tuple[str, ...]
    checked: str = ""


def printed(sheet: Sheet, paper: str, moment: Moment) -> bytes:
    """Return a sheet as a PDF, on the paper asked for; who has no telephone gives the national one."""
    national = str(settings.BRANDING["telephone"])
    address = site_link(sheet.path)
    return print_pdf(
        PAPERS[paper],
        {
            "kind": sheet.kind,
            "name": sheet.name,
            "place": sheet.place,
            "invitation": sheet.invitation,
            "sections": [{"title": title, "lines": lines} for title, lines in sheet.sections if lines],
            "short": [line for line in sheet.short if line],
            "call": _("Qui appeler") if sheet.telephone else _("Le numéro national"),
            "telephone": formats.telephone(sheet.telephone or national),
            "note": "" if sheet.telephone else sheet.nobody,
            "national": _("Numéro national : %s") % formats.telephone(national),
            "online": _("La page en ligne, pour tout savoir et pour écrire"),
            "scan": _("Appelez, ou visez ce carré avec votre téléphone : on vous répond."),
            "address": address,
            "qr_svg": qr_svg(address),
            "checked": sheet.checked,
            "printed": _("Au %s") % formats.day(moment.as_of),
        },
    )


def team_sheet(row: Team, moment: Moment) -> Sheet:
    """Return what is printed of a team."""
    day, known = moment.as_of, moment.known_at
    covered = [str(line.territory) for line in row.coverages.known_at(known).as_of(day).with_territory()]
    carriers = [line.organisation.name for line in row.carryings.known_at(known).as_of(day).with_carrier()]
    checked = row.confirmations.alive_on(day)
    stage = stage_of(row)
    return Sheet(
        path=row.get_absolute_url(),
        kind=_("Équipe citoyenne (%s)") % stage if stage else _("Équipe citoyenne"),
        name=row.name,
        place=place_of(row),
        invitation=_("Un peu de temps à donner, ou envie de voir du monde ?"),
        telephone=row.telephone,
        nobody=_("Cette équipe n'a pas de téléphone dans le registre."),
        sections=(
            (_("Ce que fait l'équipe"), row.activities.splitlines()),
            (_("Quand"), _given(row.schedule)),
            (_("Où"), _given(place_of(row))),
            (_("L'équipe se déplace dans"), _first(covered)),
            (_("Qui la porte"), _first(carriers)),
        ),
        short=(_shortened(row.activities), row.schedule),
        checked=_("Vérifiée le %s") % formats.day(checked) if checked else "",
    )


def cooperation_sheet(row: Cooperation, moment: Moment) -> Sheet:
    """Return what is printed of a cooperation."""
    day, known = moment.as_of, moment.known_at
    covered = [str(line.territory) for line in row.coverages.known_at(known).as_of(day).with_territory()]
    teams = list(recognised(moment).within_cooperation(row, as_of=day, known_at=known))
    members = row.members.known_at(known).as_of(day).with_organisations()
    return Sheet(
        path=row.get_absolute_url(),
        kind=_("Coopération (%s)") % stage_of(row) if row.stage else _("Coopération"),
        name=row.name,
        place=departement_of(row)[1],
        invitation=_("Près de chez vous, des équipes vont à la rencontre des personnes âgées"),
        telephone=row.telephone,
        nobody=_("Cette coopération n'a pas encore de téléphone dans le registre."),
        sections=(
            (_("Ce qu'elle couvre"), _first(covered)),
            (_("Les équipes citoyennes qui y agissent"), _teams(teams)),
            (_("Ses membres"), _first([line.organisation.name for line in members])),
        ),
        short=(_how_many(len(teams)), _("Aider, rencontrer une équipe, en créer une : appelez.")),
    )


def organisation_sheet(row: Organisation, moment: Moment) -> Sheet:
    """Return what is printed of an organisation."""
    day, known = moment.as_of, moment.known_at
    signatures = row.signatures.known_at(known).as_of(day).with_charter()
    teams = Team.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    carried = list(teams.carried_by(row, as_of=day, known_at=known))
    kind = row.seat.kind if row.seat else None
    return Sheet(
        path=row.get_absolute_url(),
        kind=capfirst(kind.name) if kind else _("Organisation"),
        name=row.name,
        place=place_of(row),
        invitation=_("Nous agissons pour que personne ne vieillisse seul"),
        telephone=row.telephone,
        nobody=_("Cette organisation n'a pas de téléphone dans le registre."),
        sections=(
            (
                _("Ce qu'elle a signé"),
                [
                    f"{line.charter.title}, {since(line.started_on, line.started_precision)}"
                    for line in signatures
                ],
            ),
            (_("Les équipes qu'elle porte"), _teams(carried)),
        ),
        short=(_how_many(len(carried), carried=True),),
    )


def departement_sheet(row: Departement, moment: Moment) -> Sheet:
    """Return what is printed of a département."""
    perimeter = Perimeter("departement", row.code)
    figures = [indicator(code) for code in ("cooperations", "equipes", "signataires")]
    said = [say(figure, value_of(figure, moment.register, moment.as_of, perimeter)) for figure in figures]
    teams = [near.team for near in within(perimeter, moment, MOST)]
    cooperations = cooperations_of(perimeter, moment)
    reached = next((found.telephone for found, _stage, _seat in cooperations if found.telephone), "")
    return Sheet(
        path=reverse("departement", args=[row.code]),
        kind=_("Département"),
        name=f"{row.name} ({row.code})",
        place=row.region.name,
        invitation=_("Près de chez vous, des équipes vont à la rencontre des personnes âgées"),
        telephone=reached,
        nobody=_("Aucun téléphone de coopération n'est connu ici."),
        sections=(
            (_("En quelques chiffres"), [line.sentence for line in said]),
            (
                _("Les coopérations"),
                _first(
                    [_with_telephone(found.name, found.telephone) for found, _stage, _seat in cooperations]
                ),
            ),
            (_("Les équipes citoyennes"), _teams(teams)),
        ),
        short=tuple(line.sentence for line in said),
    )


def _given(text: str) -> list[str]:
    """Return a text as the one line of its section; no line where there is none."""
    return [text] if text else []


def _first(names: Sequence[str]) -> list[str]:
    """Return the first lines of a list, and how many are left."""
    left = len(names) - MOST
    if left <= 0:
        return list(names)
    return [*names[:MOST], ngettext("et %d autre, sur la page", "et %d autres, sur la page", left) % left]


def _teams(teams: Iterable[Team]) -> list[str]:
    """Return teams, each with how to call it."""
    return _first([_with_telephone(team.name, team.telephone) for team in teams])


def _with_telephone(name: str, telephone: str) -> str:
    """Return a name and how to call it."""
    return f"{name} – {formats.telephone(telephone)}" if telephone else name


def _how_many(count: int, *, carried: bool = False) -> str:
    """Return how many teams there are, in a sentence; nothing where there is none."""
    if not count:
        return ""
    if carried:
        return ngettext("Une équipe citoyenne portée.", "%d équipes citoyennes portées.", count).replace(
            "%d", str(count)
        )
    sentence = ngettext("Une équipe citoyenne agit ici.", "%d équipes citoyennes agissent ici.", count)
    return sentence.replace("%d", str(count))


def _shortened(text: str) -> str:
    """Return the beginning of a text, cut between two words."""
    if len(text) <= SHORTEST_TEXT:
        return text
    return text[:SHORTEST_TEXT].rpartition(" ")[0].rstrip(" ,;:.") + "…"
