"""Cooperations to relaunch: reasons by explicit thresholds, each a sentence with its date. Nothing is withdrawn."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.accounts.models import Grant
from maillage.accounts.roles import PerimeterKind, Role
from maillage.common.formats import day as written_day
from maillage.network.models.bodies import Meeting, MeetingDecision
from maillage.network.models.cooperations import Cooperation, CooperationStage, CooperationStageChange
from maillage.network.models.roadmap import ContactNote
from maillage.network.models.steps import StageRequest

# Before these, a cooperation is on its way; asleep, it rests.
ON_THE_WAY = (
    CooperationStage.CONTACT,
    CooperationStage.INITIATED,
    CooperationStage.STRUCTURED,
    CooperationStage.RECOGNISED,
)
MEETING = (
    CooperationStage.INITIATED,
    CooperationStage.STRUCTURED,
    CooperationStage.RECOGNISED,
    CooperationStage.LAUNCHED,
    CooperationStage.ACTIVE,
)


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day some months before; the last of the month where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Hold from when a silence becomes a reason to call: those of `settings.WATCH_THRESHOLDS`."""

    contact_months: int
    meeting_months: int
    stage_months: int
    overdue_decisions: int
    request_days: int
    asleep_months: int


def thresholds() -> Thresholds:
    """Return the thresholds of this site."""
    return Thresholds(**settings.WATCH_THRESHOLDS)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Say why a cooperation may need a call: a sentence, and since when."""

    code: str
    sentence: str
    since: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Hold what the reasons read: cooperations with their stage, the day, the thresholds."""

    rows: Sequence[Cooperation]
    today: dt.date
    limits: Thresholds
    first_days: Mapping[int, dt.date] = field(default_factory=dict)

    def at(self, stages: Iterable[str]) -> list[Cooperation]:
        """Return the cooperations at some stages."""
        wanted = set(stages)
        return [row for row in self.rows if row.stage in wanted]

    @property
    def awake(self) -> list[Cooperation]:
        """Return the cooperations that do not rest."""
        return self.at(stage for stage in CooperationStage if stage != CooperationStage.DORMANT)


Found = Mapping[int, Reason]


def _last(rows: "QuerySet[Any]") -> dict[int, dt.date]:
    """Return the last day of dated rows of each cooperation."""
    return dict(rows.order_by().values_list("cooperation_id").annotate(day=Max("on")))


def no_contact(watched: Watched) -> Found:
    """Find where no contact was noted for months."""
    limit = months_before(watched.today, watched.limits.contact_months)
    last = _last(ContactNote.objects.filter(on__lte=watched.today))
    return {
        row.pk: Reason(
            code="contact",
            sentence=_("Aucun contact noté depuis le %s.") % written_day(day)
            if row.pk in last
            else _("Aucun contact n'a encore été noté ; elle est suivie depuis le %s.") % written_day(day),
            since=day,
        )
        for row in watched.awake
        if (day := last.get(row.pk) or watched.first_days.get(row.pk)) and day <= limit
    }


def no_meeting(watched: Watched) -> Found:
    """Find where no meeting was held for months, once the work began."""
    limit = months_before(watched.today, watched.limits.meeting_months)
    last = _last(Meeting.objects.held(watched.today))
    return {
        row.pk: Reason(
            code="reunion",
            sentence=_("Pas de réunion depuis celle du %s.") % written_day(day)
            if row.pk in last
            else _("Aucune réunion n'est notée ; elle est suivie depuis le %s.") % written_day(day),
            since=day,
        )
        for row in watched.at(MEETING)
        if (day := last.get(row.pk) or watched.first_days.get(row.pk)) and day <= limit
    }


def stage_unchanged(watched: Watched) -> Found:
    """Find what stays at one stage for months before its launch."""
    limit = months_before(watched.today, watched.limits.stage_months)
    return {
        row.pk: Reason(
            code="etape",
            sentence=_("À l'étape « %(stage)s » depuis le %(day)s.")
            % {"stage": CooperationStage(row.stage or "").label, "day": written_day(row.since)},
            since=row.since,
        )
        for row in watched.at(ON_THE_WAY)
        if row.since and row.since <= limit
    }


def no_animator(watched: Watched) -> Found:
    """Find where nobody is the animator today."""
    rows = watched.awake
    held = (
        Grant.objects.believed()
        .filter(
            role=Role.ANIMATOR,
            perimeter_kind=PerimeterKind.COOPERATION,
            perimeter_code__in=[row.slug for row in rows],
        )
        .order_by("pk")
    )
    living: set[str] = set()
    left: dict[str, dt.date] = {}
    for code, started, ended in held.values_list("perimeter_code", "started_on", "ended_on"):
        if ended is not None and ended <= watched.today:
            left[code] = max(ended, left.get(code, ended))
        elif started is None or started <= watched.today:
            living.add(code)
    return {
        row.pk: Reason(
            code="animateur",
            sentence=_("Plus d'animateur depuis le %s.") % written_day(left[row.slug])
            if row.slug in left
            else _("Aucun animateur n'est connu."),
            since=left.get(row.slug),
        )
        for row in rows
        if row.slug not in living
    }


def decisions_overdue(watched: Watched) -> Found:
    """Find where decisions of meetings are late, more than a few."""
    late = MeetingDecision.objects.open().filter(due_on__lt=watched.today, meeting__cancelled_on__isnull=True)
    counts = late.order_by().values_list("meeting__cooperation_id").annotate(n=Count("pk"), day=Min("due_on"))
    found = {pk: (n, day) for pk, n, day in counts if n > watched.limits.overdue_decisions}
    return {
        row.pk: Reason(
            code="decisions",
            sentence=_("%(n)d décisions attendent encore, la plus ancienne pour le %(day)s.")
            % {"n": found[row.pk][0], "day": written_day(found[row.pk][1])},
            since=found[row.pk][1],
        )
        for row in watched.awake
        if row.pk in found
    }


def requests_waiting(watched: Watched) -> Found:
    """Find whose request to be recognised waits for weeks: the national team owes an answer."""
    limit = watched.today - dt.timedelta(days=watched.limits.request_days)
    oldest = (
        StageRequest.objects.waiting()
        .order_by()
        .values_list("cooperation_id")
        .annotate(day=Min("submitted_at"))
    )
    days = {pk: timezone.make_naive(moment).date() for pk, moment in oldest}
    return {
        row.pk: Reason(
            code="demande",
            sentence=_("Sa demande de reconnaissance attend une réponse depuis le %s.")
            % written_day(days[row.pk]),
            since=days[row.pk],
        )
        for row in watched.rows
        if row.pk in days and days[row.pk] <= limit
    }


def asleep(watched: Watched) -> Found:
    """Find what has been asleep for months: to wake up, or to close."""
    limit = months_before(watched.today, watched.limits.asleep_months)
    return {
        row.pk: Reason(
            code="sommeil",
            sentence=_("En sommeil depuis le %s : à réveiller, ou à clore.") % written_day(row.since),
            since=row.since,
        )
        for row in watched.at([CooperationStage.DORMANT])
        if row.since and row.since <= limit
    }


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Name a reason, say its threshold in words, and how it is found."""

    code: str
    label: str | Promise
    says: Callable[[Thresholds], str]
    find: Callable[[Watched], Found]


def _months(sentence: str, count: int) -> str:
    """Return a sentence with a number of months."""
    return sentence % {"months": ngettext("%(n)d mois", "%(n)d mois", count) % {"n": count}}


RULES: tuple[Rule, ...] = (
    Rule(
        code="contact",
        label=gettext_lazy("sans contact récent"),
        says=lambda limits: _months(_("aucun contact noté depuis %(months)s"), limits.contact_months),
        find=no_contact,
    ),
    Rule(
        code="reunion",
        label=gettext_lazy("sans réunion récente"),
        says=lambda limits: _months(
            _("dès l'étape « amorce », aucune réunion tenue depuis %(months)s"), limits.meeting_months
        ),
        find=no_meeting,
    ),
    Rule(
        code="etape",
        label=gettext_lazy("même étape depuis longtemps"),
        says=lambda limits: _months(
            _("avant l'étape « lancée », même étape depuis %(months)s"), limits.stage_months
        ),
        find=stage_unchanged,
    ),
    Rule(
        code="animateur",
        label=gettext_lazy("sans animateur"),
        says=lambda _limits: _("personne n'a le rôle d'animateur aujourd'hui"),
        find=no_animator,
    ),
    Rule(
        code="decisions",
        label=gettext_lazy("décisions en retard"),
        says=lambda limits: (
            _("plus de %d décisions de réunion ont passé leur date") % limits.overdue_decisions
        ),
        find=decisions_overdue,
    ),
    Rule(
        code="demande",
        label=gettext_lazy("demande sans réponse"),
        says=lambda limits: _("une demande de reconnaissance attend depuis %d jours") % limits.request_days,
        find=requests_waiting,
    ),
    Rule(
        code="sommeil",
        label=gettext_lazy("en sommeil"),
        says=lambda limits: _months(_("en sommeil depuis %(months)s"), limits.asleep_months),
        find=asleep,
    ),
)


@dataclass(frozen=True, kw_only=True)
class ToRelaunch:
    """Hold a cooperation that may need a call, and why; the oldest reason comes first."""

    cooperation: Cooperation
    reasons: tuple[Reason, ...]

    @property
    def oldest(self) -> dt.date | None:
        """Return the day of its oldest reason, where one has a day."""
        return min((reason.since for reason in self.reasons if reason.since), default=None)


def to_relaunch(rows: Sequence[Cooperation], *, today: dt.date, known_at: dt.datetime) -> list[ToRelaunch]:
    """Return, among cooperations that are staged, those with a reason to call them, in the same order."""
    firsts = CooperationStageChange.objects.known_at(known_at).order_by("-changed_on", "-pk")
    watched = Watched(
        rows=rows,
        today=today,
        limits=thresholds(),
        first_days=dict(firsts.values_list("cooperation_id", "changed_on")),
    )
    found = [rule.find(watched) for rule in RULES]
    listed = []
    for row in rows:
        reasons = [reasons[row.pk] for reasons in found if row.pk in reasons]
        if reasons:
            reasons.sort(key=lambda reason: reason.since or dt.date.max)
            listed.append(ToRelaunch(cooperation=row, reasons=tuple(reasons)))
    return listed
