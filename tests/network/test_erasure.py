"""A person who leaves the register: their name is nowhere, what they did still counts."""

import datetime as dt

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.facts import Author, stamp
from maillage.common.models import Unsubscription
from maillage.network.models import (
    AgendaAddress,
    Answer,
    BodySeat,
    ChangeProposal,
    Confirmation,
    CooperationMember,
    EnquiryState,
    EnquiryStep,
    EnquiryStepKind,
    SigningFile,
    SigningState,
    Team,
    TeamLead,
    TeamSupport,
    Wish,
)
from maillage.network.operations import NewPerson, appoint_lead, appoint_support, asked_people, confirm_team
from maillage.network.operations.agenda import open_agenda
from maillage.network.operations.bodies import seat_person, set_up_body
from maillage.network.operations.enquiries import note_call
from maillage.network.operations.erasure import let_go
from maillage.network.operations.members import Representative, join_cooperation
from maillage.network.operations.proposals import propose_change
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import nobody_special, person, sign_in
from tests.cast import Cast, date, instant, national_charter
from tests.network.answers import post
from tests.network.enquiries import received

NAME, EMAIL = "Odile Ferrand", "odile-ferrand@exemple.fr"
BEFORE = Author(at=instant(2017, 5, 1), role="maison")
GONE = date(2017, 6, 1)
BY = Author(at=instant(2017, 6, 1), role="administrateur-national")


def everywhere() -> str:
    """Return all that the house keeps, as text."""
    return "\n".join(
        str(row)
        for model in apps.get_models()
        if model.__module__.startswith("maillage") and model._meta.app_label != "territory"
        for row in model._default_manager.values()
    )


def test_who_leaves_is_named_nowhere_and_what_they_did_counts(cast: Cast) -> None:
    odile = person(NAME, Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    me = NewPerson(NAME, EMAIL.title(), "04 66 00 00 07")
    appoint_lead(cast.tilleul, me, on=date(2016, 5, 1), by=BEFORE)
    appoint_lead(cast.barachois, me, on=GONE, by=BY)  # named the day when they leave: it never held
    appoint_lead(cast.tilleul, NewPerson("Luc Bonnet", "luc@exemple.fr"), on=date(2016, 5, 1), by=BEFORE)
    appoint_support(cast.guillotiere, me, on=date(2016, 5, 1), by=BEFORE)
    Confirmation.objects.create(
        team=cast.tilleul, year=2016, asked_to=f"{EMAIL}, luc@exemple.fr", confirmed_by=""
    )
    confirm_team(cast.tilleul, year=2017, answer=Answer.LIVES, who=NAME, on=date(2017, 5, 1), by=BEFORE)
    confirm_team(cast.guillotiere, year=2017, answer=Answer.LIVES, who="Luc", on=date(2017, 5, 1), by=BEFORE)
    body = set_up_body(cast.gard, kind="comite-restreint", name="Comité", on=date(2016, 1, 1), by=BEFORE)
    seat_person(body, person=NAME, email=EMAIL, organisation=None, on=date(2016, 1, 1), by=BEFORE)
    speaker = Representative(name=NAME, email=EMAIL)
    join_cooperation(
        cast.gard, cast.ccas, part="comite-elargi", representative=speaker, on=date(2016, 1, 1), by=BEFORE
    )
    propose_change(
        cast.gard,
        field="telephone",
        value="04 66 00 00 01",
        words="",
        name=NAME,
        address=EMAIL,
        sender="ici",
        on=date(2017, 5, 1),
        by=BEFORE,
    )
    SigningFile.objects.create(
        name="Les Amis du quai",
        charter=national_charter(),
        contact_email=EMAIL,
        contact_telephone="04 66 00 00 07",
        opened_at=BEFORE.at,
    )
    Unsubscription.objects.create(email=EMAIL, kind="semaine", at=BEFORE.at)
    open_agenda(cast.gard, odile, by=BEFORE)
    note_call(received(), text="Rappelée.", seen=None, by=BEFORE, who=NAME)
    hers = received(name=NAME, email=EMAIL.upper(), words="Je suis Odile.")

    let_go(odile, on=GONE, reason="à sa demande", by=BY)

    kept = everywhere().lower()
    assert "odile" not in kept
    assert "ferrand" not in kept
    assert "00 00 07" not in kept
    number = f"personne retirée nº {odile.pk}"
    assert TeamLead.objects.as_of(date(2017, 5, 1)).believed().filter(team=cast.tilleul).count() == 2
    assert [lead.name for lead in TeamLead.objects.believed().as_of(GONE)] == ["Luc Bonnet"]
    assert not TeamSupport.objects.believed().as_of(GONE).exists()
    assert not TeamLead.objects.believed().filter(team=cast.barachois).exists()
    assert not BodySeat.objects.believed().as_of(GONE).exists()
    assert BodySeat.objects.believed().as_of(date(2017, 5, 1)).get().person == number
    assert CooperationMember.objects.believed().as_of(GONE).get().organisation == cast.ccas
    assert ChangeProposal.objects.get().value == "04 66 00 00 01"
    assert not AgendaAddress.objects.open().exists()
    assert EnquiryStep.objects.get(kind=EnquiryStepKind.CALLED).who == number
    hers.refresh_from_db()
    assert (hers.state, hers.email, hers.wish) == (EnquiryState.WITHDRAWN, "", Wish.HELP)
    told = list(Confirmation.objects.order_by("year", "team").values_list("year", "asked_to", "confirmed_by"))
    assert sorted(told) == [(2016, "luc@exemple.fr", ""), (2017, "", "Luc"), (2017, "", number)]
    assert [person.name for person in asked_people(cast.tilleul, on=GONE)] == ["Luc Bonnet"]
    assert any(number in str(line) for line in Entry.objects.about(cast.tilleul))


def test_who_waits_for_an_answer_still_gets_it(cast: Cast) -> None:
    odile = nobody_special(NAME)
    SigningFile.objects.create(
        organisation=cast.branche,
        name=cast.branche.name,
        charter=national_charter(),
        charter_digest="0" * 64,
        signatory_name="Paul Aubert",
        contact_email=EMAIL,
        state=SigningState.SUBMITTED,
        opened_at=BEFORE.at,
        submitted_at=BEFORE.at,
    )
    let_go(odile, on=GONE, reason="à sa demande", by=BY)
    assert SigningFile.objects.get().contact_email == EMAIL


def test_a_team_that_loses_its_only_lead_is_told_apart(cast: Cast, client: Client) -> None:
    odile = nobody_special(NAME)
    TeamLead.objects.create(
        team=cast.tilleul, name=NAME, email=EMAIL, user=odile, started_on=None, **stamp(BEFORE)
    )
    sign_in(client, Role.ADMINISTRATOR)
    status, where = post(client, f"/personnes/{odile.pk}/retirer/", reason="à sa demande")
    assert (status, where) == (303, "/personnes/")
    day = timezone.localdate() + dt.timedelta(days=1)
    assert not Team.objects.watched(as_of=day).get(pk=cast.tilleul.pk).has_lead
    assert TeamLead.objects.as_of(date(2017, 1, 1)).believed().get().name.startswith("personne retirée")


def test_nothing_is_half_erased(cast: Cast) -> None:
    """The last administrator stays, with all that names them."""
    last = person(NAME, Role.ADMINISTRATOR)
    appoint_lead(cast.tilleul, NewPerson(NAME, EMAIL), on=date(2016, 5, 1), by=BEFORE)
    with pytest.raises(Exception, match="dernier administrateur"):
        let_go(last, on=GONE, reason="à sa demande", by=BY)
    assert TeamLead.objects.believed().get(ended_on=None).name == NAME
