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


def headline(show: Show, line: Waiting, *, now: datetime) -> str:
    if not line.count():
        return EMPTY[show]
    if show is Show.ANSWER and not line.is_cut:
        return f"{what_waits(show, line)}, {line.overdue(now=now) or 'none'} overdue."
    return f"{what_waits(show, line)}."


def what_waits(show: Show, line: Waiting) -> str:
    """3 leads wait for an answer; 1 lead waits for your rating; 12 leads are open."""
    is_one = line.count() == 1
    leads = "1 lead" if is_one else f"{'More than ' if line.is_cut else ''}{number(line.count())} leads"
    if show is Show.OPEN:
        return f"{leads} {'is' if is_one else 'are'} open"
    waits = f"{leads} {'waits' if is_one else 'wait'}"
    return f"{waits} for your rating" if show is Show.RATE else f"{waits} for an answer"
