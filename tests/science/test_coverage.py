"""Distances, shares, accessibility and white zones: by hand, against all pairs, and one team at a time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.science import coverage

# One degree of latitude is 111.195 km: these places are on a meridian, 0, 4, 8, 20 and 100 km from the first.
KM = np.array([0.0, 4.0, 8.0, 20.0, 100.0])
LINE = np.column_stack([46 + KM / 111.19508, np.full(5, 2.0)])
NEED = np.array([10.0, 20.0, 30.0, 40.0, 0.0])


def test_the_nearest_team_and_the_teams_around() -> None:
    found = coverage.nearest(LINE, LINE[[1, 3]])
    assert found.km == pytest.approx([4, 0, 4, 0, 80], abs=1e-4)
    assert found.team.tolist() == [0, 0, 0, 1, 1]
    # At the radius exactly counts: the first place is 4 km away.
    assert coverage.counts(LINE, LINE[[1, 1, 3]], found.km[0]).tolist() == [2, 2, 2, 1, 0]
    assert coverage.covered_by(found.km, 4.5).tolist() == [True, True, True, True, False]


def test_pairs_are_all_that_is_within_a_radius() -> None:
    found = coverage.pairs(LINE, LINE[[1, 1, 3]], coverage.nearest(LINE, LINE[[1]]).km[0])
    # 4 km exactly counts, two teams at one point both do, and a team stands at its own place.
    assert sorted(zip(found.place.tolist(), found.team.tolist(), strict=True)) == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
        (2, 0),
        (2, 1),
        (3, 2),
    ]
    assert sorted(found.km.tolist()) == pytest.approx([0, 0, 0, 4, 4, 4, 4], abs=1e-4)
    assert len(coverage.pairs([[0.0, 0.0]], [[0.0, 180.0]], 10).place) == 0
    with pytest.raises(ValueError, match="must be a finite number above 0"):
        coverage.pairs(LINE, LINE, 0)


def test_overseas_is_reached_across_the_date_line() -> None:
    found = coverage.nearest([[0.0, 179.9]], [[0.0, -179.9]])
    assert found.km[0] == pytest.approx(0.2 * 111.19508, rel=1e-6)


def test_shares_by_group_add_up() -> None:
    found = coverage.shares_within([0, 4, 8, 20, 100], NEED, [5, 10], ["a", "a", "b", "b", "c"])
    assert found.reached.tolist() == [[30, 30], [0, 30], [0, 0]]
    assert found.whole.tolist() == [30, 70, 0]
    assert found.shares[:2].tolist() == [[1, 1], [0, pytest.approx(30 / 70)]]
    assert np.isnan(found.shares[2]).all()
    with pytest.raises(ValueError, match="a distance is missing"):
        coverage.shares_within([np.nan], [1], [5], ["a"])


def test_accessibility_by_hand() -> None:
    # A team of 60 at the first place: within 5 km 10 + 20 count whole, within 10 km 30 counts by half.
    found = coverage.accessibility(LINE, NEED, LINE[[0]], [60], bands=[5, 10], weights=[1, 0.5])
    ratio = 60 / (10 + 20 + 0.5 * 30)
    assert found.ratio.tolist() == pytest.approx([ratio])
    assert found.access.tolist() == pytest.approx([ratio, ratio, 0.5 * ratio, 0, 0])
    assert float(NEED @ found.access) == pytest.approx(60)
    assert found.count.tolist() == [1, 1, 1, 0, 0]
    # How far the team is, even beyond the last band.
    assert found.km == pytest.approx(KM, abs=1e-4)
    # Nobody lives near the last place: its team has no ratio.
    assert coverage.accessibility(LINE, NEED, LINE[[4]], [60]).ratio.tolist() == [0]


@pytest.mark.parametrize(
    ("bands", "weights"), [([5, 5], [1, 0.5]), ([10, 5], [1, 0.5]), ([5], [1, 0.5]), ([], [])]
)
def test_bands_increase(bands: list[float], weights: list[float]) -> None:
    with pytest.raises(ValueError, match="bands must increase"):
        coverage.accessibility(LINE, NEED, LINE[[0]], [1], bands=bands, weights=weights)


def test_white_zones_by_hand() -> None:
    zones = coverage.white_zones(LINE, NEED, [False, True, False, False, False], link=8.5)
    # The first place and the third are 8 km apart, hence one zone; those at 20 and 100 km are alone.
    found = [(zone.places.tolist(), zone.need) for zone in zones]
    assert found == [([2, 0], 40), ([3], 40), ([4], 0)]
    assert len(coverage.white_zones(LINE, NEED, [False] * 5, link=6, least=1)) == 2
    assert coverage.white_zones(LINE, NEED, [True] * 5) == ()
    with pytest.raises(ValueError, match="one by place"):
        coverage.white_zones(LINE, NEED, [True])
    with pytest.raises(ValueError, match="least"):
        coverage.white_zones(LINE, NEED, [True] * 5, least=-1)


def test_one_team_at_a_time() -> None:
    live = coverage.Live(LINE, NEED, 5, ["a", "a", "b", "b", "c"])
    assert live.open(1) == 60
    assert live.by_group.tolist() == [30, 30, 0]
    assert live.open(3) == 40
    assert live.move(1, 0) == -30
    assert (live.covered, live.count.tolist()) == (70, [1, 1, 0, 1, 0])
    assert live.close(0) == 30
    with pytest.raises(ValueError, match="no team is open there"):
        live.close(0)
    with pytest.raises(ValueError, match="from 0 to 4"):
        live.open(5)
    assert coverage.Live(LINE, NEED, 5).by_group.tolist() == [0]


places = st.lists(st.tuples(st.floats(-80, 80), st.floats(-180, 180)), min_size=2, max_size=25)


@settings(max_examples=40, deadline=None)
@given(places, st.floats(1, 15_000), st.randoms(use_true_random=False))
def test_everything_agrees_with_all_pairs(
    where: list[tuple[float, float]], km: float, chance: object
) -> None:
    degrees = np.array(where)
    teams = degrees[::2]
    latitude, longitude = np.radians(degrees).T
    cosine = np.sin(latitude[:, None]) * np.sin(latitude[::2]) + np.cos(latitude[:, None]) * np.cos(
        latitude[::2]
    ) * np.cos(longitude[:, None] - longitude[::2])
    far = 6371.0088 * np.arccos(np.clip(cosine, -1, 1))
    assert coverage.nearest(degrees, teams).km == pytest.approx(far.min(axis=1), abs=0.5)
    clear = np.abs(far - km).min(axis=1) > 0.5
    assert (coverage.counts(degrees, teams, km) == (far <= km).sum(axis=1))[clear].all()
    # One team at a time, in any order, ends at the same point as all at once.
    need = np.arange(1.0, len(degrees) + 1)
    live = coverage.Live(degrees, need, km)
    order = list(range(0, len(degrees), 2))
    chance.shuffle(order)  # type: ignore[attr-defined] # hypothesis' own random
    for place in [*order, *order[:1]]:
        live.open(place)
    live.close(order[0])
    assert (live.count == coverage.counts(degrees, teams, km)).all()
    assert live.covered == pytest.approx(need[live.count > 0].sum())
