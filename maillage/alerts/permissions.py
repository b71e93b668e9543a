"""Rights as filters, for alerts: who runs one, who gives the numbers of a team."""

from django.db.models import Q

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right


def run_alert(actor: Actor, path: str = "pk") -> Q:
    """Return the cooperations where someone may start an alert, follow it and stop it."""
    return actor.q(Right.RUN_ALERT, "cooperation", path, live=True)


def answer_alert(actor: Actor, path: str = "team") -> Q:
    """Return the teams whose numbers someone may give."""
    return actor.q(Right.ANSWER_ALERT, "team", path, live=True)
