"""Charts on a slide: native ones, which people can edit, with the workbook behind them."""

# ruff: noqa: SLF001 - what python-pptx has no public name for is reached through its elements

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Inches, Pt

from maillage.bilan.document import Chart
from maillage.bilan.renderers import wording
from maillage.bilan.renderers.pptx_blocks import Canvas, Para, caption
from maillage.bilan.renderers.pptx_theme import Box, rgb
from maillage.common.charts import chart_alt
from maillage.common.palette import INK, MUTED, SERIES

MANY = 9  # categories from which their words are set smaller
NAME_OF_KIND = {
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "shares": XL_CHART_TYPE.BAR_CLUSTERED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}


def _chart_workbook(block: Chart, categories: Sequence[str]) -> bytes:
    """Return the workbook behind a chart, where a text is a text even if it begins with "="."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
    sheet = book.add_worksheet("Sheet1")
    for row, category in enumerate(categories, start=1):
        sheet.write_string(row, 0, category)
    for column, series in enumerate(block.series, start=1):
        sheet.write_string(0, column, series.name)
        for row, value in enumerate(series.values, start=1):
            if value is not None:
                sheet.write_number(row, column, float(value))
    book.close()
    return target.getvalue()


def chart(canvas: Canvas, block: Chart, box: Box) -> None:
    """Set a native chart, which people can edit, with its values written beside its marks."""
    place = caption(canvas, block.title, box)
    if block.is_empty:
        nothing = _("Rien n’est encore connu.")
        lines = [Para(nothing, 22, bold=True, colour=MUTED, after=8), Para(", ".join(block.categories), 16)]
        canvas.panel((*place[:3], 1.5), lines, name=nothing)
        return
    lying = block.kind in {"bars", "shares"}
    categories = []
    for rank, category in enumerate(block.categories):
        known = any(rank < len(s.values) and s.values[rank] is not None for s in block.series)
        words = category if known else f"{category} ({_('inconnu')})"
        categories.append(words if len(words) <= 60 else f"{words[:59]}…")  # noqa: PLR2004 - two lines
    number_format = "0.#%" if block.in_percent else "#,##0.##"
    data: Any = CategoryChartData(number_format=number_format)  # type: ignore[no-untyped-call]
    data.categories = categories
    for series in block.series:
        data.add_series(
            series.name if len(series.name) <= 60 else f"{series.name[:59]}…",  # noqa: PLR2004 - same
            [None if value is None else float(value) for value in series.values],
        )
    frame = canvas.slide.shapes.add_chart(NAME_OF_KIND[block.kind], *(Inches(value) for value in place), data)
    frame.name = block.title[:80]
    about = frame._element.nvGraphicFramePr.cNvPr
    about.set("descr", chart_alt(block))
    about.set("title", block.title)
    drawn = frame.chart
    drawn.part.chart_workbook.update_from_xlsx_blob(_chart_workbook(block, categories))
    drawn.font.size = Pt(16 if len(block.categories) < MANY else 14)
    drawn.font.color.rgb = rgb(INK)
    drawn.has_title = False
    drawn.has_legend = len(block.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _axes(drawn, lying=lying)
    plot = drawn.plots[0]
    if block.kind != "line":
        plot.gap_width, plot.overlap = 55, -5
    whole = all(
        wording.is_whole(value, in_percent=block.in_percent) for s in block.series for value in s.values
    )
    number_format = wording.number_format(whole=whole, in_percent=block.in_percent)
    for drawn_series, position in zip(plot.series, _label_positions(drawn, block), strict=True):
        labels = drawn_series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = number_format, False
        labels.font.size, labels.font.bold = Pt(20 if len(block.categories) < MANY else 16), True
        labels.position = position
    for rank, drawn_series in enumerate(plot.series):
        _coloured(drawn_series, rank, line=block.kind == "line")


def _label_positions(drawn: Any, block: Chart) -> list[XL_LABEL_POSITION]:
    """Return where each series writes its values: of two lines, the lower one writes under itself."""
    if block.kind != "line":
        return [XL_LABEL_POSITION.OUTSIDE_END] * len(block.series)
    last = [next((v for v in reversed(series.values) if v is not None), 0) for series in block.series]
    positions = [XL_LABEL_POSITION.BELOW if value < max(last) else XL_LABEL_POSITION.ABOVE for value in last]
    if XL_LABEL_POSITION.BELOW in positions:  # room for them above the names of categories
        largest = max(float(v) for series in block.series for v in series.values if v is not None)
        drawn.value_axis.minimum_scale = -0.12 * largest
        drawn.value_axis.crosses = XL_AXIS_CROSSES.MINIMUM
    return positions


def _axes(drawn: Any, *, lying: bool) -> None:
    """Keep the names of categories; the values are written beside the marks, so their axis goes."""
    names, values = drawn.category_axis, drawn.value_axis
    names.has_major_gridlines, values.has_major_gridlines, values.visible = False, False, False
    names.format.line.color.theme_color = MSO_THEME_COLOR.ACCENT_5
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.reverse_order = lying  # the first category on top
    values.minimum_scale = 0


def _coloured(series: Any, rank: int, *, line: bool) -> None:
    """Give a series its colour of the theme, so that a change of theme changes it."""
    colour = (
        MSO_THEME_COLOR.ACCENT_1,
        MSO_THEME_COLOR.ACCENT_2,
        MSO_THEME_COLOR.ACCENT_3,
        MSO_THEME_COLOR.ACCENT_4,
        MSO_THEME_COLOR.ACCENT_5,
    )[rank % len(SERIES)]
    if not line:
        series.format.fill.solid()
        series.format.fill.fore_color.theme_color = colour
        series.invert_if_negative = False
        return
    series.smooth = False
    series.format.line.width = Pt(3)
    series.format.line.color.theme_color = colour
    series.marker.size = 9
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.theme_color = colour
    series.marker.format.line.color.theme_color = colour
