"""What may be done to the register: business verbs, each atomic, for one row or for thousands."""

from maillage.network.operations.charters import NewSignature, end_signature, sign
from maillage.network.operations.confirmations import ask_confirmation, asked_people, confirm_team
from maillage.network.operations.cooperations import (
    NewCooperation,
    NewStage,
    enter_stage,
    found_cooperations,
)
from maillage.network.operations.leads import (
    NewPerson,
    appoint_lead,
    appoint_support,
    end_lead,
    end_support,
    succeed_lead,
    succeed_support,
)
from maillage.network.operations.organisations import (
    NewOrganisation,
    admit,
    affiliate,
    enrol,
    move_organisation,
)
from maillage.network.operations.places import cover
from maillage.network.operations.recognition import (
    adopt_pact,
    decide_recognition,
    missing_for_recognition,
    recognise,
    submit_recognition,
    write_project,
)
from maillage.network.operations.team_life import (
    carry_team,
    close_team,
    describe_team,
    found_team,
    look_for_carrier,
    put_to_sleep,
    reopen_team,
    stand_alone,
    stop_carrying,
    wake_up,
)
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
    "NewPerson",
    "NewSignature",
    "NewStage",
    "NewTeam",
    "admit",
    "adopt_pact",
    "affiliate",
    "appoint_lead",
    "appoint_support",
    "ask_confirmation",
    "asked_people",
    "carry",
    "carry_team",
    "close_team",
    "confirm_team",
    "cover",
    "decide_recognition",
    "describe_team",
    "end_carrying",
    "end_lead",
    "end_signature",
    "end_support",
    "enrol",
    "enter_stage",
    "enter_team_stage",
    "found_cooperations",
    "found_team",
    "found_teams",
    "look_for_carrier",
    "missing_for_recognition",
    "move_organisation",
    "put_to_sleep",
    "recognise",
    "reopen_team",
    "sign",
    "stand_alone",
    "stop_carrying",
    "submit_recognition",
    "succeed_lead",
    "succeed_support",
    "wake_up",
    "write_project",
]
