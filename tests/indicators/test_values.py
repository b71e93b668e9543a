"""Values of several days by one sweep: each is the value of its day."""

import pytest

from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.definitions import Flow
from maillage.indicators.measure import value_of, values_of
from maillage.indicators.register import Register
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.cast import NOW, date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
DAYS = (date(2016, 11, 25), date(2014, 6, 30), date(2017, 5, 31))


@pytest.mark.parametrize("place", [FRANCE, Perimeter("departement", "30")])
def test_the_values_of_several_days_are_those_of_each_day(place: Perimeter) -> None:
    register = Register(NOW)
    for code, figure in CATALOGUE.items():
        if not figure.has_place and not place.is_france:
            continue
        for since in (None, date(2015, 1, 1)) if isinstance(figure, Flow) else (None,):
            found = values_of(figure, register, DAYS, place, since=since)
            assert list(found) == sorted(DAYS)
            for day in DAYS:
                if since is None or day >= since:
                    assert found[day] == value_of(figure, register, day, place, since=since), (code, day)
