"""Rights as filters, for the library: each returns the resources that someone may act on."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right


def write_resource(actor: Actor) -> Q:
    """Return the resources that someone may write: their own, while they hold a role in the field."""
    if not actor.may(Right.PROPOSE_RESOURCE) or actor.user is None:
        return Q(pk__in=[])
    return Q(author=actor.user)


def take_up(actor: Actor, model: str) -> Q:
    """Return the teams, or the cooperations, for which someone may say that a resource is of use to them."""
    right = Right.EDIT_TEAM if model == "team" else Right.EDIT_COOPERATION
    return actor.q(right, model, live=True)
