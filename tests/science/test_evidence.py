"""What an experiment may claim: the truth tables of levels, verdicts and warnings."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.science.evaluation import Estimate, estimate
from maillage.science.evidence import Evidence, Flag, Level, Reason, Verdict, evidence
from maillage.science.scales import Direction

LESS, MORE, NOTHING = estimate(-1.0, 0.2), estimate(1.0, 0.2), estimate(-0.1, 0.2)
WORSE, BETTER = Direction.HIGHER_IS_WORSE, Direction.HIGHER_IS_BETTER


def graded(
    *,
    waves: int = 2,
    compared: bool = True,
    drawn: bool = True,
    people: int = 200,
    sites: int = 48,
    direction: Direction = WORSE,
    effect: Estimate | None = LESS,
    sensitivity: tuple[Estimate, ...] = (),
    demanded_sites: int | None = 48,
) -> Evidence:
    """Grade an experiment that lacks nothing, but for what a test changes."""
    return evidence(
        waves=waves,
        compared=compared,
        drawn=drawn,
        people=people,
        sites=sites,
        direction=direction,
        effect=effect,
        sensitivity=sensitivity,
        demanded_sites=demanded_sites,
    )


@pytest.mark.parametrize(
    ("waves", "compared", "drawn", "level"),
    [
        (0, False, False, Level.NONE),
        (0, True, True, Level.NONE),
        (1, False, False, Level.DESCRIBED),
        (1, True, False, Level.DESCRIBED),
        (1, True, True, Level.DRAWN),
        (2, False, False, Level.CHANGE),
        (5, False, False, Level.CHANGE),
        (2, True, False, Level.COMPARED),
        (2, True, True, Level.DRAWN),
    ],
)
def test_levels(*, waves: int, compared: bool, drawn: bool, level: Level) -> None:
    assert graded(waves=waves, compared=compared, drawn=drawn).level is level


def test_levels_go_from_nothing_to_best() -> None:
    assert [level.name for level in sorted(Level, key=lambda level: level.value)] == [
        "NONE",
        "DESCRIBED",
        "CHANGE",
        "COMPARED",
        "DRAWN",
    ]


def test_an_experiment_that_lacks_nothing() -> None:
    assert graded() == Evidence(
        level=Level.DRAWN, verdict=Verdict.FAVOURABLE, reasons=(), flags=(), missing_sites=0
    )


@pytest.mark.parametrize(
    ("effect", "direction", "verdict"),
    [
        (LESS, WORSE, Verdict.FAVOURABLE),
        (MORE, WORSE, Verdict.UNFAVOURABLE),
        (LESS, BETTER, Verdict.UNFAVOURABLE),
        (MORE, BETTER, Verdict.FAVOURABLE),
        (NOTHING, WORSE, Verdict.INCONCLUSIVE),
        (None, WORSE, Verdict.INCONCLUSIVE),
    ],
)
def test_verdicts(effect: Estimate | None, direction: Direction, verdict: Verdict) -> None:
    assert graded(effect=effect, direction=direction).verdict is verdict


def test_the_reasons_of_concluding_nothing() -> None:
    assert graded(effect=None).reasons == (Reason.NO_CHANGE_MEASURED,)
    assert graded(waves=1, drawn=False).reasons == (Reason.NO_CHANGE_MEASURED,)
    assert graded(effect=NOTHING).reasons == (Reason.HOLDS_ZERO,)
    assert graded(effect=estimate(-1.0, math.inf)).reasons == (Reason.HOLDS_ZERO,)
    assert graded(people=10).reasons == (Reason.TOO_FEW_PEOPLE,)
    assert graded(people=11).reasons == ()
    assert graded(effect=NOTHING, people=3, sites=4).reasons == (
        Reason.TOO_FEW_SITES,
        Reason.TOO_FEW_PEOPLE,
        Reason.HOLDS_ZERO,
    )


def test_fewer_sites_than_announced_conclude_nothing_and_are_counted() -> None:
    found = graded(sites=41, demanded_sites=48)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons == (Reason.TOO_FEW_SITES,)
    assert found.missing_sites == 7
    assert graded(sites=50, demanded_sites=48).missing_sites == 0
    assert graded(waves=0, effect=None, sites=0, demanded_sites=48).missing_sites == 48


def test_an_effect_that_hangs_on_an_unknown_correlation_concludes_nothing() -> None:
    found = graded(sensitivity=(NOTHING, LESS))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons == (Reason.DEPENDS_ON_CORRELATION,)
    assert graded(sensitivity=(LESS, LESS)).verdict is Verdict.FAVOURABLE
    assert graded(effect=NOTHING, sensitivity=(NOTHING, LESS)).reasons == (Reason.HOLDS_ZERO,)


def test_warnings() -> None:
    assert graded(compared=False, drawn=False).flags == (Flag.REGRESSION_TO_THE_MEAN,)
    assert graded(compared=False, drawn=False).verdict is Verdict.FAVOURABLE
    assert graded(sites=39, demanded_sites=20).flags == (Flag.FEW_CLUSTERS,)
    assert graded(sites=40, demanded_sites=20).flags == ()
    assert graded(people=10).flags == (Flag.SMALL,)
    assert graded(demanded_sites=None).flags == (Flag.NOT_PREREGISTERED,)
    assert graded(demanded_sites=None).verdict is Verdict.FAVOURABLE
    # Nothing measured: neither a small group nor too few sites are in question yet.
    assert graded(waves=0, effect=None, people=0, sites=3).flags == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"waves": -1}, "waves is -1"),
        ({"people": -1}, "people is -1"),
        ({"sites": -1}, "sites is -1"),
        ({"demanded_sites": -1}, "demanded_sites is -1"),
    ],
)
def test_a_negative_number_is_refused(wrong: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        graded(**wrong)  # type: ignore[arg-type] # wrong on purpose


def test_a_lot_compares_something() -> None:
    with pytest.raises(ValueError, match="a lot that compares nothing"):
        graded(compared=False, drawn=True)


@given(
    waves=st.integers(0, 4),
    compared=st.booleans(),
    drawn=st.booleans(),
    people=st.integers(0, 60),
    sites=st.integers(0, 60),
    value=st.floats(-3, 3),
    demanded=st.none() | st.integers(0, 60),
    direction=st.sampled_from(Direction),
)
def test_a_verdict_is_never_bolder_than_its_grounds(
    *,
    waves: int,
    compared: bool,
    drawn: bool,
    people: int,
    sites: int,
    value: float,
    demanded: int | None,
    direction: Direction,
) -> None:
    def found(sign: int) -> Evidence:
        return graded(
            waves=waves,
            compared=compared or drawn,
            drawn=drawn,
            people=people,
            sites=sites,
            direction=direction,
            effect=estimate(sign * value, 0.5),
            demanded_sites=demanded,
        )

    one, mirrored = found(1), found(-1)
    assert (one.verdict is Verdict.INCONCLUSIVE) == bool(one.reasons)
    if one.verdict is not Verdict.INCONCLUSIVE:
        assert one.level.value >= Level.CHANGE.value
        assert people >= 11
        assert demanded is None or sites >= demanded
        assert {one.verdict, mirrored.verdict} == {Verdict.FAVOURABLE, Verdict.UNFAVOURABLE}
    assert one.reasons == mirrored.reasons
