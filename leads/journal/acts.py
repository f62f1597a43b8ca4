"""What a person does in LeadGap: one event at a time, refused where it cannot be."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from leadgap.accounts.models import Organisation, User
from leads import stale
from leads.journal import feed
from leads.journal.arrivals import arrival, teams_of
from leads.journal.records import EventRecord
from leads.journal.refusals import (
    AlreadyRecorded,
    AlreadyVoided,
    BeforeHandOff,
    InFuture,
    MoveNotAllowed,
    NotReachedOut,
    NotWaiting,
    TooLongAgo,
)
from leads.journal.rows import EventRow, instant
from leads.journal.states import change
from leads.journal.turns import in_turn
from leads.lifecycle import DATED_BACK, ENDED, Kind, Stage, may
from leads.models import Event, HandOff, System
from leads.signals import handoffs_changed
from leads.standing import voided
from leads.waiting import unfounded


class EventFields(TypedDict, total=False):
    """What an event may say beside its kind and time; see `leads.models.Event`."""

    owner_id: int | None
    team_id: int | None
    side: str
    channel: str
    direction: str
    result: str
    automated: bool
    self_reported: bool
    length_seconds: int | None
    rating: int | None
    basis: str
    reasons: Sequence[str]
    amount: Decimal | None
    voids: str
    note: str


def record_event(
    *,
    hand_off: HandOff,
    kind: str,
    user: User | None,
    now: datetime,
    occurred_at: datetime | None = None,
    external_id: str = "",
    refuse: Callable[[HandOff], None] | None = None,
    **said: Unpack[EventFields],
) -> Event:
    """Record what a person did now, or at `occurred_at`, and return the event.

    Refused when it lies before the hand-off or in the future, when it is a touch of more than `DATED_BACK` ago, and
    when the hand-off's stage does not allow it. The second of two people who take the same step is refused. Under an
    `external_id` that is known, nothing is recorded, and AlreadyRecorded carries the event of that name. `refuse` is
    given the hand-off as it is when nobody else can change it, and raises where the act cannot be. `hand_off` itself is
    not refreshed.
    """
    now = instant(now) or now
    at = instant(occurred_at) or now
    system = hand_off.system
    record = EventRecord(
        hand_off_external_id=hand_off.external_id,
        kind=str(kind),
        key=_key_of(external_id) if external_id else _new_key(),
        occurred_at=at,
        user_id=user.pk if user else None,
        **said,
    )

    def attempt(again: bool) -> None:
        shown = dict.fromkeys(feed.shown_by(record.kind, record.key, record.side), now)
        fed = shown | ({feed.TALK[record.kind]: at} if record.kind in feed.TALK else {})
        before = feed.known(system) if fed else {}
        known = feed.lock(system, alone=again or any(before[field] is None for field in fed))
        current = _locked(hand_off)
        if external_id and (event := known_event(system, external_id)):
            raise AlreadyRecorded(event)
        _refuse(current, record.kind, at, now)
        if refuse:
            refuse(current)
        if record.kind in (Kind.PAUSED, Kind.RESUMED):
            _refuse_to_wait(current, record)
        news = {field: since for field, since in fed.items() if known[field] is None}
        if news and current.handed_off_at is not None:
            # From now on somebody says when leads were touched, decided on or rated; or both sides talk.
            feed.open_from(system, known, news, changed=[current.pk])
        _write(system, current, record, now)

    in_turn(attempt)
    return Event.objects.get(system=system, key=record.key)


def known_event(system: System, external_id: str) -> Event | None:
    """Return what a person has recorded under this name."""
    return Event.objects.filter(system=system, key=_key_of(external_id)).first()


def _key_of(external_id: str) -> str:
    """Apart from the keys of imports: nobody writes over what a source system tells, or finds out what it has told."""
    return f"{feed.BY_API}{external_id}"


def _new_key() -> str:
    return f"{feed.HERE}{uuid.uuid4()}"


def void_event(*, event: Event, user: User | None, now: datetime) -> Event:
    """Take an event back by another one, and return that. Refused when the event does not count any more."""
    now = instant(now) or now
    system = event.system
    record = EventRecord(
        hand_off_external_id=event.hand_off.external_id,
        kind=Kind.VOIDED,
        key=_new_key(),
        occurred_at=now,
        user_id=user.pk if user else None,
        voids=event.key,
    )

    def attempt(again: bool) -> None:
        alone = again or feed.may_close(feed.known(system), event)
        known = feed.lock(system, alone=alone)
        current = _locked(event.hand_off)
        rows = _rows(current)
        if event.key in voided(rows):
            raise AlreadyVoided("This has already been taken back.")
        rest = [row for row in rows if row.key != event.key]
        if unfounded(current.handed_off_at, rest) - unfounded(current.handed_off_at, rows):
            raise NotReachedOut("It was said after this that Sales waits for the lead. Take that back first.")
        _write(system, current, record, now)
        feed.unlearn(system, known, [current.pk], alone=alone)
        if event.kind == Kind.VOIDED:
            feed.learn(system, known, [current.pk], alone=alone)

    in_turn(attempt)
    return Event.objects.get(system=system, key=record.key)


def _locked(hand_off: HandOff) -> HandOff:
    return HandOff.objects.select_for_update(no_key=True).get(pk=hand_off.pk)


def _refuse(hand_off: HandOff, kind: str, at: datetime, now: datetime) -> None:
    if at > now:
        raise InFuture("This lies in the future. Say when it happened.")
    if hand_off.handed_off_at is not None and at < hand_off.handed_off_at:
        raise BeforeHandOff("This lies before the hand-off. Say when it happened.")
    if kind == Kind.TOUCHED and at < now - DATED_BACK:
        raise TooLongAgo(
            f"By hand, a touch can be dated back {DATED_BACK.days} days. Import what is older from where it was kept."
        )
    if not may(Stage(hand_off.stage), Kind(kind)):
        raise MoveNotAllowed(f"The hand-off is {hand_off.stage}, so it cannot be {kind}.")


def _refuse_to_wait(hand_off: HandOff, record: EventRecord) -> None:
    if hand_off.stage in ENDED:
        raise MoveNotAllowed(f"The hand-off is {hand_off.stage}, so nothing waits for the lead.")
    if record.kind == Kind.RESUMED and not hand_off.is_waiting:
        raise NotWaiting("Nobody has said that Sales waits for this lead.")
    if record.kind == Kind.PAUSED and hand_off.is_waiting:
        raise NotWaiting("Sales waits for this lead already.")
    if record.key in unfounded(hand_off.handed_off_at, [*_rows(hand_off), record]):
        raise NotReachedOut("Reach out to the lead first: until whoever has it has, Sales does not wait for the lead.")


def _rows(hand_off: HandOff) -> list[EventRow]:
    rows = Event.objects.filter(hand_off=hand_off).order_by().values_list(*EventRow._fields)
    return list(map(EventRow._make, rows))


def _write(system: System, hand_off: HandOff, record: EventRecord, now: datetime) -> None:
    event = arrival(record, teams=teams_of([record]), recorded_at=now, batch_id=None)
    zone = Organisation.current().zone
    changes = change(system, [hand_off.pk], arrivals={hand_off.pk: [event]}, given={}, zone=zone)
    stale.mark(changes.ids)
    handoffs_changed.send(sender=HandOff, ids=changes.ids, days=changes.days, now=now)
