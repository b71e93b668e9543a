"""Measure a figure: its value, its parts, its series; one definition answers them all."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.formats import unknown
from maillage.indicators.algebra import (
    FOREVER,
    NEVER,
    NONE,
    WEIGHT,
    Amounts,
    Ints,
    Mask,
    Periods,
    accumulate,
    count,
    series,
    total,
)
from maillage.indicators.answers import Answers, answers_of
from maillage.indicators.catalogue import indicator
from maillage.indicators.catalogue.dimensions import (
    METROPOLE,
    OVERSEAS,
    PLACES,
    REGION,
    YEAR,
    ZONE,
)
from maillage.indicators.definitions import PERCENT, Dimension, Flow, Indicator, Labels, Ratio, Stock
from maillage.indicators.models import PublishedFigure
from maillage.indicators.origins import Origin, origin_of
from maillage.indicators.protection import hides, is_guarded, small_because, small_text
from maillage.indicators.published import published_of, published_span
from maillage.indicators.reach import flowing, label_of, within
from maillage.indicators.register import Register
from maillage.territory.models import Departement
from maillage.territory.perimeter import FRANCE, Perimeter

Value = int | Decimal


@dataclass(frozen=True, kw_only=True)
class Part:
    """Give one part of a figure; its share is unknown when the whole is zero."""

    key: str
    label: str
    value: int
    share: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Published:
    """Give what was published elsewhere of the same figure, and how far it is from ours."""

    value: Decimal
    on: dt.date
    precision: str
    approximate: bool
    publication: str
    note: str
    computed: Value | None
    gap: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Give a figure as of a day, as known at a moment, with all that says what it means."""

    code: str
    title: str
    sentence: str
    unit: str
    definition: str
    source: str
    value: Value | None
    unknown_because: str
    why: str  # the reason alone of a value that is not told
    as_of: dt.date
    since: dt.date | None
    known_at: dt.datetime
    perimeter: str
    perimeter_label: str
    numerator: int | None
    denominator: int | None
    by: str
    parts: tuple[Part, ...]
    overlap: int
    published: tuple[Published, ...]
    response: Answers | None
    origin: Origin | None


@dataclass(frozen=True, kw_only=True)
class Series:
    """Give a figure on several days, for each part and in all: values (m,) by key."""

    code: str
    days: tuple[dt.date, ...]
    total: tuple[Value | None, ...]
    parts: tuple[tuple[Part, tuple[int, ...]], ...]


def quotient(numerator: int, denominator: int, scale: int = PERCENT) -> Decimal | None:
    """Return scale × numerator / denominator, in [0, …), to two decimals; none without a denominator."""
    if not denominator:
        return None
    return (Decimal(scale * numerator) / Decimal(denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def unknown_because(figure: Indicator) -> str:
    """Say why a figure has no value: nobody counted it, or its denominator is zero."""
    if figure.census:
        return _("d'aucune commune on ne connaît à la fois la position et les personnes de 75 ans ou plus")
    if figure.may_be_untold:
        return _("aucune équipe ne l'a compté")
    return _("rien n'est à rapporter : le dénominateur est nul")


def _is_singular(value: Value | None) -> bool:
    """Tell whether French writes the singular after a value: below two."""
    return value is not None and value < Decimal(2)


def measure(
    code: str,
    *,
    as_of: dt.date,
    known_at: dt.datetime,
    perimeter: Perimeter = FRANCE,
    by: str = "",
    since: dt.date | None = None,
    register: Register | None = None,
) -> Measure:
    """Return a figure of the catalogue; a small number of people, in a small place, is kept silent.

    Args:
        code: Code of the figure.
        as_of: The day of which it speaks; for a flow, the last day of the span, included.
        known_at: The moment whose knowledge counts.
        perimeter: The part of France, the cooperation or the carrier.
        by: Code of a dimension; the figure's main one where it has one, by default.
        since: For a flow, the first day of the span; by default all that went before counts.
        register: The register as known at that moment, where several figures share its reading.

    Raises:
        Refused: The figure, the dimension or the perimeter is unknown, or they do not go together.

    """
    figure = indicator(code)
    register = register or Register(known_at)
    name = label_of(perimeter, register)
    value, numerator, denominator = raw_value(figure, as_of, since, perimeter, register)
    by = by or figure.main_dimension
    parts: tuple[Part, ...] = ()
    overlap = 0
    if by:
        parts = _parts(figure, by, as_of, since, perimeter, register, whole=value)
        overlap = sum(part.value for part in parts) - int(value or 0)
    why = "" if value is not None else unknown_because(figure)
    because = unknown(why) if why else ""
    if value is not None and hides(figure, perimeter, *_terms(value, numerator, denominator)):
        value = numerator = denominator = None
        parts, overlap, why = (), 0, small_because()
        because = f"{small_text(figure)} : {why}"
    elif hides(figure, perimeter, *(part.value for part in parts)):
        parts, overlap = (), 0  # one part alone would be read from the others
    origin = origin_of(figure, register, as_of, perimeter)
    words = str(figure.one if _is_singular(value) else figure.many)
    return Measure(
        code=code,
        title=str(figure.title),
        sentence=origin.marked(words) if origin else words,
        unit=str(figure.unit),
        definition=str(figure.definition),
        source=origin.source if origin else str(figure.source),
        value=value,
        unknown_because=because,
        why=why,
        as_of=as_of,
        since=since,
        known_at=known_at,
        perimeter=str(perimeter),
        perimeter_label=name,
        numerator=numerator,
        denominator=denominator,
        by=by,
        parts=parts,
        overlap=overlap,
        published=_published(figure, as_of, perimeter, register, value),
        response=answers_of(figure, register, as_of, perimeter, since=since),
        origin=origin,
    )


def measure_series(
    code: str,
    *,
    days: Sequence[dt.date],
    known_at: dt.datetime,
    perimeter: Perimeter = FRANCE,
    by: str = "",
    register: Register | None = None,
) -> Series:
    """Return a figure on increasing days, by one sweep; for a flow, what has accumulated up to each day."""
    figure = indicator(code)
    register = register or Register(known_at)
    columns = np.array([day.toordinal() for day in days], np.int64)
    parts: tuple[tuple[Part, tuple[int, ...]], ...] = ()
    whole: tuple[Value | None, ...]
    if isinstance(figure, Ratio):
        above, below = (
            _counts(_all_rows(term, perimeter, register), columns)[0]
            for term in (figure.numerator, figure.denominator)
        )
        heard = _heard(figure, columns, perimeter, register)
        whole = tuple(
            quotient(int(a), int(b), figure.scale)
            if told and not hides(figure, perimeter, int(a), int(b))
            else None
            for a, b, told in zip(above, below, heard.tolist(), strict=True)
        )
        return Series(code=code, days=tuple(days), total=whole, parts=())
    rows = _all_rows(figure, perimeter, register)
    whole = _told(figure, perimeter, _counts(rows, columns)[0])
    heard = _heard(figure, columns, perimeter, register)
    whole = tuple(value if told else None for value, told in zip(whole, heard.tolist(), strict=True))
    if by and not is_guarded(figure, perimeter):  # parts of a small place are smaller still
        dimension = _dimension(figure, by)
        codes, groups, labels = _groups(rows, dimension)
        table = _counts(rows, columns, groups, size=max(len(codes), 1))
        parts = tuple(
            (
                _part(code_, labels, dimension, int(values[-1]), whole=int(whole[-1] or 0)),
                tuple(int(v) for v in values),
            )
            for code_, values in zip(codes, table, strict=False)
        )
    return Series(code=code, days=tuple(days), total=whole, parts=parts)


def _terms(value: Value | None, numerator: int | None, denominator: int | None) -> tuple[int, ...]:
    """Return the counts that a value tells: itself, or the two terms of a ratio."""
    if numerator is not None and denominator is not None:
        return numerator, denominator
    return (int(value or 0),)


def _told(figure: Indicator, perimeter: Perimeter, values: Ints) -> tuple[int | None, ...]:
    """Return the values of a series, without the small numbers that are kept silent."""
    return tuple(None if hides(figure, perimeter, int(value)) else int(value) for value in values)


def _rows(figure: Stock, perimeter: Perimeter, register: Register) -> Periods:
    """Return the population of a stock in a perimeter."""
    return within(figure.population(register), perimeter, figure=figure, register=register)


def _all_rows(figure: Stock | Flow, perimeter: Perimeter, register: Register) -> Periods | Amounts:
    """Return all that a stock or a flow counts in a perimeter, whatever the day."""
    if isinstance(figure, Flow):
        return flowing(figure, perimeter, register=register)
    return _rows(figure, perimeter, register)


def _counts(rows: Periods | Amounts, days: Ints, groups: Ints | None = None, *, size: int = 1) -> Ints:
    """Return what rows count on each day, group by group: what holds, or what has accumulated."""
    if isinstance(rows, Amounts):
        return accumulate(rows, days, groups, size=size)
    return series(rows, days, groups, size=size)


def _counted(
    figure: Stock | Flow, as_of: dt.date, since: dt.date | None, perimeter: Perimeter, register: Register
) -> int:
    """Return what a stock counts on a day, or what a flow sums up to it."""
    day = as_of.toordinal()
    if isinstance(figure, Stock):
        return count(_rows(figure, perimeter, register), day)
    first = since.toordinal() if since else NEVER
    return total(flowing(figure, perimeter, register=register, first=first, last=day), first, day)


def raw_value(
    figure: Indicator, as_of: dt.date, since: dt.date | None, perimeter: Perimeter, register: Register
) -> tuple[Value | None, int | None, int | None]:
    """Return the value of a figure, and for a ratio its numerator and denominator, small numbers included."""
    terms = (figure.numerator, figure.denominator) if isinstance(figure, Ratio) else (figure,)
    counted = [_counted(term, as_of, since, perimeter, register) for term in terms]
    if not counted[0] and not _heard(figure, np.array([as_of.toordinal()]), perimeter, register, since)[0]:
        return None, None, None
    if not isinstance(figure, Ratio):
        return counted[0], None, None
    return quotient(counted[0], counted[1], figure.scale), counted[0], counted[1]


def _heard(
    figure: Indicator, days: Ints, perimeter: Perimeter, register: Register, since: dt.date | None = None
) -> Mask:
    """Tell on which days anything is known of what a figure adds up: what nobody counted is unknown, never 0."""
    if not figure.may_be_untold:
        return np.ones(len(days), np.bool_)
    counted = figure.numerator if isinstance(figure, Ratio) else figure
    if isinstance(counted, Stock) and counted.known:
        counted = replace(counted, population=counted.known)
    rows = _since(counted, since, perimeter, register)
    if isinstance(rows, Amounts):
        rows = replace(rows, amount=np.ones(len(rows), np.int64))
    else:
        kept = {name: codes for name, codes in rows.attributes.items() if name != WEIGHT}
        rows = replace(rows, attributes=kept)
    heard: Mask = _counts(rows, days)[0] > 0
    return heard


def value_of(
    figure: Indicator,
    register: Register,
    as_of: dt.date,
    perimeter: Perimeter = FRANCE,
    *,
    since: dt.date | None = None,
) -> Value | None:
    """Return the value of a figure alone: a page of many figures asks for nothing more; none where it is silent."""
    value, *terms = raw_value(figure, as_of, since, perimeter, register)
    return None if value is None or hides(figure, perimeter, *_terms(value, *terms)) else value


def values_of(
    figure: Indicator,
    register: Register,
    days: Collection[dt.date],
    perimeter: Perimeter = FRANCE,
    *,
    since: dt.date | None = None,
) -> dict[dt.date, Value | None]:
    """Return the value of a figure alone on several days, by one sweep: each is what `value_of` says that day."""
    ordered = sorted(days)
    columns = np.array([day.toordinal() for day in ordered], np.int64)
    terms = (figure.numerator, figure.denominator) if isinstance(figure, Ratio) else (figure,)
    rows = [_since(term, since, perimeter, register) for term in terms]
    swept = [_counts(found, columns)[0].tolist() for found in rows]
    heard = _heard(figure, columns, perimeter, register, since)
    found: dict[dt.date, Value | None] = {}
    for day, counts, told in zip(ordered, zip(*swept, strict=True), heard.tolist(), strict=True):
        value = quotient(counts[0], counts[1], figure.scale) if isinstance(figure, Ratio) else counts[0]
        found[day] = None if not told or hides(figure, perimeter, *counts) else value
    return found


def _since(
    figure: Stock | Flow, since: dt.date | None, perimeter: Perimeter, register: Register
) -> Periods | Amounts:
    """Return all that a stock counts, or what a flow counts from a day on."""
    if isinstance(figure, Flow) and since is not None:
        first = since.toordinal()
        rows = flowing(figure, perimeter, register=register, first=first)
        return rows.keep(rows.on >= first)
    return _all_rows(figure, perimeter, register)


def _dimension(figure: Indicator, by: str) -> Dimension:
    """Return a dimension of a figure; refuse another, with those that it has."""
    offered: dict[str, Dimension] = {}
    if not isinstance(figure, Ratio):
        places = PLACES if figure.has_place else ()
        offered = {dimension.code: dimension for dimension in (*figure.dimensions, *places)}
    if by in offered:
        return offered[by]
    raise Refused(
        _("« %(title)s » ne se répartit pas par « %(by)s ». Possible : %(offered)s.")
        % {"title": figure.title, "by": by, "offered": ", ".join(offered) or _("aucune répartition")}
    )


def _codes(rows: Periods | Amounts, dimension: Dimension) -> Ints:
    """Return the value of a dimension on each row; regions and zones are read from the département."""
    if dimension in {REGION, ZONE}:
        by_departement = np.full(_highest_departement() + 2, NONE, np.int64)
        for pk, region, overseas in Departement.objects.values_list("pk", "region_id", "overseas"):
            by_departement[pk] = region if dimension is REGION else (OVERSEAS if overseas else METROPOLE)
        return by_departement[rows.attributes["departement"]]
    if dimension is YEAR and isinstance(rows, Amounts):
        return np.fromiter((dt.date.fromordinal(int(day)).year for day in rows.on), np.int64, len(rows))
    return rows.attributes[dimension.code]


def _highest_departement() -> int:
    """Return the greatest identifier of a département; the place after it, reached by -1, stays unknown."""
    return Departement.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _groups(rows: Periods | Amounts, dimension: Dimension) -> tuple[list[int], Ints, Labels]:
    """Return the values in the order of their labels (unknown last), the rank of each row, and the labels."""
    values, positions = np.unique(_codes(rows, dimension), return_inverse=True)
    present = values.tolist()
    labels = {year: (str(year), str(year)) for year in present} if dimension is YEAR else dimension.labels()
    ordered = [code for code in labels if code in present] + sorted(set(present) - set(labels))
    ranks = np.array([ordered.index(code) for code in present], np.int64)
    return ordered, ranks[positions], labels


def _part(code: int, labels: Labels, dimension: Dimension, value: int, *, whole: int) -> Part:
    """Return one part with its key, its label and its share of the whole."""
    key, label = labels.get(code, ("", str(dimension.unknown)))
    return Part(key=key, label=label, value=value, share=quotient(value, whole))


def _parts(
    figure: Indicator,
    by: str,
    as_of: dt.date,
    since: dt.date | None,
    perimeter: Perimeter,
    register: Register,
    *,
    whole: Value | None,
) -> tuple[Part, ...]:
    """Return the parts of a figure on a day that are not empty."""
    dimension = _dimension(figure, by)
    day = as_of.toordinal()
    if isinstance(figure, Flow):
        first = since.toordinal() if since else NEVER
        amounts = flowing(figure, perimeter, register=register, first=first, last=day)
        codes, groups, labels = _groups(amounts, dimension)
        values = accumulate(amounts, np.array([FOREVER]), groups, size=max(len(codes), 1))
    else:
        periods = _rows(figure, perimeter, register).holding(day)  # type: ignore[arg-type] # no ratio has a dimension
        codes, groups, labels = _groups(periods, dimension)
        values = series(periods, np.array([day]), groups, size=max(len(codes), 1))
    return tuple(
        _part(code, labels, dimension, int(row[0]), whole=int(whole or 0))
        for code, row in zip(codes, values, strict=False)
        if row[0]
    )


def beside(
    figure: Indicator, row: PublishedFigure, perimeter: Perimeter, register: Register, value: Value | None
) -> Value | None:
    """Return what of ours stands beside a published figure: the value of the day, or that of a whole year."""
    span = published_span(figure, row)
    if span is None:
        return value
    found, _above, _below = raw_value(figure, span[1], span[0], perimeter, register)
    return None if hides(figure, perimeter, int(found or 0)) else found


def _published(
    figure: Indicator, as_of: dt.date, perimeter: Perimeter, register: Register, value: Value | None
) -> tuple[Published, ...]:
    """Return what was published elsewhere of the same figure for that day, with the gap to ours."""
    found = published_of(figure.code, day=as_of, perimeter=perimeter, register=register)
    rows = [(row, beside(figure, row, perimeter, register, value)) for row in found]
    return tuple(
        Published(
            value=row.value,
            on=row.on,
            precision=row.precision,
            approximate=row.approximate,
            publication=row.publication,
            note=row.note,
            computed=ours,
            gap=None if ours is None else Decimal(ours) - row.value,
        )
        for row, ours in rows
    )


__all__ = [
    "FRANCE",
    "Measure",
    "Part",
    "Published",
    "Series",
    "beside",
    "measure",
    "measure_series",
    "value_of",
]
