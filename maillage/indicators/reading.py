"""From rows of the register to arrays: the only place where the algebra meets the database."""

import datetime as dt
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from maillage.indicators.algebra import FOREVER, NEVER, NONE, Amounts, Ints, Periods


def _fetched(cursor: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query; they have no order, and nothing here counts on one."""
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _columns(queryset: QuerySet[Any], paths: Iterable[str | Cast]) -> list[tuple[Any, ...]]:
    """Return columns of raw values; Django's row-by-row conversions would cost ten times the reading."""
    names = list(paths)
    query = queryset.order_by().values_list(*names).query
    connection = connections[queryset.db]
    try:
        sql, parameters = query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return [() for _ in names]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = _fetched(cursor)
    return [tuple(map(itemgetter(position), rows)) for position in range(len(names))]


def _codes(values: tuple[Any, ...], known: Mapping[str, int] | None = None) -> Ints:
    """Return identifiers as codes, or choices by their rank; unknown is NONE."""
    if known is not None:
        return np.fromiter((known.get(value, NONE) for value in values), np.int64, len(values))
    if None in values:
        values = tuple(NONE if value is None else value for value in values)
    return np.array(values, np.int64)


def _day(path: str) -> Cast:
    """Return a day as text: SQLite's driver would otherwise build a date for each row."""
    return Cast(path, TextField())


def _days(values: tuple[Any, ...], missing: int) -> Ints:
    """Return days as ordinals; each distinct day is converted once."""
    ordinals = {value: dt.date.fromisoformat(value).toordinal() for value in set(values) - {None}}
    ordinals[None] = missing
    return np.fromiter(map(ordinals.__getitem__, values), np.int64, len(values))


def read_periods(
    queryset: QuerySet[Any],
    *,
    subject: str,
    start: str = "started_on",
    end: str = "ended_on",
    choices: Mapping[str, Mapping[str, int]] | None = None,
    **attributes: str,
) -> Periods:
    """Read facts as periods.

    Args:
        queryset: Facts, already restricted to what was known.
        subject: Path of the subject's identifier.
        start: Path of the first day; none is "since ever".
        end: Path of the end day, exclusive; none is "still".
        choices: For each attribute that is a choice, the rank of each value.
        attributes: Path of each attribute.

    """
    paths: list[str | Cast] = [subject, _day(start), _day(end), "pk", *attributes.values()]
    subjects, starts, ends, facts, *others = _columns(queryset, paths)
    ranks = choices or {}
    return Periods(
        subject=_codes(subjects),
        start=_days(starts, NEVER),
        end=_days(ends, FOREVER),
        fact=_codes(facts),
        attributes={
            name: _codes(values, ranks.get(name)) for name, values in zip(attributes, others, strict=True)
        },
    )


def read_amounts(
    queryset: QuerySet[Any],
    *,
    subject: str,
    on: str,
    amount: str | None = None,
    choices: Mapping[str, Mapping[str, int]] | None = None,
    **attributes: str,
) -> Amounts:
    """Read facts as dated amounts; without an amount, each row counts for one."""
    paths: list[str | Cast] = [subject, _day(on), "pk", *([amount] if amount else []), *attributes.values()]
    subjects, days, facts, *others = _columns(queryset, paths)
    values = _codes(others.pop(0)) if amount else np.ones(len(subjects), np.int64)
    ranks = choices or {}
    return Amounts(
        subject=_codes(subjects),
        on=_days(days, NEVER),
        amount=values,
        fact=_codes(facts),
        attributes={
            name: _codes(column, ranks.get(name)) for name, column in zip(attributes, others, strict=True)
        },
    )


def read_columns(queryset: QuerySet[Any], *paths: str) -> tuple[Ints, ...]:
    """Read identifiers as columns, one for each path."""
    return tuple(_codes(values) for values in _columns(queryset, paths))


def read_dated(queryset: QuerySet[Any], day: str, *paths: str) -> tuple[Ints, ...]:
    """Read a day and whole numbers as columns, the day first; an unknown number is NONE."""
    days, *others = _columns(queryset, [_day(day), *paths])
    return (_days(days, NEVER), *(_codes(values) for values in others))


def ranks(choices: Iterable[str]) -> dict[str, int]:
    """Return the rank of each choice: its code in the arrays."""
    return {choice: rank for rank, choice in enumerate(choices)}
