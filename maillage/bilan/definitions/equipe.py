"""The bilan of one team: who it is, its way, what it received, on one page; then what it did, where it declares."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.bilan import blocks
from maillage.bilan.context import Context
from maillage.bilan.definitions.definition import Definition, Part
from maillage.bilan.definitions.rendez_vous import ACTIVITY
from maillage.bilan.document import Column, Columns, Section
from maillage.common.errors import Refused
from maillage.common.facts import FIRST_DAY
from maillage.common.formats import day as written_day
from maillage.network.models import Carrying, Team, TeamCoverage, TeamSituation, TeamStageChange
from maillage.supports.models import Award
from maillage.tallies.models import Tally

MOST = 8
TERRITORIES = ("departement", "epci", "commune")


def _team(context: Context) -> Team:
    """Return the team that the perimeter names."""
    return Team.objects.get(slug=context.perimeter.code)


def _check(context: Context) -> None:
    """Refuse any perimeter but a team."""
    if context.perimeter.kind != "equipe":
        raise Refused(
            _(
                "Ce bilan est celui d'une équipe : dites laquelle par son périmètre, equipe:NOM, le nom étant celui de "
                "l'adresse de sa page."
            )
        )


def _who(context: Context, team: Team) -> tuple[str, ...]:
    """Say where a team is, who carries it, what it covers."""
    day, known = context.as_of, context.known_at
    carriers = Carrying.objects.known_at(known).as_of(day).filter(team=team).with_carrier()
    covered = TeamCoverage.objects.known_at(known).as_of(day).filter(team=team)
    seats = TeamSituation.objects.known_at(known).as_of(day).filter(team=team)
    sits = seats.select_related("commune", "departement").order_by("-started_on", "pk").first()
    return (
        _("Siège : %s") % ((sits and (sits.commune or sits.departement)) or _("pas encore dit")),
        *(
            _("Portée par : %(name)s, depuis le %(day)s")
            % {"name": row.organisation.name, "day": written_day(row.started_on)}
            for row in carriers
            if row.started_on
        ),
        *(_("Couvre : %s") % row.territory for row in covered.select_related(*TERRITORIES)[:MOST]),
    )


def _way(context: Context, team: Team) -> tuple[str, ...]:
    """Say which stages a team went through."""
    changes = TeamStageChange.objects.known_at(context.known_at).filter(
        team=team, changed_on__lte=context.as_of
    )
    rows = list(changes.order_by("changed_on", "pk"))[-MOST:]
    return tuple(
        _("%(stage)s : le %(day)s")
        % {"stage": row.get_stage_display().capitalize(), "day": written_day(row.changed_on)}
        for row in rows
    ) or (_("Aucune étape n'est encore connue à cette date."),)


def _received(context: Context, team: Team) -> tuple[str, ...]:
    """Say which aids a team was given."""
    given = Award.objects.known_at(context.known_at).filter(application__team=team, on__lte=context.as_of)
    rows = list(given.select_related("application__scheme").order_by("on", "pk"))[-MOST:]
    return tuple(
        _("%(aid)s, le %(day)s") % {"aid": row.application.scheme.name, "day": written_day(row.on)}
        for row in rows
    ) or (_("Aucune aide n'est connue à cette date."),)


def _sheet(context: Context) -> tuple[Section, ...]:
    """Say on one page who a team is, its way, what it received."""
    team = _team(context)
    return (
        Section(
            key="equipe",
            title=_("L'équipe au %s") % written_day(context.as_of),
            blocks=(
                Columns(
                    (
                        Column(_("Qui elle est"), "", _who(context, team)),
                        Column(_("Son chemin"), "", _way(context, team)),
                        Column(_("Ce qu'elle a reçu"), "", _received(context, team)),
                    )
                ),
            ),
            notes=context.notes(),
            source=_("registre (%s)") % context.organisation,
        ),
    )


def _declared(context: Context) -> bool:
    """Tell whether the team ever declared."""
    rows = Tally.objects.known_at(context.known_at).of_team(_team(context))
    return rows.within(FIRST_DAY, context.as_of).exists()


def _did(context: Context) -> tuple[Section, ...]:
    """Say what a team did in the year and whom it accompanies; nothing where it never declared."""
    return ACTIVITY.make(context) if _declared(context) else ()


def _method(_context: Context, _parts: Sequence[Part]) -> tuple[Section, ...]:
    """Leave the method out: a team needs no definitions."""
    return ()


DEFINITION = Definition(
    code="equipe",
    name=gettext_lazy("Bilan d'une équipe"),
    title=lambda context: context.perimeter_label,
    subtitle=blocks.on_the_day,
    check=_check,
    parts=(
        Part(
            code="fiche",
            name=gettext_lazy("La fiche de l'année"),
            explained=gettext_lazy("Qui est l'équipe, son chemin, ce qu'elle a reçu."),
            make=_sheet,
        ),
        replace(
            ACTIVITY,
            name=gettext_lazy("Ce qu'elle a fait dans l'année"),
            explained=gettext_lazy(
                "Ses visites, ses appels, ses heures, les personnes qu'elle accompagne, quand elle les déclare."
            ),
            make=_did,
            when=_declared,
        ),
    ),
    method=_method,
    covered=False,
)
