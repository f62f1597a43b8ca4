"""What a version would have said of the months of a period, as if it had been in force. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Min

from leadgap.rates import SmallN
from leads.models import HandOff, Source
from sla.judging.calendars import Calendars
from sla.months.counting import Judge, counted
from sla.months.figures import Delivered
from sla.months.month import DAY, Month
from sla.months.reading import before, following, promised_by, working_days

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation
    from leadgap.periods import Period
    from leads.querysets import HandOffQuerySet
    from sla.models import AgreementVersion

# Of a longer period the newest months are shown: they are counted hand-off by hand-off.
AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The months that a period touches, each whole, newest first; `is_all` is False where there were more."""

    months: list[Month]
    is_all: bool = True


def rehearsed(version: AgreementVersion, *, period: Period, organisation: Organisation, now: datetime) -> Rehearsed:
    """Return the months of a period up to this one; none where the version promises nothing of a month."""
    promised = promised_by(version)
    today = now.astimezone(organisation.zone).date()
    starts = _starts(period, today) if promised.goals else []
    if not starts:
        return Rehearsed([])
    shown = starts[:AT_MOST]
    judge, delivered = Judge.of(version), defaultdict[tuple[date, int], Delivered](Delivered)
    hand_offs = _hand_offs().filter(handed_off_at__lte=now, day__gte=shown[-1], day__lt=following(shown[0]))
    for (day, _), part in counted(hand_offs, judge).items():
        delivered[day, version.pk] += part
    calendars = Calendars.all()
    calendar = calendars.history(calendars.newest(version.calendar_id))
    small_n = SmallN(organisation.few, organisation.indicative)
    months = []
    for start in shown:
        days = [start + place * DAY for place in range((following(start) - start).days)]
        mine = {(day, version.pk): delivered[day, version.pk] for day in days}
        months.append(Month(start, [promised] * len(days), working_days(calendar, days), mine, today, small_n))
    return Rehearsed(months, len(shown) == len(starts))


def _starts(period: Period, today: date) -> list[date]:
    """Return the first day of each month, newest first; of all time from the first that Marketing handed over in."""
    last = min(period.end - DAY, today) if period.end else today
    first = period.start or _hand_offs().aggregate(first=Min("day"))["first"] or today
    if first > last:
        return []
    starts = [last.replace(day=1)]
    while starts[-1] > first:
        starts.append(before(starts[-1]))
    return starts


def _hand_offs() -> HandOffQuerySet:
    return HandOff.objects.filter(source__side=Source.Side.MARKETING).order_by()
