"""Rows told by their columns reach the database as instances would."""

import datetime as dt

import pytest

from maillage.common.bulk import insert, insert_rows
from maillage.common.facts import Author, stamp
from maillage.network.models import Organisation, OrganisationSituation

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2017, 6, 1, 12, tzinfo=dt.UTC)


def named(name: str, **own: str) -> dict[str, str]:
    """Return the columns that an organisation must tell."""
    return {"name": name, "slug": name.lower(), "folded": name.lower(), **own}


def test_rows_get_the_identifiers_that_are_returned_and_the_defaults_of_the_model() -> None:
    given = Organisation.objects.create(**named("Avant")).pk
    Organisation.objects.all().delete()  # its identifier is not given again

    first, second = insert_rows(Organisation, [named("A", email="a@example.org"), named("B")])

    assert given < first < second
    assert [o.name for o in Organisation.objects.order_by("pk")] == ["A", "B"]
    assert Organisation.objects.get(pk=first).email == "a@example.org"
    assert (Organisation.objects.get(pk=second).email, Organisation.objects.get(pk=second).siret) == (
        "",
        None,
    )
    following = Organisation.objects.create(**named("C"))
    assert following.pk > max(first, second)


def test_instances_are_those_that_the_database_holds() -> None:
    organisation, other = insert(Organisation, [named("A"), named("B")])
    told = {"recorded_at": NOW, "known_from": NOW, "source": "liste"}
    insert_rows(OrganisationSituation, [{"organisation_id": organisation.pk}], **told)
    OrganisationSituation.objects.create(organisation=other, **stamp(Author(at=NOW, source="liste")))

    assert organisation == Organisation.objects.get(name="A")
    left, right = OrganisationSituation.objects.order_by("pk").values()
    own = {"id", "organisation_id"}
    assert {k: v for k, v in left.items() if k not in own} == {k: v for k, v in right.items() if k not in own}


def test_a_column_without_default_is_not_forgotten_and_an_unknown_one_is_told() -> None:
    with pytest.raises(KeyError, match="slug"):
        insert_rows(Organisation, [{"name": "A", "folded": "a"}])
    with pytest.raises(TypeError, match="Organisation has no column address, town"):
        insert_rows(Organisation, [named("A", town="Nîmes")], address="")

    assert insert_rows(Organisation, []) == []
    assert not Organisation.objects.exists()
