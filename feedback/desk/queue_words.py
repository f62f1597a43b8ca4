"""What a list of the queue says in one sentence."""

from __future__ import annotations

from datetime import datetime

from feedback.desk.queue import Show, Waiting
from leadgap.ui.formats import number


def headline(show: Show, line: Waiting, *, now: datetime) -> str:
    count = line.count()
    waits = wait(line)
    if show is Show.RATE:
        return f"{waits} for your rating." if count else "Every lead you spoke to is rated."
    if show is Show.OPEN:
        return f"{_leads(line)} {'is' if count == 1 else 'are'} open." if count else "No lead is open."
    if not count:
        return "Nothing waits for an answer."
    if line.is_cut:
        return f"{waits} for an answer."
    return f"{waits} for an answer, {line.overdue(now=now) or 'none'} overdue."


def _leads(line: Waiting) -> str:
    count = line.count()
    return "1 lead" if count == 1 else f"{'More than ' if line.is_cut else ''}{number(count)} leads"


def wait(line: Waiting) -> str:
    return f"{_leads(line)} {'waits' if line.count() == 1 else 'wait'}"
