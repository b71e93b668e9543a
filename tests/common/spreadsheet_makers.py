"""Files as strangers make them: by hand, part by part, so that each may lie."""

import contextlib
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from unittest import mock

from maillage.common.spreadsheet_child import __main__ as child
from maillage.common.spreadsheet_child.bounds import Limits
from maillage.common.spreadsheets import reading

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def inline(name: str, text: str) -> str:
    """Return the XML of a cell that holds a text."""
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def xlsx(
    path: Path, rows: str, *, sheet: str = "Équipes", parts: Mapping[str, str | bytes] | None = None
) -> Path:
    """Write a workbook of one sheet from the XML of its rows; other parts replace or join the usual ones."""
    return packed(path, {**xlsx_parts(rows, sheet=sheet), **(parts or {})})


def xlsx_parts(rows: str, *, sheet: str = "Équipes") -> dict[str, str | bytes]:
    """Return the parts of a workbook of one sheet."""
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
            f'<sheets><sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }


def ods(path: Path, rows: str, *, manifest: str = "", declaration: str = "") -> Path:
    """Write an OpenDocument workbook of one sheet from the XML of its rows."""
    content = (
        f'<?xml version="1.0"?>{declaration}<office:document-content xmlns:office="{_URN}:office:1.0"'
        f' xmlns:table="{_URN}:table:1.0" xmlns:text="{_URN}:text:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="Équipes">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": (
                f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0">{manifest}</manifest:manifest>'
            ),
        },
    )


def ods_row(*texts: str, repeated: int = 1) -> str:
    """Return the XML of a row of texts."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def packed(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """Write a zip from its parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def packed_by_chunks(path: Path, parts: Mapping[str, Iterable[bytes]]) -> Path:
    """Write a zip from chunks, so that a part of gigabytes is never held in memory."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, chunks in parts.items():
            with archive.open(name, "w", force_zip64=True) as stream:
                for chunk in chunks:
                    stream.write(chunk)
    return path


def printed(path: Path, limits: Limits) -> str:
    """Return what the reading process prints, without the process nor its confinement."""
    output = io.StringIO()
    arguments = ["child", str(path), json.dumps(asdict(limits))]
    with (
        mock.patch.object(sys, "argv", arguments),
        mock.patch.object(child, "confine"),
        contextlib.redirect_stdout(output),
    ):
        assert child.main() == 0
    return output.getvalue()


@contextlib.contextmanager
def child_here(path: Path, _name: str, limits: Limits) -> Iterator[Iterator[reading.Message]]:
    """Stand for the reading process, so that the lines it runs are seen by the measure of coverage."""
    messages = [json.loads(line, object_hook=reading._marked) for line in printed(path, limits).splitlines()]
    yield iter(message for message in messages if message != ["end"])
