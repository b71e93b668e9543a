"""Which teams were reminded of which period: once, through one person."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import day_of
from maillage.network.models import Team, TeamLead
from maillage.tallies.models.periods import Period
from maillage.tallies.models.tallies import Rhythm


class TallyReminderQuerySet(models.QuerySet["TallyReminder"]):
    """Read reminders."""

    def of_team(self, team: Team) -> Self:
        """Keep those of a team, the last first."""
        return self.filter(team=team).select_related("lead").order_by("-sent_at", "-pk")

    def of_period(self, period: Period) -> Self:
        """Keep those about a period."""
        return self.filter(period_on=period.first, months=period.months)

    def sent_to(self, periods: Iterable[Period]) -> set[tuple[int, Period]]:
        """Return which teams were written to about some periods, by their number."""
        asked = set(periods)
        rows = self.filter(period_on__in=[one.first for one in asked])
        told = (
            (team, Period(first, months))
            for team, first, months in rows.values_list("team", "period_on", "months")
        )
        return {(team, period) for team, period in told if period in asked}

    def days(self, period: Period) -> dict[int, dt.date]:
        """Return the day when each team was written to about a period, by the number of the team."""
        return {
            team: day_of(sent)
            for team, sent in self.of_period(period).order_by("pk").values_list("team", "sent_at")
        }


class TallyReminder(models.Model):
    """Say that a team was reminded of a period, through whom."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="tally_reminders")
    period_on = models.DateField(_("premier jour de la période"))
    months = models.PositiveSmallIntegerField(_("durée"), choices=Rhythm.choices)
    lead = models.ForeignKey(TeamLead, models.PROTECT, related_name="+", verbose_name=_("par qui"))
    sent_at = models.DateTimeField(_("écrit le"))

    objects = TallyReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("rappel d'un relevé")
        verbose_name_plural = _("rappels de relevés")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "period_on", "months"],
                name="tallies_tallyreminder_once",
                violation_error_message=_("Cette équipe a déjà reçu un rappel pour cette période."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} : {Period(self.period_on, self.months)}"
