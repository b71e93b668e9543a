"""Campaigns of bilans for tests: opened, written, sent, given back, accepted."""

from collections.abc import Sequence
from typing import Any

from maillage.accounts.roles import Role
from maillage.bilan.models import BilanCampaign, CampaignBilan, FrozenBilan
from maillage.bilan.operations.campaigns import Opening, open_campaign, plan_campaign
from maillage.bilan.operations.giving import accept, send_bilan, write_texts
from maillage.common.facts import Author
from maillage.network.models import Cooperation, Organisation
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import date, instant

OPENED_ON, SENT_ON, ACCEPTED_ON = date(2017, 2, 1), date(2017, 2, 10), date(2017, 2, 20)
OPENED, SENT, ACCEPTED = instant(2017, 2, 1), instant(2017, 2, 10), instant(2017, 2, 20)
AS_OF, DUE = date(2016, 12, 31), date(2017, 3, 1)
OFFICER = Author(at=OPENED, role="charge-national")


def at(moment: Any) -> Author:
    """Return who acts at a moment."""
    return Author(at=moment, role="maison")


def asking(
    cooperations: Sequence[Cooperation] = (), carriers: Sequence[Organisation] = (), **told: Any
) -> Opening:
    """Return which campaign is to be opened."""
    meant: dict[str, Any] = {"year": 2016, "as_of": AS_OF, "due_on": DUE, "word": "Merci de votre année."}
    return Opening(**{**meant, **told}, cooperations=cooperations, carriers=carriers)


def opened(
    cooperations: Sequence[Cooperation] = (), carriers: Sequence[Organisation] = (), **told: Any
) -> BilanCampaign:
    """Open a campaign."""
    wanted = asking(cooperations, carriers, **told)
    plan = plan_campaign(wanted, on=OPENED_ON, by=OFFICER)
    return open_campaign(wanted, seal=plan.seal, on=OPENED_ON, by=OFFICER)


def animated(cooperation: Cooperation, name: str = "Paule Vidal") -> Any:
    """Give a cooperation someone who animates it."""
    return person(name, Role.ANIMATOR, Perimeter("cooperation", cooperation.slug))


def only(campaign: BilanCampaign) -> CampaignBilan:
    """Return the one bilan of a campaign."""
    return campaign.bilans.in_full().get()


def written(bilan: CampaignBilan, **texts: str) -> CampaignBilan:
    """Write beside the parts of a bilan, before it is sent."""
    said = {name.replace("_", "-"): text for name, text in texts.items()}
    row = CampaignBilan.objects.in_full().get(pk=bilan.pk)
    return write_texts(row, said, version=row.version, by=at(instant(2017, 2, 5)))


def sent(bilan: CampaignBilan, **texts: str) -> CampaignBilan:
    """Write in a bilan, then send it."""
    if texts:
        written(bilan, **texts)
    return send_bilan(bilan, by=at(SENT))


def accepted(bilan: CampaignBilan, **texts: str) -> FrozenBilan:
    """Send a bilan and accept it."""
    sent(bilan, **texts)
    return accept(bilan, organisation="Maillage", by=at(ACCEPTED))
