"""A definition as one condition on hand-offs: what `sla.criteria` says of one lead, said to the database of all.

Text conditions read JSON strings, booleans and whole numbers as text, number conditions read numbers and what is
written like one. Which is which is decided by the JSON type, because SQLite and PostgreSQL turn values into text each
in its own way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual, Regex

from sla.criteria import A_DAY, ATTRIBUTES, DAYS, LOCAL, NUMBER, ZONED, Clause, Condition, Definition, Line, pattern

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class _Snapshot(Func):
    """One value of the snapshot, through a template for each database in which SNAPSHOT and PATH are filled in."""

    sqlite: str
    postgresql: str

    columns: Sequence[str] = ("snapshot",)  # each stands in the template in capitals

    def __init__(self, *path: str) -> None:
        super().__init__(*map(F, self.columns))
        self.path = path

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        *parents, name = self.path
        if not {'"', "\\"}.isdisjoint(name):
            # No path of SQLite before 3.43 leads to such a name.
            return self._filled(compiler, _looked_up(self.sqlite, _path(parents)), name)
        return self._filled(compiler, self.sqlite, _path(self.path))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        return self._filled(compiler, self.postgresql, list(self.path))

    def _filled(self, compiler: SQLCompiler, template: str, path: str | list[str]) -> tuple[str, tuple[Any, ...]]:
        sql = template.replace("PATH", "%s")
        for name, source in zip(self.columns, self.get_source_expressions(), strict=True):
            sql = sql.replace(name.upper(), compiler.compile(source)[0])
        return f"({sql})", (path,) * template.count("PATH")


def _path(parts: Iterable[str]) -> str:
    """Return SQLite's path. Not Django's own, to which an attribute named "7" is a place in a list."""
    return "$" + "".join(f".{json.dumps(part)}" for part in parts)


def _looked_up(template: str, parent: str) -> str:
    """Return the template with the value looked up among its siblings, by its bare name."""
    found = f"(SELECT {{}} FROM JSON_EACH(SNAPSHOT, '{parent}') WHERE key = PATH)"  # noqa: S608 - parent is ours
    return template.replace("JSON_TYPE(SNAPSHOT, PATH)", found.format("type")).replace(
        "JSON_EXTRACT(SNAPSHOT, PATH)", found.format("value")
    )


class SnapshotText(_Snapshot):
    """`sla.criteria.values.text_of` the value; NULL for what is no text."""

    output_field = TextField()
    sqlite = """
        CASE JSON_TYPE(SNAPSHOT, PATH)
        WHEN 'text' THEN JSON_EXTRACT(SNAPSHOT, PATH)
        WHEN 'true' THEN 'true'
        WHEN 'false' THEN 'false'
        WHEN 'integer' THEN
            CASE WHEN ABS(JSON_EXTRACT(SNAPSHOT, PATH)) < 1000000000000000
            THEN CAST(JSON_EXTRACT(SNAPSHOT, PATH) AS TEXT) END
        END
    """
    postgresql = r"""
        CASE jsonb_typeof(SNAPSHOT #> PATH)
        WHEN 'string' THEN SNAPSHOT #>> PATH
        WHEN 'boolean' THEN SNAPSHOT #>> PATH
        WHEN 'number' THEN substring(SNAPSHOT #>> PATH from '\A-?[0-9]{1,15}\Z')
        END
    """


class SnapshotNumber(_Snapshot):
    """`sla.criteria.number_of` the value; NULL for what is no number."""

    output_field = FloatField()
    sqlite = f"""
        CASE WHEN JSON_TYPE(SNAPSHOT, PATH) IN ('integer', 'real')
            OR (JSON_TYPE(SNAPSHOT, PATH) = 'text' AND JSON_EXTRACT(SNAPSHOT, PATH) REGEXP '{NUMBER}')
        THEN CAST(JSON_EXTRACT(SNAPSHOT, PATH) AS REAL) END
    """
    postgresql = f"""
        CASE WHEN jsonb_typeof(SNAPSHOT #> PATH) = 'number'
            OR (jsonb_typeof(SNAPSHOT #> PATH) = 'string' AND SNAPSHOT #>> PATH ~ '{NUMBER}')
        THEN CAST(SNAPSHOT #>> PATH AS double precision) END
    """


class SnapshotBefore(_Snapshot):
    """`sla.criteria.values.seconds_before` of the value; NULL for what is no date."""

    output_field = BigIntegerField()
    columns = ("snapshot", "handed_off_at", "day")
    # SQLite would round fractions of a second, so they are cut off.
    sqlite = f"""
        CASE WHEN HANDED_OFF_AT IS NULL OR COALESCE(JSON_TYPE(SNAPSHOT, PATH), '') <> 'text' THEN NULL
        WHEN JSON_EXTRACT(SNAPSHOT, PATH) REGEXP '{LOCAL}' THEN
            {A_DAY} * CAST(julianday(DAY) - julianday(substr(JSON_EXTRACT(SNAPSHOT, PATH), 1, 10)) AS INTEGER)
        WHEN JSON_EXTRACT(SNAPSHOT, PATH) REGEXP '{ZONED}' THEN
            CAST(strftime('%%s', HANDED_OFF_AT) AS INTEGER) - CAST(strftime('%%s',
                substr(JSON_EXTRACT(SNAPSHOT, PATH), 1,
                    CASE WHEN substr(JSON_EXTRACT(SNAPSHOT, PATH), 17, 1) = ':' THEN 19 ELSE 16 END)
                || CASE WHEN substr(JSON_EXTRACT(SNAPSHOT, PATH), -1) = 'Z' THEN 'Z'
                    ELSE substr(JSON_EXTRACT(SNAPSHOT, PATH), -6) END
            ) AS INTEGER)
        END
    """
    postgresql = f"""
        CASE WHEN HANDED_OFF_AT IS NULL OR COALESCE(jsonb_typeof(SNAPSHOT #> PATH), '') <> 'string' THEN NULL
        WHEN SNAPSHOT #>> PATH ~ '{LOCAL}' THEN
            {A_DAY} * (DAY - CAST(substring(SNAPSHOT #>> PATH from 1 for 10) AS date))
        WHEN SNAPSHOT #>> PATH ~ '{ZONED}' THEN
            CAST(EXTRACT(EPOCH FROM HANDED_OFF_AT) AS bigint)
            - CAST(floor(EXTRACT(EPOCH FROM CAST(SNAPSHOT #>> PATH AS timestamptz))) AS bigint)
        END
    """


class SnapshotKnown(_Snapshot):
    """`sla.criteria.is_known` the value: there, and neither null nor empty."""

    output_field = BooleanField()
    conditional = True
    sqlite = """
        COALESCE(JSON_TYPE(SNAPSHOT, PATH) <> 'null'
            AND NOT (JSON_TYPE(SNAPSHOT, PATH) = 'text' AND JSON_EXTRACT(SNAPSHOT, PATH) = ''), FALSE)
    """
    postgresql = """
        COALESCE(jsonb_typeof(SNAPSHOT #> PATH) <> 'null' AND SNAPSHOT #> PATH <> '""'::jsonb, FALSE)
    """


class SnapshotFlag(_Snapshot):
    """Whether the value is true, and nothing else that could pass for it."""

    output_field = BooleanField()
    conditional = True
    sqlite = "COALESCE(JSON_TYPE(SNAPSHOT, PATH) = 'true', FALSE)"
    postgresql = "COALESCE(SNAPSHOT #> PATH = 'true'::jsonb, FALSE)"


def condition(definition: Definition) -> Q:
    """Return the hand-offs whose lead is qualified, as one Q: a million leads are judged by one query."""
    whole = Q()
    for clause in definition.clauses:
        whole &= any_of(clause)
    if definition.threshold is None:
        return whole
    enough = reaches(definition.lines, definition.threshold)
    return whole | enough if definition.clauses else enough


def reaches(lines: Sequence[Line], threshold: int) -> Q:
    """Return the hand-offs whose lead scores enough."""
    given = [
        Case(When(any_of(each.clause), then=Value(each.points)), default=Value(0), output_field=IntegerField())
        for each in lines
    ]
    return Q(GreaterThanOrEqual(reduce(add, given), Value(threshold)))


def first_of(definitions: Mapping[int, Definition]) -> Case:
    """Return the key of the first definition that a hand-off's lead meets; NULL for none. Each has a clause."""
    whens = [When(condition(definition), then=Value(key)) for key, definition in definitions.items()]
    return Case(*whens, output_field=BigIntegerField())


def any_of(clause: Clause) -> Q:
    """Return the hand-offs whose lead meets one clause."""
    whole = Q()
    for each in clause.conditions:
        whole |= _condition(each)
    return whole


def _condition(each: Condition) -> Q:
    path = tuple(each.field.key.split(".", 1)) if each.field.key.startswith(ATTRIBUTES) else (each.field.key,)
    match each.value:
        case tuple() as values:
            text = SnapshotText(*path)
            matches = Q(Regex(text, Value(pattern(each.operator, values))))
            return Q(_Filled(text)) & (~matches if each.is_negative else matches)
        case None:
            known = Q(SnapshotFlag(*path) if each.field.kind == "flag" else SnapshotKnown(*path))
            return known if each.operator == "present" else ~known
        case days if each.operator in DAYS:
            before, asked = SnapshotBefore(*path), Value(int(days) * A_DAY)
            if each.operator == "within_days":
                return Q(GreaterThanOrEqual(before, Value(0))) & Q(LessThanOrEqual(before, asked))
            return Q(GreaterThanOrEqual(before, asked))
        case bound:
            compare = GreaterThanOrEqual if each.operator == "at_least" else LessThanOrEqual
            return Q(compare(SnapshotNumber(*path), Value(bound)))


class _Filled(Func):
    """Whether a text is there and not empty; never NULL, so that it can be negated."""

    template = "COALESCE(%(expressions)s <> '', FALSE)"
    output_field = BooleanField()
    conditional = True
