"""CSV files for people: streamed, readable by spreadsheets, and without formulas that a stranger has written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from math import floor, log10
from typing import Any, TypeVar

from django.http import StreamingHttpResponse

T = TypeVar("T")

# A cell that begins so is computed by a spreadsheet when it is opened.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = frozenset("0123456789.,eE+-")


class _Echo:
    def write(self, text: str) -> str:
        return text


def cell(value: Any) -> Any:
    """Return a value as it is written: None empty, an instant in ISO form, a formula behind an apostrophe.

    Numbers are never in powers of ten. Amounts of one and more keep every digit before the point and six behind it,
    so that money is exact; shares below one keep six digits that count.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float):
        return _written(value)
    if isinstance(value, str) and value.startswith(FORMULA) and not set(value) <= NUMBER:
        return f"'{value}"
    return value


def _written(value: float) -> str:
    places = 6 if abs(value) >= 1 or not value else 5 - floor(log10(abs(value)))
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".")


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file; the first begins with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def csv_response(name: str, rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Return a download, written as it is sent."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the rows in lists of so many, so that what belongs to them is read together."""
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some
