"""What the templates of one hand-off are given: for a row of the queue, and for its page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from feedback.desk import acts, story
from feedback.desk.forms import LETTERS, reasons_on_offer
from feedback.desk.queue import Row, Show, rows
from leads.blind import hides_marketing, shown_from
from leads.lifecycle import ENDED, Kind, may
from leads.models import Event, HandOff, Reason
from leads.undoing import undoable
from sla.working_time.readers import readers_zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leadgap.accounts.models import User


def offered(stage: str) -> dict[str, bool]:
    """Which steps the life cycle allows from here, for the buttons."""
    return {kind.value: may(stage, kind) for kind in Kind}  # type: ignore[arg-type]


def reason_lists() -> dict[str, Any]:
    """The closed lists of reasons; those of the rating with a letter each, by which the keyboard picks them."""
    reasons = reasons_on_offer()
    return {
        "rating_reasons": list(zip(LETTERS, reasons[Reason.Use.RATING], strict=False)),
        "rejection_reasons": reasons[Reason.Use.REJECTION],
        "recycling_reasons": reasons[Reason.Use.RECYCLING],
        "waiting_reasons": reasons[Reason.Use.WAITING],
        "loss_reasons": reasons[Reason.Use.LOSS],
        "channels": Event.Channel.choices,
    }


def queue_rows(user: User, hand_offs: Iterable[HandOff], show: Show, *, now: datetime) -> list[dict[str, Any]]:
    """The context of every row of a list."""
    lists = reason_lists()
    works = user.role in acts.WORKERS
    found = rows(hand_offs, show, now=now)
    own = undoable(user, [row.hand_off for row in found], now=now) if works else {}
    shared = lists | {"may_work": works, "zone": readers_zone(user)}
    return [_of_row(user, row, show, own.get(row.hand_off.pk, []), now) | shared for row in found]


def row_context(user: User, hand_off: HandOff, show: Show, *, now: datetime) -> dict[str, Any]:
    """The context of one row, read again after an act."""
    (row,) = rows([hand_off], show, now=now)
    works = acts.may_work(user, hand_off)
    own = undoable(user, [hand_off], now=now).get(hand_off.pk, []) if works else []
    shared = reason_lists() | {"may_work": works, "zone": readers_zone(user)}
    return _of_row(user, row, show, own, now) | shared


def _of_row(user: User, row: Row, show: Show, own: list[Event], now: datetime) -> dict[str, Any]:
    """`own` is what this person can still take back, the latest first."""
    hand_off = row.hand_off
    is_rated = hand_off.sales_answered_at is not None or hand_off.sales_rating is not None
    last = own[0] if own else None
    return {
        "row": row,
        "hand_off": hand_off,
        "show": show.value,
        "now": now,
        "is_ended": hand_off.stage in ENDED,
        "is_waiting": hand_off.is_waiting and hand_off.stage not in ENDED,
        "is_rated": is_rated,
        "undoable": own,
        "undo": last,
        "undo_title": story.title(last) if last else "",
        # In the list of what is to be rated, a rating stands where it was given, and its undo beside it.
        "rated_here": show is Show.RATE and last is not None and last.kind == Kind.RATED,
        "shows_marketing": not hides_marketing(user, hand_off, now=now),
        "shown_from": shown_from(hand_off),
        "steps": offered(hand_off.stage),
        "problem": "",
    }
