"""What territories say of themselves."""

import pytest
from django.core.exceptions import ValidationError

from maillage.common.normalise import fold
from maillage.territory.models import Commune, Departement, PostalCode, Quartier, Region, SearchTerm
from maillage.territory.operations import load_subset


@pytest.mark.parametrize(
    ("name", "at", "of"),
    [
        ("Nîmes", "à Nîmes", "de Nîmes"),
        ("Arles", "à Arles", "d'Arles"),
        ("Le Mans", "au Mans", "du Mans"),
        ("Les Andelys", "aux Andelys", "des Andelys"),
        ("La Rochelle", "à La Rochelle", "de La Rochelle"),
        ("Œting", "à Œting", "d'Œting"),
        ("Les", "à Les", "de Les"),
    ],
)
def test_a_commune_knows_its_little_words(name: str, at: str, of: str) -> None:
    commune = Commune(name=name, folded=fold(name))
    assert (commune.locative, commune.genitive) == (at, of)


def test_names_are_what_is_shown(nimes: Commune) -> None:
    quartier = Quartier.objects.create(name="Pissevin", commune=nimes)
    assert [str(row) for row in (nimes, nimes.departement, nimes.departement.region, quartier)] == [
        "Nîmes",
        "Gard",
        "Occitanie",
        "Pissevin",
    ]
    assert str(PostalCode.objects.get(code="30900")) == "30900"
    assert str(SearchTerm.objects.get(key=b"nimes", kind="commune")) == "commune:30189"


def test_a_refused_row_says_why_in_french(nimes: Commune) -> None:
    again = Quartier(name="Pissevin", commune=nimes)
    Quartier.objects.create(name="Pissevin", commune=nimes)
    with pytest.raises(ValidationError, match="Cette commune a déjà un quartier de ce nom"):
        again.full_clean()
    twin = Departement(code="30", name="Autre", slug="autre", folded="autre", region=Region.objects.all()[0])
    with pytest.raises(ValidationError, match="Un département porte déjà ce code"):
        twin.full_clean()
    nimes.latitude = None
    with pytest.raises(ValidationError, match="Une position a une latitude et une longitude"):
        nimes.full_clean()


@pytest.mark.usefixtures("small_france", "db")
def test_a_part_of_france_has_all_departements_but_only_its_communes() -> None:
    assert Departement.objects.count() == 101
    assert set(Commune.objects.filter(is_current=True).values_list("departement__code", flat=True)) == {
        "01",
        "13",
        "29",
        "2A",
        "2B",
        "30",
        "32",
        "42",
        "57",
        "67",
        "69",
        "72",
        "74",
        "75",
        "93",
        "94",
        "974",
    }
    # The parts of a city bring the city.
    assert Commune.objects.get(code="69383").parent == Commune.objects.get(code="69123")


@pytest.mark.usefixtures("small_france", "db")
def test_loading_another_part_retires_what_it_does_not_hold() -> None:
    loaded = load_subset(communes=["48095"])
    assert (loaded.communes, loaded.changed) == (1, True)
    assert [c.name for c in Commune.objects.counted_once()] == ["Mende"]
    assert not load_subset(communes=["48095"]).changed
