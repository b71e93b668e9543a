"""The tables of the observatory, and the official files that fill them."""

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
    "TravelTimes",
    "arrondissements",
    "lineage",
]
