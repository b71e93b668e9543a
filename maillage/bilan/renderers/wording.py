"""The words that every renderer prints beside a figure, so that they are the same everywhere."""

import datetime as dt
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from io import BytesIO
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from maillage.bilan.document import (
    Cell,
    Chart,
    ColumnKind,
    Columns,
    Document,
    FranceMap,
    KeyFigure,
    KeyFigures,
    Look,
    Number,
    Prose,
    Section,
    Table,
    TableColumn,
    Timeline,
    fingerprint,
)
from maillage.common.charts import printable, value_label
from maillage.common.formats import FIXED, NARROW, change, day, unknown
from maillage.common.maps import departements_of

SENTENCE = 80  # letters from which a cell is a sentence rather than a name


def _clean(value: object, *, spaced: bool = False) -> object:
    """Return a value whose texts hold nothing that a file format forbids, and no quotation mark left alone."""
    if isinstance(value, str):
        said = printable(value)
        return said.replace("« ", f"«{FIXED}").replace(" »", f"{FIXED}»") if spaced else said
    if is_dataclass(value) and not isinstance(value, type):
        spaced = spaced or isinstance(value, Timeline | Columns | Prose)  # what the fingerprint leaves out
        return replace(
            value, **{f.name: _clean(getattr(value, f.name), spaced=spaced) for f in fields(value) if f.init}
        )
    if isinstance(value, Mapping):
        return {_clean(key): _clean(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_clean(item, spaced=spaced) for item in value)
    return value


def clean(document: Document) -> Document:
    """Return a document whose texts hold no control character; nothing else changes in them."""
    return cast("Document", _clean(document))


def moment(at: dt.datetime) -> str:
    """Write the day of a moment, where the site is."""
    return day(timezone.localtime(at).date())


def figure_text(figure: KeyFigure) -> str:
    """Return the figure itself, « inconnu » when nobody knows it."""
    if figure.value is None:
        return _("inconnu")
    return figure.text or value_label(figure.value, in_percent=figure.unit == "%")


def figure_sentence(figure: KeyFigure) -> str:
    """Return a figure and what it counts in one sentence."""
    return f"{figure_text(figure)} {figure.sentence}".strip()


def because(figure: KeyFigure) -> str:
    """Say why a figure is unknown; nothing when it is known."""
    return unknown(figure.unknown_because) if figure.value is None and figure.unknown_because else ""


def beside(figure: KeyFigure) -> str:
    """Say the figure published elsewhere, its source and the gap; nothing when there is none."""
    if figure.published is None:
        return ""
    in_percent = figure.unit == "%"
    value = value_label(figure.published.value, in_percent=in_percent)
    said = f"{_('publié')}{FIXED}: {value} ({figure.published.source})"
    gap = figure.published.gap
    if gap is None:
        return said
    if in_percent:
        points = Decimal(str(gap)) * 100
        return f"{said}{NARROW}; {_('écart')}{FIXED}: {change(points, 1)} {_('points')}"
    return f"{said}{NARROW}; {_('écart')}{FIXED}: {change(gap)}"


def beside_briefly(figure: KeyFigure) -> tuple[str, bool]:
    """Say the figure published elsewhere and the gap, without its source, and whether there is a gap to look at."""
    if figure.published is None:
        return "", False
    in_percent = figure.unit == "%"
    said = f"{_('publié')}{FIXED}: {value_label(figure.published.value, in_percent=in_percent)}"
    gap = figure.published.gap
    if gap is None:
        return said, False
    written = f"{change(Decimal(str(gap)) * 100, 1)} {_('points')}" if in_percent else change(gap)
    return f"{said}, {_('écart')} {written}", gap != 0


def dates(as_of: dt.date, known_at: dt.datetime) -> str:
    """Say of which day a figure is, and as known when."""
    return _("au %(as_of)s, tel que connu le %(known)s") % {"as_of": day(as_of), "known": moment(known_at)}


def figure_proof(figure: KeyFigure) -> str:
    """Return one figure with all that proves it."""
    parts = [
        f"« {figure_sentence(figure)} »",
        because(figure),
        figure.definition and f"{_('Définition')}{FIXED}: {figure.definition}",
        figure.source and f"{_('Source')}{FIXED}: {figure.source}",
        dates(figure.as_of, figure.known_at).capitalize(),
        beside(figure).capitalize(),
    ]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def section_notes(document: Document, section: Section) -> tuple[str, ...]:
    """Return the speaker's notes: those of the section, or the proof of its figures; always the two dates."""
    found = [figure for block in section.blocks if isinstance(block, KeyFigures) for figure in block.items]
    said = section.notes or tuple(figure_proof(figure) for figure in found)
    published = tuple(
        f"{figure_sentence(figure)[:1].upper()}{figure_sentence(figure)[1:]}{FIXED}: {beside(figure)}."
        for figure in found
        if figure.published and section.notes
    )
    return (*said, *published, document_dates(document).capitalize() + ".")


def document_dates(document: Document) -> str:
    """Say of which day a bilan is, and as known when."""
    return dates(document.as_of, document.known_at)


def footer(document: Document, section: Section) -> str:
    """Return the line at the foot of a section: its source and its date."""
    source = section.source
    if source and not source.startswith(_("Source")):
        source = f"{_('Source')}{FIXED}: {source}"
    return " · ".join(part for part in (source or document.organisation, document_dates(document)) if part)


def imprint(document: Document) -> tuple[tuple[str, str], ...]:
    """Return what identifies a print: territory, dates, print day, reference and fingerprint."""
    lines = [
        (_("Organisation"), document.organisation),
        (_("Territoire"), document.perimeter_label),
        (_("Chiffres au"), day(document.as_of)),
        (_("Tels que connus le"), moment(document.known_at)),
        (_("Imprimé le"), day(document.printed_on)),
        (_("Référence"), document.reference),
        (_("Empreinte des chiffres"), fingerprint(document)[:16]),
    ]
    return tuple((label, value) for label, value in lines if value)


def cell_text(cell: Cell, kind: str) -> str:
    """Write a cell of a table; without a value, « inconnu »."""
    if cell is None:
        return _("inconnu")
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dt.date):
        return day(cell)
    return value_label(cell, in_percent=kind == "percent")


def chart_table(chart: Chart) -> Table:
    """Return the table that says the same as a chart."""
    kind: ColumnKind = "percent" if chart.in_percent else "number"
    columns = (TableColumn(" "), *(TableColumn(series.name, kind) for series in chart.series))
    rows = tuple(
        (category, *(s.values[i] if i < len(s.values) else None for s in chart.series))
        for i, category in enumerate(chart.categories)
    )
    return Table(title=chart.title, columns=columns, rows=rows)


def map_table(france: FranceMap) -> Table:
    """Return the table that says the same as a map."""
    columns = [TableColumn(_("Code")), TableColumn(_("Département"))]
    if france.values:
        columns.append(TableColumn(_("Ce que dit la carte")))
    if france.points:
        columns.append(TableColumn(_("Nombre"), "number"))
    rows = []
    for code, name, said, n in departements_of(france):
        row: list[Cell] = [code, name]
        if france.values:
            row.append(said or None)
        if france.points:
            row.append(n or 0)
        rows.append(tuple(row))
    return Table(title=france.title, columns=tuple(columns), rows=tuple(rows))


def printed_line(document: Document) -> str:
    """Say when a bilan was printed, its reference and the fingerprint of its figures."""
    parts = [
        _("Imprimé le %(day)s") % {"day": day(document.printed_on)},
        document.reference,
        f"{_('empreinte')} {fingerprint(document)[:16]}",
    ]
    return " · ".join(part for part in parts if part)


def is_whole(value: Number | None, *, in_percent: bool) -> bool:
    """Tell whether a value is written without decimals."""
    return value is None or Decimal(str(value)) * (100 if in_percent else 1) % 1 == 0


def number_format(*, whole: bool, in_percent: bool) -> str:
    """Return how office suites must write numbers, each in the language of its reader."""
    if in_percent:
        return "0\u00a0%" if whole else "0.0\u00a0%"
    return "#,##0" if whole else "#,##0.0#"


def because_alone(figure: KeyFigure) -> str:
    """Say why a figure is unknown, where « inconnu » is already written above."""
    return because(figure).removeprefix(f"{_('inconnu')}, ")


def is_dense(table: Table) -> bool:
    """Tell whether a table holds sentences, which are set smaller than figures."""
    return any(isinstance(cell, str) and len(cell) > SENTENCE for row in table.rows for cell in row)


def logo_data(look: Look) -> str:
    """Return the picture of a cover as an address that holds it whole; nothing where there is none."""
    if not look.logo:
        return ""
    kind = "jpeg" if look.logo_kind == "jpg" else look.logo_kind
    return f"data:image/{kind};base64,{b64encode(look.logo).decode()}"


def logo_svg(look: Look) -> str:
    """Return the picture of a cover inside a drawing of its size; nothing where there is none."""
    if not look.logo:
        return ""
    with Image.open(BytesIO(look.logo)) as picture:
        width, height = picture.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" href="{logo_data(look)}"/></svg>'
    )
