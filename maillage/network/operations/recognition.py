"""Adopt a pact, write a project, ask for the recognition of a team, decide it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, stamp
from maillage.common.versions import Conflict
from maillage.network.models import (
    Charter,
    Evidence,
    Pact,
    Recognition,
    RecognitionRequest,
    RequestState,
    Sitting,
    Team,
    TeamProject,
    TeamStage,
)
from maillage.network.operations.places import lock
from maillage.network.operations.team_stages import GO_ON, advance, refuse_future, stage_of

LONGEST_PROJECT = 20_000
SMALLEST_MEETING = 2


@transaction.atomic
def adopt_pact(
    team: Team, *, participants: int, charter: Charter, place: str = "", on: dt.date, by: Author
) -> Pact:
    """Say that a team adopted its pact at a meeting of all; a recognised team renews it so."""
    lock([team])
    refuse_future(on, by)
    if participants < SMALLEST_MEETING:
        raise Refused(_("Un pacte se prend ensemble : il faut au moins deux personnes à la réunion."))
    stage = stage_of(team)
    if stage not in {TeamStage.CARRIED, TeamStage.PACT, TeamStage.RECOGNISED}:
        raise Refused(
            _(
                "« %(team)s » est à l'étape « %(stage)s » : une équipe adopte son pacte quand elle est portée. "
                "Pour aller plus loin, %(next)s."
            )
            % {"team": team.name, "stage": stage.label, "next": GO_ON[stage]}
        )
    if Pact.objects.believed().filter(team=team, met_on=on).exists():
        raise Refused(
            _("La réunion du %(on)s est déjà enregistrée pour « %(team)s » : rechargez la page pour la voir.")
            % {"on": formats.day(on), "team": team.name}
        )
    pact = Pact.objects.create(
        team=team, charter=charter, met_on=on, participants=participants, place=place[:200], **stamp(by)
    )
    if stage == TeamStage.CARRIED:
        advance(team, TeamStage.PACT, on=on, by=by, evidence_kind=Evidence.MEETING, evidence=place)
    record(
        by,
        gettext_noop("a noté que l'équipe %(team)s a adopté son pacte le %(on)s, à %(people)s personnes"),
        team,
        team=team,
        on=on,
        people=participants,
    )
    return pact


@transaction.atomic
def write_project(team: Team, *, text: str, expected: int | None, on: dt.date, by: Author) -> TeamProject:
    """Write a new version of the project of a team on top of the one that was read; those before stay."""
    lock([team])
    if not text.strip():
        raise Refused(_("Le projet est vide : écrivez quelques phrases, même courtes, puis enregistrez."))
    if len(text) > LONGEST_PROJECT:
        raise Refused(
            _("Le projet est trop long : gardez %(limit)s caractères au plus.")
            % {"limit": formats.number(LONGEST_PROJECT)}
        )
    if stage_of(team) == TeamStage.CLOSED:
        raise Refused(_("« %s » est close : son projet se lit encore, mais ne s'écrit plus.") % team.name)
    last = TeamProject.objects.filter(team=team).latest_first().first()
    if last and last.version != expected:
        raise Conflict(last)
    if last and last.text == text:
        return last
    project = TeamProject.objects.create(
        team=team,
        version=last.version + 1 if last else 1,
        text=text,
        written_on=on,
        saved_at=by.at,
        saved_by_id=_key(by),
    )
    record(
        by,
        gettext_noop("a écrit le projet de l'équipe %(team)s, version %(version)s"),
        team,
        team=team,
        version=project.version,
    )
    return project


def missing_for_recognition(team: Team, *, on: dt.date) -> list[str]:
    """Return what a team still lacks on a day to be recognised, as ends of sentences; nothing when all is there."""
    seen = Team.objects.watched(as_of=on).get(pk=team.pk)
    wanted = (
        (seen.has_gate, _("un porteur dont la signature est en vigueur, ou la signature de l'équipe")),
        (seen.has_pact, _("le pacte d'engagement, adopté en réunion")),
        (seen.has_project, _("le projet de l'équipe, même court")),
        (seen.has_lead, _("un référent de l'équipe")),
    )
    return [words for there, words in wanted if not there]


@transaction.atomic
def submit_recognition(team: Team, *, on: dt.date, by: Author) -> RecognitionRequest:
    """Ask for the recognition of a team that has all that it takes."""
    lock([team])
    _refuse_unready(team, on=on)
    if RecognitionRequest.objects.waiting().filter(team=team).exists():
        raise Refused(
            _("« %s » a déjà demandé sa reconnaissance : sa demande attend une décision.") % team.name
        )
    request = RecognitionRequest.objects.create(team=team, submitted_at=by.at, submitted_by_id=_key(by))
    record(by, gettext_noop("a demandé la reconnaissance de l'équipe %(team)s"), team, team=team)
    return request


@transaction.atomic
def recognise(
    team: Team, *, accepted: bool = True, reason: str = "", on: dt.date, by: Author
) -> RecognitionRequest:
    """Decide by delegation whether a team is recognised; without a request waiting, this is one."""
    lock([team])
    request = RecognitionRequest.objects.waiting().filter(team=team).first()
    if request is None:
        _refuse_unready(team, on=on)
        request = RecognitionRequest(team=team, submitted_at=by.at, submitted_by_id=_key(by))
    return _decide(request, accepted=accepted, sitting=None, delegated=True, reason=reason, on=on, by=by)


@transaction.atomic
def decide_recognition(
    request: RecognitionRequest,
    *,
    accepted: bool,
    sitting: Sitting | None,
    reason: str,
    on: dt.date,
    by: Author,
) -> RecognitionRequest:
    """Decide nationally a request for recognition, at a sitting."""
    lock([request.team])
    current = RecognitionRequest.objects.select_related("team").get(pk=request.pk)
    if current.state != RequestState.SUBMITTED:
        raise Refused(
            _("La demande de « %(team)s » a déjà été décidée le %(on)s : elle est %(state)s.")
            % {
                "team": current.team.name,
                "on": formats.day(current.decided_on),
                "state": current.get_state_display(),
            }
        )
    return _decide(current, accepted=accepted, sitting=sitting, delegated=False, reason=reason, on=on, by=by)


def _decide(
    request: RecognitionRequest,
    *,
    accepted: bool,
    sitting: Sitting | None,
    delegated: bool,
    reason: str,
    on: dt.date,
    by: Author,
) -> RecognitionRequest:
    """Write the decision about a request of a locked team; the gate is looked at on that day."""
    team = request.team
    refuse_future(on, by)
    if not accepted and not reason.strip():
        raise Refused(_("Dites pourquoi la reconnaissance est refusée : l'équipe saura quoi reprendre."))
    request.state = RequestState.ACCEPTED if accepted else RequestState.REFUSED
    request.decided_on, request.sitting, request.delegated = on, sitting, delegated
    request.reason = reason[:500]
    if accepted:
        _refuse_unready(team, on=on)
        advance(
            team,
            TeamStage.RECOGNISED,
            on=on,
            by=by,
            evidence_kind=Evidence.DECISION,
            evidence=str(sitting or _("par délégation")),
        )
        Recognition.objects.create(
            team=team,
            number=f"EC-{team.pk:05d}-{on:%Y%m%d}",
            delegated=delegated,
            sitting=sitting,
            started_on=on,
            **stamp(by),
        )
        sentence = gettext_noop("a reconnu l'équipe %(team)s")
    else:
        sentence = gettext_noop("a refusé de reconnaître l'équipe %(team)s")
    request.save()
    record(by, sentence, team, *([sitting] if sitting else []), why=reason, team=team)
    return request


def _refuse_unready(team: Team, *, on: dt.date) -> None:
    """Refuse to recognise a team that is not at the stage for it, or that lacks something on the day."""
    stage = stage_of(team)
    if stage != TeamStage.PACT:
        raise Refused(
            _(
                "« %(team)s » est à l'étape « %(stage)s » : la reconnaissance se demande après le pacte. "
                "Pour aller plus loin, %(next)s."
            )
            % {"team": team.name, "stage": stage.label, "next": GO_ON[stage]}
        )
    if missing := missing_for_recognition(team, on=on):
        raise Refused(
            _("Il manque encore à « %(team)s » le %(on)s : %(missing)s. Complétez, puis recommencez.")
            % {"team": team.name, "on": formats.day(on), "missing": formats.listing(missing)}
        )


def _key(by: Author) -> int | None:
    """Return the key of who acts, if they have an account."""
    return by.user.pk if by.user else None
