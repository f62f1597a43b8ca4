"""What a version would have said of the last months, as if it had been in force. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from leadgap.rates import SmallN
from leads.models import HandOff, Source
from sla.judging.terms import Calendars
from sla.months.counting import Judge, counted
from sla.months.figures import Delivered
from sla.months.month import DAY, Month
from sla.months.reading import before, following, promised_by, working_days

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation
    from sla.models import AgreementVersion

MONTHS = 3


def rehearsed(version: AgreementVersion, *, organisation: Organisation, now: datetime) -> list[Month]:
    """Return this month and the three before it, newest first; none where the version promises nothing of a month."""
    promised = promised_by(version)
    if not promised.goals:
        return []
    today = now.astimezone(organisation.zone).date()
    this, first = today.replace(day=1), before(today.replace(day=1), MONTHS)
    judge, delivered = Judge.of(version), defaultdict[tuple[date, int], Delivered](Delivered)
    hand_offs = HandOff.objects.filter(
        source__side=Source.Side.MARKETING, handed_off_at__lte=now, day__gte=first, day__lt=following(this)
    )
    for (day, _), part in counted(hand_offs, judge).items():
        delivered[day, version.pk] += part
    calendars = Calendars.all()
    calendar = calendars.history(calendars.newest(version.calendar_id))
    small_n = SmallN(organisation.few, organisation.indicative)
    months = []
    for start in (before(this, back) for back in range(MONTHS + 1)):
        days = [start + place * DAY for place in range((following(start) - start).days)]
        mine = {(day, version.pk): delivered[day, version.pk] for day in days}
        months.append(Month(start, [promised] * len(days), working_days(calendar, days), mine, today, small_n))
    return months
