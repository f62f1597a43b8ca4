"""The charts of compliance: kept by week and by hour, answered within any time. The promise is a line across."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from leadgap.rates import TOO_FEW, Rate
from leadgap.ui.charts import Chart, Kind, Series, Token, Unit
from leadgap.ui.formats import duration, number, percent
from sla.compliance.curves import PromiseCurve
from sla.compliance.figures import ComplianceRow
from sla.compliance.hours import ByHour, Hour
from sla.compliance.slices import week_name
from sla.compliance.table import Compliance
from sla.compliance.words import (
    DONE,
    SALES,
    by_hour_headline,
    curve_headline,
    speed_sentence,
    stretch_name,
    stretch_tick,
)
from sla.models import Signature
from sla.models.promises import side_of
from sla.speed import SpeedAndOutcome, Stretch

WEEKS_OF_A_YEAR = 53


def by_week_chart(
    found: Compliance,
    *,
    href: Callable[[ComplianceRow], str],
    csv_url: str,
    notes: Mapping[str, str] = MappingProxyType({}),
) -> Chart:
    """`href` leads to the misses of a week; `notes` by week say what was special about it."""
    known = {str(week.key): week for week in found.weeks}
    mondays = _every_monday(list(known))
    weeks = [known.get(monday) for monday in mondays]
    series = Series(
        "Kept",
        _token(found.kind),
        [week.compliance.value if week else None for week in weeks],
        hrefs=[href(week) if week else "" for week in weeks],
        lows=[week.compliance.low if week else None for week in weeks],
        highs=[week.compliance.high if week else None for week in weeks],
        counts=[week.compliance.whole if week else None for week in weeks],
    )
    names = [week_name(date.fromisoformat(monday)) for monday in mondays]
    return Chart(
        title=f"Kept by week of the hand-off · {found.period.label}",
        kind=Kind.LINE,
        categories=[", ".join(filter(None, named)) for named in zip(names, map(notes.get, mondays), strict=True)],
        ticks=[_tick(monday, len(mondays) > WEEKS_OF_A_YEAR) for monday in mondays],
        series=[series],
        summary=_summary(found.weeks),
        unit=Unit.SHARE,
        category_label="Week",
        goal=_line(found.total.goal),
        goals=[[float(goal) for goal in week.goals] if week else [] for week in weeks],
        csv_url=csv_url,
    )


def _every_monday(known: list[str]) -> list[str]:
    """Return the weeks from the first to the last, those without a clock too: they are gaps in the line."""
    if not known:
        return []
    first, last = date.fromisoformat(min(known)), date.fromisoformat(max(known))
    return [(first + timedelta(weeks=place)).isoformat() for place in range((last - first).days // 7 + 1)]


def by_hour_chart(found: ByHour, *, href: Callable[[Hour], str], csv_url: str) -> Chart:
    """`href` leads to the clocks of an hour."""
    series = Series(
        "Kept",
        _token(found.kind),
        [each.all.value for each in found.hours],
        hrefs=[href(each) for each in found.hours],
        lows=[each.all.low for each in found.hours],
        highs=[each.all.high for each in found.hours],
        counts=[each.all.whole for each in found.hours],
    )
    return Chart(
        title="Kept by hour of the day",
        kind=Kind.BAR,
        categories=[f"{each.hour:02}:00" for each in found.hours],
        series=[series],
        summary=by_hour_headline(found),
        unit=Unit.SHARE,
        category_label="From",
        goal=_line(found.goal),
        csv_url=csv_url,
    )


def curve_chart(found: PromiseCurve, *, href: Callable[[int], str], csv_url: str, who: str = SALES) -> Chart:
    """`href` leads to what was done within so many seconds."""
    points = found.points()
    times = [seconds for seconds, _ in points]
    series = Series(
        DONE[found.kind].capitalize(),
        _token(found.kind),
        [point.share for _, point in points],
        hrefs=[href(seconds) for seconds in times],
        lows=[point.low for _, point in points],
        highs=[point.high for _, point in points],
    )
    return Chart(
        title=f"{DONE[found.kind].capitalize()} within a time",
        kind=Kind.LINE,
        categories=[duration(seconds, found.working_day) for seconds in times],
        series=[series],
        summary=curve_headline(found, who=who),
        unit=Unit.SHARE,
        category_label="Within",
        goal=_line(found.goal),
        goal_at=times.index(found.target) if found.target in times else None,
        csv_url=csv_url,
    )


def speed_chart(
    found: SpeedAndOutcome, *, kind: str, working_day: int, href: Callable[[Stretch], str] | None, csv_url: str
) -> Chart:
    """`href` leads to the clocks of a stretch; None: this person may not list them."""
    rates = [each.won for each in found.stretches]
    series = Series(
        "Won",
        Token.SALES,
        [rate.value for rate in rates],
        hrefs=[href(each) for each in found.stretches] if href else (),
        lows=[rate.low for rate in rates],
        highs=[rate.high for rate in rates],
        counts=[rate.whole for rate in rates],
    )
    return Chart(
        title=f"Won of the closed, by when they were {DONE[kind]}",
        kind=Kind.BAR,
        categories=[stretch_name(each, DONE[kind], working_day) for each in found.stretches],
        ticks=[stretch_tick(each, working_day) for each in found.stretches],
        series=[series],
        summary=speed_sentence(found, kind),
        unit=Unit.SHARE,
        category_label=DONE[kind].capitalize(),
        csv_url=csv_url,
    )


def _line(goal: Decimal | None) -> float | None:
    return None if goal is None else float(goal)


def _token(kind: str) -> Token:
    return Token.MARKETING if side_of(kind) == Signature.Side.MARKETING else Token.SALES


def _tick(key: str, is_long: bool) -> str:
    """The Monday of a week, without its year: the year is in the name. Over more than a year the month and its year."""
    monday = date.fromisoformat(key)
    return f"{monday:%b %Y}" if is_long else f"{monday.day} {monday:%b}"


def _summary(weeks: list[ComplianceRow]) -> str:
    known = [week for week in weeks if week.compliance.value is not None]
    if not known:
        return "No week has a decided clock."
    return f"In the first week shown {_kept(known[0].compliance)}, in the last {_kept(known[-1].compliance)}."


def _kept(rate: Rate) -> str:
    if rate.label == TOO_FEW:
        return f"too few were decided to say ({number(rate.whole)})"
    return f"{percent(rate.value)} were kept"
