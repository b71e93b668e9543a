"""Rights as filters, for the library: each returns the resources that someone may act on."""

from typing import Any

from django.db.models import Q, QuerySet

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right


def write_resource(actor: Actor, shares: QuerySet[Any]) -> Q:
    """Return the resources that someone may write while they hold a role in the field: theirs, or shared with them."""
    if not actor.may(Right.PROPOSE_RESOURCE) or actor.user is None:
        return Q(pk__in=[])
    return Q(author=actor.user) | Q(pk__in=shares.filter(user=actor.user).values("resource"))


def take_up(actor: Actor, model: str) -> Q:
    """Return the teams, or the cooperations, for which someone may say that a resource is of use to them."""
    right = Right.EDIT_TEAM if model == "team" else Right.EDIT_COOPERATION
    return actor.q(right, model, live=True)


def follow_advice(actor: Actor) -> Q:
    """Return the requests for advice of the teams and the cooperations for which someone may speak."""
    teams = actor.q(Right.EDIT_TEAM, "team", "team", live=True)
    return teams | actor.q(Right.EDIT_COOPERATION, "cooperation", "cooperation", live=True)
