"""The library of the world of the matrix: a resource at each step of its life, and a team that makes use of one."""

from collections.abc import Callable, Mapping

from maillage.network.models import Team
from maillage.resources.operations.resources import take_up
from tests.cast import date
from tests.resources.shelf import BY, proposed, published, written


def use(team: Team) -> dict[str, object]:
    """Make a team that makes use of a resource."""
    made = take_up(published().resource, team, on=date(2015, 3, 1), by=BY)
    return {"slug": made.resource.slug, "fact": made.pk}


KINDS: dict[str, Callable[..., Mapping[str, object]]] = {
    "resource": lambda *_about: {"slug": published().resource.slug},
    "resource of somebody": lambda *_about: {"key": written().pk},
    "resource to read": lambda *_about: {"key": proposed().pk},
}
# Those that a team bears.
TEAM_KINDS: Mapping[str, Callable[[Team], Mapping[str, object]]] = {"use of a resource": use}
