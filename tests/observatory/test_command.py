"""The command "observatory": one act for each thing, sentences for people, exit codes for scripts."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from config.command import main
from maillage.observatory.models import DATASETS, DatasetImport
from tests.observatory.official import ALES, ages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commands_keep_the_connection")]


def test_a_file_is_loaded_and_the_command_says_what_it_kept(tmp_path: Path) -> None:
    out = StringIO()
    path = ages(tmp_path, {ALES: 5000, "30189": "s"})
    call_command("observatory", "import", "structure-population", str(path), stdout=out)
    assert (
        "Population par âge, millésime 2021 (communes au 1er janvier 2024) : 2 lignes lues" in out.getvalue()
    )
    assert "3 valeurs gardées, 3 inconnues, 0 lignes laissées" in out.getvalue()
    call_command("observatory", "import", "structure-population", str(path), stdout=out)
    assert "ce fichier est déjà chargé, rien à faire" in out.getvalue()
    assert DatasetImport.objects.get().source == "maillage observatory import"


def test_a_refusal_ends_with_1_and_a_misuse_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["observatory", "import", "structure-population", str(tmp_path / "rien.csv")]) == 1
    assert "il n'existe pas" in capsys.readouterr().err
    assert main(["observatory", "import", "lune", "rien.csv"]) == 2
    assert main(["observatory"]) == 2


def test_the_datasets_are_listed_with_the_years_that_are_loaded(tmp_path: Path) -> None:
    for year in (2015, 2021):
        path = ages(tmp_path, {ALES: 5000}, year=year)
        call_command("observatory", "import", "structure-population", str(path), stdout=StringIO())
    out = StringIO()
    call_command("observatory", "datasets", "--format", "json", stdout=out)
    rows = {row["jeu"]: row for row in json.loads(out.getvalue())}
    assert set(rows) == set(DATASETS)
    assert rows["structure-population"]["millesimes"] == "2021 2015"
    assert rows["filosofi"]["millesimes"] == ""
    assert all(row["source"] for row in rows.values())
