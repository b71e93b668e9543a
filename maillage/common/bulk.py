"""Insert thousands of rows at once, from their values: building an instance for each costs more than writing it."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import connections, models, router, transaction

_M = TypeVar("_M", bound=models.Model)
_PLAIN = (
    models.BooleanField,
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)
_REPEATED = (models.CharField, models.DateField)  # few distinct values: days, moments, choices


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]], **same: Any) -> list[int]:
    """Insert rows told by their columns, and by those that all of them share; return their identifiers."""
    return _written(model, _columns(model, rows, same), len(rows))


def insert(model: type[_M], rows: Sequence[Mapping[str, Any]], **same: Any) -> list[_M]:
    """Insert rows as `insert_rows` does, and return them as instances."""
    columns = _columns(model, rows, same)
    keys = _written(model, columns, len(rows))
    names, using = [model._meta.pk.attname, *columns], router.db_for_write(model)
    return [model.from_db(using, names, values) for values in zip(keys, *columns.values(), strict=True)]


def _columns(
    model: type[models.Model], rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """Return the values of each column; one that has no default must be told by all the rows."""
    fields = {field.attname: field for field in model._meta.local_concrete_fields if not field.primary_key}
    told = set[str]().union(*rows)
    if unknown := (told | set(same)) - set(fields):
        raise TypeError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
    columns = {}
    for name, field in fields.items():
        if name in same:
            columns[name] = [same[name]] * len(rows)
        elif not (field.has_default() or field.null or (field.blank and field.empty_strings_allowed)):
            columns[name] = [row[name] for row in rows]
        elif name in told:
            default = field.get_default()
            columns[name] = [row.get(name, default) for row in rows]
        else:
            columns[name] = [field.get_default()] * len(rows)
    return columns


def _written(model: type[models.Model], columns: Mapping[str, list[Any]], count: int) -> list[int]:
    """Write columns by one prepared statement, or one COPY, and return the identifiers of the rows."""
    if not count:
        return []
    connection = connections[router.db_for_write(model)]
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    # Names come from our models, values are bound.
    names = ", ".join(f'"{field.column}"' for field in (model._meta.pk, *fields))
    into = f'"{model._meta.db_table}" ({names})'
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        keys = _identifiers(model, count, cursor, sqlite=connection.vendor == "sqlite")
        stored = (_stored(field, columns[field.attname], connection) for field in fields)
        lines = zip(keys, *stored, strict=True)
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * (len(fields) + 1))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(lines))  # noqa: S608
        else:
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
    return keys


def _identifiers(model: type[models.Model], count: int, cursor: Any, *, sqlite: bool) -> list[int]:
    """Return identifiers that nobody else takes.

    On SQLite they follow the highest one ever given: the transaction holds the only write lock (it is IMMEDIATE).
    """
    table, key = model._meta.db_table, model._meta.pk.column
    if sqlite:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        return list(range(first, first + count))
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, count]
    )
    return [number for (number,) in cursor.fetchall()]


def _stored(field: Any, values: list[Any], connection: Any) -> list[Any]:
    """Return the values of a column as the database takes them; each distinct day or moment is converted once."""
    if isinstance(field, _PLAIN) and not field.choices:
        return values
    if not isinstance(field, _REPEATED):
        return [field.get_db_prep_save(value, connection) for value in values]
    known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return list(map(known.__getitem__, values))
