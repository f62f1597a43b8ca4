"""Writing the difference: on PostgreSQL many rows at once go in by the binary form of COPY, straight from arrays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection

from leads import bulk
from sla.calendars import NEVER
from sla.columns import Among
from sla.judging.copying import BIGINT, BOOLEAN, INSTANT, INTEGER, Column, copy_in
from sla.judging.reading import Batch
from sla.judging.stored import VERDICTS, Difference
from sla.judging.working import Judged
from sla.models import Clock
from sla.timelines.windows import Seconds

# From how many rows on arrays are worth turning into COPY's binary form.
MANY = 500

SCOPES = [Clock.Scope.LEAD.value, Clock.Scope.OWNER.value]
KEY = ("hand_off_id", "scope", "number")
JUDGED = (
    "promise_id",
    "calendar_version_id",
    "owner_id",
    "team_id",
    "segment_id",
    "started_at",
    "due_at",
    "stopped_at",
    "ended_at",
    "elapsed",
    "verdict",
    "is_self_reported",
)


def write(batch: Batch, difference: Difference) -> None:
    """Insert, update and delete clocks, in the transaction that holds their hand-offs."""
    many = connection.vendor == "postgresql" and difference.new.hand_off.size + difference.changed.hand_off.size >= MANY
    if many:
        _write_arrays(batch, difference)
    else:
        bulk.insert(Clock, (*KEY, *JUDGED), list(_rows(batch, difference.new)))
        changed = zip(difference.changed_ids.tolist(), _rows(batch, difference.changed), strict=True)
        bulk.update(Clock, JUDGED, [(key, *row[len(KEY) :]) for key, row in changed])
    if difference.gone_ids.size:
        Clock.objects.filter(Among("pk", difference.gone_ids)).delete()


def _rows(batch: Batch, clocks: Judged) -> Iterator[tuple[Any, ...]]:
    """Yield clocks as rows of Python values."""
    return zip(
        batch.ids[clocks.hand_off].tolist(),
        [SCOPES[number > 0] for number in clocks.number.tolist()],
        clocks.number.tolist(),
        clocks.promise.tolist(),
        *map(_nullable, (clocks.calendar_version, clocks.owner, clocks.team, clocks.segment)),
        *map(_instants, (clocks.started, clocks.due, clocks.stopped, clocks.ended)),
        _nullable(clocks.elapsed),
        [VERDICTS[verdict] for verdict in clocks.verdict.tolist()],
        clocks.is_self_reported.tolist(),
        strict=True,
    )


def _nullable(values: Seconds) -> list[int | None]:
    return [None if value == NEVER else value for value in values.tolist()]


def _instants(values: Seconds) -> list[datetime | None]:
    return [None if value == NEVER else datetime.fromtimestamp(value, UTC) for value in values.tolist()]


def _write_arrays(batch: Batch, difference: Difference) -> None:
    with connection.cursor() as cursor:
        copy_in(cursor, "sla_clock", columns_of(batch, difference.new))
        if difference.changed_ids.size:
            columns = {"id": Column(BIGINT, difference.changed_ids)} | _judged_columns(difference.changed)
            names, sets = ", ".join(columns), ", ".join(f"{name} = staged.{name}" for name in JUDGED)
            cursor.execute(
                f"CREATE TEMPORARY TABLE staged ON COMMIT DROP AS SELECT {names} FROM sla_clock WITH NO DATA"  # noqa: S608
            )
            copy_in(cursor, "staged", columns)
            cursor.execute(f"UPDATE sla_clock SET {sets} FROM staged WHERE sla_clock.id = staged.id")  # noqa: S608
            cursor.execute("DROP TABLE staged")


def columns_of(batch: Batch, clocks: Judged) -> dict[str, Column]:
    """Return clocks as the columns of their table."""
    return {
        "hand_off_id": Column(BIGINT, batch.ids[clocks.hand_off]),
        "scope": Column.of_texts((clocks.number > 0).astype(np.int64), SCOPES),
        "number": Column(INTEGER, clocks.number),
        **_judged_columns(clocks),
    }


def _judged_columns(clocks: Judged) -> dict[str, Column]:
    return {
        "promise_id": Column(BIGINT, clocks.promise),
        "calendar_version_id": Column(BIGINT, clocks.calendar_version),
        "owner_id": Column(BIGINT, clocks.owner),
        "team_id": Column(BIGINT, clocks.team),
        "segment_id": Column(BIGINT, clocks.segment),
        "started_at": Column(INSTANT, clocks.started),
        "due_at": Column(INSTANT, clocks.due),
        "stopped_at": Column(INSTANT, clocks.stopped),
        "ended_at": Column(INSTANT, clocks.ended),
        "elapsed": Column(BIGINT, clocks.elapsed),
        "verdict": Column.of_texts(clocks.verdict, VERDICTS),
        "is_self_reported": Column(BOOLEAN, clocks.is_self_reported.astype(np.int64)),
    }
