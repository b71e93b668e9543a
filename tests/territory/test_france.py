"""The whole of France, as it is loaded."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from pytest_django.plugin import DjangoDbBlocker

from maillage.territory.models import (
    Commune,
    Departement,
    Edition,
    Epci,
    FormerCommune,
    PostalCode,
    Region,
    SearchTerm,
)
from maillage.territory.operations import load
from maillage.territory.search import search_places

pytestmark = pytest.mark.usefixtures("france", "db")


@pytest.fixture(scope="module")
def france(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - asked for, for its effect
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


def test_france_has_18_regions_and_101_departements_5_of_each_overseas() -> None:
    assert Region.objects.count() == 18
    assert Departement.objects.count() == 101
    assert list(Region.objects.filter(overseas=True).values_list("code", flat=True).order_by("code")) == [
        "01",
        "02",
        "03",
        "04",
        "06",
    ]
    assert list(Departement.objects.filter(overseas=True).values_list("code", flat=True)) == [
        "971",
        "972",
        "973",
        "974",
        "976",
    ]


def test_communes_are_counted_once_and_the_parts_of_the_three_cities_apart() -> None:
    assert Commune.objects.counted_once().count() == 34_875
    assert Epci.objects.count() == 1_255
    parts = (
        Commune.objects.arrondissements()
        .values_list("parent__name")
        .annotate(Count("pk"))
        .order_by("parent__name")
    )
    assert list(parts) == [("Lyon", 9), ("Marseille", 16), ("Paris", 20)]


def test_the_population_of_france_does_not_count_paris_twice() -> None:
    assert Commune.objects.counted_once().aggregate(Sum("population"))["population__sum"] == 68_350_798
    paris = Commune.objects.get(code="75056")
    assert paris.population == 2_103_778
    assert paris.arrondissements.aggregate(Sum("population"))["population__sum"] == paris.population
    assert not paris.is_arrondissement
    assert paris.arrondissements.get(code="75113").is_arrondissement


def test_corsica_has_two_departements_and_no_20() -> None:
    corsica = Departement.objects.filter(region__name="Corse")
    assert {d.code: d.name for d in corsica} == {"2A": "Corse-du-Sud", "2B": "Haute-Corse"}
    assert Commune.objects.get(name="Ajaccio").code == "2A004"
    assert Commune.objects.get(name="Bastia").departement.code == "2B"


def test_only_four_islands_have_no_epci() -> None:
    assert set(Commune.objects.filter(epci=None).values_list("name", flat=True)) == {
        "Île-de-Bréhat",
        "Île-de-Sein",
        "Ouessant",
        "L'Île-d'Yeu",
    }


def test_every_commune_has_a_position_and_says_whether_it_is_exact() -> None:
    assert not Commune.objects.filter(latitude=None).exists()
    exact = Commune.objects.counted_once().filter(position_approximate=False)
    assert exact.count() == 14_610
    assert exact.aggregate(Sum("population"))["population__sum"] > 0.85 * 68_350_798


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("30189", 43.84, 4.36),  # Nîmes
        ("30032", 43.81, 4.64),  # Beaucaire of the Gard, not that of the Gers
        ("93066", 48.94, 2.36),  # Saint-Denis near Paris
        ("97411", -20.88, 55.45),  # Saint-Denis of La Réunion
        ("2A004", 41.92, 8.74),  # Ajaccio
        ("97608", -12.78, 45.26),  # Dzaoudzi
        ("75113", 48.83, 2.36),  # the thirteenth arrondissement
    ],
)
def test_homonyms_are_where_they_are(code: str, latitude: float, longitude: float) -> None:
    commune = Commune.objects.get(code=code)
    assert not commune.position_approximate
    assert commune.latitude == pytest.approx(latitude, abs=0.02)
    assert commune.longitude == pytest.approx(longitude, abs=0.02)


def test_a_postal_code_serves_several_communes_and_a_commune_has_several() -> None:
    assert PostalCode.objects.filter(code="30120").count() > 5
    nimes = Commune.objects.get(code="30189")
    assert [row.code for row in nimes.postal_codes.all()] == ["30000", "30900"]
    assert not Commune.objects.filter(postal_codes=None).exists()


def test_a_commune_lies_in_the_departement_of_its_code() -> None:
    for code, departement in Commune.objects.values_list("code", "departement__code"):
        assert code.startswith(departement)


def test_former_communes_know_their_successor_and_the_day() -> None:
    seynod = FormerCommune.objects.get(code="74268")
    assert (seynod.name, seynod.successor.name, str(seynod.ended_on)) == ("Seynod", "Annecy", "2017-01-01")
    assert str(seynod) == "Seynod"


def test_all_departements_have_their_little_words() -> None:
    assert not Departement.objects.filter(genitive="").exists()
    words = {d.code: (d.genitive, d.locative) for d in Departement.objects.all()}
    assert words["30"] == ("du Gard", "dans le Gard")
    assert words["33"] == ("de la Gironde", "en Gironde")
    assert words["01"] == ("de l'Ain", "dans l'Ain")
    assert words["28"] == ("d'Eure-et-Loir", "en Eure-et-Loir")
    assert words["88"] == ("des Vosges", "dans les Vosges")
    assert words["976"] == ("de Mayotte", "à Mayotte")
    assert Region.objects.get(code="32").locative == "dans les Hauts-de-France"


def test_loading_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = list(Commune.objects.order_by("pk").values_list("pk", "code"))
    call_command("load_territories")
    assert capsys.readouterr().out == "Le découpage 2026 est déjà chargé\u00a0: rien à faire.\n"
    assert list(Commune.objects.order_by("pk").values_list("pk", "code")) == before


def test_a_new_edition_updates_the_rows_in_place(capsys: pytest.CaptureFixture[str]) -> None:
    nimes = Commune.objects.get(code="30189")
    Commune.objects.filter(pk=nimes.pk).update(name="Nemausus", population=1)
    gone = Commune.objects.create(
        code="30999", name="Disparue", folded="disparue", slug="disparue", departement=nimes.departement
    )
    Edition.objects.update(digest="older", vintage="2025")
    terms = SearchTerm.objects.count()

    call_command("load_territories")

    assert capsys.readouterr().out == "Découpage 2026 chargé\u00a0: 34\u202f920 communes.\n"
    again = Commune.objects.get(code="30189")
    assert (again.pk, again.name, again.population) == (nimes.pk, "Nîmes", 151_839)
    assert SearchTerm.objects.count() == terms
    assert [str(edition) for edition in Edition.objects.all()] == ["2026"]
    gone.refresh_from_db()
    assert not gone.is_current
    assert gone not in Commune.objects.counted_once()


def test_two_communes_cannot_bear_one_code() -> None:
    nimes = Commune.objects.get(code="30189")
    with pytest.raises(IntegrityError), transaction.atomic():
        Commune.objects.create(code="30189", name="X", folded="x", slug="x", departement=nimes.departement)


def test_a_town_comes_before_the_villages_of_the_same_beginning() -> None:
    assert [place.label for place in search_places("saint-d", limit=3)] == [
        "Saint-Denis (97400), La Réunion",
        "Saint-Denis (93200), Seine-Saint-Denis",
        "Saint-Dizier (52100), Haute-Marne",
    ]
    assert len(search_places("sai")) == 8
