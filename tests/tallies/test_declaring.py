"""A team declares: once, without a false number, corrected by another row."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.facts import retract
from maillage.network.models import TeamStage
from maillage.network.operations import close_team, reopen_team
from maillage.portal.management.commands.doctor import overlaps
from maillage.tallies.models import COUNTS, Counts, How, Period, Tally
from maillage.tallies.operations.many import NewTally, enter_tallies
from maillage.tallies.operations.tallies import AlreadyDeclared, Declared, declare, forget_person, take_back
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import nobody_special
from tests.cast import Cast, date, instant
from tests.network.teams import team_at, told
from tests.tallies.sheets import APRIL, BY, MARCH, NUMBERS, QUARTER_1, TODAY, at, declared

pytestmark = pytest.mark.django_db


def test_a_team_declares_what_it_counted_and_the_rest_stays_unknown() -> None:
    team = team_at(TeamStage.CARRIED)
    tally = declared(team, word="Une belle  sortie.\r\nMerci !", how=How.LINK)
    assert (tally.counts, tally.outings, tally.told("outings")) == (NUMBERS, None, None)
    assert (tally.word, tally.how, tally.period) == ("Une belle sortie.\nMerci !", "lien", MARCH)
    assert str(tally) == "Équipe des Collines : mars\u00a02017"
    assert told(team)[0] == "a déclaré le relevé de l'équipe Équipe des Collines, mars\u00a02017"
    assert list(Tally.objects.believed().of_team(team)) == [tally]


def test_nothing_is_a_true_zero_and_says_nothing_of_the_links_that_go_on() -> None:
    tally = declared(team_at(TeamStage.CARRIED), counts=Counts(), nothing=True)
    assert tally.counts.is_empty
    assert {name: tally.told(name) for name in COUNTS} == {
        **dict.fromkeys(COUNTS, 0),
        "accompanied": None,
    }


@pytest.mark.parametrize(
    ("counts", "told_too", "sentence"),
    [
        (Counts(visits=-1), {}, "« visites » : un nombre n'est jamais négatif"),
        (Counts(hours=100_000), {}, "« heures de bénévolat » : 99.999 au plus"),
        (Counts(accompanied=5, reached=4), {}, "5 personnes accompagnées pour 4 personnes touchées"),
        (Counts(), {}, "Écrivez un nombre au moins"),
        (Counts(visits=1), {"nothing": True}, "gardez l'un ou l'autre"),
        (Counts(visits=1), {"word": "x" * 1001}, "il en faut 1000 au plus"),
    ],
)
def test_what_cannot_be_is_refused(counts: Counts, told_too: dict[str, Any], sentence: str) -> None:
    team = team_at(TeamStage.CARRIED)
    with pytest.raises(Refused, match=sentence):
        declared(team, counts=counts, **told_too)
    assert not Tally.objects.exists()


def test_a_month_waits_for_its_end_and_for_the_team() -> None:
    team = team_at(TeamStage.CARRIED)  # founded on 10 January 2017
    with pytest.raises(Refused, match=r"Mai.2017 n'est pas encore fini : .* à partir du 25.mai 2017"):
        declared(team, Period(date(2017, 5, 1)))
    with pytest.raises(Refused, match=r"existe depuis le 10.janvier 2017 : décembre.2016 est avant"):
        declared(team, Period(date(2016, 12, 1)))
    declared(team, Period(date(2017, 1, 1)))
    close_team(team, on=date(2017, 3, 20), reason="fin", by=at(date(2017, 3, 20)))
    declared(team, MARCH)  # it lived during a part of it
    with pytest.raises(Refused, match=r"est close depuis le 20.mars 2017 : avril.2017 est après"):
        declared(team, APRIL)
    reopen_team(team, on=date(2017, 4, 20), reason="retour", by=at(date(2017, 4, 20)))
    declared(team, APRIL)


def test_a_team_of_unknown_age_may_declare(cast: Cast) -> None:
    cast.esquisse.stage_changes.all().delete()
    assert declared(cast.esquisse).team == cast.esquisse


def test_what_is_declared_already_is_shown_and_corrected_on_purpose() -> None:
    team = team_at(TeamStage.CARRIED)
    first = declared(team)
    with pytest.raises(AlreadyDeclared, match=r"Jeanne Marchand, le 2.mai 2017 à 11.h") as refusal:
        declared(team, counts=Counts(visits=13))
    assert refusal.value.standing == first
    second, again = declare(
        team, MARCH, Declared(counts=Counts(visits=13)), replaces=first.pk, on=TODAY, by=at(date(2017, 5, 3))
    )
    first.refresh_from_db()
    assert (again, second.visits, second.calls) == (False, 13, None)
    assert (first.retraction_reason, first.visits) == ("relevé corrigé", 12)
    assert Tally.objects.known_at(instant(2017, 5, 2, 20)).get() == first
    assert Tally.objects.known_at(instant(2017, 5, 4)).get() == second
    assert told(team)[0] == "a corrigé le relevé de l'équipe Équipe des Collines, mars\u00a02017"
    with pytest.raises(AlreadyDeclared, match="quelqu'un de l'équipe"):
        declare(team, MARCH, Declared(counts=Counts(visits=1)), replaces=first.pk, on=TODAY, by=BY)


def test_a_quarter_and_one_of_its_months_are_not_both_declared() -> None:
    team = team_at(TeamStage.CARRIED)
    month = declared(team)
    with pytest.raises(
        AlreadyDeclared, match=r"a déjà déclaré mars.2017, .* : 1er trimestre 2017 en fait partie"
    ):
        declared(team, QUARTER_1)
    with pytest.raises(AlreadyDeclared):  # not even on purpose: a month does not become a quarter
        declare(team, QUARTER_1, Declared(counts=NUMBERS), replaces=month.pk, on=TODAY, by=BY)
    take_back(month, reason="nous déclarons par trimestre", by=BY)
    assert told(team)[0] == "a retiré le relevé de l'équipe Équipe des Collines, mars\u00a02017"
    quarter = declared(team, QUARTER_1)
    with pytest.raises(AlreadyDeclared):
        declared(team, MARCH)
    assert list(Tally.objects.believed().meeting(MARCH)) == [quarter]
    assert list(Tally.objects.believed().meeting(QUARTER_1)) == [quarter]
    assert not Tally.objects.meeting(APRIL).exists()


def test_what_a_device_sends_five_times_is_written_once() -> None:
    team, other = team_at(TeamStage.CARRIED), team_at(TeamStage.CARRIED, name="Équipe du Mas")
    told_offline = Declared(counts=NUMBERS, how=How.LINK, sent_as=uuid.uuid4())
    answers = [declare(team, MARCH, told_offline, on=TODAY, by=BY) for _time in range(5)]
    assert [again for _tally, again in answers] == [False, True, True, True, True]
    assert len({tally.pk for tally, _again in answers}) == Tally.objects.count() == 1
    assert Entry.objects.about(team).filter(sentence__startswith="a déclaré").count() == 1
    with pytest.raises(Refused, match="déjà été reçu pour une autre équipe"):
        declare(other, MARCH, told_offline, on=TODAY, by=BY)
    # What was corrected meanwhile stays corrected, whatever the device sends again.
    (tally, _again), *_others = answers
    declare(team, MARCH, Declared(counts=Counts(visits=1)), replaces=tally.pk, on=TODAY, by=BY)
    assert declare(team, MARCH, told_offline, on=TODAY, by=BY) == (tally, True)
    assert Tally.objects.believed().get().visits == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"months": 2},
        {"visits": 100_000},
        {"accompanied": 10},
        {"nothing": True},
        dict.fromkeys(COUNTS),
        {"pk": None},  # twice
    ],
)
def test_the_database_holds_what_a_tally_is(wrong: dict[str, Any]) -> None:
    tally = declared(team_at(TeamStage.CARRIED))
    for name, value in wrong.items():
        setattr(tally, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        tally.save()


def test_tallies_are_read_by_their_period_and_by_where_their_team_is(cast: Cast) -> None:
    tilleul = [declared(cast.tilleul, period) for period in (APRIL, QUARTER_1)]
    causse = declared(cast.causse, MARCH)
    found = Tally.objects.believed()
    assert set(found.within(date(2017, 1, 1), date(2017, 3, 31))) == {tilleul[1], causse}
    assert set(found.within(date(2017, 1, 1), date(2017, 4, 29))) == {tilleul[1], causse}
    assert set(found.within(date(2017, 1, 2), date(2017, 4, 30))) == {tilleul[0], causse}
    assert set(found.within(date(2017, 1, 1), date(2017, 3, 30))) == set()
    assert set(found.of_teams([cast.tilleul.pk])) == set(tilleul)

    def here(perimeter: Perimeter) -> set[Tally]:
        return set(found.in_perimeter(perimeter, as_of=TODAY, known_at=instant(2017, 6, 1)))

    assert here(FRANCE) == {*tilleul, causse}
    assert (
        here(Perimeter("departement", "30")) == here(Perimeter("cooperation", cast.gard.slug)) == set(tilleul)
    )
    assert (
        here(Perimeter("porteur", cast.mutuelle.slug))
        == here(Perimeter("equipe", cast.causse.slug))
        == {causse}
    )
    assert here(Perimeter("porteur", "personne")) == here(Perimeter("cooperation", "nulle-part")) == set()


def test_who_leaves_is_forgotten_and_what_they_counted_stays() -> None:
    tally = declared(team_at(TeamStage.CARRIED))
    someone = nobody_special("Jeanne Marchand")
    forget_person(someone, name="jeanne marchand", email="jeanne@exemple.fr", on=TODAY, by=BY)
    tally.refresh_from_db()
    assert (tally.filled_by, tally.visits) == ("", 12)


def test_a_retracted_tally_leaves_its_month_free() -> None:
    team = team_at(TeamStage.CARRIED)
    retract(declared(team), reason="essai", by=BY)
    assert declared(team).retracted_at is None


def test_many_tallies_are_entered_as_one_act_and_checked_as_one_is(cast: Cast) -> None:
    told = Declared(counts=NUMBERS, how=How.IMPORT)
    rows = [
        NewTally(team=cast.tilleul, period=MARCH, told=told, known_from=instant(2017, 4, 3)),
        NewTally(team=cast.tilleul, period=APRIL, told=told),
        NewTally(team=cast.causse, period=QUARTER_1, told=Declared(nothing=True)),
    ]
    keys = enter_tallies(rows, on=TODAY, by=BY)
    assert list(Tally.objects.order_by("pk").values_list("pk", flat=True)) == keys
    march, april, quarter = Tally.objects.order_by("pk")
    assert (march.known_from, march.recorded_at, april.known_from) == (instant(2017, 4, 3), BY.at, BY.at)
    assert (march.counts, quarter.nothing, march.how) == (NUMBERS, True, "import")
    (entry,) = Entry.objects.about(cast.causse)
    assert entry.what == "a enregistré 3 relevés"
    again = [NewTally(team=cast.tilleul, period=Period(date(2017, 2, 1)), told=told), rows[0]]
    with pytest.raises(AlreadyDeclared, match=r"a déjà déclaré mars.2017"):
        enter_tallies(again, on=TODAY, by=BY)
    twice = [NewTally(team=cast.barachois, period=period, told=told) for period in (MARCH, QUARTER_1)]
    with pytest.raises(AlreadyDeclared, match=r"a déjà déclaré mars.2017"):
        enter_tallies(twice, on=TODAY, by=BY)
    future = [NewTally(team=cast.tilleul, period=Period(date(2017, 5, 1)), told=told)]
    with pytest.raises(Refused, match="pas encore fini"):
        enter_tallies(future, on=TODAY, by=BY)
    assert Tally.objects.count() == 3
    assert enter_tallies([], on=TODAY, by=BY) == []
    cast.esquisse.stage_changes.all().delete()
    assert enter_tallies([NewTally(team=cast.esquisse, period=MARCH, told=told)], on=TODAY, by=BY)


def test_what_should_not_be_is_found(cast: Cast) -> None:
    quarter, april = declared(cast.tilleul, QUARTER_1), declared(cast.tilleul, APRIL)
    assert not Tally.objects.believed().clashing().exists()
    assert overlaps() == []
    Tally.objects.filter(pk=april.pk).update(period_on=date(2017, 2, 1))
    assert list(Tally.objects.believed().clashing()) == [quarter]
    assert overlaps() == [f"relevé d'activité {quarter.pk} : Équipe du Tilleul : 1er trimestre 2017"]
    Tally.objects.filter(pk=april.pk).update(period_on=date(2017, 4, 2))
    assert [tally.pk for tally in Tally.objects.believed().clashing()] == [april.pk]
    Tally.objects.filter(pk=quarter.pk).update(period_on=date(2017, 2, 1))
    assert {tally.pk for tally in Tally.objects.believed().clashing()} == {april.pk, quarter.pk}
