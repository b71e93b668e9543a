"""Rights as filters: one function for each right of the register, used by pages, lists, exports and the API alike.

`path` leads from the filtered row to the organisation, the cooperation or the team that the right is about.
"""

from django.db.models import Model, Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right, Role

ORGANISATION, COOPERATION, TEAM = "organisation", "cooperation", "team"


def see_organisation(actor: Actor, path: str = "pk") -> Q:
    """Return the organisations whose internal sheet may be read."""
    return actor.q(Right.SEE_ORGANISATION, ORGANISATION, path)


def edit_organisation(actor: Actor, path: str = "pk") -> Q:
    """Return the organisations that may be changed."""
    return actor.q(Right.EDIT_ORGANISATION, ORGANISATION, path, live=True)


def instruct_signature(actor: Actor, path: str = "pk") -> Q:
    """Return the organisations whose signature may be examined."""
    return actor.q(Right.INSTRUCT_SIGNATURE, ORGANISATION, path)


def decide_signature(actor: Actor, path: str = "pk") -> Q:
    """Return the organisations whose signature may be decided."""
    return actor.q(Right.DECIDE, ORGANISATION, path)


def end_signature(actor: Actor, path: str = "pk") -> Q:
    """Return the organisations whose signature may be ended."""
    return actor.q(Right.END_SIGNATURE, ORGANISATION, path)


def everywhere(actor: Actor, right: Right) -> bool:
    """Tell whether someone has a right for the whole of France."""
    return any(hat.grants(right) and hat.perimeter.is_france for hat in actor.hats)


def of_cooperation_or_network(actor: Actor, right: Right, path: str) -> Q:
    """Return what a cooperation may do, or the network, from the whole of France, where none is named."""
    condition = actor.q(right, COOPERATION, path, live=True)
    return condition | Q(**{f"{path}__isnull": True}) if everywhere(actor, right) else condition


def see_cooperation(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations whose cockpit may be read."""
    return actor.q(Right.SEE_COOPERATION, COOPERATION, path)


def edit_cooperation(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations that may be animated; a closed one is only read."""
    return actor.q(Right.EDIT_COOPERATION, COOPERATION, path, live=True)


def reopen_cooperation(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations that may be opened again."""
    return actor.q(Right.REOPEN, COOPERATION, path)


def see_team(actor: Actor, path: str = "pk") -> Q:
    """Return the teams whose internal sheet may be read."""
    return actor.q(Right.SEE_TEAM, TEAM, path)


def edit_team(actor: Actor, path: str = "pk") -> Q:
    """Return the teams that may be changed; a closed one is only read."""
    return actor.q(Right.EDIT_TEAM, TEAM, path, live=True)


def carry_team(actor: Actor, path: str = "pk") -> Q:
    """Return the teams whose carriers may be said."""
    return actor.q(Right.CARRY_TEAM, TEAM, path, live=True)


def recognise_team(actor: Actor, path: str = "pk") -> Q:
    """Return the teams that may be recognised by delegation."""
    return actor.q(Right.RECOGNISE_TEAM, TEAM, path, live=True)


def close_team(actor: Actor, path: str = "pk") -> Q:
    """Return the teams that may be put to sleep or closed."""
    return actor.q(Right.CLOSE_TEAM, TEAM, path, live=True)


def reopen_team(actor: Actor, path: str = "pk") -> Q:
    """Return the teams that may be opened again."""
    return actor.q(Right.REOPEN, TEAM, path)


def decide_proposal(actor: Actor) -> Q:
    """Return the proposed changes that may be answered: those on a sheet that one may change, or open again."""
    condition = Q(pk__in=[])
    for model, rights in (
        (ORGANISATION, (Right.EDIT_ORGANISATION,)),
        (COOPERATION, (Right.EDIT_COOPERATION, Right.REOPEN)),
        (TEAM, (Right.EDIT_TEAM, Right.REOPEN)),
    ):
        for right in rights:
            ours = actor.q(right, model, model, live=right != Right.REOPEN)
            condition |= Q(**{f"{model}__isnull": False}) & ours
    return condition


def answer_enquiry(actor: Actor) -> Q:
    """Return the enquiries that may be read and answered: those of one's teams, those of one's cooperation, or all."""
    return actor.q(Right.ANSWER_ENQUIRY, TEAM, "team") | actor.q(
        Right.ANSWER_ENQUIRY, COOPERATION, "cooperation"
    )


def decide(actor: Actor) -> Q:
    """Return the sittings that may be prepared and decided: all of them, or none."""
    return _all_or_none(actor, Right.DECIDE)


def run_campaign(actor: Actor) -> Q:
    """Return the confirmation campaigns that may be run: all of them, or none."""
    return _all_or_none(actor, Right.RUN_CAMPAIGN)


def watch(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations whose silence may be watched."""
    return actor.q(Right.WATCH, COOPERATION, path)


def _all_or_none(actor: Actor, right: Right) -> Q:
    """Return every row to whoever has a right for the whole country."""
    return ~Q(pk__in=[]) if actor.may(right) else Q(pk__in=[])


def offer_carrier(actor: Actor, team: Model, path: str = "pk") -> Q:
    """Return the organisations that may be said to carry a team: a carrier offers itself, others any signatory.

    A hat that does not reach this very team opens nothing here.
    """
    carriers, others = _carriers_and_others(actor)
    if any(hat.reaches(team) for hat in others.hats if hat.grants(Right.CARRY_TEAM)):
        return ~Q(pk__in=[])
    return carriers.q(Right.CARRY_TEAM, ORGANISATION, path)


def end_carrying(actor: Actor) -> Q:
    """Return the carryings that may be ended: a carrier leaves by itself, and sends no other away."""
    carriers, others = _carriers_and_others(actor)
    theirs = carriers.q(Right.CARRY_TEAM, ORGANISATION, "organisation")
    return theirs | others.q(Right.CARRY_TEAM, TEAM, "team", live=True)


def _carriers_and_others(actor: Actor) -> tuple[Actor, Actor]:
    """Return a person with the hats of a carrier alone, and with the others."""
    carriers = tuple(hat for hat in actor.hats if hat.role == Role.CARRIER)
    others = tuple(hat for hat in actor.hats if hat.role != Role.CARRIER)
    return Actor(hats=carriers), Actor(hats=others)
