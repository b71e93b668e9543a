"""The yearly campaign where recognised teams say that they still live."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import PerimeterKind
from maillage.common.personal import written_by
from maillage.network import permissions
from maillage.network.models.recognition import Confirmation
from maillage.network.models.teams import Team, TeamSituation
from maillage.territory.perimeter import Perimeter


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Read campaigns."""

    def runnable_by(self, actor: Actor) -> Self:
        """Keep the campaigns that someone may run."""
        return self.filter(permissions.run_campaign(actor))

    def open(self) -> Self:
        """Keep the campaigns that are not closed."""
        return self.filter(closed_on__isnull=True)

    def latest_first(self) -> Self:
        """Read the last campaigns first."""
        return self.order_by("-year", "-pk")

    def with_progress(self) -> Self:
        """Add how many teams were asked, and how many answered."""
        answered = Confirmation.objects.answered().filter(team=OuterRef("team"), year=OuterRef("year"))
        asked = CampaignTeam.objects.annotate(has_answered=Exists(answered))
        counts = asked.filter(campaign=OuterRef("pk")).order_by().values("campaign")
        return self.annotate(
            asked=_subcount(counts),
            answered=_subcount(counts.filter(has_answered=True)),
        )


def _subcount(rows: "models.QuerySet[Any, Any]") -> models.Expression:
    """Return a count of related rows as a column."""
    counted = rows.annotate(n=Count("pk")).values("n")
    return Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)


class Campaign(models.Model):
    """Hold one campaign: a year, a scope; each team is asked once a year, whatever the campaigns."""

    personal = (written_by("opened_by"),)

    # Added by `with_progress`.
    asked: int
    answered: int

    year = models.PositiveSmallIntegerField(_("année"))
    perimeter_kind = models.CharField(_("périmètre"), max_length=12, choices=PerimeterKind.choices)
    perimeter_code = models.CharField(_("code du périmètre"), max_length=220, blank=True)
    opened_at = models.DateTimeField(_("ouverte le"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField(_("close le"), null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campagne de confirmation")
        verbose_name_plural = _("campagnes de confirmation")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "perimeter_kind", "perimeter_code"],
                name="network_campaign_once_a_year",
                violation_error_message=_("Cette campagne existe déjà pour cette année."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.perimeter.label}"

    @property
    def perimeter(self) -> Perimeter:
        """Return where the campaign is led."""
        return Perimeter(self.perimeter_kind, self.perimeter_code)


class CampaignTeamQuerySet(models.QuerySet["CampaignTeam"]):
    """Read the teams that were asked."""

    def in_year(self, year: int) -> Self:
        """Keep the teams that were asked about a year, whatever the campaign."""
        return self.filter(year=year)

    def answerable_by(self, actor: Actor) -> Self:
        """Keep the teams for which someone may write down an answer given by telephone."""
        return self.filter(permissions.edit_team(actor, "team"))

    def to_call(self) -> Self:
        """Keep the teams of the campaigns that go on which no message could reach."""
        return self.filter(campaign__closed_on__isnull=True, by_email=False)

    def by_age(self) -> Self:
        """Read first the teams that were asked first."""
        return self.order_by("asked_at", "pk")

    def with_answers(self) -> Self:
        """Add `answer` and `answered_on`, those of the year."""
        answers = Confirmation.objects.answered().filter(team=OuterRef("team"), year=OuterRef("year"))
        return self.annotate(
            answer=models.Subquery(answers.values("answer")[:1]),
            answered_on=models.Subquery(answers.values("confirmed_on")[:1]),
        )

    def unanswered(self) -> Self:
        """Keep the teams whose answer is waited for; call it after `with_answers`."""
        return self.filter(answered_on__isnull=True)

    def with_places(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Read each team with the département of its seat, in that order; call it last."""
        seats = TeamSituation.objects.known_at(known_at).as_of(day).filter(team=OuterRef("team"))
        return (
            self.select_related("team")
            .annotate(
                place=Coalesce(models.Subquery(seats.values("departement__name")[:1]), models.Value(""))
            )
            .order_by("place", "team__folded", "pk")
        )

    def asked_before(self, moment: dt.datetime) -> Self:
        """Keep the teams that were written to before a moment, and were not reminded since."""
        return self.filter(by_email=True, asked_at__lt=moment, reminded_at__isnull=True)


class CampaignTeam(models.Model):
    """Say that a team was asked in a campaign: by e-mail, or to be called."""

    # Added by `with_answers`.
    answer: str | None
    answered_on: dt.date | None
    # Added by `with_places`.
    place: str

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="teams")
    team = models.ForeignKey(Team, models.PROTECT, related_name="campaigns")
    year = models.PositiveSmallIntegerField(_("année"))
    asked_at = models.DateTimeField(_("demandée le"))
    by_email = models.BooleanField(_("par courriel"), default=False)
    reminded_at = models.DateTimeField(_("relancée le"), null=True, blank=True)

    objects = CampaignTeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("équipe d'une campagne")
        verbose_name_plural = _("équipes des campagnes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "year"],
                name="network_campaign_team_once_a_year",
                violation_error_message=_("Cette équipe a déjà été interrogée cette année."),
            ),
            models.CheckConstraint(
                name="network_campaign_reminder_after_asking",
                condition=Q(reminded_at__isnull=True) | Q(reminded_at__gte=F("asked_at")),
                violation_error_message=_("Une relance vient après la demande."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} : {self.year}"

    def is_due(self, moment: dt.datetime) -> bool:
        """Tell whether a reminder is due: asked by e-mail before a moment, no answer, never reminded."""
        return (
            self.by_email and self.answered_on is None and self.reminded_at is None and self.asked_at < moment
        )
