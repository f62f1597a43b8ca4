"""Many rows at once, the same on both databases: keys before rows, inserts, and updates of the rows that changed.

PostgreSQL takes COPY, into the table or into a staging table; SQLite takes one prepared statement. Columns go by
their attribute names (`owner_id`). Nothing here resolves conflicts: the database refuses, and the caller decides.
Values must be of the Python type that the column gives back; instants in UTC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

Row = Sequence[Any]

# Up to so many rows a statement each costs less than a staging table.
FEW = 50

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_to_json = json.JSONEncoder().encode


def new_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Take `count` new keys of a table, inside the caller's transaction. Keys that are not used leave a gap."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "WITH key AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence) "
                "SELECT nextval(key.sequence) FROM key, generate_series(1, %s)",
                [connection.ops.quote_name(table), count],
            )
            return [key for (key,) in cursor.fetchall()]
        # The transaction holds the write lock, so that nobody else counts on from here.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        first = (last[0] if last else 0) + 1
        return range(first, first + count)


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows. A row that the database refuses raises, and none of them is in."""
    if not rows:
        return
    quote = connection.ops.quote_name
    fields = _fields(model, columns)
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"{table} ({names})", fields, rows)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(_adapted(fields, rows)))  # noqa: S608


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write these columns of the rows whose key is the first value of each row."""
    if not rows:
        return
    quote = connection.ops.quote_name
    fields = _fields(model, ("id", *columns))
    table, names = quote(model._meta.db_table), [quote(field.column) for field in fields[1:]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > FEW:
            staged, all_names = quote(f"staged_{model._meta.db_table}"), ", ".join(['"id"', *names])
            cursor.execute(
                f"CREATE TEMPORARY TABLE {staged} ON COMMIT DROP AS "  # noqa: S608
                f"SELECT {all_names} FROM {table} WITH NO DATA"
            )
            _copy(cursor, f"{staged} ({all_names})", fields, rows)
            changes = ", ".join(f"{name} = {staged}.{name}" for name in names)
            cursor.execute(f"UPDATE {table} SET {changes} FROM {staged} WHERE {table}.id = {staged}.id")  # noqa: S608
            cursor.execute(f"DROP TABLE {staged}")
        else:
            changes = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(
                f"UPDATE {table} SET {changes} WHERE id = %s",  # noqa: S608
                [(*values, key) for key, *values in _adapted(fields, rows)],
            )


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[Any]:
    by_attname = {field.attname: field for field in model._meta.concrete_fields}
    return [by_attname[name] for name in columns]


# ── PostgreSQL: the text form of COPY, made column by column ──────────────────────────────────────


def _copy(cursor: Any, target: str, fields: Sequence[Any], rows: Sequence[Row]) -> None:
    columns = [_texts(field, values) for field, values in zip(fields, zip(*rows, strict=True), strict=True)]
    text = "\n".join(map("\t".join, zip(*columns, strict=True)))
    # A refusal is Django's IntegrityError here as elsewhere.
    with connection.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        copy.write(text)


def _texts(field: Any, values: Row) -> Iterable[str]:
    first = values[0]
    if values.count(first) == len(values):
        # Many columns say the same in every row.
        return [r"\N" if first is None else next(iter(_written(field, [first])))] * len(values)
    if field.null:
        written = iter(_written(field, [value for value in values if value is not None]))
        return [r"\N" if value is None else next(written) for value in values]
    return _written(field, values)


def _written(field: Any, values: Row) -> Iterable[str]:
    """Return values that are not None as COPY reads them."""
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, models.JSONField):
        return map(_escaped, map(_to_json, values))
    if isinstance(kind, models.CharField | models.TextField):
        # One look at all of them is quicker than one at each, and few texts have anything to escape.
        return map(_escaped, values) if _TO_ESCAPE.search("".join(values)) else values
    if isinstance(kind, models.BinaryField):
        return (r"\\x" + value.hex() for value in values)
    return map(str, values)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


# ── One statement for each row ─────────────────────────────────────────────────────────────────────


def _adapted(fields: Sequence[Any], rows: Sequence[Row]) -> Iterable[Row]:
    columns: list[Iterable[Any]] = []
    for field, values in zip(fields, zip(*rows, strict=True), strict=True):
        if isinstance(field, models.JSONField):
            columns.append(map(_to_json, values))
        elif connection.vendor == "sqlite" and isinstance(field, models.DateField | models.DecimalField):
            columns.append([value if value is None else _stored(value) for value in values])
        else:
            columns.append(values)
    return zip(*columns, strict=True)


def _stored(value: Any) -> str:
    """Return an instant, a date or an amount as Django stores it in SQLite."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()
