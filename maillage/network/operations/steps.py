"""Lead a cooperation along its way: what each stage asks for, the next one, the request to be recognised."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.formats import day as written
from maillage.common.formats import listing
from maillage.network.models import (
    NEXT_COOPERATION_STAGES,
    Cooperation,
    CooperationStage,
    CooperationStageChange,
    Evidence,
    Sitting,
    StageRequest,
)
from maillage.network.models.steps import WAY, with_progress
from maillage.network.operations.cooperations import NewStage, enter_stage
from maillage.network.operations.places import lock

_S = CooperationStage
ENOUGH_MEMBERS = 2
RESTING = (_S.DORMANT, _S.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Say one thing that a stage asks for, whether it is there, and where to see to it."""

    label: str
    met: bool
    url: str


@dataclass(frozen=True)
class Asked:
    """Hold one thing that a stage asks for: its words, how to tell that it is there, the page that provides it."""

    label: str | Promise
    is_met: Callable[[Cooperation], bool]
    page: str


# What each stage asks for as its evidence, told of a cooperation read `with_progress`.
REQUIREMENTS: Mapping[str, Sequence[Asked]] = {
    _S.INITIATED: (
        Asked(
            gettext_lazy("un premier contact noté, ou une réunion tenue"),
            lambda row: row.has_contact or row.has_met,
            "cockpit_add_contact",
        ),
    ),
    _S.STRUCTURED: (
        Asked(
            gettext_lazy("au moins deux organisations membres"),
            lambda row: row.member_count >= ENOUGH_MEMBERS,
            "cockpit_members",
        ),
        Asked(gettext_lazy("une réunion tenue"), lambda row: row.has_met, "cockpit_meetings"),
    ),
    _S.RECOGNISED: (
        Asked(
            gettext_lazy("une équipe projet ou un comité qui la conduit"),
            lambda row: row.has_body,
            "cockpit_bodies",
        ),
        Asked(
            gettext_lazy("un diagnostic partagé, écrit"), lambda row: row.has_diagnosis, "cockpit_diagnosis"
        ),
    ),
    _S.LAUNCHED: (
        Asked(
            gettext_lazy("une réunion ouverte au public, tenue"),
            lambda row: row.has_met_publicly,
            "cockpit_meetings",
        ),
    ),
    _S.ACTIVE: (
        Asked(
            gettext_lazy("une feuille de route avec au moins une action"),
            lambda row: row.has_action,
            "cockpit_roadmap",
        ),
        Asked(
            gettext_lazy("une personne ou une organisation qui anime"),
            lambda row: row.has_animator,
            "cockpit_members",
        ),
    ),
}


def requirements(row: Cooperation, stage: str) -> list[Requirement]:
    """Return what a stage asks of a cooperation read `with_progress`, met or not."""
    return [
        Requirement(label=str(asked.label), met=asked.is_met(row), url=reverse(asked.page, args=[row.slug]))
        for asked in REQUIREMENTS.get(stage, ())
    ]


def day_of(by: Author) -> dt.date:
    """Return the day on which someone writes, where the site is."""
    return timezone.make_naive(by.at).date()


def following(changes: Sequence[CooperationStageChange]) -> list[CooperationStage]:
    """Return the stages that may come next, given the changes so far, the last one first."""
    current = changes[0].stage if changes else ""
    open_to = list(NEXT_COOPERATION_STAGES[current])
    if current != _S.DORMANT:
        return open_to
    awake = next((change.stage for change in changes if change.stage not in RESTING), _S.CONTACT)
    return [stage for stage in open_to if stage in (awake, _S.CLOSED)]


def next_on_the_way(changes: Sequence[CooperationStageChange]) -> CooperationStage | None:
    """Return the stage to aim at now; none when the cooperation is active or at rest."""
    return next((stage for stage in following(changes) if stage in WAY), None)


@transaction.atomic
def advance(
    cooperation: Cooperation, stage: str, *, on: dt.date, evidence_kind: str, evidence: str, by: Author
) -> CooperationStageChange:
    """Say that a cooperation enters its next stage on a day, with what proves it."""
    if stage == _S.RECOGNISED:
        raise Refused(
            _(
                "L'étape « reconnue » se décide en séance par l'instance nationale : demandez la reconnaissance, "
                "elle sera mise à l'ordre du jour."
            )
        )
    return _enter(cooperation, stage, on=on, evidence_kind=evidence_kind, evidence=evidence, by=by)


@transaction.atomic
def reopen_cooperation(
    cooperation: Cooperation, *, on: dt.date, reason: str, by: Author
) -> CooperationStageChange:
    """Open a closed cooperation again: it is then asleep, and may wake."""
    lock([cooperation])
    changes = _changes(cooperation)
    if not changes or changes[0].stage != _S.CLOSED:
        raise Refused(
            _("« %(name)s » n'est pas close : il n'y a rien à rouvrir.") % {"name": cooperation.name}
        )
    return _enter(
        cooperation,
        _S.DORMANT,
        on=on,
        evidence_kind=Evidence.DECISION,
        evidence=reason,
        by=by,
        reopening=True,
    )


def _changes(cooperation: Cooperation) -> list[CooperationStageChange]:
    """Return the stages that a cooperation went through, the last one first."""
    return list(cooperation.stage_changes.believed().latest_first())


def _enter(
    cooperation: Cooperation,
    stage: str,
    *,
    on: dt.date,
    evidence_kind: str,
    evidence: str,
    by: Author,
    reopening: bool = False,
) -> CooperationStageChange:
    """Check the order, the day and the evidence of a stage, then write it."""
    lock([cooperation])
    changes = _changes(cooperation)
    _refuse_a_leap(cooperation, changes, stage, reopening=reopening)
    _refuse_another_time(cooperation, changes, stage, on=on, by=by)
    if not evidence_kind or not evidence.strip():
        raise Refused(
            _("Dites ce qui montre cette étape : une réunion, une décision, un document, avec quelques mots.")
        )
    row = with_progress(Cooperation.objects.filter(pk=cooperation.pk), on).get()
    woken = bool(changes) and changes[0].stage == _S.DORMANT
    missing = [] if woken else [asked.label for asked in requirements(row, stage) if not asked.met]
    if missing:
        raise Refused(
            _(
                "Pour l'étape « %(stage)s », il manque encore au %(day)s : %(missing)s. "
                "Ajoutez-le depuis le tableau de bord, puis revenez ici."
            )
            % {"stage": _S(stage).label, "day": written(on), "missing": listing(missing)}
        )
    new = NewStage(
        subject=cooperation, stage=stage, on=on, evidence_kind=evidence_kind, evidence=evidence[:250]
    )
    (entered,) = enter_stage([new], by=by)
    record(
        by,
        gettext_noop("a fait passer « %(cooperation)s » à l'étape « %(stage)s », le %(on)s"),
        cooperation,
        why=evidence,
        cooperation=cooperation.name,
        stage=_S(stage).label,
        on=on,
    )
    return entered


def _refuse_a_leap(
    cooperation: Cooperation, changes: Sequence[CooperationStageChange], stage: str, *, reopening: bool
) -> None:
    """Refuse a stage that does not follow the present one."""
    current = changes[0].stage if changes else ""
    if current == _S.CLOSED and not reopening:
        raise Refused(
            _("« %(name)s » est close : demandez à l'équipe nationale de la rouvrir.")
            % {"name": cooperation.name}
        )
    allowed = following(changes)
    if stage not in allowed:
        raise Refused(
            _(
                "« %(name)s » ne peut pas passer à l'étape « %(stage)s » : une étape ne se saute pas. "
                "Peut suivre : %(next)s."
            )
            % {
                "name": cooperation.name,
                "stage": _S(stage).label,
                "next": listing([str(s.label) for s in allowed]),
            }
        )


def _refuse_another_time(
    cooperation: Cooperation,
    changes: Sequence[CooperationStageChange],
    stage: str,
    *,
    on: dt.date,
    by: Author,
) -> None:
    """Refuse a day that is still to come, or that comes before the present stage."""
    if on > day_of(by):
        raise Refused(
            _("Le %(on)s n'est pas encore venu : une étape se note le jour où elle est franchie, ou après.")
            % {"on": written(on)}
        )
    if not changes:
        return
    last = changes[0]
    ranks = list(_S)
    # Of two stages entered on one day, the further one holds: going back takes another day.
    back = on == last.changed_on and ranks.index(_S(stage)) < ranks.index(_S(last.stage))
    if on < last.changed_on or back:
        raise Refused(
            _(
                "« %(name)s » est à l'étape « %(stage)s » depuis le %(since)s : la suivante ne peut pas dater "
                "du %(on)s. Vérifiez la date."
            )
            % {
                "name": cooperation.name,
                "stage": _S(last.stage).label,
                "since": written(last.changed_on),
                "on": written(on),
            }
        )


@transaction.atomic
def request_recognition(
    cooperation: Cooperation, *, evidence_kind: str, met_on: dt.date, words: str, by: Author
) -> StageRequest:
    """Ask the national body to recognise a cooperation: one request at a time."""
    lock([cooperation])
    _refuse_a_leap(cooperation, _changes(cooperation), _S.RECOGNISED, reopening=False)
    if cooperation.stage_requests.waiting().exists():
        raise Refused(
            _("« %(name)s » a déjà une demande en attente : elle sera décidée à une prochaine séance.")
            % {"name": cooperation.name}
        )
    if met_on > day_of(by):
        raise Refused(
            _("La réunion du %(on)s n'a pas encore eu lieu : déposez la demande quand elle aura décidé.")
            % {"on": written(met_on)}
        )
    row = with_progress(Cooperation.objects.filter(pk=cooperation.pk), day_of(by)).get()
    missing = [asked.label for asked in requirements(row, _S.RECOGNISED) if not asked.met]
    if missing:
        raise Refused(
            _(
                "Pour demander la reconnaissance, il manque encore : %(missing)s. Ajoutez-le depuis le tableau "
                "de bord, puis revenez ici."
            )
            % {"missing": listing(missing)}
        )
    asked = StageRequest.objects.create(
        cooperation=cooperation,
        evidence_kind=evidence_kind,
        met_on=met_on,
        words=words,
        submitted_at=by.at,
        submitted_by_id=by.user.pk if by.user else None,
    )
    record(
        by,
        gettext_noop("a demandé la reconnaissance de « %(cooperation)s »"),
        cooperation,
        asked,
        cooperation=cooperation.name,
    )
    return asked


@transaction.atomic
def decide_stage(
    request: StageRequest, *, accepted: bool, sitting: Sitting | None, reason: str, on: dt.date, by: Author
) -> StageRequest:
    """Say what the national body decided about a request; accepted, the cooperation is recognised on that day."""
    waiting = StageRequest.objects.select_for_update(of=("self",)).select_related("cooperation")
    current = waiting.get(pk=request.pk)
    name = current.cooperation.name
    if current.state != StageRequest.State.SUBMITTED:
        raise Refused(
            _("La demande de « %(name)s » est déjà %(state)s, depuis le %(on)s.")
            % {"name": name, "state": current.get_state_display(), "on": written(current.decided_on)}
        )
    if accepted and sitting is None:
        raise Refused(
            _("Une reconnaissance se décide à une séance datée : choisissez la séance, ou créez-la d'abord.")
        )
    if not accepted and not reason.strip():
        raise Refused(_("Dites à « %(name)s » pourquoi sa demande est refusée.") % {"name": name})
    current.state = StageRequest.State.ACCEPTED if accepted else StageRequest.State.REFUSED
    current.sitting, current.decided_on, current.reason = sitting, on, reason[:500]
    current.save(update_fields=["state", "sitting", "decided_on", "reason"])
    if accepted:
        _enter(
            current.cooperation,
            _S.RECOGNISED,
            on=on,
            evidence_kind=Evidence.DECISION,
            evidence=str(sitting),
            by=by,
        )
    said = (
        gettext_noop("a accepté la demande de reconnaissance de « %(cooperation)s »")
        if accepted
        else gettext_noop("a refusé la demande de reconnaissance de « %(cooperation)s »")
    )
    concerned = [current.cooperation, current, *([sitting] if sitting else [])]
    record(by, said, *concerned, why=reason, cooperation=name)
    return current
