"""Days whose facts must be rebuilt, marked and cleared so that no change is lost.

Every mark raises a counter; a rebuild reads the counter first and clears the day only at that count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from django.db import connection, models
from django.utils.translation import gettext as _

from leads.models import StaleHandOff

# One parameter for all days: an import marks hundreds at once.
_DAYS = {
    "postgresql": "SELECT day, 1 FROM unnest(%s::date[]) AS day",
    "sqlite": "SELECT value, 1 FROM json_each(%s) WHERE true",
}


def mark(model: type[models.Model], days: Iterable[date]) -> bool:
    """Mark days as dirty in the caller's transaction; twice is once more. Return whether any of them was clean."""
    wanted = sorted(set(days))
    if not wanted:
        return False
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        # In key order, so that two writers never wait for each other in a circle.
        cursor.execute(
            f"INSERT INTO {table} (day, marks) {_DAYS[connection.vendor]} "
            f"ON CONFLICT (day) DO UPDATE SET marks = {table}.marks + 1 RETURNING marks",
            [wanted if connection.vendor == "postgresql" else json.dumps(list(map(str, wanted)))],
        )
        return any(marks == 1 for (marks,) in cursor.fetchall())


def is_counting(model: type[models.Model]) -> bool:
    """Return whether facts do not say yet all that has been told: these are the marks of their days."""
    stale, dirty = StaleHandOff.objects.all(), model._default_manager.filter(marks__gt=0)
    one, other = (each.order_by().values_list(models.Value(1)) for each in (stale, dirty))
    return one.union(other, all=True).exists()


def counting(model: type[models.Model], *, is_empty: bool = True) -> str:
    """Return what a page says while not all of its facts are counted, be it empty or not; nothing when they are."""
    if not is_counting(model):
        return ""
    if is_empty:
        return _("Nothing to show yet: what was handed over is still being counted. Look again in a minute.")
    return _("Some of this is still being counted. Look again in a minute.")


def clear(model: type[models.Model], day: date, marks: int) -> bool:
    """Clear a day that nobody has marked since `marks` was read. Return whether it is clean now.

    False also where another rebuild holds the day, which is not waited for.
    """
    free = model._default_manager.filter(day=day, marks=marks).select_for_update(skip_locked=True)
    deleted, _ = model._default_manager.filter(day__in=free.values("day")).delete()
    return bool(deleted)
