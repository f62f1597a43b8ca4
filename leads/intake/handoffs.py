"""A row of a hand-offs file as records for the journal: the lead, the hand-off, and what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.intake.cells import ATTRIBUTE_LIMIT, Cells, Problem
from leads.intake.fields import FIELDS, UNSURE, Type
from leads.intake.mapping import Spec
from leads.intake.names import Names
from leads.intake.reading import Row
from leads.intake.values import NotAValue
from leads.journal import EventRecord, HandOffRecord, LeadRecord
from leads.journal.rows import lead_row, snapshot_of
from leads.lifecycle import ENDED, LEADS_TO, Kind
from leads.models import Reason

_LEAD_FIELDS = ("email", "phone", "company", "title", "industry", "country", "city", "employees", "score")
# Where the journal keeps the same instant for several events, they stand in this order.
_COURSE = (Kind.ASSIGNED, Kind.TOUCHED, *LEADS_TO, Kind.RATED)
_STEPS = {"accepted_at": Kind.ACCEPTED, "rejected_at": Kind.REJECTED, "qualified_at": Kind.QUALIFIED}
_USES = {Kind.REJECTED: "rejection", Kind.RECYCLED: "recycling", Kind.LOST: "loss"}
_ENDING = frozenset(kind for kind, stage in LEADS_TO.items() if stage in ENDED)


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
        self._handed_off = header.index(handed_off.column) if handed_off and handed_off.column else None

    def column(self, name: str) -> str:
        return self._cells.column(name)

    def read(self, row: Row) -> HandOffRow | list[Problem]:
        found, problems = self._cells.read(row)
        attributes = self._rest(row, problems)
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
        events, unknown_reason = self._events(found, ids)
        at = found["handed_off_at"]
        is_whole_day = at is not None and self._handed_off is not None and ":" not in row.cells[self._handed_off]
        return HandOffRow(row.line, lead, hand_off, events, _has_early(at, events), is_whole_day, unknown_reason)

    def _rest(self, row: Row, problems: list[Problem]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for position, name in self._attributes:
            text = row.cells[position].strip()
            if not text or self._cells.is_empty(text):
                continue
            if len(text) > ATTRIBUTE_LIMIT:
                reason = f"This is longer than {ATTRIBUTE_LIMIT:,} characters."
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
        if found["outcome"] not in _ENDING and "outcome" in self._spec.fields:
            found["closed_at"] = None
        for name in self._instants:
            at = found[name]
            if at and at > self._now:
                what = "This hand-off" if name == "handed_off_at" else "This"
                reason = f"{what} lies in the future: {at:%Y-%m-%d %H:%M} UTC."
                problems.append(self._cells.problem(row, name, f"{at:%Y-%m-%d %H:%M}", reason))

    def _lead(self, found: Mapping[str, Any], attributes: dict[str, str]) -> LeadRecord:
        name = found["name"] or " ".join(part for part in (found["first_name"], found["last_name"]) if part)
        given = {field: found[field] for field in _LEAD_FIELDS if found[field] is not None}
        return LeadRecord(
            found["lead_external_id"] or found["external_id"],
            name=name,
            attributes=attributes,
            created_at=found["lead_created_at"],
            **given,
        )

    def _snapshot(self, lead: LeadRecord, found: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the fields by which the hand-off is judged; None where the journal may take all that it keeps."""
        if not self._not_judged:
            return None
        snapshot = snapshot_of(lead_row(lead), found["source"], found["campaign"] or "")
        judged = {name: text for name, text in lead.attributes.items() if name not in self._not_judged}
        return snapshot | {"attributes": judged}

    def _events(self, found: Mapping[str, Any], ids: Mapping[str, Any]) -> tuple[list[EventRecord], str]:
        """Return what happened, each under a key made of the hand-off's id, so that a later file corrects it."""
        events: list[EventRecord] = []
        hand_off, owner, team = found["external_id"], ids["owner"], ids["team"]

        def happened(kind: Kind, what: str, at: datetime | None, **said: Any) -> None:
            events.append(
                EventRecord(
                    hand_off, str(kind), f"h:{hand_off}:{what}", at, _PLACE[kind], owner_id=owner, team_id=team, **said
                )
            )

        if owner or team:
            first = found["handed_off_at"] if self._spec.owner_is == "first" else None
            happened(Kind.ASSIGNED, "assigned", found["assigned_at"] or first)
        if found["first_touch_at"]:
            happened(Kind.TOUCHED, "first-touch", found["first_touch_at"], direction="outbound")
        text = found["reason"]
        reason = self._names.reason(text) if text else None
        self._steps(found, happened, reason)
        self._ratings(found, happened, reason)
        return events, text if text and not reason else ""

    def _steps(self, found: Mapping[str, Any], happened: Happened, reason: Reason | None) -> None:
        """Say how far it came. An end is corrected by a later file, a step on the way stands."""
        outcome = found["outcome"] or (Kind.CLOSED if found["closed_at"] else None)
        steps = {kind: found[name] for name, kind in _STEPS.items() if found[name]}
        if outcome:
            steps[Kind(outcome)] = found["closed_at"] or steps.get(Kind(outcome))
        for kind, at in steps.items():
            what = "outcome" if kind == outcome and kind in _ENDING else str(kind)
            amount = found["value"] if kind == outcome else None
            happened(kind, what, at, reasons=_fitting(reason, _USES.get(kind, "")), amount=amount)

    def _ratings(self, found: Mapping[str, Any], happened: Happened, reason: Reason | None) -> None:
        rating = found["sales_rating"]
        if rating is not None:
            happened(
                Kind.RATED,
                "rated-sales",
                found["sales_rated_at"],
                side="sales",
                rating=None if rating == UNSURE else rating,
                reasons=_fitting(reason, "rating"),
            )
        if found["marketing_rating"] is not None:
            happened(
                Kind.RATED,
                "rated-marketing",
                found["marketing_rated_at"],
                side="marketing",
                rating=found["marketing_rating"],
                basis=found["marketing_basis"] or "individual",
            )


_PLACE = {kind: place for place, kind in enumerate(_COURSE)}
Happened = Callable[..., None]


def _fitting(reason: Reason | None, use: str) -> tuple[str, ...]:
    """Return the reason where it is one that is offered for this use."""
    return (reason.key,) if reason and use in reason.uses else ()


def _has_early(handed_off_at: datetime | None, events: Sequence[EventRecord]) -> bool:
    if handed_off_at is None:
        return False
    return any(
        event.occurred_at is not None and event.occurred_at < handed_off_at
        for event in events
        if event.kind != Kind.ASSIGNED and event.side != "marketing"
    )
