"""Rights as filters, for tallies: whoever reads the sheet of a team reads its tallies, whoever changes it declares."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.network.permissions import TEAM


def see_tally(actor: Actor, path: str = "team") -> Q:
    """Return the teams, or the rows about them, whose tallies may be read."""
    return actor.q(Right.SEE_TEAM, TEAM, path)


def declare(actor: Actor, path: str = "pk") -> Q:
    """Return the teams for which someone may declare; a closed one is only read."""
    return actor.q(Right.EDIT_TEAM, TEAM, path, live=True)
