"""What teams declared, added up by month and by département, as known at a moment.

The plain way reads every tally. A large network keeps what it gave at one moment, with a mark of what was then
written; the sums of another moment are those, less what some teams gave then, plus what they give now: only the
teams of which something is not believed alike are read again. Both ways answer the same, whatever the moment.
"""

import datetime as dt
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.db.models import Q
from numpy.typing import NDArray

from maillage.common.facts import Recorded, day_of, known
from maillage.indicators.algebra import FOREVER, NONE, Ints, Mask, Periods
from maillage.indicators.declared import Declarations, last_days, month_rank, read_tallies
from maillage.indicators.marks import SOURCES, Mark, kept_marks, read_marks, written_marks
from maillage.indicators.models import MonthlyTotals
from maillage.indicators.reading import ranks, read_columns, read_periods
from maillage.network.models import GATED_STAGES, Team, TeamSituation, TeamStage, TeamStageChange
from maillage.tallies.models import COUNTS, QUARTER, Tally, TallyRhythm
from maillage.territory.models import Departement

# What is the state of a month; all the rest adds up.
STATES = ("accompanied", "reached", "volunteers")
# The figures of the catalogue that these sums are, by month.
CODES = {
    "visites": "visits",
    "appels": "calls",
    "sorties": "outings",
    "moments-collectifs": "gatherings",
    "accompagnements-mobilite": "mobility",
    "reperages-relayes": "relayed",
    "personnes-accompagnees": "accompanied",
    "personnes-touchees": "reached",
    "benevoles-actifs": "volunteers",
    "heures-benevoles": "hours",
    "equipes-qui-declarent": "declaring",
}
NAMES = (
    *COUNTS,
    *(f"told-{name}" for name in COUNTS),
    "sums",  # tallies at the end of their period
    "states",  # tallies that tell a month
    "declaring",  # teams that do
    "waited",
    "answered",
    "waited-quarter",
    "answered-quarter",
)
_RANK = {name: rank for rank, name in enumerate(NAMES)}
_STAGES = ranks(TeamStage.values)
LARGE = 100_000  # tallies: below, adding them up again costs less than keeping sums
AHEAD, BEHIND = 36, 24  # months kept before and after those that were declared
MOST_TEAMS = 2_000  # beyond, reading some teams again costs more than reading them all
MOST_ROWS = 100_000  # that tell which ones
BLOCK = 2_000

Select = Callable[[str, type[Recorded]], Q]
Where = Callable[[Periods], Mask]


@dataclass(frozen=True, kw_only=True)
class Axes:
    """Say of which months, and of which départements, something is added up; the last place is no place at all."""

    first: int
    last: int
    places: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return how many names, months and places there are."""
        return len(NAMES), self.last - self.first + 1, len(self.places) + 1


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Hold sums: values (names, months, places), and the month in which the question is asked."""

    axes: Axes
    values: NDArray[np.int64]
    now: int

    def of(self, name: str) -> NDArray[np.int64]:
        """Return one sum, by month and place."""
        found: NDArray[np.int64] = self.values[_RANK[name]]
        return found

    def since_declared(self) -> "Totals":
        """Return the same sums from the first month that anyone told; the last one alone where nobody did."""
        told = np.flatnonzero(self.of("states").sum(axis=1))
        start = int(told[0]) if len(told) else self.axes.last - self.axes.first
        axes = Axes(first=self.axes.first + start, last=self.axes.last, places=self.axes.places)
        return Totals(axes=axes, values=self.values[:, start:], now=self.now)

    def at(self, rank: int) -> "Totals":
        """Return the sums of one place, by its rank."""
        return Totals(axes=self.axes, values=self.values[:, :, rank : rank + 1], now=self.now)

    def within(self, places: Ints) -> "Totals":
        """Return the sums of some départements, as one place."""
        here = np.isin(self.axes.places, places).nonzero()[0]
        values = self.values[:, :, here].sum(axis=2, keepdims=True)
        return Totals(axes=self.axes, values=values, now=self.now)

    def due(self, name: str, *, closing: bool) -> NDArray[np.int64]:
        """Return the teams that were waited for (or of these, those that answered), by month and place.

        Who declares by quarter is waited for once it is over; for a sum, with the month that closes it alone.
        """
        months = np.arange(self.axes.first, self.axes.last + 1)
        over = months + 1 <= self.now
        quarter = months // QUARTER * QUARTER + QUARTER <= self.now
        if closing:
            quarter &= months % QUARTER == QUARTER - 1
        found: NDArray[np.int64] = (
            self.of(name) * over[:, None] + self.of(f"{name}-quarter") * (over & quarter)[:, None]
        )
        return found


def _read(select: Select, teams: Sequence[int] | None, *, known_on: dt.date, horizon: int) -> Declarations:
    """Read what some teams declared, or all of them, among the rows that are selected."""
    chosen = Q() if teams is None else Q(team__in=teams)
    changes = TeamStageChange.objects.filter(select("stage", TeamStageChange), chosen).periods("team_id")
    stages = read_periods(
        changes, subject="team_id", start="changed_on", end="ends", choices={"etape": _STAGES}, etape="stage"
    )
    living = np.isin(stages.attributes["etape"], [_STAGES[stage] for stage in GATED_STAGES])
    seats = TeamSituation.objects.filter(select("seat", TeamSituation), chosen)
    rhythms = TallyRhythm.objects.filter(select("rhythm", TallyRhythm), chosen).quarterly()
    return Declarations(
        tallies=read_tallies(Tally.objects.filter(select("tally", Tally), chosen)),
        living=stages.keep(living),
        seats=read_periods(seats, subject="team_id", departement="departement_id", commune="commune_id"),
        quarterly=read_periods(rhythms, subject="team_id"),
        known_on=known_on,
        horizon=horizon,
    )


def add_up(declared: Declarations, axes: Axes, where: Where | None = None) -> NDArray[np.int64]:
    """Return the sums of what teams declared: (names, months, places); `where` keeps what lies in a perimeter."""
    names, months, places = axes.shape
    order = np.array([*axes.places, FOREVER])
    sums = np.zeros((names, months * places), np.int64)

    def cells(when: Ints, days: Periods) -> tuple[Ints, Mask]:
        """Return the cell of each row, and whether it has one."""
        seats = days.attributes["departement"]
        place = np.where(seats == NONE, places - 1, np.searchsorted(order, seats))
        inside = (when >= axes.first) & (when <= axes.last)
        if where is not None:
            inside &= where(days)
        return (when - axes.first) * places + place, inside

    def put(name: str, cell: Ints, amounts: Ints | None = None) -> None:
        """Add amounts, or ones, to their cells."""
        found = np.bincount(cell, weights=amounts, minlength=months * places)
        sums[_RANK[name]] += np.rint(found).astype(np.int64)

    told = declared.tallies
    ends = declared.days
    closing = Periods(ends.subject, ends.on, ends.on + 1, ends.fact, ends.attributes)
    cell, inside = cells(told.month + told.months - 1, closing)
    put("sums", cell[inside])
    every, rows = declared.told_months
    days = declared.on_days(told.team[rows], last_days(every))
    cell_of_month, inside_of_month = cells(every, days)
    put("states", cell_of_month[inside_of_month])
    _keys, firsts = np.unique(np.stack([told.team[rows], every]), axis=1, return_index=True)
    once = firsts[inside_of_month[firsts]]
    put("declaring", cell_of_month[once])
    for name in COUNTS:
        if name in STATES:
            counted, where_to, kept = told.counts[name][rows], cell_of_month, inside_of_month
        else:
            counted, where_to, kept = told.counts[name], cell, inside
        kept = kept & (counted != NONE)
        put(name, where_to[kept], counted[kept])
        put(f"told-{name}", where_to[kept])
    waited = declared.waited_months
    cell, inside = cells(waited.attributes["month"], waited)
    quarter, answered = (waited.attributes[name] == 1 for name in ("quarter", "told"))
    for suffix, these in (("", ~quarter), ("-quarter", quarter)):
        put(f"waited{suffix}", cell[inside & these])
        put(f"answered{suffix}", cell[inside & these & answered])
    return sums.reshape(names, months, places)


def totals(known_at: dt.datetime, first: int, last: int) -> Totals:
    """Return the sums of some months, as known at a moment: from what is kept where it serves, or the plain way."""
    axes = Axes(first=first, last=last, places=places())
    values = _completed(known_at, axes)
    if values is None:
        values = plainly(known_at, axes)
    return Totals(axes=axes, values=values, now=month_rank(day_of(known_at)))


def plainly(known_at: dt.datetime, axes: Axes) -> NDArray[np.int64]:
    """Return the sums of some months, as known at a moment, from every tally."""
    return _of_all(lambda _name, _model: known(known_at), axes, day_of(known_at))


def of_teams(known_at: dt.datetime, axes: Axes, teams: Sequence[int], where: Where) -> Totals:
    """Return what some teams declared while they lay in a perimeter, as known at a moment."""
    known_on = day_of(known_at)
    declared = _read(lambda _name, _model: known(known_at), teams, known_on=known_on, horizon=axes.last)
    return Totals(axes=axes, values=add_up(declared, axes, where), now=month_rank(known_on))


def places() -> tuple[int, ...]:
    """Return the départements, by number."""
    return tuple(Departement.objects.order_by("pk").values_list("pk", flat=True))


def _of_all(select: Select, axes: Axes, known_on: dt.date) -> NDArray[np.int64]:
    """Add up what all teams declared, some at a time: their rows are never all in memory."""
    sums = np.zeros(axes.shape, np.int64)
    for teams in _blocks():
        sums += add_up(_read(select, teams, known_on=known_on, horizon=axes.last), axes)
    return sums


def _blocks() -> Iterator[list[int] | None]:
    """Yield teams by blocks; all at once where they are few."""
    (teams,) = read_columns(Team.objects.all(), "pk")
    if len(teams) <= BLOCK:
        yield None
        return
    teams = np.sort(teams)
    for start in range(0, len(teams), BLOCK):
        yield teams[start : start + BLOCK].tolist()


def _completed(known_at: dt.datetime, axes: Axes) -> NDArray[np.int64] | None:
    """Return the sums that are kept, completed by what is not believed alike; none where they cannot serve."""
    kept = MonthlyTotals.objects.newest()
    if kept is None or tuple(kept.names) != NAMES or tuple(kept.places) != axes.places:
        return None
    start = axes.first - kept.first_month
    if start < 0 or axes.last >= kept.first_month + kept.months:
        return None
    marks = kept_marks(kept.marks)
    teams = _changed_teams(marks, kept.known_at, known_at)
    if teams is None:
        return None
    shape = (len(NAMES), kept.months, len(axes.places) + 1)
    values = np.frombuffer(zlib.decompress(kept.values), np.int64).reshape(shape)
    values = values[:, start : start + axes.shape[1]]
    if not teams:
        return values
    then, now = _as_kept(marks, kept.known_at), lambda _name, _model: known(known_at)
    before, after = (
        add_up(_read(select, teams, known_on=day_of(known_at), horizon=axes.last), axes)
        for select in (then, now)
    )
    return values - before + after


def _changed_teams(marks: Mapping[str, Mark], at: dt.datetime, other: dt.datetime) -> list[int] | None:
    """Return the teams that may not be told alike at two moments; none where that cannot be known, or is too many."""
    teams: set[int] = set()
    for name, model in SOURCES.items():
        if not marks[name].holds(model):
            return None
        for rows in marks[name].changed(model, at, other):
            # Not « distinct »: a database would then walk through all the rows in the order of their teams.
            found = list(rows.values_list("team", flat=True)[: MOST_ROWS + 1])
            teams.update(found)
            if len(found) > MOST_ROWS or len(teams) > MOST_TEAMS:
                return None
    return sorted(teams)


def _as_kept(marks: Mapping[str, Mark], at: dt.datetime) -> Select:
    """Return how rows are selected as marks saw them at a moment."""
    return lambda name, _model: marks[name].believed(at)


def keep(at: dt.datetime, *, large: int = LARGE) -> int:
    """Add up again what is kept, each day, where the network is large; return how many months are kept."""
    latest = Tally.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if latest < large:
        return 0
    marks = read_marks()
    begun = Tally.objects.first_period()
    first = month_rank(begun or day_of(at)) - BEHIND
    axes = Axes(first=first, last=month_rank(day_of(at)) + AHEAD, places=places())
    values = _of_all(_as_kept(marks, at), axes, day_of(at))
    with transaction.atomic():
        MonthlyTotals.objects.all().delete()
        MonthlyTotals.objects.create(
            known_at=at,
            marks=written_marks(marks),
            names=list(NAMES),
            places=list(axes.places),
            first_month=axes.first,
            months=axes.shape[1],
            values=zlib.compress(values.tobytes(), 1),
        )
    return axes.shape[1]
