"""Events on their way in: each key once, in the form in which they are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from leadgap.accounts.models import Owner, Team, User
from leads.journal.records import EventRecord
from leads.journal.refusals import UnknownReference
from leads.journal.rows import EventRow, event_row


@dataclass(slots=True)
class Arrival:
    """An event on its way in, with what is kept beside it."""

    hand_off: str
    row: EventRow
    recorded_at: datetime
    batch_id: int | None
    note: str
    # The record named no team, and the owner's was taken.
    implies_team: bool


def arrival(
    record: EventRecord, *, teams: Mapping[int, int | None], recorded_at: datetime, batch_id: int | None
) -> Arrival:
    return Arrival(
        record.hand_off_external_id,
        event_row(record, teams),
        recorded_at,
        batch_id,
        record.note,
        record.team_id is None,
    )


def newest(arrivals: Iterable[Arrival]) -> dict[str, Arrival]:
    """Return one arrival a key: the highest version, else the latest of them."""
    by_key: dict[str, Arrival] = {}
    for event in arrivals:
        known = by_key.get(event.row.key)
        if known is None or known.row.version <= event.row.version:
            by_key[event.row.key] = event
    return by_key


def counted(old: EventRow, new: Arrival) -> EventRow:
    """Return which of two tellings under one key counts: the higher version, else the later."""
    row = new.row
    if row.version < old.version:
        return old
    if new.implies_team and old.team_id is not None and old.owner_id == row.owner_id:
        # The owner's team when the event was first recorded: a later move to another team does not rewrite it.
        return row._replace(team_id=old.team_id)
    return row


def teams_of(events: Collection[EventRecord]) -> dict[int, int | None]:
    """Return the team of each owner that the events name, after looking whether owners, teams and people exist."""
    team_of = dict(existing(Owner, {event.owner_id for event in events}, "pk", "team_id"))
    existing(Team, {event.team_id for event in events}, "pk")
    existing(User, {event.user_id for event in events}, "pk")
    return team_of


def existing(model: type[Model], keys: set[int | None], *columns: str) -> list[Any]:
    """Return these columns of the rows with these keys (None aside). Refused when one is not there."""
    wanted = keys - {None}
    rows = list(model._default_manager.filter(pk__in=wanted).values_list(*columns)) if wanted else []
    if len(rows) < len(wanted):
        missing = wanted - {row[0] for row in rows}
        raise UnknownReference(f"There is no {model._meta.verbose_name} {min(each for each in missing if each)}.")
    return rows
