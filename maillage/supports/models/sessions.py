"""Sessions of training: who holds them, when, where, how many may come, and what they became."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import Recorded, RecordedQuerySet, known
from maillage.common.personal import Basis, People, Personal
from maillage.common.versions import Versioned
from maillage.network.models import Cooperation, Organisation
from maillage.supports import permissions
from maillage.supports.models.curricula import Curriculum, CurriculumVersion, Qualification
from maillage.territory.models import Commune, Departement, at_the_clock_of
from maillage.territory.perimeter import Perimeter

MOST_SEATS = 500


class SessionQuerySet(models.QuerySet["TrainingSession"]):
    """Read sessions of training."""

    def dated(self) -> Self:
        """Add the first and the last day of each, and the moment when it begins."""
        return self.annotate(
            first_day=Min("half_days__on"),
            last_day=Max("half_days__on"),
            half_days_count=Count("half_days", distinct=True),
        )

    def in_full(self) -> Self:
        """Read each with its days, its curriculum, its cooperation and its place."""
        return self.dated().told()

    def told(self) -> Self:
        """Read each with its curriculum, its cooperation and its place."""
        return self.select_related("taught__curriculum", "cooperation", "commune__departement", "departement")

    def seated(self) -> Self:
        """Add how many have a seat, how many wait for one, how many for an agreement."""
        state = "enrolments__state"
        return self.annotate(
            taken=Count("enrolments", filter=Q(**{state: "inscrite"}), distinct=True),
            queueing=Count("enrolments", filter=Q(**{state: "attente"}), distinct=True),
            to_agree=Count("enrolments", filter=Q(**{state: "accord"}), distinct=True),
        )

    def coming(self, day: dt.date) -> Self:
        """Keep the sessions that have not begun and are not cancelled, the next first."""
        return self.dated().filter(first_day__gte=day, cancelled_at=None).order_by("first_day", "pk")

    def gone_by(self, day: dt.date) -> Self:
        """Keep the sessions that have begun or are cancelled, the last first."""
        return (
            self.dated()
            .filter(Q(first_day__lt=day) | Q(cancelled_at__isnull=False))
            .order_by("-first_day", "-pk")
        )

    def announced(self) -> Self:
        """Keep the sessions that anyone may read about and ask to join."""
        return self.filter(is_public=True)

    def near(self, code: str) -> Self:
        """Keep the sessions that take place in a département, and those that one follows from home."""
        return self.filter(Q(departement__code=code) | Q(departement=None)) if code else self

    def departements(self) -> list[tuple[str, str]]:
        """Return where these sessions take place: the code and the name of each département, by name."""
        here = Departement.objects.filter(pk__in=self.order_by().values("departement"))
        return list(here.order_by("slug").values_list("code", "name"))

    def with_half_days(self) -> Self:
        """Read each with all its half-days."""
        return self.in_full().prefetch_related("half_days")

    def with_a_queue(self) -> Self:
        """Keep the sessions for which someone waits."""
        return self.filter(pk__in=self.filter(enrolments__state="attente").values("pk"))

    def inside(self, perimeter: Perimeter) -> Self:
        """Keep the sessions that take place in a territory."""
        return self if perimeter.is_france else self.filter(perimeter.q())

    def held_by(self, actor: Actor) -> Self:
        """Keep the sessions that someone may open, change and cancel."""
        return self.filter(permissions.hold_training(actor, "cooperation"))

    def kept_by(self, actor: Actor) -> Self:
        """Keep the sessions whose attendance someone may write."""
        return self.filter(permissions.keep_attendance(actor, "cooperation"))

    def teaching(self, curriculum: Curriculum) -> Self:
        """Keep the sessions of a curriculum."""
        return self.filter(taught__curriculum=curriculum)

    def over(self, day: dt.date) -> Self:
        """Keep the sessions whose last day is past, the last first."""
        return self.dated().filter(last_day__lt=day).order_by("-last_day", "-pk")

    def of(self, cooperation: Cooperation) -> Self:
        """Keep the sessions of a cooperation."""
        return self.filter(cooperation=cooperation)

    def beginning(self, day: dt.date) -> Self:
        """Keep the sessions that begin on a day, and are not cancelled."""
        return self.in_full().filter(first_day=day, cancelled_at=None).order_by("pk")

    def to_come_or_held(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep what anyone may read: the sessions that begin on a day or later, and those that took place before.

        Each with its taken seats, the day when it ended (`held_on`), how many it trained (`trained_count`).
        """
        held = Holding.objects.known_at(known_at).until(day).filter(session=OuterRef("pk")).order_by("-pk")
        counted = held.annotate(people=Count("trained", filter=known(known_at, "trained__")))
        return (
            self.in_full()
            .seated()
            .announced()
            .annotate(
                held_on=Subquery(held.values("held_on")[:1]),
                trained_count=Subquery(counted.values("people")[:1]),
            )
            .filter(Q(first_day__gte=day, cancelled_at=None) | Q(held_on__isnull=False))
            .order_by("first_day", "pk")
        )

    def to_close(self, day: dt.date) -> Self:
        """Keep the sessions that are over and whose attendance nobody has closed, the oldest first."""
        closed = Holding.objects.believed().filter(session=OuterRef("pk"))
        return (
            self.dated()
            .filter(last_day__lt=day, cancelled_at=None)
            .exclude(Exists(closed))
            .order_by("last_day", "pk")
        )


class TrainingSession(Versioned):
    """Hold a session of a curriculum, which a cooperation organises."""

    # Added by `dated` and `seated`.
    first_day: dt.date | None
    last_day: dt.date | None
    half_days_count: int
    taken: int
    queueing: int
    to_agree: int
    # Added by `to_come_or_held`.
    held_on: dt.date | None
    trained_count: int | None

    personal = (
        Personal(
            fields=("contact_name", "contact_telephone", "contact_email"),
            people=People.PARTNERS,
            purpose=_("Que l'on sache qui appeler pour une formation."),
            basis=Basis.MEMBERSHIP,
            kept=_("aussi longtemps que le registre"),
        ),
    )

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="sessions")
    taught = models.ForeignKey(
        CurriculumVersion, models.PROTECT, related_name="sessions", verbose_name=_("formation")
    )
    departement = models.ForeignKey(
        "territory.Departement", models.PROTECT, null=True, blank=True, related_name="+"
    )
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    link = models.URLField(_("lien de visioconférence"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(_("nombre de places"))
    is_public = models.BooleanField(_("ouverte à tous"), default=True)
    by_agreement = models.BooleanField(_("avec l'accord de l'organisation"), default=False)
    closes_on = models.DateField(_("inscriptions jusqu'au"), null=True, blank=True)
    cost = models.PositiveIntegerField(_("coût par personne, en centimes"), null=True, blank=True)
    funded_by = models.CharField(_("qui finance"), max_length=200, blank=True)
    practical = models.TextField(_("à savoir avant de venir"), blank=True)
    contact_name = models.CharField(_("personne à appeler"), max_length=150, blank=True)
    contact_telephone = models.CharField(_("téléphone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("adresse électronique"), blank=True)
    trainers = models.ManyToManyField(
        Qualification, related_name="sessions", blank=True, verbose_name=_("formateurs")
    )
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    cancel_reason = models.CharField(_("pourquoi"), max_length=250, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session de formation")
        verbose_name_plural = _("sessions de formation")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="supports_session_has_seats",
                condition=Q(capacity__gte=1, capacity__lte=MOST_SEATS),
                violation_error_message=_("Une session a de 1 à 500 places."),
            ),
            models.CheckConstraint(
                name="supports_session_cancelled_with_reason",
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                violation_error_message=_("Une annulation dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return self.taught.curriculum.name

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("training", args=[self.pk])

    @property
    def begins_at(self) -> dt.datetime | None:
        """Return the moment when it begins, at the clock of its place; none while it has no day."""
        first = self.half_days.in_order().first()
        return first.span[0] if first else None

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it was cancelled."""
        return self.cancelled_at is not None


class Moment(models.TextChoices):
    """The parts of a day."""

    MORNING = "matin", _("matin")
    AFTERNOON = "apres-midi", _("après-midi")
    EVENING = "soir", _("soirée")


class HalfDayQuerySet(models.QuerySet["HalfDay"]):
    """Read half-days."""

    def in_order(self) -> Self:
        """Read them as they come."""
        return self.order_by("on", "starts_at", "pk")


class HalfDay(models.Model):
    """Hold one half-day of a session."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="half_days")
    on = models.DateField(_("le"))
    moment = models.CharField(_("moment"), max_length=10, choices=Moment.choices)
    starts_at = models.TimeField(_("de"))
    ends_at = models.TimeField(_("à"))
    # Until someone has entered the sheet, nobody is known to be absent.
    noted = models.BooleanField(_("présences notées"), default=False)

    objects = HalfDayQuerySet.as_manager()

    class Meta:
        ordering = ["on", "starts_at", "pk"]
        verbose_name = _("demi-journée")
        verbose_name_plural = _("demi-journées")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "on", "moment"],
                name="supports_half_day_once",
                violation_error_message=_("Cette demi-journée est déjà dans la session."),
            ),
            models.CheckConstraint(
                name="supports_half_day_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Une demi-journée finit après avoir commencé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}, {self.get_moment_display()}"

    @property
    def minutes(self) -> int:
        """Return how long it lasts."""
        first, last = (dt.datetime.combine(self.on, hour) for hour in (self.starts_at, self.ends_at))
        return int((last - first).total_seconds()) // 60

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """Return the moments when it begins and ends, at the clock of its place."""
        return at_the_clock_of(self.session.departement, self.on, self.starts_at, self.ends_at)


class SeatHoldQuerySet(models.QuerySet["SeatHold"]):
    """Read the seats that are kept."""

    def of(self, session: TrainingSession) -> Self:
        """Keep those of a session, with their organisations."""
        return self.filter(session=session).select_related("organisation").order_by("pk")


class SeatHold(models.Model):
    """Keep some seats of a session for an organisation, until a day."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="holds")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField(_("places gardées"))
    until = models.DateField(_("gardées jusqu'au"), null=True, blank=True)

    objects = SeatHoldQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("places gardées")
        verbose_name_plural = _("places gardées")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organisation"],
                name="supports_hold_once",
                violation_error_message=_("Des places sont déjà gardées pour cette organisation."),
            ),
            models.CheckConstraint(
                name="supports_hold_has_seats",
                condition=Q(seats__gte=1, seats__lte=MOST_SEATS),
                violation_error_message=_("On garde au moins une place."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seats} {self.organisation}"

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the seats are still kept on a day."""
        return self.until is None or day <= self.until


class HoldingQuerySet(RecordedQuerySet["Holding"]):
    """Read the sessions that took place."""

    def helping(self, cooperation: Cooperation, day: dt.date) -> Self:
        """Keep, until a day, those that a cooperation held."""
        return self.filter(session__cooperation=cooperation, held_on__lte=day)

    def until(self, day: dt.date) -> Self:
        """Keep those that a day has seen end."""
        return self.filter(held_on__lte=day)

    def of_session(
        self, cooperation: Cooperation, curriculum: Curriculum, held_on: dt.date
    ) -> "Holding | None":
        """Return the session of a curriculum that a cooperation held on a day, as believed today."""
        found = self.believed().filter(session__cooperation=cooperation, held_on=held_on)
        return found.filter(session__taught__curriculum=curriculum).order_by("pk").first()

    def firsts(self) -> "list[tuple[dt.date, str]]":
        """Return the day of the first session of each curriculum, and its name."""
        name = "session__taught__curriculum__name"
        found = self.order_by(name).values_list(name).annotate(first=Min("held_on"))
        return [(first, name) for name, first in found]


class Holding(Recorded):
    """Say that a session took place, and when it ended: what the figures of training count."""

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="holdings")
    held_on = models.DateField(_("tenue le"))
    minutes = models.PositiveIntegerField(_("durée en minutes"))

    objects = HoldingQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("session tenue")
        verbose_name_plural = _("sessions tenues")
        ordering = ["held_on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(retracted_at__isnull=True),
                name="supports_holding_once",
                violation_error_message=_("Cette session est déjà close."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)


def organisers(actor: Actor) -> models.QuerySet[Cooperation]:
    """Return the cooperations for which someone may open a session, by name."""
    return Cooperation.objects.filter(permissions.hold_training(actor)).order_by("folded", "pk")


def members_of(session: TrainingSession, day: dt.date) -> models.QuerySet[Organisation]:
    """Return the organisations of the cooperation that holds a session, by name."""
    members = session.cooperation.members.believed().as_of(day)
    return Organisation.objects.filter(pk__in=members.values("organisation")).order_by("folded", "pk")
