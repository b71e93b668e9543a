"""A bilan as a booklet: tagged, in French, with every figure, and no way in for markup."""

import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image, ImageColor

from maillage.bilan.document import Document, KeyFigures, Section, Table, TableColumn
from maillage.bilan.renderers import pdf
from maillage.common.documents import COLOURS
from tests.bilan.sample import figure, hostile, sample


def reader(document: Document) -> pypdf.PdfReader:
    """Return the printed booklet, opened."""
    return pypdf.PdfReader(BytesIO(pdf.render(document)))


def text_of(book: pypdf.PdfReader) -> str:
    """Return all the words of a booklet, spaces made alike."""
    return " ".join(" ".join(page.extract_text() for page in book.pages).split())


def test_one_page_per_section_with_its_message_and_its_figures() -> None:
    book = reader(sample())
    assert len(book.pages) == len(sample().sections)
    page = " ".join(book.pages[3].extract_text().split())
    assert "En octobre 2016, 33 coopérations sont lancées" in page
    assert "publié : 33, écart 0" in page
    assert "Source : registre des coopérations, comité du 14 novembre 2016" in page
    assert "inconnu" in book.pages[2].extract_text()


def test_the_booklet_is_a4_landscape_tagged_in_french_and_says_who_made_it() -> None:
    book = reader(sample())
    box = book.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    root: Any = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "fr"
    assert book.metadata is not None
    assert (book.metadata.title, book.metadata.author) == (
        "Le bilan des coopérations",
        "Réseau des voisins de France",
    )
    assert book.metadata.creation_date is not None
    assert book.metadata.creation_date.date() == sample().printed_on
    assert b"pdfuaid" in pdf.render(sample())


def test_each_image_says_what_it_shows() -> None:
    content = pdf.render(sample())
    found = []
    book = pypdf.PdfReader(BytesIO(content))
    for number in range(1, len(book.xref[0]) + 1):
        thing = book.get_object(number)
        if isinstance(thing, pypdf.generic.DictionaryObject) and "/Alt" in thing:
            found.append(str(thing["/Alt"]))
    assert len(found) == 9
    assert any("en décembre 2014, en six étapes" in words for words in found)


def test_letters_are_embedded() -> None:
    pages: Any = reader(sample()).pages
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()
    }
    assert any("AtkinsonHyperlegible" in name for name in fonts)


def test_hostile_words_are_printed_as_they_are() -> None:
    said = text_of(reader(hostile()))
    assert '#read("/etc/passwd")' in said
    assert "root:" not in said
    assert "$x^2$ *gras* _it_ \\u{41}" in said
    assert "<script>alert(1)</" in said


def test_a_letter_that_no_font_draws_does_not_stop_the_print() -> None:
    title = "Un signe rare \U0001339f\U000e0041\ue123 ici"
    book = reader(replace(sample(), title=title, sections=(Section(key="a", title=title),)))
    assert len(book.pages) == 1
    assert "Un signe rare" in text_of(book)


def test_a_very_long_text_goes_on_over_pages() -> None:
    book = reader(hostile("mot " * 300))
    assert len(book.pages) > 6
    assert text_of(book).count("mot") > 4_000


def test_a_list_goes_on_under_a_title_that_says_so() -> None:
    columns = (TableColumn("Nom"), TableColumn("Nombre", "number"))
    rows = tuple((f"ligne-{n}", n) for n in range(40))
    lists = Section(key="a", title="Une liste", blocks=(Table(title="t", columns=columns, rows=rows),))
    wide = Section(
        key="b",
        title="Un tableau",
        blocks=(
            Table(
                title="t",
                columns=(*columns, TableColumn("Mot"), TableColumn("Autre")),
                rows=tuple((*row, "a", "b") for row in rows),
            ),
        ),
    )
    pages = [page.extract_text() for page in reader(replace(sample(), sections=(lists, wide))).pages]
    assert ["(suite)" in page for page in pages[:3]] == [False, True, False]
    assert all("Un tableau (suite)" in page for page in pages[3:])
    assert len(pages) > 3
    said = " ".join(pages).split()
    assert all(said.count(f"ligne-{n}") == 2 for n in range(40))


def test_figures_alone_fill_their_page() -> None:
    section = Section(key="a", title="Trois chiffres", blocks=(KeyFigures((figure("a", 1, "un"),) * 3),))
    assert "Trois chiffres" in text_of(reader(replace(sample(), sections=(section,))))


def test_the_same_bilan_is_the_same_file() -> None:
    assert pdf.render(sample()) == pdf.render(sample())


def defined(words: str) -> Document:
    """Return a bilan with a page of three figures, each defined by some words."""
    items = tuple(replace(figure("a", 33, "personnes"), definition=words) for _rank in range(3))
    return replace(sample(), sections=(Section(key="a", title="A", blocks=(KeyFigures(items=items),)),))


@pytest.mark.office
def test_what_defines_a_figure_is_written_on_its_surface(tmp_path: Path) -> None:
    path = tmp_path / "bilan.pdf"
    path.write_bytes(pdf.render(defined("Personnes comptées. " * 16 + "Fin.")))
    subprocess.run(
        ["pdftoppm", "-r", "72", "-f", "1", "-l", "1", "-png", path, tmp_path / "page"], check=True
    )
    boxes = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    found = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="[\d.]+" yMax="([\d.]+)">Fin', boxes)
    (picture,) = tmp_path.glob("page*.png")
    with Image.open(picture) as page:
        # Just under the last word, the paper of the card goes on.
        under = [page.convert("RGB").getpixel((int(float(x)), int(float(y)) + 4)) for x, y in found]
    assert under == [ImageColor.getrgb(COLOURS["mist"])] * 3


def test_what_defines_a_figure_is_left_to_the_method_where_there_is_no_room() -> None:
    words = text_of(reader(defined("Personnes comptées. " * 60 + "Fin.")))
    assert "personnes" in words
    assert "Fin." not in words


@pytest.mark.office
def test_another_reader_finds_the_figures(tmp_path: Path) -> None:
    path = tmp_path / "bilan.pdf"
    path.write_bytes(pdf.render(sample()))
    said = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    words = " ".join(said.split())
    assert "1 297 1 297 100 %" in words
    assert "67 %" in words
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in info
