"""The steering of a programme: its meetings, their agendas, what they decided and what became of it."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet, Recorded, RecordedQuerySet
from maillage.common.personal import Basis, People, Personal
from maillage.network.models import Sitting
from maillage.programme.models.plan import Programme


class SteeringMeetingQuerySet(models.QuerySet["SteeringMeeting"]):
    """Read the meetings that steer programmes."""

    def in_full(self) -> Self:
        """Read each with its programme and its sitting, the last first."""
        return self.select_related("programme", "sitting").order_by("-sitting__held_on", "-pk")


class SteeringMeeting(models.Model):
    """Say that a sitting steers a programme: its day, its place and its minutes are those of the sitting."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="meetings")
    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="steering")

    objects = SteeringMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-sitting__held_on", "-pk"]
        verbose_name = _("réunion de pilotage")
        verbose_name_plural = _("réunions de pilotage")

    def __str__(self) -> str:
        return str(self.sitting)

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("steering_meeting", args=[self.pk])


class SteeringItem(models.Model):
    """Hold one point of the agenda of a meeting; what is carried from before is not written, it is read."""

    meeting = models.ForeignKey(SteeringMeeting, models.CASCADE, related_name="items")
    rank = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("point"), max_length=250)

    class Meta:
        ordering = ["rank"]
        verbose_name = _("point de l'ordre du jour d'un pilotage")
        verbose_name_plural = _("points des ordres du jour de pilotage")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "rank"],
                name="programme_steeringitem_one_at_a_rank",
                violation_error_message=_("Deux points n'ont pas le même rang."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DecisionState(models.TextChoices):
    """What became of a decision."""

    OPEN = "ouverte", _("à suivre")
    DONE = "faite", _("faite")
    DROPPED = "abandonnee", _("abandonnée")


class SteeringDecisionQuerySet(RecordedQuerySet["SteeringDecision"]):
    """Read what meetings decided."""

    def of_meeting(self, meeting: SteeringMeeting) -> Self:
        """Keep those of a meeting, in the order they were written."""
        return self.filter(meeting=meeting).order_by("pk")

    def carried_to(self, meeting: SteeringMeeting) -> Self:
        """Keep those of the earlier meetings of a programme that were open the day of a meeting, the oldest first."""
        day = meeting.sitting.held_on
        earlier = self.believed().filter(
            meeting__programme=meeting.programme_id, meeting__sitting__held_on__lt=day
        )
        states = SteeringState.objects.believed().as_of(day).filter(state=DecisionState.OPEN)
        found = earlier.filter(pk__in=states.values("decision"))
        return found.select_related("meeting__sitting").order_by("meeting__sitting__held_on", "pk")

    def open_in(self, programme: Programme) -> Self:
        """Keep those of a programme that nobody has settled, the most urgent first."""
        states = SteeringState.objects.believed().filter(state=DecisionState.OPEN, ended_on=None)
        found = self.believed().filter(meeting__programme=programme, pk__in=states.values("decision"))
        return found.select_related("meeting__sitting").order_by(F("due_on").asc(nulls_last=True), "pk")


class SteeringDecision(Recorded):
    """Hold what a meeting decided: the words, who follows it, until when."""

    personal = (
        Personal(
            fields=("follower",),
            people=People.PARTNERS,
            purpose=_("Savoir qui s'est chargé d'une décision."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que la fiche sert ; effacé à votre demande"),
        ),
    )

    meeting = models.ForeignKey(SteeringMeeting, models.PROTECT, related_name="decisions")
    text = models.TextField(_("décision"))
    follower = models.CharField(_("qui la suit"), max_length=150)
    due_on = models.DateField(_("pour le"), null=True, blank=True)

    objects = SteeringDecisionQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ["pk"]
        verbose_name = _("décision d'un pilotage")
        verbose_name_plural = _("décisions de pilotage")
        constraints = [*Recorded.Meta.constraints]

    def __str__(self) -> str:
        return self.text


class SteeringStateQuerySet(DatedFactQuerySet["SteeringState"]):
    """Read what became of decisions."""

    def among(self, decisions: "SteeringDecisionQuerySet") -> Self:
        """Keep those of some decisions, as they stand: nobody has ended them."""
        return self.believed().filter(decision__in=decisions.order_by().values("pk"), ended_on=None)


class SteeringState(DatedFact):
    """Say whether a decision is open, done or dropped, from a day to a day, and why."""

    decision = models.ForeignKey(SteeringDecision, models.PROTECT, related_name="states")
    state = models.CharField(_("état"), max_length=12, choices=DecisionState.choices)
    words = models.CharField(_("pourquoi"), max_length=250, blank=True)

    objects = SteeringStateQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        ordering = ["started_on", "pk"]
        verbose_name = _("état d'une décision de pilotage")
        verbose_name_plural = _("états de décisions de pilotage")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="programme_steeringstate_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Un état porte sa date."),
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="programme_steeringstate_one_open",
                violation_error_message=_("Cette décision a déjà un état."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
