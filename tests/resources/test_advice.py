"""Advice between peers: who is asked, what is answered, what becomes of it."""

import datetime as dt

import pytest

from maillage.accounts.actors import NOBODY
from maillage.accounts.models import Entry, User
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.network.operations.erasure import let_go
from maillage.network.reach import wearing
from maillage.resources.models import (
    AdviceAnswer,
    AdviceOffer,
    AdviceRequest,
    AdviceState,
    Resource,
    houses_of,
)
from maillage.resources.operations.advice import ask_again, close_advice, settle_advice, shelve_answers
from maillage.resources.operations.advice_offers import stop_being_asked
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import nobody_special, person
from tests.cast import Cast, date, instant
from tests.resources.advised import SENTENCE, answered, asked, offered
from tests.resources.shelf import BY, TODAY

pytestmark = pytest.mark.django_db
LATER = date(2018, 9, 1)
THEN = Author(at=instant(2018, 9, 1), role="maison")
A_WEEK = BY.at + dt.timedelta(days=7)


def lead(name: str, slug: str) -> User:
    return person(name, Role.LEAD, Perimeter("equipe", slug))


def called(request: AdviceRequest) -> list[str]:
    return [user.name for user in request.called.order_by("name")]


def test_a_question_goes_to_those_of_the_same_departement_then_further_then_to_nobody(cast: Cast) -> None:
    max_, zoe = (
        lead("Max Noir", cast.causse.slug),
        person("Zoé Blanc", Role.MEMBER, Perimeter("cooperation", cast.gard.slug)),
    )
    far = lead("Paul Loin", cast.guillotiere.slug)
    assert called(asked(cast.tilleul)) == []
    offered(far, cast.guillotiere)
    assert called(asked(cast.tilleul)) == []
    offered(max_, cast.causse)
    assert called(asked(cast.tilleul)) == ["Max Noir"]  # the Lot and the Gard share a region
    offered(zoe, cast.gard)
    assert called(asked(cast.tilleul)) == ["Zoé Blanc"]
    assert called(asked(cast.gard)) == ["Zoé Blanc"]
    assert called(asked(cast.gard, zoe)) == ["Max Noir"]  # one does not ask oneself
    assert called(asked(cast.errante)) == []  # it sits nowhere


def test_only_people_who_hold_a_role_in_the_field_and_agree_on_the_theme_are_asked(cast: Cast) -> None:
    offered(nobody_special("Zoé Blanc"), cast.gard)
    offered(lead("Max Noir", cast.tilleul.slug), cast.tilleul, theme="mobilite")
    assert called(asked(cast.gard)) == []
    assert [offer.user.name for offer in AdviceOffer.objects.of_the_field(TODAY)] == ["Max Noir"]


def test_a_question_to_one_person_goes_to_them_alone_while_they_agree(cast: Cast) -> None:
    far = offered(lead("Paul Loin", cast.guillotiere.slug), cast.guillotiere)
    offered(lead("Max Noir", cast.tilleul.slug), cast.tilleul)
    assert called(asked(cast.gard, offer=far)) == ["Paul Loin"]
    with pytest.raises(Refused, match="c'est vous"):
        asked(cast.guillotiere, far.user, offer=far)
    stop_being_asked(far, on=TODAY, by=BY)
    with pytest.raises(Refused, match="n'accepte plus"):
        asked(cast.gard, offer=far)
    assert AdviceRequest.objects.count() == 1


def test_who_agrees_says_it_again_in_other_words_and_stops_at_once(cast: Cast) -> None:
    zoe = lead("Zoé Blanc", cast.tilleul.slug)
    offered(zoe, cast.tilleul)
    again = offered(zoe)
    assert (again.house, again.started_on, again.sentence) == ("", TODAY, SENTENCE)
    assert list(AdviceOffer.objects.standing()) == [again]
    stop_being_asked(again, on=LATER, by=THEN)
    assert not AdviceOffer.objects.of_the_field(LATER)
    (ended,) = AdviceOffer.objects.believed()
    assert (ended.started_on, ended.ended_on) == (TODAY, LATER)
    assert {offer.sentence for offer in AdviceOffer.objects.all()} == {""}
    with pytest.raises(Refused, match="déjà arrêté"):
        stop_being_asked(ended, on=LATER, by=THEN)
    other = offered(zoe, cast.gard, on=LATER)
    assert (other.house, str(other)) == (cast.gard.name, "Zoé Blanc")
    stop_being_asked(other, on=LATER, by=THEN)
    assert not AdviceOffer.objects.standing()


def test_where_one_lived_it_is_among_what_ones_hats_are_worn_on(cast: Cast) -> None:
    def houses(user: User) -> list[str]:
        teams, cooperations = houses_of(wearing(user, today=TODAY, strong=True))
        return [str(house) for house in (*teams, *cooperations)]

    assert houses(lead("Max Noir", cast.tilleul.slug)) == ["Équipe du Tilleul"]
    assert houses(person("Ana Roux", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))) == [
        cast.gard.name
    ]
    assert houses(person("Aïcha Benali", Role.OFFICER)) == []


def test_the_messages_say_what_is_asked_and_that_an_answer_came(cast: Cast) -> None:
    jeanne, max_ = lead("Jeanne Roy", cast.tilleul.slug), lead("Max Noir", cast.causse.slug)
    offered(max_, cast.causse)
    request = asked(cast.tilleul, jeanne)
    (told,) = Message.objects.all()
    assert (told.to_email, told.kind) == (max_.email, "conseil-question")
    assert told.subject == "On vous demande conseil : Deux bénévoles s'arrêtent ensemble"
    assert f"/conseils/{request.pk}/" in told.text
    assert "/deja-vecu/" in told.text
    assert jeanne.email not in told.text
    answered(request, max_)
    assert Message.objects.get(kind="conseil-reponse").to_email == jeanne.email
    more = ask_again(request, "Et les visites de juillet ?", by=THEN)
    assert (more.state, more.more, more.waiting_since) == ("posee", "Et les visites de juillet ?", THEN.at)
    assert Message.objects.filter(kind="conseil-question", to_email=max_.email).count() == 2
    assert Entry.objects.about(request).count() == 3


def test_nobody_is_written_to_who_asked_in_no_name(cast: Cast) -> None:
    answer = answered(asked(cast.tilleul))
    assert not Message.objects.exists()
    assert (answer.who, str(answer)) == ("l'équipe nationale", "Parlez-en tôt, et à tous.")


def test_a_question_has_several_answers_until_they_are_enough(cast: Cast) -> None:
    jeanne, max_ = lead("Jeanne Roy", cast.tilleul.slug), nobody_special("Max Noir")
    request = asked(cast.tilleul, jeanne)
    with pytest.raises(Refused, match="en attente d'une réponse"):
        settle_advice(request, by=BY)
    with pytest.raises(Refused, match="Vous avez posé cette question"):
        answered(request, jeanne)
    answered(request, max_)
    answered(request, nobody_special("Zoé Blanc"))
    assert AdviceAnswer.objects.of(request).count() == 2
    with pytest.raises(Refused, match="une réponse est venue"):
        close_advice(request, by=BY)
    assert settle_advice(request, by=BY).state == AdviceState.SETTLED
    with pytest.raises(Refused, match="n'attend plus de réponse"):
        answered(request, max_)
    again = ask_again(request, "Un détail.", by=BY)
    assert ask_again(settle_again(again, max_), "Un autre.", by=BY).more == "Un détail.\n\nUn autre."
    assert close_advice(request, by=BY).state == AdviceState.CLOSED
    assert AdviceAnswer.objects.count() == 3


def settle_again(request: AdviceRequest, user: User) -> AdviceRequest:
    answered(request, user)
    return settle_advice(request, by=BY)


def test_answers_become_the_draft_of_who_brings_them_credited_to_those_who_answered(cast: Cast) -> None:
    zoe = nobody_special("Zoé Blanc")
    request = asked(cast.tilleul)
    answered(request)
    with pytest.raises(Refused, match="sous quel nom"):
        shelve_answers(request, by=BY)
    assert not Resource.objects.exists()
    answered(request, zoe, credit="L'équipe du Causse")
    answered(request, credit="Max Noir")
    made = shelve_answers(request, by=Author(at=BY.at, user=zoe))
    assert (made.author, made.credit, made.theme) == (zoe, "L'équipe du Causse, Max Noir", "vie-equipe")
    assert (made.audience, made.title) == ("equipe", request.title)
    assert made.text == "Parlez-en tôt, et à tous.\n\nParlez-en tôt, et à tous."
    with pytest.raises(Refused, match="déjà passées"):
        shelve_answers(request, by=BY)
    of_all = asked(cast.gard)
    answered(of_all, credit="Max Noir")
    assert shelve_answers(of_all, by=BY).audience == "cooperation"


def test_who_reads_and_answers_a_question(cast: Cast) -> None:
    jeanne, max_ = lead("Jeanne Roy", cast.tilleul.slug), lead("Max Noir", cast.causse.slug)
    other, officer = lead("Paul Loin", cast.guillotiere.slug), person("Aïcha Benali", Role.OFFICER)
    offer = offered(max_, cast.causse)
    request = asked(cast.tilleul, jeanne)

    def may(user: User) -> tuple[bool, bool, bool]:
        actor = wearing(user, today=TODAY, strong=True)
        rows = AdviceRequest.objects
        found = (rows.readable_by(actor), rows.answerable_by(actor), rows.followed_by(actor))
        return found[0].contains(request), found[1].contains(request), found[2].contains(request)

    assert may(jeanne) == (True, False, True)
    assert may(max_) == (True, True, False)
    assert may(other) == (False, False, False)
    assert may(officer) == (True, True, True)
    assert may(nobody_special("Sans Rôle")) == (False, False, False)
    assert not AdviceRequest.objects.readable_by(NOBODY)
    assert not AdviceRequest.objects.mine(wearing(officer, today=TODAY, strong=True))
    answered(request, max_)
    stop_being_asked(offer, on=TODAY, by=BY)
    assert may(max_) == (True, False, False)  # what one answered, one reads


def test_what_waits_too_long_is_for_the_national_team(cast: Cast) -> None:
    jeanne, max_ = lead("Jeanne Roy", cast.tilleul.slug), lead("Max Noir", cast.causse.slug)
    officer = wearing(person("Aïcha Benali", Role.OFFICER), today=TODAY, strong=True)
    offered(max_, cast.causse)
    request, alone = asked(cast.tilleul, jeanne), asked(cast.guillotiere)

    def awaited(user: User, at: dt.datetime) -> list[AdviceRequest]:
        actor = wearing(user, today=TODAY, strong=True)
        return list(AdviceRequest.objects.awaiting(actor, at).order_by("pk"))

    assert awaited(max_, BY.at) == [request]
    assert awaited(jeanne, A_WEEK) == []
    assert list(AdviceRequest.objects.awaiting(officer, BY.at)) == [alone]
    assert AdviceRequest.objects.awaiting(officer, A_WEEK).count() == 2
    answered(request, max_)
    assert awaited(max_, A_WEEK) == []


def test_who_leaves_the_register_is_asked_no_more_and_named_nowhere(cast: Cast) -> None:
    jeanne, max_ = lead("Jeanne Roy", cast.tilleul.slug), lead("Max Noir", cast.causse.slug)
    offered(max_, cast.causse)
    request = asked(cast.tilleul, jeanne)
    answer = answered(request, max_, credit="Max Noir")
    let_go(max_, on=LATER, reason="À sa demande", by=THEN)
    answer.refresh_from_db()
    assert (answer.credit, answer.text) == ("", "Parlez-en tôt, et à tous.")
    assert not AdviceOffer.objects.standing()
    assert {offer.sentence for offer in AdviceOffer.objects.all()} == {""}
    assert called(request) == []
    assert "Max" not in AdviceAnswer.objects.of(request)[0].who
    let_go(jeanne, on=LATER, reason="À sa demande", by=THEN)
    before = Message.objects.count()
    answered(request, nobody_special("Zoé Blanc"))
    assert Message.objects.count() == before
