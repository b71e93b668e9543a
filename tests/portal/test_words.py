"""Dates within sentences, as exactly as they are known."""

import datetime as dt

import pytest

from maillage.common.facts import Precision
from maillage.portal.templatetags.portal import on, since
from tests.cast import date

DAY = date(2015, 3, 1)


@pytest.mark.parametrize(
    ("day", "precision", "when", "from_when"),
    [
        (DAY, Precision.DAY, "le 1er mars 2015", "depuis le 1er mars 2015"),
        (DAY, Precision.MONTH, "en mars 2015", "depuis mars 2015"),
        (DAY, Precision.YEAR, "en 2015", "depuis 2015"),
        (None, Precision.DAY, "à une date inconnue", "depuis une date inconnue"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(
    day: dt.date | None, precision: str, when: str, from_when: str
) -> None:
    assert on(day, precision).replace("\u00a0", " ") == when
    assert since(day, precision).replace("\u00a0", " ") == from_when
