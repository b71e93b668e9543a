"""Who may give which role, and where: for the invitation as for the end of a role; who sees to the keys."""

from collections.abc import Mapping

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import GIVEN_ON, GIVES, WORN_ON, PerimeterKind, Right, Role

# The perimeters that the register knows, by the model of their rows; the others are places, or France.
MODELS: Mapping[PerimeterKind, str] = {
    PerimeterKind.COOPERATION: "cooperation",
    PerimeterKind.CARRIER: "organisation",
    PerimeterKind.TEAM: "team",
}
# The rows on which a role may be given; None: all of them, and all places.
Gifts = dict[tuple[Role, PerimeterKind], Q | None]


def gifts(actor: Actor, *, live: bool = True) -> Gifts:
    """Return the roles that someone may give on each kind of perimeter, and the condition on its rows.

    `live` keeps closed rows out: nobody is invited there, while a role there may still be ended.
    """
    found: Gifts = {}
    for hat in actor.hats:
        if not hat.grants(Right.GRANT):
            continue
        reached = GIVEN_ON[PerimeterKind(hat.perimeter.kind)]
        for role in sorted(GIVES[hat.role], key=list(Role).index):
            for kind in sorted(WORN_ON[role] & reached, key=list(PerimeterKind).index):
                if kind not in MODELS or (hat.perimeter.is_france and not live):
                    found[role, kind] = None
                    continue
                rows = Actor(hats=(hat,)).q(Right.GRANT, MODELS[kind], live=live)
                before = found.get((role, kind), Q(pk__in=[]))
                found[role, kind] = None if before is None else before | rows
    return found


def manage_keys(actor: Actor) -> Q:
    """Return the condition on the keys that someone may see, give and take back: all of them, or none."""
    return ~Q(pk__in=[]) if actor.may(Right.MANAGE_KEYS) else Q(pk__in=[])
