"""The journal: written in one chain, never rewritten, read as sentences."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils import translation

from maillage.accounts.models import Concern, Entry, Grant, JournalHead, User
from maillage.accounts.models.journal import read_names
from maillage.accounts.operations import broken_links, record, seal_holds
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.network.models import Team
from tests.accounts.people import HOUSE, nobody_special, person
from tests.accounts.rivals import arena, meeting, race
from tests.cast import Cast, instant

guards = import_module("maillage.accounts.migrations.0003_journal_is_append_only")


def anne(role: str = Role.ANIMATOR) -> Author:
    return Author(at=instant(2016, 3, 3), user=nobody_special(), role=role)


@pytest.fixture
def three(cast: Cast) -> list[Entry]:
    """Write three lines: about a team, about a team and a cooperation, about nothing."""
    return [
        record(anne(), "a reconnu l'équipe %(team)s", cast.tilleul, why="projet clair", team=cast.tilleul),
        record(anne(), "a réuni %(count)s personnes", cast.tilleul, cast.gard, cast.gard, count=12),
        record(HOUSE, "a fait le ménage"),
    ]


@pytest.fixture
def without_guards(db: None) -> None:  # noqa: ARG001 - asked for, for its effect
    """Drop the guards of the database, as someone who has its keys could."""
    statements = guards.UNDO_SQLITE
    if connection.vendor == "postgresql":
        statements = ["SET CONSTRAINTS ALL IMMEDIATE", *guards.UNDO_POSTGRESQL]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_line_says_who_in_which_role_what_when_and_why(cast: Cast, three: list[Entry]) -> None:
    first = Entry.objects.get(pk=three[0].pk)
    assert first.number == 1
    assert (first.who, first.role_label) == ("Anne Martin", "animateur de coopération")
    assert first.what == "a reconnu l'équipe Équipe du Tilleul"
    assert (first.at, first.why) == (instant(2016, 3, 3), "projet clair")
    assert str(first) == "1. Anne Martin a reconnu l'équipe Équipe du Tilleul"
    assert [(c.model, c.key) for c in first.concerns.all()] == [("network.team", cast.tilleul.pk)]
    assert str(first.concerns.get()) == f"network.team {cast.tilleul.pk}"
    assert str(JournalHead.objects.get()) == "3"


@pytest.mark.django_db
def test_a_person_is_kept_by_number_and_read_by_name(django_assert_num_queries: Any) -> None:
    """So that the name may be erased while the chain holds."""
    claire = nobody_special("Claire Petit")
    record(anne(), "a aidé %(person)s", claire, person=claire)
    record(HOUSE, "a salué %(person)s, %(role)s", claire, person=claire, role=Role.LEAD.label)
    assert Entry.objects.earliest("number").said == {"person": ["accounts.user", claire.pk]}
    User.objects.filter(pk=claire.pk).update(name="personne retirée")
    with django_assert_num_queries(2):
        last, first = read_names(Entry.objects.about(claire))
        assert last.what == "a salué personne retirée, référent de l'équipe (bénévole)"
        assert first.what == "a aidé personne retirée"
    with django_assert_num_queries(1):
        assert (
            Entry(sentence="%(person)s", said={"person": ["accounts.user", claire.pk]}).what
            == "personne retirée"
        )
    assert Entry(sentence="%(person)s", said={"person": ["accounts.user", 0]}).what == "quelqu'un"
    assert list(broken_links()) == []


@pytest.mark.django_db
def test_names_are_read_without_a_query_where_nobody_is_named(django_assert_num_queries: Any) -> None:
    record(HOUSE, "a écrit")
    with django_assert_num_queries(1):
        assert [entry.what for entry in read_names(Entry.objects.latest_first())] == ["a écrit"]


@pytest.mark.parametrize(
    ("role", "who"),
    [
        ("public", "une personne, par le site"),
        ("lien", "une personne, par un lien reçu"),
        ("maison", "la plateforme"),
        ("", "la plateforme"),
    ],
)
@pytest.mark.django_db
def test_those_without_account_are_named_by_their_door(role: str, who: str) -> None:
    entry = record(Author(at=instant(2016, 3, 3), role=role), "a écrit")
    assert (entry.who, entry.role_label) == (who, "")


def test_the_journal_of_a_subject_is_its_own_the_last_first(cast: Cast, three: list[Entry]) -> None:
    assert list(Entry.objects.about(cast.tilleul)) == [three[1], three[0]]
    assert list(Entry.objects.about(cast.gard)) == [three[1]]
    assert list(Entry.objects.about(cast.ales)) == []
    assert list(Entry.objects.about_all([cast.gard, cast.ales])) == [three[1]]
    assert list(Entry.objects.about_all([])) == []


def test_a_concern_of_another_model_with_the_same_number_is_another_subject(cast: Cast) -> None:
    team = Team.objects.get(pk=cast.tilleul.pk)
    record(anne(), "a écrit", team)
    twin = User(pk=team.pk)
    assert not Entry.objects.about(twin).exists()


@pytest.mark.django_db
def test_what_a_line_says_is_kept_in_french_whoever_writes() -> None:
    with translation.override("en"):
        entry = record(
            anne(),
            "a noté %(day)s %(moment)s %(count)s %(yes)s %(nothing)s %(role)s",
            day=dt.date(2016, 3, 1),
            moment=instant(2016, 3, 1),
            count=3,
            yes=True,
            nothing=None,
            role=Role.OFFICER.label,
        )
    assert Entry.objects.get(pk=entry.pk).said == {
        "day": "1er\u00a0mars 2016",
        "moment": "1er\u00a0mars 2016",
        "count": 3,
        "yes": True,
        "nothing": None,
        "role": "chargé de mission national",
    }


@pytest.mark.django_db
def test_a_reason_too_long_is_cut_rather_than_lost() -> None:
    assert len(record(anne(), "a écrit", why="x" * 900).why) == 500


def test_the_chain_holds_as_written(three: list[Entry]) -> None:
    assert [entry.previous for entry in three[1:]] == [entry.digest for entry in three[:2]]
    assert list(broken_links()) == []


@pytest.mark.django_db
def test_an_empty_journal_holds() -> None:
    assert list(broken_links()) == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("model", [Entry, Concern])
def test_the_database_refuses_to_change_or_erase_a_line(model: Any) -> None:
    rows = model._default_manager.all()
    field = {"why": "réécrit"} if model is Entry else {"key": 1}
    acts: list[Callable[[], object]] = [lambda: rows.update(**field), lambda: rows._raw_delete("default")]
    for act in acts:
        with pytest.raises(DatabaseError, match="ne se corrige ni ne s'efface"), transaction.atomic():
            act()
    assert list(broken_links()) == []


@pytest.mark.usefixtures("without_guards")
@pytest.mark.parametrize(
    "change",
    [
        {"sentence": "a refusé l'équipe %(team)s"},
        {"said": {"team": "Une autre"}},
        {"why": "autre motif"},
        {"role": Role.OFFICER},
        {"at": instant(2016, 3, 4)},
        {"user": None},
        {"digest": "0" * 64},
        {"previous": "0" * 64},
    ],
)
def test_an_altered_line_is_found(three: list[Entry], change: dict[str, object]) -> None:
    Entry.objects.filter(pk=three[0].pk).update(**change)
    assert next(broken_links()) == 1


@pytest.mark.usefixtures("without_guards")
def test_a_removed_line_is_found(three: list[Entry]) -> None:
    three[1].concerns.all().delete()
    Entry.objects.filter(pk=three[1].pk).delete()
    assert next(broken_links()) == 3


@pytest.mark.usefixtures("without_guards")
def test_the_removal_of_the_last_line_is_found(three: list[Entry]) -> None:
    Entry.objects.filter(pk=three[2].pk).delete()
    assert list(broken_links()) == [3]


@pytest.mark.usefixtures("without_guards")
def test_an_inserted_line_is_found(three: list[Entry]) -> None:
    Entry.objects.filter(pk=three[2].pk).update(number=4)
    false = Entry(number=3, at=instant(2016, 3, 3), sentence="a tout donné", previous=three[1].digest)
    false.digest = false.seal([])
    false.save(force_insert=True)
    assert list(broken_links()) == [4, 3]  # the head, too, told of another last line


@pytest.mark.usefixtures("without_guards")
def test_a_subject_taken_away_or_added_is_found(three: list[Entry], cast: Cast) -> None:
    Concern.objects.create(entry=three[2], model="network.team", key=cast.tilleul.pk)
    assert list(broken_links()) == [3]
    Concern.objects.filter(entry=three[0]).delete()
    assert list(broken_links()) == [1, 3]


@pytest.mark.usefixtures("without_guards", "three")
def test_a_journal_or_a_head_erased_is_found() -> None:
    head = JournalHead.objects.get()
    JournalHead.objects.all().delete()
    assert list(broken_links()) == [0]
    head.save(force_insert=True)
    Concern.objects.all().delete()
    Entry.objects.all().delete()
    assert list(broken_links()) == [3]


@pytest.mark.usefixtures("without_guards")
def test_a_chain_sealed_anew_is_found_by_a_seal_kept_elsewhere(three: list[Entry]) -> None:
    """Whoever holds the database may seal everything again; the letters sent each week keep the old seals."""
    told = [(entry.number, entry.digest) for entry in three]
    assert all(seal_holds(number, seal) for number, seal in told)
    previous = ""
    for entry in Entry.objects.all():
        entry.why, entry.previous = "réécrit", previous
        entry.digest = previous = entry.seal(list(entry.concerns.values_list("model", "key")))
        entry.save()
    JournalHead.objects.update(digest=previous)
    assert list(broken_links()) == []
    assert not any(seal_holds(number, seal) for number, seal in told)
    assert not seal_holds(12, told[0][1])
    assert not seal_holds(0, "")
    assert seal_holds(3, previous[:12].upper())
    assert not seal_holds(3, previous[:11])


def writing(name: str) -> object:
    return record(Author(at=instant(2016, 3, 3), role="maison"), "a écrit", Grant(pk=1), name=name)


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_keep_one_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person("Anne Martin", Role.AUDITOR)
    with arena(tmp_path):
        monkeypatch.setattr(Entry, "seal", meeting(Entry.seal))
        assert race(lambda: writing("a"), lambda: writing("b")) == [None, None]
        assert Entry.objects.count() == JournalHead.objects.get().number == 3
        assert list(broken_links()) == []


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_of_the_two_acts_would_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_how: self)
    with arena(tmp_path):
        if connection.vendor == "sqlite":  # its lock is that of its transactions
            options = {**connection.settings_dict["OPTIONS"], "transaction_mode": "DEFERRED", "timeout": 1}
            monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
        monkeypatch.setattr(Entry, "seal", meeting(Entry.seal))
        met = race(lambda: writing("a"), lambda: writing("b"))
        assert sum(isinstance(refusal, DatabaseError) for refusal in met) == 1
        assert Entry.objects.count() == 1
