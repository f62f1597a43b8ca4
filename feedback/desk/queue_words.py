"""What a list of the queue says in one sentence."""

from __future__ import annotations

from datetime import datetime

from feedback.desk.queue import Show, Waiting
from leadgap.ui.formats import number

EMPTY = {
    Show.ANSWER: "Nothing waits for an answer.",
    Show.RATE: "Every lead you spoke to is rated.",
    Show.OPEN: "No lead is open.",
}


def headline(show: Show, line: Waiting, *, is_own: bool, now: datetime) -> str:
    if not line.count():
        return EMPTY[show]
    waits = what_waits(show, line, is_own=is_own)
    if show is Show.ANSWER and not line.is_cut:
        return f"{waits}, {line.overdue(now=now) or 'none'} overdue."
    return f"{waits}."


def what_waits(show: Show, line: Waiting, *, is_own: bool) -> str:
    """3 leads wait for an answer; 1 lead waits for your rating, or for a rating where it need not be one's own."""
    is_one = line.count() == 1
    leads = "1 lead" if is_one else f"{'More than ' if line.is_cut else ''}{number(line.count())} leads"
    if show is Show.OPEN:
        return f"{leads} {'is' if is_one else 'are'} open"
    waits = f"{leads} {'waits' if is_one else 'wait'}"
    if show is Show.RATE:
        return f"{waits} for {'your' if is_own else 'a'} rating"
    return f"{waits} for an answer"
