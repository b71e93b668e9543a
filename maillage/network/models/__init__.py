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
from maillage.network.models.members import CooperationMember, MemberPart
from maillage.network.models.organisations import (
    Affiliation,
    College,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSituation,
)
from maillage.network.models.signing import SigningExchange, SigningFile, SigningState
from maillage.network.models.sittings import Sitting
from maillage.network.models.teams import (
    Carrying,
    Team,
    TeamCoverage,
    TeamSituation,
    TeamStage,
    TeamStageChange,
)

__all__ = [
    "Affiliation",
    "Carrying",
    "Charter",
    "College",
    "Commitment",
    "CommitmentKind",
    "CommitmentNote",
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
    "Signature",
    "SignatureEnd",
    "SigningExchange",
    "SigningFile",
    "SigningState",
    "Sitting",
    "Team",
    "TeamCoverage",
    "TeamSituation",
    "TeamStage",
    "TeamStageChange",
]
