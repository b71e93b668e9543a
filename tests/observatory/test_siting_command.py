"""Who has a team near, where nobody is, where to found, by the command: sentences, files, the same answer again."""

import csv
import io
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from config.command import main
from maillage.observatory.assemble import siting
from maillage.territory.models import Commune
from tests.observatory.official import ALES, GUERET, NIMES, UZES, ages, load
from tests.observatory.test_coverage import placed, team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commands_keep_the_connection", "_four")]
DAY = ("--as-of", "2017-06-01")


@pytest.fixture
def _four(tmp_path: Path) -> None:
    """Hold four communes whose people are known, a team at Nîmes: Uzès is 8 km from it, Alès 30, Guéret far away."""
    placed(tmp_path)
    team(NIMES)
    siting.GROUNDS.clear()
    siting.PROPOSALS.clear()


def said(*words: str) -> str:
    """Return what the command writes, with plain spaces."""
    out = StringIO()
    call_command("observatory", *words, *DAY, stdout=out, stderr=StringIO())
    return out.getvalue().replace("\u202f", " ").replace("\u00a0", " ")


def told(*words: str) -> Any:
    """Return what the command writes as JSON."""
    return json.loads(said(*words, "--format", "json"))


def refused(capsys: pytest.CaptureFixture[str], *words: str, code: int = 1) -> str:
    """Return the sentence with which the command refuses."""
    assert main(["observatory", *words, *DAY]) == code
    caught = capsys.readouterr()
    assert caught.out == ""
    assert "Traceback" not in caught.err
    return caught.err.replace("\u202f", " ").replace("\u00a0", " ")


def test_coverage_tells_who_has_a_team_near_by_departement() -> None:
    answer = told("coverage", "--radius", "10")
    rows = {row["code"]: row for row in answer["results"]}
    gard, creuse = rows["30"], rows["23"]
    assert (gard["personnes_75"], gard["personnes_75_proches"], gard["part_75"]) == (14300, 9300, 0.6503)
    # Nîmes: 30 % of nobody between 75 and 79, and 3,600 of 80 or more; Uzès: 60; Alès: 2,100.
    assert (gard["personnes_75_seules"], gard["personnes_75_seules_proches"]) == (5760, 3660)
    assert (creuse["personnes_75_proches"], creuse["part_75"]) == (0, 0.0)
    assert rows["59"]["personnes_75"] is None
    assert rows["59"]["personnes_75_proches"] is None
    assert rows["59"]["prudence"].startswith("inconnu")
    assert answer["whole"]["personnes_75"] == 15300
    assert answer["whole"]["communes_inconnues"] == Commune.objects.counted_once().count() - 4
    assert answer["read"]["teams"] == 1
    assert answer["warning"] == ""


def test_coverage_is_told_by_commune_and_by_epci_too() -> None:
    rows = {
        row["code"]: row
        for row in told("coverage", "--by", "commune", "--perimeter", "departement:30")["results"]
    }
    assert rows[UZES]["personnes_75_proches"] == 300
    assert rows[ALES]["personnes_75_proches"] == 0
    assert rows[ALES]["equipe_km"] == 30.0
    assert GUERET not in rows
    groups = told("coverage", "--by", "epci", "--perimeter", "region:76")["results"]
    assert sum(row["personnes_75_proches"] or 0 for row in groups) == 9300
    assert {len(row["code"]) for row in groups} == {9}


def test_coverage_is_first_a_sentence() -> None:
    text = said("coverage", "--radius", "10")
    first, second, *_rest = text.splitlines()
    assert first.startswith(
        "9 300 personnes de 75 ans ou plus, sur 15 300 (61 %), ont une équipe reconnue à moins de 10 km"
    )
    assert first.endswith("de celles qui vivent seules, 3 660 sur 6 160.")
    assert second == "France, au 1er juin 2017 : 1 équipe reconnue placée."
    assert "communes inconnues : on ne les compte nulle part." in text


def test_few_people_are_not_told(tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, {ALES: 3, UZES: 4, NIMES: 9000}))
    rows = {row["code"]: row for row in told("coverage", "--by", "commune")["results"]}
    assert rows[ALES]["personnes_75"] is None
    assert rows[ALES]["prudence"] == "moins de 5 personnes : non publié"
    (zone,) = told("gaps", "--radius", "10")["results"]
    assert (zone["zone"], zone["personnes_75"]) == ("autour d'Alès", None)
    answer = told("site", "--p", "1", "--existing", "--radius", "10")
    assert [(row["code"], row["personnes"], row["apport"]) for row in answer["results"]] == [
        (ALES, None, None)
    ]
    assert answer["results"][0]["prudence"] == "moins de 5 personnes : non publié"
    assert (answer["value"], answer["bound"]) == (None, None)
    text = said("site", "--p", "1", "--existing", "--radius", "10")
    assert "moins de 5 personnes de 75 ans ou plus auraient" in text
    assert "Aucun autre choix n'en atteint 5." in text
    assert ": moins de 5 personnes de 75 ans ou plus y vivent" in said("gaps", "--radius", "10")


def test_a_commune_whose_people_are_unknown_is_not_said_empty() -> None:
    (row,) = told("site", "--p", "1", "--forced", "30001")["results"]
    assert (row["personnes"], row["prudence"]) == (
        None,
        "inconnu : aucun fichier chargé ne le dit, ou il est secret",
    )
    (zone,) = told("gaps", "--radius", "10", "--perimeter", "departement:23")["results"]
    assert zone["personnes_75_seules"] == 400


def test_gaps_are_where_nobody_is() -> None:
    answer = told("gaps", "--radius", "10", "--perimeter", "departement:30")
    (zone,) = answer["results"]
    assert (zone["zone"], zone["code"], zone["departements"]) == ("autour d'Alès", ALES, ["30"])
    assert (zone["personnes_75"], zone["personnes_75_seules"], zone["codes_communes"]) == (5000, 2100, [ALES])
    assert answer["sentences"][0] == (
        "1 zone à plus de 10 km de toute équipe reconnue, à vol d'oiseau : 5 000 personnes de 75 ans ou plus y vivent."
    )
    assert "codes_communes" not in said("gaps", "--radius", "10")
    drawn = json.loads(said("gaps", "--radius", "10", "--format", "geojson"))
    assert [found["geometry"] for found in drawn["features"]] == [
        {"type": "MultiPoint", "coordinates": [[4.0, 44.27]]},
        {"type": "MultiPoint", "coordinates": [[4.0, 46.0]]},
    ]
    assert told("gaps", "--perimeter", "departement:59")["results"] == []


def test_a_proposal_is_read_in_three_sentences() -> None:
    lines = said("site", "--p", "1", "--radius", "15", "--existing").splitlines()
    assert lines[0] == (
        "Avec 1 équipe de plus, 5 000 personnes de 75 ans ou plus auraient une équipe à moins de 15 km et n'en ont pas "
        "aujourd'hui. La part des personnes qui en ont une passerait de 61 % à 93 %."
    )
    assert lines[1] == "Aucun autre choix n'en atteint plus de 5 000."
    assert lines[2] == "Personne ne peut faire mieux : c'est prouvé."
    assert (
        lines[3]
        == "France, au 1er juin 2017, à moins de 15 km à vol d'oiseau : 1 équipe reconnue en France compte déjà."
    )
    assert any(line.split()[:3] == ["1", ALES, "Alès"] for line in lines)


def test_without_existing_teams_the_largest_place_comes_first() -> None:
    answer = told("site", "--p", "2", "--radius", "15")
    assert [row["apport"] for row in answer["results"]] == [9300, 5000]
    assert (answer["value"], answer["unit"]) == (14300, "personnes")
    assert answer["gap"] == pytest.approx(1 - 14300 / answer["bound"], abs=1e-4)
    assert (answer["people"], answer["before"], answer["after"]) == (15300, 0, 14300)
    assert answer["sentences"][0].startswith("Avec 2 équipes, 14 300 personnes")
    assert "ne sont pas comptées" in answer["sentences"][3]
    rows = {row["departement"]: row for row in answer["departements"]}
    assert (rows["30"]["equipes"], rows["30"]["avant"], rows["30"]["apres"], rows["30"]["part_apres"]) == (
        2,
        0,
        14300,
        1.0,
    )


def test_teams_that_add_nobody_are_said() -> None:
    assert "2 équipes suffisent : les suivantes n'ajoutent personne" in said("site", "--p", "4", "--existing")
    whole = said("site", "--p", "2", "--existing", "--radius", "10", "--perimeter", "epci:243000643")
    assert "une de plus n'y changerait rien" in whole or "équipe suffit" in whole


def test_the_other_objectives_and_conditions_are_answered() -> None:
    backup = told("site", "--p", "1", "--existing", "--objective", "backup", "--radius", "15")
    assert backup["value"] == 3590  # 70 % of Alès, and 30 % of Uzès for a second one
    assert "une première équipe à moins de 15" in backup["sentences"][0]
    median = told("site", "--p", "2", "--existing", "--objective", "median")
    assert (median["unit"], median["value"]) == ("km", pytest.approx(300 * 8.0 / 15300, abs=0.01))
    assert "au lieu de" in median["sentences"][0]
    assert median["results"][0]["apport"] is None
    alone = told("site", "--p", "2", "--objective", "median", "--need", "seules")
    assert "au lieu de" not in alone["sentences"][0]
    assert "qui vivent seules" in told("site", "--p", "1", "--need", "seules")["sentences"][0]
    floor = told("site", "--p", "3", "--floor", "0.9", "--radius", "15")
    assert all(row["part_apres"] >= 0.9 for row in floor["departements"])
    assert "ne tient pas compte de la part imposée" in floor["sentences"][3]
    forced = told("site", "--p", "1", "--forced", GUERET, "--forbidden", ALES, NIMES)
    assert [row["code"] for row in forced["results"]] == [GUERET]


def test_the_files_hold_the_same_lines() -> None:
    rows = list(csv.DictReader(io.StringIO(said("site", "--p", "2", "--format", "csv")), delimiter=";"))
    drawn = json.loads(said("site", "--p", "2", "--format", "geojson"))
    answer = told("site", "--p", "2")
    assert [row["code"] for row in rows] == [row["code"] for row in answer["results"]]
    assert drawn["type"] == "FeatureCollection"
    assert [found["properties"] for found in drawn["features"]] == answer["results"]
    assert drawn["features"][1]["geometry"] == {"type": "Point", "coordinates": [4.0, 44.27]}
    assert drawn["digest"] == answer["digest"]


def test_an_estimate_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    early = ("--known-at", "2016-01-01", "--perimeter", "departement:30")
    assert "elle montre le calcul, et ne sert pas à décider" in said("site", "--p", "1", *early)
    assert main(["observatory", "site", "--p", "1", "--format", "csv", *early, *DAY]) == 0
    caught = capsys.readouterr()
    assert caught.out.startswith("ordre;code;")
    assert "ne sert pas à décider" in caught.err


def test_an_answer_is_computed_again_and_is_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "reponse.json"
    for form in ("json", "geojson"):
        path.write_text(said("site", "--p", "2", "--existing", "--seed", "7", "--format", form))
        siting.PROPOSALS.clear()
        assert main(["observatory", "site", "--again", str(path), "--format", "json"]) == 0
        caught = capsys.readouterr()
        assert json.loads(caught.out)["question"]["seed"] == 7
        assert "La réponse est la même : empreinte" in caught.err


def test_an_answer_that_changed_says_what_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "reponse.json"

    def changed(**of: object) -> str:
        answer = told("site", "--p", "2", "--existing")
        answer["digest"] = "0" * 64
        answer["read"].update(of)
        path.write_text(json.dumps(answer))
        assert main(["observatory", "site", "--again", str(path)]) == 1
        found: str = capsys.readouterr().err
        assert found.startswith("La réponse n'est plus la même.")
        return found

    assert "c'est le calcul qui a changé" in changed()
    assert "ne compte plus les mêmes communes" in changed(figures_digest="0")
    assert "Le découpage officiel des communes a changé." in changed(geography="0")
    assert "servent à présent : base-cc-coupl-fam-men-2021.CSV" in changed(datasets=[])
    assert "3 placées alors, 1 à présent" in changed(teams=3, teams_digest="0")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"question": {"p": 3}, "read": {}, "digest": ""}', "lune"])
def test_a_file_that_is_no_answer_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "reponse.json"
    path.write_text(text)
    assert "n'est pas une réponse que nous avons écrite" in refused(capsys, "site", "--again", str(path))
    assert "ne se lit pas" in refused(capsys, "site", "--again", str(tmp_path / "rien.json"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--p", "1", "--radius", "nan"), "Choisissez un rayon de 1 à 60 km : nan km ne convient pas."),
        (("--p", "1", "--radius", "0"), "Choisissez un rayon de 1 à 60 km : 0 km ne convient pas."),
        (("--p", "1", "--radius", "1e9"), "Choisissez un rayon de 1 à 60 km"),
        (("--p", "0"), "Demandez de 1 à 2000 équipes : 0 ne convient pas."),
        (("--p", "2000", "--perimeter", "departement:30"), "n'a que 350 communes où en fonder"),
        (("--p", "1", "--floor", "nan"), "nan % ne convient pas"),
        (("--p", "1", "--floor", "0.9", "--radius", "15"), "le mieux que nous ayons trouvé est 0 %"),
        (("--p", "1", "--floor", "0.5", "--objective", "median"), "qu'avec l'objectif « couvrir »"),
        (("--p", "1", "--perimeter", "lune"), "Le périmètre « lune » n'est pas compris"),
        (("--p", "1", "--perimeter", "region:999"), "La région « 999 » n'existe pas"),
        (("--p", "1", "--perimeter", "commune:30007"), "Ce calcul se fait pour la France"),
        (("--p", "1", "--perimeter", "cooperation:lune"), "Aucune coopération ne s'appelle « lune »"),
        (("--p", "1", "--perimeter", "departement:59"), "il n'y a rien à calculer"),
        (
            ("--p", "1", "--forced", "75101"),
            "(75101) n'est pas compté à part : écrivez 75056, le code de toute la ville",
        ),
        (
            ("--p", "1", "--forced", "1001"),
            "« 1001 » n'a que quatre chiffres, un tableur a dû perdre le zéro : écrivez 01001",
        ),
        (("--p", "1", "--forbidden", "99999"), "Aucune commune ne porte le code INSEE « 99999 »"),
        (
            ("--p", "1", "--forced", "23096", "--perimeter", "departement:30"),
            "Guéret (23096) n'est pas dans le territoire",
        ),
        (("--p", "2", "--forced", "30007", "30007"), "La commune 30007 est écrite deux fois"),
        (("--p", "2", "--forced", "30007", "--forbidden", "30007"), "à la fois imposée et exclue"),
        (("--p", "1", "--forced", "30007", "30189"), "2 communes imposées pour 1 équipes"),
        (("--p", "1", "--seed", "-1"), "Le nombre du tirage va de 0 à 4294967295 : -1 ne convient pas."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in refused(capsys, "site", *words)


@pytest.mark.parametrize(
    "words",
    [
        ("site",),
        ("site", "--p", "trois"),
        ("site", "--p", "1", "--objective", "lune"),
        ("coverage", "--by", "canton"),
    ],
)
def test_a_wrong_call_ends_with_2(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, *words, code=2)


def test_a_former_commune_names_the_one_that_took_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    from maillage.territory.models import FormerCommune  # noqa: PLC0415

    former = (
        FormerCommune.objects.exclude(code__in=Commune.objects.values("code"))
        .select_related("successor")
        .first()
    )
    assert former is not None
    found = refused(capsys, "site", "--p", "1", "--forced", former.code)
    assert f"n'existe plus : écrivez {former.successor.code}" in found


def test_an_island_alone_stays_alone(tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, {NIMES: 9000, "2A004": 100}))
    (first,) = told("site", "--p", "1", "--existing")["results"]
    assert (first["departement"], first["apport"]) == ("2A", 100)
