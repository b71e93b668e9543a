"""The tables of the programme: the plan, and how each action goes."""

from maillage.programme.models.course import (
    ActionConduct,
    ActionReview,
    ActionState,
    Evidence,
    State,
    Weather,
)
from maillage.programme.models.plan import Action, Axis, Programme
from maillage.programme.models.targets import Milestone, Target, TargetReading

__all__ = [
    "Action",
    "ActionConduct",
    "ActionReview",
    "ActionState",
    "Axis",
    "Evidence",
    "Milestone",
    "Programme",
    "State",
    "Target",
    "TargetReading",
    "Weather",
]
