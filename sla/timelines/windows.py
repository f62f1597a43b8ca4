"""Opening hours as UTC instants. Pure: no Django, no clock reads.

Local time ends in this file: every edge of every window becomes epoch seconds here, before anything is subtracted. Two
aware datetimes that share a ZoneInfo subtract as wall-clock time and lose or gain an hour when the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]
Hours = tuple[tuple[int, int], ...]  # of one weekday: openings and closings in seconds after midnight, sorted
Plan = tuple[Hours, ...]  # of a week, Monday first

MINUTE, HOUR, DAY = 60, 3600, 86_400


def open_windows(timezone: str, plan: Plan, holidays: Iterable[date], years: range) -> tuple[Seconds, Seconds]:
    """Return openings and closings on the local days of `years`: sorted, none empty, touching ones joined."""
    midnights = local_midnights(timezone, years)
    ordinals = np.arange(date(years.start, 1, 1).toordinal(), date(years.stop, 1, 1).toordinal())
    closed = np.isin(ordinals, [holiday.toordinal() for holiday in holidays])
    zone = ZoneInfo(timezone)

    def edge(days: NDArray[np.intp], seconds: int) -> Seconds:
        """The instant at which the local clock shows `seconds` after midnight, kept inside its own day.

        A day of 24 hours has no clock change, so adding is exact; the two or so others each year are asked one by one.
        A date that a zone skipped whole (Samoa's 30 December 2011) is no time long and opens for none.
        """
        instants = midnights[days] + seconds
        for index in np.flatnonzero(midnights[days + 1] - midnights[days] != DAY):
            instants[index] = _instant(zone, int(ordinals[days[index]]), seconds)
        return np.clip(instants, midnights[days], midnights[days + 1])

    opens, closes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for weekday, hours in enumerate(plan):
        days = np.flatnonzero(((ordinals + 6) % 7 == weekday) & ~closed)
        opens += [edge(days, opening) for opening, _ in hours]
        closes += [edge(days, closing) for _, closing in hours]
    return _joined(np.concatenate(opens), np.concatenate(closes))


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
