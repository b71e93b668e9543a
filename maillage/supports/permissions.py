"""Rights as filters, for training, exchanges and aids: each returns the rows that someone may act on.

An application is about one beneficiary: a cooperation, a team or an organisation.
"""

import datetime as dt

from django.db.models import Q

from maillage.accounts.actors import Actor, Hat
from maillage.accounts.roles import Right, Role
from maillage.network.models import CooperationCoverage, CooperationMember, TeamSituation
from maillage.network.permissions import of_cooperation_or_network

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


def hold_exchange(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations whose exchanges may be organised; none of them, the network: from the whole of France."""
    return of_cooperation_or_network(actor, Right.HOLD_EXCHANGE, path)


def keep_exchange(actor: Actor) -> Q:
    """Return the meetings of which someone says who came: those that they organise, and those that they lead."""
    led = Q(facilitator=actor.user.pk) if actor.user else Q(pk__in=[])
    return hold_exchange(actor, "series__cooperation") | led


def join_exchange(actor: Actor, day: dt.date) -> Q:
    """Return the meetings that someone may join: those of the network, and of the cooperations where they act."""
    path = "series__cooperation"
    if not actor.may(Right.JOIN_EXCHANGE):
        return Q(pk__in=[])
    condition = Q(**{f"{path}__isnull": True}) | actor.q(Right.JOIN_EXCHANGE, COOPERATION, path)
    for hat in actor.hats:
        if hat.grants(Right.JOIN_EXCHANGE) and COOPERATION not in hat.reach.rows:
            condition |= _around(hat, path, day)
    return condition


def _around(hat: Hat, path: str, day: dt.date) -> Q:
    """Return the cooperations around a hat: where its teams sit, and whose members its organisations are."""
    seats = TeamSituation.objects.believed().as_of(day).filter(team__in=hat.reach.rows[TEAM])  # type: ignore[misc] # a part of the country
    covering = CooperationCoverage.objects.believed().as_of(day)
    covering = covering.filter(
        Q(departement__in=seats.values("departement"))
        | Q(epci__in=seats.values("commune__epci"))
        | Q(commune__in=seats.values("commune"))
    )
    condition = Q(**{f"{path}__in": covering.values("cooperation")})
    if ORGANISATION in hat.reach.rows:
        members = CooperationMember.objects.believed().as_of(day)
        members = members.filter(organisation__in=hat.reach.rows[ORGANISATION])  # type: ignore[misc] # same
        condition |= Q(**{f"{path}__in": members.values("cooperation")})
    return condition
