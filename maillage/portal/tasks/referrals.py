"""What waits for a person in referrals: one to answer, one to send again. A task says how many, and nothing more."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.portal.tasks.task import Source, Task
from maillage.referrals.models import Referral

RIGHTS = (Right.ANSWER_REFERRAL, Right.SEND_REFERRAL)


def to_answer(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - every source is asked alike
    """Yield the referrals that wait for a team of the person, and those that another team should be asked."""
    if not any(actor.may(right) for right in RIGHTS):
        return
    waiting = Referral.objects.waiting_for(actor)
    number, since = waiting["asked"]
    if number:
        yield Task(
            sentence=ngettext(
                "%d orientation attend une réponse de votre équipe.",
                "%d orientations attendent une réponse de votre équipe.",
                number,
            )
            % number,
            button=_("Répondre"),
            url=reverse("my_referrals"),
            since=since,
        )
    number, since = waiting["again"]
    if number:
        yield Task(
            sentence=ngettext(
                "%d orientation n'a pas trouvé son équipe : il faut en demander une autre.",
                "%d orientations n'ont pas trouvé leur équipe : il faut en demander d'autres.",
                number,
            )
            % number,
            button=_("Demander à une autre équipe"),
            url=reverse("my_referrals"),
            since=since,
        )


SOURCES: tuple[Source, ...] = (to_answer,)
