"""Exchanges of practice between peers: series, and the meetings of each, in the hands of who organises them."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common.facts import Recorded, RecordedQuerySet, known
from maillage.common.personal import Basis, People, Personal
from maillage.common.versions import Versioned
from maillage.network.models import Cooperation
from maillage.network.permissions import everywhere
from maillage.resources.models import Resource
from maillage.supports import permissions
from maillage.territory.models import Commune, at_the_clock_of
from maillage.territory.perimeter import Perimeter


class SeriesQuerySet(models.QuerySet["ExchangeSeries"]):
    """Read series of exchanges."""

    def held_by(self, actor: Actor) -> Self:
        """Keep the series that someone may change, and whose meetings they plan."""
        return self.filter(permissions.hold_exchange(actor, "cooperation")).select_related("cooperation")

    def running_first(self) -> Self:
        """Read those that go on first, the latest first."""
        return self.order_by(F("ended_on").desc(nulls_first=True), "-opened_on", "-pk")


class ExchangeSeries(Versioned):
    """Hold a series of exchanges: what they are about, for whom, how people work there."""

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, null=True, blank=True, related_name="exchange_series"
    )
    name = models.CharField(_("nom"), max_length=150)
    theme = models.CharField(_("thème"), max_length=200)
    audience = models.CharField(_("pour qui"), max_length=200)
    method = models.CharField(_("méthode"), max_length=200)
    opened_on = models.DateField(_("ouverte le"))
    ended_on = models.DateField(_("terminée le"), null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("série d'échanges")
        verbose_name_plural = _("séries d'échanges")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="supports_series_ends_after_opening",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("opened_on")),
                violation_error_message=_("Une série se termine après son ouverture."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> str:
        """Return the name of who holds it: a cooperation, or the network."""
        return self.cooperation.name if self.cooperation else gettext("Le réseau, pour toute la France")


class ExchangeMeetingQuerySet(models.QuerySet["ExchangeMeeting"]):
    """Read meetings of exchange."""

    def in_full(self) -> Self:
        """Read each with its series and its place, and whether it took place."""
        held = ExchangeHeld.objects.believed().filter(meeting=OuterRef("pk"))
        return self.select_related(
            "series__cooperation", "commune__departement", "departement", "facilitator"
        ).annotate(was_held=Exists(held))

    def counted(self) -> Self:
        """Add how many people say that they come."""
        coming = Q(participations__state="vient")
        return self.annotate(coming_count=Count("participations", filter=coming, distinct=True))

    def held_by(self, actor: Actor) -> Self:
        """Keep the meetings that someone plans, changes and cancels."""
        return self.filter(permissions.hold_exchange(actor, "series__cooperation"))

    def kept_by(self, actor: Actor) -> Self:
        """Keep the meetings of which someone says who came: those that they organise, or lead."""
        return self.filter(permissions.keep_exchange(actor))

    def open_to(self, actor: Actor, day: dt.date) -> Self:
        """Keep the meetings that someone may join."""
        return self.filter(permissions.join_exchange(actor, day))

    def coming(self, day: dt.date) -> Self:
        """Keep those that are to come and not cancelled, the next first."""
        return self.filter(on__gte=day, cancelled_at=None).order_by("on", "starts_at", "pk")

    def from_day(self, day: dt.date) -> Self:
        """Keep those of a day and after it, cancelled ones too: a calendar takes them off."""
        return self.filter(on__gte=day).order_by("on", "starts_at", "pk")

    def gone_by(self, day: dt.date) -> Self:
        """Keep those that are past or cancelled, the last first."""
        return self.filter(Q(on__lt=day) | Q(cancelled_at__isnull=False)).order_by("-on", "-starts_at", "-pk")

    def to_tell(self, day: dt.date) -> Self:
        """Keep those that are over, and of which nobody has said who came, or whose minutes are not kept."""
        kept = ExchangeMinutes.objects.filter(meeting=OuterRef("pk"), state=MinutesState.KEPT)
        held = ExchangeHeld.objects.believed().filter(meeting=OuterRef("pk"))
        return (
            self.filter(on__lt=day, cancelled_at=None)
            .exclude(Exists(held), Exists(kept))
            .order_by("on", "starts_at", "pk")
        )

    def announced(self) -> Self:
        """Keep the meetings that anyone may read about."""
        return self.filter(is_public=True)

    def joined_by(self, actor: Actor, day: dt.date) -> Self:
        """Keep those that someone may join, or on whose list they are."""
        mine = Q(participations__participant__user=actor.user.pk if actor.user else 0)
        return self.filter(permissions.join_exchange(actor, day) | mine).distinct()

    def of(self, series: ExchangeSeries) -> Self:
        """Keep the meetings of a series, the last first."""
        return self.filter(series=series).order_by("-on", "-starts_at", "-pk")

    def inside(self, perimeter: Perimeter) -> Self:
        """Keep the meetings that take place in a territory."""
        return self if perimeter.is_france else self.filter(perimeter.q())

    def to_come_or_held(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep what anyone may read: what is to come from a day on, and what took place before.

        Each with the day when it took place (`held_on`), and how many came (`came_count`).
        """
        held = ExchangeHeld.objects.known_at(known_at).until(day).filter(meeting=OuterRef("pk"))
        counted = held.annotate(people=Count("presences", filter=known(known_at, "presences__")))
        return (
            self.in_full()
            .announced()
            .annotate(
                held_on=Subquery(held.order_by("-pk").values("held_on")[:1]),
                came_count=Subquery(counted.order_by("-pk").values("people")[:1]),
            )
            .filter(Q(on__gte=day, cancelled_at=None) | Q(held_on__isnull=False))
            .order_by("on", "starts_at", "pk")
        )


class ExchangeMeeting(Versioned):
    """Hold one meeting of a series: when, where, about what, who leads it."""

    # Added by `in_full`, `counted` and `to_come_or_held`.
    was_held: bool
    coming_count: int
    held_on: dt.date | None
    came_count: int | None

    personal = (
        Personal(
            fields=("facilitator", "facilitator_name", "facilitator_is_public"),
            people=People.PARTNERS,
            purpose=_(
                "Que l'on sache qui anime une rencontre, si cette personne accepte que son nom soit dit."
            ),
            basis=Basis.CONSENT,
            kept=_("aussi longtemps que le registre"),
        ),
    )

    series = models.ForeignKey(ExchangeSeries, models.PROTECT, related_name="meetings")
    theme = models.CharField(_("thème"), max_length=200)
    on = models.DateField(_("le"))
    starts_at = models.TimeField(_("de"))
    ends_at = models.TimeField(_("à"))
    departement = models.ForeignKey(
        "territory.Departement", models.PROTECT, null=True, blank=True, related_name="+"
    )
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    link = models.URLField(_("lien de visioconférence"), max_length=200, blank=True)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    facilitator_name = models.CharField(_("qui anime"), max_length=150, blank=True)
    facilitator_is_public = models.BooleanField(_("son nom peut être publié"), default=False)
    is_public = models.BooleanField(_("annoncée à tous"), default=False)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    cancel_reason = models.CharField(_("pourquoi"), max_length=250, blank=True)

    objects = ExchangeMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rencontre d'échange")
        verbose_name_plural = _("rencontres d'échange")
        ordering = ["on", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="supports_exchange_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Une rencontre finit après avoir commencé."),
            ),
            models.CheckConstraint(
                name="supports_exchange_is_somewhere",
                condition=~Q(place="") | ~Q(link=""),
                violation_error_message=_("Une rencontre a un lieu, ou un lien."),
            ),
            models.CheckConstraint(
                name="supports_exchange_cancelled_with_reason",
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                violation_error_message=_("Une annulation dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return self.theme

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("exchange", args=[self.pk])

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """Return the moments when it begins and ends, at the clock of its place."""
        return at_the_clock_of(self.departement, self.on, self.starts_at, self.ends_at)

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it was cancelled."""
        return self.cancelled_at is not None

    @property
    def where(self) -> str:
        """Return where people meet, in a line; nothing when they meet by video alone."""
        return ", ".join(filter(None, (self.place, self.commune.name if self.commune else "")))


class ExchangeHeldQuerySet(RecordedQuerySet["ExchangeHeld"]):
    """Read the meetings that took place."""

    def until(self, day: dt.date) -> Self:
        """Keep those that a day has seen."""
        return self.filter(held_on__lte=day)

    def of_series_of(self, cooperation: Cooperation, day: dt.date) -> Self:
        """Keep, until a day, those that a cooperation organised."""
        return self.until(day).filter(meeting__series__cooperation=cooperation)


class ExchangeHeld(Recorded):
    """Say that a meeting took place: what the figures of exchanges count."""

    meeting = models.ForeignKey(ExchangeMeeting, models.PROTECT, related_name="holdings")
    held_on = models.DateField(_("tenue le"))

    objects = ExchangeHeldQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("rencontre tenue")
        verbose_name_plural = _("rencontres tenues")
        ordering = ["held_on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(retracted_at__isnull=True),
                name="supports_exchange_held_once",
                violation_error_message=_("Cette rencontre est déjà dite tenue."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)


class MinutesState(models.TextChoices):
    """Where the minutes of a meeting are."""

    DRAFT = "brouillon", _("en cours d'écriture")
    KEPT = "garde", _("gardé")


class ExchangeMinutes(Versioned):
    """Hold what was said at a meeting, in plain words."""

    meeting = models.OneToOneField(ExchangeMeeting, models.PROTECT, related_name="minutes")
    text = models.TextField(_("compte rendu"))
    state = models.CharField(
        _("où il en est"), max_length=9, choices=MinutesState.choices, default=MinutesState.DRAFT
    )
    kept_at = models.DateTimeField(_("gardé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("compte rendu de rencontre")
        verbose_name_plural = _("comptes rendus de rencontres")

    def __str__(self) -> str:
        return str(self.meeting)


class ResourceDraftQuerySet(models.QuerySet["ResourceDraft"]):
    """Read drafts of resources."""

    def kept_by(self, actor: Actor) -> Self:
        """Keep those of the meetings that someone organises, or leads, the last first."""
        mine = ExchangeMeeting.objects.kept_by(actor).values("pk")
        return self.filter(meeting__in=mine).select_related("meeting__series").order_by("-made_at", "-pk")


class ResourceDraft(Versioned):
    """Hold a text that came out of a meeting, before it goes to the library."""

    personal = (
        Personal(
            fields=("agreed_by",),
            people=People.PARTNERS,
            purpose=_("Savoir qui a donné son accord pour publier ce qu'une rencontre a produit."),
            basis=Basis.CONSENT,
            kept=_("aussi longtemps que le registre"),
        ),
    )

    meeting = models.OneToOneField(ExchangeMeeting, models.PROTECT, related_name="resource")
    title = models.CharField(_("titre"), max_length=200)
    text = models.TextField(_("texte"))
    may_be_published = models.BooleanField(_("peut être publiée"), default=False)
    agreed_by = models.CharField(_("qui est d'accord"), max_length=250, blank=True)
    made_at = models.DateTimeField(_("créée le"))
    # What became of it in the library.
    shelved = models.OneToOneField(
        Resource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ressource")
    )

    objects = ResourceDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("brouillon de ressource")
        verbose_name_plural = _("brouillons de ressources")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="supports_resource_agreed",
                condition=Q(may_be_published=False) | ~Q(agreed_by=""),
                violation_error_message=_("Un accord dit de qui il vient."),
            )
        ]

    def __str__(self) -> str:
        return self.title


def holders(actor: Actor) -> models.QuerySet[Cooperation]:
    """Return the cooperations for which someone may open a series, by name."""
    mine = Cooperation.objects.filter(permissions.hold_exchange(actor))
    return mine.order_by("folded", "pk")


def may_hold_for_all(actor: Actor) -> bool:
    """Tell whether someone may open a series of the network."""
    return everywhere(actor, Right.HOLD_EXCHANGE)


def left_by(meeting: ExchangeMeeting) -> "tuple[ExchangeMinutes | None, ResourceDraft | None]":
    """Return what a meeting left: its minutes, and the draft of a resource."""
    minutes = ExchangeMinutes.objects.filter(meeting=meeting).first()
    return minutes, ResourceDraft.objects.filter(meeting=meeting).first()
