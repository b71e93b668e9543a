"""The path of a team: from a stage to one of the next, on a day that neither goes back nor lies ahead."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.models import NEXT_TEAM_STAGES, Team, TeamStage, TeamStageChange
from maillage.network.operations.cooperations import NewStage
from maillage.network.operations.teams import enter_team_stage

# What to do at each stage for the team to go on.
GO_ON: Mapping[TeamStage, str | Promise] = {
    TeamStage.IDEA: gettext_lazy("dites qu'elle cherche un porteur, ou qui la porte"),
    TeamStage.EMERGING: gettext_lazy("dites qui la porte"),
    TeamStage.CARRIED: gettext_lazy("enregistrez d'abord son pacte d'engagement"),
    TeamStage.PACT: gettext_lazy("demandez d'abord sa reconnaissance"),
    TeamStage.RECOGNISED: gettext_lazy("il reste à la confirmer chaque année"),
    TeamStage.DORMANT: gettext_lazy("réveillez-la d'abord"),
    TeamStage.CLOSED: gettext_lazy("demandez d'abord à l'équipe nationale de la rouvrir"),
}
_RANKS = {stage.value: rank for rank, stage in enumerate(TeamStage)}


def today_of(by: Author) -> dt.date:
    """Return the day on which an author writes, in the time zone of the site."""
    return by.at.astimezone(timezone.get_current_timezone()).date()


def refuse_future(on: dt.date, by: Author) -> None:
    """Refuse a day that has not come yet."""
    if on > today_of(by):
        raise Refused(
            _(
                "Le %(on)s n'est pas encore arrivé : écrivez le jour où cela s'est fait, ou revenez ce jour-là."
            )
            % {"on": formats.day(on)}
        )


def last_change(team: Team) -> TeamStageChange | None:
    """Return the stage change that holds now, as believed; lock the team before you rely on it."""
    return TeamStageChange.objects.believed().filter(team=team).latest_first().first()


def stage_of(team: Team) -> TeamStage:
    """Return the stage of a team; one that never entered any is an idea."""
    last = last_change(team)
    return TeamStage(last.stage) if last else TeamStage.IDEA


def advance(
    team: Team, stage: TeamStage, *, on: dt.date, by: Author, evidence_kind: str = "", evidence: str = ""
) -> TeamStageChange:
    """Enter one of the next stages of a locked team; refuse one skipped, one backdated, one in the future."""
    refuse_future(on, by)
    last = last_change(team)
    current = TeamStage(last.stage) if last else TeamStage.IDEA
    said = {"team": team.name, "current": current.label, "stage": stage.label, "next": GO_ON[current]}
    if last and stage == current:
        raise Refused(_("« %(team)s » est déjà à l'étape « %(stage)s ».") % said)
    if stage != current and stage not in NEXT_TEAM_STAGES[current]:
        raise Refused(
            _(
                "« %(team)s » est à l'étape « %(current)s » : elle ne passe pas de là à l'étape « %(stage)s ». "
                "Pour aller plus loin, %(next)s."
            )
            % said
        )
    # Of two changes on one day the further stage holds: the path is only walked back on another day.
    first = last.changed_on if last else dt.date.min
    if last and _RANKS[stage] < _RANKS[current]:
        first = last.changed_on + dt.timedelta(days=1)
    if on < first:
        raise Refused(
            _(
                "« %(team)s » ne peut pas entrer à l'étape « %(stage)s » le %(on)s : elle est à l'étape "
                "« %(current)s » depuis le %(since)s. Choisissez le %(first)s, ou un jour plus tard."
            )
            % {
                **said,
                "on": formats.day(on),
                "since": formats.day(last.changed_on if last else on),
                "first": formats.day(first),
            }
        )
    (change,) = enter_team_stage(
        [NewStage(subject=team, stage=stage, on=on, evidence_kind=evidence_kind, evidence=evidence[:250])],
        by=by,
    )
    return change
