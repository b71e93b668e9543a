"""A scenario of siting as a document: what it changes in a sentence, its map, its communes, each département."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from maillage.bilan.document import (
    Cell,
    Document,
    FranceMap,
    KeyFigure,
    KeyFigures,
    MapPoint,
    Prose,
    Section,
    Table,
    TableColumn,
)
from maillage.common.formats import LEAST, day, number, people, small_count
from maillage.observatory.assemble import Answer
from maillage.observatory.exports import proposal as told
from maillage.observatory.exports.sources import in_one_line
from maillage.observatory.models import Scenario


def composed(
    row: Scenario,
    answer: Answer,
    perimeter: str,
    *,
    organisation: str,
    printed_on: dt.date,
    otherwise: str = "",
) -> Document:
    """Return a scenario as a document; `otherwise` says why the answer is not the one that was saved."""
    asked = answer.proposal.asked
    source = in_one_line(answer.proposal.ground.communes)
    return Document(
        code="scenario",
        title=row.name,
        subtitle=_("Où fonder les prochaines équipes : %s") % perimeter,
        organisation=organisation,
        as_of=asked.as_of,
        known_at=asked.known_at,
        perimeter_label=perimeter,
        printed_on=printed_on,
        reference=answer.proposal.digest[:12],
        sections=(
            Section(key="couverture", title=row.name, kind="cover"),
            _changed(answer, source),
            _placed(answer, source),
            _listed(answer, source),
            _departements(answer, source),
            _method(answer, perimeter, source, otherwise),
        ),
    )


def _figure(answer: Answer, code: str, value: float, sentence: str) -> KeyFigure:
    """Return a figure of the answer; fewer people than five are not told."""
    asked, count = answer.proposal.asked, round(value)
    hidden = 0 < count < LEAST
    return KeyFigure(
        code=code,
        value=None if hidden else count,
        text=small_count() if hidden else number(count),
        sentence=sentence,
        unit=told.people_of(asked),
        definition=told.aim_of(asked),
        source=in_one_line(answer.proposal.ground.communes),
        as_of=asked.as_of,
        known_at=asked.known_at,
        unknown_because=_("moins de %d personnes") % LEAST if hidden else "",
    )


def _changed(answer: Answer, source: str) -> Section:
    """Say what the scenario changes."""
    said = [told.proof(answer), told.moves_told(answer), told.unknown_told(answer)]
    return Section(
        key="ce-qui-change",
        title=told.headline(answer),
        blocks=(
            KeyFigures(
                (
                    _figure(
                        answer,
                        "aujourd-hui",
                        answer.before,
                        _("ont aujourd'hui une équipe près d'elles, sur %s comptées")
                        % people(round(answer.everyone)),
                    ),
                    _figure(
                        answer,
                        "alors",
                        answer.after,
                        _("en auraient une, soit %s") % told.share_told(answer.after, answer.everyone),
                    ),
                )
            ),
            Prose(paragraphs=tuple(line for line in said if line)),
        ),
        source=source,
    )


def _placed(answer: Answer, source: str) -> Section:
    """Draw how many teams each département would get."""
    return Section(
        key="carte",
        title=_("Les équipes à fonder, par département"),
        blocks=(
            FranceMap(
                title=_("Équipes à fonder, par département"),
                alt=_("Carte de France : un disque par département, avec le nombre d'équipes à y fonder."),
                points=tuple(MapPoint(one.code, one.teams) for one in answer.effects if one.teams),
            ),
        ),
        source=source,
    )


def _listed(answer: Answer, source: str) -> Section:
    """List the communes, in the order of opening."""
    return Section(
        key="communes",
        title=_("Les communes proposées, dans l'ordre où ouvrir"),
        blocks=(
            Table(
                title=_("Les communes proposées"),
                columns=(
                    TableColumn(_("Ordre"), "number"),
                    TableColumn(_("Commune")),
                    TableColumn(_("Département")),
                    TableColumn(_("Ce qu'elle ajoute")),
                    TableColumn(_("À lire avec prudence")),
                ),
                rows=tuple(
                    (
                        line.rank,
                        f"{line.name} ({line.code})",
                        line.departement,
                        line.brings,
                        told.caution(line),
                    )
                    for line in told.site_lines(answer)
                ),
                note=_("L'ordre est celui de l'ouverture : ce n'est pas un classement des communes."),
            ),
        ),
        source=source,
    )


def _departements(answer: Answer, source: str) -> Section:
    """Say what changes in each département."""
    return Section(
        key="departements",
        title=_("Ce que cela change, département par département"),
        blocks=(
            Table(
                title=_("Personnes ayant une équipe près d'elles, avant et après"),
                columns=(
                    TableColumn(_("Département")),
                    TableColumn(_("Équipes à fonder"), "number"),
                    TableColumn(_("Personnes comptées"), "number"),
                    TableColumn(_("Aujourd'hui"), "percent"),
                    TableColumn(_("Alors"), "percent"),
                ),
                rows=tuple(
                    (
                        f"{one.name} ({one.code})",
                        one.teams,
                        _people(one.people),
                        _share(one.before, one.people),
                        _share(one.after, one.people),
                    )
                    for one in answer.effects
                ),
            ),
        ),
        source=source,
    )


def _people(count: float) -> Cell:
    """Return a number of people; fewer than five are not told."""
    return small_count() if 0 < round(count) < LEAST else round(count)


def _share(count: float, whole: float) -> Cell:
    """Return a share of people; that of fewer than five is not told."""
    if 0 < round(count) < LEAST:
        return small_count()
    return Decimal(str(round(count / whole, 4)))


def _method(answer: Answer, perimeter: str, source: str, otherwise: str) -> Section:
    """Say what was asked, how sure it is, and what the calculation does not know."""
    known = _("Tel que connu le %s.") % day(answer.proposal.asked.known_at.date())
    said = [
        *told.conditions_told(answer, perimeter),
        known,
        otherwise,
        _(
            "Le calcul ne connaît ni les bénévoles, ni les porteurs, ni les routes : il dit où commencer à regarder, "
            "et pas où il faut aller."
        ),
    ]
    return Section(
        key="methode",
        title=_("Ce qui a été demandé, et ce que le calcul ne sait pas"),
        kind="method",
        blocks=(Prose(paragraphs=tuple(line for line in said if line)),),
        source=source,
    )
