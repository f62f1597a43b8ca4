"""The course of a hand-off: who had it, and what was tried meanwhile. Pure."""

from __future__ import annotations

from datetime import datetime

from leads.lifecycle import Kind
from leads.projection.early import is_early
from leads.projection.state import Projection, Stretch
from leads.standing import Happening

# An agreement promises no more attempts than this, so that the times of later ones are not asked for.
TIMES_KEPT = 20
ASSIGNED = Kind.ASSIGNED.value


def follow(state: Projection, handed_off_at: datetime | None, course: list[Happening]) -> None:
    """Follow assignments and touches in their order: who had it, and what was tried meanwhile."""
    held: list[Stretch] = []
    dated = {_holder(event) for event in course if event.kind == ASSIGNED and event.occurred_at is not None}
    for event in course:
        if event.kind == ASSIGNED:
            # The same assignment, told without its time and with it: the first says nothing more.
            if event.occurred_at is not None or _holder(event) not in dated:
                _assign(held, event, handed_off_at)
        elif is_early(event.occurred_at, handed_off_at):
            state.early_events += 1
        elif event.direction != "inbound" or event.result == "connected":
            # What the lead sent, or a call that nobody took, is no touch.
            _touch(state, held[-1] if held else None, event)
    if held:
        state.owner_id, state.team_id = held[-1].owner_id, held[-1].team_id
        state.first_team_id = held[0].team_id
        if answered := [each for each in held if _is_by(each.assigned_at, state.first_genuine_at)]:
            # Of several in the instant of the answer, the last has it.
            state.answering_team_id = answered[-1].team_id
        state.assigned_at = held[0].assigned_at
        state.assignments = held


def _assign(held: list[Stretch], event: Happening, handed_off_at: datetime | None) -> None:
    at, early = event.occurred_at, is_early(event.occurred_at, handed_off_at)
    if early:
        at = handed_off_at
        # Only the last of the early assignments was in force when the hand-off came.
        if held and held[-1].assigned_at is not None:
            held.pop()
    if held:
        last = held[-1]
        if (last.owner_id, last.team_id) == _holder(event):
            return
        last.until = at
    held.append(Stretch(owner_id=event.owner_id, team_id=event.team_id, assigned_at=at))


def _touch(state: Projection, stretch: Stretch | None, event: Happening) -> None:
    genuine = event.direction == "outbound" and not event.automated
    connected = event.result == "connected" and not event.automated
    at = event.occurred_at
    state.touches += 1
    state.attempts += genuine
    if at is None:
        return
    if genuine and len(state.attempt_times) < TIMES_KEPT:
        state.attempt_times.append(int(at.timestamp()))
    if genuine and state.first_genuine_at is None:
        state.answer_is_self_reported = event.self_reported
        # Of a hand-off that nobody had by then.
        state.answering_team_id = event.team_id
    for holder in (state, stretch) if stretch else (state,):
        if holder.first_touch_at is None:
            holder.first_touch_at = at
        if not event.automated and holder.first_personal_at is None:
            holder.first_personal_at = at
        if genuine and holder.first_genuine_at is None:
            holder.first_genuine_at = at
        if connected and holder.first_connected_at is None:
            holder.first_connected_at = at


def _is_by(at: datetime | None, answered_at: datetime | None) -> bool:
    return answered_at is not None and (at is None or at <= answered_at)


def _holder(event: Happening) -> tuple[int | None, int | None]:
    return event.owner_id, event.team_id
