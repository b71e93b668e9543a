"""What is done each day about aids: remind of the reports that are due, erase the drafts that nobody finished."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.facts import Author, day_of
from maillage.supports.models import AidApplication, ApplicationState, Attachment
from maillage.supports.operations import aid_letters as letters

DRAFT_DAYS = 365
REMINDERS = (("avant", -30), ("jour", 0), ("apres", 30))  # days from the day the report is due


def daily(at: dt.datetime) -> None:
    """Remind, and erase."""
    remind(at)
    purge_drafts(at)


@transaction.atomic
def remind(at: dt.datetime) -> int:
    """Write to those whose report is due: a month before, on the day, a month after; each once, the last alone."""
    today, by = day_of(at), Author(at=at, role="maison")
    reminded = 0
    for application in AidApplication.objects.owing_a_report():
        since = (today - application.report_due_on).days if application.report_due_on else -366
        come = [when for when, days in REMINDERS if since >= days]
        if come:
            letters.report_due(application, come[-1], on=today, by=by)
            reminded += 1
    return reminded


def forget_person(user: User, *, name: str, email: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - all are asked alike
    """Forget a person who leaves the register, as whom to reach about applications; the applications stay."""
    theirs = Q(contact_email__iexact=email) | Q(opened_by=user, contact_name__iexact=name)
    AidApplication.objects.filter(theirs).update(contact_name="", contact_email="", contact_telephone="")


@transaction.atomic
def purge_drafts(at: dt.datetime) -> int:
    """Erase the drafts that nobody finished, with what was joined to them."""
    stale = AidApplication.objects.filter(
        state=ApplicationState.DRAFT, opened_at__lt=at - dt.timedelta(days=DRAFT_DAYS)
    )
    for attachment in Attachment.objects.filter(application__in=stale):
        attachment.content.delete(save=False)
    erased = stale.delete()[1].get(AidApplication._meta.label, 0)
    if erased:
        house = Author(at=at, role="maison")
        record(house, gettext_noop("a effacé %(count)d demandes d'aide jamais finies"), count=erased)
    return erased
