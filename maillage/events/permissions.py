"""Rights as filters, for events: each returns the rows that someone may act on."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.network.permissions import COOPERATION, of_cooperation_or_network


def hold_event(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations whose events may be organised; none of them, the network: from the whole of France."""
    return of_cooperation_or_network(actor, Right.HOLD_EVENT, path)


def propose_workshop(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations in whose name a workshop may be proposed."""
    return actor.q(Right.PROPOSE_WORKSHOP, COOPERATION, path, live=True)
