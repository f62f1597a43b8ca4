"""A definition as rows of a form, and back. Pure.

A row is one condition. It begins a clause, "and", or joins the one before it, "or"; the first of a clause carries the
sentence, and the points where it gives some. A row without a field is none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sla.criteria import DAYS, LISTS, NUMBERS, number_of

AND, OR = "and", "or"

Row = Mapping[str, Any]


def rows_of(definition: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the rows of the clauses of a definition that has been read before."""
    return list(_rows(definition.get("all", ())))


def line_rows_of(definition: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the rows of the lines that give points; the first of a line carries them."""
    return list(_rows(definition.get("points", {}).get("lines", ())))


def threshold_of(definition: Mapping[str, Any]) -> int | None:
    """Return how many points it takes; None: there are none."""
    return definition.get("points", {}).get("at_least")


def definition_of(rows: Iterable[Row], lines: Iterable[Row] = (), threshold: Any = None) -> dict[str, Any]:
    """Return the definition that rows say; whether it makes sense is for `sla.criteria` to say."""
    clauses, giving = list(_clauses(rows)), list(_clauses(lines))
    found: dict[str, Any] = {"all": clauses} if clauses else {}
    if giving or threshold not in (None, ""):
        found["points"] = {"at_least": _whole(threshold), "lines": giving}
    return found


def _rows(clauses: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    for clause in clauses:
        for place, condition in enumerate(clause["any"]):
            yield {
                "joined": OR if place else AND,
                "field": condition["field"],
                "operator": condition["operator"],
                "value": _written(condition.get("value")),
                "sentence": "" if place else clause.get("sentence", ""),
                "points": "" if place else _written(clause.get("points")),
            }


def _clauses(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    clause: dict[str, Any] = {}
    for row in rows:
        if not row.get("field"):
            continue
        condition = {
            "field": row["field"],
            "operator": row.get("operator", ""),
            "value": _read(row.get("operator", ""), row.get("value", "")),
        }
        if row.get("joined") == OR and clause:
            clause["any"].append(condition)
            continue
        if clause:
            yield clause
        clause = {"any": [condition]}
        if sentence := row.get("sentence", "").strip():
            clause["sentence"] = sentence
        if "points" in row:
            clause["points"] = _whole(row["points"])
    if clause:
        yield clause


def _whole(given: Any) -> Any:
    """Return a whole number, also of a text; what is none stays as it is, to be refused."""
    text = str(given).strip().replace("−", "-")
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,9}", text) else given


def _read(operator: str, text: str) -> Any:
    text = text.strip()
    if operator in LISTS:
        cells = next(csv.reader([text.replace("\n", " ")], skipinitialspace=True), [])
        return [cell.strip() for cell in cells if cell.strip()]
    if operator in NUMBERS or operator in DAYS:
        number = number_of(text.replace(" ", ""))
        return text if number is None else int(number) if number.is_integer() else number
    return None


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_quoted, value))
    return "" if value is None else str(value)


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if set(text) & {",", '"'} else text
