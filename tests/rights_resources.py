"""The library of the world of the matrix: a resource at each step of its life, and a team that makes use of one."""

from collections.abc import Callable, Mapping

from maillage.network.models import Team
from maillage.resources.operations.resources import take_up
from tests.accounts.people import nobody_special
from tests.cast import date
from tests.resources.advised import asked, offered
from tests.resources.shelf import BY, proposed, published, written


def use(team: Team) -> dict[str, object]:
    """Make a team that makes use of a resource."""
    made = take_up(published().resource, team, on=date(2015, 3, 1), by=BY)
    return {"slug": made.resource.slug, "fact": made.pk}


def advice(team: Team) -> dict[str, object]:
    """Make a question of a team, that waits for an answer."""
    return {"key": asked(team).pk}


KINDS: dict[str, Callable[..., Mapping[str, object]]] = {
    "resource": lambda *_about: {"slug": published().resource.slug},
    "resource of somebody": lambda *_about: {"key": written().pk},
    "offer of somebody": lambda *_about: {"key": offered(nobody_special("Zoé Blanc")).pk},
    "resource to read": lambda *_about: {"key": proposed().pk},
}
