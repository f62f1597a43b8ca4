"""A row of a hand-offs file as records for the journal: the lead, the hand-off, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadgap.ui.formats import number
from leads.intake.cells import ATTRIBUTE_LIMIT, Cells, Problem
from leads.intake.dates import is_whole_day
from leads.intake.fields import FIELDS, QUALIFIED_BY_MARKETING, Type
from leads.intake.happenings import ENDING, happenings
from leads.intake.mapping import Spec
from leads.intake.names import Names
from leads.intake.reading import Row
from leads.intake.values import NotAValue
from leads.journal import EventRecord, HandOffRecord, LeadRecord
from leads.journal.rows import lead_row, snapshot_of
from leads.lifecycle import Kind


@dataclass(frozen=True, slots=True)
class HandOffRow:
    """What one row says."""

    line: int
    lead: LeadRecord
    hand_off: HandOffRecord
    events: list[EventRecord]
    has_early_event: bool  # something is dated before the hand-off
    is_whole_day: bool  # the hand-off's time is a day without a time
    unknown_reason: str  # the text of a reason that the closed list does not have


class HandOffReader:
    """Turns rows into records, or into the problems for which they are rejected."""

    def __init__(self, spec: Spec, header: Sequence[str], names: Names, *, now: datetime) -> None:
        self._cells = Cells(spec, header)
        self._spec = spec
        self._names = names
        self._sides = {name.casefold(): side for name, side in spec.fields["source"].sides.items()}
        self._now = now
        self._is_first_owner = spec.owner_is == "first"
        reason = spec.fields["reason"].column if "reason" in spec.fields else ""
        # The text of a reason says more than the reason of our list, so it is kept as well.
        skipped = (spec.columns - {reason}) | set(spec.left_out)
        self._attributes = [
            (position, name)
            for position, name in enumerate(header)
            if name and name not in skipped and spec.rest == "attributes"
        ]
        self._not_judged = frozenset({*spec.not_judged, reason} - {""})
        self._instants = [name for name in spec.fields if FIELDS[spec.kind][name].type == Type.INSTANT]
        handed_off = spec.fields.get("handed_off_at")
        given = spec.fields["external_id"]
        self._id = len(header) if given.row else header.index(given.column)
        self._handed_off = header.index(handed_off.column) if handed_off and handed_off.column else None

    def column(self, name: str) -> str:
        return self._cells.column(name)

    @property
    def odd_times(self) -> Sequence[str]:
        """Whether times of the row that was read last are "skipped" or come "twice"."""
        return self._cells.odd_times

    def id_of(self, row: Row) -> str:
        """Return the id in a row as it stands, also where nothing else in the row can be read."""
        return row.cells[self._id].strip()

    def read(self, row: Row) -> HandOffRow | list[Problem]:
        found, problems = self._cells.read(row)
        attributes = self._rest(row, problems)
        if at := found["marketing_qualified_at"]:
            attributes[QUALIFIED_BY_MARKETING] = at.isoformat()
        ids = self._resolve(row, found, problems)
        self._judge_times(row, found, problems)
        if problems:
            return problems
        lead = self._lead(found, attributes)
        hand_off = HandOffRecord(
            found["external_id"],
            lead.external_id,
            ids["source"],
            ids["campaign"],
            found["handed_off_at"],
            self._snapshot(lead, found),
        )
        at, text = found["handed_off_at"], found["reason"]
        reason = self._names.reason(text) if text else None
        assigned_at = found["assigned_at"] or (at if self._is_first_owner else None)
        events = happenings(found, owner=ids["owner"], team=ids["team"], assigned_at=assigned_at, reason=reason)
        is_day = at is not None and self._handed_off is not None and is_whole_day(row.cells[self._handed_off])
        return HandOffRow(
            row.line, lead, hand_off, events, _has_early(at, events), is_day, text if text and not reason else ""
        )

    def _rest(self, row: Row, problems: list[Problem]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for position, name in self._attributes:
            text = row.cells[position].strip()
            if not text or self._cells.is_empty(text):
                continue
            if len(text) > ATTRIBUTE_LIMIT:
                reason = f"This is longer than {number(ATTRIBUTE_LIMIT)} characters."
                problems.append(Problem(row.line, name, text[:200], reason))
            kept[name] = text
        return kept

    def _resolve(self, row: Row, found: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
        """Return the keys of source, campaign, owner and team."""
        names = self._names
        ids: dict[str, Any] = dict.fromkeys(("source", "campaign", "owner", "team"))
        for name, find in (("source", self._source), ("owner", names.owner), ("team", names.team)):
            if found[name]:
                try:
                    ids[name] = find(found[name])
                except NotAValue as error:
                    problems.append(self._cells.problem(row, name, found[name], str(error)))
        if found["campaign"] and ids["source"]:
            try:
                ids["campaign"] = names.campaign(ids["source"], found["campaign"])
            except NotAValue as error:
                problems.append(self._cells.problem(row, "campaign", found["campaign"], str(error)))
        return ids

    def _source(self, name: str) -> int:
        return self._names.source(name, self._sides.get(name.casefold(), ""))

    def _judge_times(self, row: Row, found: dict[str, Any], problems: list[Problem]) -> None:
        """Refuse what has not happened yet. An end that is only expected is no end."""
        if found["outcome"] not in ENDING and "outcome" in self._spec.fields:
            found["closed_at"] = None
        for name in self._instants:
            at = found[name]
            if at and at > self._now:
                what = "This hand-off" if name == "handed_off_at" else "This"
                problems.append(self._cells.future(row, name, at, what))

    def _lead(self, found: Mapping[str, Any], attributes: dict[str, str]) -> LeadRecord:
        first, last = found["first_name"], found["last_name"]
        return LeadRecord(
            external_id=found["lead_external_id"] or found["external_id"],
            name=found["name"] or (f"{first} {last}" if first and last else first or last or ""),
            email=found["email"] or "",
            phone=found["phone"] or "",
            company=found["company"] or "",
            title=found["title"] or "",
            industry=found["industry"] or "",
            country=found["country"] or "",
            city=found["city"] or "",
            timezone=found["timezone"] or "",
            employees=found["employees"],
            score=found["score"],
            attributes=attributes,
            created_at=found["lead_created_at"],
        )

    def _snapshot(self, lead: LeadRecord, found: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the fields by which the hand-off is judged; None where the journal may take all that it keeps."""
        if not self._not_judged:
            return None
        snapshot = snapshot_of(lead_row(lead), found["source"], found["campaign"] or "")
        judged = {name: text for name, text in lead.attributes.items() if name not in self._not_judged}
        return snapshot | {"attributes": judged}


def _has_early(handed_off_at: datetime | None, events: Sequence[EventRecord]) -> bool:
    if handed_off_at is None:
        return False
    return any(
        event.occurred_at is not None and event.occurred_at < handed_off_at
        for event in events
        if event.kind != Kind.ASSIGNED and event.side != "marketing"
    )
