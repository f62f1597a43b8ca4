"""Many rows at once, the same on both databases: keys before rows, inserts, and updates of the rows that changed.

PostgreSQL takes COPY, into the table or into a staging table; SQLite takes one prepared statement. Columns go by
their attribute names (`owner_id`). Nothing here resolves conflicts: the database refuses, and the caller decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

Row = Sequence[Any]


def new_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Take `count` new keys of a table, inside the caller's transaction. Keys that are not used leave a gap."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(s.name) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name) s, "
                "generate_series(1, %s)",
                [connection.ops.quote_name(table), count],
            )
            return [key for (key,) in cursor.fetchall()]
        # The transaction holds the write lock, so that nobody else counts on from here.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        first = (last[0] if last else 0) + 1
        return range(first, first + count)


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows. A row that the database refuses raises, and none of them is in."""
    prepared = _prepared(model, columns, rows)
    if not prepared:
        return
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(name) for name in _names(model, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"{table} ({names})", prepared)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", prepared)  # noqa: S608


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write these columns of the rows whose key is the first value of each row."""
    prepared = _prepared(model, ("id", *columns), rows)
    if not prepared:
        return
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), [quote(name) for name in _names(model, columns)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            staged, all_names = quote(f"staged_{model._meta.db_table}"), ", ".join(['"id"', *names])
            cursor.execute(
                f"CREATE TEMPORARY TABLE {staged} ON COMMIT DROP AS "  # noqa: S608
                f"SELECT {all_names} FROM {table} WITH NO DATA"
            )
            _copy(cursor, f"{staged} ({all_names})", prepared)
            changes = ", ".join(f"{name} = {staged}.{name}" for name in names)
            cursor.execute(f"UPDATE {table} SET {changes} FROM {staged} WHERE {table}.id = {staged}.id")  # noqa: S608
            cursor.execute(f"DROP TABLE {staged}")
        else:
            changes = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(
                f"UPDATE {table} SET {changes} WHERE id = %s",  # noqa: S608
                [(*row[1:], row[0]) for row in prepared],
            )


def _copy(cursor: Any, target: str, rows: Iterable[Row]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[models.Field[Any, Any]]:
    by_attname = {field.attname: field for field in model._meta.concrete_fields}
    return [by_attname[name] for name in columns]


def _names(model: type[models.Model], columns: Sequence[str]) -> list[str]:
    return [str(field.column) for field in _fields(model, columns)]


def _prepared(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    """Return the rows as the database adapter wants them, worked out column by column."""
    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return []
    prepared = [
        list(map(_preparer(field), values)) for field, values in zip(_fields(model, columns), by_column, strict=True)
    ]
    return list(zip(*prepared, strict=True))


def _preparer(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return prepare
