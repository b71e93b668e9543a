"""The register, one file per aggregate."""

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
from maillage.network.models.recognition import (
    Answer,
    Confirmation,
    Pact,
    Recognition,
    RecognitionRequest,
    RequestState,
    TeamProject,
)
from maillage.network.models.signing import SigningExchange, SigningFile, SigningState
from maillage.network.models.sittings import Sitting
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
    "NEXT_TEAM_STAGES",
    "Affiliation",
    "Alert",
    "Answer",
    "Carrying",
    "Charter",
    "College",
    "Commitment",
    "CommitmentKind",
    "CommitmentNote",
    "Confirmation",
    "Cooperation",
    "CooperationCoverage",
    "CooperationLevel",
    "CooperationMember",
    "CooperationSituation",
    "CooperationStage",
    "CooperationStageChange",
    "Evidence",
    "MemberPart",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationSituation",
    "Outcome",
    "Pact",
    "Recognition",
    "RecognitionRequest",
    "RequestState",
    "Signature",
    "SignatureEnd",
    "SigningExchange",
    "SigningFile",
    "SigningState",
    "Sitting",
    "Team",
    "TeamCoverage",
    "TeamLead",
    "TeamProject",
    "TeamSituation",
    "TeamStage",
    "TeamStageChange",
    "TeamSupport",
]
