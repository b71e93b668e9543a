"""A seat, a rank in the queue, an agreement: who gets what, in which order, and what is refused."""

import datetime as dt

import pytest

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.network.operations import NewOrganisation
from maillage.network.operations import enrol as enter_organisations
from maillage.supports.models import Enrolment, EnrolmentState, Trainee
from maillage.supports.operations.training_enrolments import (
    agree,
    closed_because,
    decline,
    enrol,
    houses_of,
    seat_waiting,
    seats_of,
    withdraw,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast, date, departement, instant
from tests.supports.training_seats.sitting import (
    AT,
    DAY,
    ON,
    PUBLIC,
    asking,
    by,
    fresh,
    hold,
    seat,
    session,
    subjects,
)

pytestmark = pytest.mark.django_db
_S = EnrolmentState


# Asking for a seat.


def test_seats_go_to_the_first_who_ask_and_the_others_wait_in_order(cast: Cast) -> None:
    one = session(cast, link="https://visio.exemple.fr/salle", practical="Apportez un stylo.")
    given = [seat(one, name) for name in ("Zoé Blanc", "Ana Roux", "Luc Bon", "Eve Sol")]
    assert [row.state for row in given] == [_S.SEATED, _S.SEATED, _S.WAITING, _S.WAITING]
    assert [Enrolment.objects.rank_of(row) for row in given[2:]] == [1, 2]
    seats = seats_of([one], on=ON)[one.pk]
    assert (seats.free, seats.taken, seats.waiting) == (0, 2, 2)
    assert subjects("zoe@exemple.fr") == ["Votre place est réservée : Aller vers"]
    letter = Message.objects.get(to_email="zoe@exemple.fr").text
    for words in (
        "lundi 6 mars 2017",
        "9 h",
        "12 h 30",
        "Maison des associations",
        "stylo",
        "/mon-inscription/",
    ):
        assert words in letter.replace("\u00a0", " ").replace("\u202f", " ")
    assert "visio.exemple.fr" in letter
    assert subjects("eve@exemple.fr") == ["Vous êtes sur la liste d'attente : Aller vers"]
    letter = Message.objects.get(to_email="eve@exemple.fr").text
    assert "au rang 2" in letter
    assert "visio.exemple.fr" not in letter
    said = Entry.objects.order_by("-number")[0]
    assert "Eve" not in f"{said.said}{said.sentence}"


def test_a_telephone_is_enough(cast: Cast) -> None:
    made = seat(session(cast), email="", telephone="04 66 00 00 01", needs=" un accès  sans marches ")
    assert (made.state, made.needs, made.trainee.folded) == (_S.SEATED, "un accès sans marches", "zoe blanc")
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"email": ""}, "l'un des deux suffit"), ({"name": " "}, "Écrivez le nom")],
)
def test_who_cannot_be_reached_or_has_no_name_is_refused(
    cast: Cast, fields: dict[str, str], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        enrol(session(cast), asking(**fields), on=ON, by=PUBLIC)
    assert not Trainee.objects.exists()


def test_the_same_person_is_counted_once_and_never_sits_twice(cast: Cast) -> None:
    one, other = session(cast), session(cast, contact_telephone="04 66 00 00 09")
    first = seat(one, telephone="")
    again = seat(other, "ZOE  BLANC", telephone="04 66 00 00 01")
    assert first.trainee == again.trainee
    assert Trainee.objects.get().telephone == "04 66 00 00 01"
    with pytest.raises(Refused, match=r"« Zoé Blanc » est déjà sur la liste.*04.66.00.00.09"):
        seat(other, email="", telephone="04 66 00 00 01")
    partner = seat(other, "Paul Blanc", email="zoe@exemple.fr")  # a couple shares an address
    assert partner.trainee != first.trainee
    withdraw(again, on=ON, by=PUBLIC)
    assert seat(other).state == _S.SEATED


def test_an_account_is_tied_to_its_own_address_alone(cast: Cast) -> None:
    user = person("Zoé Blanc", Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    one = session(cast)
    mine = enrol(one, asking(email=user.email), on=ON, by=by(user))
    theirs = enrol(one, asking("Ana Roux"), on=ON, by=by(user))
    assert (mine.trainee.user, theirs.trainee.user) == (user, None)


def test_each_closed_door_has_its_sentence(cast: Cast) -> None:
    cases = [
        (
            session(cast, cancelled_at=AT, cancel_reason="salle inondée."),
            ON,
            AT,
            "annulée : salle inondée. Ch",
        ),
        (session(cast, days=()), ON, AT, "n'a pas encore de date : appelez le 01 99 00 12 34"),
        (session(cast), DAY, instant(2017, 3, 6, 8), "a commencé le 6 mars 2017"),
        (session(cast, closes_on=date(2017, 1, 31)), ON, AT, "closes depuis le 31 janvier 2017"),
    ]
    for asked, on, at, words in cases:
        with pytest.raises(Refused) as refusal:
            enrol(asked, asking(), on=on, by=by(at=at))
        assert words in str(refusal.value).replace("\u00a0", " ")
    assert not Enrolment.objects.exists()


def test_a_session_begins_at_the_clock_of_its_place(cast: Cast) -> None:
    # Nine in the morning of La Réunion is six in Paris, five in universal time.
    far = session(cast, departement=departement("974"))
    assert closed_because(far, on=DAY, at=instant(2017, 3, 6, 4)) == ""
    assert "a commencé" in closed_because(far, on=DAY, at=instant(2017, 3, 6, 5))
    near = session(cast)
    assert closed_because(near, on=DAY, at=instant(2017, 3, 6, 7)) == ""


# Kept seats.


def test_kept_seats_are_for_the_people_of_the_organisation(cast: Cast) -> None:
    one = session(cast, capacity=3)
    kept = hold(one, cast.ccas, 2, until=date(2017, 2, 10))
    assert seats_of([one], on=ON)[one.pk].free == 1
    assert seat(one, "Ana Roux").state == _S.SEATED
    assert seat(one, "Luc Bon").state == _S.WAITING
    theirs = seat(one, "Eve Sol", organisation=cast.ccas)
    carried = seat(one, "Ida Roy", team=cast.tilleul)  # the CCAS carries that team
    assert [(row.state, row.hold) for row in (theirs, carried)] == [(_S.SEATED, kept)] * 2
    assert seat(one, "Max Fey", organisation=cast.ccas).state == _S.WAITING
    assert seats_of([one], on=ON)[one.pk].free == 0


def test_more_kept_seats_than_there_are_never_overbook(cast: Cast) -> None:
    one = session(cast, capacity=1)
    hold(one, cast.ccas, 5)
    assert seats_of([one], on=ON)[one.pk].free == 0
    assert seats_of([one], on=ON)[one.pk].kept_until is None
    assert seat(one, "Ana Roux", organisation=cast.ccas).state == _S.SEATED
    assert seat(one, "Eve Sol", organisation=cast.ccas).state == _S.WAITING


def test_who_waited_comes_before_who_asks_once_kept_seats_lapse(cast: Cast) -> None:
    one = session(cast, capacity=1)
    hold(one, cast.ccas, 1, until=ON)
    first = seat(one, "Ana Roux")
    assert first.state == _S.WAITING
    assert seats_of([one], on=ON)[one.pk].kept_until == ON
    later = enrol(one, asking("Luc Bon"), on=date(2017, 2, 2), by=by(at=instant(2017, 2, 2)))
    assert (fresh(first).state, later.state) == (_S.SEATED, _S.WAITING)
    assert subjects("ana@exemple.fr")[-1] == "Une place s'est libérée, elle est à vous : Aller vers"


def test_a_name_in_words_is_known_when_it_is_the_only_one(cast: Cast) -> None:
    one = session(cast, capacity=9)
    known = seat(one, "Ana Roux", organisation_name="ccas d'ALES")
    assert (known.organisation, known.house) == (cast.ccas, "CCAS d'Alès")
    team = seat(one, "Luc Bon", organisation_name="équipe du tilleul")
    assert (team.team, team.house) == (cast.tilleul, "Équipe du Tilleul")
    enter_organisations([NewOrganisation(name="CCAS d'Alès")], by=by())
    twice = seat(one, "Eve Sol", organisation_name="CCAS d'Alès")
    assert (twice.organisation, twice.house) == (None, "CCAS d'Alès")


def test_the_houses_offered_are_those_that_keep_seats_and_the_teams_of_the_place(cast: Cast) -> None:
    one = session(cast)
    hold(one, cast.mutuelle)
    hold(one, cast.clic, until=date(2017, 1, 1))
    assert list(houses_of(one, on=ON, most=9).values()) == [cast.mutuelle, cast.tilleul]
    online = session(cast, departement=None, commune=None)
    assert houses_of(online, on=ON, most=9) == {}


# Giving a seat back.


def test_a_seat_that_is_given_back_goes_to_the_first_who_waits(cast: Cast) -> None:
    one = session(cast, capacity=1)
    seated, first, second = (seat(one, name) for name in ("Zoé Blanc", "Ana Roux", "Luc Bon"))
    gone = withdraw(seated, on=ON, by=PUBLIC)
    assert (gone.state, gone.needs, gone.hold) == (_S.WITHDRAWN, "", None)
    assert [fresh(row).state for row in (first, second)] == [_S.SEATED, _S.WAITING]
    assert Enrolment.objects.rank_of(fresh(second)) == 1
    assert subjects("zoe@exemple.fr")[-1] == "Votre inscription est retirée : Aller vers"
    assert withdraw(seated, on=ON, by=PUBLIC).pk == seated.pk  # twice is once
    assert len(subjects("zoe@exemple.fr")) == 2
    withdraw(second, on=ON, by=PUBLIC)
    assert [fresh(row).state for row in (first, second)] == [_S.SEATED, _S.WITHDRAWN]


def test_what_is_over_is_not_given_back(cast: Cast) -> None:
    one = session(cast)
    seated = seat(one)
    with pytest.raises(Refused, match=r"a commencé : appelez le 01.99.00.12.34"):
        withdraw(seated, on=DAY, by=by(at=instant(2017, 3, 6, 9)))
    refused = seat(session(cast, by_agreement=True), "Ana Roux")
    decline(refused, reason="C'est complet.", on=ON, by=by())
    with pytest.raises(Refused, match="déjà traitée : non retenue"):
        withdraw(refused, on=ON, by=PUBLIC)


def test_more_seats_go_to_those_who_wait_and_only_before_it_begins(cast: Cast) -> None:
    one = session(cast, capacity=1)
    waiting = [seat(one, name) for name in ("Zoé Blanc", "Ana Roux", "Luc Bon", "Eve Sol")][1:]
    assert seat_waiting(one, on=ON, by=by()) == []
    type(one).objects.filter(pk=one.pk).update(capacity=3)
    assert seat_waiting(one, on=DAY, by=by(at=instant(2017, 3, 6, 9))) == []
    type(one).objects.filter(pk=one.pk).update(cancelled_at=AT, cancel_reason="Non")
    assert seat_waiting(one, on=ON, by=by()) == []
    type(one).objects.filter(pk=one.pk).update(cancelled_at=None, cancel_reason="")
    assert seat_waiting(one, on=ON, by=by()) == waiting[:2]
    assert [fresh(row).state for row in waiting] == [_S.SEATED, _S.SEATED, _S.WAITING]
    assert seat_waiting(session(cast), on=ON, by=by()) == []


def test_a_kept_seat_that_is_free_passes_over_those_it_is_not_for(cast: Cast) -> None:
    one = session(cast, capacity=1)
    first = seat(one)
    other, theirs = seat(one, "Ana Roux"), seat(one, "Luc Bon", organisation=cast.ccas)
    hold(one, cast.ccas)
    withdraw(first, on=ON, by=PUBLIC)
    assert [fresh(row).state for row in (other, theirs)] == [_S.WAITING, _S.SEATED]


# By agreement.


def test_an_agreement_is_asked_of_who_organises_and_of_the_organisation(cast: Cast) -> None:
    animator = person("Nora Anim", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    carrier = person("Carl Port", Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    one = session(
        cast, by_agreement=True, capacity=1, contact_email="orga@exemple.fr", contact_name="Odile",
        contact_telephone="0466000009",
    )  # fmt: skip
    asked = seat(one, organisation=cast.ccas)
    assert asked.state == _S.TO_AGREE
    for email in ("orga@exemple.fr", animator.email, carrier.email):
        assert subjects(email) == ["Une inscription attend votre accord : Aller vers"]
    assert "Zoé" not in Message.objects.get(to_email=carrier.email).text
    assert subjects("zoe@exemple.fr") == ["Votre demande est bien arrivée : Aller vers"]
    assert "Appelez Odile au 04 66 00 00 09" in Message.objects.get(to_email="zoe@exemple.fr").text.replace(
        "\u00a0", " "
    )
    assert agree(asked, on=ON, by=by()).state == _S.SEATED
    assert subjects("zoe@exemple.fr")[-1] == "Votre place est réservée : Aller vers"
    with pytest.raises(Refused, match="déjà traitée : inscrite"):
        agree(asked, on=ON, by=by())


def test_who_is_agreed_on_when_it_is_full_waits(cast: Cast) -> None:
    one = session(cast, by_agreement=True, capacity=1)
    first, second = seat(one), seat(one, "Ana Roux")
    agree(first, on=ON, by=by())
    waiting = agree(second, on=ON, by=by())
    assert waiting.state == _S.WAITING
    assert subjects("ana@exemple.fr")[-1] == "Vous êtes sur la liste d'attente : Aller vers"
    with pytest.raises(Refused, match="n'attend pas d'accord"):
        agree(waiting, on=ON, by=by())


def test_who_is_declined_is_told_why(cast: Cast) -> None:
    one = session(cast, by_agreement=True)
    asked = seat(one, needs="Une boucle auditive")
    with pytest.raises(Refused, match="pourquoi"):
        decline(asked, reason=" ", on=ON, by=by())
    gone = decline(asked, reason="Réservée aux équipes du Gard.", on=ON, by=by())
    assert (gone.state, gone.needs) == (_S.REFUSED, "")
    last = Message.objects.filter(to_email="zoe@exemple.fr").order_by("-pk")[0]
    assert last.subject == "La réponse à votre demande : Aller vers"
    assert "Réservée aux équipes du Gard." in last.text
    with pytest.raises(Refused, match="déjà traitée"):
        decline(asked, reason="Encore", on=ON, by=by())


@pytest.mark.parametrize(
    ("fields", "at", "words"),
    [
        ({"cancelled_at": AT, "cancel_reason": "Neige"}, AT, "annulée"),
        ({}, instant(2017, 3, 7), "a commencé"),
    ],
)
def test_nothing_is_agreed_on_when_it_is_too_late(
    cast: Cast, fields: dict[str, object], at: dt.datetime, words: str
) -> None:
    one = session(cast, by_agreement=True)
    asked = seat(one)
    type(one).objects.filter(pk=one.pk).update(**fields)
    with pytest.raises(Refused, match=words):
        agree(asked, on=at.date(), by=by(at=at))
    assert fresh(asked).state == _S.TO_AGREE
