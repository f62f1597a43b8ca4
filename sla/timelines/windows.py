"""Opening hours as UTC instants. Pure: no Django, no clock reads.

Local time ends in this file: every edge of every window becomes epoch seconds here, before anything is subtracted. Two
aware datetimes that share a ZoneInfo subtract as wall-clock time and lose or gain an hour when the clocks change.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]
# Of one day: openings and closings in seconds after midnight, sorted; those of the next day go beyond 86 400.
Hours = tuple[tuple[int, int], ...]
Plan = tuple[Hours, ...]  # of a week, Monday first
Special = tuple[tuple[date, Hours], ...]  # days with hours of their own; none: closed
Moment = tuple[date, int]  # local: a day and seconds after its midnight
Off = tuple[tuple[Moment, Moment], ...]

MINUTE, HOUR, DAY = 60, 3600, 86_400


@lru_cache(maxsize=1024)  # a year of office hours is 8 kB
def open_windows(timezone: str, plan: Plan, special: Special, off: Off, years: range) -> tuple[Seconds, Seconds]:
    """Return openings and closings on the local days of `years`: sorted, none empty, touching ones joined.

    A special day is open as it says and not otherwise, from midnight to midnight: a shift that began the day before is
    cut off, and one that would have begun on it does not. `off` is cut out of all that.
    """
    midnights = local_midnights(timezone, years)
    first = date(years.start, 1, 1).toordinal()
    # Beginning the day before, whose shift may last into the first day.
    ordinals = np.arange(first - 1, date(years.stop, 1, 1).toordinal())
    is_special = np.isin(ordinals, [day.toordinal() for day, _ in special])
    zone = ZoneInfo(timezone)

    def edge(days: NDArray[np.intp], seconds: int) -> Seconds:
        """The instant at which the local clock shows `seconds` after midnight, kept inside its own day.

        A day of 24 hours has no clock change, so adding is exact; the two or so others each year are asked one by one.
        A date that a zone skipped whole (Samoa's 30 December 2011) is no time long and opens for none.
        """
        instants = midnights[days] + seconds
        for index in np.flatnonzero(midnights[days + 1] - midnights[days] != DAY):
            instants[index] = _instant(zone, first + int(days[index]), seconds)
        return np.clip(instants, midnights[days], midnights[days + 1])

    opens, closes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]

    def add(days: NDArray[np.intp], hours: Hours) -> None:
        """Open these hours on days, by their places among `ordinals`."""
        own = days[days > 0] - 1
        nights = days[days < ordinals.size - 1]
        nights = nights[~is_special[nights + 1]]
        for opening, closing in hours:
            opens.append(edge(own, opening))
            closes.append(edge(own, min(closing, DAY)))
            if closing > DAY:
                opens.append(edge(nights, 0))
                closes.append(edge(nights, closing - DAY))

    for weekday, hours in enumerate(plan):
        add(np.flatnonzero(((ordinals + 6) % 7 == weekday) & ~is_special), hours)
    for day, hours in special:
        add(np.flatnonzero(ordinals == day.toordinal()), hours)
    found = _joined(np.concatenate(opens), np.concatenate(closes))
    return _without(*found, *stretches_off(timezone, off)) if off else found


def stretches_off(timezone: str, off: Off) -> tuple[Seconds, Seconds]:
    """Return the beginnings and ends of time off, sorted, touching and overlapping ones joined."""
    zone = ZoneInfo(timezone)
    edges = [_instant(zone, day.toordinal(), seconds) for stretch in off for day, seconds in stretch]
    return _joined(*np.array(edges, np.int64).reshape(-1, 2).T)


def local_midnights(timezone: str, years: range) -> Seconds:
    """Return the instants at which the local days of `years` begin, and the one at which the last of them ends."""
    ends = _instant(ZoneInfo(timezone), date(years.stop, 1, 1).toordinal(), 0)
    return np.concatenate([*(_midnights(timezone, year) for year in years), [ends]])


@lru_cache(maxsize=2048)  # a year costs a third of a millisecond and 3 kB; every calendar of a zone needs the same
def _midnights(timezone: str, year: int) -> Seconds:
    zone, first, stop = ZoneInfo(timezone), date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return np.array([_instant(zone, ordinal, 0) for ordinal in range(first, stop)], np.int64)


def _instant(zone: ZoneInfo, ordinal: int, seconds: int) -> int:
    """Return when the clock shows that time: its first showing in a fold, as much later as the gap is wide in a gap.

    Both are what `fold=0` means, so there is nothing to decide here.
    """
    days, seconds = divmod(seconds, DAY)
    clock = time(seconds // HOUR, seconds // MINUTE % 60, seconds % MINUTE, tzinfo=zone)
    return round(datetime.combine(date.fromordinal(ordinal + days), clock).timestamp())


def _joined(opens: Seconds, closes: Seconds) -> tuple[Seconds, Seconds]:
    """Sort the windows, drop those that a clock change left empty, and join those that touch or overlap."""
    real = opens < closes
    order = np.argsort(opens[real], kind="stable")
    opens, closes = opens[real][order], np.maximum.accumulate(closes[real][order])
    apart = opens[1:] > closes[:-1]
    return opens[np.append(True, apart)[: opens.size]], closes[np.append(apart, True)[: closes.size]]


def _without(opens: Seconds, closes: Seconds, begins: Seconds, ends: Seconds) -> tuple[Seconds, Seconds]:
    """Cut stretches out of windows; both sorted and apart."""
    cuts = np.unique(np.concatenate([opens, closes, begins, ends]))
    is_open = opens.searchsorted(cuts, side="right") > closes.searchsorted(cuts, side="right")
    is_off = begins.searchsorted(cuts, side="right") > ends.searchsorted(cuts, side="right")
    kept = np.flatnonzero(is_open & ~is_off)
    return _joined(cuts[kept], cuts[kept + 1])
