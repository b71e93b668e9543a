"""The committees and working groups of a cooperation: set up, seat, close."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author, stamp
from maillage.network.models import Body, BodySeat, BodyTerm, Cooperation, Organisation
from maillage.network.operations.places import end_fact, lock


@transaction.atomic
def set_up_body(cooperation: Cooperation, *, kind: str, name: str, on: dt.date, by: Author) -> Body:
    """Set up a committee or a working group from a day; one that was closed is set up again."""
    lock([cooperation])
    body = Body.objects.filter(cooperation=cooperation, name=name).first()
    if body and body.terms.believed().filter(ended_on=None).exists():
        raise Refused(_("« %(name)s » existe déjà : donnez un autre nom à celle-ci.") % {"name": name})
    if body and body.terms.believed().as_of(on).exists():
        raise Refused(
            _("« %(name)s » existait déjà ce jour-là : choisissez un jour après sa clôture.") % {"name": name}
        )
    if body is None:
        body = Body.objects.create(cooperation=cooperation, kind=kind, name=name)
    BodyTerm.objects.create(body=body, started_on=on, **stamp(by))
    record(
        by,
        gettext_noop("a créé l'instance « %(body)s » de « %(cooperation)s »"),
        cooperation,
        body,
        body=name,
        cooperation=cooperation.name,
    )
    return body


@transaction.atomic
def close_body(body: Body, *, on: dt.date, reason: str, by: Author) -> None:
    """Say that a body ends on a day, and why; its seats end with it, its meetings stay."""
    lock([body.cooperation])
    term = body.terms.believed().filter(ended_on=None).first()
    if term is None:
        raise Refused(_("« %(name)s » est déjà close.") % {"name": body.name})
    if not reason.strip():
        raise Refused(_("Dites en quelques mots pourquoi « %(name)s » s'arrête.") % {"name": body.name})
    end_fact(term, on=on, reason=reason[:250], by=by)
    for seat in body.seats.believed().filter(ended_on=None).order_by("pk"):
        end_fact(seat, on=on, reason=str(_("fin de l'instance")), by=by)
    record(
        by,
        gettext_noop("a clos l'instance « %(body)s » de « %(cooperation)s »"),
        body.cooperation,
        body,
        why=reason,
        body=body.name,
        cooperation=body.cooperation.name,
    )


@transaction.atomic
def seat_person(
    body: Body,
    *,
    person: str,
    email: str,
    organisation: Organisation | None,
    on: dt.date,
    by: Author,
) -> BodySeat:
    """Give a person a seat in a body from a day; once at a time."""
    lock([body.cooperation])
    if not body.terms.believed().as_of(on).exists():
        raise Refused(
            _("« %(name)s » n'existe pas ce jour-là : choisissez un jour où elle se réunit.")
            % {"name": body.name}
        )
    if body.seats.believed().filter(person__iexact=person, ended_on=None).exists():
        raise Refused(_("%(person)s siège déjà dans « %(name)s ».") % {"person": person, "name": body.name})
    seat = BodySeat.objects.create(
        body=body, organisation=organisation, person=person, email=email, started_on=on, **stamp(by)
    )
    record(
        by,
        gettext_noop("a fait entrer une personne dans « %(body)s »"),
        body.cooperation,
        body,
        body=body.name,
    )
    return seat


@transaction.atomic
def end_seat(seat: BodySeat, *, on: dt.date, reason: str, by: Author) -> None:
    """End a seat on a day, and why."""
    lock([seat.body.cooperation])
    current = BodySeat.objects.get(pk=seat.pk)
    if current.retracted_at is not None or current.ended_on is not None:
        raise Refused(_("%(person)s n'a plus ce siège.") % {"person": current.person})
    end_fact(current, on=on, reason=reason[:250], by=by)
    record(
        by,
        gettext_noop("a noté qu'une personne quitte « %(body)s »"),
        seat.body.cooperation,
        seat.body,
        why=reason,
        body=seat.body.name,
    )
