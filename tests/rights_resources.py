"""The library of the world of the matrix: a resource at each step of its life, and a team that makes use of one."""

import io
from collections.abc import Callable, Mapping

from maillage.accounts.roles import Role
from maillage.common.attachments import examined
from maillage.network.models import Team
from maillage.resources.models import Resource
from maillage.resources.operations.coauthors import invite_coauthor
from maillage.resources.operations.pieces import join_document
from maillage.resources.operations.resources import propose_resource, publish_resource, take_up
from tests.accounts.people import nobody_special, person
from tests.cast import date
from tests.resources.advised import asked, offered
from tests.resources.drawn import PDF
from tests.resources.shelf import BY, NEXT_YEAR, TODAY, proposed, published, written


def use(team: Team) -> dict[str, object]:
    """Make a team that makes use of a resource."""
    made = take_up(published().resource, team, on=date(2015, 3, 1), by=BY)
    return {"slug": made.resource.slug, "fact": made.pk}


def advice(team: Team) -> dict[str, object]:
    """Make a question of a team, that waits for an answer."""
    return {"key": asked(team).pk}


def _piece(resource: Resource, *, publish: bool = False) -> dict[str, object]:
    """Join a document to a resource, and publish it where asked."""
    made = join_document(resource, examined("plan.pdf", io.BytesIO(PDF)), by=BY)
    if publish:
        propose_resource(resource, by=BY)
        publish_resource(resource, review_on=NEXT_YEAR, on=TODAY, by=BY)
    return {"slug": resource.slug, "key": resource.pk, "piece": made.pk}


def _share() -> dict[str, object]:
    """Make a resource that somebody writes with its author."""
    made = invite_coauthor(written(), person("Zoé Blanc", Role.TRAINER).email, on=TODAY, by=BY)
    return {"key": made.resource_id, "fact": made.pk}


OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {
    "use of a resource": lambda _world, spot: use(spot.team),
    "advice of a team": lambda _world, spot: advice(spot.team),
}
KINDS: dict[str, Callable[..., Mapping[str, object]]] = {
    "resource": lambda *_about: {"slug": published().resource.slug},
    "resource of somebody": lambda *_about: {"key": written().pk},
    "share of somebody": lambda *_about: _share(),
    "piece of somebody": lambda *_about: _piece(written()),
    "piece of a resource": lambda *_about: _piece(written(), publish=True),
    "offer of somebody": lambda *_about: {"key": offered(nobody_special("Zoé Blanc")).pk},
    "resource to read": lambda *_about: {"key": proposed().pk},
}
