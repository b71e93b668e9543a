"""A messy but honest file is read as its owner sees it in the spreadsheet program."""

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from maillage.common.errors import Refused
from maillage.common.spreadsheet_child.bounds import Limits
from maillage.common.spreadsheet_child.delimited import find_separator
from maillage.common.spreadsheets import (
    Cell,
    CellError,
    Row,
    Sheet,
    Workbook,
    cell_name,
    column_letters,
    read,
    reading,
)
from tests.common.spreadsheet_makers import child_here, inline, ods, ods_row, xlsx, xlsx_parts

HEADER = f'<row r="1">{inline("A1", "Nom")}{inline("B1", "Ville")}</row>'


@pytest.fixture(params=["process", "here"], autouse=True)
def _anywhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in the real process, then in this one, where coverage sees it: the answers must be the same."""
    if request.param == "here":
        monkeypatch.setattr(reading, "_child", child_here)


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def only(workbook: Workbook) -> Sheet:
    (sheet,) = workbook.sheets
    return sheet


def rows(path: Path) -> list[tuple[int, tuple[Cell, ...]]]:
    return [(row.line, row.cells) for row in only(read(path)).rows]


def sentence(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        read(path)
    return str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")


# Text tables


@pytest.mark.parametrize(
    "content",
    [
        "Nom;Ville\r\nÉquipe;Nîmes\r\n".encode(),
        "\ufeffNom;Ville\nÉquipe;Nîmes".encode(),
        "Nom,Ville\nÉquipe,Nîmes\n".encode(),
        "Nom\tVille\nÉquipe\tNîmes\n".encode("cp1252"),
        "Nom;Ville\rÉquipe;Nîmes\r".encode("utf-16"),
        "\ufeffNom;Ville\nÉquipe;Nîmes\n".encode("utf-16-be"),
        "sep=|\nNom|Ville\nÉquipe|Nîmes\n".encode(),
        b'"Nom";"Ville"\n"\xc9quipe";"N\xeemes"\n',
    ],
)
def test_a_csv_is_read_whatever_its_encoding_and_its_separator(content: bytes, tmp_path: Path) -> None:
    workbook = read(written(tmp_path / "a.csv", content))
    assert (workbook.kind, workbook.name, workbook.hidden) == ("csv", "a.csv", ())
    assert only(workbook) == Sheet("", ("Nom", "Ville"), 1, [Row(2, ("Équipe", "Nîmes"))])


def test_the_lines_of_a_csv_are_those_that_the_spreadsheet_program_shows(tmp_path: Path) -> None:
    content = '\n\nNom;Note\n"Les\nvoisins";"il a dit ""oui"";\r\nou non"\n\n ; \nDernière;x\u2028y\n'
    path = written(tmp_path / "a.csv", content)
    assert rows(path) == [
        (4, ("Les\nvoisins", 'il a dit "oui";\r\nou non')),
        (7, ("Dernière", "x\u2028y")),
    ]
    assert only(read(path)).header_line == 3


def test_what_a_csv_holds_stays_text(tmp_path: Path) -> None:
    content = "Nom;Valeur;Autre\n=1+1;-3;@x\n+33466000000;007;'=SOMME(A1)\n'66;''=x;2014\n"
    assert [cells for _line, cells in rows(written(tmp_path / "a.csv", content))] == [
        ("=1+1", "-3", "@x"),
        ("+33466000000", "007", "=SOMME(A1)"),
        ("'66", "'=x", "2014"),
    ]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("Nom;Ville\nA, B et C;Nîmes\n", ";"),
        ("Nom,Note\nA,x;y;z\nB,t\n", ","),
        ("Une seule colonne\nvaleur\n", ";"),
        ("Liste des équipes\nNom\tVille\nA\tB\n", "\t"),
        ("Nom;Prix\nA;1,5\nB;2,5\nC;3,5\n", ";"),
        ('"Nom, prénom";Ville\n"A, B";N\n', ";"),
        ("x" * 200_000 + "," + "y" * 200_000, ";"),
    ],
)
def test_the_separator_is_the_one_that_cuts_evenly(text: str, separator: str) -> None:
    # The longest cell is a setting of the whole process, that a validator of open data raises for itself.
    before = csv.field_size_limit(Limits().cell_length)
    try:
        assert find_separator(text) == separator
    finally:
        csv.field_size_limit(before)


def test_a_row_of_a_csv_shorter_than_its_titles_is_completed(tmp_path: Path) -> None:
    assert rows(written(tmp_path / "a.csv", "A;B;C\n1\n1;2;3;;\n")) == [
        (2, ("1", None, None)),
        (3, ("1", "2", "3")),
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            "Nom;Ville\nA;B\nA;B;C\n",
            (
                "Fichier « a.csv », case C3 : cette ligne a plus de cases que la ligne de titres. Si une case contient "
                "le séparateur, mettez-la entre guillemets ; sinon donnez un titre à la colonne."
            ),
        ),
        (
            'Nom;Ville\nA;B\nA;"B\nC;D\n',
            (
                "Fichier « a.csv », ligne 3 : un guillemet s'ouvre sans se fermer, ou se ferme au milieu d'une "
                "case. Corrigez-le, ou enregistrez le tableau au format XLSX."
            ),
        ),
        (
            "Nom;Ville\nÉquipe;".encode() + b"N\xeemes;x\nfin de la ligne",
            (
                "Fichier « a.csv », ligne 2 : les accents sont écrits de deux façons dans le même fichier. Enregistrez "
                "le tableau au format XLSX, ou en CSV UTF-8."
            ),
        ),
        (
            "Nom;Ville\nÉquipe;Nîmes\né".encode()[:-1],
            (
                "Fichier « a.csv », ligne 3 : il est abîmé ou coupé : sa fin manque. Téléchargez-le ou copiez-le "
                "de nouveau, puis recommencez."
            ),
        ),
        (
            b"Nom;Ville\nA\x81\x8d;B\n",
            (
                "Fichier « a.csv », ligne 2 : ce texte ne se lit pas. Enregistrez le tableau au format XLSX, ou en "
                "CSV UTF-8."
            ),
        ),
        (
            b"Nom;Ville\n" + b"A;B\n" * 2000 + b"A;\0\n",
            (
                "Fichier « a.csv », ligne 2002 : ce texte ne se lit pas. Enregistrez le tableau au format XLSX, ou en "
                "CSV UTF-8."
            ),
        ),
        (
            "Nom;Ville\nA;B".encode("utf-16")[:-1],
            (
                "Fichier « a.csv » : il est abîmé ou coupé : sa fin manque. Téléchargez-le ou copiez-le de nouveau, "
                "puis recommencez."
            ),
        ),
    ],
)
def test_a_csv_that_cannot_be_trusted_is_refused_at_its_line(
    content: str | bytes, found: str, tmp_path: Path
) -> None:
    assert sentence(written(tmp_path / "a.csv", content)) == found


# Headers


EMPTY = "il est vide. Choisissez un fichier qui contient un tableau et ses titres de colonnes."


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \t \r\n", b";;;\n;;\n"])
def test_an_empty_csv_is_refused(content: bytes, tmp_path: Path) -> None:
    assert sentence(written(tmp_path / "a.csv", content)) == f"Fichier « a.csv » : {EMPTY}"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert sentence(xlsx(tmp_path / "a.xlsx", "")) == f"Fichier « a.xlsx » : {EMPTY}"
    assert sentence(ods(tmp_path / "a.ods", "")) == f"Fichier « a.ods » : {EMPTY}"


def test_a_header_alone_is_refused_unless_an_empty_table_is_expected(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", HEADER)
    assert sentence(path) == (
        "Fichier « a.xlsx », feuille « Équipes » : il n'y a que des titres de colonnes. Ajoutez au moins une "
        "ligne au-dessous, puis recommencez."
    )
    assert only(read(path, allow_no_rows=True)).rows == []


def test_a_table_without_titles_is_refused(tmp_path: Path) -> None:
    assert sentence(written(tmp_path / "a.csv", "\n1;2\n3;4\n")) == (
        "Fichier « a.csv », ligne 2 : la ligne de titres manque : la première ligne remplie doit porter le nom "
        "de chaque colonne. Ajoutez-la au-dessus des données."
    )


def test_a_title_written_twice_is_refused_with_both_cells(tmp_path: Path) -> None:
    titles = f'<row r="3">{inline("B3", "Équipe")}{inline("C3", "Ville")}{inline("D3", "EQUIPE ")}</row>'
    assert sentence(xlsx(tmp_path / "a.xlsx", titles)) == (
        "Fichier « a.xlsx », feuille « Équipes », case D3 : le titre de colonne « EQUIPE » est déjà celui de "
        "la case B3. Renommez ou supprimez l'une des deux colonnes ; si cette feuille ne sert pas, supprimez-la."
    )


def test_titles_above_the_table_and_columns_without_title_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["A1"] = "Équipes du Gard"
    page["A2"] = dt.datetime(2016, 11, 25, 10, 30)  # noqa: DTZ001 - as a spreadsheet holds it
    page["B4"], page["D4"], page["B5"], page["C5"], page["E5"] = (
        "Nom",
        2014,
        "Les voisins",
        "sans titre",
        "note",
    )
    page.merge_cells("A1:E1")
    book.save(path)
    assert only(read(path)) == Sheet(
        name="Sheet",
        header=("", "Nom", "", "2014", ""),
        header_line=4,
        rows=[Row(5, (None, "Les voisins", "sans titre", None, "note"))],
        preamble=("Équipes du Gard", "25/11/2016"),
    )


def test_a_list_of_one_column_has_its_title_in_its_first_row(tmp_path: Path) -> None:
    sheet = only(read(written(tmp_path / "a.csv", "Commune\nNîmes\nAlès\n")))
    assert (sheet.header, sheet.preamble) == (("Commune",), ())
    assert [row.cells for row in sheet.rows] == [("Nîmes",), ("Alès",)]


# Workbooks


def test_values_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    day, moment = (
        book.add_format({"num_format": "dd/mm/yyyy"}),
        book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    )
    hour, length = book.add_format({"num_format": "hh:mm"}), book.add_format({"num_format": "[h]:mm"})
    page = book.add_worksheet("Équipes")
    page.write_row(0, 0, ["Nom", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit"])
    page.write_string(1, 0, " Équipe ")
    page.write_number(1, 1, 73282932000074)
    page.write_number(1, 2, 1.5)
    page.write_boolean(1, 3, True)  # noqa: FBT003 - positional in the library
    page.write_datetime(1, 4, dt.datetime(2014, 1, 27), day)  # noqa: DTZ001
    page.write_datetime(1, 5, dt.datetime(2014, 1, 27, 10, 30), moment)  # noqa: DTZ001
    page.write_datetime(1, 6, dt.time(14, 30), hour)
    page.write_number(1, 7, 1.25, length)
    page.write_formula(1, 8, "=1+1", None, 2)
    book.add_worksheet("Listes").hide()
    book.add_worksheet("Feuille vide")
    book.add_chartsheet("Graphique").set_chart(_chart(book))
    book.close()
    workbook = read(path, name="  Mes\nÉquipes.xlsx ")
    assert (workbook.name, workbook.kind, workbook.hidden) == ("Mes Équipes.xlsx", "xlsx", ("Listes",))
    assert only(workbook).rows == [
        Row(
            2,
            (
                " Équipe ",
                73282932000074,
                1.5,
                True,
                dt.date(2014, 1, 27),
                dt.datetime(2014, 1, 27, 10, 30),  # noqa: DTZ001
                "14:30:00",
                "30:00:00",
                2,
            ),
        )
    ]
    assert [type(cell) for cell in only(workbook).rows[0].cells][1:4] == [int, float, bool]


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Équipes!$B$2:$C$2"})
    return chart


def test_errors_and_formulas_without_result_are_not_taken_for_blanks(tmp_path: Path) -> None:
    cells = (
        '<c r="A2" t="e"><v>#REF!</v></c><c r="B2"><f>1+1</f></c>',
        '<c r="A3"><f>1+1</f><v></v></c><c r="B3" t="str"><f>""</f><v></v></c>',
        '<c r="A4" t="e"><f>1/0</f></c><c r="B4"><f>1+1</f><v>2</v></c><c t="e"><v>#N/A</v></c>',
    )
    body = "".join(f'<row r="{line}">{xml}</row>' for line, xml in enumerate(cells, start=2))
    assert rows(xlsx(tmp_path / "a.xlsx", HEADER + body)) == [
        (2, (CellError("#REF!"), CellError("#FORMULE"), None)),
        (3, (CellError("#FORMULE"), None, None)),
        (4, (CellError("#FORMULE"), 2, CellError("#N/A"))),
    ]
    assert str(CellError("#REF!")) == "#REF!"


def test_a_sheet_of_errors_alone_is_still_read(tmp_path: Path) -> None:
    only_errors = xlsx(tmp_path / "a.xlsx", '<row r="2"><c r="B2" t="e"><v>#NAME?</v></c></row>')
    assert only(read(only_errors, allow_no_rows=True)).header == ("", "#NAME?")


def test_errors_of_an_opendocument_workbook_are_not_taken_for_blanks(tmp_path: Path) -> None:
    def cell(attributes: str, shown: str = "") -> str:
        return f"<table:table-cell {attributes}>{shown and f'<text:p>{shown}</text:p>'}</table:table-cell>"

    body = "".join(
        f"<table:table-row>{xml}</table:table-row>"
        for xml in (
            cell('table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"', "#DIV/0!")
            + cell('calcext:value-type="error"'),
            cell('table:formula="of:=1" table:number-columns-repeated="2"'),
            cell('table:formula="of:=1" office:value-type="float" office:value="0"', "Err:502")
            + cell('table:formula="of:=1" office:value-type="string"', "#1 du quartier"),
            cell(
                'office:value-type="string"', "<office:annotation><text:p>note</text:p></office:annotation>x"
            )
            + '<table:covered-table-cell/><table:table-cell office:value-type="float" office:value="3"/>',
        )
    )
    found = rows(ods(tmp_path / "a.ods", ods_row("Nom", "Ville") + body))
    assert found[:3] == [
        (2, (CellError("#DIV/0!"), CellError("#FORMULE"), None)),
        (3, (CellError("#FORMULE"), CellError("#FORMULE"), None)),
        (4, (CellError("Err:502"), "#1 du quartier", None)),
    ]
    assert found[3][1][1:] == (None, 3)


def test_a_workbook_whose_cells_have_no_reference_and_whose_parts_have_odd_names_is_read(
    tmp_path: Path,
) -> None:
    body = '<row><c t="inlineStr"><is><t>Nom</t></is></c><c t="e"><v>#N/A</v></c></row><row><c><v>3</v></c></row>'
    usual = xlsx_parts(body)
    assert rows(xlsx(tmp_path / "a.xlsx", body)) == [(2, (3, None))]
    relations = str(usual["xl/_rels/workbook.xml.rels"]).replace("worksheets/", "/xl/worksheets/")
    assert rows(xlsx(tmp_path / "b.xlsx", body, parts={"xl/_rels/workbook.xml.rels": relations})) == [
        (2, (3, None))
    ]


def test_prefixed_names_are_understood(tmp_path: Path) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    page = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Nom</x:t></x:is>'
        '</x:c></x:row><x:row r="2"><x:c r="A2" t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = xlsx(tmp_path / "a.xlsx", "", parts={"xl/worksheets/sheet1.xml": page})
    assert rows(path) == [(2, (CellError("#N/A"),))]


def test_sheets_come_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for name in ("Zèbre", "Âne"):
        page: Sequence[object] = [["Nom"], [name]]
        sheet = book.create_sheet(name)
        for line in page:
            sheet.append(line)
    book.save(path)
    assert [(sheet.name, sheet.rows[0].cells) for sheet in read(path).sheets] == [
        ("Zèbre", ("Zèbre",)),
        ("Âne", ("Âne",)),
    ]


def test_a_large_table_comes_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet()
    for line in range(5001):
        page.write_row(line, 0, [f"Nom {line}", line] if line else ["Nom", "Numéro"])
    book.close()
    assert [row.cells[1] for row in only(read(path)).rows] == list(range(1, 5001))


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_have_the_letters_of_the_spreadsheet_program(column: int, letters: str) -> None:
    assert column_letters(column) == letters
    assert cell_name(12, column) == f"{letters}12"
