"""The life of a team: founded, carried, asleep, awake, closed, opened again."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract
from maillage.common.versions import lock_version
from maillage.network.models import (
    Carrying,
    Evidence,
    Organisation,
    Recognition,
    RecognitionRequest,
    RequestState,
    Team,
    TeamStage,
    TeamStageChange,
)
from maillage.network.operations.leads import NewPerson, appoint_lead
from maillage.network.operations.places import Contact, end_fact, lock
from maillage.network.operations.team_stages import GO_ON, advance, last_change, refuse_future, stage_of
from maillage.network.operations.teams import NewCarrying, NewTeam, carry, end_carrying, found_teams

_WAITS_FOR_A_CARRIER = (TeamStage.IDEA, TeamStage.EMERGING)


@transaction.atomic
def found_team(
    new: NewTeam,
    *,
    lead: NewPerson | None = None,
    carrier: Organisation | None = None,
    on: dt.date,
    by: Author,
) -> Team:
    """Enter a team in the register as an idea, with who leads it; a carrier that founds it carries it."""
    refuse_future(on, by)
    if not new.name.strip():
        raise Refused(_("Donnez un nom à l'équipe : celui du quartier ou du village convient très bien."))
    (team,) = found_teams([new], by=by)
    advance(team, TeamStage.IDEA, on=on, by=by, evidence_kind=Evidence.STATEMENT)
    record(by, gettext_noop("a fondé l'équipe %(team)s"), team, team=team)
    if lead:
        appoint_lead(team, lead, on=on, by=by)
    if carrier:
        carry_team(team, carrier, on=on, by=by)
    return team


@transaction.atomic
def describe_team(
    team: Team, *, activities: str, contact: Contact, version: int | None, by: Author, schedule: str = ""
) -> Team:
    """Say again what a team does and how the public reaches it, unless someone else just did."""
    current = lock_version(team, version)
    current.activities, current.schedule = activities, schedule
    current.website, current.telephone, current.email = contact
    current.next_version(by)
    current.save()
    record(by, gettext_noop("a récrit ce que le public lit de l'équipe %(team)s"), current, team=current)
    return current


@transaction.atomic
def look_for_carrier(team: Team, *, on: dt.date, by: Author) -> TeamStageChange:
    """Say that a team looks for a carrier."""
    lock([team])
    change = advance(team, TeamStage.EMERGING, on=on, by=by, evidence_kind=Evidence.STATEMENT)
    record(by, gettext_noop("a noté que l'équipe %(team)s cherche un porteur"), team, team=team)
    return change


@transaction.atomic
def carry_team(team: Team, organisation: Organisation, *, on: dt.date, by: Author) -> Carrying:
    """Say that an organisation carries a team; it, or the team itself, has signed the charter on that day."""
    lock([team, organisation])
    refuse_future(on, by)
    stage = stage_of(team)
    if stage in {TeamStage.DORMANT, TeamStage.CLOSED}:
        raise Refused(
            _("« %(team)s » est à l'étape « %(stage)s » : %(next)s, puis dites qui la porte.")
            % {"team": team.name, "stage": stage.label, "next": GO_ON[stage]}
        )
    (carrying,) = carry([NewCarrying(team=team, organisation=organisation, on=on)], by=by)
    if stage in _WAITS_FOR_A_CARRIER:
        advance(
            team, TeamStage.CARRIED, on=on, by=by, evidence_kind=Evidence.DECISION, evidence=organisation.name
        )
    record(
        by,
        gettext_noop("a noté que %(organisation)s porte l'équipe %(team)s"),
        team,
        organisation,
        organisation=organisation,
        team=team,
    )
    return carrying


@transaction.atomic
def stand_alone(team: Team, *, on: dt.date, by: Author) -> TeamStageChange:
    """Say that a team for which a signature already stands is carried: it signed, or its carrier did since."""
    lock([team])
    if not Team.objects.filter(pk=team.pk).with_gate(as_of=on).exists():
        raise Refused(
            _(
                "Au %(on)s, ni « %(team)s » ni un porteur de l'équipe n'a de signature en vigueur : enregistrez "
                "d'abord une signature, ou choisissez un porteur qui a signé."
            )
            % {"team": team.name, "on": formats.day(on)}
        )
    change = advance(team, TeamStage.CARRIED, on=on, by=by, evidence_kind=Evidence.DOCUMENT)
    record(
        by,
        gettext_noop("a noté que l'équipe %(team)s est portée : la charte est signée"),
        team,
        team=team,
    )
    return change


@transaction.atomic
def stop_carrying(carrying: Carrying, *, on: dt.date, reason: str, by: Author) -> Carrying:
    """Say that an organisation carries a team no more; the team stays as it is, and is told apart as without gate."""
    lock([carrying.team, carrying.organisation])
    refuse_future(on, by)
    current = Carrying.objects.select_related("team", "organisation").get(pk=carrying.pk)
    if current.ended_on is not None or current.retracted_at is not None:
        raise Refused(
            _(
                "« %(organisation)s » ne porte déjà plus « %(team)s » : rechargez la page pour voir qui la porte."
            )
            % {"organisation": current.organisation.name, "team": current.team.name}
        )
    _say_why(reason)
    ended = end_carrying(current, on=on, reason=reason[:250], by=by)
    record(
        by,
        gettext_noop("a noté que %(organisation)s ne porte plus l'équipe %(team)s"),
        current.team,
        current.organisation,
        why=reason,
        organisation=current.organisation,
        team=current.team,
    )
    return ended


@transaction.atomic
def put_to_sleep(team: Team, *, on: dt.date, reason: str, by: Author) -> TeamStageChange:
    """Say that a team rests, and why; it keeps what it had, and wakes up where it was."""
    lock([team])
    _say_why(reason)
    change = advance(team, TeamStage.DORMANT, on=on, by=by, evidence_kind=Evidence.STATEMENT, evidence=reason)
    record(by, gettext_noop("a mis en sommeil l'équipe %(team)s"), team, why=reason, team=team)
    return change


@transaction.atomic
def wake_up(team: Team, *, on: dt.date, by: Author) -> TeamStageChange:
    """Wake a team up, at the stage where it fell asleep; on the very day, the sleep never was."""
    lock([team])
    refuse_future(on, by)
    asleep = last_change(team)
    if asleep is None or asleep.stage != TeamStage.DORMANT:
        raise Refused(
            _("« %(team)s » n'est pas en sommeil : il n'y a rien à réveiller.") % {"team": team.name}
        )
    before = (
        TeamStageChange.objects.believed()
        .filter(team=team)
        .exclude(stage__in=[TeamStage.DORMANT, TeamStage.CLOSED])
        .latest_first()
        .first()
    )
    if on == asleep.changed_on and before is not None:
        retract(asleep, reason=str(_("réveillée le jour même")), by=by)
        change = before
    else:
        stage = TeamStage(before.stage) if before else TeamStage.EMERGING
        change = advance(team, stage, on=on, by=by, evidence_kind=Evidence.STATEMENT)
    record(by, gettext_noop("a réveillé l'équipe %(team)s"), team, team=team)
    return change


@transaction.atomic
def close_team(team: Team, *, on: dt.date, reason: str, by: Author) -> TeamStageChange:
    """Close a team, and why: its recognition ends, its request falls; only the national team opens it again."""
    lock([team])
    _say_why(reason)
    change = advance(team, TeamStage.CLOSED, on=on, by=by, evidence_kind=Evidence.DECISION, evidence=reason)
    for recognition in Recognition.objects.believed().filter(team=team, ended_on=None):
        end_fact(recognition, on=on, reason=str(_("équipe close")), by=by)
    RecognitionRequest.objects.filter(team=team, state=RequestState.SUBMITTED).update(
        state=RequestState.REFUSED, decided_on=on, reason=str(_("équipe close"))
    )
    record(by, gettext_noop("a clos l'équipe %(team)s"), team, why=reason, team=team)
    return change


@transaction.atomic
def reopen_team(team: Team, *, on: dt.date, reason: str, by: Author) -> TeamStageChange:
    """Open a closed team again: it is carried if a signature still stands for it, else it looks for a carrier."""
    lock([team])
    _say_why(reason)
    if stage_of(team) != TeamStage.CLOSED:
        raise Refused(_("« %(team)s » n'est pas close : il n'y a rien à rouvrir.") % {"team": team.name})
    gated = Team.objects.filter(pk=team.pk).with_gate(as_of=on).exists()
    stage = TeamStage.CARRIED if gated else TeamStage.EMERGING
    change = advance(team, stage, on=on, by=by, evidence_kind=Evidence.DECISION, evidence=reason)
    record(by, gettext_noop("a rouvert l'équipe %(team)s"), team, why=reason, team=team)
    return change


def _say_why(reason: str) -> None:
    """Refuse an act without its reason."""
    if not reason.strip():
        raise Refused(
            _("Dites en quelques mots pourquoi : celles et ceux qui liront l'histoire comprendront.")
        )
