"""Where things are: the seat of a subject, and the territories that it covers. Two questions, never mixed."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, RowRange, When, Window
from django.db.models.functions import FirstValue, Lead
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import (
    FIRST_DAY,
    LAST_DAY,
    DatedFact,
    DatedFactQuerySet,
    Precision,
    Recorded,
    RecordedQuerySet,
    known,
    true_on,
)
from maillage.common.normalise import fold
from maillage.common.personal import Basis, People, Personal
from maillage.territory.models import Commune, Departement, Epci
from maillage.territory.perimeter import Perimeter

_M = TypeVar("_M", bound=Recorded)
_S = TypeVar("_S", bound=models.Model)


class Evidence(models.TextChoices):
    """What proves that a stage was reached."""

    MEETING = "reunion", _("réunion")
    DECISION = "decision", _("décision")
    DOCUMENT = "document", _("document")
    STATEMENT = "declaration", _("déclaration")


class SubjectQuerySet(models.QuerySet[_S]):
    """Read named subjects."""

    def named_like(self, text: str) -> Self:
        """Keep the subjects whose name holds every word of the text, accents and case ignored."""
        found = self
        for word in fold(text).split():
            found = found.filter(folded__contains=word)
        return found

    def at_address(self, slug: str) -> _S | None:
        """Return the subject whose page bears a name; none where nothing does."""
        return self.filter(slug=slug).first() if slug else None

    def at_addresses(self, slugs: Collection[str]) -> Self:
        """Keep the subjects whose pages bear some names."""
        return self.filter(slug__in=slugs)

    def seated(self, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Add `seat`, the situation that held on a day as known at a moment; a subject without one stays."""
        held = known(known_at, "situations__") & true_on(as_of, "situations__")
        return self.annotate(seat=FilteredRelation("situations", condition=held))

    def placed(self, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Add `seat` with its commune and its département, read together; the names come in order."""
        seated = self.seated(as_of=as_of, known_at=known_at).order_by("folded", "pk")
        return seated.select_related("seat__commune", "seat__departement")

    def seated_in(self, perimeter: Perimeter) -> Self:
        """Keep the subjects whose seat lies in a perimeter; call it after `seated`."""
        return self.filter(perimeter.q("seat__departement", "seat__commune"))


class Subject(models.Model):
    """Hold what a subject is called and how to reach it: labels, not dated facts."""

    personal = (
        Personal(
            fields=("telephone", "email"),
            people=People.PARTNERS,
            purpose=_("Que l'on puisse joindre l'équipe, la coopération ou l'organisation."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que la fiche sert ; effacé à votre demande"),
        ),
    )

    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(_("adresse de la page"), max_length=220, unique=True)
    folded = models.CharField(_("clé de recherche"), max_length=220, db_index=True)
    website = models.URLField(_("site"), blank=True)
    telephone = models.CharField(_("téléphone"), max_length=20, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)

    class Meta:
        abstract = True
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse(str(self._meta.model_name), args=[self.slug])


class Situation(DatedFact):
    """Say where a subject has its seat; the situations of one subject follow one another without a gap."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("département")
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )

    class Meta(DatedFact.Meta):
        abstract = True
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_commune_has_departement",
                condition=Q(commune__isnull=True) | Q(departement__isnull=False),
                violation_error_message=_("Une commune vient avec son département."),
            ),
        ]


class CoverageQuerySet(DatedFactQuerySet[_M]):
    """Read what is covered."""

    def touching(self, perimeter: Perimeter) -> Self:
        """Keep the coverages that share a commune with a perimeter: within it, across it, or around it."""
        if perimeter.is_france:
            return self
        communes = Commune.objects.filter(perimeter.q(departement="departement", commune="pk"))
        return self.filter(
            Q(commune__in=communes.values("pk"))
            | Q(commune__in=communes.values("parent"))
            | Q(epci__in=communes.values("epci"))
            | Q(departement__in=communes.values("departement"))
        )

    def holding(self, commune: Commune) -> Self:
        """Keep the coverages that a whole commune lies in."""
        return self.filter(
            Q(commune__in=commune.wholes) | Q(epci=commune.epci_id) | Q(departement=commune.departement_id)
            if commune.epci_id
            else Q(commune__in=commune.wholes) | Q(departement=commune.departement_id)
        )

    def with_territory(self) -> Self:
        """Read each coverage with its territory, the widest first, by name."""
        paths = ("departement__folded", "epci__folded", "commune__folded")
        return self.select_related("departement", "epci", "commune").order_by(
            *(F(path).asc(nulls_last=True) for path in paths), "pk"
        )


def covered_by(coverages: "CoverageQuerySet[Any]", prefix: str = "") -> Q:
    """Return the condition that a département and a commune lie in what is covered."""
    return (
        Q(**{f"{prefix}departement__in": coverages.values("departement")})
        | Q(**{f"{prefix}commune__in": coverages.values("commune")})
        | Q(**{f"{prefix}commune__parent__in": coverages.values("commune")})
        | Q(**{f"{prefix}commune__epci__in": coverages.values("epci")})
    )


class Coverage(DatedFact):
    """Say that a territory is covered: one commune, one EPCI or one département a row."""

    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("département"),
        db_index=False,
    )
    epci = models.ForeignKey(
        Epci,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("intercommunalité"),
        db_index=False,
    )
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune"),
        db_index=False,
    )

    class Meta(DatedFact.Meta):
        abstract = True
        # One row names one territory: an index of the two other columns would hold little but emptiness, and a
        # database that counts it would rather read every coverage that there ever was.
        indexes = [
            models.Index(
                fields=["departement"], name="%(class)s_dept", condition=Q(departement__isnull=False)
            ),
            models.Index(fields=["epci"], name="%(class)s_epci", condition=Q(epci__isnull=False)),
            models.Index(fields=["commune"], name="%(class)s_commune", condition=Q(commune__isnull=False)),
        ]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_covers_one_territory",
                condition=Q(departement__isnull=False, epci__isnull=True, commune__isnull=True)
                | Q(departement__isnull=True, epci__isnull=False, commune__isnull=True)
                | Q(departement__isnull=True, epci__isnull=True, commune__isnull=False),
                violation_error_message=_(
                    "Une couverture désigne une commune, une intercommunalité ou un département."
                ),
            ),
        ]

    @property
    def territory(self) -> Departement | Epci | Commune | None:
        """Return the territory that this row covers."""
        return self.commune or self.epci or self.departement


class StageChangeQuerySet(RecordedQuerySet[_M]):
    """Read stage histories, as changes or as periods."""

    def until(self, day: dt.date) -> Self:
        """Keep the changes that a day has seen."""
        return self.filter(changed_on__lte=day)

    def at_stages(self, stages: Collection[str]) -> Self:
        """Keep the changes that entered one of some stages."""
        return self.filter(stage__in=stages)

    def corrected(self, moment: dt.datetime) -> Self:
        """Keep the changes that were believed once, and that nobody believed any more at a moment."""
        return self.filter(known_until__lte=moment)

    def _rank(self) -> Case:
        """Return the rank of a stage on the path: of two entered on one day, the further one holds."""
        stage = self.model._meta.get_field("stage")
        whens = [When(stage=value, then=rank) for rank, (value, _label) in enumerate(stage.choices or ())]  # type: ignore[union-attr] # a field with choices
        return Case(*whens, output_field=models.IntegerField())

    def latest_first(self) -> Self:
        """Order the changes from the last one to the first."""
        return self.order_by("-changed_on", self._rank().desc(), "-pk")

    def periods(self, subject: str) -> Self:
        """Add to each change the stage it opens (`held`) and the day the next one ends it (`ends`).

        Call it after `known_at`: a change that was not believed must not end the one before it.
        """
        partition = [F(subject)]
        order = [F("changed_on").asc(), self._rank().asc(), F("pk").asc()]
        return self.annotate(
            # A window over the row alone: a filter on it applies once the windows are computed, so that
            # keeping one stage does not hide the change that ended it.
            held=Window(
                FirstValue("stage"), partition_by=partition, order_by=order, frame=RowRange(start=0, end=0)
            ),
            ends=Window(Lead("changed_on"), partition_by=partition, order_by=order),
        )


class StageChange(Recorded):
    """Say that a subject entered a stage on a day, and what proves it."""

    changed_on = models.DateField(_("depuis le"))
    precision = models.CharField(
        _("précision"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    evidence_kind = models.CharField(_("preuve"), max_length=12, choices=Evidence.choices, blank=True)
    evidence = models.CharField(_("ce que dit la preuve"), max_length=250, blank=True)

    class Meta(Recorded.Meta):
        abstract = True
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_day_is_plausible",
                condition=Q(changed_on__gte=FIRST_DAY, changed_on__lt=LAST_DAY),
                violation_error_message=_("Une date est comprise entre 1900 et 2099."),
            ),
        ]
