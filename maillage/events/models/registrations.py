"""Who comes to an event: registrations, workshops chosen, who was there."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import Recorded, RecordedQuerySet
from maillage.common.personal import Basis, People, Personal
from maillage.common.states import Life
from maillage.events.models.programme import Event, EventHeld, EventSession, EventState
from maillage.network.models import Cooperation, Organisation

KEPT_YEARS = 2


class RegistrationState(models.TextChoices):
    """Where a registration is."""

    SEATED = "inscrite", _("inscrite")
    WAITING = "attente", _("en liste d'attente")
    WITHDRAWN = "retiree", _("désistement")


_S = RegistrationState
LIVE_STATES = (_S.SEATED, _S.WAITING)
REGISTRATION_LIFE = Life(
    name="inscription-a-un-rendez-vous",
    title=_("L'inscription à un rendez-vous"),
    states=RegistrationState,
    # Where no seat is left, it begins in the waiting list.
    first=_S.SEATED,
    following={_S.SEATED: (_S.WITHDRAWN,), _S.WAITING: (_S.SEATED, _S.WITHDRAWN), _S.WITHDRAWN: ()},
)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Read registrations."""

    def of(self, event: Event) -> Self:
        """Keep those for an event."""
        return self.filter(event=event)

    def live(self) -> Self:
        """Keep those that are not withdrawn."""
        return self.filter(state__in=LIVE_STATES)

    def seated(self) -> Self:
        """Keep those who have a seat."""
        return self.filter(state=_S.SEATED)

    def waiting(self) -> Self:
        """Keep those who wait for a seat, the first first."""
        return self.filter(state=_S.WAITING).order_by("asked_at", "pk")

    def in_full(self) -> Self:
        """Read each with its event and for whom it is made, by name."""
        return self.select_related(
            "event__cooperation", "event__commune", "event__departement", "cooperation", "organisation"
        ).order_by("folded", "pk")

    def with_workshops(self) -> Self:
        """Read each with the workshops chosen, as they come."""
        seats = WorkshopSeat.objects.in_order().select_related("session__room")
        return self.in_full().prefetch_related(models.Prefetch("workshops", seats))

    def rank_of(self, row: "Registration") -> int:
        """Return the place of a registration in the waiting list, from 1."""
        before = Q(asked_at__lt=row.asked_at) | Q(asked_at=row.asked_at, pk__lt=row.pk)
        return self.waiting().filter(before, event=row.event_id).count() + 1

    def needless(self, day: dt.date) -> Self:
        """Keep those whose needs serve no more: the event is over, or cancelled."""
        over = Q(event__ends_on__lt=day) | Q(event__state=EventState.CANCELLED)
        return self.filter(over).exclude(needs="")

    def of_old_events(self, day: dt.date) -> Self:
        """Keep those that are not erased, of events that ended before a day."""
        return self.filter(event__ends_on__lt=day, erased_at=None)


class Registration(models.Model):
    """Hold that a person comes to an event, for one cooperation or one organisation."""

    personal = (
        Personal(
            fields=("name", "folded", "email", "user", "organisation_name"),
            people=People.GUESTS,
            purpose=_("Vous inscrire, vous prévenir, imprimer votre badge, savoir qui est représenté."),
            basis=Basis.CONSENT,
            kept=_("2 ans après le rendez-vous ; le compte reste, sans votre nom"),
            erased_by="maillage.events.operations.care.erase_old_registrations",
        ),
        Personal(
            fields=("needs",),
            people=People.GUESTS,
            purpose=_("Vous accueillir avec ce qu'il faut prévoir pour vous."),
            basis=Basis.CONSENT,
            kept=_("jusqu'à la fin du rendez-vous"),
            erased_by="maillage.events.operations.care.erase_needs",
        ),
    )

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    name = models.CharField(_("nom"), max_length=150)
    folded = models.CharField(_("nom pour la recherche"), max_length=150, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    organisation_name = models.CharField(_("organisation, en toutes lettres"), max_length=200, blank=True)
    needs = models.CharField(_("besoins"), max_length=300, blank=True)
    state = models.CharField(_("où elle en est"), max_length=8, choices=RegistrationState.choices)
    on_kept_seat = models.BooleanField(_("sur une place gardée"), default=False)
    asked_at = models.DateTimeField(_("demandée le"))
    erased_at = models.DateTimeField(_("coordonnées effacées le"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription à un rendez-vous")
        verbose_name_plural = _("inscriptions à un rendez-vous")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=Q(state__in=["inscrite", "attente"]) & ~Q(email=""),
                name="events_registration_once",
                violation_error_message=_("Cette adresse est déjà inscrite à ce rendez-vous."),
            ),
            models.CheckConstraint(
                name="events_registration_for_one",
                condition=Q(cooperation__isnull=True) | Q(organisation__isnull=True, organisation_name=""),
                violation_error_message=_("On vient pour une coopération, ou pour une organisation."),
            ),
        ]
        indexes = [models.Index(fields=["event", "state", "asked_at"], name="events_registration_queue")]

    def __str__(self) -> str:
        return self.name or str(_("nom effacé"))

    @property
    def is_live(self) -> bool:
        """Tell whether it is not withdrawn."""
        return self.state in LIVE_STATES

    @property
    def house(self) -> str:
        """Return the name of the cooperation, or of the organisation, for which someone comes."""
        if self.cooperation:
            return self.cooperation.name
        return self.organisation.name if self.organisation else self.organisation_name


@dataclass(frozen=True)
class Represented:
    """Hold which cooperations an event expects, and for which of them someone comes, or came."""

    expected: list[Cooperation]
    here: list[Cooperation]

    @property
    def missing(self) -> list[Cooperation]:
        """Return those for which nobody comes."""
        here = {row.pk for row in self.here}
        return [row for row in self.expected if row.pk not in here]


class WorkshopSeatQuerySet(models.QuerySet["WorkshopSeat"]):
    """Read the workshops that people chose."""

    def in_order(self) -> Self:
        """Read them as the workshops come."""
        return self.order_by("session__on", "session__starts_at", "pk")

    def seated(self) -> Self:
        """Keep the seats that are given."""
        return self.filter(waits=False)

    def waiting(self) -> Self:
        """Keep those who wait for a seat and may have one: they have theirs at the event; the first first."""
        return self.filter(waits=True, registration__state=_S.SEATED).order_by("asked_at", "pk")

    def taken_in(self, event: Event) -> dict[int, int]:
        """Return how many seats of each workshop of an event are given."""
        rows = self.seated().filter(session__event=event).order_by("session").values_list("session")
        return dict(rows.annotate(number=Count("pk")))

    def of_people_in(self, session: EventSession) -> Self:
        """Keep those who have a seat in a workshop, by name."""
        seated = self.seated().filter(session=session)
        return seated.select_related("registration__cooperation", "registration__organisation").order_by(
            "registration__folded", "pk"
        )


class WorkshopSeat(models.Model):
    """Say that someone chose a workshop: with a seat, or waiting for one."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="workshops")
    session = models.ForeignKey(EventSession, models.PROTECT, related_name="chosen")
    waits = models.BooleanField(_("attend une place"))
    asked_at = models.DateTimeField(_("demandée le"))

    objects = WorkshopSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("place en atelier")
        verbose_name_plural = _("places en atelier")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "session"],
                name="events_workshop_once",
                violation_error_message=_("Cet atelier est déjà choisi."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration} ({self.session})"


class AttendanceQuerySet(RecordedQuerySet["Attendance"]):
    """Read who was there."""

    def at(self, event: Event) -> Self:
        """Keep those of an event, as believed today."""
        return self.believed().filter(held__event=event)

    def of_known(self, event: Event, known_at: dt.datetime) -> Self:
        """Keep those of an event, as known at a moment."""
        return self.known_at(known_at).filter(held__event=event)


class Attendance(Recorded):
    """Say that someone came to an event, and for whom: it stays when their name is erased."""

    personal = (
        Personal(
            fields=("registration",),
            people=People.GUESTS,
            purpose=_("Savoir combien de personnes sont venues, et quelles coopérations étaient là."),
            basis=Basis.CONSENT,
            kept=_("aussi longtemps que le registre, sans votre nom"),
        ),
    )

    held = models.ForeignKey(EventHeld, models.PROTECT, related_name="attendances")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="attendances")
    on = models.DateField(_("le"))
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("venue à un rendez-vous")
        verbose_name_plural = _("venues à un rendez-vous")
        ordering = ["on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(retracted_at__isnull=True),
                name="events_attendance_once",
                violation_error_message=_("Cette personne est déjà dite venue."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} ({self.held})"


def represented(event: Event, known_at: dt.datetime) -> Represented:
    """Return which cooperations, launched on the day of an event, come to it; or came, once that is known."""
    launched = Cooperation.objects.launched(as_of=event.starts_on, known_at=known_at)
    came = Attendance.objects.of_known(event, known_at)
    rows = came if came.exists() else Registration.objects.of(event).live()
    here = set(rows.order_by().values_list("cooperation", flat=True))
    expected = list(launched)
    return Represented(expected, [row for row in expected if row.pk in here])
