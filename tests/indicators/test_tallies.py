"""What teams declare, added up: acts over a span, headcounts of a month, and who answered."""

import datetime as dt
from typing import Any

import pytest

from maillage.indicators.answers import Answers
from maillage.indicators.measure import Measure, measure, measure_series
from maillage.indicators.records import differences, records
from maillage.tallies.models import Counts, Period, Response, response
from maillage.tallies.operations.rhythm import set_rhythm
from maillage.tallies.operations.tallies import Declared, declare
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.cast import Cast, date, instant
from tests.indicators.scattered import scatter
from tests.tallies.sheets import APRIL, MARCH, QUARTER_1, TODAY, at, declared

pytestmark = pytest.mark.django_db
LATER = instant(2030, 1, 1)
END = date(2017, 4, 30)
GARD = Perimeter("departement", "30")


def ask(code: str, on: dt.date = END, **asked: Any) -> Measure:
    return measure(code, as_of=on, **{"known_at": LATER, **asked})


def test_acts_add_up_over_a_span_where_the_team_sits(cast: Cast) -> None:
    declared(cast.tilleul, MARCH, Counts(visits=12))
    declared(cast.tilleul, APRIL, Counts(visits=8))
    declared(cast.guillotiere, QUARTER_1, Counts(visits=30))
    assert ask("visites").value == 50
    assert (
        ask("visites", date(2017, 3, 30)).unknown_because == "inconnu, parce qu'aucune équipe ne l'a compté"
    )
    assert ask("visites", since=date(2017, 4, 1)).value == 8
    assert ask("visites", since=date(2017, 3, 1), on=date(2017, 3, 31)).value == 42
    assert ask("visites", perimeter=GARD).value == 20
    assert ask("visites", perimeter=Perimeter("cooperation", cast.gard.slug)).value == 20
    assert {part.label: part.value for part in ask("visites", by="departement").parts} == {
        "Gard": 20,
        "Rhône": 30,
    }


def test_a_headcount_is_the_state_of_the_last_month_and_never_a_sum(cast: Cast) -> None:
    declared(cast.tilleul, MARCH, Counts(accompanied=7, reached=9))
    declared(cast.tilleul, APRIL, Counts(accompanied=8, reached=9))
    declared(cast.guillotiere, QUARTER_1, Counts(accompanied=20))
    days = [
        date(2017, month, day)
        for month, day in ((1, 30), (1, 31), (2, 28), (3, 31), (4, 29), (4, 30), (5, 30))
    ]
    found = measure_series("personnes-accompagnees", days=days, known_at=LATER)
    assert found.total == (None, 20, 20, 27, 27, 8, 8)
    assert ask("personnes-accompagnees", date(2017, 5, 31)).value is None
    assert ask("personnes-touchees", perimeter=GARD).value == 9


def test_what_nobody_counted_is_unknown_and_nothing_is_a_true_zero(cast: Cast) -> None:
    declared(cast.tilleul, MARCH, Counts(), nothing=True)
    march = date(2017, 3, 31)
    assert ask("visites", march).value == 0
    assert ask("personnes-touchees", march).value == 0
    assert ask("personnes-accompagnees", march).value is None
    assert ask("equipes-qui-declarent", march).value == 1
    assert measure_series("appels", days=[date(2017, 2, 28), march], known_at=LATER).total == (None, 0)


def test_a_sum_says_how_many_answered_and_how_many_counted(cast: Cast) -> None:
    declared(cast.tilleul, MARCH, Counts(visits=12))
    declared(cast.guillotiere, MARCH, Counts(calls=3))
    found = ask("visites", date(2017, 3, 31), since=date(2017, 3, 1)).response
    assert found == Answers(response=Response(expected=3, answered=2), due=3, given=2, tallies=2, told=1)
    assert found.sentence == (
        "2 équipes sur 3 ont répondu. La somme ne porte que sur ce qui a été déclaré. 1 relevé sur 2 ne dit rien de ce "
        "nombre : il reste inconnu."
    )
    whole = Answers(response=Response(expected=1, answered=1), due=1, given=1, tallies=1, told=1)
    assert whole.sentence == "1 équipe sur 1 a répondu."
    assert ask("benevoles-actifs").response == Answers(
        response=Response(expected=3, answered=0), due=3, given=0, tallies=0, told=0
    )
    year = ask("visites", since=date(2017, 1, 1)).response
    assert year is not None
    assert (year.due, year.given, year.response) == (12, 2, Response(expected=3, answered=0))
    assert year.sentence.startswith(
        "2 mois déclarés par les équipes, sur 12 attendus. 0 équipe sur 3 a tout déclaré. La somme ne porte"
    )
    assert ask("equipes").response is None
    rate = ask("taux-de-reponse", date(2017, 3, 31))
    assert (rate.numerator, rate.denominator, rate.response) == (2, 3, None)


def test_a_correction_is_explained_row_by_row(cast: Cast) -> None:
    first = declared(cast.tilleul, MARCH, Counts(visits=12))
    declare(
        cast.tilleul,
        MARCH,
        Declared(counts=Counts(visits=13)),
        replaces=first.pk,
        on=TODAY,
        by=at(date(2017, 6, 1)),
    )
    asked = {"as_of": date(2017, 3, 31), "before": instant(2017, 5, 20), "after": LATER}
    rows = differences("visites", **asked)  # type: ignore[arg-type] # a dict of arguments
    assert [(row.came, row.record.amount, row.reason) for row in rows] == [
        (False, 12, "retiré du registre : relevé corrigé"),
        (True, 13, "appris depuis : sans document"),
    ]
    assert ask("visites", known_at=instant(2017, 5, 20)).value == 12
    (row,) = records("visites", as_of=TODAY, known_at=LATER)
    assert (row.label, row.amount, row.since) == ("Équipe du Tilleul", 13, date(2017, 3, 1))


def test_what_is_about_people_names_no_team_and_keeps_small_numbers(cast: Cast) -> None:
    declared(cast.tilleul, APRIL, Counts(accompanied=3, reached=30))
    nimes = Perimeter("commune", "30189")
    assert ask("personnes-accompagnees", perimeter=GARD).value == 3
    (row,) = records("personnes-accompagnees", as_of=TODAY, known_at=LATER)
    assert (row.label, row.url, row.amount) == ("le relevé d'une équipe", "", None)
    assert ask("personnes-accompagnees", perimeter=nimes).unknown_because.startswith("moins de 5")
    assert records("personnes-accompagnees", as_of=TODAY, known_at=LATER, perimeter=nimes) == []


@pytest.mark.parametrize("seed", range(2))
def test_the_response_is_that_of_the_tallies_to_the_digit(seed: int) -> None:
    drawn = scatter(seed)
    perimeters = [FRANCE, GARD, Perimeter("region", "76"), Perimeter("commune", "69123")]
    perimeters += [Perimeter("cooperation", row.slug) for row in drawn.cooperations[:2]]
    perimeters += [Perimeter("porteur", row.slug) for row in drawn.organisations[:2]]
    met = 0
    for known_at in (instant(2015, 7, 1), LATER):
        for first in (date(2013, 1, 1), date(2014, 5, 1), date(2015, 9, 1)):
            for months in (1, 3):
                period = Period.holding(first, months)
                for perimeter in perimeters:
                    asked = {"known_at": known_at, "perimeter": perimeter}
                    on = min(period.ends, known_at.date())
                    plain = response(period, on=on, **asked)  # type: ignore[arg-type] # a dict of arguments
                    found = ask("visites", period.last, since=period.first, **asked).response
                    assert found is not None
                    assert found.response == plain, (period, str(perimeter))
                    if months == 1:
                        state = ask("taux-de-reponse", period.last, **asked)
                        plain = response(period, on=known_at.date(), **asked)  # type: ignore[arg-type] # same
                        assert (state.numerator, state.denominator) == (plain.answered, plain.expected)
                        told = ask("benevoles-actifs", period.last, **asked).response
                        assert told is not None
                        assert told.response == plain
                    met += plain.answered
    assert met >= 10


def test_a_team_that_declares_each_quarter_is_waited_for_once_it_is_over(cast: Cast) -> None:
    set_rhythm(cast.tilleul, 3, since=date(2017, 1, 1), by=at(date(2017, 1, 2)))
    declared(cast.tilleul, QUARTER_1, on=date(2017, 4, 2))

    def rate(on: dt.date, known_at: dt.datetime) -> tuple[int | None, int | None]:
        found = ask("taux-de-reponse", on, known_at=known_at, perimeter=GARD)
        return found.numerator, found.denominator

    assert rate(date(2017, 2, 28), instant(2017, 3, 10)) == (0, 0)
    assert rate(date(2017, 2, 28), instant(2017, 4, 1)) == (0, 1)
    assert rate(date(2017, 2, 28), instant(2017, 4, 3)) == (1, 1)
