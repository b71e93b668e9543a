"""From rows to arrays, and from arrays to science: the communes, the teams of a day, who is near whom."""

from maillage.observatory.assemble.communes import (
    AGES,
    HOUSEHOLDS,
    Communes,
    Floats,
    Ints,
    Mask,
    Span,
    Totals,
    communes_on,
    communes_over,
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
    "Span",
    "Teams",
    "Totals",
    "Zone",
    "communes_on",
    "communes_over",
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
