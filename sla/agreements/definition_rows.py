"""A definition as rows of a form, and back. Pure.

A row is one condition. It begins a clause, "and", or joins the one before it, "or"; the first of a clause carries the
sentence. A row without a field is none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from typing import Any

from sla.criteria import LISTS, NUMBERS, number_of

AND, OR = "and", "or"

Row = Mapping[str, Any]


def rows_of(definition: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the rows of a definition that has been read before."""
    return [
        {
            "joined": OR if place else AND,
            "field": condition["field"],
            "operator": condition["operator"],
            "value": _written(condition.get("value")),
            "sentence": "" if place else clause.get("sentence", ""),
        }
        for clause in definition.get("all", ())
        for place, condition in enumerate(clause["any"])
    ]


def definition_of(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the definition that rows say; whether it makes sense is for `sla.criteria` to say."""
    clauses: list[dict[str, Any]] = []
    for row in rows:
        if not row.get("field"):
            continue
        condition = {
            "field": row["field"],
            "operator": row.get("operator", ""),
            "value": _read(row.get("operator", ""), row.get("value", "")),
        }
        if row.get("joined") == OR and clauses:
            clauses[-1]["any"].append(condition)
        else:
            sentence = row.get("sentence", "").strip()
            clauses.append({"any": [condition]} | ({"sentence": sentence} if sentence else {}))
    return {"all": clauses} if clauses else {}


def _read(operator: str, text: str) -> Any:
    text = text.strip()
    if operator in LISTS:
        cells = next(csv.reader([text.replace("\n", " ")], skipinitialspace=True), [])
        return [cell.strip() for cell in cells if cell.strip()]
    if operator in NUMBERS:
        number = number_of(text.replace(" ", ""))
        return text if number is None else int(number) if number.is_integer() else number
    return None


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_quoted, value))
    return "" if value is None else str(value)


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if set(text) & {",", '"'} else text
