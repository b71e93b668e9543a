"""The register, one file per aggregate."""

from maillage.network.models.agenda import AgendaAddress
from maillage.network.models.bodies import (
    Body,
    BodyKind,
    BodySeat,
    BodyTerm,
    Meeting,
    MeetingDecision,
)
from maillage.network.models.charters import Charter, Signature, SignatureEnd
from maillage.network.models.commitments import Commitment, CommitmentKind, CommitmentNote, Outcome
from maillage.network.models.cooperations import (
    Cooperation,
    CooperationCoverage,
    CooperationLevel,
    CooperationSituation,
    CooperationStage,
    CooperationStageChange,
    Evidence,
)
from maillage.network.models.members import CooperationMember, MemberPart
from maillage.network.models.organisations import (
    Affiliation,
    College,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSituation,
)
from maillage.network.models.roadmap import (
    ActionState,
    ContactMeans,
    ContactNote,
    Diagnosis,
    RoadmapAction,
)
from maillage.network.models.signing import SigningExchange, SigningFile, SigningState
from maillage.network.models.sittings import Sitting
from maillage.network.models.steps import NEXT_COOPERATION_STAGES, StageRequest
from maillage.network.models.teams import (
    Carrying,
    Team,
    TeamCoverage,
    TeamSituation,
    TeamStage,
    TeamStageChange,
)

__all__ = [
    "NEXT_COOPERATION_STAGES",
    "ActionState",
    "Affiliation",
    "AgendaAddress",
    "Body",
    "BodyKind",
    "BodySeat",
    "BodyTerm",
    "Carrying",
    "Charter",
    "College",
    "Commitment",
    "CommitmentKind",
    "CommitmentNote",
    "ContactMeans",
    "ContactNote",
    "Cooperation",
    "CooperationCoverage",
    "CooperationLevel",
    "CooperationMember",
    "CooperationSituation",
    "CooperationStage",
    "CooperationStageChange",
    "Diagnosis",
    "Evidence",
    "Meeting",
    "MeetingDecision",
    "MemberPart",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationSituation",
    "Outcome",
    "RoadmapAction",
    "Signature",
    "SignatureEnd",
    "SigningExchange",
    "SigningFile",
    "SigningState",
    "Sitting",
    "StageRequest",
    "Team",
    "TeamCoverage",
    "TeamSituation",
    "TeamStage",
    "TeamStageChange",
]
