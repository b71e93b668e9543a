"""The tables of experiments: the plan, the sites, the measures, what becomes of it all."""

from maillage.experiments.models.listing import Entry, entries
from maillage.experiments.models.measures import FEW, Measure, Note, Wave
from maillage.experiments.models.outcomes import (
    Adoption,
    Decision,
    Lesson,
    Partner,
    SpreadPlan,
    Verdict,
    stage_of,
)
from maillage.experiments.models.plan import (
    DECIMALS,
    DIGITS,
    EXPERIMENT_LIFE,
    PLAN,
    QUESTION,
    TEXT,
    TITLE,
    Design,
    Experiment,
    Planned,
    Protocol,
    Scale,
    Stage,
    fingerprint,
)
from maillage.experiments.models.sites import Arm, Draw, Part, Site

__all__ = [
    "DECIMALS",
    "DIGITS",
    "EXPERIMENT_LIFE",
    "FEW",
    "PLAN",
    "QUESTION",
    "TEXT",
    "TITLE",
    "Adoption",
    "Arm",
    "Decision",
    "Design",
    "Draw",
    "Entry",
    "Experiment",
    "Lesson",
    "Measure",
    "Note",
    "Part",
    "Partner",
    "Planned",
    "Protocol",
    "Scale",
    "Site",
    "SpreadPlan",
    "Stage",
    "Verdict",
    "Wave",
    "entries",
    "fingerprint",
    "stage_of",
]
