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
from maillage.network.models.campaigns import Campaign, CampaignTeam
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
from maillage.network.models.enquiries import (
    Enquiry,
    EnquiryState,
    EnquiryStep,
    EnquiryStepKind,
    Level,
    Wish,
)
from maillage.network.models.leads import TeamLead, TeamSupport
from maillage.network.models.members import CooperationMember, MemberPart
from maillage.network.models.organisations import (
    Affiliation,
    College,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSituation,
)
from maillage.network.models.proposals import ChangeProposal, ProposalField, ProposalState
from maillage.network.models.recognition import (
    Answer,
    Confirmation,
    Pact,
    Recognition,
    RecognitionRequest,
    RequestState,
    TeamProject,
)
from maillage.network.models.roadmap import (
    ActionState,
    ContactMeans,
    ContactNote,
    Diagnosis,
    RoadmapAction,
)
from maillage.network.models.signing import SigningExchange, SigningFile, SigningState
from maillage.network.models.sitting_items import SittingItem, SittingOutcome
from maillage.network.models.sittings import Sitting
from maillage.network.models.steps import NEXT_COOPERATION_STAGES, StageRequest
from maillage.network.models.teams import (
    GATED_STAGES,
    NEXT_TEAM_STAGES,
    Alert,
    Carrying,
    Team,
    TeamCoverage,
    TeamSituation,
    TeamStage,
    TeamStageChange,
)

__all__ = [
    "GATED_STAGES",
    "NEXT_COOPERATION_STAGES",
    "NEXT_TEAM_STAGES",
    "ActionState",
    "Affiliation",
    "AgendaAddress",
    "Alert",
    "Answer",
    "Body",
    "BodyKind",
    "BodySeat",
    "BodyTerm",
    "Campaign",
    "CampaignTeam",
    "Carrying",
    "ChangeProposal",
    "Charter",
    "College",
    "Commitment",
    "CommitmentKind",
    "CommitmentNote",
    "Confirmation",
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
    "Enquiry",
    "EnquiryState",
    "EnquiryStep",
    "EnquiryStepKind",
    "Evidence",
    "Level",
    "Meeting",
    "MeetingDecision",
    "MemberPart",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationSituation",
    "Outcome",
    "Pact",
    "ProposalField",
    "ProposalState",
    "Recognition",
    "RecognitionRequest",
    "RequestState",
    "RoadmapAction",
    "Signature",
    "SignatureEnd",
    "SigningExchange",
    "SigningFile",
    "SigningState",
    "Sitting",
    "SittingItem",
    "SittingOutcome",
    "StageRequest",
    "Team",
    "TeamCoverage",
    "TeamLead",
    "TeamProject",
    "TeamSituation",
    "TeamStage",
    "TeamStageChange",
    "TeamSupport",
    "Wish",
]
