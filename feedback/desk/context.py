"""What the templates of one hand-off are given: for a row of the queue, and for its page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from feedback.desk import acts
from feedback.desk.forms import LETTERS, reasons_on_offer
from feedback.desk.queue import Row, Show, rows
from feedback.scorecards.facts import UNDO
from leads.blind import hides_marketing
from leads.lifecycle import ENDED, Kind, may
from leads.models import Event, HandOff, Reason

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
        "loss_reasons": reasons[Reason.Use.LOSS],
        "channels": Event.Channel.choices,
    }


def queue_rows(user: User, hand_offs: Iterable[HandOff], show: Show, *, now: datetime) -> list[dict[str, Any]]:
    """The context of every row of a list."""
    lists = reason_lists()
    works = user.role in acts.WORKERS
    return [_of_row(user, row, show, now) | lists | {"may_work": works} for row in rows(hand_offs, show, now=now)]


def row_context(user: User, hand_off: HandOff, show: Show, *, now: datetime) -> dict[str, Any]:
    """The context of one row, read again after an act."""
    (row,) = rows([hand_off], show, now=now)
    return _of_row(user, row, show, now) | reason_lists() | {"may_work": acts.may_work(user, hand_off)}


def _of_row(user: User, row: Row, show: Show, now: datetime) -> dict[str, Any]:
    hand_off = row.hand_off
    answered_at = hand_off.sales_answered_at
    is_rated = answered_at is not None or hand_off.sales_rating is not None
    return {
        "row": row,
        "hand_off": hand_off,
        "show": show.value,
        "now": now,
        "is_ended": hand_off.stage in ENDED,
        "is_rated": is_rated,
        "may_undo": answered_at is not None and now - answered_at <= UNDO,
        "shows_marketing": not hides_marketing(user, hand_off),
        "zone": row.clock.calendar_version.timezone if row.clock and row.clock.calendar_version else "",
        "steps": offered(hand_off.stage),
        "problem": "",
    }
