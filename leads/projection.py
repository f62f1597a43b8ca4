"""From the events of a hand-off to its current state. Pure: no Django, no database, no clock reads.

The same set of events gives the same state, however it is shuffled, repeated or late. `leads.standing` says which of
them count, and in what order; four rules decide:

- An event whose time is unknown never overrules a dated one: it comes first where the last word counts (owner,
  stage), and last where the first counts (ratings).
- An act of Sales dated before the hand-off says what happened but not when: it is counted in `early_events`, its
  instant is taken as unknown, and an early touch is no touch. An early assignment holds from the hand-off.
- A stage that ends a hand-off is left only for another that ends it, or by voiding.
- Sales waits for Marketing's answer from its first low rating, question or dispute on, until Marketing replies: then,
  or in that instant. What has no time, or lies before the hand-off, starts and answers nothing. Nor does a low rating
  of a lead that Marketing has not handed over: what Sales, a referral or a partner found, Marketing cannot answer for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from leads.lifecycle import ENDED, LEADS_TO, Kind, Outcome, Stage
from leads.standing import Happening, standing


@dataclass(slots=True)
class Stretch:
    """One stretch of a hand-off in the hands of one owner or team, with the first touches in it, by anyone."""

    owner_id: int | None
    team_id: int | None
    assigned_at: datetime | None
    until: datetime | None = None
    first_touch_at: datetime | None = None
    first_personal_at: datetime | None = None
    first_genuine_at: datetime | None = None
    first_connected_at: datetime | None = None


@dataclass(slots=True)
class Projection:
    """The current state of a hand-off: its columns under their own names, and its assignments in order."""

    stage: str = Stage.NEW.value
    outcome: str = Outcome.OPEN.value
    owner_id: int | None = None
    team_id: int | None = None
    first_team_id: int | None = None
    answering_team_id: int | None = None
    assigned_at: datetime | None = None
    first_touch_at: datetime | None = None
    first_personal_at: datetime | None = None
    first_genuine_at: datetime | None = None
    first_connected_at: datetime | None = None
    answer_is_self_reported: bool = False
    touches: int = 0
    attempts: int = 0
    attempt_times: list[int] = field(default_factory=list)
    early_events: int = 0
    accepted_at: datetime | None = None
    qualified_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    value: Decimal | None = None
    reasons: list[str] = field(default_factory=list)
    pauses: list[list[Any]] = field(default_factory=list)  # `leads.waiting.Wait`, without what was not said
    sales_rating: int | None = None
    sales_rated_at: datetime | None = None
    sales_answered_at: datetime | None = None
    sales_unsure: bool = False
    sales_reasons: list[str] = field(default_factory=list)
    sales_rated_by_id: int | None = None
    marketing_rating: int | None = None
    marketing_rated_at: datetime | None = None
    marketing_basis: str = ""
    raised_at: datetime | None = None
    replied_at: datetime | None = None
    waiting_since: datetime | None = None
    assignments: list[Stretch] = field(default_factory=list)


# The columns of a hand-off that the projection owns.
COLUMNS: tuple[str, ...] = tuple(column.name for column in fields(Projection) if column.name != "assignments")

# An agreement promises no more attempts than this, so that the times of later ones are not asked for.
TIMES_KEPT = 20

# Ratings of Sales that Marketing answers.
LOW = (1, 2)

# Plain texts: to look up a member of an enumeration takes longer than to compare it.
_ASSIGNED, _RATED, _PAUSED = Kind.ASSIGNED.value, Kind.RATED.value, Kind.PAUSED.value
_ACCEPTED, _REJECTED, _QUALIFIED = Kind.ACCEPTED.value, Kind.REJECTED.value, Kind.QUALIFIED.value
_REPLIED = Kind.REPLIED.value
_DECIDED = frozenset({Kind.WON.value, Kind.LOST.value})
_STAGE = {kind.value: stage.value for kind, stage in LEADS_TO.items()}
_TOLD_TOGETHER = (
    (_ASSIGNED, Kind.TOUCHED.value),
    tuple(_STAGE),
    (_PAUSED, Kind.RESUMED.value),
    (_RATED,),
    (Kind.ASKED.value, Kind.DISPUTED.value, _REPLIED),
    (Kind.RULED.value, Kind.VOIDED.value),
)
_GROUPS = {kind: place for place, kinds in enumerate(_TOLD_TOGETHER) for kind in kinds}
_ENDING = frozenset(kind for kind, stage in _STAGE.items() if stage in ENDED)


def project(handed_off_at: datetime | None, events: Iterable[Happening], *, is_of_marketing: bool = True) -> Projection:
    """Return the state that these events leave a hand-off in; `handed_off_at` is None where it is unknown.

    `is_of_marketing` says whether its source belongs to Marketing.
    """
    state = Projection()
    groups: tuple[list[Happening], ...] = ([], [], [], [], [], [])
    for event in standing(events):
        groups[_GROUPS[event.kind]].append(event)
    course, stages, pauses, ratings, talk, _ = groups
    if course:
        _follow(state, handed_off_at, course)
    if stages:
        _settle(state, handed_off_at, stages)
    if pauses:
        _pause(state, handed_off_at, pauses)
    if ratings:
        _rate(state, handed_off_at, ratings)
    rated_low_at = state.sales_rated_at if is_of_marketing and state.sales_rating in LOW else None
    if talk or rated_low_at:
        _talk(state, handed_off_at, talk, rated_low_at)
    return state


def _is_early(at: datetime | None, handed_off_at: datetime | None) -> bool:
    return at is not None and handed_off_at is not None and at < handed_off_at


def _is_by(at: datetime | None, answered_at: datetime | None) -> bool:
    return answered_at is not None and (at is None or at <= answered_at)


def _holder(event: Happening) -> tuple[int | None, int | None]:
    return event.owner_id, event.team_id


def _follow(state: Projection, handed_off_at: datetime | None, course: list[Happening]) -> None:
    """Follow assignments and touches in their order: who had it, and what was tried meanwhile."""
    held: list[Stretch] = []
    dated = {_holder(event) for event in course if event.kind == _ASSIGNED and event.occurred_at is not None}
    for event in course:
        if event.kind == _ASSIGNED:
            # The same assignment, told without its time and with it: the first says nothing more.
            if event.occurred_at is not None or _holder(event) not in dated:
                _assign(held, event, handed_off_at)
        elif _is_early(event.occurred_at, handed_off_at):
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
    at, early = event.occurred_at, _is_early(event.occurred_at, handed_off_at)
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
        state.answering_team_id = stretch.team_id if stretch else event.team_id
    for holder in (state, stretch) if stretch else (state,):
        if holder.first_touch_at is None:
            holder.first_touch_at = at
        if not event.automated and holder.first_personal_at is None:
            holder.first_personal_at = at
        if genuine and holder.first_genuine_at is None:
            holder.first_genuine_at = at
        if connected and holder.first_connected_at is None:
            holder.first_connected_at = at


def _settle(state: Projection, handed_off_at: datetime | None, stages: list[Happening]) -> None:
    """Settle stage, outcome and value from the events that lead to a stage, which come in order."""
    first: dict[str, datetime] = {}
    kinds = set()
    closed_at = None
    for event in stages:
        kind, at = event.kind, event.occurred_at
        kinds.add(kind)
        if _is_early(at, handed_off_at):
            state.early_events += 1
            at = None
        if at is not None:
            first.setdefault(kind, at)
        if kind in _ENDING:
            state.stage, state.reasons = _STAGE[kind], list(event.reasons)
            closed_at = closed_at or at
            if kind in _DECIDED:
                state.outcome = kind
        if event.amount is not None:
            state.value = event.amount
    if not kinds & _ENDING:
        state.stage = _STAGE[_QUALIFIED if _QUALIFIED in kinds else _ACCEPTED]
    # Nothing more was expected of Sales from the first end on, whichever end had the last word.
    state.closed_at = closed_at
    state.accepted_at, state.qualified_at = first.get(_ACCEPTED), first.get(_QUALIFIED)
    decisions = [first[kind] for kind in (_ACCEPTED, _REJECTED) if kind in first]
    state.decided_at = min(decisions, default=None)


def _pause(state: Projection, handed_off_at: datetime | None, events: list[Happening]) -> None:
    """Keep the stretches between pausing and resuming that lie after the hand-off, in epoch seconds, and why.

    The events come in order. Neighbours for the same reason are one. Who waits already and gives another reason waits
    for that from then on; who gives none says nothing new.
    """
    opened = handed_off_at.timestamp() if handed_off_at else float("-inf")
    since: int | None = None
    reason = ""
    for event in events:
        if event.occurred_at is None:
            continue
        at = int(max(event.occurred_at.timestamp(), opened))
        said = next(iter(event.reasons), "") if event.kind == _PAUSED else ""
        if since is not None and (event.kind != _PAUSED or said not in ("", reason)):
            _add_pause(state.pauses, since, at, reason)
            since = None
        if since is None and event.kind == _PAUSED:
            since, reason = at, said
    if since is not None:
        _add_pause(state.pauses, since, None, reason)


def _add_pause(pauses: list[list[Any]], start: int, end: int | None, reason: str) -> None:
    if start == end:
        return
    why = [reason] if reason else []
    if pauses and pauses[-1][1] == start and pauses[-1][2:] == why:
        pauses[-1][1] = end
    else:
        pauses.append([start, end, *why])


def _rate(state: Projection, handed_off_at: datetime | None, ratings: list[Happening]) -> None:
    """Keep each side's first rating. Marketing's counts unless it is dated after the rating of Sales."""
    dated_first = sorted(ratings, key=lambda event: event.occurred_at is None)
    rated_by_sales = None
    answers = [event for event in dated_first if event.side == "sales"]
    if answers:
        rated_by_sales = _rate_for_sales(state, handed_off_at, answers)
    limit = rated_by_sales.occurred_at if rated_by_sales else None
    marketing = [
        event
        for event in dated_first
        if event.side == "marketing"
        and event.rating is not None
        and (limit is None or event.occurred_at is None or event.occurred_at <= limit)
    ]
    if marketing:
        # A default is an expectation: a real rating goes before it, whatever the times.
        counted = min(marketing, key=lambda event: event.basis == "default")
        state.marketing_rating, state.marketing_basis = counted.rating, counted.basis
        state.marketing_rated_at = counted.occurred_at


def _rate_for_sales(state: Projection, handed_off_at: datetime | None, answers: list[Happening]) -> Happening | None:
    """Keep the first rating of Sales, and its first answer, which may be that it could not tell."""
    early = sum(_is_early(event.occurred_at, handed_off_at) for event in answers)
    state.early_events += early
    times = [
        event.occurred_at
        for event in answers
        if event.occurred_at is not None and not _is_early(event.occurred_at, handed_off_at)
    ]
    state.sales_answered_at = times[0] if times else None
    counted = next((event for event in answers if event.rating is not None), None)
    state.sales_unsure = counted is None
    shown = counted or answers[0]
    state.sales_reasons, state.sales_rated_by_id = list(shown.reasons), shown.owner_id
    if counted is None:
        return None
    state.sales_rating = counted.rating
    if not _is_early(counted.occurred_at, handed_off_at):
        state.sales_rated_at = counted.occurred_at
    return counted


def _talk(
    state: Projection, handed_off_at: datetime | None, talk: list[Happening], rated_low_at: datetime | None
) -> None:
    """Keep since when Sales waits for Marketing, when it first did, and what Marketing first replied to that."""
    raised, replied = [rated_low_at] if rated_low_at else [], []
    for event in talk:
        at = event.occurred_at
        if at is None or _is_early(at, handed_off_at):
            continue
        if event.kind == _REPLIED and event.side != "sales":
            replied.append(at)
        elif event.kind != _REPLIED and event.side != "marketing":
            raised.append(at)
    if not raised:
        return
    state.raised_at = min(raised)
    state.replied_at = min((at for at in replied if at >= state.raised_at), default=None)
    last = max(replied, default=None)
    state.waiting_since = min((at for at in raised if last is None or at > last), default=None)


# The values of a projection in the order of `COLUMNS`.
values: Callable[[Projection], tuple[Any, ...]] = attrgetter(*COLUMNS)
