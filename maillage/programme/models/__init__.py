"""The tables of the programme: the plan, how each action goes, who pledges what, which policies it meets."""

from maillage.programme.models.course import (
    ActionConduct,
    ActionReview,
    ActionState,
    Evidence,
    State,
    Weather,
)
from maillage.programme.models.funders import FunderFigure, funders
from maillage.programme.models.keepers import ActionKeeper, RoadmapLink
from maillage.programme.models.plan import Action, Axis, Programme
from maillage.programme.models.pledges import Outcome, Pledge, PledgeOutcome
from maillage.programme.models.policies import Agreement, PolicyKind, PublicPolicy
from maillage.programme.models.steering import (
    DecisionState,
    SteeringDecision,
    SteeringItem,
    SteeringMeeting,
    SteeringState,
)
from maillage.programme.models.targets import Milestone, Target, TargetReading

__all__ = [
    "Action",
    "ActionConduct",
    "ActionKeeper",
    "ActionReview",
    "ActionState",
    "Agreement",
    "Axis",
    "DecisionState",
    "Evidence",
    "FunderFigure",
    "Milestone",
    "Outcome",
    "Pledge",
    "PledgeOutcome",
    "PolicyKind",
    "Programme",
    "PublicPolicy",
    "RoadmapLink",
    "State",
    "SteeringDecision",
    "SteeringItem",
    "SteeringMeeting",
    "SteeringState",
    "Target",
    "TargetReading",
    "Weather",
    "funders",
]
