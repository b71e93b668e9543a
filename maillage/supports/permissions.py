"""Rights as filters, for training and for aids: each returns the rows that someone may act on.

An application is about one beneficiary: a cooperation, a team or an organisation.
"""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right, Role

ORGANISATION, COOPERATION, TEAM = "organisation", "cooperation", "team"
BENEFICIARIES = (COOPERATION, TEAM, ORGANISATION)
# Who applies for what: an animator for the cooperation, and not for the organisations that sit there.
_NATIONAL = frozenset({Role.ADMINISTRATOR, Role.OFFICER})
_APPLIES = {
    COOPERATION: _NATIONAL | {Role.ANIMATOR},
    TEAM: _NATIONAL | {Role.LEAD, Role.SUPPORT, Role.CARRIER},
    ORGANISATION: _NATIONAL | {Role.CARRIER},
}


def _anywhere(actor: Actor, right: Right) -> Q:
    """Return the applications whose beneficiary is within reach of a right."""
    condition = Q(pk__in=[])
    for model in BENEFICIARIES:
        condition |= Q(**{f"{model}__isnull": False}) & actor.q(right, model, model)
    return condition


def may_apply(actor: Actor, model: str, path: str = "pk", *, live: bool = True) -> Q:
    """Return the cooperations, the teams or the organisations for which someone may ask an aid."""
    hats = tuple(hat for hat in actor.hats if hat.role in _APPLIES[model])
    return Actor(hats=hats).q(Right.APPLY_AID, model, path, live=live)


def apply_for_aid(actor: Actor) -> Q:
    """Return the applications that someone may prepare and follow."""
    condition = Q(pk__in=[])
    for model in BENEFICIARIES:
        condition |= Q(**{f"{model}__isnull": False}) & may_apply(actor, model, model, live=False)
    return condition


def instruct_aid(actor: Actor) -> Q:
    """Return the applications that someone may examine."""
    return _anywhere(actor, Right.INSTRUCT_AID)


def decide_aid(actor: Actor) -> Q:
    """Return the applications that someone may decide."""
    return _anywhere(actor, Right.DECIDE_AID)


def give_opinion(actor: Actor) -> Q:
    """Return the applications about which a cooperation is heard: never its own."""
    condition = Q(pk__in=[])
    for model in (TEAM, ORGANISATION):
        condition |= Q(**{f"{model}__isnull": False}) & actor.q(Right.GIVE_OPINION, model, model)
    return condition


def read_aid(actor: Actor) -> Q:
    """Return the applications that someone may read: those that they read, examine, decide or speak of."""
    return _anywhere(actor, Right.READ_AID) | give_opinion(actor)


def hold_training(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations whose sessions may be opened, changed and cancelled."""
    return actor.q(Right.HOLD_TRAINING, COOPERATION, path, live=True)


def keep_attendance(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations for whose sessions the sheet of presence may be kept."""
    return actor.q(Right.KEEP_ATTENDANCE, COOPERATION, path)


def write_curricula(actor: Actor) -> Q:
    """Return the curricula that may be written: all of them, or none."""
    return ~Q(pk__in=[]) if actor.may(Right.WRITE_CURRICULA) else Q(pk__in=[])
