"""Rights as filters, for the programme: what someone may write of it."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right


def write_agreement(actor: Actor) -> Q:
    """Return the agreements that someone may write: those of the cooperations that they animate, or all."""
    if actor.may(Right.WRITE_PROGRAMME):
        return ~Q(pk__in=[])
    return actor.q(Right.EDIT_COOPERATION, "cooperation", "cooperation", live=True)
