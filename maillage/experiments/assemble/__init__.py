"""From the rows of experiments to arrays, and from arrays to science: answers, findings, sizes."""

from maillage.experiments.assemble.answers import seen_in
from maillage.experiments.assemble.findings import (
    Analysis,
    Finding,
    Side,
    WaveSeen,
    finding,
    waves_seen,
)
from maillage.experiments.assemble.sizes import LIKENESS, STEPS, Setting, Size, needed, sized

__all__ = [
    "LIKENESS",
    "STEPS",
    "Analysis",
    "Finding",
    "Setting",
    "Side",
    "Size",
    "WaveSeen",
    "finding",
    "needed",
    "seen_in",
    "sized",
    "waves_seen",
]
