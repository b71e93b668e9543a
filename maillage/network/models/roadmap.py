"""What a cooperation sets out to do: its shared diagnosis, its roadmap, the people whom it meets on the way."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common import formats
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.common.versions import Versioned
from maillage.network.models.cooperations import Cooperation
from maillage.network.models.organisations import Organisation


class ActionState(models.TextChoices):
    """Where an action stands."""

    PLANNED = "prevue", _("prévue")
    GOING = "en-cours", _("en cours")
    DONE = "faite", _("faite")
    DROPPED = "abandonnee", _("abandonnée")


OPEN_STATES = (ActionState.PLANNED, ActionState.GOING)


class RoadmapActionQuerySet(models.QuerySet["RoadmapAction"]):
    """Read the actions of roadmaps."""

    def kept(self) -> Self:
        """Keep the actions that were not dropped."""
        return self.exclude(state=ActionState.DROPPED)

    def open(self) -> Self:
        """Keep the actions that are not finished."""
        return self.filter(state__in=OPEN_STATES)

    def due(self) -> Self:
        """Keep the actions that have a day to be finished."""
        return self.filter(due_on__isnull=False)

    def in_order(self) -> Self:
        """Read the actions in the order that the cooperation gave them, each with its pilot."""
        return self.select_related("pilot").order_by("position", "pk")


class RoadmapAction(Versioned):
    """Hold one action of the roadmap of a cooperation."""

    personal = (
        Personal(
            fields=("pilot_person",),
            people=People.PARTNERS,
            purpose=_("Savoir qui mène une action."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que la fiche sert ; effacé à votre demande"),
        ),
    )

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="roadmap")
    title = models.CharField(_("action"), max_length=200)
    purpose = models.TextField(_("à quoi elle sert"), blank=True)
    pilot = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation pilote"),
    )
    pilot_person = models.CharField(_("personne pilote"), max_length=150, blank=True)
    starts_on = models.DateField(_("commence le"), null=True, blank=True)
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    done_on = models.DateField(_("faite le"), null=True, blank=True)
    state = models.CharField(
        _("état"), max_length=12, choices=ActionState.choices, default=ActionState.PLANNED
    )
    position = models.PositiveIntegerField(_("rang"), default=0)

    objects = RoadmapActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action d'une feuille de route")
        verbose_name_plural = _("actions des feuilles de route")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="network_roadmapaction_done_on_a_day",
                condition=Q(state="faite", done_on__isnull=False)
                | (~Q(state="faite") & Q(done_on__isnull=True)),
                violation_error_message=_("Une action faite porte le jour où elle l'a été."),
            ),
            models.CheckConstraint(
                name="network_roadmapaction_due_after_start",
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                violation_error_message=_("L'échéance vient après le début."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def pilots(self) -> str:
        """Return who leads the action, in words; nothing when nobody does yet."""
        return ", ".join(filter(None, (self.pilot_person, self.pilot.name if self.pilot else "")))

    @property
    def details(self) -> str:
        """Return who leads the action, from when to when, in a line."""
        days = (
            (gettext("à partir du %s"), self.starts_on),
            (gettext("pour le %s"), self.due_on),
            (gettext("faite le %s"), self.done_on),
        )
        said = [words % formats.day(day) for words, day in days if day]
        return ", ".join([self.pilots or gettext("sans pilote"), *said])

    @property
    def is_open(self) -> bool:
        """Tell whether something is left to do."""
        return self.state in OPEN_STATES


class DiagnosisQuerySet(models.QuerySet["Diagnosis"]):
    """Read shared diagnoses."""

    def latest_first(self) -> Self:
        """Read the last versions first, with who saved them."""
        return self.select_related("saved_by").order_by("-version")


class Diagnosis(Versioned):
    """Hold one version of the shared diagnosis of a cooperation: each save is a new row, and the others stay."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="diagnoses")
    text = models.TextField(_("diagnostic partagé"))

    objects = DiagnosisQuerySet.as_manager()

    class Meta:
        verbose_name = _("diagnostic partagé")
        verbose_name_plural = _("diagnostics partagés")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "version"],
                name="network_diagnosis_version_once",
                violation_error_message=_("Cette version du diagnostic existe déjà."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cooperation} ({self.version})"


class ContactMeans(models.TextChoices):
    """How people were met."""

    CALL = "appel", _("appel")
    MEETING = "rencontre", _("rencontre")
    EMAIL = "courriel", _("courriel")
    VISIT = "visite", _("visite")


class ContactNoteQuerySet(models.QuerySet["ContactNote"]):
    """Read the contact log."""

    def open(self) -> Self:
        """Keep the contacts whose next step is not done, the most urgent first."""
        return (
            self.filter(done_on__isnull=True)
            .exclude(next_step="")
            .order_by(F("next_due_on").asc(nulls_last=True), "pk")
        )

    def told(self, day: dt.date) -> Self:
        """Keep the contacts of the days since one, and those that still call for a next step."""
        return self.filter(Q(on__gte=day) | (Q(done_on__isnull=True) & ~Q(next_step="")))

    def latest_first(self) -> Self:
        """Read the last contacts first, with who noted them."""
        return self.select_related("noted_by").order_by("-on", "-pk")


class ContactNote(models.Model):
    """Note a contact: with whom, how, what was said, and the next step."""

    personal = (
        Personal(
            fields=("with_whom",),
            people=People.PARTNERS,
            purpose=_("Garder la mémoire des rencontres d'une coopération."),
            basis=Basis.INTEREST,
            kept=_("tant que la fiche sert ; effacé à votre demande"),
        ),
        written_by("noted_by"),
    )

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="contacts")
    on = models.DateField(_("le"))
    with_whom = models.CharField(_("avec qui"), max_length=200)
    how = models.CharField(_("comment"), max_length=10, choices=ContactMeans.choices)
    words = models.TextField(_("ce qui s'est dit"), blank=True)
    next_step = models.CharField(_("suite à donner"), max_length=250, blank=True)
    next_due_on = models.DateField(_("pour le"), null=True, blank=True)
    done_on = models.DateField(_("suite donnée le"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("noté par"),
    )

    objects = ContactNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("journal des contacts")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="network_contactnote_step_before_its_day",
                condition=~Q(next_step="") | Q(next_due_on__isnull=True, done_on__isnull=True),
                violation_error_message=_("Dites d'abord quelle suite donner."),
            )
        ]

    def __str__(self) -> str:
        return self.with_whom

    @property
    def details(self) -> str:
        """Return when it was, who noted it, what followed, in a line."""
        when = formats.long_day(self.on)
        by = gettext("noté par %s") % self.noted_by if self.noted_by else ""
        done = gettext("suite donnée le %s") % formats.day(self.done_on) if self.done_on else ""
        return ", ".join(filter(None, (f"{when[:1].upper()}{when[1:]}", by, done)))

    @property
    def is_open(self) -> bool:
        """Tell whether a next step is left to do."""
        return bool(self.next_step) and self.done_on is None
