"""A rep's own weeks, from the clocks and hand-offs of that rep alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from leadgap.rates import Rate
from leadgap.ui.formats import DAY
from leads.lifecycle import ENDED
from leads.models import HandOff
from sla.models import Clock, Promise
from sla.quantiles import quantiles

if TYPE_CHECKING:
    from leadgap.accounts.models import User

WEEKS = 8


@dataclass(frozen=True, slots=True)
class Week:
    """From Monday; `answered_in_time` is met of met and missed owner clocks, `median` in business seconds."""

    starts_on: date
    handed_over: int
    answered_in_time: Rate
    median: float | None
    rated: int
    won: int
    open: int


def weeks(user: User, *, today: date) -> list[Week]:
    """Return the last eight weeks, this one first."""
    monday = today - timedelta(days=today.weekday())
    return [_week(user, monday - timedelta(weeks=back)) for back in range(WEEKS)]


def working_day(user: User) -> int:
    """Return how many seconds of the person's working time make a day, by the latest clock of theirs."""
    clocks = Clock.objects.filter(owner__user=user, calendar_version__isnull=False).select_related("calendar_version")
    latest = clocks.order_by("-pk").first()
    return latest.calendar_version.working_day if latest and latest.calendar_version else DAY


def _week(user: User, monday: date) -> Week:
    days = {"day__gte": monday, "day__lt": monday + timedelta(days=7)}
    counts = HandOff.objects.filter(owner__user=user, **days).aggregate(
        handed_over=Count("pk"),
        rated=Count("pk", filter=Q(sales_answered_at__isnull=False)),
        won=Count("pk", filter=Q(outcome="won")),
        open=Count("pk", filter=~Q(stage__in=list(ENDED))),
    )
    verdicts: defaultdict[str, list[int | None]] = defaultdict(list)
    clocks = Clock.objects.filter(
        scope="owner",
        promise__kind=Promise.Kind.FIRST_RESPONSE,
        owner__user=user,
        hand_off__in=HandOff.objects.filter(assignments__owner__user=user, **days),
    )
    for verdict, elapsed in clocks.values_list("verdict", "elapsed"):
        verdicts[verdict].append(elapsed)
    met, missed = len(verdicts["met"]), len(verdicts["missed"])
    answered = [elapsed for elapsed in (*verdicts["met"], *verdicts["missed"]) if elapsed is not None]
    return Week(
        starts_on=monday,
        answered_in_time=Rate.of(met, met + missed),
        median=quantiles(answered).median,
        **counts,
    )
