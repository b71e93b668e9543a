"""Need: by hand, against what it must add up to, and whatever the order of the places."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.science import isolation
from maillage.science.isolation import AGE_UK_2015, Coefficients, Variable

CELLS: list[dict[str, float]] = [{"widowed": 1, "75_79": 1}, {"widowed": 1}, {"with_others": 1}, {}]


def test_log_odds_by_hand() -> None:
    odds = isolation.cell_odds(AGE_UK_2015, CELLS)
    assert odds == pytest.approx([-2.62 + 1.0317 - 0.3542, -2.62 + 1.0317, -2.62 - 1.0402, -2.62])
    with pytest.raises(ValueError, match="pets has no coefficient in version age-uk-2015"):
        isolation.cell_odds(AGE_UK_2015, [{"pets": 1}])
    with pytest.raises(ValueError, match="there is none"):
        isolation.cell_odds(AGE_UK_2015, [])


@pytest.mark.parametrize(
    ("terms", "errors", "sentence"),
    [
        ({"a": math.nan}, {}, "not a finite number"),
        ({"a": 1.0}, {"b": 1.0}, "one error by term"),
        ({"a": 1.0}, {"a": -1.0}, "below 0"),
    ],
)
def test_coefficients_are_whole(terms: dict[str, float], errors: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Coefficients(version="v", source="s", constant=0, terms=terms, errors=errors)


def test_the_country_has_the_total_of_the_benchmark() -> None:
    # One cell of even odds: half of the people are at risk, and a quarter asks for a shift of -ln 3.
    found = isolation.calibrated([[40], [60]], [0.0], 25)
    assert found.shift == pytest.approx(-math.log(3))
    assert found.expected.tolist() == pytest.approx([10, 15])
    people = np.array([[100.0, 20, 300, 50], [0, 0, 10, 0]])
    found = isolation.calibrated(people, isolation.cell_odds(AGE_UK_2015, CELLS), 42)
    assert found.expected.sum() == pytest.approx(42)
    # Levels move together: ratios of odds stay those of the coefficients.
    odds = found.chances / (1 - found.chances)
    assert odds[1] / odds[3] == pytest.approx(math.exp(1.0317))


@pytest.mark.parametrize(
    ("people", "odds", "total", "sentence"),
    [
        ([1, 2], [0], 1, "a table"),
        ([[1, np.nan]], [0, 0], 1, "is missing"),
        ([[1, -1]], [0, 0], 1, "is negative"),
        ([[1, 1]], [0], 1, "one finite number by cell"),
        ([[1, 1]], [0, np.inf], 1, "one finite number by cell"),
        ([[1, 1]], [0, 0], 2, "below the 2 people"),
        ([[1, 1]], [0, 0], 0, "above 0"),
    ],
)
def test_what_cannot_be_calibrated(people: object, odds: list[float], total: float, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        isolation.calibrated(people, odds, total)  # type: ignore[arg-type]


def test_small_places_are_steadied() -> None:
    # Two EPCIs of one département; the last commune is empty.
    exposed = np.array([400.0, 450, 0, 9, 200, 300, 0])
    people = np.array([1000.0, 1000, 5, 10, 1000, 1000, 0])
    found = isolation.shrunk(exposed, people, ["a", "a", "a", "a", "b", "b", "b"], ["01"] * 7)
    # Large communes keep almost their own share; a commune of five does not become 0 %.
    assert found.share[0] == pytest.approx(0.4, abs=0.02)
    assert 0.25 < found.share[2] < 0.45
    assert found.share[3] < 0.9
    assert (found.low <= found.share).all()
    assert (found.share <= found.high).all()
    assert found.own[0] > 0.8
    assert found.own[2] < 0.5
    assert found.own[6] == 0
    assert 0.2 < found.share[6] < 0.35
    assert found.high[2] - found.low[2] > found.high[0] - found.low[0]
    assert found.few.tolist() == [False, False, True, True, False, False, True]
    assert found.fragile.tolist() == found.few.tolist()


def test_places_that_differ_by_chance_alone_share_one_number() -> None:
    # Nothing but chance between them: 10 of 100 everywhere.
    found = isolation.shrunk([10, 10, 10], [100, 100, 100], ["a", "a", "b"], ["01", "01", "01"])
    assert found.share.tolist() == pytest.approx([0.1, 0.1, 0.1])
    assert found.own.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("exposed", "sentence"),
    [
        ([1], "are needed"),
        ([1, np.nan], "unknown is not 0"),
        ([1, -1], "at least 0"),
        ([1, 3], "more of them"),
    ],
)
def test_what_cannot_be_shrunk(exposed: list[float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        isolation.shrunk(exposed, [2, 2], ["a", "a"], ["01", "01"])


def test_an_index_by_hand() -> None:
    columns = {"alone": [30, 10, 20], "income": [9, 20, 15]}
    variables = [Variable("alone", 3), Variable("income", 1, rising=False)]
    found = isolation.composite(columns, variables, draws=200, seed=7)
    # Ranks 1, 0, 1/2 on both once income is turned over.
    assert found.score.tolist() == [1, 0, 0.5]
    assert found.rank.tolist() == [1, 3, 2]
    # Both variables agree: no weight changes a rank.
    assert found.low_rank.tolist() == found.high_rank.tolist() == [1, 3, 2]
    opposed = isolation.composite(columns, [Variable("alone", 1), Variable("income", 1)], draws=200, seed=7)
    assert opposed.low_rank[0] < opposed.high_rank[0]
    assert (opposed.low_rank <= opposed.rank).all()


@pytest.mark.parametrize(
    ("columns", "variables", "options", "sentence"),
    [
        ({}, [], {}, "at least one"),
        ({"a": [1]}, [Variable("a", 1), Variable("a", 1)], {}, "named once"),
        ({"a": [1]}, [Variable("b", 1)], {}, "b is missing"),
        ({"a": [1]}, [Variable("a", 0)], {}, "above 0"),
        ({"a": [np.nan]}, [Variable("a", 1)], {}, "a has a missing value"),
        ({"a": []}, [Variable("a", 1)], {}, "a has a missing value"),
        ({"a": [1]}, [Variable("a", 1)], {"draws": 0}, "draws is 0"),
        ({"a": [1]}, [Variable("a", 1)], {"firmness": 0}, "firmness 0"),
    ],
)
def test_what_makes_no_index(
    columns: dict[str, list[float]], variables: list[Variable], options: dict[str, int], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        isolation.composite(columns, variables, **options)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 30))
def test_the_order_of_places_changes_nothing(seed: int, n: int) -> None:
    draw = np.random.default_rng(seed)
    people = draw.integers(0, 500, n).astype(float) + 1
    exposed = np.floor(people * draw.random(n))
    inner, outer = draw.integers(0, 5, n), draw.integers(0, 3, n)
    order = draw.permutation(n)
    first = isolation.shrunk(exposed, people, inner, outer)
    second = isolation.shrunk(exposed[order], people[order], inner[order], outer[order])
    assert second.share == pytest.approx(first.share[order])
    assert (first.share >= 0).all()
    assert (first.share <= 1).all()
    cells = draw.integers(1, 50, (n, 3))
    odds = draw.normal(0, 1, 3)
    total = cells.sum() / 3
    risk = isolation.calibrated(cells, odds, total)
    assert risk.expected.sum() == pytest.approx(total)
    assert isolation.calibrated(cells[order], odds, total).expected == pytest.approx(risk.expected[order])


@pytest.mark.parametrize(
    ("exposed", "people", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_by_chance_is_that_of_newcombe(
    exposed: int, people: int, low: float, high: float
) -> None:
    # Newcombe 1998, table I, method 3 (Wilson, without continuity correction).
    assert isolation.by_chance(exposed, people) == pytest.approx((low, high), abs=5e-5)


@given(st.floats(0, 1), st.floats(0.5, 1e7))
def test_the_interval_by_chance_holds_the_share_and_narrows(share: float, people: float) -> None:
    low, high = isolation.by_chance(share * people, people)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    wider = isolation.by_chance(share * people / 4, people / 4)
    assert high - low < wider[1] - wider[0]


@pytest.mark.parametrize(
    ("exposed", "people"), [(-1, 10), (11, 10), (0, 0), (math.nan, 10), (1, math.nan), (1, math.inf)]
)
def test_a_share_that_cannot_be_has_no_interval(exposed: float, people: float) -> None:
    with pytest.raises(ValueError, match="unknown is not 0"):
        isolation.by_chance(exposed, people)
