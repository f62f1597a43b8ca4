"""Reading Marketing's months: the facts summed by day and version, a handful of queries whatever the size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import QuerySet, Subquery, Sum

from leadgap.rates import SmallN
from leads.models import Source
from sla.judging.calendars import Calendars
from sla.models import AgreementVersion, DeliveryFact
from sla.months.figures import NAMES, Delivered
from sla.months.month import DAY, Month, Promised
from sla.months.reigns import Reign, reigns_of, signed_versions

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation
    from sla.histories import CalendarHistory

MONTHS = 12


def month_at(day: date, *, organisation: Organisation, now: datetime) -> Month:
    """Return the month of a day."""
    (found,) = months_between(day.replace(day=1), day, organisation=organisation, now=now)
    return found


def months_between(first: date, last: date, *, organisation: Organisation, now: datetime) -> list[Month]:
    """Return the months from that of one day to that of another, in order."""
    starts = _starts(first, last)
    delivered = _delivered(starts[0], following(starts[-1]))
    in_force = _InForce(organisation.zone, starts[0], following(starts[-1]))
    today, small_n = now.astimezone(organisation.zone).date(), SmallN(organisation.few, organisation.indicative)
    found = []
    for start in starts:
        days = [start + place * DAY for place in range((following(start) - start).days)]
        mine = {key: part for key, part in delivered.items() if start <= key[0] < following(start)}
        promised, is_working = in_force.of(days)
        found.append(Month(start, promised, is_working, mine, today, small_n))
    return found


def last_known_day() -> date | None:
    """Return the last day of which there are facts of Marketing's; None without any."""
    return _facts().order_by("-day").values_list("day", flat=True).first()


def following(start: date) -> date:
    """Return the first day of the next month."""
    return (start + timedelta(days=31)).replace(day=1)


def before(start: date, months: int = 1) -> date:
    """Return the first day of the month so many months earlier."""
    for _ in range(months):
        start = (start - DAY).replace(day=1)
    return start


def working_days(calendar: CalendarHistory, days: Sequence[date]) -> list[bool]:
    """Return whether the calendar opens on each of these days, where it is."""
    zone = ZoneInfo(calendar.versions[-1].timezone)
    edges = [_epoch(day, zone) for day in (*days, days[-1] + DAY)]
    return (calendar.elapsed_many(np.array(edges[:-1]), np.array(edges[1:])) > 0).tolist()


def promised_by(version: AgreementVersion) -> Promised:
    return Promised(version.pk, {each.kind: each.goal for each in version.monthly_promises.all()})


def _epoch(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())


def _starts(first: date, last: date) -> list[date]:
    starts = [first.replace(day=1)]
    while following(starts[-1]) <= last:
        starts.append(following(starts[-1]))
    return starts


def _facts() -> QuerySet[DeliveryFact]:
    of_marketing = Source.objects.filter(side=Source.Side.MARKETING).values("pk")
    return DeliveryFact.objects.filter(source__in=of_marketing).order_by()


def _delivered(start: date, end: date) -> dict[tuple[date, int], Delivered]:
    sums = {f"sum_{name}": Sum(name) for name in NAMES}
    rows = _facts().filter(day__gte=start, day__lt=end).values_list("day", "version").annotate(**sums)
    return {(day, version): Delivered(*counts) for day, version, *counts in rows}


class _InForce:
    """Which version each day owes to, and on which days its calendar opens.

    A retrospective one is owed to as far back as anything is known: what nobody measured, nobody missed.
    """

    def __init__(self, zone: ZoneInfo, start: date, end: date) -> None:
        self._zone = zone
        first_known = _facts().order_by("day").values("day")[:1]
        signed = list(signed_versions().annotate(known_since=Subquery(first_known)))
        self._known_since = next((version.known_since for version in signed), None) or date.max
        self._reigns = reigns_of(signed, zone)
        self._calendars = Calendars.all() if self._reigns else None
        self._days = [start + place * DAY for place in range((end - start).days)]
        self._open: dict[int, dict[date, bool]] = {}

    def of(self, days: Iterable[date]) -> tuple[list[Promised | None], list[bool]]:
        promised, is_working = [], []
        for day in days:
            reign = self._last_on(day)
            promised.append(promised_by(reign.version) if reign else None)
            # Days before the first version are counted by its calendar: they make the month as long as it is.
            version = reign.version if reign else next((each.version for each in self._reigns), None)
            is_working.append(day.weekday() < 5 if version is None else self._opens(version, day))
        return promised, is_working

    def _last_on(self, day: date) -> Reign | None:
        """Return the one in force at the end of a day."""
        found = next((reign for reign in reversed(self._reigns) if reign.touches(day, self._zone)), None)
        return found if found and (found.since or day >= self._known_since) else None

    def _opens(self, version: AgreementVersion, day: date) -> bool:
        key = version.calendar_id
        if key not in self._open and self._calendars:
            history = self._calendars.history(self._calendars.newest(key))
            self._open[key] = dict(zip(self._days, working_days(history, self._days), strict=True))
        return self._open[key][day]
