"""Rights as filters, for referrals: only whoever needs one sees it, and nobody above the cooperation."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right

# While a team is asked, it sees the referral; one that it cannot take is no longer its own.
WITH_TEAM = ("envoyee", "acceptee", "rencontre", "close")


def hold_referrals(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations whose service of referrals someone runs."""
    return actor.q(Right.HOLD_REFERRALS, "cooperation", path, live=True)


def send_referral(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations in which someone may refer a person."""
    return actor.q(Right.SEND_REFERRAL, "cooperation", path, live=True)


def prepare_referral(actor: Actor) -> Q:
    """Return the referrals that someone may send: those of the cooperation they animate, or that they wrote."""
    own = Q(opened_by=actor.user) if actor.user else Q(pk__in=[])
    return hold_referrals(actor, "cooperation") | (own & send_referral(actor, "cooperation"))


def answer_referral(actor: Actor) -> Q:
    """Return the referrals that someone may answer: those asked of their team, or of their cooperation."""
    asked = Q(state__in=WITH_TEAM) & actor.q(Right.ANSWER_REFERRAL, "team", "team", live=True)
    return asked | hold_referrals(actor, "cooperation")


def see_referral(actor: Actor) -> Q:
    """Return the referrals that someone may read."""
    return prepare_referral(actor) | answer_referral(actor)
