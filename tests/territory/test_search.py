"""The search of places, as people type."""

import pytest
from pytest_django import DjangoAssertNumQueries

from maillage.territory.models import PlaceKind
from maillage.territory.perimeter import Perimeter
from maillage.territory.search import near_places, search_places

pytestmark = pytest.mark.usefixtures("small_france", "db")


def first(text: str) -> str:
    places = search_places(text)
    return places[0].label if places else ""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Saint-Étienne", "Saint-Étienne (42000), Loire"),
        ("saint etienne", "Saint-Étienne (42000), Loire"),
        ("ST ETIENNE", "Saint-Étienne (42000), Loire"),
        ("st-ét", "Saint-Étienne (42000), Loire"),
        ("saintetienne", "Saint-Étienne (42000), Loire"),
        ("42100", "Saint-Étienne (42100), Loire"),
        ("421", "Saint-Étienne (42100), Loire"),
        ("42100 saint etienne", "Saint-Étienne (42100), Loire"),
        ("l'haÿ", "L'Haÿ-les-Roses (94240), Val-de-Marne"),
        ("lhay", "L'Haÿ-les-Roses (94240), Val-de-Marne"),
        ("l hay les roses", "L'Haÿ-les-Roses (94240), Val-de-Marne"),
        ("hay les", "L'Haÿ-les-Roses (94240), Val-de-Marne"),
        ("roses", "L'Haÿ-les-Roses (94240), Val-de-Marne"),
        ("oeting", "Œting (57600), Moselle"),
        ("œting", "Œting (57600), Moselle"),
        ("mans", "Le Mans (72000), Sarthe"),
        ("nîmes", "Nîmes (30000), Gard"),
        ("30189", "Nîmes (30000), Gard"),
        ("2a004", "Ajaccio (20000), Corse-du-Sud"),
        ("saint denis 974", "Saint-Denis (97400), La Réunion"),
        ("ajaccio 2a", "Ajaccio (20000), Corse-du-Sud"),
        ("saint denis 93", "Saint-Denis (93200), Seine-Saint-Denis"),
        ("saint denis réunion", "Saint-Denis (97400), La Réunion"),
        ("beaucaire gers", "Beaucaire (32410), Gers"),
        ("seynod", "Annecy (74000), Haute-Savoie – anciennement Seynod"),
        ("paris", "Paris (75)"),
        ("paris 13", "Paris 13e arrondissement (75013), Paris"),
        ("paris 13ème", "Paris 13e arrondissement (75013), Paris"),
        ("75013", "Paris (75013)"),
        ("gard", "Gard (30), département"),
        ("30", "Gard (30), département"),
        ("2b", "Haute-Corse (2B), département"),
        ("occit", "Occitanie, région"),
        ("nimes metro", "Communauté d'agglomération de Nîmes Métropole, intercommunalité"),
    ],
)
def test_what_is_typed_is_found_first(typed: str, shown: str) -> None:
    assert first(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "n",
        "l'",
        "?!",
        "zzzz",
        "42999",
        "99999",
        "nimes 48",
        "nimes nulle part",
        "n 30",
        "beaucaire creuse",
    ],
)
def test_nothing_is_found_where_there_is_nothing(typed: str) -> None:
    assert search_places(typed) == []


def test_what_is_shown_can_be_typed_again() -> None:
    for typed in (
        "saint-etienne",
        "nimes",
        "paris",
        "ajaccio",
        "gard",
        "corse",
        "occitanie",
        "nimes metropole",
        "seynod",
    ):
        place = search_places(typed)[0]
        assert search_places(place.label)[0].code == place.code, place.label


def test_st_may_be_a_saint_or_a_beginning() -> None:
    found = {place.name for place in search_places("st", limit=20)}
    assert {"Strasbourg", "Saint-Étienne", "Saint-Denis"} <= found


def test_homonyms_are_told_apart_largest_first() -> None:
    assert [place.label for place in search_places("saint-denis", limit=2)] == [
        "Saint-Denis (97400), La Réunion",
        "Saint-Denis (93200), Seine-Saint-Denis",
    ]


def test_an_exact_name_comes_before_a_larger_town_that_begins_so() -> None:
    labels = [place.name for place in search_places("saint-paul")]
    assert labels[0] == "Saint-Paul"
    assert "Saint-Paul-les-Fonts" in labels


def test_only_the_kinds_asked_for_are_found() -> None:
    assert {place.kind for place in search_places("nimes", kinds=[PlaceKind.COMMUNE])} == {PlaceKind.COMMUNE}
    assert search_places("gard", kinds=[PlaceKind.DEPARTEMENT])[0].perimeter == Perimeter("departement", "30")
    assert search_places("Gard (30), département", kinds=[PlaceKind.COMMUNE]) == []


def test_no_more_than_the_limit_and_no_place_twice() -> None:
    places = search_places("sa", limit=5)
    assert len(places) == 5
    paris = search_places("75", limit=8)
    assert len({(place.kind, place.code) for place in paris}) == len(paris)


def test_a_search_reads_the_database_a_few_times(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(7):
        assert search_places("saint")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nimse", "Nîmes (30000), Gard"),
        ("nimmes", "Nîmes (30000), Gard"),
        ("Saint Etiene", "Saint-Étienne (42000), Loire"),
        ("beaucairre (32410), Gers", ""),
        ("ajacio", "Ajaccio (20000), Corse-du-Sud"),
        ("occitannie", "Occitanie, région"),
        ("zzzzzz", ""),
        ("nim", ""),
        ("n" * 41, ""),
        ("1'; DROP TABLE --", ""),
    ],
)
def test_one_slip_of_the_finger_is_forgiven(typed: str, meant: str) -> None:
    places = near_places(typed)
    assert (places[0].label if places else "") == meant
