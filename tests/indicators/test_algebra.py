"""The algebra: by hand, then against a brute force that counts day by day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.indicators.algebra import (
    FOREVER,
    NEVER,
    NONE,
    Amounts,
    Ints,
    Periods,
    accumulate,
    attribute,
    concatenate,
    count,
    distinct,
    expand,
    intersect,
    once,
    series,
    subtract,
    total,
    unite,
)

LAST = 12  # the brute force looks at days 0 to LAST
DAYS = range(LAST + 1)
Row = tuple[int, int, int, int]


def ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def periods(rows: Sequence[Row], name: str = "place") -> Periods:
    """Return rows of (subject, first day, end, attribute) as periods; the row of origin is the position."""
    return Periods(
        subject=ints(row[0] for row in rows),
        start=ints(row[1] for row in rows),
        end=ints(row[2] for row in rows),
        fact=ints(range(len(rows))),
        attributes={name: ints(row[3] for row in rows)},
    )


def amounts(rows: Sequence[tuple[int, int, int]]) -> Amounts:
    """Return rows of (subject, day, amount) as amounts."""
    return Amounts(
        subject=ints(row[0] for row in rows),
        on=ints(row[1] for row in rows),
        amount=ints(row[2] for row in rows),
        fact=ints(range(len(rows))),
    )


def rows_of(found: Periods, *names: str) -> list[tuple[int, ...]]:
    """Return periods as sorted rows of (subject, first day, end, origin, attributes)."""
    columns = [found.subject, found.start, found.end, found.fact, *(found.attributes[n] for n in names)]
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def on(found: Periods, day: int, *names: str) -> list[tuple[int, ...]]:
    """Return what holds on a day: subject, origin, attributes."""
    return sorted((row[0], *row[3:]) for row in rows_of(found, *names) if row[1] <= day < row[2])


numbers = st.integers(0, LAST)
starts = st.one_of(numbers, st.just(NEVER))
ends = st.one_of(numbers, st.just(FOREVER))
period_rows = st.lists(st.tuples(st.integers(1, 4), starts, ends, st.integers(-1, 3)), max_size=14)
amount_rows = st.lists(st.tuples(st.integers(1, 4), numbers, st.integers(0, 9)), max_size=14)


# By hand


def test_periods_that_overlap_or_touch_are_one() -> None:
    rows = [(2, 0, 3), (1, 1, 4), (1, 3, 6), (1, 7, 9), (2, 5, 5), (1, 4, 5), (1, 9, 11)]
    keys, start, end = unite(*(ints(row[column] for row in rows) for column in range(3)))
    assert (keys.tolist(), start.tolist(), end.tolist()) == ([1, 1, 2], [1, 7, 0], [6, 11, 3])


def test_a_long_period_swallows_those_that_begin_within_it() -> None:
    keys, start, end = unite(ints([1, 1, 1, 1]), ints([0, 1, 2, 9]), ints([8, 2, 3, 10]))
    assert (keys.tolist(), start.tolist(), end.tolist()) == ([1, 1], [0, 9], [8, 10])


def test_nothing_united_is_nothing() -> None:
    assert [len(column) for column in unite(ints([]), ints([]), ints([]))] == [0, 0, 0]
    assert [len(column) for column in unite(ints([1]), ints([5]), ints([5]))] == [0, 0, 0]


def test_one_key_never_runs_into_the_next() -> None:
    keys, start, end = unite(ints([1, 2]), ints([NEVER, NEVER]), ints([FOREVER, 3]))
    assert (keys.tolist(), start.tolist(), end.tolist()) == ([1, 2], [NEVER, NEVER], [FOREVER, 3])


def test_what_holds_at_once_has_the_attributes_of_both() -> None:
    left = periods([(1, 0, 10, 7), (2, 0, 5, 8)])
    right = periods([(1, 4, 20, 30), (1, 8, 9, 31), (2, 5, 9, 32), (3, 0, 9, 33)], "kind")
    assert rows_of(intersect(left, right), "place", "kind") == [(1, 4, 10, 0, 7, 30), (1, 8, 9, 0, 7, 31)]


def test_the_remainder_is_what_meets_nothing() -> None:
    left = periods([(1, 0, 10, 7), (2, 0, 5, 8)])
    right = periods([(1, 4, 6, 30), (1, 5, 8, 31)], "kind")
    assert rows_of(intersect(left, right, remainder=True), "place", "kind") == [
        (1, 0, 4, 0, 7, NONE),
        (1, 4, 6, 0, 7, 30),
        (1, 5, 8, 0, 7, 31),
        (1, 8, 10, 0, 7, NONE),
        (2, 0, 5, 1, 8, NONE),
    ]


def test_what_is_taken_away_leaves_the_gaps() -> None:
    left = periods([(1, 0, 10, 7), (2, 0, 5, 8), (3, 2, 4, 9)])
    right = periods([(1, 2, 3, 0), (1, 5, 6, 0), (2, NEVER, FOREVER, 0)])
    assert rows_of(subtract(left, right), "place") == [
        (1, 0, 2, 0, 7),
        (1, 3, 5, 0, 7),
        (1, 6, 10, 0, 7),
        (3, 2, 4, 2, 9),
    ]


def test_the_first_change_holds_since_ever_and_the_last_for_ever() -> None:
    told = attribute(periods([(1, 0, 10, 7), (2, 0, 5, 8)]), periods([(1, 6, 8, 31), (1, 3, 6, 30)], "kind"))
    assert rows_of(told, "place", "kind") == [
        (1, 0, 6, 0, 7, 30),
        (1, 6, 10, 0, 7, 31),
        (2, 0, 5, 1, 8, NONE),
    ]


def test_without_any_change_all_is_unknown() -> None:
    told = attribute(periods([(1, 0, 10, 7)]), periods([], "kind"))
    assert rows_of(told, "place", "kind") == [(1, 0, 10, 0, 7, NONE)]


def test_a_group_is_expanded_to_its_members() -> None:
    told = expand(
        periods([(1, 0, 10, 7), (2, 0, 5, 8), (3, 0, 5, 9)]), "place", ints([9, 7, 7]), ints([4, 1, 2])
    )
    assert rows_of(told, "place") == [(1, 0, 10, 0, 1), (1, 0, 10, 0, 2), (3, 0, 5, 2, 4)]


def test_populations_in_a_row_keep_what_all_of_them_say() -> None:
    one = periods([(1, 0, 10, 7)]).with_attributes(kind=ints([5]))
    other = periods([(2, 0, 5, 8)])
    whole = concatenate([one, other])
    assert sorted(whole.attributes) == ["place"]
    assert rows_of(whole, "place") == [(1, 0, 10, 0, 7), (2, 0, 5, 0, 8)]
    assert len(whole) == 2


def test_periods_are_told_of_another_subject_where_it_is_known() -> None:
    told = periods([(1, 0, 10, 7), (2, 0, 5, NONE)]).about("place")
    assert rows_of(told, "place") == [(7, 0, 10, 0, 7)]


def test_a_subject_counts_once_on_a_day() -> None:
    population = periods([(1, 0, 5, 0), (1, 3, 8, 0), (2, 4, 6, 0)])
    assert [count(population, day) for day in (0, 3, 4, 5, 6, 7, 8)] == [1, 1, 2, 2, 1, 1, 0]
    assert series(population, ints([0, 3, 4, 5, 6, 7, 8])).tolist() == [[1, 1, 2, 2, 1, 1, 0]]


def test_a_series_by_group() -> None:
    population = periods([(1, 0, 5, 0), (1, 3, 8, 1), (2, 4, 6, 1)])
    by_group = series(population, ints([0, 4, 7]), population.attributes["place"], size=3)
    assert by_group.tolist() == [[1, 1, 0], [0, 2, 1], [0, 0, 0]]


def test_amounts_add_up_to_the_last_day_included() -> None:
    dated = amounts([(1, 2, 10), (1, 5, 1), (2, 5, 3), (3, 9, 7)])
    assert [total(dated, 2, 5), total(dated, 3, 4), total(dated, 5, 9), total(dated, NEVER, FOREVER)] == [
        14,
        0,
        11,
        21,
    ]
    assert [distinct(dated, 2, 5), distinct(dated, 3, 4), distinct(dated, NEVER, FOREVER)] == [2, 0, 3]
    assert once(dated).fact.tolist() == [0, 2, 3]
    assert accumulate(dated, ints([1, 2, 5, 8, 9])).tolist() == [[0, 10, 14, 14, 21]]
    assert accumulate(dated, ints([4, 5]), ints([0, 1, 0, 1]), size=2).tolist() == [[10, 13], [0, 1]]
    assert len(dated) == 4


def test_rows_are_kept_by_mask_or_by_position() -> None:
    population = periods([(1, 0, 5, 7), (2, 3, 8, 8), (3, 4, 6, 9)])
    assert rows_of(population.keep(np.array([True, False, True])), "place") == [
        (1, 0, 5, 0, 7),
        (3, 4, 6, 2, 9),
    ]
    assert population.keep(ints([2, 0])).subject.tolist() == [3, 1]
    assert population.holding(4).subject.tolist() == [1, 2, 3]
    assert population.holding(5).subject.tolist() == [2, 3]
    dated = Amounts(ints([1, 2]), ints([3, 4]), ints([5, 6]), ints([0, 1]), {"kind": ints([8, 9])})
    assert dated.keep(ints([1])).attributes["kind"].tolist() == [9]


# Against the brute force


@given(period_rows)
def test_united_periods_hold_the_same_days_apart_from_each_other(rows: list[Row]) -> None:
    keys, start, end = (column.tolist() for column in unite(*(ints(r[i] for r in rows) for i in range(3))))
    united = sorted(zip(keys, start, end, strict=True))
    assert united == list(zip(keys, start, end, strict=True))
    assert all(first < last for _key, first, last in united)
    assert all(one[0] < other[0] or one[2] < other[1] for one, other in pairwise(united))
    for day in DAYS:
        held = {row[0] for row in rows if row[1] <= day < row[2]}
        assert sorted(held) == [key for key, first, last in united if first <= day < last]


@given(period_rows, period_rows)
def test_an_intersection_is_the_pairs_that_hold(left: list[Row], right: list[Row]) -> None:
    met = intersect(periods(left), periods(right, "kind"))
    for day in DAYS:
        expected = sorted(
            (one[0], origin, one[3], other[3])
            for origin, one in enumerate(left)
            for other in right
            if one[0] == other[0] and max(one[1], other[1]) <= day < min(one[2], other[2])
        )
        assert on(met, day, "place", "kind") == expected


@given(period_rows, period_rows)
def test_a_remainder_and_a_difference_are_what_meets_nothing(left: list[Row], right: list[Row]) -> None:
    both = intersect(periods(left), periods(right, "kind"), remainder=True)
    rest = subtract(periods(left), periods(right, "kind"))
    met = intersect(periods(left), periods(right, "kind"))
    for day in DAYS:
        taken = {row[0] for row in right if row[1] <= day < row[2]}
        alone = [
            (row[0], origin, row[3])
            for origin, row in enumerate(left)
            if row[1] <= day < row[2] and row[0] not in taken
        ]
        assert on(rest, day, "place") == sorted(alone)
        expected = sorted([*on(met, day, "place", "kind"), *((*row, NONE) for row in alone)])
        assert on(both, day, "place", "kind") == expected


@given(period_rows, period_rows)
def test_an_attribute_is_the_last_change_or_else_the_first(left: list[Row], changes: list[Row]) -> None:
    changes = list({(row[0], row[1]): row for row in changes}.values())  # one change of a subject a day
    told = attribute(periods(left), periods(changes, "kind"))

    def value(subject: int, day: int) -> int:
        own = sorted((row[1], row[3]) for row in changes if row[0] == subject)
        begun = [kind for first, kind in own if first <= day]
        return (begun or [kind for _first, kind in own[:1]] or [NONE])[-1]

    for day in DAYS:
        expected = sorted(
            (row[0], origin, row[3], value(row[0], day))
            for origin, row in enumerate(left)
            if row[1] <= day < row[2]
        )
        assert on(told, day, "place", "kind") == expected


@given(period_rows, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=8))
def test_an_expansion_is_a_join(rows: list[Row], members: list[tuple[int, int]]) -> None:
    told = expand(periods(rows), "place", ints(m[0] for m in members), ints(m[1] for m in members))
    expected = sorted(
        (row[0], row[1], row[2], origin, member)
        for origin, row in enumerate(rows)
        for key, member in members
        if key == row[3]
    )
    assert rows_of(told, "place") == expected


@given(period_rows)
def test_a_series_at_a_day_is_the_count_of_that_day(rows: list[Row]) -> None:
    population = periods(rows)
    assert series(population, ints(DAYS)).tolist() == [[count(population, day) for day in DAYS]]
    assert [count(population, day) for day in DAYS] == [
        len({row[0] for row in rows if row[1] <= day < row[2]}) for day in DAYS
    ]


@given(period_rows, st.sets(numbers, min_size=1))
def test_a_series_does_not_depend_on_its_other_days(rows: list[Row], some: set[int]) -> None:
    population = periods(rows)
    days = sorted(some)
    assert series(population, ints(days)).tolist() == [[count(population, day) for day in days]]


@given(period_rows)
def test_groups_are_counted_each_on_its_own(rows: list[Row]) -> None:
    rows = [(*row[:3], row[3] + 1) for row in rows]
    population = periods(rows)
    table = series(population, ints(DAYS), population.attributes["place"], size=5)
    for group in range(5):
        assert table[group].tolist() == [
            len({row[0] for row in rows if row[3] == group and row[1] <= day < row[2]}) for day in DAYS
        ]


@given(period_rows, period_rows)
def test_the_parts_of_a_partition_add_up(left: list[Row], changes: list[Row]) -> None:
    population = attribute(periods(left), periods(changes, "kind"))
    parts = series(population, ints(DAYS), population.attributes["kind"] + 1, size=5)
    assert parts.sum(axis=0).tolist() == series(population, ints(DAYS))[0].tolist()


@given(period_rows)
def test_overlapping_parts_less_their_overlap_add_up(rows: list[Row]) -> None:
    population = periods(rows)
    parts = series(population, ints(DAYS), population.attributes["place"] + 1, size=5).sum(axis=0)
    for day in DAYS:
        places: dict[int, set[int]] = defaultdict(set)
        for row in rows:
            if row[1] <= day < row[2]:
                places[row[0]].add(row[3])
        overlap = sum(len(own) - 1 for own in places.values())
        assert parts[day] - overlap == count(population, day)


@given(amount_rows, numbers, numbers)
def test_totals_and_distinct_subjects_are_those_of_the_span(
    rows: list[tuple[int, int, int]], first: int, last: int
) -> None:
    dated = amounts(rows)
    within = [row for row in rows if first <= row[1] <= last]
    assert total(dated, first, last) == sum(row[2] for row in within)
    assert distinct(dated, first, last) == len({row[0] for row in within})
    assert len(once(dated.between(first, last))) == distinct(dated, first, last)
    assert accumulate(dated, ints(DAYS)).tolist() == [[total(dated, NEVER, day) for day in DAYS]]


@given(amount_rows, st.sets(numbers, min_size=1))
def test_accumulated_groups_add_up(rows: list[tuple[int, int, int]], some: set[int]) -> None:
    dated, days = amounts(rows), ints(sorted(some))
    table = accumulate(dated, days, dated.subject, size=5)
    assert table.sum(axis=0).tolist() == accumulate(dated, days)[0].tolist()


@pytest.mark.parametrize("operation", [intersect, subtract, attribute])
def test_an_empty_population_stays_empty(operation: Callable[[Periods, Periods], Periods]) -> None:
    assert len(operation(periods([]), periods([(1, 0, 9, 3)]))) == 0
    assert len(operation(periods([]), periods([]))) == 0
    assert series(periods([]), ints([1, 2])).tolist() == [[0, 0]]
    assert accumulate(amounts([]), ints([1, 2])).tolist() == [[0, 0]]
