"""Cantons: two files of the same source, one that names them, one that says which communes they hold."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from maillage.observatory.assemble import Communes, communes_on
from maillage.observatory.models import Belonging, Canton
from tests.cast import NOW, date
from tests.observatory.official import ALES, GUERET, NIMES, UZES, ages, households, load, movements, written
from tests.observatory.test_bad_files import refused
from tests.portal.reading import read

pytestmark = pytest.mark.django_db
SAINT_PRIVAT = "30294"


def communes_file(folder: Path, cantons: Mapping[str, str], *, year: int = 2026) -> Path:
    """Write the communes of a year, as Insee does: an arrondissement and an old commune among them."""
    titles = [
        "TYPECOM",
        "COM",
        "REG",
        "DEP",
        "CTCD",
        "ARR",
        "TNCC",
        "NCC",
        "NCCENR",
        "LIBELLE",
        "CAN",
        "COMPARENT",
    ]
    lines = [
        ["COM", code, "76", code[:2], "", "", "0", "X", "X", "X", canton, ""]
        for code, canton in cantons.items()
    ]
    others = [
        ["ARM", "75101", "11", "75", "", "", "0", "X", "X", "X", "", "75056"],
        ["COMD", "30998", "", "", "", "", "0", "X", "X", "X", "", ALES],
    ]
    return written(folder, f"v_commune_{year}.csv", [titles, *lines, *others], delimiter=",")


def cantons_file(folder: Path, rows: Sequence[Sequence[str]], *, year: int = 2026) -> Path:
    """Write the cantons of a year, as Insee does: the code, the name, the type of each."""
    titles = ["CAN", "DEP", "REG", "COMPCT", "BURCENTRAL", "TNCC", "NCC", "NCCENR", "LIBELLE", "TYPECT"]
    lines = [
        [code, code[:2], "76", "1", "", "0", name.upper(), name, name, kind] for code, name, kind in rows
    ]
    return written(folder, f"v_canton_{year}.csv", [titles, *lines], delimiter=",")


def both(folder: Path) -> None:
    """Load the cantons of four communes: Alès is a town that several share, the canton of Nîmes 9 holds nothing."""
    told = {ALES: "3099", SAINT_PRIVAT: "3020", UZES: "3023", GUERET: "2308", "97401": "97401"}
    load("communes", communes_file(folder, told))
    rows = [
        ("3099", "Alès", "V"),
        ("3020", "Rousson", "C"),
        ("3023", "Uzès", "C"),
        ("2308", "Guéret", "N"),
        ("3009", "Nîmes-9", "C"),
        ("97401", "Saint-Denis-1", "C"),
    ]
    load("cantons", cantons_file(folder, rows))


def now() -> Communes:
    """Return the communes, as known now."""
    return communes_on(as_of=date(2026, 6, 1), known_at=NOW)


def test_both_files_say_which_canton_each_commune_is_in(tmp_path: Path) -> None:
    both(tmp_path)
    assert (Canton.objects.count(), Belonging.objects.count()) == (6, 5)
    assert str(Canton.objects.get(code="3099")) == "Alès (3099)"
    assert str(Belonging.objects.get(code=ALES)) == f"{ALES} : 3099"
    found = now()
    held = {
        name: found.places.codes[int(np.flatnonzero(found.in_canton(code))[0])]
        for code, name in (("3099", "Alès"), ("3020", "Rousson"), ("97401", "Saint-Denis-1"))
    }
    assert held == {"Alès": ALES, "Rousson": SAINT_PRIVAT, "Saint-Denis-1": "97401"}
    assert dict(zip(found.cantons.codes, found.shared.tolist(), strict=True)) == {
        "2308": True,
        "3009": False,
        "3020": False,
        "3023": False,
        "3099": True,
        "97401": False,
    }
    assert not found.in_canton("3009").any()
    assert not found.in_canton("0101").any()
    assert found.canton[found.places.numbers[NIMES]] == -1


def test_one_file_alone_says_no_canton(tmp_path: Path) -> None:
    load("cantons", cantons_file(tmp_path, [("3020", "Rousson", "C")]))
    assert (now().canton == -1).all()
    load("communes", written(tmp_path, "v_commune_2026.csv", [["TYPECOM", "COM"], ["COM", ALES]]))
    assert (now().canton == -1).all()


def test_a_canton_that_only_communes_name_keeps_its_code(tmp_path: Path) -> None:
    load("cantons", cantons_file(tmp_path, [("3020", "Rousson", "C")]))
    load("communes", communes_file(tmp_path, {UZES: "3023"}))
    found = now()
    assert found.cantons.names[found.cantons.numbers["3023"]] == "3023"
    assert found.in_canton("3023").sum() == 1


def test_communes_of_two_cantons_that_merged_are_in_neither(tmp_path: Path) -> None:
    moves = [("32", "2027-01-01", one, ALES) for one in (ALES, SAINT_PRIVAT)]
    load("mouvements", movements(tmp_path, moves, year=2027))
    load("cantons", cantons_file(tmp_path, [("3020", "Rousson", "C"), ("3001", "Alès-1", "C")]))
    load("communes", communes_file(tmp_path, {ALES: "3001", SAINT_PRIVAT: "3020"}))
    found = now()
    assert found.canton[found.places.numbers[ALES]] == -1


def test_another_file_of_the_year_takes_the_place_of_the_first(tmp_path: Path) -> None:
    load("cantons", cantons_file(tmp_path, [("3020", "Rousson", "C")]))
    load("communes", communes_file(tmp_path, {UZES: "3020"}))
    load("communes", communes_file(tmp_path, {UZES: "3020", ALES: "3020"}))
    assert now().in_canton("3020").sum() == 2


@pytest.mark.parametrize("code", ["101", "3", "99001", "30 20", "2C01", "301Z"])
def test_what_is_no_canton(tmp_path: Path, code: str) -> None:
    said = refused("cantons", cantons_file(tmp_path, [(code, "Rousson", "C")]))
    assert f"ligne 2 : « {code} » n'est pas un code de canton, qui a quatre caractères (0108, 2A04)" in said
    said = refused("communes", communes_file(tmp_path, {UZES: code}))
    assert "« v_commune_2026.csv », ligne 2" in said
    assert not Belonging.objects.exists()


def test_paris_has_no_canton_and_its_code_is_taken_as_it_is(tmp_path: Path) -> None:
    load("cantons", cantons_file(tmp_path, [("75ZZ", "Paris", "Z"), ("2A04", "Bavella", "C")]))
    assert Canton.objects.get(code="75ZZ").shared


def test_a_canton_told_twice_or_without_a_name(tmp_path: Path) -> None:
    twice = [("3020", "Rousson", "C"), ("3020", "Rousson", "C")]
    assert "« 3020 » y est déjà, ligne 2" in refused("cantons", cantons_file(tmp_path, twice))
    assert "le canton 3020 n'a pas de nom" in refused("cantons", cantons_file(tmp_path, [("3020", "", "C")]))
    assert not Canton.objects.exists()


def test_a_list_of_cantons_with_other_titles(tmp_path: Path) -> None:
    path = written(tmp_path, "v_canton_2026.csv", [["CAN", "NOM"], ["3020", "Rousson"]])
    assert "il y manque LIBELLE et TYPECT" in refused("cantons", path)


def test_until_the_files_are_there_the_page_says_what_to_do(client: Client) -> None:
    for address in ("/observatoire/", "/observatoire/30/"):
        said = read(client, f"{address}?maille=cantons&vue=tableau")
        assert "Les cantons ne sont pas encore connus" in said
        assert "maillage observatory import cantons v_canton_AAAA.csv" in said
    assert client.get("/observatoire/cantons/3020/").status_code == 404


def test_a_canton_is_a_level_of_france_and_of_a_departement(client: Client, tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, {ALES: 5000, SAINT_PRIVAT: 300, UZES: 90, NIMES: 900}))
    rows = {
        ALES: (6000, 1800, 3000, 1500),
        SAINT_PRIVAT: (400, 100, 100, 40),
        UZES: (90, 30, 40, 16),
        NIMES: (9, 3, 9, 4),
    }
    load("familles-menages", households(tmp_path, rows))
    both(tmp_path)
    said = read(client, "/observatoire/30/?maille=cantons&vue=tableau")
    assert "Une grande ville ne se découpe pas ici" in said
    assert said.index("Alès 3099 partagée entre plusieurs cantons 5 000 2 100 42 %") < said.index(
        "Rousson 3020"
    )
    assert (
        said.index("Rousson 3020")
        < said.index("Uzès 3023 peu de personnes 90")
        < said.index("Canton inconnu 900")
    )
    assert "Guéret 2308" not in said
    said = read(client, "/observatoire/?maille=cantons&vue=tableau")
    assert "Guéret 2308 partagée entre plusieurs cantons inconnu inconnu non publiée" in said
    assert "Canton inconnu 900" in said


def test_a_canton_has_its_page(client: Client, tmp_path: Path) -> None:
    both(tmp_path)
    said = read(client, "/observatoire/cantons/3020/")
    assert "Où vivent les personnes âgées : Canton : Rousson" in said
    assert "1 commune. Département : Gard." in said
    assert "Saint-Privat-des-Vieux" in said
    assert "Une grande ville ne se découpe pas ici" not in said
    assert "Une grande ville ne se découpe pas ici" in read(client, "/observatoire/cantons/3099/")
    assert client.get("/observatoire/cantons/3009/").status_code == 404
