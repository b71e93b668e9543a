"""Enquiries: given to who is near, answered, reminded, answered by hundreds, forgotten; never a private address."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from maillage.accounts.models import Entry, User
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.common.normalise import clean_text
from maillage.network.models import (
    Enquiry,
    EnquiryState,
    EnquiryStep,
    EnquiryStepKind,
    Level,
    Team,
    TeamLead,
    Wish,
)
from maillage.network.operations import end_lead, enquiry_care
from maillage.network.operations import enquiries as operations
from maillage.network.operations.enquiries import (
    answer_enquiry,
    note_call,
    pass_on,
    route_of,
    settle_enquiry,
    withdraw_enquiry,
)
from maillage.network.operations.enquiry_care import answer_many, erase_old_enquiries, remind
from maillage.network.operations.enquiry_letters import animators, nationals
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.accounts.rivals import arena, meeting, race
from tests.cast import NOW, Cast, commune
from tests.network.enquiries import ALES, DAY, GUERET, NIMES, PUBLIC, UZES, asked, later, received, to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wish", "code", "level", "who"),
    [
        (Wish.HELP, NIMES, Level.TEAM, "Équipe du Tilleul"),
        (Wish.MEET, NIMES, Level.TEAM, "Équipe du Tilleul"),
        (Wish.START, NIMES, Level.COOPERATION, "Coopération du Gard"),
        (Wish.SIGN, NIMES, Level.NATIONAL, "l'équipe nationale"),
        (Wish.HELP, UZES, Level.COOPERATION, "Coopération du Gard"),
        (Wish.MEET, GUERET, Level.NATIONAL, "l'équipe nationale"),
    ],
)
@pytest.mark.usefixtures("led")
def test_an_enquiry_goes_to_who_is_near(wish: Wish, code: str, level: Level, who: str) -> None:
    enquiry = received(wish, code)
    assert (enquiry.level, enquiry.in_charge) == (level, who)
    assert enquiry.steps.get().kind == EnquiryStepKind.ROUTED


def test_a_team_that_nobody_can_write_to_leaves_it_to_its_cooperation(cast: Cast) -> None:
    person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    route = route_of(asked(), on=DAY)
    assert (route.level, route.team, route.cooperation) == (Level.COOPERATION, cast.tilleul, cast.gard)


def test_without_animator_the_national_team_answers(cast: Cast) -> None:
    route = route_of(asked(), on=DAY)
    assert (route.level, route.team, route.cooperation) == (Level.NATIONAL, cast.tilleul, cast.gard)


def test_the_team_that_was_named_comes_first_and_a_sleeping_one_is_passed_over(led: Cast) -> None:
    named = route_of(asked(code=GUERET, team=led.tilleul, commune=None), on=DAY)
    assert (named.level, named.team, named.cooperation) == (Level.TEAM, led.tilleul, led.gard)
    asleep = route_of(asked(code=GUERET, team=led.causse), on=DAY)
    assert (asleep.level, asleep.team) == (Level.NATIONAL, None)


def test_the_cooperation_that_was_named_answers(led: Cast) -> None:
    route = route_of(asked(code=GUERET, cooperation=led.gard), on=DAY)
    assert (route.level, route.cooperation) == (Level.COOPERATION, led.gard)


def test_the_smallest_cooperation_of_a_place_is_the_nearest(led: Cast) -> None:
    person("Malik Amrani", Role.ANIMATOR, Perimeter("cooperation", led.ales.slug))
    assert route_of(asked(Wish.START, ALES), on=DAY).cooperation == led.ales
    # That of the Nord sleeps.
    assert route_of(asked(Wish.START, "59350"), on=DAY).cooperation is None


def test_a_place_that_nobody_said_goes_to_the_national_team(led: Cast) -> None:  # noqa: ARG001 - for its effect
    route = route_of(asked(commune=None), on=DAY)
    assert (route.level, route.team, route.cooperation) == (Level.NATIONAL, None, None)
    # A named team without a seat says no commune either.
    assert (
        route_of(asked(commune=None, team=Team.objects.get(slug="equipe-en-esquisse")), on=DAY).team is None
    )


@pytest.mark.usefixtures("led")
def test_those_in_charge_and_the_person_are_told_at_once_and_the_journal_names_nobody() -> None:
    enquiry = received()
    assert to("demande-a-repondre") == ["jeanne@exemple.fr"]
    assert to("demande-recue") == ["zoe@exemple.fr"]
    message = Message.objects.of_kind("demande-a-repondre").get()
    assert "Zoé" not in message.text
    assert "zoe@exemple.fr" not in message.text
    assert "/demandes/equipe/" in message.text
    entry = Entry.objects.latest_first()[0]
    assert "Je veux aider" in str(entry)
    assert "Zoé" not in str(entry)
    assert enquiry.consent_version == "1"
    assert enquiry.consented_at == NOW


@pytest.mark.usefixtures("led")
def test_who_left_only_a_telephone_gets_no_message() -> None:
    received(email="", telephone="04 66 00 00 09")
    assert to("demande-recue") == []
    enquiry = Enquiry.objects.get()
    with pytest.raises(Refused, match="n'a laissé qu'un téléphone"):
        answer_enquiry(enquiry, text="Bonjour", seen=1, by=PUBLIC)


@pytest.mark.parametrize(
    ("told", "sentence"), [({"name": " "}, "votre nom"), ({"email": ""}, "l'un des deux")]
)
@pytest.mark.usefixtures("led")
def test_what_lacks_is_said_and_nothing_is_kept(told: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        received(**told)
    assert not Enquiry.objects.exists()


@pytest.mark.usefixtures("led")
def test_an_answer_goes_through_the_site_and_is_kept() -> None:
    enquiry = received()
    answered = answer_enquiry(enquiry, text="Venez mardi.", seen=1, by=PUBLIC, who="Jeanne Roy")
    assert (answered.state, answered.answered_at) == (EnquiryState.ANSWERED, NOW)
    message = Message.objects.of_kind("demande-reponse").get()
    assert message.to_email == "zoe@exemple.fr"
    assert "Venez mardi." in message.text
    assert "jeanne@exemple.fr" not in message.text
    assert [step.who for step in enquiry.steps.in_order()] == ["", "Jeanne Roy"]


@pytest.mark.usefixtures("led")
def test_an_empty_answer_and_an_answer_over_another_are_refused() -> None:
    enquiry = received()
    with pytest.raises(Refused, match="Écrivez quelques mots"):
        answer_enquiry(enquiry, text=" ", seen=1, by=PUBLIC)
    note_call(enquiry, text="Elle viendra.", seen=1, by=PUBLIC)
    with pytest.raises(Refused, match="Quelqu'un vient de s'occuper"):
        answer_enquiry(enquiry, text="Venez mardi.", seen=1, by=PUBLIC)
    assert to("demande-reponse") == []
    # With what was just done in view, one may go on.
    answer_enquiry(enquiry, text="Venez mardi.", seen=2, by=PUBLIC)
    assert to("demande-reponse") == ["zoe@exemple.fr"]


@pytest.mark.usefixtures("led")
def test_an_enquiry_is_settled_one_way_or_the_other() -> None:
    enquiry = received()
    with pytest.raises(Refused, match="pourquoi il n'y aura pas de suite"):
        settle_enquiry(enquiry, fulfilled=False, text="", seen=1, by=PUBLIC)
    settle_enquiry(enquiry, fulfilled=True, text="", seen=1, by=PUBLIC)
    enquiry.refresh_from_db()
    assert enquiry.state == EnquiryState.FULFILLED
    with pytest.raises(Refused, match="Cette demande est close"):
        note_call(enquiry, text="encore", seen=2, by=PUBLIC)
    other = received(name="Luc Petit")
    assert settle_enquiry(other, fulfilled=False, text="Trop loin.", seen=1, by=PUBLIC).state == "sans-suite"
    assert note_call(other, text="rappelé", seen=2, by=PUBLIC).state == EnquiryState.ANSWERED


def test_an_enquiry_is_given_to_another_who_is_told(led: Cast) -> None:
    enquiry = received(code=GUERET)
    assert enquiry.level == Level.NATIONAL
    pass_on(enquiry, cooperation=led.gard, reason="Elle est du Gard", on=DAY, by=PUBLIC)
    assert "nadia-ferrand@exemple.fr" in to("demande-a-repondre")
    pass_on(enquiry, team=led.tilleul, reason="", on=DAY, by=PUBLIC)
    enquiry.refresh_from_db()
    assert (enquiry.level, enquiry.team, enquiry.cooperation) == (Level.TEAM, led.tilleul, led.gard)
    pass_on(enquiry, reason="Retour", on=DAY, by=PUBLIC)
    enquiry.refresh_from_db()
    assert enquiry.level == Level.NATIONAL
    with pytest.raises(Refused, match="n'a d'adresse électronique"):
        pass_on(enquiry, team=led.barachois, reason="", on=DAY, by=PUBLIC)
    with pytest.raises(Refused, match="n'a pas d'animateur"):
        pass_on(enquiry, cooperation=led.nord, reason="", on=DAY, by=PUBLIC)


@pytest.mark.usefixtures("led")
def test_a_withdrawn_enquiry_names_nobody_at_once_and_still_counts() -> None:
    enquiry = received(words="Je chante.")
    note_call(enquiry, text="Elle chante.", seen=1, by=PUBLIC, who="Jeanne Roy")
    withdraw_enquiry(enquiry, by=PUBLIC)
    withdraw_enquiry(enquiry, by=PUBLIC)
    enquiry.refresh_from_db()
    assert enquiry.state == EnquiryState.WITHDRAWN
    assert (enquiry.name, enquiry.email, enquiry.telephone, enquiry.words) == ("", "", "", "")
    assert enquiry.commune == commune(NIMES)
    assert "Elle chante." not in {step.text for step in enquiry.steps.in_order()}
    with pytest.raises(Refused, match="plus personne à joindre"):
        note_call(enquiry, text="", seen=None, by=PUBLIC)
    done = received(name="Luc Petit")
    settle_enquiry(done, fulfilled=True, text="", seen=1, by=PUBLIC)
    assert withdraw_enquiry(done, by=PUBLIC).state == EnquiryState.FULFILLED


def test_reminders_go_at_three_seven_and_ten_days_then_one_level_up(led: Cast) -> None:
    enquiry = received()
    assert remind(later(days=2)) == 0
    assert remind(later(days=3)) == 1
    assert remind(later(days=3, hours=1)) == 0
    assert remind(later(days=7)) == 1
    assert to("demande-a-repondre") == ["jeanne@exemple.fr"] * 3
    assert remind(later(days=10)) == 1
    enquiry.refresh_from_db()
    assert (enquiry.level, enquiry.team) == (Level.COOPERATION, led.tilleul)
    assert to("demande-a-repondre")[-1] == "nadia-ferrand@exemple.fr"
    assert "depuis 10 jours" in Message.objects.get(to_email="nadia-ferrand@exemple.fr").subject
    assert remind(later(days=30)) == 0


def test_without_cooperation_the_national_team_is_the_level_above(led: Cast) -> None:
    Enquiry.objects.filter(pk=received().pk).update(cooperation=None)
    remind(later(days=12))
    assert Enquiry.objects.get().level == Level.NATIONAL
    assert "olivier-legrand@exemple.fr" in to("demande-a-repondre")
    # Already at the top: reminded, and it stays there.
    received(code=GUERET, name="Luc Petit")
    remind(later(days=12))
    assert set(Enquiry.objects.values_list("level", flat=True)) == {Level.NATIONAL}
    assert led.gard.name


def test_nobody_who_left_is_reminded(led: Cast) -> None:
    received()
    end_lead(
        TeamLead.objects.get(), on=DAY + dt.timedelta(days=1), reason="départ", by=replace(PUBLIC, at=NOW)
    )
    assert remind(later(days=3)) == 0
    assert led.tilleul.name


@pytest.mark.usefixtures("led")
def test_an_answered_enquiry_is_not_reminded() -> None:
    enquiry = received()
    note_call(enquiry, text="", seen=1, by=PUBLIC)
    assert remind(later(days=20)) == 0


@pytest.mark.usefixtures("led")
def test_an_enquiry_answered_between_the_list_and_its_turn_is_left_alone() -> None:

    enquiry = received()
    waiting = Enquiry.objects.get()
    note_call(enquiry, text="", seen=1, by=PUBLIC)
    assert enquiry_care._remind(waiting, 3, later(days=4)) == 0


@pytest.mark.usefixtures("led")
def test_hundreds_are_answered_in_one_act() -> None:
    for number in range(3):
        received(name=f"Personne {number}", email=f"p{number}@exemple.fr")
    silent = received(name="Au téléphone", email="", telephone="04 66 00 00 09")
    keys = list(Enquiry.objects.values_list("pk", flat=True))
    with pytest.raises(Refused, match="Écrivez quelques mots"):
        answer_many(keys, text="", by=PUBLIC)
    assert answer_many(keys, text="Merci, on vous rappelle.", by=PUBLIC) == 3
    assert to("demande-reponse") == ["p0@exemple.fr", "p1@exemple.fr", "p2@exemple.fr"]
    silent.refresh_from_db()
    assert silent.is_waiting
    with pytest.raises(Refused, match="déjà reçu une réponse"):
        answer_many(keys, text="Merci", by=PUBLIC)


@pytest.mark.usefixtures("led")
def test_the_letters_of_an_erased_enquiry_name_nobody() -> None:
    first, second = received(), received()
    withdraw_enquiry(first, by=PUBLIC)
    assert to("demande-recue") == ["zoe@exemple.fr"] * 2  # the other enquiry is still followed
    withdraw_enquiry(second, by=PUBLIC)
    letters = Message.objects.of_kind("demande-recue")
    assert set(letters.values_list("to_email", "to_name", "text")) == {
        (f"demande-{second.pk}@retiree.invalid", "", "")
    }
    assert not letters.waiting().exists()
    by_telephone = received(email="", telephone="04 66 00 00 09")
    assert withdraw_enquiry(by_telephone, by=PUBLIC).erased_at is not None


@pytest.mark.usefixtures("led")
def test_a_year_after_the_last_contact_the_count_alone_stays() -> None:
    enquiry = received()
    done = received(name="Luc Petit")
    note_call(done, text="", seen=1, by=replace(PUBLIC, at=later(days=100)))
    assert erase_old_enquiries(later(days=364)) == 0
    assert erase_old_enquiries(later(days=366)) == 1
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.email, enquiry.wish) == ("sans-suite", "", "aider")
    assert erase_old_enquiries(later(days=500)) == 1
    assert Enquiry.objects.count() == 2
    assert erase_old_enquiries(later(days=900)) == 0


def test_the_national_team_is_its_officers_or_else_its_administrators(cast: Cast) -> None:
    assert nationals(on=DAY) == []
    boss = person("Alice Chef", Role.ADMINISTRATOR)
    assert nationals(on=DAY) == [boss]
    officer = person("Olivier Legrand", Role.OFFICER)
    assert nationals(on=DAY) == [officer]
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert nationals(on=DAY) == [boss]
    assert animators(cast.gard, on=DAY) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_answers_at_once_leave_one(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, locked: bool
) -> None:
    person("Olivier Legrand", Role.OFFICER)
    enquiry = received(code=GUERET)
    monkeypatch.setattr(operations, "clean_text", meeting(clean_text))
    if not locked:  # the control: without the lock, both pass
        monkeypatch.setattr(operations, "_open", lambda row, _seen: Enquiry.objects.get(pk=row.pk))

    def answer() -> None:
        answer_enquiry(enquiry, text="Venez.", seen=1, by=PUBLIC)

    with arena(tmp_path):
        met = race(answer, answer)
        written = EnquiryStep.objects.filter(kind=EnquiryStepKind.WRITTEN).count()
    refused = sum(isinstance(one, Refused) for one in met)
    if locked:
        assert (refused, written) == (1, 1)
    elif connection.vendor == "postgresql":
        assert (refused, written) == (0, 2)
    assert cast.gard.name
