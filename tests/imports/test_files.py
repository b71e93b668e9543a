"""Files of every make give the same lines: encodings, separators, sheets, headers, renamed columns."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from maillage.common.errors import Refused
from maillage.common.spreadsheets import Column, SheetOut, write_ods
from maillage.network.models import Organisation, Signature
from tests.imports.files import csv_file, imported, outcomes, xlsx_file

pytestmark = pytest.mark.django_db

LIST = "Organisation;Signée le\nAmitié d'été;27/01/2014\nCœur de l'Aube;février 2014"
EXPECTED = {
    ("Amitié d'été", dt.date(2014, 1, 27), "jour"),
    ("Cœur de l'Aube", dt.date(2014, 2, 1), "mois"),
}


def signed() -> set[tuple[str, dt.date, str]]:
    """Return who signed, and when."""
    return set(Signature.objects.values_list("organisation__name", "started_on", "started_precision"))  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators_give_the_same_register(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    imported(csv_file(tmp_path, LIST, encoding=encoding, separator=separator), "signatures")

    assert signed() == EXPECTED


def test_a_workbook_gives_its_real_dates_and_numbers(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Liste des signataires"],
        ["ORGANISATION", "Signee le", "SIRET"],
        ["Amitié d'été", dt.date(2014, 1, 27), 73282932000074],
        ["Cœur de l'Aube", "février 2014", ""],
    ]

    imported(xlsx_file(tmp_path, {"Feuil1": rows}), "signatures")

    assert signed() == EXPECTED
    assert Organisation.objects.get(name="Amitié d'été").siret == "73282932000074"


def test_a_libreoffice_workbook_is_read_too(tmp_path: Path) -> None:
    rows: list[tuple[Any, ...]] = [("Amitié d'été", dt.date(2014, 1, 27)), ("Cœur de l'Aube", "février 2014")]
    sheet = SheetOut(
        name="Signatures", columns=(Column("organisation"), Column("signée le", "date")), rows=rows
    )
    write_ods(tmp_path / "liste.ods", [sheet])

    imported(tmp_path / "liste.ods", "signatures")

    assert signed() == EXPECTED


TWO = {
    "Organisations": [["nom", "département"], ["Amitié", "30"]],
    "Signataires": [["organisation", "signée le"], ["Amitié", "27/01/2014"]],
}


def test_in_a_workbook_each_kind_reads_the_sheet_that_bears_its_name(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, TWO)

    assert imported(path, "organisations").source.sheet == "Organisations"
    plan = imported(path, "signatures")

    assert (plan.source.sheet, outcomes(plan)) == ("Signataires", ["create"])
    assert Organisation.objects.count() == 1


def test_a_sheet_may_be_named(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, TWO)

    assert outcomes(imported(path, "signatures", sheet="SIGNATAIRES")) == ["create"]
    with pytest.raises(Refused) as absent:
        imported(path, "signatures", sheet="Feuil3")
    with pytest.raises(Refused) as unnamed:
        imported(path, "appuis")

    assert str(absent.value) == (
        "Le fichier « liste.xlsx » n'a pas de feuille « Feuil3 » : il a « Organisations », « Signataires »."
    )
    assert str(unnamed.value) == (
        "Le fichier « liste.xlsx » a plusieurs feuilles (« Organisations », « Signataires ») et aucune ne s'appelle "
        "« appuis » : dites laquelle lire (--sheet)."
    )


def test_unknown_headers_are_listed_and_ignored(tmp_path: Path) -> None:
    plan = imported(csv_file(tmp_path, "organisation;signée le;Couleur;Budget\nA;2014;bleu;3"), "signatures")

    assert plan.ignored == ("Couleur", "Budget")


def test_a_missing_column_is_refused_with_those_that_were_found(tmp_path: Path) -> None:
    with pytest.raises(Refused) as near:
        imported(csv_file(tmp_path, "organisations;signée l\nA;2014"), "signatures")
    with pytest.raises(Refused) as far:
        imported(csv_file(tmp_path, "organisation;couleur\nA;bleu"), "signatures")

    assert str(near.value) == (
        "Fichier liste.csv : il manque la colonne « signée le ». Colonnes trouvées : « organisations », « signée l ». "
        "La plus proche est « signée l » : est-ce elle ? Alors renommez-la."
    )
    assert str(far.value).endswith(
        "Ajoutez-la, ou dites laquelle c'est par un fichier de correspondances (--mapping)."
    )
    with pytest.raises(Refused, match="il manque la colonne « organisation » ou « équipe »"):
        imported(csv_file(tmp_path, "qui;signée le\nA;2014"), "signatures")


def test_a_mapping_renames_columns(tmp_path: Path) -> None:
    mapping = tmp_path / "correspondances.toml"
    mapping.write_text(
        '[colonnes]\n"Qui ?" = "organisation"\n"Quand" = "Signée le"\n"Absente" = "nature"\n',
        encoding="utf-8",
    )
    path = csv_file(tmp_path, "Qui ?;quand;organisation\nAmitié;2014;autre chose")

    plan = imported(path, "signatures", mapping=mapping)

    assert Organisation.objects.get().name == "Amitié"
    assert plan.ignored == ("organisation",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('"Qui" = "personne"', "Les correspondances visent la colonne « personne », que ce type n'a pas"),
        ("Qui = = 3", "ne se lit pas"),
        ("Qui = 3", "ne se lit pas"),
    ],
)
def test_a_bad_mapping_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    mapping = tmp_path / "correspondances.toml"
    mapping.write_text(content, encoding="utf-8")

    with pytest.raises(Refused, match=sentence):
        imported(csv_file(tmp_path, LIST), "signatures", mapping=mapping)


def test_a_mapping_that_is_absent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"« rien.toml » ne se lit pas"):
        imported(csv_file(tmp_path, LIST), "signatures", mapping=tmp_path / "rien.toml")


def test_an_unknown_kind_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="« membres » n'existe pas : choisissez organisations, signatures"):
        imported(csv_file(tmp_path, LIST), "membres")
