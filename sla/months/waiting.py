"""Qualified, not handed over: what Marketing has called qualified and Sales has not been given. Marketing's own figure.

Such a lead has come by an import with the time of Marketing's decision and without that of a hand-off, and Sales has
done nothing with it. It is judged by the version in force now, on whose calendar it waits. When a later import brings
the time of the hand-off it is handed over, and counts in the median.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models.fields.json import KeyTextTransform

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leads.blind import SCORES, is_of_sales
from leads.intake.fields import QUALIFIED_BY_MARKETING
from leads.lifecycle import Stage
from leads.models import HandOff, Source
from leads.models.handoffs import UNDATED
from sla.agreements.reading import current
from sla.criteria import is_date, read
from sla.definitions import condition
from sla.judging.calendars import Calendars
from sla.quantiles import Quantiles, quantiles
from sla.timelines.windows import Seconds

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.querysets import HandOffQuerySet
    from sla.histories import CalendarHistory
    from sla.months.month import Month

DAYS = (1, 2, 3, 5, 10)
DEFAULT_DAYS = 2
# The newest that are looked at, so that the page stays quick however large the company.
AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Waits:
    """A hand-off that is none yet, by key: since when it is qualified, and the working time that it has waited."""

    hand_off: int
    since: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that wait, the longest first; `median` is what those handed over in the last 90 days had waited, of `n`."""

    waits: Sequence[Waits]
    working_day: int = 0  # seconds
    median: float | None = None
    n: int = 0

    def longer_than(self, days: int) -> list[Waits]:
        """Those that have waited more than so many working days."""
        return [each for each in self.waits if each.seconds > days * self.working_day]


def waits_on_board(month: Month, *, now: datetime) -> int | None:
    """Return how many of the whole company have waited for longer than DEFAULT_DAYS.

    None in any month but this one, and where nothing waits at all: most imports do not say what does.
    """
    found = waiting(now=now) if month.first <= month.today <= month.last else None
    return len(found.longer_than(DEFAULT_DAYS)) if found and found.waits else None


def waiting(*, now: datetime, user: User | None = None, with_median: bool = False) -> Waiting | None:
    """Return what waits, of the whole company or of what one person may open; None while no agreement is in force.

    Sales rates blind: where the score decides who is qualified, it is shown what it may know the score of.
    """
    version = current(now)
    if version is None:
        return None
    definition = read(version.definition)
    found = HandOff.objects.all() if user is None else HandOff.objects.visible_to(user)
    if user is not None and is_of_sales(user) and definition.fields & SCORES:
        found = found.shown_to_sales(now)
    undated = found.filter(condition(definition), day=UNDATED, handed_off_at=None, stage=Stage.NEW.value, touches=0)
    told = list(_told(undated, "pk"))
    if not told and not with_median:
        return Waiting([])
    calendars = Calendars.all()
    calendar = calendars.history(calendars.newest(version.calendar_id))
    starts = _seconds(at for _pk, at in told)
    waited = calendar.elapsed_many(starts, np.full(starts.size, int(now.timestamp())))
    waits = [Waits(pk, at, seconds) for (pk, at), seconds in zip(told, waited.tolist(), strict=True)]
    waits.sort(key=lambda each: (-each.seconds, each.hand_off))
    if not with_median:
        return Waiting(waits, calendar.working_day)
    past = _past(calendar, now)
    return Waiting(waits, calendar.working_day, past.median, past.n)


def _past(calendar: CalendarHistory, now: datetime) -> Quantiles:
    """Return how long those had waited that were handed over in the last 90 days."""
    lately = period("90d", today=now.astimezone(Organisation.current().zone).date())
    handed_over = HandOff.objects.filter(handed_off_at__lte=now, **lately.days())
    told = list(_told(handed_over, "handed_off_at"))
    starts, ends = _seconds(since for _at, since in told), _seconds(at for at, _since in told)
    in_order = starts <= ends
    return quantiles(calendar.elapsed_many(starts[in_order], ends[in_order]))


def _told(hand_offs: HandOffQuerySet, column: str) -> Iterator[tuple[Any, datetime]]:
    """Yield a column of those of Marketing, and when they were called qualified."""
    of_marketing = hand_offs.filter(
        source__side=Source.Side.MARKETING, lead__attributes__has_key=QUALIFIED_BY_MARKETING
    )
    rows = of_marketing.order_by("-pk").values_list(
        column, KeyTextTransform(QUALIFIED_BY_MARKETING, "lead__attributes")
    )
    return ((value, at) for value, text in rows[:AT_MOST] if (at := qualified_at(text)))


def _seconds(instants: Iterable[datetime]) -> Seconds:
    return np.array([int(at.timestamp()) for at in instants], np.int64)


def qualified_at(text: Any) -> datetime | None:
    """Return the instant that an attribute `QUALIFIED_BY_MARKETING` says; None: it is not there, or no date."""
    if not is_date(text):
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
