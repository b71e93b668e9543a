"""What we write opens well, is never a formula, and comes back equal."""

import csv
import datetime as dt
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.common.normalise import clean_text, parse_day, parse_decimal
from maillage.common.spreadsheets import (
    Cell,
    Column,
    OutCell,
    Sheet,
    SheetOut,
    read,
    write_csv,
    write_ods,
    write_xlsx,
)
from maillage.common.spreadsheets.writing import Target

COLUMNS = (
    Column("Nom"),
    Column("Équipes", "integer"),
    Column("Prix", "decimal"),
    Column("Part", "percent"),
    Column("Depuis le", "date"),
)
DANGEROUS = ("=1+1", "+33", "-2", "@SOMME(A1)", "\tonglet", "\rretour", "\nligne", "'=déjà", "''+x")


def write_one_csv(target: Target, sheets: Sequence[SheetOut]) -> None:
    write_csv(target, sheets[0])


WRITERS = {"xlsx": write_xlsx, "ods": write_ods, "csv": write_one_csv}


def back(path: Path, write: Callable[[Target, Sequence[SheetOut]], None], sheet: SheetOut) -> Sheet:
    write(path, [sheet])
    return read(path).sheets[0]


# Round trip

texts = st.text(max_size=60).map(lambda text: clean_text(text, multiline=True)).filter(bool)
numbers = st.integers(-(10**14), 10**14)
decimals = st.decimals(-(10**9), 10**9, places=4)
days = st.dates(dt.date(1900, 3, 1), dt.date(2099, 12, 31))
lines = st.tuples(
    texts,
    st.none() | numbers,
    st.none() | decimals,
    st.none() | st.decimals(0, 1, places=4),
    st.none() | days,
)


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(lines, min_size=1, max_size=8), heading=st.lists(texts, max_size=3))
def test_what_was_written_is_read_again(
    kind: str, written: list[tuple[OutCell, ...]], heading: list[str], tmp_path: Path
) -> None:
    sheet = back(
        tmp_path / f"a.{kind}",
        WRITERS[kind],
        SheetOut(name="Équipes", columns=COLUMNS, rows=written, heading=heading),
    )
    assert sheet.header == tuple(column.title for column in COLUMNS)
    # A CSV is a bare table, so that other programs can read it.
    assert sheet.preamble == (() if kind == "csv" else tuple(clean_text(line) for line in heading))
    assert [understood(row.cells) for row in sheet.rows] == written


def understood(cells: tuple[Cell, ...]) -> tuple[object, ...]:
    """Return a row as the importer understands it: a CSV holds only text."""
    name, count, price, share, day = cells

    def decimal(cell: Cell) -> Decimal | None:
        return None if cell is None else round(parse_decimal(cell), 6)  # type: ignore[arg-type]

    return (
        name,
        None if count is None else int(parse_decimal(count)),  # type: ignore[arg-type]
        decimal(price),
        decimal(share),
        None if day is None else parse_day(day).on,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("kind", WRITERS)
def test_texts_that_look_like_formulas_come_back_as_texts(kind: str, tmp_path: Path) -> None:
    sheet = SheetOut(
        name="F", columns=[Column("Nom"), Column("=Titre")], rows=[[text, "x"] for text in DANGEROUS]
    )
    found = back(tmp_path / f"a.{kind}", WRITERS[kind], sheet)
    assert found.header == ("Nom", "=Titre")
    # Spaces at the edges are not kept alike by all formats; every text that we store is clean of them.
    assert [str(row.cells[0]).strip() for row in found.rows] == [text.strip() for text in DANGEROUS]


# CSV


def test_a_csv_is_written_for_french_programs() -> None:
    target = io.BytesIO()
    rows: list[list[OutCell]] = [
        ["Voisins; amis", 1234, Decimal("1234.50"), 0.675, dt.date(2016, 11, 25)],
        ['Dit "oui"', None, 3, Decimal(1), None],
        ["Deux\nlignes", float("nan"), -2.25, None, dt.datetime(2016, 11, 25, 9, 5, tzinfo=dt.UTC)],
    ]
    write_csv(target, SheetOut(name="F", columns=COLUMNS, rows=rows))
    assert target.getvalue().decode("utf-8") == (
        "\ufeffNom;Équipes;Prix;Part;Depuis le\r\n"
        '"Voisins; amis";1234;1234,5;67,5 %;25/11/2016\r\n'
        '"Dit ""oui""";;3;100 %;\r\n'
        '"Deux\nlignes";;-2,25;;25/11/2016 10:05\r\n'
    )


def test_no_cell_of_a_csv_begins_like_a_formula() -> None:
    target = io.BytesIO()
    write_csv(
        target,
        SheetOut(
            name="F", columns=[Column("Nom"), Column("=Oui")], rows=[[text, True] for text in DANGEROUS]
        ),
        separator=",",
    )
    cells = [cell for row in csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert cells[:4] == ["Nom", "'=Oui", "'=1+1", "oui"]


def test_a_row_that_does_not_fit_its_columns_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="zip"):
        write_csv(io.BytesIO(), SheetOut(name="F", columns=COLUMNS, rows=[["x"]]))


# XLSX


def test_a_workbook_is_ready_to_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheet = SheetOut(
        name="Équipes [2016]/Gard",
        columns=(*COLUMNS, Column("Note", width=20), Column("SIRET", "integer"), Column("Vu le")),
        rows=[
            ["=1+1", 1234, 1.5, 0.675, dt.date(2016, 11, 25), "x" * 70, 12345678901234567, True],
            ["Deux\nlignes", None, None, None, None, "", None, dt.datetime(2016, 11, 25, 9, 5)],  # noqa: DTZ001
        ],
        heading=["Équipes au 25/11/2016", "Périmètre : Gard"],
    )
    write_xlsx(path, [sheet, sheet])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Équipes 2016 Gard", "Équipes 2016 Gard (2)"]
    page = book.worksheets[0]
    assert (page["A1"].value, page["A1"].font.bold, page["A2"].value, page["A3"].value) == (
        "Équipes au 25/11/2016",
        True,
        "Périmètre : Gard",
        None,
    )
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:H6"
    assert page.print_title_rows == "$4:$4"
    assert (page["A4"].alignment.horizontal, page["B4"].alignment.horizontal) == ("left", "right")
    assert (page["A5"].value, page["A5"].data_type, page["A5"].quotePrefix) == ("=1+1", "s", True)
    assert (page["B5"].number_format, page["E5"].number_format) == ("#,##0", "dd/mm/yyyy")
    assert page["D5"].number_format == "0.##########\u00a0%"
    assert page["F5"].alignment.wrap_text
    assert (page["G5"].value, page["G5"].data_type, page["H5"].value) == ("12345678901234567", "s", "oui")
    assert page["H6"].value == dt.datetime(2016, 11, 25, 9, 5)  # noqa: DTZ001
    assert (page.column_dimensions["F"].width, page.column_dimensions["E"].width) == pytest.approx(
        (20, 12), abs=1
    )
    assert (page.row_dimensions[5].height, page.row_dimensions[6].height) == (60, 30)


def test_widths_fit_what_is_shown_within_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = [Column("N"), Column("Court"), Column("Long"), Column("Anticonstitutionnellement")]
    rows = [["x", "y" * 30, "z" * 500, None]] + [["w" * 40, "", "", ""]] * 300
    write_xlsx(path, [SheetOut(name="F", columns=columns, rows=rows)])
    page = openpyxl.load_workbook(path).worksheets[0]
    widths = [round(page.column_dimensions[letter].width) for letter in "ABCD"]
    assert widths == [43, 33, 61, 28]
    assert page.auto_filter.ref == "A1:D302"


def test_equal_tables_make_equal_files() -> None:
    sheet = SheetOut(
        name="F", columns=COLUMNS, rows=[["x", 1, 2, 0.5, dt.date(2016, 1, 1)]], heading=["Titre"]
    )
    for write in (write_xlsx, write_ods):
        first, second = io.BytesIO(), io.BytesIO()
        write(first, [sheet])
        write(second, [sheet])
        assert first.getvalue() == second.getvalue()


def test_a_table_without_rows_is_written_and_read(tmp_path: Path) -> None:
    for kind, write in WRITERS.items():
        write(tmp_path / f"a.{kind}", [SheetOut(name="F", columns=COLUMNS, rows=[])])
        (sheet,) = read(tmp_path / f"a.{kind}", allow_no_rows=True).sheets
        assert (sheet.header[0], sheet.rows) == ("Nom", [])


def test_a_text_longer_than_a_cell_is_visibly_cut(tmp_path: Path) -> None:
    sheet = back(
        tmp_path / "a.xlsx", write_xlsx, SheetOut(name="F", columns=[Column("Nom")], rows=[["x" * 40_000]])
    )
    text = str(sheet.rows[0].cells[0])
    assert (len(text), text[-5:]) == (32_767, "x […]")


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (["Équipes", "équipes", "ÉQUIPES"], ["Équipes", "équipes (2)", "ÉQUIPES (3)"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
        (["", "'", "///"], ["Feuille", "Feuille (2)", "Feuille (3)"]),
        (["History"], ["History (2)"]),
    ],
)
def test_sheets_have_names_that_programs_accept(wanted: list[str], given: list[str], tmp_path: Path) -> None:
    for write, kind in ((write_xlsx, "xlsx"), (write_ods, "ods")):
        path = tmp_path / f"a.{kind}"
        write(path, [SheetOut(name=name, columns=[Column("Nom")], rows=[["x"]]) for name in wanted])
        assert [sheet.name for sheet in read(path).sheets] == given


# ODS


def test_an_opendocument_workbook_announces_itself_and_survives_forbidden_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    sheet = SheetOut(
        name='a "b" & <c>', columns=[Column("Nom"), Column("N")], rows=[["\x01 a  b\t<&>\x0b", True]]
    )
    write_ods(path, [sheet])
    with zipfile.ZipFile(path) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert path.read_bytes()[38:84] == b"application/vnd.oasis.opendocument.spreadsheet"
    (found,) = read(path).sheets
    assert found.name == 'a "b" & <c>'
    assert found.rows[0].cells == (" a  b <&>", "oui")


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_libreoffice_opens_what_we_write(kind: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None and not os.environ.get("CI"):
        pytest.skip("LIBREOFFICE EST ABSENT : ce que l'on écrit n'a pas été ouvert par un vrai tableur")
    assert office is not None
    rows: list[list[OutCell]] = [
        ["=1+1", 1234, 1.5, 0.675, dt.date(2016, 11, 25)],
        ["Deux\nlignes  et deux espaces", None, -3, 1, None],
    ]
    WRITERS[kind](
        tmp_path / f"a.{kind}",
        [SheetOut(name="Équipes", columns=COLUMNS, rows=rows, heading=["Au 25/11/2016"])],
    )
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true",
            "--outdir",
            str(tmp_path),
            str(tmp_path / f"a.{kind}"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    found = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig")), delimiter=";"))
    shown = [[cell.replace("\u00a0", " ").replace("\u202f", " ") for cell in row] for row in found]
    assert [row[0] for row in shown[:4]] == ["Au 25/11/2016", "", "Nom", "=1+1"]
    # The decimal mark is that of the language of the program.
    assert [shown[3][3].replace(".", ","), shown[3][4]] == ["67,5 %", "25/11/2016"]
    assert shown[4][0] == "Deux\nlignes  et deux espaces"
