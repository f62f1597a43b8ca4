"""A rep's own weeks, from the clocks and hand-offs of that rep alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from leadgap.rates import SMALL_N, Rate, SmallN
from leadgap.ui.formats import DAY
from leads.lifecycle import ENDED
from leads.models import HandOff
from sla.compliance.slices import monday_of
from sla.models import Clock, Promise
from sla.quantiles import quantiles
from sla.querysets import is_waived

if TYPE_CHECKING:
    from leadgap.accounts.models import User

WEEK = timedelta(weeks=1)
WEEKS = 8
COUNTS = ("handed_over", "rated", "won", "open")
# Of so many hand-offs one has a clock, if any has.
LATEST = 20


@dataclass(frozen=True, slots=True)
class Week:
    """From Monday; `answered_in_time` is met of met and missed owner clocks, `median` in business seconds.

    `handed_over` and the clocks hold also what was passed on since; the others what is still theirs. `promises` are
    those that judged the clocks, the oldest first.
    """

    starts_on: date
    handed_over: int
    answered_in_time: Rate
    without_waived: Rate
    waived: Rate  # of the met and missed
    median: float | None
    rated: int
    won: int
    open: int
    promises: list[Promise]


def weeks(user: User, *, today: date, small_n: SmallN = SMALL_N) -> list[Week]:
    """Return the last eight weeks, this one first; four queries, counted by day."""
    monday = monday_of(today)
    first, after = monday - (WEEKS - 1) * WEEK, monday + WEEK
    days = {"day__gte": first, "day__lt": after}
    theirs = HandOff.objects.filter(owner__user=user, **days)
    assigned = HandOff.objects.filter(assignments__owner__user=user, **days)
    counts: defaultdict[date, Counter[str]] = defaultdict(Counter)
    by_day = theirs.values_list("day").annotate(
        handed_over=Count("pk"),
        rated=Count("pk", filter=Q(sales_answered_at__isnull=False)),
        won=Count("pk", filter=Q(outcome="won")),
        open=Count("pk", filter=~Q(stage__in=list(ENDED))),
    )
    for on, *numbers in by_day.order_by():
        counts[monday_of(on)].update(dict(zip(COUNTS, numbers, strict=True)))
    # What was passed on to somebody else was handed over to them, and answered or not, as their clocks say.
    passed_on = assigned.exclude(owner__user=user).values_list("day").annotate(n=Count("pk", distinct=True))
    for on, n in passed_on.order_by():
        counts[monday_of(on)]["handed_over"] += n
    verdicts: defaultdict[tuple[date, str], list[int | None]] = defaultdict(list)
    clocks = Clock.objects.filter(
        scope="owner",
        promise__kind=Promise.Kind.FIRST_RESPONSE,
        owner__user=user,
        hand_off__in=assigned,
    )
    clocks = clocks.annotate(is_waived=is_waived()).order_by()
    judges: defaultdict[date, set[int]] = defaultdict(set)
    columns = ("hand_off__day", "promise", "verdict", "elapsed", "is_waived")
    for day, promise, verdict, elapsed, waived in clocks.values_list(*columns):
        judges[monday_of(day)].add(promise)
        verdicts[monday_of(day), verdict].append(elapsed)
        counts[monday_of(day)][f"{verdict}_waived"] += waived
    promises = Promise.objects.filter(pk__in=set().union(*judges.values())).order_by("version__effective_on", "pk")
    by_age = list(promises)
    return [
        _week(
            start,
            counts[start],
            verdicts[start, "met"],
            verdicts[start, "missed"],
            [promise for promise in by_age if promise.pk in judges[start]],
            small_n,
        )
        for start in (monday - back * WEEK for back in range(WEEKS))
    ]


def working_day(user: User) -> int:
    """Return how many seconds of the person's working time make a day, by the clocks of their latest hand-offs."""
    # Asked for the latest clock of all, the database walks back through everybody's to one of this person.
    latest = HandOff.objects.filter(owner__user=user).newest_first().values("pk")[:LATEST]
    clocks = Clock.objects.filter(hand_off__in=latest, owner__user=user, calendar_version__isnull=False)
    clock = clocks.select_related("calendar_version").order_by("-pk").first()
    return clock.calendar_version.working_day if clock and clock.calendar_version else DAY


def _week(
    monday: date,
    counts: Counter[str],
    met: list[int | None],
    missed: list[int | None],
    promises: list[Promise],
    small_n: SmallN,
) -> Week:
    left_met, left_missed = len(met) - counts["met_waived"], len(missed) - counts["missed_waived"]
    answered = [elapsed for elapsed in (*met, *missed) if elapsed is not None]
    return Week(
        starts_on=monday,
        handed_over=counts["handed_over"],
        answered_in_time=Rate.of(len(met), len(met) + len(missed), small_n),
        without_waived=Rate.of(left_met, left_met + left_missed, small_n),
        waived=Rate.of(counts["met_waived"] + counts["missed_waived"], len(met) + len(missed), small_n),
        median=quantiles(answered).median,
        rated=counts["rated"],
        won=counts["won"],
        open=counts["open"],
        promises=promises,
    )
