"""What stays of referrals: how many ended in which way, month by month; small numbers are not told."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from maillage.common import formats
from maillage.common.formats import LEAST
from maillage.network.models import Cooperation
from maillage.referrals.models.referrals import Outcome, Referral


class ReferralCountQuerySet(models.QuerySet["ReferralCount"]):
    """Read what stays."""

    def by_outcome(self, cooperations: Iterable[int], year: int) -> dict[int, Counter[str]]:
        """Return, for each of some cooperations, how many ended in each way in a year."""
        rows = self.filter(cooperation__in=list(cooperations), month__year=year).order_by()
        found: dict[int, Counter[str]] = {}
        for key, outcome, number in rows.values_list("cooperation", "outcome").annotate(Sum("number")):
            found.setdefault(key, Counter())[outcome] += number
        return found


class ReferralCount(models.Model):
    """Hold how many referrals of a cooperation ended in one way in a month; it points at nobody."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="referral_counts")
    month = models.DateField(_("mois"))
    outcome = models.CharField(_("issue"), max_length=10, choices=Outcome.choices)
    number = models.PositiveIntegerField(_("nombre"), default=0)

    objects = ReferralCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("compte d'orientations")
        verbose_name_plural = _("comptes d'orientations")
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "month", "outcome"],
                name="referrals_count_once",
                violation_error_message=_("Ce mois est déjà compté."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cooperation}, {self.month:%m/%Y} : {self.number}"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Hold what is told of the referrals of a cooperation in a year: how many ended, and how, in words."""

    cooperation: Cooperation
    ended: str
    outcomes: list[tuple[str, str]]


def counts_of(cooperations: Iterable[Cooperation], year: int) -> list[Counted]:
    """Return what is told of some cooperations in a year: what was erased, and what ended and still is there."""
    rows = list(cooperations)
    kept = ReferralCount.objects.by_outcome([row.pk for row in rows], year)
    here = Referral.objects.filter(cooperation__in=[row.pk for row in rows], closed_on__year=year).order_by(
        "pk"
    )
    for key, outcome in here.values_list("cooperation", "outcome"):
        kept.setdefault(key, Counter())[outcome] += 1
    return [
        Counted(
            cooperation=row,
            ended=formats.people(sum(found.values())),
            outcomes=[(str(Outcome(key).label), formats.number(found[key])) for key in _told_apart(found)],
        )
        for row in rows
        for found in [kept.get(row.pk, Counter[str]())]
    ]


def _told_apart(found: Counter[str]) -> list[str]:
    """Return the ways to end that may be told: none under five, nor any that would give a small rest away."""
    shown = sorted((key for key in Outcome.values if found[key] >= LEAST), key=lambda key: -found[key])
    rest = sum(found.values()) - sum(found[key] for key in shown)
    while shown and 0 < rest < LEAST:
        rest += found[shown.pop()]
    return shown


def month_of(day: dt.date) -> dt.date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)
