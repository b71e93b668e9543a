"""Scores of the four scales that measure loneliness and ties, exactly as their authors count them.

Answers come in as an array of codes, one line by person and one column by item in the order of the scale; an answer
that was not given is NaN and stays unknown, never 0. The wording of the items is not here. Each scale names its source;
docs/methodes/echelles.md tells the rules in plain words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.science.evaluation import Aggregate

Floats = NDArray[np.float64]

_TABLE = 2


class Direction(Enum):
    """Which way a score goes when people are better off."""

    HIGHER_IS_WORSE = "higher-is-worse"
    HIGHER_IS_BETTER = "higher-is-better"


@dataclass(frozen=True)
class Cut:
    """Hold a category and the scores that fall in it, both ends included."""

    key: str
    low: int
    high: int


@dataclass(frozen=True)
class Subscale:
    """Hold a part of a scale: the positions of its items, counted from 0, and its categories."""

    key: str
    items: tuple[int, ...]
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class Scale:
    """Hold a scale: how answers make points, how points make a total, how a total reads.

    ``points[i][a]`` is what the a-th answer code of item i is worth; codes run from ``first_code``. A total needs all
    items but ``may_miss``; a subscale needs all of its own. ``averaged`` says whether a mean of the total has a sense.
    """

    code: str
    name: str
    first_code: int
    points: tuple[tuple[int, ...], ...]
    direction: Direction
    cuts: tuple[Cut, ...]
    source: str
    subscales: tuple[Subscale, ...] = ()
    may_miss: int = 0
    averaged: bool = True

    @property
    def items(self) -> int:
        """Return how many items are asked."""
        return len(self.points)

    @property
    def answers(self) -> range:
        """Return the codes that may be answered."""
        return range(self.first_code, self.first_code + len(self.points[0]))

    @property
    def lowest(self) -> int:
        """Return the lowest total."""
        return sum(min(worth) for worth in self.points)

    @property
    def highest(self) -> int:
        """Return the highest total."""
        return sum(max(worth) for worth in self.points)


@dataclass(frozen=True)
class Scored:
    """Hold the scores of n people, (n,) each, NaN where unknown.

    Categories are positions in the ``cuts`` of the scale, or of the subscale; subscales go by their key.
    """

    total: Floats
    category: Floats
    subscales: Mapping[str, Floats]
    subscale_categories: Mapping[str, Floats]


UCLA_3 = Scale(
    code="ucla-3",
    name="UCLA Loneliness Scale, 3 items",
    first_code=1,
    points=((1, 2, 3),) * 3,
    direction=Direction.HIGHER_IS_WORSE,
    cuts=(Cut("not-lonely", 3, 5), Cut("lonely", 6, 9)),
    source=(
        "Hughes, Waite, Hawkley, Cacioppo 2004, Research on Aging 26:655. The cut-off is that of Steptoe et al. 2013, "
        "PNAS 110:5797; the Office for National Statistics publishes the score without any."
    ),
)

DIRECT = Scale(
    code="direct",
    name="Direct measure of loneliness",
    first_code=1,
    points=((1, 2, 3, 4, 5),),
    direction=Direction.HIGHER_IS_BETTER,
    cuts=(
        Cut("often-or-always", 1, 1),
        Cut("some-of-the-time", 2, 2),
        Cut("occasionally", 3, 3),
        Cut("hardly-ever", 4, 4),
        Cut("never", 5, 5),
    ),
    source="Office for National Statistics 2018, Measuring loneliness: guidance for use of the national indicators.",
    averaged=False,
)

_EMOTIONAL, _SOCIAL = (0, 1, 1), (1, 1, 0)

DE_JONG_GIERVELD_6 = Scale(
    code="de-jong-gierveld-6",
    name="De Jong Gierveld Loneliness Scale, 6 items",
    first_code=1,  # 1 no, 2 more or less, 3 yes
    points=(_EMOTIONAL, _SOCIAL, _SOCIAL, _EMOTIONAL, _SOCIAL, _EMOTIONAL),
    direction=Direction.HIGHER_IS_WORSE,
    cuts=(Cut("not-lonely", 0, 1), Cut("moderately-lonely", 2, 4), Cut("severely-lonely", 5, 6)),
    source=(
        "De Jong Gierveld, van Tilburg 2006, Research on Aging 28:582; codes, missing answers and cut-offs from the "
        "Manual of the Loneliness Scale, Vrije Universiteit Amsterdam, updated 2022, sections 8 and 9."
    ),
    subscales=(
        Subscale("emotional", (0, 3, 5), (Cut("not-lonely", 0, 0), Cut("lonely", 1, 3))),
        Subscale("social", (1, 2, 4), (Cut("not-lonely", 0, 0), Cut("lonely", 1, 3))),
    ),
    may_miss=1,
)

_TIES = (Cut("marginal", 0, 5), Cut("not-marginal", 6, 15))

LSNS_6 = Scale(
    code="lsns-6",
    name="Lubben Social Network Scale, 6 items",
    first_code=0,  # none, one, two, three or four, five to eight, nine or more
    points=((0, 1, 2, 3, 4, 5),) * 6,
    direction=Direction.HIGHER_IS_BETTER,
    cuts=(Cut("at-risk", 0, 11), Cut("not-at-risk", 12, 30)),
    source="Lubben, Blozik, Gillmann, Iliffe, von Renteln-Kruse, Beck, Stuck 2006, The Gerontologist 46:503.",
    subscales=(Subscale("family", (0, 1, 2), _TIES), Subscale("friends", (3, 4, 5), _TIES)),
)

SCALES: Mapping[str, Scale] = {scale.code: scale for scale in (UCLA_3, DIRECT, DE_JONG_GIERVELD_6, LSNS_6)}


def _checked(scale: Scale, answers: ArrayLike) -> Floats:
    """Return the answers as a table, or say which one cannot be."""
    table = np.asarray(answers, np.float64)
    if table.ndim != _TABLE or table.shape[1] != scale.items:
        raise ValueError(
            f"{scale.code}: answers of shape {table.shape}; one line by person and {scale.items} columns are needed."
        )
    wrong = ~np.isnan(table) & ~np.isin(table, list(scale.answers))
    if wrong.any():
        person, item = np.argwhere(wrong)[0]
        raise ValueError(
            f"{scale.code}: person {person + 1}, item {item + 1}: the answer {table[person, item]:g} is not one of "
            f"{', '.join(map(str, scale.answers))}."
        )
    return table


def _sorted_in(cuts: tuple[Cut, ...], totals: Floats) -> Floats:
    """Return the position of the category of each total, NaN where it is unknown."""
    found = np.searchsorted([cut.low for cut in cuts], totals, side="right") - 1.0
    return np.where(np.isnan(totals), np.nan, found)


def score(scale: Scale, answers: ArrayLike) -> Scored:
    """Score answers.

    Args:
        scale: One of ``SCALES``.
        answers: Codes, (n, items), in the order of the scale; NaN for an answer that was not given.

    Returns:
        Totals in [lowest, highest], subscales and categories. A total is NaN when more than ``may_miss`` items are
        missing, a subscale as soon as one of its own is. For De Jong Gierveld one item may miss: it then counts as
        the answer of someone who is not lonely, as in the manual, so the total may be one point too low.

    Raises:
        ValueError: The shape is not (n, items), or an answer is not a code of the scale; the message says which.

    Source: see ``scale.source``.

    """
    table = _checked(scale, answers)
    missing = np.isnan(table)
    position = np.where(missing, 0, table - scale.first_code).astype(np.int64)
    worth = np.asarray(scale.points, np.float64)[np.arange(scale.items), position]
    worth[missing] = 0.0
    total = np.where(missing.sum(axis=1) > scale.may_miss, np.nan, worth.sum(axis=1))
    parts = {
        part.key: np.where(missing[:, part.items].any(axis=1), np.nan, worth[:, part.items].sum(axis=1))
        for part in scale.subscales
    }
    return Scored(
        total=total,
        category=_sorted_in(scale.cuts, total),
        subscales=parts,
        subscale_categories={part.key: _sorted_in(part.cuts, parts[part.key]) for part in scale.subscales},
    )


def summary(scores: ArrayLike) -> Aggregate:
    """Sum scores up as an aggregate: those that are known.

    Args:
        scores: Totals, or a subscale, (n,), NaN where unknown.

    Returns:
        How many are known, their mean, and their standard deviation (n - 1), None when a single one is known.

    Raises:
        ValueError: None is known.

    """
    known = np.asarray(scores, np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        raise ValueError("no score is known: there is nothing to sum up.")
    return Aggregate(
        n=len(known),
        mean=float(known.mean()),
        sd=float(known.std(ddof=1)) if len(known) > 1 else None,
    )


def counts(cuts: tuple[Cut, ...], category: ArrayLike) -> dict[str, int]:
    """Count the people of each category; those whose category is unknown are in none.

    Args:
        cuts: The categories of a scale or of a subscale.
        category: Positions in the cuts, (n,), NaN where unknown, as ``score`` gives them.

    Returns:
        How many people by key, in the order of the cuts.

    """
    positions = np.asarray(category, np.float64)
    return {cut.key: int(np.sum(positions == place)) for place, cut in enumerate(cuts)}
