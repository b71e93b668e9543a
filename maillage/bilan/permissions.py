"""Rights as filters, for bilans: which of them someone may write, which they may read before they are frozen."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.network.permissions import COOPERATION, ORGANISATION


def write_bilan(actor: Actor) -> Q:
    """Return the bilans that someone may write: those of the cooperations they animate, of the carriers they keep."""
    here = actor.q(Right.EDIT_COOPERATION, COOPERATION, "cooperation", live=True)
    carried = actor.q(Right.EDIT_ORGANISATION, ORGANISATION, "carrier", live=True)
    return (Q(cooperation__isnull=False) & here) | (Q(carrier__isnull=False) & carried)


def read_bilan(actor: Actor) -> Q:
    """Return the bilans that someone may read before they are frozen: all of them, or those that they write."""
    return ~Q(pk__in=[]) if actor.may(Right.RUN_BILAN) else write_bilan(actor)
