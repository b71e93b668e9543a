"""The guard-rails of conftest.py hold: random order, undefined variables, closed doors, a real geography."""

import socket
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.template import engines

from maillage.indicators import reading
from maillage.network.models import Charter, Organisation, OrganisationKind
from maillage.territory.models import Commune, Departement
from tests.conftest import DEPARTEMENTS, UndefinedVariableError


def rendered(template: str, **context: object) -> str:
    return engines["django"].from_string(template).render(context)


def test_an_undefined_variable_fails() -> None:
    for template in ("{{ inconnue }}", "{{ connue.inconnue }}", "{{ inconnue|upper }}"):
        with pytest.raises(UndefinedVariableError, match="inconnue"):
            rendered(template, connue={})


def test_presence_may_be_tested_and_a_default_given() -> None:
    assert rendered("{% if inconnue %}oui{% else %}non{% endif %}") == "non"
    assert rendered("{{ inconnue|default:'rien' }}") == "rien"
    assert rendered("{% for x in inconnue %}{{ x }}{% empty %}rien{% endfor %}") == "rien"
    assert rendered("{{ vide }}{{ nulle|default_if_none:'rien' }}", vide="", nulle=None) == "rien"


@pytest.mark.django_db
def test_rows_without_an_order_come_in_no_order() -> None:
    with patch("tests.conftest.random.sample", lambda rows, _size: rows[::-1]):
        unordered = Departement.objects.order_by()
        codes = [row.code for row in Departement.objects.order_by("pk")]
        assert [row.code for row in unordered] == codes[::-1]
        assert list(unordered.values_list("code", flat=True)) == codes[::-1]
        assert [code for (code,) in unordered.values_list("code")] == codes[::-1]
        assert [row["code"] for row in unordered.values("code")] == codes[::-1]
        assert [row.code for row in unordered.values_list("code", named=True)] in (codes, codes[::-1])
        assert [row.code for row in unordered.iterator(chunk_size=10)] == codes[::-1]
        (reversed_keys,) = reading.read_columns(Departement.objects.all(), "pk")
    with patch("tests.conftest.random.sample", lambda rows, _size: rows):
        (keys,) = reading.read_columns(Departement.objects.all(), "pk")
    assert reversed_keys.tolist() == keys.tolist()[::-1]


@pytest.mark.django_db
def test_rows_with_an_order_keep_it() -> None:
    codes = [row.code for row in Departement.objects.all()]
    assert codes == sorted(codes)
    assert list(Departement.objects.values_list("code", flat=True)) == codes


def test_no_test_speaks_to_the_outside() -> None:
    with pytest.raises(Exception, match=r"[Ss]ocket"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@pytest.mark.django_db
def test_the_geography_is_there() -> None:
    assert Departement.objects.count() == 101
    loaded = set(Commune.objects.values_list("departement__code", flat=True))
    assert loaded == set(DEPARTEMENTS)


@pytest.mark.django_db(transaction=True)
def test_the_geography_outlives_the_emptying_of_the_tables() -> None:
    Organisation.objects.create(name="Passagère", slug="passagere", folded="passagere")
    call_command("flush", interactive=False, verbosity=0)
    assert not Organisation.objects.exists()
    assert Commune.objects.filter(code="30189").exists()
    assert (OrganisationKind.objects.count(), Charter.objects.count()) == (12, 2)
