"""Each fault of what is given has its own sentence."""

import math

import numpy as np
import pytest

from maillage.science import given


@pytest.mark.parametrize(
    ("degrees", "sentence"),
    [
        ([1.0, 2.0], r"places of shape \(2,\): latitudes and longitudes"),
        ([[1.0, 2.0, 3.0]], "latitudes and longitudes"),
        (np.empty((0, 2)), "places: there is none"),
        ([[48.0, 2.0], [np.nan, 2.0]], "1 out of 2, first number 1, has no position"),
        ([[np.inf, 2.0]], "has no position"),
        ([[91.0, 2.0]], "latitude beyond 90"),
        ([[48.0, 181.0]], "longitude beyond 180"),
    ],
)
def test_places_must_be_on_earth(degrees: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        given.places(degrees)  # type: ignore[arg-type]


def test_a_quarter_of_the_way_round() -> None:
    equator, pole = given.places([[0.0, 0.0], [90.0, 0.0]])
    assert given.kilometres(np.array([np.linalg.norm(equator - pole)]))[0] == pytest.approx(
        math.pi * 6371.0088 / 2
    )
    assert given.radius(math.pi * 6371.0088 / 2) == pytest.approx(math.sqrt(2))


@pytest.mark.parametrize(
    ("need", "sentence"),
    [
        ([1.0, 2.0], "one by place"),
        ([1.0, np.nan, 2.0], "is missing: unknown is not 0"),
        ([1.0, np.inf, 2.0], "is infinite"),
        ([1.0, -1.0, 2.0], "1 out of 3, first number 1, is negative"),
        ([0.0, 0.0, 0.0], "0 everywhere"),
    ],
)
def test_need_must_be_known_and_positive(need: list[float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        given.amounts(need, 3)


@pytest.mark.parametrize("km", [0, -1, math.nan, math.inf])
def test_a_radius_is_above_zero(km: float) -> None:
    with pytest.raises(ValueError, match="finite number above 0"):
        given.radius(km)


def test_a_radius_is_not_larger_than_the_earth() -> None:
    with pytest.raises(ValueError, match="nowhere on Earth is farther than 20015 km"):
        given.radius(20_100)


@pytest.mark.parametrize(
    ("p", "candidates", "sentence"),
    [
        (1, 0, "candidates: there is none"),
        (0, 3, "at least 1"),
        (True, 3, "at least 1"),
        (1.5, 3, "at least 1"),
        (4, 3, "only 3 places can be opened"),
    ],
)
def test_p_is_from_one_to_the_number_of_candidates(p: int, candidates: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        given.how_many(p, candidates)


def test_numbers_groups_and_shares() -> None:
    assert given.numbers([2, 0], 3, "forced").tolist() == [2, 0]
    assert given.groups(["2A", "01", "2A"], 3).tolist() == [1, 0, 1]
    assert given.share(1, "floor") == 1
    for wrong, sentence in (([1, 1], "twice"), ([3], "from 0 to 2"), ([-1], "from 0 to 2")):
        with pytest.raises(ValueError, match=sentence):
            given.numbers(wrong, 3, "forced")
    with pytest.raises(ValueError, match="one by place"):
        given.groups(["01"], 3)
    for share in (0, 1.01, math.nan):
        with pytest.raises(ValueError, match="above 0 and at most 1"):
            given.share(share, "floor")
