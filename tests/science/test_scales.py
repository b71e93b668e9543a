"""Scales: their codes, their missing answers, their cut-offs, by hand and as laws."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from maillage.science.evaluation import Aggregate
from maillage.science.scales import (
    DE_JONG_GIERVELD_6,
    DIRECT,
    LSNS_6,
    SCALES,
    UCLA_3,
    Direction,
    Scale,
    counts,
    score,
    summary,
)

N = float("nan")
NO, MORE_OR_LESS, YES = 1, 2, 3
every_scale = pytest.mark.parametrize("scale", SCALES.values(), ids=list(SCALES))


def total(scale: Scale, answers: Sequence[float]) -> tuple[float, str]:
    """Return the total and the category of one person, "unknown" when there is none."""
    scored = score(scale, np.array([answers]))
    where = scored.category[0]
    return float(scored.total[0]), "unknown" if np.isnan(where) else scale.cuts[int(where)].key


def part(scale: Scale, key: str, answers: Sequence[float]) -> tuple[float, str]:
    """Return a subscale and its category of one person."""
    (subscale,) = (one for one in scale.subscales if one.key == key)
    scored = score(scale, np.array([answers]))
    where = scored.subscale_categories[key][0]
    return float(scored.subscales[key][0]), "unknown" if np.isnan(where) else subscale.cuts[int(where)].key


def test_the_scales_are_what_their_authors_say() -> None:
    assert {
        code: (scale.items, list(scale.answers), (scale.lowest, scale.highest), scale.direction)
        for code, scale in SCALES.items()
    } == {
        "ucla-3": (3, [1, 2, 3], (3, 9), Direction.HIGHER_IS_WORSE),
        "direct": (1, [1, 2, 3, 4, 5], (1, 5), Direction.HIGHER_IS_BETTER),
        "de-jong-gierveld-6": (6, [1, 2, 3], (0, 6), Direction.HIGHER_IS_WORSE),
        "lsns-6": (6, [0, 1, 2, 3, 4, 5], (0, 30), Direction.HIGHER_IS_BETTER),
    }
    assert [code for code, scale in SCALES.items() if not scale.averaged] == ["direct"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((1, 1, 1), (3, "not-lonely")),
        ((2, 2, 1), (5, "not-lonely")),
        ((2, 2, 2), (6, "lonely")),
        ((3, 3, 3), (9, "lonely")),
    ],
)
def test_ucla_sums_three_answers(answers: Sequence[float], expected: tuple[float, str]) -> None:
    assert total(UCLA_3, answers) == expected


@pytest.mark.parametrize("scale", [UCLA_3, DIRECT, LSNS_6], ids=lambda scale: scale.code)
def test_a_total_needs_every_answer(scale: Scale) -> None:
    for item in range(scale.items):
        answers = [float(scale.first_code)] * scale.items
        answers[item] = N
        found, key = total(scale, answers)
        assert np.isnan(found)
        assert key == "unknown"


def test_the_direct_question_is_a_category() -> None:
    scored = score(DIRECT, [[1.0], [1.0], [2.0], [3.0], [4.0], [5.0], [N]])
    assert counts(DIRECT.cuts, scored.category) == {
        "often-or-always": 2,
        "some-of-the-time": 1,
        "occasionally": 1,
        "hardly-ever": 1,
        "never": 1,
    }


# The order of the six items: emptiness, people to lean on, people to trust, people missed, people close, rejection.
@pytest.mark.parametrize(
    ("answers", "expected", "emotional", "social"),
    [
        # Nobody is missed, everybody is there: no loneliness. And the opposite.
        ((NO, YES, YES, NO, YES, NO), (0, "not-lonely"), (0, "not-lonely"), (0, "not-lonely")),
        ((YES, NO, NO, YES, NO, YES), (6, "severely-lonely"), (3, "lonely"), (3, "lonely")),
        # "More or less" counts on both sides.
        ((MORE_OR_LESS,) * 6, (6, "severely-lonely"), (3, "lonely"), (3, "lonely")),
        # Yes everywhere: three emotional items count, none of the social ones; no everywhere: the reverse.
        ((YES,) * 6, (3, "moderately-lonely"), (3, "lonely"), (0, "not-lonely")),
        ((NO,) * 6, (3, "moderately-lonely"), (0, "not-lonely"), (3, "lonely")),
        ((NO, MORE_OR_LESS, YES, NO, YES, NO), (1, "not-lonely"), (0, "not-lonely"), (1, "lonely")),
        ((YES, NO, YES, NO, YES, NO), (2, "moderately-lonely"), (1, "lonely"), (1, "lonely")),
        ((YES, NO, NO, YES, YES, NO), (4, "moderately-lonely"), (2, "lonely"), (2, "lonely")),
        ((YES, NO, NO, YES, NO, NO), (5, "severely-lonely"), (2, "lonely"), (3, "lonely")),
    ],
)
def test_de_jong_gierveld_counts_what_the_manual_counts(
    answers: Sequence[float],
    expected: tuple[float, str],
    emotional: tuple[float, str],
    social: tuple[float, str],
) -> None:
    assert total(DE_JONG_GIERVELD_6, answers) == expected
    assert part(DE_JONG_GIERVELD_6, "emotional", answers) == emotional
    assert part(DE_JONG_GIERVELD_6, "social", answers) == social


def test_de_jong_gierveld_lets_one_answer_miss_in_the_total_and_none_in_a_subscale() -> None:
    one = (N, NO, NO, YES, NO, YES)
    assert total(DE_JONG_GIERVELD_6, one) == (5, "severely-lonely")
    assert np.isnan(part(DE_JONG_GIERVELD_6, "emotional", one)[0])
    assert part(DE_JONG_GIERVELD_6, "emotional", one)[1] == "unknown"
    assert part(DE_JONG_GIERVELD_6, "social", one) == (3, "lonely")
    two = (N, N, NO, YES, NO, YES)
    assert np.isnan(total(DE_JONG_GIERVELD_6, two)[0])
    assert total(DE_JONG_GIERVELD_6, two)[1] == "unknown"


def test_twelve_is_not_at_risk_on_the_lubben_scale() -> None:
    # The example of the article: no family, but five to eight friends for each of the three items.
    answers = (0, 0, 0, 4, 4, 4)
    assert total(LSNS_6, answers) == (12, "not-at-risk")
    assert part(LSNS_6, "family", answers) == (0, "marginal")
    assert part(LSNS_6, "friends", answers) == (12, "not-marginal")
    assert total(LSNS_6, (0, 0, 0, 4, 4, 3)) == (11, "at-risk")
    assert part(LSNS_6, "family", (2, 2, 1, 0, 0, 0)) == (5, "marginal")
    assert part(LSNS_6, "family", (2, 2, 2, 0, 0, 0)) == (6, "not-marginal")
    assert total(LSNS_6, (5,) * 6) == (30, "not-at-risk")


def test_a_wrong_answer_is_said_where_it_is() -> None:
    with pytest.raises(ValueError, match=r"ucla-3: person 2, item 3: the answer 4 is not one of 1, 2, 3\."):
        score(UCLA_3, [[1, 2, 3], [1, 2, 4]])
    with pytest.raises(ValueError, match=r"person 1, item 1: the answer 1.5 is not one of"):
        score(LSNS_6, [[1.5, 0, 0, 0, 0, 0]])
    with pytest.raises(ValueError, match="the answer inf is not one of"):
        score(DIRECT, [[float("inf")]])


@pytest.mark.parametrize("answers", [[1, 2, 3], [[1, 2]], [[[1, 2, 3]]]])
def test_a_table_of_another_shape_is_refused(answers: ArrayLike) -> None:
    with pytest.raises(ValueError, match=r"ucla-3: answers of shape .* 3 columns are needed"):
        score(UCLA_3, answers)


@every_scale
def test_nobody_gives_no_score(scale: Scale) -> None:
    scored = score(scale, np.empty((0, scale.items)))
    assert len(scored.total) == len(scored.category) == 0
    with pytest.raises(ValueError, match="no score is known"):
        summary(scored.total)


def test_scores_sum_up_without_those_that_are_unknown() -> None:
    # Totals 3, 6 and 9: mean 6, squares of the gaps 9 + 0 + 9, over n - 1 = 2: variance 9.
    scored = score(UCLA_3, [[1.0, 1, 1], [2.0, 2, 2], [3.0, 3, 3], [3, N, 3]])
    assert summary(scored.total) == Aggregate(n=3, mean=6.0, sd=3.0)
    assert summary([N, 5.0]) == Aggregate(n=1, mean=5.0, sd=None)
    assert counts(UCLA_3.cuts, scored.category) == {"not-lonely": 1, "lonely": 2}


@every_scale
def test_cuts_cover_every_total_once(scale: Scale) -> None:
    covered = [value for cut in scale.cuts for value in range(cut.low, cut.high + 1)]
    assert covered == list(range(scale.lowest, scale.highest + 1))
    for subscale in scale.subscales:
        worth = [scale.points[item] for item in subscale.items]
        covered = [value for cut in subscale.cuts for value in range(cut.low, cut.high + 1)]
        assert covered == list(range(sum(map(min, worth)), sum(map(max, worth)) + 1))


@every_scale
@given(data=st.data())
def test_scores_stay_in_their_bounds_and_follow_the_person(scale: Scale, data: st.DataObject) -> None:
    answer = st.sampled_from([*map(float, scale.answers), N])
    rows = data.draw(st.lists(st.lists(answer, min_size=scale.items, max_size=scale.items), min_size=1))
    order = data.draw(st.permutations(range(len(rows))))
    table = np.array(rows)
    scored = score(scale, table)
    missing = np.isnan(table).sum(axis=1)
    assert np.array_equal(np.isnan(scored.total), missing > scale.may_miss)
    assert np.array_equal(np.isnan(scored.category), missing > scale.may_miss)
    known = scored.total[~np.isnan(scored.total)]
    assert ((known >= scale.lowest) & (known <= scale.highest)).all()
    assert np.array_equal(score(scale, table[order]).total, scored.total[order], equal_nan=True)
    if scale.subscales:
        whole = missing == 0
        parts = sum(scored.subscales.values(), np.zeros(len(rows)))
        assert np.array_equal(parts[whole], scored.total[whole])
