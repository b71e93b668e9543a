"""A bilan as slides: native, editable, accessible, and nothing that overflows."""

import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Emu, Pt

from maillage.bilan.document import (
    Chart,
    Column,
    Columns,
    Document,
    KeyFigures,
    Prose,
    PublishedBeside,
    Section,
    Series,
    Table,
    TableColumn,
    Timeline,
    TimelineEntry,
)
from maillage.bilan.renderers import pptx
from maillage.bilan.renderers.fitting import fitted, height_of, lines_of
from maillage.common.charts import FONTS, REGULAR
from tests.bilan.sample import HOSTILE, figure, hostile, sample


def deck(document: Document) -> Any:
    """Return the printed slides, opened."""
    return Presentation(BytesIO(pptx.render(document)))


def one(*blocks: Any, **changes: Any) -> Document:
    """Return a bilan of one section."""
    return replace(sample(), sections=(Section(key="s", title="Un message", blocks=blocks, **changes),))


def texts(slide: Any) -> list[str]:
    """Return the words of a slide."""
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text]


def charts(slide: Any) -> list[Any]:
    """Return the native charts of a slide."""
    return [shape.chart for shape in slide.shapes if shape.has_chart]


@pytest.fixture(scope="module")
def slides() -> Any:
    """Return the slides of the sample."""
    return deck(sample()).slides


def test_one_slide_per_section_its_title_is_its_message(slides: Any) -> None:
    assert [slide.shapes.title.text_frame.text for slide in slides] == [s.title for s in sample().sections]
    assert slides[0].shapes.title.is_placeholder


def test_slides_are_wide_and_in_our_theme() -> None:
    opened = deck(sample())
    assert round(opened.slide_width / opened.slide_height, 2) == 1.78
    assert [layout.name for layout in opened.slide_layouts] == ["Couverture", "Page"]
    with zipfile.ZipFile(BytesIO(pptx.render(sample()))) as package:
        theme = package.read("ppt/theme/theme1.xml").decode()
    assert 'name="Maillage"' in theme
    assert '<a:accent1><a:srgbClr val="4B2E83"/>' in theme


def test_charts_are_native_with_their_values_and_their_workbook(slides: Any) -> None:
    chart = charts(slides[4])[0]
    assert chart.chart_type == XL_CHART_TYPE.COLUMN_CLUSTERED
    assert list(chart.plots[0].categories) == [
        "Janvier 2014",
        "Janvier 2015",
        "Janvier 2016",
        "Novembre 2016",
    ]
    assert list(chart.plots[0].series[0].values) == [47, 111, 203, 297]
    book = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    assert list(book["Sheet1"].iter_rows(values_only=True))[1] == ("Janvier 2014", 47)


def test_shares_are_bars_in_percent(slides: Any) -> None:
    chart = charts(slides[6])[0]
    assert chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert list(chart.plots[0].series[0].values) == [0.67, 0.21, 0.1, 0.02]
    assert chart.plots[0].series[0].data_labels.number_format == "0\u00a0%"


def test_an_unknown_value_is_absent_from_the_line(slides: Any) -> None:
    chart = charts(slides[7])[0]
    assert list(chart.plots[0].series[1].values) == [2, 8, None, 90, 184]
    assert chart.has_legend


def test_a_category_of_which_nothing_is_known_says_so() -> None:
    chart = Chart(
        title="t", kind="columns", categories=("a" * 80, "b"), series=(Series("s" * 80, (1.5, None)),)
    )
    drawn = charts(deck(one(chart)).slides[0])[0]
    assert list(drawn.plots[0].categories) == ["a" * 59 + "…", "b (inconnu)"]
    assert drawn.plots[0].series[0].data_labels.number_format == "#,##0.0#"


def test_a_chart_of_which_nothing_is_known_is_words(slides: Any) -> None:
    assert charts(slides[12]) == []
    assert any("Rien n’est encore connu." in text for text in texts(slides[12]))


def test_maps_are_images_with_alternative_text(slides: Any) -> None:
    pictures = [shape for shape in slides[1].shapes if shape.shape_type == 13]
    assert len(pictures) == 1
    about = pictures[0]._element.nvPicPr.cNvPr
    assert about.get("descr").startswith("Carte de France des coopérations par département en décembre 2014")
    chart = next(shape for shape in slides[4].shapes if shape.has_chart)
    assert "Novembre 2016 : 297" in chart._element.nvGraphicFramePr.cNvPr.get("descr")


def test_a_slide_has_three_figures_at_most_and_one_image() -> None:
    items = tuple(figure(f"f{n}", n, f"chiffre {n}") for n in range(7))
    chart = Chart(title="c", kind="bars", categories=("a",), series=(Series("s", (1,)),))
    found = deck(one(KeyFigures(items), chart, replace(chart, title="d"))).slides
    assert [sum(shape.name.startswith("f") for shape in slide.shapes) for slide in found] == [3, 3, 1, 0]
    assert [len(charts(slide)) for slide in found] == [1, 0, 0, 1]
    assert found[1].shapes.title.text_frame.text == "Un message (suite)"


def test_a_few_words_stand_with_the_block_that_they_introduce_or_comment() -> None:
    chart = Chart(title="c", kind="bars", categories=("a",), series=(Series("s", (1,)),))
    before, after, other = (Prose(paragraphs=(word,)) for word in ("Avant.", "Après.", "Encore."))
    found = deck(one(before, chart, after, other)).slides
    assert [len(charts(slide)) for slide in found] == [1, 0]
    assert {"Avant.", "Après."} <= set(texts(found[0]))
    assert "Encore." in texts(found[1])
    assert "Seul." in texts(deck(one(Prose(paragraphs=("Seul.",)))).slides[0])
    titled = Prose(title="Titre", paragraphs=("Texte.",))
    assert len(deck(one(chart, titled)).slides) == 2


def test_a_table_of_sentences_is_set_smaller() -> None:
    table = Table(title="t", columns=(TableColumn("a"), TableColumn("b")), rows=(("x", "mot " * 40),))
    plain = replace(table, rows=(("x", "mot"),))
    sizes = [
        shape.table.rows[1].cells[1].text_frame.paragraphs[0].runs[0].font.size.pt
        for slide in deck(one(plain, table)).slides
        for shape in slide.shapes
        if shape.has_table
    ]
    assert sizes == [18, 14]


def test_notes_prove_the_figures(slides: Any) -> None:
    notes = slides[2].notes_slide.notes_text_frame.text
    assert "Définition\u00a0: nombre de coopérations lancées" in notes
    assert "Au 31\u00a0octobre 2016, tel que connu le 25\u00a0novembre 2016." in notes
    written = slides[3].notes_slide.notes_text_frame.text
    assert "Définition : une coopération est lancée quand son comité élargi s'est réuni." in written


def test_each_page_has_its_source_its_date_and_its_number(slides: Any) -> None:
    places = {shape.placeholder_format.idx: shape for shape in slides[3].placeholders}
    assert places[11].text_frame.text.startswith("Source\u00a0: registre des coopérations")
    assert "au 25\u00a0novembre 2016" in places[11].text_frame.text
    assert 'type="slidenum"' in places[12]._element.xml


def test_tables_are_native_with_figures_on_the_right(slides: Any) -> None:
    table = next(shape.table for shape in slides[10].shapes if shape.has_table)
    assert [cell.text for cell in table.rows[2].cells] == [
        "Signataires",
        "25\u00a0novembre 2016",
        "1\u202f297",
        "1\u202f297",
        "100\u00a0%",
    ]
    assert table.rows[4].cells[2].text == "inconnu"


def test_a_long_table_goes_on_over_slides() -> None:
    rows = tuple((f"ligne {n}", n) for n in range(60))
    table = Table(title="t", columns=(TableColumn("a"), TableColumn("b", "number")), rows=rows)
    found = [shape.table for slide in deck(one(table)).slides for shape in slide.shapes if shape.has_table]
    assert len(found) > 3
    said = [row.cells[0].text for table in found for row in list(table.rows)[1:]]
    assert said == [row[0] for row in rows]
    assert all(table.rows[0].cells[1].text == "b" for table in found)


def test_figures_dates_and_heads_stay_on_one_line() -> None:
    columns = (TableColumn("Chiffre"), TableColumn("Au", "day"), TableColumn("Calculé", "number"))
    rows = tuple(
        (f"Part des équipes portées par une association nationale, {n}", sample().as_of, n) for n in range(12)
    )
    note = TableColumn("Publication")
    table = Table(
        title="t",
        columns=(*columns, note),
        rows=tuple((*r, "Rendez-vous des coopérations, plénière") for r in rows),
    )
    found = [s.table for slide in deck(one(table)).slides for s in slide.shapes if s.has_table]
    for drawn in found:
        for column in (1, 2):
            cells = [row.cells[column].text_frame.paragraphs[0] for row in drawn.rows]
            inside = Emu(drawn.columns[column].width).pt - 14.4
            assert all(
                lines_of(p.text, inside, p.runs[0].font.size.pt, bold=bool(p.runs[0].font.bold)) == 1
                for p in cells
            )
    counts = [len(drawn.rows) - 1 for drawn in found]
    assert sum(counts) == 12
    assert max(counts) - min(counts) <= 2


def test_a_title_of_two_lines_leaves_no_word_alone() -> None:
    title = "184 équipes citoyennes sont reconnues, dans 71 départements"
    document = replace(sample(), sections=(Section(key="s", title=title),))
    shape = deck(document).slides[0].shapes.title
    width = Emu(shape.width).pt
    assert shape.text_frame.text == title
    assert lines_of(title, width, 28, bold=True) == 2
    assert lines_of("184 équipes citoyennes sont reconnues,", width, 28, bold=True) == 1
    assert lines_of("184 équipes citoyennes sont reconnues, dans", width, 28, bold=True) == 2


def test_a_gap_is_told_apart_on_the_slide_and_its_source_is_in_the_notes() -> None:
    beside = PublishedBeside(value=200, source="un journal", gap=-50)
    found = deck(one(KeyFigures((figure("a", 150, "équipes", published=beside),)), notes=("Note.",))).slides[
        0
    ]
    run = next(
        run
        for shape in found.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
        if "publié" in run.text
    )
    assert "écart −50" in run.text
    assert run.font.bold
    assert "un journal" not in " ".join(texts(found))
    assert "un journal" in found.notes_slide.notes_text_frame.text


def test_long_timelines_and_columns_go_on_over_slides() -> None:
    timeline = Timeline(title="t", entries=tuple(TimelineEntry(str(y), ("a",)) for y in range(2010, 2017)))
    columns = Columns(tuple(Column(f"Axe {n}") for n in range(5)))
    found = deck(one(timeline, columns)).slides
    assert len(found) == 4
    assert "2016" in texts(found[1])
    assert "Axe 4" in texts(found[3])


def test_every_word_is_said_to_be_french(slides: Any) -> None:
    for slide in slides:
        for tree in (slide._element, slide.notes_slide._element):
            runs = tree.xpath(".//a:r")
            assert runs
            assert all(run.find("{*}rPr").get("lang") == "fr-FR" for run in runs)


def test_decoration_is_hidden_from_screen_readers_and_all_the_rest_is_named(slides: Any) -> None:
    for slide in slides:
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(ids) == len(set(ids))
        for shape in slide.shapes:
            assert shape.name
            if shape.name in {"Filet", "Repère"}:
                assert "adec:decorative" in shape._element.xml


def test_the_file_says_who_made_it_and_when() -> None:
    properties = deck(sample()).core_properties
    assert properties.title == "Le bilan des coopérations"
    assert properties.author == "Réseau des voisins de France"
    assert properties.created.date() == sample().printed_on


def test_the_same_bilan_is_the_same_file() -> None:
    assert pptx.render(sample()) == pptx.render(sample())


def test_hostile_words_are_words_in_slides_charts_and_notes() -> None:
    found = deck(hostile(HOSTILE + "\x00\x0b")).slides
    assert found[0].shapes.title.text_frame.text == HOSTILE
    assert HOSTILE in found[1].notes_slide.notes_text_frame.text
    chart = charts(found[1])[0]
    book = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    kinds = {cell.data_type for row in book["Sheet1"].iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}
    table = next(shape.table for slide in found for shape in slide.shapes if shape.has_table)
    assert [row.cells[0].text for row in table.rows] == [HOSTILE, HOSTILE, "=1+1"]


def test_what_is_cut_short_on_a_slide_is_whole_in_the_notes() -> None:
    text = "Une phrase bien trop longue pour tenir. " * 125
    found = deck(hostile(text)).slides
    assert found[1].shapes.title.text_frame.text.endswith("…")
    assert text in found[1].notes_slide.notes_text_frame.text


def overflow(shape: Any) -> float:
    """Return by how many points the words of a box exceed it, measured in the letters that we carry."""
    frame = shape.text_frame
    height = 0.0
    for paragraph in frame.paragraphs:
        size = max((run.font.size or Pt(26) for run in paragraph.runs), default=Pt(10)).pt
        font = ImageFont.truetype(str(FONTS / REGULAR), 100)
        width = Emu(shape.width - frame.margin_left - frame.margin_right).pt
        used, lines = 0.0, 1
        for word in paragraph.text.split(" "):
            long = font.getlength(word) / 100 * size * 1.1
            if used and used + long > width:
                lines, used = lines + 1, 0.0
            used += long + size * 0.3
        height += lines * size * 1.2 + (paragraph.space_after.pt if paragraph.space_after else 0)
    return height - Emu(shape.height - frame.margin_top - frame.margin_bottom).pt


@pytest.mark.parametrize(
    "document",
    [sample(), hostile(), hostile("mot " * 1250), hostile("x" * 5000)],
    ids=["sample", "hostile", "long", "unbroken"],
)
def test_no_text_overflows_its_box_nor_the_slide(document: Document) -> None:
    opened = deck(document)
    for slide in opened.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= opened.slide_width
            assert shape.top + shape.height <= opened.slide_height
            if shape.has_text_frame and shape.text_frame.text and not shape.is_placeholder:
                assert overflow(shape) <= 1, shape.name


def test_words_are_measured_and_broken() -> None:
    assert lines_of("un deux trois", 1000, 12) == 1
    assert lines_of("un deux trois", 30, 12) == 3
    assert lines_of("x" * 100, 100, 12) > 5
    assert lines_of("a\nb", 1000, 12) == 2
    assert height_of(("a", "b"), 1000, 10, gap=1) > height_of(("a", "b"), 1000, 10)
    assert fitted(("court",), 500, 50, (20, 10)) == (20, ("court",))
    size, kept = fitted(("mot " * 500,), 200, 40, (20, 10))
    assert size == 10
    assert kept[0].endswith("…")
    assert fitted(("mot",), 200, 2, (20, 10)) == (10, ())
    assert fitted(("mot", "mot", "mot"), 200, 26, (10,)) == (10, ("mot", "mot"))


@pytest.mark.office
def test_libreoffice_opens_the_slides_and_finds_the_figures(tmp_path: Path) -> None:
    for name, document in (("bilan", sample()), ("hostile", hostile())):
        (tmp_path / f"{name}.pptx").write_bytes(pptx.render(document))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            tmp_path,
            *tmp_path.glob("*.pptx"),
        ],
        capture_output=True,
        check=True,
        timeout=180,
    )
    book = pypdf.PdfReader(tmp_path / "bilan.pdf")
    assert len(book.pages) == len(sample().sections)
    said = [" ".join(page.extract_text().split()) for page in book.pages]
    assert "33" in said[3]
    assert all(value in said[4] for value in ("47", "111", "203", "297"))
    assert "67 %" in said[6]
    assert len(pypdf.PdfReader(tmp_path / "hostile.pdf").pages) == 8
