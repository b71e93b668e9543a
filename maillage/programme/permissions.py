"""Rights as filters, for the programme: each returns the rows that someone may act on."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right


def write_programme(actor: Actor) -> Q:
    """Return the actions whose course may be told: all of them, or none."""
    return ~Q(pk__in=[]) if actor.may(Right.WRITE_PROGRAMME) else Q(pk__in=[])
