"""Rights as filters, for the programme: what someone may write of it."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right


def write_agreement(actor: Actor) -> Q:
    """Return the agreements that someone may write: those of the cooperations that they animate, or all."""
    if actor.may(Right.WRITE_PROGRAMME):
        return ~Q(pk__in=[])
    return actor.q(Right.EDIT_COOPERATION, "cooperation", "cooperation", live=True)


def tell_action(actor: Actor) -> Q:
    """Return the actions of which someone may tell the course: those they were named for, or all."""
    if actor.may(Right.WRITE_PROGRAMME):
        return ~Q(pk__in=[])
    if actor.user is None:
        return Q(pk__in=[])
    # A keeper never ends on a day to come: without an end, it counts today.
    return Q(keepers__user=actor.user, keepers__ended_on=None, keepers__retracted_at=None)
