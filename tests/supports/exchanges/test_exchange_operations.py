"""Series and meetings of exchange, who comes with what question: what is written, what is refused in words."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.common.versions import Conflict
from maillage.supports.models import ExchangeMeeting, ExchangeSeries, Participant, Participation
from maillage.supports.models import ParticipationState as State
from maillage.supports.operations.exchange_meetings import (
    cancel_meeting,
    change_meeting,
    change_series,
    end_series,
    plan_meeting,
)
from maillage.supports.operations.exchange_minutes import note_presences
from maillage.supports.operations.exchange_participations import (
    add_present,
    answer,
    decline,
    invite,
    sign_up,
)
from tests.accounts.people import nobody_special
from tests.cast import Cast, date, instant
from tests.supports.exchanges.meeting import (
    AFTER,
    AT,
    DAY,
    DURING,
    ON,
    by,
    comes,
    meeting,
    peer,
    series,
    series_text,
    subjects,
    text,
)

pytestmark = pytest.mark.django_db


def test_a_series_is_opened_changed_and_ended(cast: Cast) -> None:
    made = series(cast.gard)
    assert (made.cooperation, made.opened_on, made.owner) == (cast.gard, ON, "Coopération du Gard")
    changed = change_series(made, series_text(theme="Autre thème"), version=1, by=by())
    assert (changed.theme, changed.version) == ("Autre thème", 2)
    with pytest.raises(Conflict):
        change_series(made, series_text(), version=1, by=by())
    coming = plan_meeting(made, text(), on=ON, by=by())
    with pytest.raises(Refused, match=r"6.mars 2017 est encore à venir"):
        end_series(made, on=ON, by=by())
    cancel_meeting(coming, "Neige", by=by())
    assert end_series(made, on=DAY, by=by()).ended_on == DAY
    with pytest.raises(Refused, match=r"terminée depuis le 6.mars 2017"):
        end_series(made, on=DAY, by=by())
    with pytest.raises(Refused, match="ouvrez-en une autre"):
        plan_meeting(made, text(), on=ON, by=by())
    said = [entry.sentence for entry in Entry.objects.about(ExchangeSeries.objects.get())]
    assert len(said) == 5


def test_the_network_may_hold_a_series_too(cast: Cast) -> None:  # noqa: ARG001 - the register exists
    made = series(None)
    assert made.owner == "Le réseau, pour toute la France"
    planned = plan_meeting(
        made, text(commune=None, place="", link="https://visio.exemple.fr"), on=ON, by=by()
    )
    assert (planned.departement, planned.where) == (None, "")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_at": dt.time(13)}, "finit avant de commencer"),
        ({"ends_at": dt.time(14)}, "finit avant de commencer"),
        ({"place": "", "link": ""}, "un lieu, ou un lien"),
        ({"on": date(2017, 1, 31)}, "31.janvier 2017 est passé"),
        ({"facilitator_is_public": True}, "écrivez ce nom"),
    ],
)
def test_a_bad_meeting_is_refused_in_words(cast: Cast, fields: dict[str, Any], sentence: str) -> None:
    made = series(cast.gard)
    with pytest.raises(Refused, match=sentence):
        plan_meeting(made, text(**fields), on=ON, by=by())
    assert not ExchangeMeeting.objects.exists()


def test_whoever_comes_is_told_when_a_meeting_moves(cast: Cast) -> None:
    one = meeting(cast.gard)
    comes(one)
    decline(comes(one, "Max Noir"), by=by())
    change_meeting(one, text(theme="Autre question"), version=1, on=ON, by=by())
    assert subjects("zoe@exemple.fr") == ["Nous vous attendons : Accueillir un nouveau bénévole"]
    moved = change_meeting(one, text(on=date(2017, 3, 7)), version=2, on=ON, by=by())
    assert (moved.on, moved.version) == (date(2017, 3, 7), 3)
    assert subjects("zoe@exemple.fr")[1] == "Changement : Accueillir un nouveau bénévole"
    assert len(subjects("max@exemple.fr")) == 1
    with pytest.raises(Refused, match=r"31.janvier 2017 est passé : choisissez"):
        change_meeting(one, text(on=date(2017, 1, 31)), version=3, on=ON, by=by())
    late = change_meeting(
        one, text(on=date(2017, 3, 7), place="Mairie"), version=3, on=ON, by=by(instant(2017, 3, 8))
    )
    assert late.place == "Mairie"
    assert len(subjects("zoe@exemple.fr")) == 2


def test_a_cancelled_meeting_says_why_to_those_who_come(cast: Cast) -> None:
    one = meeting(cast.gard)
    line = comes(one)
    with pytest.raises(Refused, match="Dites pourquoi"):
        cancel_meeting(one, "  ", by=by())
    cancel_meeting(one, "Neige.", by=by())
    letter = Message.objects.of_kind("echange-annulation").get()
    assert (letter.to_email, "Neige." in letter.text) == ("zoe@exemple.fr", True)
    for act in (
        lambda: sign_up(one, peer("Max Noir"), by=by()),
        lambda: invite(one, peer("Max Noir"), by=by()),
        lambda: answer(line, by=by()),
        lambda: change_meeting(one, text(), version=1, on=ON, by=by()),
        lambda: cancel_meeting(one, "Encore", by=by()),
        lambda: note_presences(one, [line.pk], by=by(AFTER)),
        lambda: add_present(one, peer("Max Noir"), by=by(AFTER)),
    ):
        with pytest.raises(Refused, match=r"Cette rencontre est annulée : Neige\. Choisissez"):
            act()
    assert Participation.objects.count() == 1


def test_nobody_came_so_it_is_cancelled_afterwards_without_a_letter(cast: Cast) -> None:
    one = meeting(cast.gard)
    comes(one)
    cancel_meeting(one, "Personne n'est venu", by=by(AFTER))
    assert not Message.objects.of_kind("echange-annulation").exists()


def test_what_was_held_is_neither_cancelled_nor_moved(cast: Cast) -> None:
    one = meeting(cast.gard)
    note_presences(one, [comes(one).pk], by=by(AFTER))
    with pytest.raises(Refused, match="a eu lieu : elle ne s'annule plus"):
        cancel_meeting(one, "Erreur", by=by(AFTER))
    with pytest.raises(Refused, match=r"a eu lieu le 6.mars 2017"):
        change_meeting(one, text(on=date(2017, 3, 9)), version=1, on=date(2017, 3, 7), by=by(AFTER))


def test_a_referent_comes_with_a_question(cast: Cast) -> None:
    one, user = meeting(cast.gard), nobody_special("Zoé Blanc")
    who = peer(email=user.email, user=user, function="référent", team=cast.tilleul)
    line = sign_up(one, who, asks="  Comment dire non ? ", brings="Un jeu", by=by(user=user))
    line.refresh_from_db()
    assert (line.state, line.asks, line.brings, line.house) == (
        State.COMING,
        "Comment dire non ?",
        "Un jeu",
        "Équipe du Tilleul",
    )
    assert line.participant.user == user
    with pytest.raises(Refused, match="déjà dit que vous veniez"):
        sign_up(one, who, by=by())
    answer(line, asks="Autre question", by=by())
    line.refresh_from_db()
    assert (line.asks, line.brings) == ("Autre question", "")
    with pytest.raises(Refused, match="500"):
        answer(line, asks="x" * 501, by=by())
    decline(line, by=by())
    line.refresh_from_db()
    assert (line.state, line.asks) == (State.AWAY, "")
    with pytest.raises(Refused, match="déjà noté que vous ne venez pas"):
        decline(line, by=by())
    assert sign_up(one, who, by=by()).pk == line.pk  # changed their mind
    assert Participant.objects.count() == 1


def test_nobody_signs_up_once_it_has_begun(cast: Cast) -> None:
    one = meeting(cast.gard)
    line = comes(one)
    late: list[Callable[[], object]] = [
        lambda: sign_up(one, peer("Max Noir"), by=by(DURING)),
        lambda: invite(one, peer("Max Noir"), by=by(DURING)),
        lambda: answer(line, asks="Trop tard", by=by(DURING)),
        lambda: decline(line, by=by(DURING)),
    ]
    for act in late:
        with pytest.raises(Refused, match=r"a commencé le 6.mars 2017"):
            act()


def test_someone_is_invited_and_answers(cast: Cast) -> None:
    one = meeting(cast.gard)
    with pytest.raises(Refused, match="Écrivez le nom"):
        invite(one, peer(" ", email="a@exemple.fr"), by=by())
    with pytest.raises(Refused, match="Donnez une adresse"):
        invite(one, peer(email=""), by=by())
    line = invite(one, peer(function="référente à Alès"), by=by())
    assert line.state == State.INVITED
    letter = Message.objects.of_kind("echange-invitation").get()
    assert "/mon-echange/" in letter.text
    assert "lundi 6" in letter.text
    with pytest.raises(Refused, match="déjà sur la liste de cette rencontre : invitée"):
        invite(one, peer(), by=by())
    answer(line, asks="Par où commencer ?", by=by())
    line.refresh_from_db()
    assert line.state == State.COMING
    other = invite(one, peer("Max Noir"), by=by())
    decline(other, by=by())
    other.refresh_from_db()
    assert other.state == State.AWAY


def test_a_couple_at_one_address_is_two_people(cast: Cast) -> None:
    one = meeting(cast.gard)
    sign_up(one, peer(email="nous@exemple.fr"), by=by())
    sign_up(one, peer("Max Noir", email="nous@exemple.fr"), by=by())
    assert Participant.objects.count() == 2


def test_someone_who_came_without_being_listed_is_added(cast: Cast) -> None:
    one = meeting(cast.gard)
    with pytest.raises(Refused, match="n'a pas commencé"):
        add_present(one, peer(), by=by(AT))
    line = add_present(one, peer(email=""), by=by(AFTER))
    assert (line.state, line.participant.email) == (State.COMING, "")
    with pytest.raises(Refused, match="Écrivez le nom"):
        add_present(one, peer("", email=""), by=by(AFTER))
    listed = add_present(one, peer("Max Noir"), by=by(AFTER))
    with pytest.raises(Refused, match="« Max Noir » est déjà sur la liste"):
        add_present(one, peer("Max Noir"), by=by(AFTER))
    held = note_presences(one, [line.pk, listed.pk], by=by(AFTER))
    assert held.presences.count() == 2


def test_no_letter_leaves_without_an_address(cast: Cast) -> None:
    one, user = meeting(cast.gard), nobody_special("Zoé Blanc")
    sign_up(one, peer(email="", user=user), by=by())
    assert not Message.objects.of_family("echange").exists()
