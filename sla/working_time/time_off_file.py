"""Time off out of an iCalendar file: proposed as stretches, and ticked by a person. No database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sla.working_time.days import Off
from sla.working_time.ics import Entries

# Between the parts of a ticked value; no instant holds one.
_SIGN = "|"


def proposed_time_off(entries: Entries, since: datetime) -> list[Off]:
    """Return the stretches that are not over at `since`, by the local clock. Whole days in a row are one."""
    found: list[Off] = []
    for text, name in entries.days.items():
        begins = datetime.combine(date.fromisoformat(text), time())
        if found and found[-1].ends == begins and found[-1].name == name:
            begins = found.pop().begins
        found.append(Off(begins, datetime.combine(date.fromisoformat(text), time()) + timedelta(days=1), name))
    found += [Off(start, end, name) for start, end, name in entries.hours]
    return sorted((off for off in found if off.ends > since), key=lambda off: (off.begins, off.ends))


def ticked_value(off: Off) -> str:
    return _SIGN.join((*off.names, off.name))


def stretches_of(values: Iterable[str]) -> list[dict[str, str]]:
    """Return the ticked stretches as a calendar keeps them; what was not offered here is passed over."""
    found = []
    for value in values:
        try:
            since, until, name = value.split(_SIGN, 2)
            begins, ends = datetime.fromisoformat(since), datetime.fromisoformat(until)
        except ValueError:
            continue
        since, until = Off(begins, ends, "").names
        found.append({"from": since, "until": until, "name": name[:100]})
    return found
