"""Months and quarters: how they are named, when they may be told."""

import pytest

from maillage.tallies.models import Period, due
from tests.cast import date


def test_a_period_is_a_month_or_a_quarter() -> None:
    march, autumn = Period.parse("2017-03"), Period.parse("2017-t4")
    assert march is not None
    assert autumn is not None
    assert (str(march), march.code, march.last, march.opens) == (
        "mars\u00a02017",
        "2017-03",
        date(2017, 3, 31),
        date(2017, 3, 25),
    )
    assert (str(autumn), autumn.code, autumn.ends) == ("4e trimestre 2017", "2017-t4", date(2018, 1, 1))
    assert [str(Period(date(2017, month, 1), 3))[:2] for month in (1, 4, 7)] == ["1e", "2e", "3e"]
    assert [month.code for month in autumn] == ["2017-10", "2017-11", "2017-12"]
    assert (autumn.before.code, autumn.following.code, march.before.code) == ("2017-t3", "2018-t1", "2017-02")
    assert autumn.meets(Period(date(2017, 12, 1)))
    assert not autumn.meets(Period(date(2018, 1, 1)))


@pytest.mark.parametrize(
    "code", ["", "2017", "2017-13", "2017-00", "2017-t5", "1899-01", "2017-03-01", "２０１７-03"]
)
def test_what_names_no_period_is_none(code: str) -> None:
    assert Period.parse(code) is None


@pytest.mark.parametrize(("first", "months"), [((2017, 3, 2), 1), ((2017, 2, 1), 3), ((2017, 1, 1), 2)])
def test_a_period_begins_where_it_should(first: tuple[int, int, int], months: int) -> None:
    with pytest.raises(ValueError, match="does not begin"):
        Period(date(*first), months)


@pytest.mark.parametrize(
    ("day", "months", "code"),
    [
        (date(2017, 3, 24), 1, "2017-02"),
        (date(2017, 3, 25), 1, "2017-03"),
        (date(2017, 1, 1), 1, "2016-12"),
        (date(2017, 3, 24), 3, "2016-t4"),
        (date(2017, 3, 25), 3, "2017-t1"),
    ],
)
def test_what_is_due_is_the_last_period_that_is_nearly_over(day: object, months: int, code: str) -> None:
    assert due(day, months).code == code  # type: ignore[arg-type] # a day
