"""What may be done to the register: business verbs, each atomic, for one row or for thousands."""

from maillage.network.operations.charters import NewSignature, end_signature, sign
from maillage.network.operations.cooperations import (
    NewCooperation,
    NewStage,
    enter_stage,
    found_cooperations,
)
from maillage.network.operations.organisations import (
    NewOrganisation,
    admit,
    affiliate,
    enrol,
    move_organisation,
)
from maillage.network.operations.places import cover
from maillage.network.operations.teams import (
    NewCarrying,
    NewTeam,
    carry,
    end_carrying,
    enter_team_stage,
    found_teams,
)

__all__ = [
    "NewCarrying",
    "NewCooperation",
    "NewOrganisation",
    "NewSignature",
    "NewStage",
    "NewTeam",
    "admit",
    "affiliate",
    "carry",
    "cover",
    "end_carrying",
    "end_signature",
    "enrol",
    "enter_stage",
    "enter_team_stage",
    "found_cooperations",
    "found_teams",
    "move_organisation",
    "sign",
]
