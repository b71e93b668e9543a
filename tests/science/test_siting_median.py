"""The p-median: by hand, against every choice, and its laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.science import siting_median
from maillage.science.siting_median import p_median
from tests.science.siting_world import choices, country

# One degree of latitude is 111.195 km: these places are 0, 10, 20, 100 and 500 km from the first.
LINE = np.column_stack([40 + np.array([0, 10, 20, 100, 500]) / 111.19508, np.full(5, 2.0)])
NEED = np.array([1.0, 1, 1, 2, 1])


def left(degrees: np.ndarray, need: np.ndarray, chosen: tuple[int, ...], cap: float) -> float:
    latitude, longitude = np.radians(degrees).T
    cosine = np.sin(latitude[:, None]) * np.sin(latitude) + np.cos(latitude[:, None]) * np.cos(
        latitude
    ) * np.cos(longitude[:, None] - longitude)
    far = 6371.0088 * np.arccos(np.clip(cosine, -1, 1))[:, list(chosen)].min(axis=1)
    return float(need @ np.minimum(far, cap))


def test_by_hand() -> None:
    # At 10 km, the first three are 10, 0, 10 km away; the two others are beyond the cap of 60.
    found = p_median(LINE, NEED, 1)
    assert found.sites.tolist() == [1]
    assert found.value == pytest.approx(20 + 120 + 60, abs=1e-3)
    two = p_median(LINE, NEED, 2, rounds=50)
    assert sorted(two.sites.tolist()) == [1, 3]
    assert two.value == pytest.approx(80, abs=1e-3)
    assert two.mean_km == pytest.approx(80 / 6, abs=1e-3)
    whole = p_median(LINE, NEED, 5)
    assert whole.value == pytest.approx(0, abs=1e-3)
    assert len(whole.sites) == 5


def test_forced_forbidden_and_other_sites() -> None:
    forced = p_median(LINE, NEED, 2, forced=[4], rounds=30)
    assert 4 in forced.sites
    assert forced.bound <= forced.value
    forbidden = p_median(LINE, NEED, 2, forbidden=[1, 3])
    assert not {1, 3} & set(forbidden.sites.tolist())
    others = p_median(LINE, NEED, 1, sites=LINE[1:3])
    assert others.sites.tolist() == [0]
    assert others.value == pytest.approx(200, abs=1e-3)
    # A site from which nobody is within the cap may still be opened, last.
    far = p_median(LINE[:1], [1.0], 2, sites=[[40.0, 2.0], [-40.0, 2.0]])
    assert (far.sites.tolist(), far.value, far.gap) == ([0, 1], 0, 0)
    everywhere = p_median(LINE, NEED, 2, forced=[0, 1])
    assert everywhere.sites.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"need": [1.0]}, "one by place"),
        ({"p": 6}, "only 5 places"),
        ({"cap": 0}, "cap is 0"),
        ({"forced": [1], "forbidden": [1]}, "a place is in both"),
        ({"forced": [0, 1, 2]}, "3 places are forced"),
    ],
)
def test_what_cannot_be_asked(changes: dict[str, object], sentence: str) -> None:
    asked: dict[str, object] = {"need": NEED, "p": 2, **changes}
    with pytest.raises(ValueError, match=sentence):
        p_median(LINE, **asked)  # type: ignore[arg-type]


def test_a_huge_cap_is_refused_before_the_memory_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siting_median, "MOST_PAIRS", 10)
    with pytest.raises(ValueError, match="20 pairs are within it, more than 10"):
        p_median(LINE, NEED, 2, cap=5_000)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_the_bound_holds_and_the_value_is_near_the_best(seed: int, p: int) -> None:
    degrees, need = country(seed, 12)
    found = p_median(degrees, need, p, cap=40, rounds=40)
    best = min(left(degrees, need, chosen, 40) for chosen in choices(12, p))
    assert found.value == pytest.approx(left(degrees, need, tuple(found.sites.tolist()), 40), abs=1e-2)
    assert found.bound <= best * (1 + 1e-6) + 1e-6
    assert best - 1e-2 <= found.value <= best * 1.5 + 1e-2
    assert 0 <= found.gap <= 1


def test_many_candidates_around_one_site() -> None:
    """Where more places than are read surround a site, the nearest ones are read."""
    degrees, need = country(3, 80)
    found = p_median(degrees, need, 2, cap=200, rounds=60)
    assert found.gap < 0.2
    crowded = p_median(degrees, need, 2, cap=60)
    assert crowded.value >= crowded.bound


def test_in_a_large_country_few_exchanges_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    degrees, need = country(0, 40)
    every = p_median(degrees, need, 6, cap=40)
    monkeypatch.setattr(siting_median, "_WORK", 1.0)
    few = p_median(degrees, need, 6, cap=40)
    assert every.value <= few.value * 1.2
    assert few.bound <= every.value
