"""The few parts of an OpenDocument workbook, written by hand."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from maillage.common.spreadsheets.values import Column

Value: TypeAlias = str | int | float | Decimal | dt.date | dt.datetime | None
Table: TypeAlias = tuple[str, Sequence[str], Sequence[Column], Iterable[Sequence[Value]]]

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_TWO = 'number:style="long"'
_DATE = f"<number:day {_TWO}/><number:text>/</number:text><number:month {_TWO}/><number:text>/</number:text>"
_START = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3"'
    f' xmlns:office="{_URN}:office:1.0" xmlns:table="{_URN}:table:1.0" xmlns:text="{_URN}:text:1.0"'
    f' xmlns:style="{_URN}:style:1.0" xmlns:number="{_URN}:datastyle:1.0"'
    f' xmlns:fo="{_URN}:xsl-fo-compatible:1.0"><office:automatic-styles>'
    f'<number:date-style style:name="N1">{_DATE}<number:year {_TWO}/></number:date-style>'
    '<number:percentage-style style:name="N2"><number:number number:min-integer-digits="1"/>'
    "<number:text>\u00a0%</number:text></number:percentage-style>"
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="percentage" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="bold" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="4cm"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_END = "</office:spreadsheet></office:body></office:document-content>"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # by XML itself
_SPACES = re.compile(r"^ | (?= )| $|\t")


def ods_content(tables: Iterable[Table]) -> bytes:
    """Return the bytes of a workbook."""
    body = "".join(_table(*table) for table in tables)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        # The kind of the file comes first and uncompressed, so that programs recognise it; all dates are fixed.
        archive.writestr(zipfile.ZipInfo("mimetype"), _MIMETYPE, zipfile.ZIP_STORED)
        for part, text in (("content.xml", _START + body + _END), ("META-INF/manifest.xml", _MANIFEST)):
            archive.writestr(zipfile.ZipInfo(part), text, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _table(
    name: str, heading: Sequence[str], columns: Sequence[Column], rows: Iterable[Sequence[Value]]
) -> str:
    lines = [_row([_text(line)]) for line in heading]
    if heading:
        lines.append(_row(["<table:table-cell/>"]))
    lines.append(_row([_text(column.title, "bold") for column in columns]))
    lines.extend(
        _row([_cell(cell, column) for cell, column in zip(row, columns, strict=True)]) for row in rows
    )
    wide = f'<table:table-column table:style-name="wide" table:number-columns-repeated="{len(columns)}"/>'
    return f"<table:table table:name={quoteattr(name)}>{wide}{''.join(lines)}</table:table>"


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _text(text: str, style: str = "") -> str:
    # XML folds spaces: those that count are written as elements; so are tabs, which many readers drop.
    bare = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    paragraphs = "".join(
        f"<text:p>{_SPACES.sub('<text:s/>', escape(line))}</text:p>" for line in bare.split("\n")
    )
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{styled} office:value-type="string">{paragraphs}</table:table-cell>'


def _cell(value: Value, column: Column) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dt.date):
        return (
            '<table:table-cell table:style-name="date" office:value-type="date"'
            f' office:date-value="{value.isoformat()}"/>'
        )
    kind = "percentage" if column.kind == "percent" else "float"
    styled = ' table:style-name="percentage"' if column.kind == "percent" else ""
    return f'<table:table-cell{styled} office:value-type="{kind}" office:value="{value}"/>'
