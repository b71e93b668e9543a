"""Rights as filters, for experiments: each returns the rows that someone may act on."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right


def measure_site(actor: Actor) -> Q:
    """Return the sites of which someone may enter the measures: all of them, or those that they speak for."""
    if actor.may(Right.RUN_EXPERIMENT):
        return ~Q(pk__in=[])
    teams = Q(team__isnull=False) & actor.q(Right.EDIT_TEAM, "team", "team", live=True)
    here = actor.q(Right.EDIT_COOPERATION, "cooperation", "cooperation", live=True)
    return teams | (Q(cooperation__isnull=False) & here)
