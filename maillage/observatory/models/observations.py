"""What was loaded: each file with its fingerprint, and what it says of each commune, at the codes of its year."""

import datetime as dt
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from maillage.common.facts import Recorded, RecordedQuerySet
from maillage.observatory.models.datasets import DATASETS, Dataset

OLDEST, NEWEST = 1960, 2100


class DatasetImportQuerySet(RecordedQuerySet["DatasetImport"]):
    """Read what was loaded."""

    def of(self, dataset: str) -> Self:
        """Keep the files of a dataset."""
        return self.filter(dataset=dataset)

    def of_year(self, vintage: int) -> Self:
        """Keep the files of a year."""
        return self.filter(vintage=vintage)

    def latest_first(self) -> Self:
        """Read by dataset, the last year first."""
        return self.order_by("dataset", "-vintage", "-pk")

    def serving(self, *, as_of: dt.date, known_at: dt.datetime) -> "dict[str, DatasetImport]":
        """Return, dataset by dataset, the file that speaks of a day: the last of its past, or the first after it."""
        found: dict[str, DatasetImport] = {}
        for one in self.known_at(known_at).latest_first():
            if one.dataset not in found or found[one.dataset].vintage > as_of.year:
                found[one.dataset] = one
        return found

    def turns(self, datasets: Collection[str], *, known_at: dt.datetime) -> list[int]:
        """Return the years from which another file of some datasets speaks: those of all but the first of each."""
        years: dict[str, set[int]] = {}
        rows = self.known_at(known_at).filter(dataset__in=datasets).order_by()
        for dataset, vintage in rows.values_list("dataset", "vintage"):
            years.setdefault(dataset, set()).add(vintage)
        return sorted(set[int]().union(*(held - {min(held)} for held in years.values())))


class DatasetImport(Recorded):
    """Say that a file was loaded: which one, of which year, by whom, how much of it."""

    dataset = models.CharField(_("jeu de données"), max_length=40)
    vintage = models.PositiveSmallIntegerField(_("millésime"))
    geography = models.PositiveSmallIntegerField(_("année du découpage"))
    file_name = models.CharField(_("fichier"), max_length=200)
    digest = models.CharField(_("empreinte SHA-256"), max_length=64)
    rows = models.PositiveIntegerField(_("lignes lues"))
    kept = models.PositiveIntegerField(_("valeurs gardées"))
    unknown = models.PositiveIntegerField(_("valeurs secrètes ou absentes"))
    left = models.PositiveIntegerField(_("lignes laissées"))

    objects = DatasetImportQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("fichier chargé")
        verbose_name_plural = _("fichiers chargés")
        ordering = ["dataset", "-vintage", "-pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["dataset", "vintage"],
                condition=Q(retracted_at__isnull=True),
                name="observatory_datasetimport_one_a_year",
                violation_error_message=_("Ce jeu de données est déjà chargé pour ce millésime."),
            ),
            models.CheckConstraint(
                name="observatory_datasetimport_years",
                condition=Q(vintage__range=(OLDEST, NEWEST), geography__range=(OLDEST, NEWEST)),
                violation_error_message=_("Un millésime est une année."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.vintage}"

    @property
    def declared(self) -> Dataset:
        """Return what the dataset is declared to be."""
        return DATASETS[self.dataset]


class ObservationQuerySet(models.QuerySet["Observation"]):
    """Read observations."""

    def told(self, load: DatasetImport, names: Collection[str]) -> Iterator[tuple[str, str, float | None]]:
        """Yield what a file says of some figures: code, figure, value; the value is unknown where it is secret."""
        rows = self.filter(load=load, figure__in=names).order_by()
        return iter(rows.values_list("code", "figure", "value"))

    def codes(self, load: DatasetImport) -> set[str]:
        """Return the codes that a file speaks of."""
        return set(self.filter(load=load).order_by().values_list("code", flat=True))


class Observation(models.Model):
    """Hold one figure of one territory, as the file gives it, under the code of its year; unknown where secret."""

    load = models.ForeignKey(DatasetImport, models.CASCADE, related_name="observations")
    code = models.CharField(_("code du territoire"), max_length=5)
    figure = models.CharField(_("chiffre"), max_length=30)
    value = models.FloatField(_("valeur"), null=True, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["load", "code", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["load", "code", "figure"],
                name="observatory_observation_once",
                violation_error_message=_("Ce chiffre est déjà connu de ce territoire."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.figure} : {self.value}"


class Movement(models.Model):
    """Say that what bore a code bears another from a day on: a merger, a split, a change of code."""

    load = models.ForeignKey(DatasetImport, models.CASCADE, related_name="movements")
    on = models.DateField(_("à partir du"))
    kind = models.PositiveSmallIntegerField(_("nature du mouvement"))
    before = models.CharField(_("code avant"), max_length=5)
    after = models.CharField(_("code après"), max_length=5)

    class Meta:
        verbose_name = _("mouvement de commune")
        verbose_name_plural = _("mouvements de communes")
        ordering = ["on", "before", "after"]
        constraints = [
            models.UniqueConstraint(
                fields=["load", "on", "before", "after"],
                name="observatory_movement_once",
                violation_error_message=_("Ce mouvement est déjà connu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} : {self.before} → {self.after}"


@dataclass(frozen=True, kw_only=True)
class Journeys:
    """Hold journeys side by side: the codes of the places, (m, 2) numbers of the two ends, (m,) minutes."""

    codes: NDArray[np.str_]
    pairs: NDArray[np.int32]
    minutes: NDArray[np.float32]

    def packed(self) -> bytes:
        """Return the arrays compressed."""
        out = io.BytesIO()
        np.savez_compressed(out, codes=self.codes, pairs=self.pairs, minutes=self.minutes)
        return out.getvalue()


class TravelTimes(models.Model):
    """Hold a sparse table of travel times: who can be reached from where, in how many minutes."""

    load = models.OneToOneField(DatasetImport, models.CASCADE, related_name="times")
    # Millions of pairs: three arrays side by side (departure, arrival, minutes), compressed.
    pairs = models.BinaryField(_("trajets"))

    class Meta:
        verbose_name = _("temps de trajet")
        verbose_name_plural = _("temps de trajet")
        ordering = ["load"]

    def __str__(self) -> str:
        return str(self.load)

    def arrays(self) -> Journeys:
        """Return the journeys as they were packed."""
        with np.load(io.BytesIO(self.pairs), allow_pickle=False) as packed:
            return Journeys(codes=packed["codes"], pairs=packed["pairs"], minutes=packed["minutes"])
