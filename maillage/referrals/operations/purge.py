"""Referrals erase themselves: only how many ended, and how, stays."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.facts import Author, day_of
from maillage.referrals.models import Outcome, Referral, ReferralCount, ReferralService, ReferralState
from maillage.referrals.models.counts import month_of

# What was never sent leaves not even a count.
_NOTHING_HAPPENED = (ReferralState.PREPARED,)


def leave(row: Referral, *, on: dt.date, outcome: Outcome = Outcome.ERASED) -> None:
    """Erase a referral; that one ended in such a way stays counted."""
    ended = row.outcome or outcome
    if row.state not in _NOTHING_HAPPENED:
        month = month_of(row.closed_on or on)
        kept, _new = ReferralCount.objects.get_or_create(
            cooperation_id=row.cooperation_id, month=month, outcome=ended
        )
        ReferralCount.objects.filter(pk=kept.pk).update(number=F("number") + 1)
    row.delete()


@transaction.atomic
def purge_referrals(at: dt.datetime) -> int:
    """Erase the referrals whose time is over; return how many were."""
    day = day_of(at)
    rows = list(Referral.objects.to_erase(day).select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        leave(row, on=day)
    if rows:
        record(
            Author(at=at, role="maison"),
            gettext_noop("a effacé %(count)d orientations dont le délai est passé"),
            count=len(rows),
        )
    return len(rows)


@transaction.atomic
def forget_person(user: User, *, name: str, email: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - all are told alike
    """Forget a person who leaves the register: nobody can call them any more about whom they referred."""
    for row in Referral.objects.referred_by(email).select_for_update(of=("self",)).order_by("pk"):
        leave(row, on=on)
    Referral.objects.filter(opened_by=user).update(opened_by=None)
    Referral.objects.filter(consent_by__iexact=name).update(consent_by=user.name)
    ReferralService.objects.filter(officer__iexact=name).update(officer=user.name)
