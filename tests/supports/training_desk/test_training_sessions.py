"""Opening, changing, cancelling a session, and keeping seats: what is written, who is told, what is refused."""

import datetime as dt
from typing import Any

import pytest

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.common.versions import Conflict
from maillage.supports.models import (
    CurriculumVersion,
    Enrolment,
    HalfDay,
    Holding,
    Presence,
    Qualification,
    SeatHold,
    TrainingSession,
)
from maillage.supports.operations.training_curricula import end_qualification
from maillage.supports.operations.training_sessions import (
    MOST_HALF_DAYS,
    cancel_session,
    change_session,
    hold_seats,
    open_session,
    release_seats,
)
from tests.cast import Cast, date, instant
from tests.supports.training_desk.holding import AFTER, DAY, HOUSE, LATER, came, opened, slot, text, trainer
from tests.supports.training_seats.sitting import ON, fresh, seat, subjects, taught

pytestmark = pytest.mark.django_db


def test_a_session_is_opened_with_its_days_its_place_and_its_trainers(cast: Cast) -> None:
    made = opened(cast, trainers=[trainer()], cost=12_000, funded_by="La mutuelle", is_public=False)
    made.refresh_from_db()
    assert [(row.on, row.moment, row.minutes) for row in made.half_days.in_order()] == [
        (DAY, "matin", 180),
        (DAY, "apres-midi", 180),
    ]
    assert (made.departement and made.departement.code, made.capacity, made.cost) == ("30", 2, 12_000)
    assert [row.name for row in made.trainers.all()] == ["Yann Cozic"]
    assert "a ouvert une session de « Aller vers », le 6 mars 2017" in Entry.objects.about(made)[
        0
    ].what.replace("\xa0", " ")
    evening = opened(
        cast, slots=[slot(starts=18, ends=20)], commune=None, place="", link="https://visio.exemple/a"
    )
    assert evening.half_days.get().moment == "soir"
    assert evening.departement is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"slots": []}, "au moins une demi-journée"),
        (
            {"slots": [slot(date(2017, 4, 1) + dt.timedelta(n)) for n in range(MOST_HALF_DAYS + 1)]},
            "20 demi-journées",
        ),
        ({"slots": [slot(starts=12, ends=9)]}, "finit avant de commencer"),
        ({"slots": [slot(), slot(starts=10, ends=11)]}, "au même moment"),
        (
            {"slots": [slot(ends=13), slot(starts=12, ends=17)]},
            "commence à 12 h, et celle d'avant finit à 13 h",
        ),
        ({"slots": [slot(date(2027, 3, 6))]}, "dans plus de deux ans : vérifiez l'année"),
        ({"place": "", "link": ""}, "Dites où l'on vient"),
        ({"closes_on": date(2017, 3, 7)}, "Les inscriptions se terminent avant"),
        ({"slots": [slot(date(2017, 1, 31))]}, "est passé : une session s'ouvre avant"),
    ],
)
def test_a_session_that_cannot_be_is_refused(cast: Cast, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        opened(cast, **fields)
    assert sentence in str(refusal.value).replace("\xa0", " ")
    assert not TrainingSession.objects.exists()


def test_a_version_that_is_not_adopted_and_a_trainer_who_is_not_qualified_are_refused(cast: Cast) -> None:
    late = taught()
    late.adopted_on = date(2018, 1, 1)
    with pytest.raises(Refused, match="n'était pas encore adoptée"):
        open_session(cast.gard, text(taught=late), on=ON, by=HOUSE)
    over = trainer("Ida Lemoine", until=date(2017, 1, 1))
    with pytest.raises(Refused, match=r"Le 6\smars 2017, Ida Lemoine n'est pas habilité"):
        opened(cast, trainers=[over])


def test_a_change_of_days_tells_everybody_on_the_list_and_more_seats_go_to_those_who_wait(cast: Cast) -> None:
    session = opened(cast, capacity=1)
    first, second = seat(session), seat(session, "Max Noir")
    assert (first.state, second.state) == ("inscrite", "attente")
    same = change_session(session, text(capacity=1, funded_by="La ville"), version=1, on=ON, by=HOUSE)
    assert (same.version, same.funded_by) == (2, "La ville")
    assert not any("Changement" in subject for subject in subjects("zoe@exemple.fr"))
    moved = text(slots=[slot(AFTER)], place="Mairie", capacity=2)
    change_session(session, moved, version=2, on=ON, by=HOUSE)
    assert HalfDay.objects.get(session=session).on == AFTER
    assert fresh(second).state == "inscrite"
    for address in ("zoe@exemple.fr", "max@exemple.fr"):
        assert "Changement : Aller vers" in [subject.replace("\xa0", " ") for subject in subjects(address)]
    letter = Message.objects.of_kind("formation-changement").order_by("pk")[0]
    assert "7 mars 2017" in letter.text.replace("\xa0", " ")
    assert "Mairie" in letter.text
    with pytest.raises(Conflict):
        change_session(session, moved, version=2, on=ON, by=HOUSE)


def test_what_is_given_is_not_taken_back_by_a_change(cast: Cast) -> None:
    session = opened(cast)
    seat(session)
    seat(session, "Max Noir")
    with pytest.raises(Refused, match=r"2\spersonnes ont déjà une place"):
        change_session(session, text(capacity=1), version=1, on=ON, by=HOUSE)
    with pytest.raises(Refused, match="a commencé : ses jours ne changent plus"):
        change_session(session, text(slots=[slot(AFTER)]), version=1, on=AFTER, by=LATER)
    row = session.half_days.in_order()[0]
    Presence.objects.create(enrolment=Enrolment.objects.order_by("pk")[0], half_day=row)
    early = Author(at=instant(2017, 3, 6, 5), role="essai")
    with pytest.raises(Refused, match="a commencé : ses jours ne changent plus"):
        change_session(session, text(slots=[slot(AFTER)]), version=1, on=DAY, by=early)
    newer = CurriculumVersion.objects.create(
        curriculum=taught().curriculum, number="2", adopted_on=date(2016, 1, 1)
    )
    with pytest.raises(Refused, match="ce qui s'y enseigne ne change plus"):
        change_session(session, text(taught=newer), version=1, on=AFTER, by=LATER)
    change_session(session, text(practical="Venir à pied."), version=1, on=AFTER, by=LATER)


def test_a_session_is_cancelled_before_it_begins_and_everybody_is_told_why(cast: Cast) -> None:
    session = opened(cast)
    seat(session)
    with pytest.raises(Refused, match="Dites pourquoi"):
        cancel_session(session, "  ", on=ON, by=HOUSE)
    came(session, Enrolment.objects.get())
    with pytest.raises(Refused, match="elle ne s'annule plus"):
        cancel_session(session, "Trop tard", on=AFTER, by=LATER)
    came(session)
    cancel_session(session, "La formatrice est malade.", on=ON, by=HOUSE)
    session.refresh_from_db()
    assert session.is_cancelled
    letter = Message.objects.of_kind("formation-annulation").get()
    assert letter.to_email == "zoe@exemple.fr"
    assert "La formatrice est malade." in letter.text
    for act in (
        lambda: cancel_session(session, "Encore", on=ON, by=HOUSE),
        lambda: change_session(session, text(), version=1, on=ON, by=HOUSE),
        lambda: hold_seats(session, cast.voisins, seats=1, until=None, on=ON, by=HOUSE),
    ):
        with pytest.raises(Refused, match="est annulée : ouvrez-en une autre"):
            act()


def test_a_session_to_which_nobody_came_is_cancelled_without_a_word_to_those_who_did_not(cast: Cast) -> None:
    session = opened(cast)
    seat(session)
    cancel_session(session, "Personne n'est venu : la route était coupée.", on=AFTER, by=LATER)
    session.refresh_from_db()
    assert session.is_cancelled
    assert not Message.objects.of_kind("formation-annulation").exists()
    assert not Holding.objects.exists()


def test_a_session_is_not_moved_to_the_past_nor_years_ahead(cast: Cast) -> None:
    session = opened(cast)
    for day, sentence in ((date(2017, 1, 1), "est passé"), (date(2027, 3, 6), "dans plus de deux ans")):
        with pytest.raises(Refused, match=sentence):
            change_session(session, text(slots=[slot(day)]), version=1, on=ON, by=HOUSE)
    assert session.half_days.count() == 2


def test_a_trainer_is_qualified_on_every_day_and_stays_written_once_the_qualification_has_ended(
    cast: Cast,
) -> None:
    yann = trainer(until=AFTER)
    two_days = [slot(), slot(AFTER)]
    with pytest.raises(Refused, match=r"Le 7\smars 2017, Yann Cozic n'est pas habilité"):
        open_session(cast.gard, text(slots=two_days, trainers=[yann]), on=ON, by=HOUSE)
    zoe = trainer("Zoé Roux")
    session = opened(cast, slots=two_days, trainers=[zoe])
    end_qualification(zoe, on=date(2017, 3, 8), reason="départ", by=LATER)
    assert [row.end_reason or row.name for row in session.trainers.all()] == ["Zoé Roux"]
    assert [row.name for row in Qualification.objects.offered(date(2017, 4, 1), session)] == ["Zoé Roux"]
    assert not Qualification.objects.offered(date(2017, 4, 1), None)


def test_seats_are_kept_for_an_organisation_then_given_back(cast: Cast) -> None:
    session = opened(cast)
    with pytest.raises(Refused, match="2 places, dont 0 déjà gardées"):
        hold_seats(session, cast.voisins, seats=3, until=None, on=ON, by=HOUSE)
    with pytest.raises(Refused, match="est passé : choisissez un jour à venir"):
        hold_seats(session, cast.voisins, seats=1, until=date(2017, 1, 1), on=ON, by=HOUSE)
    hold_seats(session, cast.voisins, seats=1, until=None, on=ON, by=HOUSE)
    hold = hold_seats(session, cast.voisins, seats=2, until=DAY, on=ON, by=HOUSE)
    assert (SeatHold.objects.get().seats, hold.until) == (2, DAY)
    with pytest.raises(Refused, match="dont 2 déjà gardées"):
        hold_seats(session, cast.ccas, seats=1, until=None, on=ON, by=HOUSE)
    outsider = seat(session)
    assert outsider.state == "attente"
    ours = seat(session, "Max Noir", organisation=cast.voisins)
    assert (ours.state, ours.hold) == ("inscrite", hold)
    release_seats(hold, on=ON, by=HOUSE)
    assert not SeatHold.objects.exists()
    assert (fresh(ours).state, fresh(ours).hold, fresh(outsider).state) == ("inscrite", None, "inscrite")
