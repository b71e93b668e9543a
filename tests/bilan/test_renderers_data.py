"""A bilan as a workbook and as JSON: every number, its proof, and texts that stay texts."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from maillage.bilan.document import (
    Document,
    PublishedBeside,
    Section,
    Table,
    TableColumn,
    figures,
    fingerprint,
)
from maillage.bilan.renderers import CONTENT_TYPES, RENDERERS, wording, xlsx
from maillage.bilan.renderers import json as json_renderer
from tests.bilan.sample import HOSTILE, figure, hostile, sample


def workbook(document: Document) -> openpyxl.Workbook:
    """Return the printed workbook, opened."""
    return openpyxl.load_workbook(BytesIO(xlsx.render(document)))


def rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    """Return the values of a sheet."""
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_every_format_has_its_content_type() -> None:
    assert set(RENDERERS) == set(CONTENT_TYPES) == {"html", "pdf", "pptx", "xlsx", "json"}


def test_the_first_sheet_says_what_this_is() -> None:
    book = workbook(sample())
    assert book.sheetnames[:2] == ["Lisez-moi", "Chiffres"]
    said = {row[0]: row[1] for row in rows(book["Lisez-moi"]) if row[0]}
    assert said["Territoire"] == "France entière"
    assert said["Chiffres au"] == "25\u00a0novembre 2016"
    assert said["Empreinte des chiffres"] == fingerprint(sample())[:16]
    method = [row[1] for row in rows(book["Lisez-moi"])]
    assert "Les chiffres publiés ailleurs sont montrés à côté, avec l'écart." in method


def test_every_figure_has_its_line_with_its_proof() -> None:
    lines = rows(workbook(sample())["Chiffres"])
    assert len(lines) == 1 + len(list(figures(sample())))
    heads = list(lines[0])
    launched = next(line for line in lines if line[2] == "33 coopérations lancées")
    line = dict(zip(heads, launched, strict=True))
    assert line["Code"] == "cooperations-lancees"
    assert (line["Valeur"], line["Publié"], line["Écart"]) == (33, 33, 0)
    assert (line["Au"], line["Connu le"]) == (
        dt.datetime(2016, 10, 31),  # noqa: DTZ001 - cells have no time zone
        dt.datetime(2016, 11, 25, 23, 59),  # noqa: DTZ001 - same, in Paris
    )
    unknown = next(line for line in lines if line[2] == "inconnu coopérations locales")
    line = dict(zip(heads, unknown, strict=True))
    assert line["Valeur"] == "inconnu"
    assert line["Inconnu parce que"] == "aucun relevé de cette année n'est arrivé"


def test_each_image_and_table_has_its_sheet() -> None:
    book = workbook(sample())
    chart = rows(book["Organisations signataires de la"])
    assert chart[4:8] == [
        ("Janvier 2014", 47),
        ("Janvier 2015", 111),
        ("Janvier 2016", 203),
        ("Novembre 2016", 297),
    ]
    assert len(rows(book["Les coopérations en décembre 20"])) == 4 + 101
    assert rows(book["Les coopérations en décembre 20"])[-2][:2] == ("974", "La Réunion")
    table = rows(book["Chiffres calculés et chiffres p"])
    assert table[-3][2] == "inconnu"
    shares = book["Qui porte les équipes"]
    assert (shares["B5"].value, shares["B5"].number_format) == (0.67, "0%")


def test_sheets_have_names_that_spreadsheets_accept() -> None:
    table = Table(title="[a]:*?/\\'", columns=(TableColumn("x"),), rows=())
    tables = tuple(
        replace(table, title=title) for title in (table.title, table.title, "???", "History", "''")
    )
    document = replace(sample(), sections=(Section(key="s", title="s", blocks=tables),))
    assert workbook(document).sheetnames == [
        "Lisez-moi",
        "Chiffres",
        "a",
        "a 2",
        "Feuille",
        "History 2",
        "Feuille 2",
    ]


def test_hostile_words_are_texts_and_never_formulas() -> None:
    book = workbook(hostile())
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)
    assert any(cell.value == HOSTILE for cell in cells)


def test_a_very_long_text_and_control_characters_do_not_break_the_workbook() -> None:
    book = workbook(hostile("x\x00\x0b" * 40_000))
    longest = max(len(str(cell.value)) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert longest == 32_767


def test_json_keeps_every_number_and_its_order() -> None:
    content = json_renderer.render(sample())
    data = json.loads(content)
    assert data["format"] == "maillage-bilan-1"
    assert data["fingerprint"] == fingerprint(sample())
    assert data["document"]["sections"][4]["blocks"][1]["series"][0]["values"] == [47, 111, 203, 297]
    assert data["document"]["sections"][1]["blocks"][1]["values"]["974"]["step"] in range(7)
    assert content == json_renderer.render(sample())


def test_json_keeps_hostile_words_exactly_but_control_characters() -> None:
    data = json.loads(json_renderer.render(hostile(HOSTILE + "\x00\ud800")))
    assert data["document"]["title"] == HOSTILE


@pytest.mark.parametrize(
    ("unit", "value", "published", "gap", "said"),
    [
        ("", 113, 111, 2, "publié\u00a0: 111 (plénière)\u202f; écart\u00a0: +2"),
        ("", 113, 111, None, "publié\u00a0: 111 (plénière)"),
        (
            "%",
            Decimal("0.67"),
            Decimal("0.65"),
            Decimal("0.02"),
            "publié\u00a0: 65\u00a0% (plénière)\u202f; écart\u00a0: +2,0 points",
        ),
    ],
)
def test_a_published_figure_stands_beside_with_the_gap(
    unit: str, value: int | Decimal, published: int | Decimal, gap: int | Decimal | None, said: str
) -> None:
    beside = PublishedBeside(value=published, source="plénière", gap=gap)
    assert wording.beside(figure("x", value, "y", unit=unit, published=beside)) == said


def test_notes_are_those_of_the_section_or_the_proof_of_its_figures() -> None:
    document = sample()
    derived = wording.section_notes(document, document.sections[2])
    assert derived[0].startswith("« 26 coopérations lancées ». Définition\u00a0: nombre de coopérations")
    assert "inconnu, parce qu'aucun relevé de cette année n'est arrivé." in derived[2]
    assert derived[-1] == "Au 25\u00a0novembre 2016, tel que connu le 25\u00a0novembre 2016."
    written = wording.section_notes(document, document.sections[3])
    assert written[0].startswith("Définition : une coopération est lancée")


def test_a_bilan_without_figures_is_a_workbook_too() -> None:
    book = workbook(replace(sample(), sections=()))
    assert book.sheetnames == ["Lisez-moi", "Chiffres"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("registre", "Source\u00a0: registre · au"),
        ("Source : registre", "Source : registre · au"),
        ("", "Réseau des voisins de France · au"),
    ],
)
def test_the_foot_says_the_source_once(source: str, said: str) -> None:
    assert wording.footer(sample(), Section(key="s", title="s", source=source)).startswith(said)
