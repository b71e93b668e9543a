"""Rights as filters, for tallies: whoever reads the sheet of a team reads its tallies.

Whoever may change a team declares for it: that right is `edit_team`, of the network.
"""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.network.permissions import TEAM


def see_tally(actor: Actor, path: str = "team") -> Q:
    """Return the tallies, or the rows that lead to a team, that may be read."""
    return actor.q(Right.SEE_TEAM, TEAM, path)
