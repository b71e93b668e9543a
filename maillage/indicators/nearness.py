"""Who has a recognised team near, day by day: communes as periods that weigh the people of 75 or more who live there.

The communes, the teams' positions and the distance are those of the observatory: a figure says what its pages say.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from maillage.indicators.algebra import (
    FOREVER,
    NEVER,
    NONE,
    WEIGHT,
    Ints,
    Periods,
    concatenate,
    expand,
    intersect,
    subtract,
    unite,
)
from maillage.network.models import TeamSituation
from maillage.observatory.assemble import RADII, Communes, Floats, communes_over
from maillage.science.coverage import nearest, pairs

RADIUS = RADII[-1]  # km in a straight line: the radius that the pages show unless another is asked
# What a commune counts: people of 75 or more; of them, those who live alone.
PEOPLE_75, ALONE_75 = "people", "alone"
# Which team is the nearest to a commune on a day, and how far it is, in metres.
NEAREST, METRES = "nearest", "metres"


@dataclass(frozen=True, kw_only=True)
class Epoch:
    """Hold what serves between two days: the communes, and when a recognised team is near each, by its number."""

    start: int
    end: int
    communes: Communes
    near: Periods


class Nearness:
    """Tell when a recognised team is near the communes, as known at a moment; read once, whoever asks.

    Args:
        recognised: The periods during which teams are recognised.
        seats: The periods during which they sit in a commune.
        known_at: What is known.

    """

    def __init__(self, recognised: Periods, seats: Periods, known_at: dt.datetime) -> None:
        self.known_at = known_at
        self._teams = intersect(replace(recognised, attributes={}), seats)
        self._held: dict[tuple[str, str], Periods] = {}

    @cached_property
    def epochs(self) -> list[Epoch]:
        """Return the spans during which the same files serve, in order; together they hold all time."""
        spans = communes_over(known_at=self.known_at)
        ends = [span.first.toordinal() for span in spans[1:]] + [FOREVER]
        found: list[Epoch] = []
        for rank, (span, end) in enumerate(zip(spans, ends, strict=True)):
            degrees = span.communes.degrees
            same = rank and np.array_equal(degrees, spans[rank - 1].communes.degrees, equal_nan=True)
            near = found[-1].near if same else self._near(span.communes)
            start = span.first.toordinal() if rank else NEVER
            found.append(Epoch(start=start, end=end, communes=span.communes, near=near))
        return found

    @cached_property
    def _placed_teams(self) -> tuple[Periods, Ints, Floats]:
        """Return when teams sit somewhere on the map, the communes where they do, and their positions (m, 2)."""
        rows = TeamSituation.objects.known_at(self.known_at).order_by()
        places = rows.filter(commune__latitude__isnull=False, commune__longitude__isnull=False)
        told = list(places.values_list("commune", "commune__latitude", "commune__longitude").distinct())
        communes = np.array([row[0] for row in told], np.int64)
        degrees = np.array([row[1:] for row in told], np.float64).reshape(-1, 2)
        return self._teams.keep(np.isin(self._teams.attributes["commune"], communes)), communes, degrees

    def _near(self, communes: Communes) -> Periods:
        """Return when a team is near communes, each told by its number."""
        teams, seats, positions = self._placed_teams
        places = np.flatnonzero(communes.placed)
        held, start, end = unite(teams.attributes["commune"], teams.start, teams.end)
        if not len(held) or not len(places):
            return _periods(held[:0], start[:0], end[:0])
        found = pairs(communes.degrees[places], positions, RADIUS)
        sitting = replace(_periods(held, start, end), attributes={"near": held})
        around = expand(sitting, "near", seats[found.team], places[found.place]).about("near")
        return _periods(*unite(around.subject, around.start, around.end))

    def all(self, what: str) -> Periods:
        """Return the communes where people are known, weighing them."""
        return self._each("all", what, lambda _epoch, rows: rows)

    def placed(self, what: str) -> Periods:
        """Return those of which the position is known too: the others are neither near a team nor far from all."""
        return self._each("placed", what, _with_position)

    def near(self, what: str) -> Periods:
        """Return the communes where people are known while a recognised team is near, weighing them."""
        return self._each("near", what, lambda epoch, rows: intersect(rows, epoch.near))

    def white(self, what: str) -> Periods:
        """Return the communes where people and position are known while no recognised team is near."""
        return self._each(
            "white", what, lambda epoch, rows: subtract(_with_position(epoch, rows), epoch.near)
        )

    def unknown(self, what: str) -> Periods:
        """Return the communes where people are unknown."""
        return self._each("unknown", what, lambda _epoch, rows: rows, known=False)

    def unplaced(self, what: str) -> Periods:
        """Return the communes where people are known, and of which the position is not."""
        return self._each(
            "unplaced", what, lambda epoch, rows: rows.keep(~epoch.communes.placed[rows.subject])
        )

    def approximate(self, what: str) -> Periods:
        """Return the communes where people are known, and of which the position is only near."""
        return self._each(
            "approximate",
            what,
            lambda epoch, rows: _with_position(epoch, rows.keep(epoch.communes.approximate[rows.subject])),
        )

    def _each(
        self, name: str, what: str, made: Callable[[Epoch, Periods], Periods], *, known: bool = True
    ) -> Periods:
        """Return what is made of the communes of each epoch, kept for who asks again.

        The row of origin is a commune in an epoch: one weight, however many pieces its period is cut into.
        """
        if (name, what) not in self._held:
            parts = []
            for rank, epoch in enumerate(self.epochs):
                people: Floats = getattr(epoch.communes, what)
                chosen = np.flatnonzero(np.isfinite(people) == known)
                spans = (np.full(len(chosen), day, np.int64) for day in (epoch.start, epoch.end))
                rows = made(epoch, _periods(chosen, *spans))
                ranks = rows.subject
                parts.append(
                    Periods(
                        subject=epoch.communes.pks[ranks],
                        start=rows.start,
                        end=rows.end,
                        fact=rank * len(people) + ranks,
                        attributes={
                            WEIGHT: np.nan_to_num(people[ranks]).astype(np.int64),
                            "departement": epoch.communes.seats[ranks],
                            "commune": epoch.communes.pks[ranks],
                        },
                    )
                )
            self._held[name, what] = concatenate(parts)
        return self._held[name, what]

    def epoch_on(self, day: int) -> Epoch:
        """Return the epoch that holds a day."""
        return next(epoch for epoch in reversed(self.epochs) if epoch.start <= day)

    def with_nearest(self, rows: Periods, day: int) -> Periods:
        """Return the rows of a day with the nearest recognised team, how far it is, and the stage that recognised it.

        Args:
            rows: Communes, as `near` or `white` gives them.
            day: The day that they hold.

        Returns:
            The same rows, told of by the fact that recognised their nearest team; NONE without any team.

        """
        teams, seats, positions = self._placed_teams
        held = teams.holding(day)
        none = np.full(len(rows), NONE, np.int64)
        if not len(held) or not len(rows):
            return replace(rows, fact=none).with_attributes(**{NEAREST: none, METRES: none})
        order = np.argsort(seats)
        at = order[np.searchsorted(seats[order], held.attributes["commune"])]
        communes = self.epoch_on(day).communes
        found = nearest(communes.degrees[rows.fact % len(communes.pks)], positions[at])
        told = {NEAREST: held.subject[found.team], METRES: np.rint(found.km * 1000).astype(np.int64)}
        return replace(rows, fact=held.fact[found.team]).with_attributes(**told)


def _periods(subject: Ints, start: Ints, end: Ints) -> Periods:
    """Return periods that nothing is said of."""
    return Periods(subject, start, end, subject)


def _with_position(epoch: Epoch, rows: Periods) -> Periods:
    """Return the communes of which the position is known."""
    return rows.keep(epoch.communes.placed[rows.subject])
