"""The call for workshops: what cooperations propose, what the organisers answer."""

import datetime as dt
from typing import Any

import pytest

from maillage.common.errors import Refused
from maillage.events.models import EventSession, ProposalState, Speaker, WorkshopProposal
from maillage.events.operations.proposals import (
    Workshop,
    accept_workshop,
    decline_workshop,
    propose_workshop,
)
from tests.accounts.people import nobody_special
from tests.cast import Cast, date
from tests.events.gathering import DAY, ON, announced, by, draft, room, subjects

pytestmark = pytest.mark.django_db
IDEA = Workshop(title="Animer à deux", summary="Nous racontons.", leader="Zoé Blanc", leader_agrees=True)


def proposed(cast: Cast, **fields: Any) -> WorkshopProposal:
    """Propose a workshop in the name of the Gard."""
    one = announced(proposals_until=date(2017, 2, 15))
    told = Workshop(**{**vars(IDEA), **fields})
    return propose_workshop(one, cast.gard, told, on=ON, by=by(user=nobody_special("Nadia Ferrand")))


def test_a_workshop_that_is_accepted_becomes_a_session(cast: Cast) -> None:
    one = proposed(cast)
    where = room(one.event, capacity=12)
    hours: dict[str, Any] = {"on": DAY, "starts_at": dt.time(14), "ends_at": dt.time(15, 30), "today": ON}
    with pytest.raises(Refused, match="Changez de salle"):
        accept_workshop(one, **hours, room=where, seats=30, by=by())
    assert not EventSession.objects.exists()
    made = accept_workshop(one, **hours, room=where, answer="Merci !", by=by())
    assert (made.title, made.summary, made.seats, made.cooperation) == (
        "Animer à deux",
        "Nous racontons.",
        12,
        cast.gard,
    )
    assert made.named == ["Zoé Blanc"]
    one.refresh_from_db()
    assert (one.state, one.session, one.answer) == (ProposalState.ACCEPTED, made, "Merci !")
    assert one.proposed_by is not None
    assert subjects(one.proposed_by.email) == ["Réponse à votre atelier : Animer à deux"]
    with pytest.raises(Refused, match="a déjà sa réponse : retenu"):
        decline_workshop(one, "Non.", by=by())


def test_who_leads_without_agreeing_is_not_named(cast: Cast) -> None:
    one = proposed(cast, leader_agrees=False)
    made = accept_workshop(
        one, on=DAY, starts_at=dt.time(14), ends_at=dt.time(15), seats=9, today=ON, by=by()
    )
    assert (Speaker.objects.get().name, made.named) == ("Zoé Blanc", [])


def test_a_workshop_is_declined_with_a_word(cast: Cast) -> None:
    one = proposed(cast)
    with pytest.raises(Refused, match="Dites en quelques mots pourquoi"):
        decline_workshop(one, " ", by=by())
    made = decline_workshop(one, "Le programme est plein.", by=by())
    assert (made.state, made.session) == (ProposalState.DECLINED, None)
    nobody = proposed_by_nobody(cast)
    decline_workshop(nobody, "Non.", by=by())


def proposed_by_nobody(cast: Cast) -> WorkshopProposal:
    """Propose a workshop from the house itself: there is nobody to write to."""
    one = announced(title="Autre", proposals_until=date(2017, 2, 15))
    return propose_workshop(one, cast.ales, IDEA, on=ON, by=by())


def test_a_workshop_is_proposed_once_and_in_time(cast: Cast) -> None:
    one = proposed(cast)
    with pytest.raises(Refused, match="a déjà été proposé"):
        propose_workshop(one.event, cast.gard, IDEA, on=ON, by=by())
    propose_workshop(one.event, cast.ales, IDEA, on=ON, by=by())
    with pytest.raises(Refused, match="se proposaient jusqu'au 15"):
        propose_workshop(one.event, cast.gard, IDEA, on=date(2017, 2, 16), by=by())
    for closed in (draft(proposals_until=date(2017, 2, 15)), announced(title="Sans appel")):
        with pytest.raises(Refused, match="ne demande pas d'ateliers"):
            propose_workshop(closed, cast.gard, IDEA, on=ON, by=by())
    assert WorkshopProposal.objects.count() == 2
