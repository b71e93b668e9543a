"""Write to the members of a cooperation: who will get it and why, shown before it is sent."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.mail import Batch, Recipient, To
from maillage.network.models import Cooperation, CooperationMember

KIND = "cooperation-membres"


def letter_to_members(cooperation: Cooperation, *, on: dt.date, subject: str, text: str) -> Batch:
    """Return a message to those who speak for the members on a day: one to each address."""
    members = CooperationMember.objects.believed().as_of(on).filter(cooperation=cooperation)
    recipients: dict[str, Recipient] = {}
    for member in members.exclude(representative_email="").with_organisations():
        address = member.representative_email.lower()
        because = _(
            "Vous recevez ce message parce que vous représentez « %(organisation)s » dans « %(cooperation)s »."
        )
        recipients.setdefault(
            address,
            Recipient(
                to=To(email=address, name=member.representative),
                text=text,
                because=because % {"organisation": member.organisation.name, "cooperation": cooperation.name},
            ),
        )
    return Batch(kind=KIND, subject=subject, recipients=tuple(recipients.values()))


@transaction.atomic
def write_to_members(cooperation: Cooperation, batch: Batch, *, by: Author) -> int:
    """Queue a message to the members; return how many will get it."""
    if not batch.recipients:
        raise Refused(
            _(
                "Aucun membre n'a donné d'adresse électronique : ajoutez-les sur la page des membres, puis revenez."
            )
        )
    count = batch.queue_all(at=by.at)
    record(
        by,
        gettext_noop("a écrit à %(count)s membres : %(subject)s"),
        cooperation,
        count=count,
        subject=batch.subject[:120],
    )
    return count
