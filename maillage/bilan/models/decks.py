"""Bilans printed by lots: one file for each département, or each cooperation, kept a few days in one archive."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.common.attachments import PrivateStorage
from maillage.common.personal import written_by
from maillage.territory.perimeter import Perimeter


class Lot(models.TextChoices):
    """For whom a lot is printed."""

    DEPARTEMENTS = "departements", _("tous les départements")
    COOPERATIONS = "cooperations", _("toutes les coopérations lancées")


class DeckState(models.TextChoices):
    """The states of one file of a lot."""

    WAITING = "attend", _("attend")
    DONE = "fait", _("imprimé")
    FAILED = "manque", _("n'a pas pu être imprimé")


class DeckLotQuerySet(models.QuerySet["DeckLot"]):
    """Read lots."""

    def counted(self) -> Self:
        """Add how many files each lot has, how many are done, how many failed; the last first."""
        return self.annotate(
            number=Count("decks"),
            done=Count("decks", filter=Q(decks__state=DeckState.DONE)),
            failed=Count("decks", filter=Q(decks__state=DeckState.FAILED)),
        ).order_by("-asked_at", "-pk")

    def unfinished(self, *, claimed_before: dt.datetime) -> Self:
        """Keep what is to be printed and that no worker holds, the oldest first."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=claimed_before)
        return self.filter(free, finished_at=None).order_by("asked_at", "pk")

    def kept_until(self, moment: dt.datetime) -> Self:
        """Keep the lots that were finished by a moment, and whose archive is still there."""
        return self.filter(finished_at__lt=moment).exclude(archive="")


class DeckLot(models.Model):
    """Hold one order: which bilan, for whom, in which format, on which dates; then its archive."""

    personal = (written_by("asked_by"),)

    # Added by `counted`.
    number: int
    done: int
    failed: int

    lot = models.CharField(_("pour qui"), max_length=12, choices=Lot.choices)
    form = models.CharField(_("format"), max_length=4)
    as_of = models.DateField(_("chiffres au"))
    at = models.DateTimeField(_("tels que connus le"))
    organisation = models.CharField(_("mobilisation"), max_length=150)
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(_("en cours depuis le"), null=True, blank=True)
    finished_at = models.DateTimeField(_("fini le"), null=True, blank=True)
    stopped = models.BooleanField(_("arrêté"), default=False)
    archive = models.FileField(_("archive"), storage=PrivateStorage(), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("taille"), default=0)

    objects = DeckLotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lot de bilans")
        verbose_name_plural = _("lots de bilans")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return str(_("Bilans : %(lot)s (%(form)s)") % {"lot": self.get_lot_display(), "form": self.form})

    def get_absolute_url(self) -> str:
        """Return where it is followed."""
        return reverse("deck_lot", args=[self.pk])

    @property
    def definition(self) -> str:
        """Return the code of the bilan that it prints."""
        return "departement" if self.lot == Lot.DEPARTEMENTS else "cooperation"


class DeckQuerySet(models.QuerySet["Deck"]):
    """Read the files of lots."""

    def to_print(self) -> Self:
        """Keep what waits, in order."""
        return self.filter(state=DeckState.WAITING).order_by("rank", "pk")

    def printed(self) -> Self:
        """Keep what is done, in order."""
        return self.filter(state=DeckState.DONE).order_by("rank", "pk")

    def missing(self) -> Self:
        """Keep what could not be printed, in order."""
        return self.filter(state=DeckState.FAILED).order_by("rank", "pk")


class Deck(models.Model):
    """Hold one file of a lot: about which territory, and why it is missing where it is."""

    lot = models.ForeignKey(DeckLot, models.CASCADE, related_name="decks")
    rank = models.PositiveSmallIntegerField(_("rang"))
    perimeter_kind = models.CharField(_("périmètre"), max_length=12)
    perimeter_code = models.CharField(_("code du périmètre"), max_length=220)
    label = models.CharField(_("territoire"), max_length=200)
    state = models.CharField(_("état"), max_length=6, choices=DeckState.choices, default=DeckState.WAITING)
    error = models.CharField(_("pourquoi"), max_length=500, blank=True)
    content = models.FileField(_("contenu"), storage=PrivateStorage(), max_length=120, blank=True)

    objects = DeckQuerySet.as_manager()

    class Meta:
        verbose_name = _("bilan d'un lot")
        verbose_name_plural = _("bilans des lots")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "perimeter_kind", "perimeter_code"],
                name="bilan_deck_once_in_its_lot",
                violation_error_message=_("Ce territoire est déjà dans le lot."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def perimeter(self) -> Perimeter:
        """Return the perimeter of its figures."""
        return Perimeter(self.perimeter_kind, self.perimeter_code)

    @property
    def file_name(self) -> str:
        """Return its name in the archive."""
        return f"{self.lot.definition}-{self.perimeter_code}-{self.lot.as_of:%Y-%m-%d}.{self.lot.form}"
