"""From rows to arrays, and from arrays to science: the communes, the teams of a day, who is near whom."""

from maillage.observatory.assemble.communes import (
    AGES,
    HOUSEHOLDS,
    Communes,
    Floats,
    Ints,
    Mask,
    Totals,
    communes_on,
    estimate,
    steadied,
    totals,
)
from maillage.observatory.assemble.reach import (
    RADII,
    Reach,
    Teams,
    Zone,
    covered_by,
    radius_of,
    reach_of,
    teams_on,
    zones_of,
)
from maillage.observatory.assemble.risk import BENCHMARK, Expected, expected
from maillage.science.isolation import FEW

__all__ = [
    "AGES",
    "BENCHMARK",
    "FEW",
    "HOUSEHOLDS",
    "RADII",
    "Communes",
    "Expected",
    "Floats",
    "Ints",
    "Mask",
    "Reach",
    "Teams",
    "Totals",
    "Zone",
    "communes_on",
    "covered_by",
    "estimate",
    "expected",
    "radius_of",
    "reach_of",
    "steadied",
    "teams_on",
    "totals",
    "zones_of",
]
