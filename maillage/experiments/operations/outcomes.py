"""Decide what becomes of an experiment, spread it, take it up, bring it to the library."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, stamp
from maillage.experiments.models import (
    Adoption,
    Decision,
    Experiment,
    Lesson,
    Protocol,
    SpreadPlan,
    Verdict,
)
from maillage.experiments.operations.plan import ONE_DAY, locked, registered
from maillage.network.models import Cooperation, Sitting, Team
from maillage.programme.operations.course import not_to_come
from maillage.resources.models import Resource, of_whom
from maillage.resources.operations.resources import Text, write_resource


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """Say what was decided: by which body, at which sitting where it is kept, on which day, and why."""

    verdict: Verdict
    body: str
    reasons: str
    decided_on: dt.date
    sitting: Sitting | None = None
    until: dt.date | None = None


@transaction.atomic
def decide(experiment: Experiment, ruling: Ruling, *, on: dt.date, by: Author) -> Decision:
    """Decide that an experiment is generalised, prolonged or stopped."""
    current = locked(experiment)
    protocol = registered(current)
    not_to_come(ruling.decided_on, on)
    _check(ruling, protocol)
    last = Decision.objects.believed().of(current).first()
    if last is not None and ruling.decided_on < last.on:
        raise Refused(
            _("Une décision a été prise le %s : celle-ci vient après, ou le même jour.")
            % formats.day(last.on)
        )
    if ruling.verdict == Verdict.PROLONG:
        correct(
            protocol,
            reason=str(_("expérimentation prolongée")),
            by=by,
            ended_on=ruling.until + ONE_DAY,  # type: ignore[operator] # checked: prolonging says until when
        )
    elif ruling.verdict == Verdict.STOP and ruling.decided_on < protocol.ended_on:  # type: ignore[operator] # it has its days
        correct(protocol, reason=str(_("expérimentation arrêtée")), by=by, ended_on=ruling.decided_on)
    made = Decision.objects.create(
        experiment=current,
        on=ruling.decided_on,
        **{name: value for name, value in vars(ruling).items() if name != "decided_on"},
        **stamp(by),
    )
    record(
        by,
        gettext_noop("a noté la décision sur l'expérimentation « %(name)s » : %(verdict)s"),
        current,
        why=ruling.reasons,
        name=current,
        verdict=made.get_verdict_display(),
    )
    return made


def _check(ruling: Ruling, protocol: Protocol) -> None:
    """Refuse a decision that cannot be."""
    if ruling.decided_on <= protocol.started_on:  # type: ignore[operator] # a protocol has its days
        raise Refused(
            _("L'expérimentation commence le %s : on en décide après.") % formats.day(protocol.started_on)
        )
    if (ruling.verdict == Verdict.PROLONG) != (ruling.until is not None):
        raise Refused(_("Dites jusqu'à quel jour, pour une prolongation, et pour elle seule."))
    if ruling.until is not None and ruling.until <= max(protocol.last_day, ruling.decided_on):
        raise Refused(
            _(
                "Elle est déjà prévue jusqu'au %s : une prolongation va plus loin, et plus loin que sa décision."
            )
            % formats.day(protocol.last_day)
        )


def _generalised(experiment: Experiment) -> None:
    """Refuse to spread what nobody decided to generalise."""
    last = Decision.objects.believed().of(experiment).first()
    if last is None or last.verdict != Verdict.GENERALISE:
        raise Refused(_("Cette expérimentation n'est pas généralisée : la décision vient d'abord."))


@transaction.atomic
def plan_spread(
    experiment: Experiment, *, text: str, goal: int | None, by_day: dt.date | None, on: dt.date, by: Author
) -> SpreadPlan:
    """Say how an experiment is to be generalised; a second plan replaces the first."""
    current = locked(experiment)
    _generalised(current)
    if (goal is None) != (by_day is None):
        raise Refused(_("Un but chiffré porte son échéance : écrivez combien, et avant quel jour."))
    if by_day is not None and by_day <= on:
        raise Refused(_("L'échéance est passée : choisissez un jour à venir."))
    told = {"text": text, "goal": goal, "by_day": by_day}
    former = SpreadPlan.objects.believed().of(current).first()
    if former is not None:
        made = correct(former, reason=str(_("plan récrit")), by=by, **told)
    else:
        made = SpreadPlan.objects.create(experiment=current, **told, **stamp(by))
    record(
        by, gettext_noop("a écrit comment généraliser l'expérimentation « %(name)s »"), current, name=current
    )
    return made


@transaction.atomic
def adopt(
    experiment: Experiment, adopter: Team | Cooperation, *, since: dt.date, on: dt.date, by: Author
) -> Adoption:
    """Say that a team, or a cooperation, does as a generalised experiment taught, from a day."""
    current = locked(experiment)
    _generalised(current)
    not_to_come(since, on)
    who = of_whom(adopter)
    held = Adoption.objects.believed().filter(experiment=current, **who).order_by("started_on").last()
    if held is not None and (held.ended_on is None or since < held.ended_on):
        raise Refused(_("« %s » a déjà dit l'avoir adoptée.") % adopter)
    made = Adoption.objects.create(experiment=current, started_on=since, **who, **stamp(by))
    record(
        by,
        gettext_noop("a dit que « %(adopter)s » adopte l'expérimentation « %(name)s »"),
        adopter,
        current,
        adopter=adopter,
        name=current,
    )
    return made


@transaction.atomic
def stop_adopting(adoption: Adoption, *, since: dt.date, reason: str, on: dt.date, by: Author) -> Adoption:
    """Say that a team, or a cooperation, no longer does as an experiment taught, from a day, and why."""
    not_to_come(since, on)
    if since <= adoption.started_on:  # type: ignore[operator] # an adoption has its day
        raise Refused(
            _("« %(adopter)s » l'a adoptée le %(day)s : la fin vient après.")
            % {"adopter": adoption.adopter, "day": formats.day(adoption.started_on)}
        )
    made = correct(adoption, reason=reason, by=by, ended_on=since, end_reason=reason)
    record(
        by,
        gettext_noop("a dit que « %(adopter)s » n'applique plus l'expérimentation « %(name)s »"),
        adoption.adopter,
        adoption.experiment,
        why=reason,
        adopter=adoption.adopter,
        name=adoption.experiment,
    )
    return made


@transaction.atomic
def keep_lesson(experiment: Experiment, text: Text, *, by: Author) -> Resource:
    """Begin a resource of the library from what an experiment taught."""
    current = locked(experiment)
    registered(current)
    made = write_resource(text, by=by)
    Lesson.objects.create(experiment=current, resource=made, **stamp(by))
    record(
        by,
        gettext_noop("a tiré une fiche de l'expérimentation « %(name)s »"),
        current,
        made,
        name=current,
    )
    return made
