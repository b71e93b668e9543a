"""Compose the bilan of a campaign as it is read before it is frozen."""

import datetime as dt

from maillage.bilan.compose import compose
from maillage.bilan.document import Document
from maillage.bilan.models import CampaignBilan
from maillage.bilan.operations.freezing import texts_of
from maillage.common.facts import day_of


def read_bilan(bilan: CampaignBilan, *, at: dt.datetime, organisation: str) -> Document:
    """Return the document of a bilan: as known now while it is written, as known when it was sent afterwards."""
    known_at = at if bilan.is_to_write or bilan.sent_at is None else bilan.sent_at
    return compose(
        bilan.definition,
        as_of=bilan.campaign.as_of,
        known_at=known_at,
        printed_on=day_of(at),
        organisation=organisation,
        perimeter=bilan.perimeter,
        texts=texts_of(bilan, known_at),
    )
