"""Rows of an activities file as events of hand-offs.

A row says that something was done, and, where the mapping says so, who holds the hand-off from then on. Whether that
is a change, and how long a pause lasts, depends on the rows before it; so the rows of a hand-off are taken together,
in the order of time, and equal instants in the order of the file. Every row leaves at least one event.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from leads.intake.cells import Cells, Problem, UnknownState
from leads.intake.mapping import Spec
from leads.intake.names import Names
from leads.intake.reading import Row
from leads.intake.values import NotAValue
from leads.journal import EventRecord
from leads.lifecycle import Kind


class Activity(NamedTuple):
    """A row, in plain values that can be put aside on disk."""

    hand_off: str
    at: int | None  # epoch seconds; None: unknown
    line: int
    key: str  # of the row; two rows without an id that say the same have the same one
    has_id: bool
    acts: tuple[str, ...]
    state: str  # as the file says it
    is_unknown: bool  # the mapping does not say what the state means
    owner: str
    team: str
    channel: str
    direction: str
    result: str
    length: int | None  # in seconds
    automated: bool
    waiting_reason: str  # as the file says it
    note: str


class ActivityReader:
    """Turns rows into activities, or into the problems for which they are rejected."""

    def __init__(self, spec: Spec, header: Sequence[str], *, now: datetime) -> None:
        self._cells = Cells(spec, header)
        self._now = now
        state = spec.fields["state"].column
        self._state = header.index(state) if state else None
        # A length or a reason is often learnt later: then the row is still the same.
        names = [name for name in spec.fields if name not in ("external_id", "note", "length", "waiting_reason")]
        self._said = [header.index(spec.fields[name].column) for name in sorted(names) if spec.fields[name].column]

    def column(self, name: str) -> str:
        return self._cells.column(name)

    @property
    def odd_times(self) -> Sequence[str]:
        """Whether the time of the row that was read last is "skipped" or comes "twice"."""
        return self._cells.odd_times

    def read(self, row: Row) -> Activity | list[Problem]:
        found, problems = self._cells.read(row)
        at = found["occurred_at"]
        if at and at > self._now:
            problems.append(self._cells.future(row, "occurred_at", at))
        if problems:
            return problems
        state = found["state"]
        is_unknown = isinstance(state, UnknownState)
        return Activity(
            found["hand_off"],
            int(at.timestamp()) if at else None,
            row.line,
            found["external_id"] or self._hash(row),
            bool(found["external_id"]),
            () if is_unknown else state,
            row.cells[self._state].strip() if self._state is not None else "",
            is_unknown,
            found["owner"] or "",
            found["team"] or "",
            found["channel"] or "",
            found["direction"] or "",
            found["result"] or "",
            found["length"],
            bool(found["automated"]),
            found["waiting_reason"] or "",
            found["note"] or "",
        )

    def resolve(self, activity: Activity, names: Names) -> tuple[int | None, int | None] | Problem:
        """Return the keys of owner and team, or the problem for which the row is rejected."""
        ids: list[int | None] = []
        for name, text, find in (("owner", activity.owner, names.owner), ("team", activity.team, names.team)):
            try:
                ids.append(find(text) if text else None)
            except NotAValue as error:
                return Problem(activity.line, self._cells.column(name), text, str(error))
        return ids[0], ids[1]

    def _hash(self, row: Row) -> str:
        """Return the key of a row without an id: what its columns say, as they say it.

        It is made of the text, not of what the mapping makes of it, so that an import with another zone or another
        order of dates corrects the events of the first one.
        """
        said = "\x1f".join([row.cells[position].strip() for position in self._said])
        return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


class Course:
    """The activities of one hand-off, one after the other, as events."""

    def __init__(self, hand_off: str, *, holder: bool, paused_since: datetime | None = None) -> None:
        """`paused_since`: the hand-off is known to wait since then, from an earlier file; None: it does not."""
        self.hand_off = hand_off
        self._holder = holder
        self._paused_since = paused_since
        self._is_paused: bool | None = None  # None: no row has come yet
        self._reason = ""  # for which it waits
        self._held_by: tuple[int | None, int | None] | None = None
        self._repeats: Counter[str] = Counter()
        self._last_at: int | None = None
        self._place = -1

    def events(
        self, activity: Activity, owner_id: int | None, team_id: int | None, reason: str = ""
    ) -> list[EventRecord]:
        """Return the events of the next activity. None only where nobody is said to hold it and nothing was done.

        `reason` is the key of that for which it waits.
        """
        at = None if activity.at is None else datetime.fromtimestamp(activity.at, UTC)
        key = self._key(activity)
        place = self._next_place(activity.at)
        events = []
        for number, kind in enumerate(self._kinds(activity, at, (owner_id, team_id), reason)):
            event = EventRecord(self.hand_off, kind, f"{key}:{kind}", at, place + number)
            event.owner_id, event.team_id = owner_id, team_id
            if kind == Kind.TOUCHED:
                event.channel = activity.channel
                event.direction = activity.direction or "outbound"
                event.result = activity.result
                event.length_seconds = activity.length
                event.automated = activity.automated
            elif kind == Kind.PAUSED and reason:
                event.reasons = (reason,)
            events.append(event)
        if events:
            events[-1].note = activity.note
        return events

    def _kinds(
        self, activity: Activity, at: datetime | None, holder: tuple[int | None, int | None], reason: str
    ) -> list[str]:
        """Return what the row is, in order: the end of a pause, who holds it now, what was done, a new pause.

        To wait for another reason is a new pause, which ends the one before.
        """
        kinds: list[str] = []
        pauses = str(Kind.PAUSED) in activity.acts
        was_paused = self._was_paused(at)
        if was_paused and not pauses:
            kinds.append(str(Kind.RESUMED))
        if self._holder and holder != self._held_by:
            kinds.append(str(Kind.ASSIGNED))
            self._held_by = holder
        kinds += [act for act in activity.acts if act != Kind.PAUSED]
        if pauses and (not was_paused or reason not in ("", self._reason)):
            kinds.append(str(Kind.PAUSED))
            self._reason = reason
        self._is_paused = pauses
        if not kinds and self._holder:
            # Nothing is lost: a row that changes nothing still confirms who holds the hand-off.
            kinds.append(str(Kind.ASSIGNED))
        return kinds

    def _was_paused(self, at: datetime | None) -> bool:
        if self._is_paused is None:
            return self._paused_since is not None and at is not None and self._paused_since < at
        return self._is_paused

    def _key(self, activity: Activity) -> str:
        if activity.has_id:
            return f"a:{activity.key}"
        self._repeats[activity.key] += 1
        return f"r:{activity.key}:{self._repeats[activity.key]}"

    def _next_place(self, at: int | None) -> int:
        """Return the place of the row among those of the same instant, with room for all that one row says."""
        self._place = self._place + 1 if at == self._last_at and self._place >= 0 else 0
        self._last_at = at
        return self._place * 16
