"""The algebra of figures: periods and amounts as arrays, counted in one sweep. No database, no clock.

Days are ordinals (``date.toordinal``), in [NEVER, FOREVER]; a period holds its first day and not its last.
Every array of one value has the same length n. Codes are whole numbers; NONE stands for "unknown".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEVER = 0
FOREVER = 1_000_000
NONE = -1
# The attribute of periods that weigh: a headcount that holds for a while. Each then counts for its weight.
WEIGHT = "weight"
_SPAN = 2 * FOREVER


@dataclass(frozen=True)
class Periods:
    """Hold periods: subject, first day, end day (exclusive), row of origin, attributes, each (n,)."""

    subject: Ints
    start: Ints
    end: Ints
    fact: Ints
    attributes: Mapping[str, Ints] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.subject)

    def keep(self, rows: Mask | Ints) -> Self:
        """Return the rows chosen by a mask or by their positions, in that order."""
        return replace(
            self,
            subject=self.subject[rows],
            start=self.start[rows],
            end=self.end[rows],
            fact=self.fact[rows],
            attributes={name: codes[rows] for name, codes in self.attributes.items()},
        )

    def with_attributes(self, **attributes: Ints) -> Self:
        """Return the same periods with attributes added or replaced."""
        return replace(self, attributes={**self.attributes, **attributes})

    def about(self, attribute: str) -> Self:
        """Return the periods told of another subject, one of their attributes; unknown ones are left out."""
        known = self.keep(self.attributes[attribute] != NONE)
        return replace(known, subject=known.attributes[attribute])

    def holding(self, day: int) -> Self:
        """Return the rows whose period holds a day."""
        return self.keep((self.start <= day) & (day < self.end))


@dataclass(frozen=True)
class Amounts:
    """Hold dated amounts: subject, day, whole amount (a count, or cents), row of origin, attributes (n,)."""

    subject: Ints
    on: Ints
    amount: Ints
    fact: Ints
    attributes: Mapping[str, Ints] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.subject)

    def keep(self, rows: Mask | Ints) -> Self:
        """Return the rows chosen by a mask or by their positions, in that order."""
        return replace(
            self,
            subject=self.subject[rows],
            on=self.on[rows],
            amount=self.amount[rows],
            fact=self.fact[rows],
            attributes={name: codes[rows] for name, codes in self.attributes.items()},
        )

    def between(self, first: int, last: int) -> Self:
        """Return the rows of [first, last], both days included."""
        return self.keep((self.on >= first) & (self.on <= last))


def _matches(left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the pairs of equal keys (left positions, right positions) and the count of each left key."""
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    first = np.searchsorted(ordered, left, side="left")
    counts = np.searchsorted(ordered, left, side="right") - first
    lefts = np.repeat(np.arange(len(left)), counts)
    within = np.arange(len(lefts)) - np.repeat(np.cumsum(counts) - counts, counts)
    return lefts, order[np.repeat(first, counts) + within], counts


def intersect(left: Periods, right: Periods, *, remainder: bool = False) -> Periods:
    """Return the periods when both hold, for equal subjects, with the attributes of both.

    Args:
        left: Periods whose subject and row of origin are kept.
        right: Periods whose attributes are added.
        remainder: Whether to keep, with NONE as added attributes, what no right period meets.

    """
    lefts, rights, _counts = _matches(left.subject, right.subject)
    met = left.keep(lefts)
    met = replace(
        met,
        start=np.maximum(met.start, right.start[rights]),
        end=np.minimum(met.end, right.end[rights]),
    ).with_attributes(**{name: codes[rights] for name, codes in right.attributes.items()})
    met = met.keep(met.start < met.end)
    if not remainder:
        return met
    rest = subtract(left, right)
    unknown = np.full(len(rest), NONE, np.int64)
    return concatenate([met, rest.with_attributes(**dict.fromkeys(right.attributes, unknown))])


def subtract(left: Periods, right: Periods) -> Periods:
    """Return the parts of the left periods during which no right period of the same subject holds."""
    keys, starts, ends = unite(right.subject, right.start, right.end)
    lefts, rights, counts = _matches(left.subject, keys)
    # Between two united right periods lies a gap: before the first, between each, after the last.
    gap_of = np.concatenate([lefts, np.arange(len(left))])
    previous_end = np.full(len(lefts), NEVER, np.int64)
    if len(lefts) > 1:
        same = lefts[1:] == lefts[:-1]
        previous_end[1:][same] = ends[rights[:-1]][same]
    last_end = np.full(len(left), NEVER, np.int64)
    has = counts > 0
    last_end[has] = ends[rights[(np.cumsum(counts) - 1)[has]]]
    gap_start = np.concatenate([previous_end, last_end])
    gap_end = np.concatenate([starts[rights], np.full(len(left), FOREVER, np.int64)])
    parts = left.keep(gap_of)
    parts = replace(parts, start=np.maximum(parts.start, gap_start), end=np.minimum(parts.end, gap_end))
    return parts.keep(parts.start < parts.end)


def attribute(periods: Periods, changes: Periods) -> Periods:
    """Cut periods at each change of their subject's attributes: every row then has one value of each.

    A change holds from its first day until the next change of the subject; the first one holds since ever, so
    that no period is dropped. A subject without any change keeps its periods with NONE.
    """
    order = np.lexsort((changes.start, changes.subject))
    ordered = changes.keep(order)
    same = ordered.subject[1:] == ordered.subject[:-1]
    start = ordered.start.copy()
    end = np.full(len(ordered), FOREVER, np.int64)
    if len(ordered):
        start[0] = NEVER
        start[1:][~same] = NEVER
        end[:-1][same] = ordered.start[1:][same]
    # The changes of a subject leave no day out: what remains is the periods of subjects without any change.
    met = intersect(periods, replace(ordered, start=start, end=end))
    rest = periods.keep(~np.isin(periods.subject, ordered.subject))
    unknown = np.full(len(rest), NONE, np.int64)
    return concatenate([met, rest.with_attributes(**dict.fromkeys(changes.attributes, unknown))])


def expand(periods: Periods, name: str, keys: Ints, members: Ints) -> Periods:
    """Return one row for each member of what an attribute names: the communes of an EPCI, say.

    Args:
        periods: Periods, (n,).
        name: The attribute to expand; rows whose value has no member vanish.
        keys: What is expanded, (m,).
        members: A member of the key at the same position, (m,).

    """
    lefts, rights, _counts = _matches(periods.attributes[name], keys)
    return periods.keep(lefts).with_attributes(**{name: members[rights]})


def concatenate(parts: Sequence[Periods]) -> Periods:
    """Return the rows of several populations, with the attributes that all of them have."""
    names = set(parts[0].attributes).intersection(*(part.attributes for part in parts[1:]))
    return Periods(
        subject=np.concatenate([part.subject for part in parts]),
        start=np.concatenate([part.start for part in parts]),
        end=np.concatenate([part.end for part in parts]),
        fact=np.concatenate([part.fact for part in parts]),
        attributes={name: np.concatenate([p.attributes[name] for p in parts]) for name in sorted(names)},
    )


def unite(keys: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Merge the overlapping or touching periods of each key, so that nothing is counted twice on a day.

    Args:
        keys: Whole numbers, (n,).
        start: First days, (n,), in [NEVER, FOREVER].
        end: End days, exclusive, (n,), in [NEVER, FOREVER]; empty periods are left out.

    Returns:
        Keys, starts and ends of the merged periods, sorted by key then start, (m,) with m ≤ n.

    """
    filled = start < end
    keys, start, end = keys[filled], start[filled], end[filled]
    if not len(keys):
        return keys, start, end
    order = np.lexsort((start, keys))
    keys, start, end = keys[order], start[order], end[order]
    new_key = np.concatenate([[True], keys[1:] != keys[:-1]])
    # The latest end so far within a key: each key is lifted above the one before, so one pass serves all.
    lift = np.cumsum(new_key) * _SPAN
    latest = np.maximum.accumulate(end + lift) - lift
    begins = new_key.copy()
    begins[1:] |= start[1:] > latest[:-1]
    firsts = np.flatnonzero(begins)
    lasts = np.append(firsts[1:], len(keys)) - 1
    return keys[firsts], start[firsts], latest[lasts]


def count(periods: Periods, day: int) -> int:
    """Return how many distinct subjects have a period that holds a day; where periods weigh, what they weigh."""
    held = periods.holding(day)
    if WEIGHT in held.attributes:
        return int(_weights(held, np.unique(held.fact)).sum())
    return len(np.unique(held.subject))


def _weights(periods: Periods, facts: Ints) -> Ints:
    """Return what rows of origin weigh: each is one, however many pieces its period was cut into."""
    own, first = np.unique(periods.fact, return_index=True)
    weights: Ints = periods.attributes[WEIGHT][first][np.searchsorted(own, facts)]
    return weights


def series(periods: Periods, days: Ints, groups: Ints | None = None, *, size: int = 1) -> Ints:
    """Count distinct subjects on each day, in each group, by one sweep over starts and ends.

    Args:
        periods: Population, (n,).
        days: Increasing days, (m,).
        groups: Group of each period, (n,), in [0, size); all in group 0 by default.
        size: Number of groups.

    Returns:
        Counts, (size, m): a subject counts once on a day in each group that holds it; where periods weigh,
        each row of origin counts for its weight.

    """
    if groups is None:
        groups = np.zeros(len(periods), np.int64)
    weighs = WEIGHT in periods.attributes
    counted = periods.fact if weighs else periods.subject
    keys, start, end = unite(counted * size + groups, periods.start, periods.end)
    group = keys % size
    amounts = _weights(periods, keys // size) if weighs else np.ones(len(keys), np.int64)
    columns = len(days) + 1
    steps = np.zeros(size * columns, np.int64)
    np.add.at(steps, group * columns + np.searchsorted(days, start), amounts)
    np.subtract.at(steps, group * columns + np.searchsorted(days, end), amounts)
    steps = steps.reshape(size, columns)[:, :-1]
    return np.cumsum(steps, axis=1)


def total(amounts: Amounts, first: int, last: int) -> int:
    """Return the sum of the amounts of [first, last], both days included."""
    return int(amounts.between(first, last).amount.sum())


def distinct(amounts: Amounts, first: int, last: int) -> int:
    """Return how many distinct subjects have an amount in [first, last]: not a sum of shorter spans."""
    return len(np.unique(amounts.between(first, last).subject))


def once(amounts: Amounts) -> Amounts:
    """Return the first amount of each subject; of two on the same day, the one that was written first."""
    ordered = amounts.keep(np.lexsort((amounts.fact, amounts.on, amounts.subject)))
    _subjects, firsts = np.unique(ordered.subject, return_index=True)
    return ordered.keep(firsts)


def accumulate(amounts: Amounts, days: Ints, groups: Ints | None = None, *, size: int = 1) -> Ints:
    """Sum, up to each day included, the amounts of each group: (size, m) for m increasing days."""
    if groups is None:
        groups = np.zeros(len(amounts), np.int64)
    columns = len(days) + 1
    sums = np.zeros(size * columns, np.int64)
    np.add.at(sums, groups * columns + np.searchsorted(days, amounts.on), amounts.amount)
    return np.cumsum(sums.reshape(size, columns)[:, :-1], axis=1)
