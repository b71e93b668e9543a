"""From rows to arrays: what is unknown, what has no bound, what asks for nothing."""

import numpy as np
import pytest

from maillage.indicators.algebra import FOREVER, NEVER, NONE
from maillage.indicators.reading import ranks, read_amounts, read_columns, read_periods
from maillage.network.models import Membership, OrganisationSituation, Signature
from maillage.territory.models import Commune
from tests.cast import Cast, commune, date, kind

pytestmark = pytest.mark.django_db


def test_a_fact_is_a_period_of_days_and_codes(cast: Cast) -> None:
    rows = Signature.objects.filter(organisation=cast.mutuelle)
    found = read_periods(rows, subject="organisation_id", team="team_id")
    assert found.subject.tolist() == [cast.mutuelle.pk]
    assert found.start.tolist() == [date(2014, 3, 1).toordinal()]
    assert found.end.tolist() == [date(2015, 7, 1).toordinal()]
    assert found.attributes["team"].tolist() == [NONE]
    assert found.fact.tolist() == [row.pk for row in rows]


def test_what_has_no_bound_holds_since_ever_and_for_ever(cast: Cast) -> None:
    rows = OrganisationSituation.objects.filter(organisation=cast.clic)
    found = read_periods(rows, subject="organisation_id", nature="kind_id", commune="commune_id")
    assert (found.start.tolist(), found.end.tolist()) == ([NEVER], [FOREVER])
    assert found.attributes["nature"].tolist() == [kind("clic").pk]
    assert found.attributes["commune"].tolist() == [commune("97411").pk]


def test_a_choice_is_its_rank_and_an_unknown_one_is_none(cast: Cast) -> None:
    rows = Membership.objects.filter(organisation__in=[cast.voisins, cast.nomade])
    found = read_amounts(
        rows,
        subject="organisation_id",
        on="started_on",
        choices={"college": ranks(["equipes", "signataires"])},
        college="college",
    )
    by_subject = dict(zip(found.subject.tolist(), found.attributes["college"].tolist(), strict=True))
    assert by_subject == {cast.voisins.pk: 1, cast.nomade.pk: NONE}
    assert found.amount.tolist() == [1, 1]


def test_columns_are_read_as_they_are() -> None:
    found = read_columns(Commune.objects.filter(code="30189"), "pk", "population", "parent_id")
    assert [column.tolist() for column in found] == [
        [commune("30189").pk],
        [commune("30189").population],
        [NONE],
    ]


def test_amounts_come_from_a_field(cast: Cast) -> None:
    rows = Membership.objects.filter(organisation=cast.voisins)
    found = read_amounts(rows, subject="organisation_id", on="started_on", amount="organisation_id")
    assert found.amount.tolist() == [cast.voisins.pk]


def test_what_can_hold_nothing_asks_the_database_nothing(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator] # a fixture that is called
        found = read_columns(Commune.objects.none(), "pk", "departement_id")
    assert [column.tolist() for column in found] == [[], []]
    assert all(column.dtype == np.int64 for column in found)


def test_no_row_is_empty_columns() -> None:
    found = read_columns(Commune.objects.filter(code="99999"), "pk", "departement_id")
    assert [column.tolist() for column in found] == [[], []]
    assert all(column.dtype == np.int64 for column in found)
