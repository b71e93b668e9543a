"""An alert of a cooperation, and the teams that it asks; whom they call is written nowhere here."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.alerts import permissions
from maillage.common.links import sealed
from maillage.common.personal import written_by
from maillage.network.models import Cooperation, Team, TeamStage
from maillage.network.models.cooperations import CooperationQuerySet
from maillage.network.models.teams import TeamQuerySet

MESSAGE, LESSONS = 600, 1_500
ANSWERED_UNTIL = dt.timedelta(days=14)  # after the end, a link takes the last numbers
AWAKE = (TeamStage.EMERGING, TeamStage.CARRIED, TeamStage.PACT, TeamStage.RECOGNISED)


class AlertKind(models.TextChoices):
    """Why a cooperation calls."""

    HEAT = "canicule", _("canicule")
    COLD = "grand-froid", _("grand froid")
    EPIDEMIC = "epidemie", _("épidémie")
    OTHER = "autre", _("autre alerte")


class AlertLevel(models.TextChoices):
    """The official level that day, where there is one."""

    NONE = "aucun", _("sans niveau officiel")
    YELLOW = "jaune", _("vigilance jaune")
    ORANGE = "orange", _("vigilance orange")
    RED = "rouge", _("vigilance rouge")


class AlertQuerySet(models.QuerySet["Alert"]):
    """Read alerts."""

    def run_by(self, actor: Actor) -> Self:
        """Keep those that someone runs."""
        return self.filter(permissions.run_alert(actor, "cooperation")).select_related("cooperation")

    def of(self, cooperation: Cooperation) -> Self:
        """Keep those of a cooperation."""
        return self.filter(cooperation=cooperation)

    def running(self) -> Self:
        """Keep those that nobody has stopped."""
        return self.filter(stopped_on=None).order_by("starts_on", "pk")

    def over(self) -> Self:
        """Keep those that are stopped, the last first."""
        return self.exclude(stopped_on=None).order_by("-starts_on", "-pk")

    def allowing(self, actor: Actor) -> Self:
        """Add whether someone runs each (`may_run`)."""
        runs = Alert.objects.filter(permissions.run_alert(actor, "cooperation"), pk=OuterRef("pk"))
        return self.annotate(may_run=Exists(runs))

    def answered(self, day: dt.date) -> Self:
        """Add how many teams each asks (`asked`), and how many gave the numbers of a day (`said`)."""
        told = Q(teams__counts__on=day, teams__counts__retracted_at=None)
        return self.annotate(
            asked=Count("teams", distinct=True),
            said=Count("teams", filter=told, distinct=True),
        )


class Alert(models.Model):
    """Hold that a cooperation calls older people, why, from which day to which day, and what it learned."""

    # Added by `answered`.
    asked: int
    said: int
    # Added by `allowing`.
    may_run: bool

    personal = (written_by("started_by", "stopped_by"),)

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="alerts")
    kind = models.CharField(_("pourquoi"), max_length=11, choices=AlertKind.choices)
    level = models.CharField(_("niveau"), max_length=6, choices=AlertLevel.choices)
    starts_on = models.DateField(_("à partir du"))
    message = models.CharField(_("message aux équipes"), max_length=MESSAGE, blank=True)
    started_at = models.DateTimeField(_("lancée le"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    stopped_on = models.DateField(_("dernier jour"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("arrêtée le"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lessons = models.TextField(_("ce que nous avons appris"), blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alerte")
        verbose_name_plural = _("alertes")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "kind"],
                condition=Q(stopped_on__isnull=True),
                name="alerts_one_of_a_kind_at_once",
                violation_error_message=_("Une alerte de cette nature est déjà en cours."),
            ),
            models.CheckConstraint(
                name="alerts_stop_after_the_start",
                condition=Q(stopped_on__isnull=True) | Q(stopped_on__gte=F("starts_on")),
                violation_error_message=_("Une alerte s'arrête après avoir commencé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.cooperation})"

    @property
    def is_running(self) -> bool:
        """Tell whether nobody has stopped it."""
        return self.stopped_on is None

    def last_day(self, today: dt.date) -> dt.date:
        """Return the last day of which numbers are awaited."""
        return min(today, self.stopped_on) if self.stopped_on else today


class AlertTeamQuerySet(models.QuerySet["AlertTeam"]):
    """Read the teams that alerts ask."""

    def in_full(self) -> Self:
        """Read each with its team, its alert and its cooperation, by name."""
        return self.select_related("team", "alert__cooperation").order_by("team__folded", "pk")

    def of(self, alert: Alert) -> Self:
        """Keep those of an alert."""
        return self.filter(alert=alert)

    def of_numbered(self, key: int) -> Self:
        """Keep those of the alert that bears a number, however large."""
        return self.filter(alert__in=Alert.objects.filter(pk=key))

    def run_by(self, actor: Actor) -> Self:
        """Keep those of the alerts that someone runs."""
        return self.filter(permissions.run_alert(actor, "alert__cooperation"))

    def answerable_by(self, actor: Actor) -> Self:
        """Keep those whose numbers someone may give."""
        return self.filter(permissions.answer_alert(actor))

    def of_running(self) -> Self:
        """Keep those of the alerts that run."""
        return self.filter(alert__stopped_on=None)

    def begun(self, day: dt.date) -> Self:
        """Keep those of the alerts that have begun on a day."""
        return self.filter(alert__starts_on__lte=day)

    def telling(self, day: dt.date) -> Self:
        """Add whether each gave the numbers of a day (`has_said`)."""
        from maillage.alerts.models.counts import DailyCount  # noqa: PLC0415 - it points here

        told = DailyCount.objects.believed().filter(of=OuterRef("pk"), on=day)
        return self.annotate(has_said=Exists(told))

    def silent(self) -> Self:
        """Keep those that have not given the numbers of the day; call it after `telling`."""
        return self.filter(has_said=False)

    def opened_by(self, token: str) -> "AlertTeam | None":
        """Return the one that a link opens, if nobody revoked it."""
        return self.filter(digest=sealed(token), revoked_at=None).first()


class AlertTeam(models.Model):
    """Say that an alert asks a team, and which link gives its numbers without an account."""

    # Added by `telling`.
    has_said: bool

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="teams")
    team = models.ForeignKey(Team, models.PROTECT, related_name="alerts")
    # The print of the secret of its link; the secret itself is in the letter, and nowhere else.
    digest = models.CharField(_("empreinte du lien"), max_length=64, unique=True)
    revoked_at = models.DateTimeField(_("lien retiré le"), null=True, blank=True)

    objects = AlertTeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("équipe d'une alerte")
        verbose_name_plural = _("équipes des alertes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "team"],
                name="alerts_team_once",
                violation_error_message=_("Cette équipe est déjà de cette alerte."),
            )
        ]

    def __str__(self) -> str:
        return str(self.team)


def cooperations_run(actor: Actor) -> CooperationQuerySet:
    """Return the cooperations where someone may start an alert, by name."""
    return Cooperation.objects.filter(permissions.run_alert(actor)).order_by("folded", "pk")


def teams_to_ask(cooperation: Cooperation, *, as_of: dt.date, known_at: dt.datetime) -> TeamQuerySet:
    """Return the teams that an alert asks: those that sit where the cooperation covers and do not sleep, by name."""
    rows = Team.objects.placed(as_of=as_of, known_at=known_at).staged(as_of=as_of, known_at=known_at)
    return rows.at_stages(AWAKE).within_cooperation(cooperation, as_of=as_of, known_at=known_at)
