"""Rows of a query as arrays of whole numbers, the same from both databases. NEVER stands for NULL.

PostgreSQL sends them by COPY in its binary form, which numpy reads in place; SQLite as rows. Rows with bytes come in
its binary form too (`PreparedRows`): as text they would be twice as long.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Case, DateField, F, Func, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from sla.calendars import NEVER
from sla.timelines.windows import Seconds

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL

Arrays = dict[str, Seconds]

_HEADER = 19  # signature, flags and the length of an extension that nobody has made
_TRAILER = 2


@dataclass(frozen=True, slots=True)
class Given:
    """Values that come later, by this name (`Prepared`, `PreparedRows`)."""

    name: str


GIVEN = Given("keys")


class Epoch(Func):
    """An instant in whole epoch seconds."""

    output_field = BigIntegerField()
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS bigint)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)", **context
        )


class Among(Func):
    """Whether a key, or a day, is one of many: as one parameter, where `pk__in` would write them all into the query."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, column: str, values: Iterable[int] | Iterable[date] | Given) -> None:
        super().__init__(F(column))
        self.values = values if isinstance(values, Given) else _parameter(values)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, self.values)  # noqa: S608

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        (source,) = self.get_source_expressions()
        column, params = compiler.compile(source)
        kind = "date" if isinstance(source.output_field, DateField) else "bigint"
        return f"{column} = ANY(%s::{kind}[])", (*params, self.values)


def flag(condition: Q) -> Combinable:
    """Return 1 where the condition holds, else 0."""
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=BigIntegerField())


def code(field: str, values: list[str]) -> Combinable:
    """Return the place of a column's text among `values`."""
    whens = [When(**{field: value}, then=Value(place)) for place, value in enumerate(values)]
    return Case(*whens, output_field=BigIntegerField())


def arrays(queryset: QuerySet[Any], **columns: str | Combinable) -> Arrays:
    """Read columns, each a field's name or an expression that gives whole numbers, in the order of the query."""
    asked = _asked(_numbers(queryset, columns))
    if asked is None:
        return {column: np.zeros(0, np.int64) for column in columns}
    return _read(*asked, columns)


class Prepared:
    """Columns, as of `arrays`, of a query that has GIVEN for keys: compiled once, and read of others each time.

    For a few rows of many columns, compiling takes longer than reading.
    """

    def __init__(self, queryset: QuerySet[Any], **columns: str | Combinable) -> None:
        self._rows = _numbers(queryset, columns)
        self._columns = list(columns)

    def of(self, keys: Iterable[int]) -> Arrays:
        sql, params = self._statement
        return _read(sql, _filled(params, {GIVEN.name: keys}), self._columns)

    @cached_property
    def _statement(self) -> tuple[str, Any]:
        return self._rows.query.sql_with_params()


class PreparedRows:
    """Rows of a query of values that come later: numbers, days and bytes as they are. PostgreSQL's is compiled once.

    `build` takes those values by these names, or in the place of each a Given, and makes the query.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], names: Iterable[str]) -> None:
        self._build, self._names = build, tuple(names)

    def of(self, **values: Iterable[int] | Iterable[date]) -> list[tuple[Any, ...]]:
        if connection.vendor != "postgresql":
            return list(self._build(**values))
        sql, params = self._statement
        return _rows(sql, _filled(params, values))

    @cached_property
    def _statement(self) -> tuple[str, Any]:
        return self._build(**{name: Given(name) for name in self._names}).query.sql_with_params()


def _rows(sql: str, params: Any) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    binary: Any = psycopg.Cursor(connection.connection)  # Django's own cursor asks for text
    binary.format = psycopg.pq.Format.BINARY
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrapped(binary) as cursor:
        cursor.execute(_composed(sql, params))
        return cursor.fetchall()


def _numbers(queryset: QuerySet[Any], columns: Mapping[str, str | Combinable]) -> QuerySet[Any]:
    return queryset.values_list(
        *(
            Coalesce(Cast(F(column) if isinstance(column, str) else column, BigIntegerField()), Value(NEVER))
            for column in columns.values()
        )
    )


def _read(sql: str, params: Any, columns: Collection[str]) -> Arrays:
    if connection.vendor == "postgresql":
        table = _copied_out(_composed(sql, params), len(columns))
    else:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            table = np.array(cursor.fetchall(), np.int64).reshape(-1, len(columns)).T
    return dict(zip(columns, table, strict=True))


def _filled(params: Iterable[Any], values: Mapping[str, Iterable[int] | Iterable[date]]) -> tuple[Any, ...]:
    return tuple(_parameter(values[each.name]) if isinstance(each, Given) else each for each in params)


def _parameter(values: Iterable[int] | Iterable[date]) -> Any:
    """Return keys or days as the one parameter that the database of this installation takes for them."""
    if connection.vendor == "postgresql":
        return [each if isinstance(each, date) else int(each) for each in values]
    return json.dumps([each.isoformat() if isinstance(each, date) else int(each) for each in values])


def _asked(queryset: QuerySet[Any]) -> tuple[str, Any] | None:
    """Return the statement and its parameters; None where nothing can meet it, such as being one of none."""
    try:
        return queryset.query.sql_with_params()
    except EmptyResultSet:
        return None


def _composed(sql: str, params: Any) -> str:
    """Return a statement with its parameters in it, as PostgreSQL is to read it."""
    composed: str = cast("PostgreSQL", connection).ops.compose_sql(sql, params)
    return composed


def _copied_out(query: str, width: int) -> Seconds:
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy:
        data = b"".join(copy)
    cells = [(f"{part}{place}", kind) for place in range(width) for part, kind in (("length", ">i4"), ("value", ">i8"))]
    row = np.dtype([("fields", ">i2"), *cells])
    rows = np.frombuffer(data, row, count=(len(data) - _HEADER - _TRAILER) // row.itemsize, offset=_HEADER)
    return np.array([rows[f"value{place}"] for place in range(width)], np.int64)
