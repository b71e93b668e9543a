"""Rights as filters, for the observatory: the scenarios that someone may read, rename, share and withdraw."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right


def hold_scenario(actor: Actor) -> Q:
    """Return the scenarios that someone may hold: of the cooperations that they animate, of the nation for its team.

    What is not shared is its author's alone, and only for as long as they may still work there.
    """
    there = actor.q(Right.EDIT_COOPERATION, "cooperation", "cooperation", live=True)
    there &= Q(cooperation__isnull=False)
    if actor.may(Right.SITE_TEAMS):
        there |= Q(cooperation__isnull=True)
    own = Q(recorded_by=actor.user.pk) if actor.user else Q(pk__in=[])
    return there & (Q(shared=True) | own)
