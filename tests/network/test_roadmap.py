"""The roadmap, the shared diagnosis, the contact log, the personal address of the calendar."""

from typing import Any

import pytest

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.versions import Conflict
from maillage.network.models import ActionState, AgendaAddress, ContactMeans
from maillage.network.operations.agenda import close_agenda, open_agenda, read_agenda_token, token_of
from maillage.network.operations.roadmap import (
    Undertaking,
    add_action,
    change_action,
    move_action,
    note_contact,
    save_diagnosis,
    settle_contact,
)
from tests.accounts.people import nobody_special
from tests.cast import Cast, date
from tests.network import cockpit
from tests.network.cockpit import BY, NOW, TODAY


def last(cast: Cast) -> str:
    """Return the last line of the journal about the Gard."""
    return Entry.objects.about(cast.gard)[0].what


def titles(cast: Cast) -> list[str]:
    """Return the titles of the roadmap, in order."""
    return [action.title for action in cast.gard.roadmap.in_order()]


def test_an_action_joins_the_end_of_the_roadmap_and_is_changed(cast: Cast) -> None:
    first, second = (cockpit.action(cast.gard, title) for title in ("Former", "Repérer"))
    assert (titles(cast), str(first)) == (["Former", "Repérer"], "Former")
    assert (first.version, first.details) == (1, "Paul")
    said = Undertaking(
        title="Former vingt bénévoles",
        pilot=cast.voisins,
        starts_on=date(2017, 5, 1),
        due_on=date(2017, 5, 31),
        state=ActionState.DONE,
        done_on=TODAY,
    )
    done = change_action(first, said, version=1, by=BY)
    assert (done.version, done.is_open) == (2, False)
    assert done.details == (
        "Les Voisins du Tilleul, à partir du 1er\xa0mai 2017, pour le 31\xa0mai 2017, faite le 1er\xa0juin 2017"
    )
    assert last(cast) == "a modifié l'action « Former vingt bénévoles » (faite)"
    assert [action.pk for action in cast.gard.roadmap.open()] == [second.pk]
    with pytest.raises(Conflict):
        change_action(first, said, version=1, by=BY)
    back = change_action(
        done, Undertaking(title="Former", state=ActionState.DROPPED, done_on=TODAY), version=2, by=BY
    )
    assert (back.done_on, back.details) == (None, "sans pilote")
    assert [action.title for action in cast.gard.roadmap.kept()] == ["Repérer"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"starts_on": date(2017, 6, 1), "due_on": date(2017, 5, 1)}, "vient avant le début"),
        ({"state": ActionState.DONE}, "quel jour l'action a été faite"),
        ({"state": ActionState.DONE, "done_on": date(2017, 6, 2)}, "n'est pas encore venu"),
    ],
)
def test_an_action_that_does_not_hold_says_why(cast: Cast, said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        add_action(cast.gard, Undertaking(title="Former", **said), by=BY)
    assert titles(cast) == []


def test_an_action_moves_one_place_at_a_time(cast: Cast) -> None:
    for title in ("A", "B", "C"):
        cockpit.action(cast.gard, title)
    c = cast.gard.roadmap.get(title="C")
    move_action(c, up=True, by=BY)
    assert titles(cast) == ["A", "C", "B"]
    move_action(c, up=False, by=BY)
    before = Entry.objects.count()
    move_action(c, up=False, by=BY)
    assert (titles(cast), Entry.objects.count()) == (["A", "B", "C"], before)


def test_each_save_of_the_diagnosis_is_a_version(cast: Cast) -> None:
    first = cockpit.diagnosis(cast.gard, "Un canton sans équipe.")
    assert (first.version, str(first)) == (1, "Coopération du Gard (1)")
    with pytest.raises(Conflict) as conflict:
        save_diagnosis(cast.gard, text="Autre", version=0, by=BY)
    assert conflict.value.current == first
    with pytest.raises(Refused, match="celui de la version 1"):
        save_diagnosis(cast.gard, text="Un canton sans équipe.", version=1, by=BY)
    save_diagnosis(cast.gard, text="Deux cantons sans équipe.", version=1, by=BY)
    texts = [row.text for row in cast.gard.diagnoses.latest_first()]
    assert texts == ["Deux cantons sans équipe.", "Un canton sans équipe."]
    assert last(cast) == "a enregistré la version 2 du diagnostic partagé"


def test_a_contact_is_noted_with_its_next_step_until_it_is_done(cast: Cast) -> None:
    note = cockpit.contact(cast.gard, next_step="rappeler", next_due_on=date(2017, 5, 20))
    assert (str(note), note.details, note.is_open) == ("la mairie d'Uzès", "Mardi 2\xa0mai 2017", True)
    assert list(cast.gard.contacts.open()) == [note]
    for day in (date(2017, 5, 1), date(2017, 6, 2)):
        with pytest.raises(Refused, match="au plus tard aujourd'hui"):
            settle_contact(note, on=day, by=BY)
    done = settle_contact(note, on=TODAY, by=BY)
    assert done.details == "Mardi 2\xa0mai 2017, suite donnée le 1er\xa0juin 2017"
    assert not cast.gard.contacts.open().exists()
    with pytest.raises(Refused, match="plus de suite à donner"):
        settle_contact(note, on=TODAY, by=BY)
    with pytest.raises(Refused, match="plus de suite à donner"):
        settle_contact(cockpit.contact(cast.gard), on=TODAY, by=BY)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"on": date(2017, 6, 2)}, "n'est pas encore venu"),
        ({"next_due_on": TODAY}, "dites aussi quelle suite"),
        ({"next_step": "rappeler", "next_due_on": date(2017, 4, 1)}, "vient après le contact"),
    ],
)
def test_a_contact_that_does_not_hold_says_why(cast: Cast, said: dict[str, Any], sentence: str) -> None:
    given: dict[str, Any] = {"on": date(2017, 5, 2), "next_step": "", "next_due_on": None, **said}
    with pytest.raises(Refused, match=sentence):
        note_contact(cast.gard, with_whom="la mairie", how=ContactMeans.VISIT, words="", by=BY, **given)


def test_who_noted_a_contact_is_told(cast: Cast) -> None:
    by = Author(at=NOW, user=nobody_special("Odile Faure"))
    note = note_contact(
        cast.gard,
        on=TODAY,
        with_whom="le CLIC",
        how=ContactMeans.EMAIL,
        words="",
        next_step="",
        next_due_on=None,
        by=by,
    )
    assert note.details.endswith("noté par Odile Faure")


def test_an_agenda_address_is_renewed_and_closed(cast: Cast) -> None:
    odile = nobody_special("Odile Faure")
    first = open_agenda(cast.gard, odile, by=BY)
    assert str(first) == "Odile Faure : Coopération du Gard"
    assert read_agenda_token(token_of(first)) == first
    second = open_agenda(cast.gard, odile, by=BY)
    assert read_agenda_token(token_of(first)) is None
    assert read_agenda_token(token_of(second)) == second
    close_agenda(cast.gard, odile, by=BY)
    assert read_agenda_token(token_of(second)) is None
    with pytest.raises(Refused, match="pas d'adresse d'agenda ouverte"):
        close_agenda(cast.gard, odile, by=BY)
    assert AgendaAddress.objects.count() == 2


@pytest.mark.parametrize("token", ["", "1", "1.forged", "é", "999999999999999999999.x", "1:2.3"])
@pytest.mark.django_db
def test_a_forged_agenda_address_stands_for_nobody(token: str) -> None:
    assert read_agenda_token(token) is None
