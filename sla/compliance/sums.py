"""Summing facts: by the database, which joins the times of many into one, and further by the slices of a cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add
from typing import Any, NamedTuple

from django.db.models import Aggregate, BinaryField, Sum

from sla.compliance.figures import COUNTS, Figures, Times

# What facts keep of times, as bytes.
TIMED = ("responses", "lates", "waiting")
MET, MISSED = COUNTS.index("met"), COUNTS.index("missed")


class Joined(Aggregate):
    """The bytes of all rows, one after the other."""

    output_field = BinaryField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s, ''::bytea)", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Joining makes text of bytes there, up to the first NUL.
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(HEX(%(expressions)s), '')", **context)

    def convert_value(self, value: Any, expression: Any, connection: Any) -> bytes:
        return bytes.fromhex(value) if isinstance(value, str) else bytes(value or b"")

    def get_db_converters(self, connection: Any) -> list[Any]:
        return super().get_db_converters(connection) if connection.vendor == "sqlite" else []


class Added(Sum):
    """A sum of whole numbers, which comes as a whole number: a year has ten thousand, so none is converted."""

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []


class Pieces(NamedTuple):
    """The columns of TIMED, fact for fact."""

    responses: list[bytes]
    lates: list[bytes]
    waiting: list[bytes]

    @classmethod
    def none(cls) -> Pieces:
        return cls([], [], [])

    def times(self) -> Times:
        return Times(b"".join(self.responses), b"".join(self.lates))


@dataclass(slots=True)
class Sums:
    """What the facts of a slice come to, its times by whether they count working time or real time."""

    counts: list[int] = field(default_factory=lambda: [0] * len(COUNTS))
    working: Pieces = field(default_factory=Pieces.none)
    real: Pieces = field(default_factory=Pieces.none)
    overdue: int = 0
    overdue_waived: int = 0
    soon: int = 0
    by_promise: Counter[int] = field(default_factory=Counter)

    def add(self, promise: int, counts: Sequence[int], times: Sequence[bytes] = (), *, is_real: bool = False) -> None:
        """Add the counts of a fact; `times` are its columns of TIMED, where they were read."""
        self.by_promise[promise] += counts[MET] + counts[MISSED]
        self.counts = list(map(add, self.counts, counts))
        for kept, more in zip(self.pieces(is_real), times, strict=False):
            kept.append(more)

    def pieces(self, is_real: bool) -> Pieces:
        return self.real if is_real else self.working

    def figures(self) -> Figures:
        return Figures.of(
            self.counts,
            self.working.times(),
            self.real.times(),
            self.overdue,
            self.overdue_waived,
            self.soon,
            dict(self.by_promise),
        )
