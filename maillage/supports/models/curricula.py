"""What is taught: curricula, the versions of their specification, the modules, who may train on them."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from maillage.supports.models.sessions import TrainingSession

from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.common.personal import Basis, People, Personal
from maillage.resources.models import Resource

MOST_MINUTES = 60 * 40


class Variant(models.TextChoices):
    """What a curriculum is for."""

    CORE = "socle", _("formation socle")
    SHORT = "mini-socle", _("mini-socle")
    THEME = "thematique", _("journée thématique")
    PROFESSIONAL = "professionnels", _("formation de professionnels")


class CurriculumQuerySet(models.QuerySet["Curriculum"]):
    """Read curricula."""

    def by_variant(self) -> Self:
        """Read them by what they are for, then by name."""
        return self.order_by("variant", "name", "pk")

    def of_variant(self, variant: str) -> Self:
        """Keep those that are for something."""
        return self.filter(variant=variant).order_by("name", "pk")

    def with_kit(self) -> Self:
        """Read each with the resource that is its kit."""
        return self.select_related("kit")


class Curriculum(models.Model):
    """Hold a curriculum: what it is called, and for whom."""

    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(_("identifiant"), max_length=220, unique=True)
    variant = models.CharField(_("nature"), max_length=16, choices=Variant.choices)
    audience = models.TextField(_("pour qui"), blank=True)
    kit = models.ForeignKey(
        Resource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kit de formation")
    )

    objects = CurriculumQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("formation")
        verbose_name_plural = _("formations")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("curriculum", args=[self.slug])


class CurriculumVersionQuerySet(models.QuerySet["CurriculumVersion"]):
    """Read the versions of specifications."""

    def newest_first(self) -> Self:
        """Read the last adopted first."""
        return self.order_by("-adopted_on", "-pk")

    def offered(self, day: dt.date) -> "list[CurriculumVersion]":
        """Return the version in use of each curriculum on a day, by name."""
        adopted = self.filter(adopted_on__lte=day).select_related("curriculum").newest_first()
        latest: dict[int, CurriculumVersion] = {}
        for version in adopted:
            latest.setdefault(version.curriculum_id, version)
        return sorted(latest.values(), key=lambda version: (version.curriculum.name, version.pk))

    def of(self, curriculum: Curriculum) -> Self:
        """Keep those of a curriculum."""
        return self.filter(curriculum=curriculum)

    def adopted(self, day: dt.date) -> Self:
        """Keep those adopted on a day, the last first."""
        return self.filter(adopted_on__lte=day).newest_first()

    def in_full(self) -> Self:
        """Read each with its curriculum."""
        return self.select_related("curriculum")


class CurriculumVersion(models.Model):
    """Hold one version of a specification: what is taught, why, how long; it is not changed once adopted."""

    curriculum = models.ForeignKey(Curriculum, models.PROTECT, related_name="versions")
    number = models.CharField(_("version"), max_length=20)
    adopted_on = models.DateField(_("adoptée le"))
    specification = models.TextField(_("cahier des charges"), blank=True)

    objects = CurriculumVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-adopted_on", "-pk"]
        verbose_name = _("version d'un cahier des charges")
        verbose_name_plural = _("versions de cahiers des charges")
        constraints = [
            models.UniqueConstraint(
                fields=["curriculum", "number"],
                name="supports_curriculum_version_once",
                violation_error_message=_("Cette version existe déjà : donnez-lui un autre numéro."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.curriculum.name} ({self.number})"

    @property
    def minutes(self) -> int:
        """Return how long its modules last."""
        return int(self.modules.aggregate(sum=Sum("minutes"))["sum"] or 0)


class ModuleQuerySet(models.QuerySet["Module"]):
    """Read modules."""

    def in_order(self) -> Self:
        """Read them as they are taught."""
        return self.order_by("position", "pk")


class Module(models.Model):
    """Hold a part of a curriculum."""

    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("titre"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("durée en minutes"))

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="supports_module_position_once",
                violation_error_message=_("Deux modules ont le même rang."),
            ),
            models.CheckConstraint(
                name="supports_module_has_a_length",
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES),
                violation_error_message=_("Un module dure de 1 minute à 40 heures."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class QualificationQuerySet(DatedFactQuerySet["Qualification"]):
    """Read who may train."""

    def by_name(self) -> Self:
        """Read them by the name of the trainer."""
        return self.select_related("curriculum").order_by("name", "pk")

    def on(self, curriculum: Curriculum) -> Self:
        """Keep those for a curriculum."""
        return self.filter(curriculum=curriculum)

    def named(self, name: str) -> Self:
        """Keep those of someone, by their name."""
        return self.filter(name__iexact=name)

    def overlapping(self, since: dt.date, until: dt.date | None) -> Self:
        """Keep those that hold on a day at least of a period."""
        after = Q(ended_on__isnull=True) | Q(ended_on__gt=since)
        return self.filter(after) if until is None else self.filter(after, started_on__lt=until)

    def in_use(self, day: dt.date) -> Self:
        """Keep those that hold on a day or later, by name."""
        return self.believed().filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day)).by_name()

    def offered(self, day: dt.date, session: "TrainingSession | None") -> Self:
        """Keep those that hold on a day or later, and those of who already trains in a session, by name."""
        still = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
        own = Q(pk__in=session.trainers.order_by().values("pk")) if session else Q(pk__in=[])
        return self.believed().filter(still | own).by_name()


class Qualification(DatedFact):
    """Say that someone may train on a curriculum, from a day until a day."""

    personal = (
        Personal(
            fields=("name", "email", "user"),
            people=People.PARTNERS,
            purpose=_("Savoir qui peut animer une formation, et jusqu'à quand."),
            basis=Basis.MEMBERSHIP,
            kept=_("aussi longtemps que le registre ; après votre départ, un numéro remplace votre nom"),
        ),
    )

    curriculum = models.ForeignKey(Curriculum, models.PROTECT, related_name="qualifications")
    name = models.CharField(_("nom"), max_length=150)
    email = models.EmailField(_("adresse électronique"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = QualificationQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("habilitation à former")
        verbose_name_plural = _("habilitations à former")
        ordering = ["name", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="supports_qualification_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Une habilitation porte sa date."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
