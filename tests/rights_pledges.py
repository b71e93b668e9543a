"""The pledges, the policies and the agreements of the world of the matrix."""

from collections.abc import Callable, Mapping

from maillage.common.facts import Author
from maillage.network.models import Cooperation, Organisation
from maillage.programme.models import Agreement, FunderFigure, Pledge, PublicPolicy
from maillage.programme.operations.funders import follow_figure
from maillage.programme.operations.pledges import Promise, pledge
from maillage.programme.operations.policies import PolicyText, Terms, agree, write_policy
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.cast import date, instant

BY = Author(at=instant(2015, 1, 1), role="maison")
DAY = date(2015, 1, 1)


def policy() -> PublicPolicy:
    """Return a public policy."""
    told = PolicyText(name="Plan canicule", kind="plan-canicule", text="Chaque été.", since=date(2004, 5, 5))
    found = PublicPolicy.objects.filter(name=told.name).first()
    return found or write_policy(told, by=BY)


def pledged() -> Pledge:
    """Return a pledge that is over."""
    owner = Organisation.objects.order_by("pk").first()
    assert owner is not None
    told = Promise(
        what=f"Une salle n° {Pledge.objects.count()}",
        kind="nature",
        started_on=DAY,
        ended_on=date(2016, 1, 1),
    )
    return pledge(owner, told, on=DAY, by=BY)


def agreement(cooperation: Cooperation) -> dict[str, object]:
    """Make an agreement of a cooperation."""
    told = Terms(
        perimeter=Perimeter("departement", "30"),
        started_on=DAY,
        cooperation=cooperation,
        reference=f"convention {Agreement.objects.count()}",
    )
    return {"key": agree(policy(), told, on=DAY, by=BY).pk}


def followed() -> FunderFigure:
    """Return a figure that a funder follows."""
    found = FunderFigure.objects.believed().first()
    owner = Organisation.objects.order_by("pk").first()
    assert owner is not None
    return found or follow_figure(owner, code="equipes", perimeter=FRANCE, since=DAY, on=DAY, by=BY)


KINDS: dict[str, Callable[..., Mapping[str, object]]] = {
    "public policy": lambda *_about: {"slug": policy().slug},
    "followed figure": lambda *_about: {"key": followed().pk},
    "funder": lambda *_about: {"slug": followed().organisation.slug},
    "pledge": lambda *_about: {"key": pledged().pk},
}
