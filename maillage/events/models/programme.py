"""Events and their programme: rooms, sessions, and who speaks where they agreed to be named."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common import formats
from maillage.common.facts import Recorded, RecordedQuerySet, known
from maillage.common.personal import Basis, People, Personal
from maillage.common.states import Life
from maillage.common.versions import Versioned
from maillage.events import permissions
from maillage.network.models import Cooperation
from maillage.network.permissions import everywhere
from maillage.territory.models import Commune, at_the_clock_of
from maillage.territory.perimeter import Perimeter

if TYPE_CHECKING:
    from maillage.events.models.minutes import SessionMinutes

TITLE, SUMMARY, TEXT = 150, 600, 5_000
MOST_SEATS, MOST_KEPT = 2_000, 50


class EventKind(models.TextChoices):
    """What sort of event it is."""

    NATIONAL = "rendez-vous", _("rendez-vous des coopérations")
    DEPARTMENTAL = "journee-departementale", _("journée départementale")


class EventState(models.TextChoices):
    """Where an event is."""

    DRAFT = "brouillon", _("en préparation")
    ANNOUNCED = "annonce", _("annoncé")
    CLOSED = "clos", _("tenu")
    CANCELLED = "annule", _("annulé")


_S = EventState
EVENT_LIFE = Life(
    name="rendez-vous",
    title=_("Le rendez-vous"),
    states=EventState,
    first=_S.DRAFT,
    following={
        _S.DRAFT: (_S.ANNOUNCED, _S.CANCELLED),
        _S.ANNOUNCED: (_S.CLOSED, _S.CANCELLED),
        _S.CLOSED: (),
        _S.CANCELLED: (),
    },
)
PUBLIC_STATES = (_S.ANNOUNCED, _S.CLOSED, _S.CANCELLED)


class EventQuerySet(models.QuerySet["Event"]):
    """Read events."""

    def in_full(self) -> Self:
        """Read each with its cooperation and its place."""
        return self.select_related("cooperation", "commune__departement", "departement")

    def held_by(self, actor: Actor) -> Self:
        """Keep those that someone organises."""
        return self.filter(permissions.hold_event(actor, "cooperation")).in_full()

    def announced(self) -> Self:
        """Keep those that anyone may read about."""
        return self.filter(state__in=PUBLIC_STATES)

    def coming(self, day: dt.date) -> Self:
        """Keep those that are not over and not cancelled, the next first."""
        return self.filter(ends_on__gte=day).exclude(state=_S.CANCELLED).order_by("starts_on", "pk")

    def gone_by(self, day: dt.date) -> Self:
        """Keep those that are over or cancelled, the last first."""
        return self.filter(Q(ends_on__lt=day) | Q(state=_S.CANCELLED)).order_by("-starts_on", "-pk")

    def from_day(self, day: dt.date) -> Self:
        """Keep those of a day and after it, cancelled ones too: a calendar takes them off."""
        return self.filter(ends_on__gte=day).order_by("starts_on", "pk")

    def to_attend_to(self, day: dt.date) -> Self:
        """Keep those that are over and of which nobody has said who came, and those where workshops wait.

        Each with how many wait (`unanswered`), the oldest first.
        """
        rows = self.filter(state=_S.ANNOUNCED)
        rows = rows.annotate(unanswered=Count("proposals", filter=Q(proposals__state="propose")))
        return rows.filter(Q(ends_on__lt=day) | Q(unanswered__gt=0)).order_by("ends_on", "pk")

    def inside(self, perimeter: Perimeter) -> Self:
        """Keep those that take place in a territory."""
        return self if perimeter.is_france else self.filter(perimeter.q())

    def to_come_or_held(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep what anyone may read: what is not over on a day, and what took place before.

        Each with the day when it took place (`held_on`), and how many came (`came_count`).
        """
        held = (
            EventHeld.objects.known_at(known_at)
            .filter(held_on__lte=day, event=OuterRef("pk"))
            .order_by("-pk")
        )
        counted = held.annotate(people=Count("attendances", filter=known(known_at, "attendances__")))
        return (
            self.in_full()
            .announced()
            .annotate(
                held_on=Subquery(held.values("held_on")[:1]),
                came_count=Subquery(counted.values("people")[:1]),
            )
            .filter(Q(ends_on__gte=day, state=_S.ANNOUNCED) | Q(held_on__isnull=False))
            .order_by("starts_on", "pk")
        )

    def with_programme(self) -> Self:
        """Read each with all its sessions, their rooms, and who speaks there."""
        sessions = EventSession.objects.in_order().in_full()
        return self.prefetch_related(
            Prefetch("sessions", sessions.prefetch_related(Prefetch("speakers", Speaker.objects.in_order()))),
            Prefetch("rooms", Room.objects.order_by("folded", "pk")),
        )


class Event(Versioned):
    """Hold an event: when, where, who organises it, for how many people, until when one signs up."""

    # Added by `to_come_or_held`.
    held_on: dt.date | None
    came_count: int | None
    unanswered: int  # Added by `to_attend_to`.

    personal = (
        Personal(
            fields=("contact_name", "contact_telephone", "contact_email", "contact_agreed_on"),
            people=People.PARTNERS,
            purpose=_("Que l'on sache qui appeler pour un rendez-vous, si cette personne l'accepte."),
            basis=Basis.CONSENT,
            kept=_("aussi longtemps que le registre"),
        ),
    )

    kind = models.CharField(_("nature"), max_length=22, choices=EventKind.choices)
    title = models.CharField(_("titre"), max_length=TITLE)
    slug = models.SlugField(_("adresse"), max_length=TITLE + 10, unique=True)
    cooperation = models.ForeignKey(
        Cooperation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("organisé par"),
    )
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    departement = models.ForeignKey(
        "territory.Departement", models.PROTECT, null=True, blank=True, related_name="+"
    )
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(_("lieu"), max_length=200)
    presentation = models.TextField(_("présentation"), blank=True)
    capacity = models.PositiveSmallIntegerField(_("nombre de places"))
    kept_seats = models.PositiveSmallIntegerField(_("places gardées par coopération"), default=0)
    kept_until = models.DateField(_("gardées jusqu'au"), null=True, blank=True)
    opens_on = models.DateField(_("inscriptions à partir du"), null=True, blank=True)
    closes_on = models.DateField(_("inscriptions jusqu'au"), null=True, blank=True)
    stopped = models.BooleanField(_("inscriptions arrêtées"), default=False)
    proposals_until = models.DateField(_("ateliers proposés jusqu'au"), null=True, blank=True)
    contact_name = models.CharField(_("personne à appeler"), max_length=150, blank=True)
    contact_telephone = models.CharField(_("téléphone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("adresse électronique"), blank=True)
    contact_agreed_on = models.DateField(_("a accepté d'être nommée le"), null=True, blank=True)
    state = models.CharField(
        _("où il en est"), max_length=9, choices=EventState.choices, default=EventState.DRAFT
    )
    cancel_reason = models.CharField(_("pourquoi"), max_length=250, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendez-vous")
        verbose_name_plural = _("rendez-vous")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="events_event_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Un rendez-vous finit après avoir commencé."),
            ),
            models.CheckConstraint(
                name="events_event_has_seats",
                condition=Q(capacity__gte=1, capacity__lte=MOST_SEATS, kept_seats__lte=MOST_KEPT),
                violation_error_message=_("Un rendez-vous a de 1 à 2 000 places."),
            ),
            models.CheckConstraint(
                name="events_event_cancelled_with_reason",
                condition=~Q(state="annule") | ~Q(cancel_reason=""),
                violation_error_message=_("Une annulation dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("event", args=[self.slug])

    @property
    def owner(self) -> str:
        """Return the name of who organises it: a cooperation, or the network."""
        return self.cooperation.name if self.cooperation else gettext("Le réseau, pour toute la France")

    @property
    def is_national(self) -> bool:
        """Tell whether the network organises it: every cooperation is expected there."""
        return self.kind == EventKind.NATIONAL

    @property
    def is_public(self) -> bool:
        """Tell whether anyone may read about it."""
        return self.state in PUBLIC_STATES

    def calls(self, day: dt.date) -> bool:
        """Tell whether cooperations may propose workshops on a day."""
        return (
            self.state == EventState.ANNOUNCED
            and self.proposals_until is not None
            and day <= self.proposals_until
        )

    @property
    def is_live(self) -> bool:
        """Tell whether it may still change: neither held nor cancelled."""
        return self.state not in EVENT_LIFE.last

    @property
    def where(self) -> str:
        """Return where people meet, in a line."""
        return ", ".join(filter(None, (self.place, self.commune.name if self.commune else "")))

    @property
    def when(self) -> str:
        """Return its days, in words."""
        if self.starts_on == self.ends_on:
            return formats.long_day(self.starts_on)
        return gettext("du %(first)s au %(last)s") % {
            "first": formats.long_day(self.starts_on),
            "last": formats.long_day(self.ends_on),
        }

    @property
    def contact(self) -> "tuple[str, str, str] | None":
        """Return whom to call: a name, a telephone, an address; nobody who did not agree to it."""
        if self.contact_agreed_on is None:
            return None
        return self.contact_name, self.contact_telephone, self.contact_email

    @property
    def days(self) -> list[dt.date]:
        """Return its days."""
        return [self.starts_on + dt.timedelta(n) for n in range((self.ends_on - self.starts_on).days + 1)]


class Room(models.Model):
    """Hold a room of an event, and how many people it seats."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="rooms")
    name = models.CharField(_("nom"), max_length=100)
    folded = models.CharField(max_length=100, editable=False)
    capacity = models.PositiveSmallIntegerField(_("nombre de places"))

    class Meta:
        verbose_name = _("salle")
        verbose_name_plural = _("salles")
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "folded"],
                name="events_room_once",
                violation_error_message=_("Une salle porte déjà ce nom."),
            ),
            models.CheckConstraint(
                name="events_room_has_seats",
                condition=Q(capacity__gte=1, capacity__lte=MOST_SEATS),
                violation_error_message=_("Une salle a de 1 à 2 000 places."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SessionKind(models.TextChoices):
    """What sort of session it is."""

    PLENARY = "pleniere", _("plénière")
    WORKSHOP = "atelier", _("atelier")
    BREAK = "pause", _("pause")


class EventSessionQuerySet(models.QuerySet["EventSession"]):
    """Read sessions."""

    def in_order(self) -> Self:
        """Read them as they come; of those at once, by room."""
        return self.order_by("on", "starts_at", "room__folded", "pk")

    def in_full(self) -> Self:
        """Read each with its room, who proposed it, what it left, and how many have a seat there (`given`)."""
        given = Count("chosen", filter=Q(chosen__waits=False))
        return self.select_related("room", "cooperation", "minutes").annotate(given=given)

    def workshops(self) -> Self:
        """Keep those that one chooses among."""
        return self.filter(kind=SessionKind.WORKSHOP).select_related("room", "cooperation").in_order()

    def in_room_at(self, room: Room, on: dt.date, starts_at: dt.time, ends_at: dt.time) -> Self:
        """Keep those that hold a room at some hours."""
        return self.filter(room=room, on=on, starts_at__lt=ends_at, ends_at__gt=starts_at)


class EventSession(Versioned):
    """Hold a session of an event: a plenary, a workshop or a break, when and where."""

    given: int  # Added by `in_full`.

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    kind = models.CharField(_("nature"), max_length=8, choices=SessionKind.choices)
    title = models.CharField(_("titre"), max_length=TITLE)
    summary = models.TextField(_("en quelques phrases"), blank=True)
    on = models.DateField(_("le"))
    starts_at = models.TimeField(_("de"))
    ends_at = models.TimeField(_("à"))
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="sessions")
    seats = models.PositiveSmallIntegerField(_("nombre de places"), null=True, blank=True)
    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposé par")
    )

    objects = EventSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["on", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="events_session_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Une séance finit après avoir commencé."),
            ),
            models.CheckConstraint(
                name="events_workshop_has_seats",
                condition=~Q(kind="atelier") | Q(seats__gte=1, seats__lte=MOST_SEATS),
                violation_error_message=_("Un atelier a de 1 à 2 000 places."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def value_of(self, name: str) -> object:
        """Return what its form holds for a field: its day and its room are chosen by a key."""
        if name == "on":
            return self.on.isoformat()
        return str(self.room_id or "") if name == "room" else super().value_of(name)

    @property
    def is_workshop(self) -> bool:
        """Tell whether one signs up to it."""
        return self.kind == SessionKind.WORKSHOP

    @property
    def slot(self) -> tuple[dt.date, dt.time, dt.time]:
        """Return its day and its hours."""
        return self.on, self.starts_at, self.ends_at

    @property
    def hours(self) -> str:
        """Return when it takes place, in words."""
        return formats.hours(*self.slot)

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """Return the moments when it begins and ends, at the clock of its place."""
        return at_the_clock_of(self.event.departement, *self.slot)

    @property
    def left(self) -> "SessionMinutes | None":
        """Return what it left: minutes, or a link; nothing yet."""
        return getattr(self, "minutes", None)

    @property
    def free(self) -> int:
        """Return how many seats of a workshop are left; call it after `in_full`."""
        return max((self.seats or 0) - self.given, 0)

    @property
    def named(self) -> list[str]:
        """Return the names of those who speak there and agreed to be named."""
        return [one.name for one in self.speakers.all() if one.agreed_on is not None]

    def overlaps(self, other: "EventSession") -> bool:
        """Tell whether nobody can be at both."""
        return self.on == other.on and self.starts_at < other.ends_at and other.starts_at < self.ends_at


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    """Read who speaks."""

    def in_order(self) -> Self:
        """Read them as they were written."""
        return self.order_by("pk")


class Speaker(models.Model):
    """Hold someone who speaks at a session, and the day when they agreed that their name be published."""

    personal = (
        Personal(
            fields=("name", "function", "agreed_on"),
            people=People.PARTNERS,
            purpose=_("Dire qui intervient à un rendez-vous, si cette personne a accepté d'être nommée."),
            basis=Basis.CONSENT,
            kept=_("aussi longtemps que le registre ; votre nom, tant que vous l'acceptez"),
        ),
    )

    session = models.ForeignKey(EventSession, models.CASCADE, related_name="speakers")
    name = models.CharField(_("nom"), max_length=150)
    function = models.CharField(_("rôle"), max_length=150, blank=True)
    agreed_on = models.DateField(_("a accepté d'être nommée le"), null=True, blank=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("personne qui intervient")
        verbose_name_plural = _("personnes qui interviennent")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class EventHeldQuerySet(RecordedQuerySet["EventHeld"]):
    """Read the events that took place."""


class EventHeld(Recorded):
    """Say that an event took place: what the figures of events count."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="holdings")
    held_on = models.DateField(_("tenu le"))

    objects = EventHeldQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("rendez-vous tenu")
        verbose_name_plural = _("rendez-vous tenus")
        ordering = ["held_on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(retracted_at__isnull=True),
                name="events_held_once",
                violation_error_message=_("Ce rendez-vous est déjà dit tenu."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)


def by_day(sessions: Iterable[EventSession]) -> list[tuple[dt.date, list[EventSession]]]:
    """Return sessions, as they come, under their day."""
    return [(day, list(rows)) for day, rows in groupby(sessions, key=lambda one: one.on)]


def holders(actor: Actor) -> models.QuerySet[Cooperation]:
    """Return the cooperations for which someone may open an event, by name."""
    return Cooperation.objects.filter(permissions.hold_event(actor)).order_by("folded", "pk")


def may_hold_for_all(actor: Actor) -> bool:
    """Tell whether someone may open an event of the network."""
    return everywhere(actor, Right.HOLD_EVENT)
