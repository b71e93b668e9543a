"""A file that is not what it should be is refused with a sentence: where, what, what to do; and nothing enters."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from maillage.common.errors import Refused
from maillage.observatory.models import DatasetImport, Movement, Observation
from maillage.observatory.operations import reading
from tests.observatory.official import ALES, NIMES, ages, load, movements, written, zipped

pytestmark = pytest.mark.django_db
AGES = "structure-population"


def refused(code: str, path: Path, *, vintage: int | None = None) -> str:
    """Return the sentence of a refusal that leaves nothing behind."""
    before = (DatasetImport.objects.count(), Observation.objects.count(), Movement.objects.count())
    with pytest.raises(Refused) as refusal:
        load(code, path, vintage=vintage)
    assert (DatasetImport.objects.count(), Observation.objects.count(), Movement.objects.count()) == before
    return re.sub(r"[\u00a0\u202f]", " ", str(refusal.value))


def test_a_file_of_another_year(tmp_path: Path) -> None:
    path = ages(tmp_path, {ALES: 10})
    assert refused(AGES, path, vintage=2022) == (
        f"Le fichier « {path.name} » est du millésime 2021, et vous demandez 2022 : donnez l'autre fichier, ou l'autre "
        "année."
    )


def test_a_file_whose_year_nobody_says(tmp_path: Path) -> None:
    path = written(
        tmp_path, "positions.csv", [["code_insee", "latitude", "longitude"], [ALES, "44,1", "4,1"]]
    )
    assert "ajoutez --vintage AAAA" in refused("positions", path)
    assert "n'est pas une année plausible" in refused("positions", path, vintage=1789)


@pytest.mark.parametrize(
    ("titles", "missing"),
    [
        (["CODGEO", "POPULATION"], "il y manque PAA_POP, PAA_POP6074 et PAA_POP75P"),
        (["CODGEO", "P21_POP", "P15_POP", "P15_POP75P"], "il y manque P15_POP6074"),
        (["COMMUNE", "P21_POP", "P21_POP6074", "P21_POP75P"], "il y manque CODGEO"),
    ],
)
def test_a_file_with_other_titles(tmp_path: Path, titles: list[str], missing: str) -> None:
    path = written(tmp_path, "base.csv", [titles, [ALES, *["1"] * (len(titles) - 1)]])
    said = refused(AGES, path)
    assert f"n'est pas « base-cc-evol-struct-pop » : {missing}." in said
    assert "Insee, recensement de la population" in said


def test_codes_that_were_taken_for_numbers(tmp_path: Path) -> None:
    said = refused(AGES, ages(tmp_path, {ALES: 10, "1001": 5}))
    assert "ligne 3 : « 1001 » est un code lu comme un nombre, son premier zéro est perdu." in said


@pytest.mark.parametrize("code", ["", "300", "Alès", "2C004", "300070"])
def test_what_is_no_code(tmp_path: Path, code: str) -> None:
    said = refused(AGES, ages(tmp_path, {code: 10}))
    assert f"« {code} »" in said


def test_codes_of_no_commune(tmp_path: Path) -> None:
    said = refused(AGES, ages(tmp_path, {ALES: 10, "30999": 5, "30998": 5}))
    assert (
        "2 codes ne sont pas ceux de communes au 1er janvier 2024, par exemple 30999 (ligne 3) et 30998"
        in said
    )
    assert "chargez d'abord les mouvements de communes" in said


def test_a_commune_told_twice(tmp_path: Path) -> None:
    path = ages(tmp_path, {ALES: 10, NIMES: 20})
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    assert f"ligne 4 : « {ALES} » y est déjà, ligne 2." in refused(AGES, path)


def test_a_cell_told_twice(tmp_path: Path) -> None:
    lines = [["CODGEO", "SEXE", "AGEPYR10", "COUPLE", "NB"], *[[ALES, "1", "80", "2", "5"]] * 2]
    said = refused("vie-en-couple", written(tmp_path, "TD_POP4_2021.csv", lines))
    assert f"« {ALES} 1 80 2 » y est déjà, ligne 2." in said


def test_a_district_and_a_journey_told_twice(tmp_path: Path) -> None:
    lines: Sequence[Sequence[object]] = [["code_qp", "insee_com"], *[["QN03001M", ALES]] * 2]
    assert "« QN03001M » y est déjà" in refused(
        "quartiers-prioritaires", written(tmp_path, "qpv_2024.csv", lines)
    )
    lines = [["depart", "arrivee", "minutes"], *[[ALES, NIMES, "45"]] * 2]
    said = refused("temps-de-trajet", written(tmp_path, "trajets_2025.csv", lines))
    assert f"« {ALES} → {NIMES} » y est déjà, ligne 2." in said
    listed = [["TYPECOM", "COM"], ["COM", ALES], ["COM", ALES]]
    assert "y est déjà, ligne 2" in refused("communes", written(tmp_path, "v_commune_2024.csv", listed))


@pytest.mark.parametrize("cell", ["-3", "beaucoup", "1e400", "12,5,3"])
def test_a_number_that_cannot_be(tmp_path: Path, cell: str) -> None:
    said = refused(AGES, ages(tmp_path, {ALES: cell}))
    assert f"ligne 2 : « {cell} » n'est pas un nombre possible : habitants." in said


def test_a_position_off_the_earth(tmp_path: Path) -> None:
    lines = [["code_insee", "latitude", "longitude"], [ALES, "144", "4"]]
    path = written(tmp_path, "positions-2025.csv", lines)
    assert "« 144 » n'est pas un nombre possible : latitude" in refused("positions", path)


def test_a_city_that_disagrees_with_its_arrondissements(tmp_path: Path) -> None:
    people: dict[str, object] = {"75056": 3000, **{f"751{rank:02}": 100 for rank in range(1, 21)}}
    said = refused(AGES, ages(tmp_path, people))
    assert "la commune 75056 et ses arrondissements ne s'accordent pas sur le nombre de habitants" in said


def test_a_city_of_which_arrondissements_are_missing(tmp_path: Path) -> None:
    said = refused(AGES, ages(tmp_path, {"75101": 100, "75102": 100}))
    assert "la commune 75056 n'y est pas, et 18 de ses arrondissements manquent" in said


def test_a_movement_of_no_known_sort(tmp_path: Path) -> None:
    path = movements(tmp_path, [("fusion", "2016-01-01", "30998", ALES)])
    assert "« fusion » n'est pas un code de mouvement" in refused("mouvements", path)
    path = movements(tmp_path, [("32", "un jour", "30998", ALES)])
    assert "un jour" in refused("mouvements", path)


def test_a_file_that_speaks_of_no_commune(tmp_path: Path) -> None:
    assert "ne parle d'aucune commune" in refused(AGES, ages(tmp_path, {"97701": 10}))


def test_files_that_are_no_table(tmp_path: Path) -> None:
    assert "il n'existe pas" in refused(AGES, tmp_path / "rien.csv")
    assert "c'est un dossier" in refused(AGES, tmp_path)
    empty = tmp_path / "vide.csv"
    empty.touch()
    assert "il est vide" in refused(AGES, empty)
    blank = tmp_path / "blanc.csv"
    blank.write_text(";;;\n;;\n")
    assert "il est vide" in refused(AGES, blank)
    titles = tmp_path / "titres.csv"
    titles.write_text("CODGEO;P21_POP;P21_POP6074;P21_POP75P\n")
    assert "il n'y a que des titres" in refused(AGES, titles)
    picture = tmp_path / "carte.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n0000")
    assert "c'est une image" in refused(AGES, picture)
    cut = zipped(ages(tmp_path, {ALES: 10}))
    cut.write_bytes(cut.read_bytes()[:-40])
    assert "abîmé ou coupé" in refused(AGES, cut)


def test_an_archive_with_no_table_or_several(tmp_path: Path) -> None:
    for names in ((), ("un.csv", "deux.csv")):
        path = tmp_path / "base.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("lisez-moi.pdf", "rien")
            for name in names:
                archive.writestr(name, "CODGEO;P21_POP\n")
        assert f"contient {len(names)} tableaux CSV : il en faut un seul" in refused(AGES, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("un.csv", b"\x89PNG\r\n\x1a\n0000")
    assert "c'est une image" in refused(AGES, path)


def test_a_file_too_big_to_be_one_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIMITS", replace(reading.LIMITS, file_bytes=10))
    assert "il pèse plus de" in refused(AGES, ages(tmp_path, {ALES: 10}))


def test_an_archive_within_an_archive(tmp_path: Path) -> None:
    inner = zipped(ages(tmp_path, {ALES: 10}))
    path = tmp_path / "base.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "base-2021.csv")
    assert "c'est une archive compressée" in refused(AGES, path)


def test_two_ways_to_write_accents(tmp_path: Path) -> None:
    path = tmp_path / "TD_POP3_2021.csv"
    path.write_bytes("CODGEO;LIBGEO\n30007;Alès\n".encode() + "30334;Uzès\n30189;Nîmes\n".encode("latin-1"))
    assert "les accents sont écrits de deux façons" in refused("veuvage", path)


def test_a_dataset_that_does_not_exist(tmp_path: Path) -> None:
    assert "Le jeu de données « lune » n'existe pas : écrivez cantons, communes" in refused("lune", tmp_path)
