"""Let a person go from the register: their name and how to reach them are erased, what they did stays counted."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from maillage.accounts.models import User
from maillage.accounts.operations import erase_person
from maillage.accounts.operations.keys import forget_contact
from maillage.common.facts import Author, DatedFact, retract
from maillage.network.models import (
    AgendaAddress,
    BodySeat,
    ChangeProposal,
    Confirmation,
    CooperationMember,
    Enquiry,
    EnquiryStep,
    SigningFile,
    Team,
    TeamLead,
    TeamSupport,
)
from maillage.network.models.signing import HANDED_IN
from maillage.network.operations.enquiries import withdraw_enquiry
from maillage.network.operations.places import end_fact


@transaction.atomic
def let_go(user: User, *, on: dt.date, reason: str, by: Author) -> None:
    """Erase a person from the register: what they stood for ends that day, and keeps a number for a name.

    Whoever has a signing file in progress still gets its answer: it is their organisation that waits for it.
    """
    name, email = user.name, user.email
    erase_person(user, on=on, reason=reason, by=by)
    gone = User.objects.get(pk=user.pk)
    teams = list(_stood_for(user.pk, email))
    for model in (TeamLead, TeamSupport):
        end_and_rename(model, Q(user=gone) | Q(email__iexact=email), on, by, name=gone.name, email=gone.email)
        model._default_manager.filter(email=gone.email).update(telephone="")
    end_and_rename(BodySeat, Q(email__iexact=email), on, by, person=gone.name, email="")
    CooperationMember.objects.filter(representative_email__iexact=email).update(
        representative="", representative_email=""
    )
    _forget_the_answers(teams, name, email, gone)
    # Whoever answered by a personal link left only a name: a namesake's goes with it, rather than leave theirs.
    EnquiryStep.objects.filter(user=None, who__iexact=name).update(who=gone.name)
    ChangeProposal.objects.filter(proposer_email__iexact=email).update(
        proposer_name="", proposer_email="", sender=""
    )
    for enquiry in Enquiry.objects.from_address(email):
        withdraw_enquiry(enquiry, by=by)
    SigningFile.objects.filter(contact_email__iexact=email).exclude(state__in=HANDED_IN).update(
        contact_email="", contact_telephone=""
    )
    forget_contact(email)
    AgendaAddress.objects.open().filter(user=gone).update(closed_at=by.at)
    for forget in settings.ERASURES:
        import_string(forget)(gone, name=name, email=email, on=on, by=by)


def _stood_for(key: int, email: str) -> "set[Team]":
    """Return the teams for which a person stood."""
    theirs = Q(leads__user=key) | Q(leads__email__iexact=email)
    theirs |= Q(supports__user=key) | Q(supports__email__iexact=email)
    return set(Team.objects.filter(theirs))


def end_and_rename(model: "type[Any]", theirs: Q, on: dt.date, by: Author, **told: str) -> None:
    """End the facts that name a person, then write a number in the place of the name, in those of before too."""
    manager = model._default_manager
    for fact in manager.believed().filter(theirs, ended_on=None).order_by("pk"):
        _end(fact, on, by)
    manager.filter(theirs).update(**told)


def _end(fact: DatedFact, on: dt.date, by: Author) -> None:
    """End a fact; one that begins that day, or later, never held."""
    why = str(_("retrait du registre"))
    if fact.started_on is not None and on <= fact.started_on:
        retract(fact, reason=why, by=by)
    else:
        end_fact(fact, on=on, reason=why, by=by)


def _forget_the_answers(teams: "list[Team]", name: str, email: str, gone: User) -> None:
    """Erase from the yearly answers of teams who was asked, and who answered."""
    for row in Confirmation.objects.filter(team__in=teams):
        asked = [address for address in row.asked_to.split(", ") if address.lower() != email.lower()]
        row.asked_to = ", ".join(asked)
        row.confirmed_by = gone.name if row.confirmed_by.strip().lower() == name.lower() else row.confirmed_by
        row.save(update_fields=["asked_to", "confirmed_by"])
