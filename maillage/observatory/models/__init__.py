"""The tables of the observatory: the official files that fill it, and the scenarios that people keep."""

from maillage.observatory.models.cantons import Belonging, Canton
from maillage.observatory.models.datasets import DATASETS, Dataset, Figure, Form
from maillage.observatory.models.lineage import Lineage, arrondissements, lineage
from maillage.observatory.models.observations import (
    OLDEST,
    DatasetImport,
    Journeys,
    Movement,
    Observation,
    TravelTimes,
)
from maillage.observatory.models.scenarios import Scenario

__all__ = [
    "DATASETS",
    "OLDEST",
    "Belonging",
    "Canton",
    "Dataset",
    "DatasetImport",
    "Figure",
    "Form",
    "Journeys",
    "Lineage",
    "Movement",
    "Observation",
    "Scenario",
    "TravelTimes",
    "arrondissements",
    "lineage",
]
