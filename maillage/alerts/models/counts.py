"""What a team says of a day, and what days say together: sums with how many teams gave them, never more."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from maillage.alerts.models.alerts import Alert, AlertTeam
from maillage.common.facts import Recorded, RecordedQuerySet

MOST = 2_000  # people called in a day by one team: more is a slip of the finger


class DailyCountQuerySet(RecordedQuerySet["DailyCount"]):
    """Read the numbers of teams."""

    def of_team(self, row: AlertTeam) -> Self:
        """Keep those of a team, the last day first."""
        return self.filter(of=row).order_by("-on", "-pk")

    def of_alert(self, alert: Alert) -> Self:
        """Keep those of an alert."""
        return self.filter(of__alert=alert)

    def told_on(self, day: dt.date) -> "DailyCount | None":
        """Return those of a day, if they were given."""
        return self.filter(on=day).first()


class DailyCount(Recorded):
    """Hold what a team did in a day: how many people it was to call, called, reached, and passed on to help."""

    of = models.ForeignKey(AlertTeam, models.PROTECT, related_name="counts")
    on = models.DateField(_("jour"))
    to_call = models.PositiveIntegerField(_("personnes à appeler"))
    called = models.PositiveIntegerField(_("personnes appelées"))
    reached = models.PositiveIntegerField(_("personnes jointes"))
    relayed = models.PositiveIntegerField(
        _("situations transmises aux secours ou au CCAS"), null=True, blank=True
    )
    volunteers = models.PositiveIntegerField(_("bénévoles qui ont appelé"), null=True, blank=True)

    objects = DailyCountQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("nombres du jour d'une équipe")
        verbose_name_plural = _("nombres du jour des équipes")
        ordering = ["on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["of", "on"],
                condition=Q(retracted_at__isnull=True),
                name="alerts_count_once_a_day",
                violation_error_message=_("Les nombres de ce jour sont déjà donnés : corrigez-les."),
            ),
            models.CheckConstraint(
                name="alerts_count_holds_together",
                condition=Q(reached__lte=F("called"), called__lte=F("to_call"), to_call__lte=MOST)
                & (Q(relayed__isnull=True) | Q(relayed__lte=F("called")))
                & (Q(volunteers__isnull=True) | Q(volunteers__lte=MOST)),
                violation_error_message=_("Ces nombres ne vont pas ensemble."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of}, {self.on:%d/%m/%Y}"

    @property
    def missed(self) -> int:
        """Return how many people were called and did not answer."""
        return self.called - self.reached


@dataclass(frozen=True, kw_only=True)
class Told:
    """Hold a sum, and how many teams gave what it adds up; none gave anything: unknown."""

    total: int | None
    teams: int


@dataclass(frozen=True, kw_only=True)
class Day:
    """Hold what the teams of an alert said of a day, or of all its days."""

    on: dt.date | None
    asked: int
    answered: int
    to_call: Told
    called: Told
    reached: Told
    missed: Told
    relayed: Told
    volunteers: Told

    @property
    def rate(self) -> float | None:
        """Return the share of the teams that answered; no team, no rate."""
        return self.answered / self.asked if self.asked else None


_SUMS: Mapping[str, Any] = {
    "answered": Count("of", distinct=True),
    "sum_to_call": Sum("to_call"),
    "sum_called": Sum("called"),
    "sum_reached": Sum("reached"),
    "sum_missed": Sum(F("called") - F("reached")),
    "sum_relayed": Sum("relayed"),
    "teams_relayed": Count("of", filter=Q(relayed__isnull=False), distinct=True),
    "sum_volunteers": Sum("volunteers"),
    "teams_volunteers": Count("of", filter=Q(volunteers__isnull=False), distinct=True),
}


def _day(on: dt.date | None, asked: int, row: Mapping[str, Any]) -> Day:
    """Return a day of sums."""
    answered = row.get("answered", 0)
    always = {
        name: Told(total=row.get(f"sum_{name}"), teams=answered)
        for name in ("to_call", "called", "reached", "missed")
    }
    sometimes = {
        name: Told(total=row.get(f"sum_{name}"), teams=row.get(f"teams_{name}", 0))
        for name in ("relayed", "volunteers")
    }
    return Day(on=on, asked=asked, answered=answered, **always, **sometimes)


def days_of(alert: Alert, *, today: dt.date) -> list[Day]:
    """Return each day of an alert, the last first; a day of which nobody spoke is there too, and unknown."""
    asked = AlertTeam.objects.of(alert).count()
    rows = DailyCount.objects.believed().of_alert(alert).order_by().values("on").annotate(**_SUMS)
    told = {row["on"]: row for row in rows}
    last = alert.last_day(today)
    length = (last - alert.starts_on).days
    days = [last - dt.timedelta(days=back) for back in range(length + 1)]
    return [_day(day, asked, told.get(day, {})) for day in days]


def whole_of(alert: Alert) -> Day:
    """Return what the teams of an alert said in all; people called on two days count twice."""
    asked = AlertTeam.objects.of(alert).count()
    return _day(None, asked, DailyCount.objects.believed().of_alert(alert).order_by().aggregate(**_SUMS))
