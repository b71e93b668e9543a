"""What is kept of bilans: how they are laid out, who was asked for one, what was written, frozen, printed by lots."""

from maillage.bilan.models.campaigns import (
    BILAN_LIFE,
    BilanCampaign,
    BilanRemark,
    BilanState,
    BilanText,
    CampaignBilan,
    ChosenText,
)
from maillage.bilan.models.decks import Deck, DeckLot, DeckState, Lot
from maillage.bilan.models.frozen import FrozenBilan
from maillage.bilan.models.layouts import BilanLayout

__all__ = [
    "BILAN_LIFE",
    "BilanCampaign",
    "BilanLayout",
    "BilanRemark",
    "BilanState",
    "BilanText",
    "CampaignBilan",
    "ChosenText",
    "Deck",
    "DeckLot",
    "DeckState",
    "FrozenBilan",
    "Lot",
]
