"""A file made to harm, or harmed on its way, gets a sentence; the server keeps its memory."""

import json
import os
import resource
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from maillage.common.errors import Refused
from maillage.common.spreadsheet_child import __main__ as child
from maillage.common.spreadsheet_child.bounds import MEGABYTE, Limits
from maillage.common.spreadsheets import read, reading, write_xlsx
from maillage.common.spreadsheets.values import Column, SheetOut
from tests.common.spreadsheet_makers import (
    child_here,
    inline,
    ods,
    ods_row,
    packed,
    packed_by_chunks,
    printed,
    xlsx,
    xlsx_parts,
)

SMALL = Limits(rows=50, columns=20, cells=400, cell_length=100)
HEADER = f'<row r="1">{inline("A1", "Nom")}{inline("B1", "Ville")}</row>'
LINE = f'<row r="2">{inline("A2", "Les voisins")}{inline("B2", "Nîmes")}</row>'


@pytest.fixture(autouse=True)
def _memory_stays_small() -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 150 * 1024, "reading a hostile file must not grow the site's own process"


@pytest.fixture(params=["process", "here"])
def _anywhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in the real process, then in this one, where coverage sees it: the answers must be the same."""
    if request.param == "here":
        monkeypatch.setattr(reading, "_child", child_here)


def sentence(path: Path, *, name: str = "", limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as caught:
        read(path, name=name, limits=limits or Limits())
    return str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")


# The place where the reading happens


def test_the_reading_process_has_no_django_and_no_secret(tmp_path: Path) -> None:
    probe = "import sys, maillage.common.spreadsheet_child.__main__; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [name for name in loaded if name.partition(".")[0] in {"django", "config"}]
    assert "python_calamine" in loaded
    # A home or a key in the environment would be one fault away from a stranger's file.
    assert read(xlsx(tmp_path / "a.xlsx", HEADER + LINE)).sheets[0].header == ("Nom", "Ville")


@pytest.mark.parametrize(
    ("act", "end"),
    [
        ("bytearray(700 * 2**20)", "MemoryError"),
        ("open(sys.argv[1], 'wb', buffering=0).write(b'x')", "File too large"),
    ],
)
def test_the_reading_process_is_confined(act: str, end: str, tmp_path: Path) -> None:
    program = (
        "import sys; from maillage.common.spreadsheet_child.__main__ import confine, Limits; "
        f"confine(Limits(memory_bytes={600 * MEGABYTE})); {act}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "f")], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert end in done.stderr


def test_a_reading_that_takes_too_much_time_is_stopped(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", HEADER + LINE)
    assert sentence(path, limits=Limits(wall_seconds=0)) == (
        "Fichier « a.xlsx » : le lire demande trop de mémoire ou de temps. Recopiez seulement le tableau dans un "
        "classeur neuf, puis recommencez."
    )


def test_a_reading_that_dies_in_the_middle_of_a_line_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "python"
    fake.write_text(
        '#!/bin/sh\necho \'["kind", "xlsx"]\'\nprintf \'["sheet", "F\'\nkill -6 $$\n', encoding="ascii"
    )
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(fake))
    assert "trop de mémoire ou de temps" in sentence(xlsx(tmp_path / "a.xlsx", HEADER + LINE))


def test_a_refused_reading_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Remembered(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Remembered)
    write_xlsx(tmp_path / "a.xls", [SheetOut(name="F", columns=[Column("Nom")], rows=[["x" * 1000]] * 5000)])
    sentence(tmp_path / "a.xls")
    assert [process.returncode is None for process in started] == [False]


# Cells too far, too many, too long


@pytest.mark.parametrize("far", ["XFD1048576", "A1048576", "XFD1"])
@pytest.mark.usefixtures("_anywhere")
def test_a_cell_at_the_end_of_the_sheet_is_named(far: str, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "loin.xlsx", f'{HEADER}{LINE}<row r="3">{inline(far, "x")}</row>')
    assert path.stat().st_size < 5000
    assert sentence(path) == (
        f"Fichier « loin.xlsx », feuille « Équipes », case {far} : il y a une valeur si loin, mais on lit "
        "100 000 lignes, 500 colonnes et 3 000 000 cases au plus. Effacez les lignes et les colonnes inutiles, ou "
        "coupez le tableau en plusieurs fichiers."
    )


@pytest.mark.usefixtures("_anywhere")
def test_a_rectangle_of_too_many_cells_is_refused_although_each_side_is_allowed(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", f'{HEADER}<row r="45">{inline("S45", "x")}</row>')
    assert "case S45 : il y a une valeur si loin" in sentence(path, limits=SMALL)


@pytest.mark.usefixtures("_anywhere")
def test_a_formatted_cell_at_the_end_of_the_sheet_harms_nobody(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", f'{HEADER}{LINE}<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert [row.line for row in read(path).sheets[0].rows] == [2]


@pytest.mark.usefixtures("_anywhere")
def test_a_sheet_of_16384_columns_is_refused(tmp_path: Path) -> None:
    write_xlsx(
        tmp_path / "large.xlsx",
        [SheetOut(name="F", columns=[Column(f"Titre {n}") for n in range(16_384)], rows=[["x"] * 16_384])],
    )
    assert "feuille « F », case SG1 : il y a une valeur si loin" in sentence(tmp_path / "large.xlsx")


@pytest.mark.usefixtures("_anywhere")
def test_ods_rows_repeated_to_the_end_are_refused_when_filled_and_free_when_blank(tmp_path: Path) -> None:
    title, row = ods_row("Nom", "Ville"), ods_row("Les voisins", "Nîmes")
    filled = ods(tmp_path / "a.ods", title + ods_row("x", "y", repeated=1_048_576))
    assert "feuille « Équipes », case A1048577 : il y a une valeur si loin" in sentence(filled)
    wide = f'<table:table-row><table:table-cell table:number-columns-repeated="16384" {_FLOAT}/></table:table-row>'
    assert "case XFD2 : il y a une valeur si loin" in sentence(ods(tmp_path / "b.ods", title + wide))
    blank = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert len(read(ods(tmp_path / "c.ods", title + row + blank)).sheets[0].rows) == 1


_FLOAT = 'office:value-type="float" office:value="1"'


@pytest.mark.usefixtures("_anywhere")
def test_a_csv_too_long_or_too_wide_is_refused_at_its_line(tmp_path: Path) -> None:
    long, wide = tmp_path / "long.csv", tmp_path / "large.csv"
    long.write_text("Nom;Ville\n" + "a;b\n" * 50, encoding="utf-8")
    assert "Fichier « long.csv », case B51 : il y a une valeur si loin" in sentence(long, limits=SMALL)
    wide.write_text("Nom;Ville\n" + ";" * 30, encoding="utf-8")
    assert "case AE2 : il y a une valeur si loin" in sentence(wide, limits=SMALL)


@pytest.mark.usefixtures("_anywhere")
def test_a_cell_of_a_gigabyte_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    before, after = str(
        xlsx_parts(HEADER + f'<row r="2">{inline("A2", "|")}</row>').pop("xl/worksheets/sheet1.xml")
    ).split("|")
    parts: dict[str, Iterator[bytes]] = {
        name: iter([str(content).encode()]) for name, content in xlsx_parts("").items()
    }
    parts["xl/worksheets/sheet1.xml"] = _gigabyte(before, after)
    path = packed_by_chunks(tmp_path / "bombe.xlsx", parts)
    assert path.stat().st_size < 2 * MEGABYTE
    assert sentence(path) == (
        "Fichier « bombe.xlsx » : décompressé, il prendrait une place démesurée. Recopiez le tableau dans un "
        "classeur neuf, puis recommencez."
    )


def _gigabyte(before: str, after: str) -> Iterator[bytes]:
    yield before.encode()
    yield from repeat(b"a" * MEGABYTE, 1024)
    yield after.encode()


@pytest.mark.parametrize("lying", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_zip_that_lies_about_its_sizes_meets_the_limits_of_the_process(lying: str, tmp_path: Path) -> None:
    parts: dict[str, Iterator[bytes]] = {
        name: iter([str(content).encode()]) for name, content in xlsx_parts(HEADER + LINE).items()
    }
    parts[lying] = _gigabyte(
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>', "</t></si></sst>"
    )
    path = packed_by_chunks(tmp_path / "menteur.xlsx", parts)
    content = bytearray(path.read_bytes())
    # The directory at the end of the file announces 1000 bytes for the part of a gigabyte.
    entry = content.rindex(lying.encode()) - 46
    assert content[entry : entry + 4] == b"PK\1\2"
    content[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    path.write_bytes(bytes(content))
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo(lying).file_size == 1000
    found = sentence(path)
    assert any(words in found for words in ("abîmé", "trop de mémoire", "démesurée"))


@pytest.mark.usefixtures("_anywhere")
def test_many_parts_or_a_part_packed_too_well_are_refused(tmp_path: Path) -> None:
    crowd = packed(tmp_path / "a.xlsx", {f"xl/{n}": "x" for n in range(30)})
    assert "démesurée" in sentence(crowd, limits=Limits(entries=20))
    parts = {"xl/media/blanc.bin": b"\0" * (11 * MEGABYTE)}
    assert "démesurée" in sentence(xlsx(tmp_path / "b.xlsx", HEADER + LINE, parts=parts))


@pytest.mark.usefixtures("_anywhere")
def test_a_cell_or_a_text_too_long_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", f'{HEADER}<row r="2">{inline("B2", "x" * 101)}</row>')
    assert sentence(path, limits=SMALL) == (
        "Fichier « a.xlsx », feuille « Équipes », case B2 : cette case contient plus de 100 caractères. "
        "Raccourcissez-la ; dans un CSV, vérifiez que chaque guillemet ouvert se ferme."
    )
    text = tmp_path / "a.csv"
    text.write_text('Nom;Ville\na;b\na;"' + "x" * 101, encoding="utf-8")
    assert "ligne 3 : cette case contient plus de 100 caractères" in sentence(text, limits=SMALL)
    short = xlsx(tmp_path / "b.xlsx", HEADER + LINE)
    assert "il contient trop de texte" in sentence(short, limits=Limits(text_bytes=90))


# Damage


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.95])
@pytest.mark.usefixtures("_anywhere")
def test_a_file_cut_in_the_middle_is_refused(kept: float, tmp_path: Path) -> None:
    whole = xlsx(tmp_path / "a.xlsx", HEADER + LINE * 200).read_bytes()
    (tmp_path / "coupe.xlsx").write_bytes(whole[: int(len(whole) * kept)])
    assert sentence(tmp_path / "coupe.xlsx") == (
        "Fichier « coupe.xlsx » : il est abîmé ou coupé : sa fin manque. Téléchargez-le ou copiez-le de nouveau, "
        "puis recommencez."
    )


@pytest.mark.usefixtures("_anywhere")
def test_a_part_that_is_damaged_or_missing_is_a_refusal(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", HEADER + LINE * 200)
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    content = bytearray(path.read_bytes())
    content[start : start + 20] = b"\xff" * 20
    path.write_bytes(bytes(content))
    assert "abîmé" in sentence(path)
    parts = xlsx_parts(HEADER + LINE)
    del parts["xl/worksheets/sheet1.xml"]
    assert "abîmé ou coupé" in sentence(packed(tmp_path / "b.xlsx", parts))
    assert "ne se lit pas jusqu'au bout" in sentence(xlsx(tmp_path / "c.xlsx", HEADER + "<row>"))
    odd = xlsx(tmp_path / "d.xlsx", HEADER + '<row r="2"><c r="A"><v>1</v></c></row>')
    assert "abîmé ou coupé" in sentence(odd)


@pytest.mark.usefixtures("_anywhere")
def test_what_the_library_cannot_read_is_a_refusal(tmp_path: Path) -> None:
    # Well-formed, so that the first walk accepts it, but the shared text of this cell does not exist.
    path = xlsx(tmp_path / "a.xlsx", HEADER + '<row r="2"><c r="A2" t="s"><v>abc</v></c></row>')
    assert sentence(path).startswith("Fichier « a.xlsx » : ")


@pytest.mark.usefixtures("_anywhere")
def test_entities_that_expand_without_end_are_refused(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declaration = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{laughs}]>'
    path = ods(tmp_path / "a.ods", ods_row("Nom", "Ville") + ods_row("&l9;", "x"), declaration=declaration)
    assert "il contient des définitions qu'aucun tableur n'écrit" in sentence(path)


@pytest.mark.usefixtures("_anywhere")
def test_a_protected_file_says_so(tmp_path: Path) -> None:
    lock = (
        "il est protégé par un mot de passe. Ouvrez-le, enregistrez-en une copie sans mot de passe, "
        "puis recommencez."
    )
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "a.xlsx").write_bytes(ole)
    assert sentence(tmp_path / "a.xlsx") == f"Fichier « a.xlsx » : {lock}"
    locked = ods(tmp_path / "a.ods", ods_row("Nom"), manifest="<manifest:encryption-data/>")
    assert sentence(locked) == f"Fichier « a.ods » : {lock}"
    recent = packed(tmp_path / "b.ods", {"mimetype": "x", "encrypted-package": b"secret"})
    assert sentence(recent) == f"Fichier « b.ods » : {lock}"
    path = xlsx(tmp_path / "b.xlsx", HEADER + LINE)
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\1\2") + 8] |= 1
    path.write_bytes(bytes(content))
    assert sentence(path) == f"Fichier « b.xlsx » : {lock}"


# Other things than tables


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
REMEDY = "Enregistrez le tableau au format XLSX, ODS ou CSV, puis recommencez."


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7 ...", "un PDF"),
        (b"\x89PNG\r\n\x1a\n", "une image"),
        (b"{\\rtf1", "un document de traitement de texte"),
        (b"\x1f\x8b\x08\x00", "une archive compressée"),
        (b"\xef\xbb\xbf <!DOCTYPE html><table>", "une page web ou du XML"),
        (b"<?xml version='1.0'?><Workbook>", "une page web ou du XML"),
        (OLE + "WordDocument".encode("utf-16-le"), "un document de traitement de texte"),
        (OLE + "Workbook".encode("utf-16-le"), "un ancien classeur Excel (XLS)"),
        (OLE, "un fichier d'une sorte inconnue"),
        (b"a\0b\1c", "un fichier d'une sorte inconnue"),
        (b"Nom;Ville\na;b", "du texte (CSV)"),
    ],
)
@pytest.mark.usefixtures("_anywhere")
def test_a_file_that_is_not_what_its_name_says_is_named(content: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    assert (
        sentence(tmp_path / "x.xlsx")
        == f"Le fichier « x.xlsx » n'est pas un classeur Excel : c'est {what}. {REMEDY}"
    )


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"word/document.xml": "x"}, "un document de traitement de texte"),
        ({"ppt/presentation.xml": "x"}, "un diaporama"),
        ({"xl/workbook.bin": "x"}, "un classeur Excel binaire (XLSB)"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"},
            "un document de traitement de texte",
        ),
        ({"mimetype": "application/x", "content.xml": "x"}, "un fichier d'une sorte inconnue"),
        ({"photo.jpg": "x"}, "une archive compressée"),
    ],
)
@pytest.mark.usefixtures("_anywhere")
def test_a_zip_that_holds_no_table_is_named(parts: dict[str, str], what: str, tmp_path: Path) -> None:
    path = packed(tmp_path / "x", parts)
    assert sentence(path, name="Équipes.ods") == (
        f"Le fichier « Équipes.ods » n'est pas un classeur LibreOffice : c'est {what}. {REMEDY}"
    )
    assert sentence(path) == f"Le fichier « x » ne peut pas être lu : c'est {what}. {REMEDY}"


@pytest.mark.parametrize(
    ("name", "claimed"),
    [("x.csv", "un fichier CSV"), ("x.XLS", "un ancien classeur Excel"), ("x.txt", "un fichier CSV")],
)
@pytest.mark.usefixtures("_anywhere")
def test_a_workbook_under_another_name_is_named(name: str, claimed: str, tmp_path: Path) -> None:
    path = xlsx(tmp_path / name, HEADER + LINE)
    assert sentence(path) == (
        f"Le fichier « {name} » n'est pas {claimed} : c'est un classeur Excel (XLSX). {REMEDY}"
    )


@pytest.mark.usefixtures("_anywhere")
def test_an_old_workbook_is_told_how_to_become_readable(tmp_path: Path) -> None:
    (tmp_path / "x.xls").write_bytes(OLE + "Book".encode("utf-16-le"))
    assert sentence(tmp_path / "x.xls") == (
        f"Le fichier « x.xls » ne peut pas être lu : c'est un ancien classeur Excel (XLS). {REMEDY}"
    )


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sentence(tmp_path / "rien.csv") == (
        "Fichier « rien.csv » : il n'existe pas, ou plus. Choisissez-le de nouveau."
    )
    assert sentence(tmp_path, name="dossier") == (
        "Fichier « dossier » : c'est un dossier. Choisissez un fichier XLSX, ODS ou CSV."
    )
    path = tmp_path / "gros.csv"
    path.write_bytes(b"a" * (MEGABYTE + 1))
    assert sentence(path, limits=Limits(file_bytes=MEGABYTE)) == (
        "Fichier « gros.csv » : il pèse plus de 1 Mo. Gardez seulement le tableau à importer, ou coupez-le en "
        "plusieurs fichiers."
    )

    def forbidden(*_args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", forbidden)
    assert sentence(path) == (
        "Fichier « gros.csv » : on n'a pas le droit de le lire. Copiez-le ailleurs, puis recommencez."
    )


# The process itself


def lines(path: Path, limits: Limits | None = None) -> list[object]:
    return [json.loads(line) for line in printed(path, limits or Limits()).splitlines()]


def test_the_process_prints_what_it_found(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", HEADER + LINE)
    assert lines(path) == [
        ["kind", "xlsx"],
        ["hidden", []],
        ["sheet", "Équipes"],
        ["rows", [[1, "Nom", "Ville"], [2, "Les voisins", "Nîmes"]]],
        ["end"],
    ]
    assert lines(path, Limits(text_bytes=60))[-1] == ["stopped", "too_much_text", "", 0, 0, ""]
    (tmp_path / "vide.csv").write_bytes(b"\n \n")
    assert lines(tmp_path / "vide.csv") == [["stopped", "empty", "", 0, 0, ""]]


def test_the_process_leaves_at_once_without_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_args: object) -> None:
        raise MemoryError

    left: list[int] = []
    monkeypatch.setattr(child, "read", exhausted)
    monkeypatch.setattr(os, "_exit", left.append)
    assert lines(tmp_path) == []
    assert left == [1]


def test_the_process_takes_the_limits_that_the_system_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", asked.__setitem__)
    monkeypatch.setattr(
        resource, "getrlimit", lambda kind: (0, 5 if kind == resource.RLIMIT_CPU else resource.RLIM_INFINITY)
    )
    child.confine(Limits(memory_bytes=1000, cpu_seconds=30))
    assert asked[resource.RLIMIT_AS] == (1000, resource.RLIM_INFINITY)
    assert asked[resource.RLIMIT_CPU] == (5, 5)
    # Windows has no such module: the clock of the parent is then the only bound, and reading still works.
    monkeypatch.setitem(sys.modules, "resource", None)
    asked.clear()
    child.confine(Limits())
    assert asked == {}


def test_zlib_damage_in_the_workbook_part_is_a_refusal(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", HEADER + LINE)
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/workbook.xml")
    content = bytearray(path.read_bytes())
    start = part.header_offset + 30 + len("xl/workbook.xml")
    content[start] = 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(zlib.error), zipfile.ZipFile(path) as archive:
        archive.read("xl/workbook.xml")
    assert "abîmé ou coupé" in sentence(path)
