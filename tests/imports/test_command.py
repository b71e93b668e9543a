"""The command "import": what it prints, where, and how it ends."""

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from config.command import main
from maillage.imports.models import ImportRun
from maillage.imports.operations import RefusedRows
from maillage.network.models import Signature
from tests.imports.files import csv_file

pytestmark = pytest.mark.django_db

LIST = "organisation;signée le;couleur\nAmitié;27/01/2014;bleu\nCCAS de Nîmes;2014;\nNîmes CCAS;2014;"


def run(path: Path, *options: str) -> str:
    """Return what the command prints."""
    out = io.StringIO()
    call_command("import", str(path), "--kind", "signatures", *options, stdout=out)
    return out.getvalue()


def test_without_apply_the_difference_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    told = run(csv_file(tmp_path, LIST), "--known-from", "2015-01-27", "--document", "Registre de 2015")

    assert told.splitlines() == [
        "Fichier liste.csv\u00a0: signatures",
        "Connu depuis le 27/01/2015, Registre de 2015.",
        "Lignes\u00a0: 3 à créer, 0 à changer, 0 à laisser, 0 refusées",
        "Colonnes non lues\u00a0: «\u00a0couleur\u00a0»",
        (
            "Attention\u00a0: Ligne 4\u00a0: «\u00a0Nîmes CCAS\u00a0» ressemble à «\u00a0CCAS de Nîmes\u00a0» "
            "(ligne 3). "
            "Si c'est la même, écrivez le même nom."
        ),
        (
            "  + ligne 2\u00a0: «\u00a0Amitié\u00a0» signe «\u00a0Charte nationale\u00a0»\u00a0: 27\u00a0janvier 2014 "
            "(organisation nouvelle)"
        ),
        (
            "  + ligne 3\u00a0: «\u00a0CCAS de Nîmes\u00a0» signe «\u00a0Charte nationale\u00a0»\u00a0: 2014 "
            "(organisation nouvelle)"
        ),
        (
            "  + ligne 4\u00a0: «\u00a0Nîmes CCAS\u00a0» signe «\u00a0Charte nationale\u00a0»\u00a0: 2014 "
            "(organisation nouvelle)"
        ),
        "Rien n'est écrit\u00a0: relancez avec --apply pour écrire.",
    ]
    assert not ImportRun.objects.exists()


def test_with_apply_the_file_enters_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    path = csv_file(tmp_path, LIST)

    assert "3 créées, 0 changées, 0 laissées" in run(path, "--apply")
    assert "0 créées, 0 changées, 3 laissées" in run(path, "--apply")
    assert Signature.objects.count() == 3


def test_only_the_first_lines_are_shown_unless_all_are_asked_for(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "organisation;signée le\n" + "\n".join(f"Amitié {n:02};2014" for n in range(12))
    )

    assert "et 2 autres (--verbose les montre)" in run(path)
    assert "Amitié 11" not in run(path)
    assert "Amitié 11" in run(path, "--verbose")
    assert "Amitié 11" in run(path, "-v", "2")


def test_json_and_csv_hold_every_line(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "organisation;signée le\nAmitié;2014\nAutre;demain")

    out = io.StringIO()
    with pytest.raises(RefusedRows):
        call_command("import", str(path), "--kind", "signatures", "--format", "json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["counts"] == {"create": 1, "change": 0, "same": 0, "refuse": 1}
    assert told["applied"] is False
    assert told["rows"][1] == {
        "line": 3,
        "outcome": "refuse",
        "sentence": "«\u00a0demain\u00a0» n'est pas une date que l'on comprend\u00a0: écrivez 27/01/2014, "
        "janvier 2014 ou 2014.",
        "changes": [],
        "column": "signée le",
        "value": "demain",
    }
    lines = run(csv_file(tmp_path, "organisation;signée le\nAmitié;2014"), "--format", "csv").splitlines()
    assert lines[0] == "line;outcome;sentence;changes;column;value"
    assert lines[1].startswith("2;create;")


def test_refused_lines_end_with_one_and_their_list_on_standard_error(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    commands_keep_the_connection: None,  # noqa: ARG001 - asked for, for its effect
) -> None:
    path = csv_file(tmp_path, "organisation;signée le\nAmitié;2014\nAutre;demain")

    for options in ([], ["--apply"]):
        assert main(["import", str(path), "--kind", "signatures", *options]) == 1
        captured = capsys.readouterr()
        assert "Lignes\u00a0: 1 à créer, 0 à changer, 0 à laisser, 1 refusées" in captured.out
        assert captured.err.splitlines() == [
            "1 ligne refusée\u00a0: rien n'a été écrit.",
            (
                "Fichier liste.csv, ligne 3, colonne «\u00a0signée le\u00a0»\u00a0: «\u00a0demain\u00a0» n'est pas "
                "une date "
                "que l'on comprend\u00a0: écrivez 27/01/2014, janvier 2014 ou 2014."
            ),
        ]
    assert not ImportRun.objects.exists()


def test_a_day_that_is_no_day_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, LIST)

    assert main(["import", str(path), "--kind", "signatures", "--known-from", "hier"]) == 1


def test_a_bar_shows_how_far_it_is_when_somebody_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    path = csv_file(tmp_path, "organisation;signée le\n" + "\n".join(f"Amitié {n};2014" for n in range(501)))

    run(path)

    assert "Lecture" in capsys.readouterr().err
