"""Perimeters, as they are written, shown and used to filter."""

import pytest
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from maillage.common.errors import Refused
from maillage.territory.models import Commune, Departement, PostalCode
from maillage.territory.perimeter import FRANCE, Perimeter

pytestmark = pytest.mark.usefixtures("small_france", "db")


@pytest.mark.parametrize(
    ("text", "written", "label"),
    [
        ("france", "france", "France"),
        (" France ", "france", "France"),
        ("region:76", "region:76", "Occitanie"),
        ("departement:30", "departement:30", "Gard"),
        ("departement:Gard", "departement:30", "Gard"),
        ("departement:2a", "departement:2A", "Corse-du-Sud"),
        ("departement:974", "departement:974", "La Réunion"),
        ("epci:243000643", "epci:243000643", "Communauté d'agglomération de Nîmes Métropole"),
        ("commune:30189", "commune:30189", "Nîmes"),
        ("commune:2a004", "commune:2A004", "Ajaccio"),
        ("cooperation:Gard-Nord", "cooperation:gard-nord", "gard nord"),
        ("porteur:petits-freres", "porteur:petits-freres", "petits freres"),
    ],
)
def test_a_perimeter_is_read_written_and_named(text: str, written: str, label: str) -> None:
    perimeter = Perimeter.parse(text)
    assert str(perimeter) == written
    assert Perimeter.parse(str(perimeter)) == perimeter
    assert perimeter.label == label


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Le périmètre «\u00a0\u00a0» n'est pas compris"),
        ("lune", "écrivez france, region:84, departement:30"),
        ("france:30", "n'est pas compris"),
        ("commune:", "n'est pas compris"),
        ("pays:fr", "n'est pas compris"),
        ("departement:99", "Le département «\u00a099\u00a0» n'existe pas"),
        ("departement:Gar", "Vouliez-vous dire\u00a0: Gard"),
        ("region:99", "La région «\u00a099\u00a0» n'existe pas."),
        ("region:occitanie", "Vouliez-vous dire\u00a0: region:76 (Occitanie)\u202f?"),
        ("epci:12", "écrivez son SIREN, qui a neuf chiffres"),
        ("commune:00000", "écrivez son code INSEE, qui a cinq caractères"),
        ("commune:74268", "Vouliez-vous dire\u00a0: commune:74010 (Annecy)\u202f?"),
    ],
)
def test_an_unknown_perimeter_is_refused_with_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        Perimeter.parse(text)
    assert sentence in str(refusal.value)


def names(condition: Q) -> set[str]:
    rows = PostalCode.objects.filter(condition)
    return set(rows.values_list("commune__name", flat=True))


def within(text: str) -> set[str]:
    """Return the communes that a perimeter keeps, through the postal codes that refer to them."""
    return names(Perimeter.parse(text).q(departement="commune__departement", commune="commune"))


def test_each_kind_keeps_its_own_rows() -> None:
    occitanie = within("region:76")
    assert {"Nîmes", "Beaucaire"} <= occitanie
    assert "Ajaccio" not in occitanie
    assert within("departement:32") == {"Beaucaire"}
    assert {"Nîmes", "Marguerittes"} <= within("epci:243000643")
    assert "Beaucaire" not in within("epci:243000643")
    assert within("commune:30189") == {"Nîmes"}


def test_a_city_holds_its_arrondissements_but_not_the_reverse() -> None:
    assert within("commune:75056") == {
        "Paris",
        "Paris 1er arrondissement",
        "Paris 13e arrondissement",
        "Paris 15e arrondissement",
    }
    assert within("commune:75113") == {"Paris 13e arrondissement"}


def test_france_is_all_and_stays_all_in_a_union() -> None:
    everything = PostalCode.objects.count()
    assert PostalCode.objects.filter(FRANCE.q(commune="commune")).count() == everything
    nimes = Q(commune__name="Nîmes")
    assert PostalCode.objects.filter(nimes | FRANCE.q(commune="commune")).count() == everything
    assert FRANCE.is_france
    assert not Perimeter("departement", "30").is_france


@pytest.mark.parametrize(
    ("text", "expected"),
    [("departement:30", 1), ("region:76", 1), ("commune:30189", 1), ("commune:30032", 0)],
)
def test_a_perimeter_filters_annotations(text: str, expected: int) -> None:
    rows = Commune.objects.annotate(
        place_departement=Coalesce(F("parent__departement"), F("departement")),
        place_commune=Coalesce(F("parent"), F("pk")),
        plain=F("departement"),
    ).filter(code="30189")
    perimeter = Perimeter.parse(text)
    assert rows.filter(perimeter.q("place_departement", "place_commune")).count() == expected
    assert rows.filter(perimeter.q("plain", "place_commune")).count() == expected


def test_a_row_without_place_is_in_france_only() -> None:
    epci_less = Commune.objects.filter(code="42218")
    nowhere = epci_less.annotate(place_departement=F("parent__departement"), place_commune=F("parent"))
    assert nowhere.filter(FRANCE.q("place_departement", "place_commune")).exists()
    for text in ("region:84", "departement:42", "epci:244200770", "commune:42218"):
        assert not nowhere.filter(Perimeter.parse(text).q("place_departement", "place_commune")).exists()


@pytest.mark.parametrize("kind", ["cooperation", "porteur"])
def test_the_reach_of_the_network_is_not_a_place(kind: str) -> None:
    perimeter = Perimeter(kind, "gard")
    assert not perimeter.is_place
    with pytest.raises(Refused, match="son étendue se lit dans le réseau"):
        perimeter.q()


def test_a_code_that_has_left_the_register_is_shown_as_it_is() -> None:
    assert Perimeter("commune", "00000").label == "00000"
    assert Departement.objects.filter(Perimeter("region", "94").q(departement="pk")).count() == 2
