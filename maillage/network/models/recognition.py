"""Recognising a team: its pact, its project, the request, the decision, and the word it gives each year."""

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import DatedFact, DatedFactQuerySet, Recorded, RecordedQuerySet
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.common.versions import Versioned
from maillage.network.models.charters import Charter
from maillage.network.models.sittings import Sitting
from maillage.network.models.teams import Team
from maillage.network.permissions import recognise_team


class PactQuerySet(RecordedQuerySet["Pact"]):
    """Read pacts."""

    def latest_first(self) -> Self:
        """Read the last meeting first, each with its charter."""
        return self.select_related("charter").order_by("-met_on", "-pk")


class Pact(Recorded):
    """Say that a team committed itself at a meeting of all its members; a later meeting renews it."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="pacts")
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="pacts", verbose_name=_("charte"))
    met_on = models.DateField(_("réunion du"))
    participants = models.PositiveSmallIntegerField(_("participants"))
    place = models.CharField(_("lieu"), max_length=200, blank=True)

    objects = PactQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("pacte d'engagement")
        verbose_name_plural = _("pactes d'engagement")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="network_pact_takes_two",
                condition=Q(participants__gte=2),
                violation_error_message=_("Un pacte se prend à deux personnes au moins."),
            ),
            models.UniqueConstraint(
                fields=["team", "met_on"],
                condition=Q(retracted_at__isnull=True),
                name="network_pact_one_a_day",
                violation_error_message=_("Cette réunion est déjà enregistrée."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} : {self.charter}, {self.met_on:%d/%m/%Y}"


class TeamProjectQuerySet(models.QuerySet["TeamProject"]):
    """Read the projects of teams."""

    def latest_first(self) -> Self:
        """Read the last version first, each with who wrote it."""
        return self.select_related("saved_by").order_by("-version")


class TeamProject(Versioned):
    """Hold one version of what a team wants to do, written together; the next one is another row."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="projects")
    text = models.TextField(_("projet"))
    written_on = models.DateField(_("écrit le"))

    objects = TeamProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("projet d'équipe")
        verbose_name_plural = _("projets d'équipe")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "version"],
                name="network_team_project_version_once",
                violation_error_message=_("Cette version du projet existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} : {self.version}"


class RequestState(models.TextChoices):
    """Where a request stands."""

    SUBMITTED = "deposee", _("déposée")
    ACCEPTED = "acceptee", _("acceptée")
    REFUSED = "refusee", _("refusée")


class RecognitionRequestQuerySet(models.QuerySet["RecognitionRequest"]):
    """Read the requests for recognition."""

    def waiting(self) -> Self:
        """Keep the requests that nobody has decided, the oldest first, each with its team."""
        return self.filter(state=RequestState.SUBMITTED).select_related("team").order_by("submitted_at", "pk")

    def latest_first(self) -> Self:
        """Read the last request first, each with its sitting."""
        return self.select_related("sitting").order_by("-submitted_at", "-pk")

    def decidable_by(self, actor: Actor) -> Self:
        """Keep the requests of the teams that the person may recognise."""
        return self.filter(recognise_team(actor, "team"))


class RecognitionRequest(models.Model):
    """Hold a request for recognition, until it is decided: by delegation, or at a sitting."""

    personal = (written_by("submitted_by"),)

    team = models.ForeignKey(Team, models.PROTECT, related_name="recognition_requests")
    submitted_at = models.DateTimeField(_("déposée le"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("état"), max_length=10, choices=RequestState.choices, default=RequestState.SUBMITTED
    )
    decided_on = models.DateField(_("décidée le"), null=True, blank=True)
    sitting = models.ForeignKey(
        Sitting, models.PROTECT, null=True, blank=True, related_name="recognition_requests"
    )
    delegated = models.BooleanField(_("par délégation"), default=False)
    reason = models.CharField(_("motif"), max_length=500, blank=True)

    objects = RecognitionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de reconnaissance")
        verbose_name_plural = _("demandes de reconnaissance")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(state="deposee"),
                name="network_recognition_request_one_waiting",
                violation_error_message=_("Cette équipe a déjà une demande en attente."),
            ),
            models.CheckConstraint(
                name="network_recognition_request_decided_on_a_day",
                condition=Q(state="deposee", decided_on__isnull=True)
                | (~Q(state="deposee") & Q(decided_on__isnull=False)),
                violation_error_message=_("Une décision porte sa date."),
            ),
            models.CheckConstraint(
                name="network_recognition_request_refused_with_a_reason",
                condition=~Q(state="refusee", reason=""),
                violation_error_message=_("Un refus porte son motif."),
            ),
            models.CheckConstraint(
                name="network_recognition_request_by_one_body",
                condition=Q(delegated=False) | Q(sitting__isnull=True),
                violation_error_message=_("Une décision est prise en séance, ou par délégation."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return a sentence that names the request; read it with its team."""
        return gettext("« %(team)s » demande sa reconnaissance") % {"team": self.team.name}


class RecognitionQuerySet(DatedFactQuerySet["Recognition"]):
    """Read recognitions."""

    def certificate_of(self, number: str) -> "Recognition | None":
        """Return the recognition that a certificate bears the number of, with its team and its sitting."""
        return self.believed().filter(number=number).select_related("team", "sitting").first()

    def latest_first(self) -> Self:
        """Read the last decision first, each with its sitting."""
        return self.select_related("sitting").order_by("-started_on", "-pk")


class Recognition(DatedFact):
    """Say that a team is recognised, from the day of the decision, until it is closed."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="recognitions")
    number = models.CharField(_("numéro du certificat"), max_length=40)
    delegated = models.BooleanField(_("par délégation"), default=False)
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, blank=True, related_name="recognitions")

    objects = RecognitionQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("reconnaissance")
        verbose_name_plural = _("reconnaissances")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="network_recognition_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Une reconnaissance porte sa date."),
            ),
            models.CheckConstraint(
                name="network_recognition_by_one_body",
                condition=Q(delegated=False) | Q(sitting__isnull=True),
                violation_error_message=_("Une décision est prise en séance, ou par délégation."),
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="network_recognition_one_in_force",
                violation_error_message=_("Cette équipe est déjà reconnue."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(retracted_at__isnull=True),
                name="network_recognition_number_once",
                violation_error_message=_("Ce numéro de certificat est déjà pris."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} : {self.number}"

    def get_absolute_url(self) -> str:
        """Return the address of the public page that verifies its certificate."""
        return reverse("recognition", args=[self.number])


class Answer(models.TextChoices):
    """What a team answers, once a year."""

    LIVES = "vit", _("L'équipe vit")
    PAUSED = "en-pause", _("Elle est en pause")
    OVER = "terminee", _("Elle est terminée")


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Read the yearly confirmations."""

    def answered(self) -> Self:
        """Keep the confirmations that came."""
        return self.filter(confirmed_on__isnull=False)

    def alive_on(self, day: dt.date) -> dt.date | None:
        """Return the last day on which these said that the team lives, as a day has seen it."""
        found = self.filter(answer=Answer.LIVES, confirmed_on__lte=day).order_by("-confirmed_on")
        return found.values_list("confirmed_on", flat=True).first()

    def last_alive(self, day: dt.date) -> dict[int, dt.date]:
        """Return, by team, the last day on which it said that it lives, as a day has seen it."""
        found = self.filter(answer=Answer.LIVES, confirmed_on__lte=day).order_by()
        return dict(found.values_list("team_id").annotate(models.Max("confirmed_on")))

    def waiting(self) -> Self:
        """Keep the questions that wait for their answer."""
        return self.filter(confirmed_on__isnull=True)

    def of_year(self, year: int) -> Self:
        """Keep the questions of a year."""
        return self.filter(year=year)

    def of_teams(self, slugs: Collection[str]) -> Self:
        """Keep the questions asked of some teams, read with them, in their order."""
        return self.filter(team__slug__in=slugs).select_related("team").order_by("team__folded", "pk")

    def latest_first(self) -> Self:
        """Read the last year first."""
        return self.order_by("-year")


class Confirmation(models.Model):
    """Hold the question asked of a team for a year, and its answer."""

    personal = (
        Personal(
            fields=("asked_to", "confirmed_by"),
            people=People.TEAMS,
            purpose=_("Demander une fois par an si l'équipe vit toujours."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que la fiche sert ; effacé à votre demande"),
        ),
    )

    team = models.ForeignKey(Team, models.PROTECT, related_name="confirmations")
    year = models.PositiveSmallIntegerField(_("année"))
    asked_at = models.DateTimeField(_("demandée le"), null=True, blank=True)
    asked_to = models.CharField(_("demandée à"), max_length=500, blank=True)
    confirmed_at = models.DateTimeField(_("répondue le"), null=True, blank=True)
    confirmed_on = models.DateField(_("valable au"), null=True, blank=True)
    confirmed_by = models.CharField(_("répondue par"), max_length=200, blank=True)
    answer = models.CharField(_("réponse"), max_length=10, choices=Answer.choices, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation annuelle")
        verbose_name_plural = _("confirmations annuelles")
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("team"),
                F("year"),
                name="network_confirmation_once_a_year",
                violation_error_message=_("Cette équipe a déjà une confirmation pour cette année."),
            ),
            models.CheckConstraint(
                name="network_confirmation_answered_whole",
                condition=Q(answer="", confirmed_on__isnull=True, confirmed_at__isnull=True)
                | (~Q(answer="") & Q(confirmed_on__isnull=False, confirmed_at__isnull=False)),
                violation_error_message=_("Une réponse porte sa date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} : {self.year}"
