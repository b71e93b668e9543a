"""The tables of referrals."""

from maillage.referrals.models.counts import Counted, ReferralCount, counts_of
from maillage.referrals.models.referrals import (
    AVAILABILITY,
    REFERRAL_LIFE,
    AgeBand,
    Capacity,
    ClosingReason,
    ConsentWay,
    DeclineReason,
    Outcome,
    Referral,
    ReferralState,
    ReferralWish,
)
from maillage.referrals.models.service import (
    ReferralService,
    cooperations_held,
    cooperations_sent,
    teams_there,
)

__all__ = [
    "AVAILABILITY",
    "REFERRAL_LIFE",
    "AgeBand",
    "Capacity",
    "ClosingReason",
    "ConsentWay",
    "Counted",
    "DeclineReason",
    "Outcome",
    "Referral",
    "ReferralCount",
    "ReferralService",
    "ReferralState",
    "ReferralWish",
    "cooperations_held",
    "cooperations_sent",
    "counts_of",
    "teams_there",
]
