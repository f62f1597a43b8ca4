"""The burn-up of a month as a chart: working day by working day against what was promised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from leadgap.ui.charts import Chart, Kind, Series, Token
from leadgap.ui.formats import number
from sla.months.month import VOLUME, BurnUp, Point


def drawn(burn_up: BurnUp) -> Sequence[Point]:
    """Return the days that are drawn: the working days, today, and the last day, to which a weekend's leads count."""
    last = burn_up.points[-1]
    return [point for point in burn_up.points if point.is_working or point.day == burn_up.today or point is last]


def burn_up_chart(burn_up: BurnUp, *, currency: str, href: Callable[[str, date], str], csv_url: str) -> Chart:
    """`href` leads to what was handed over, or accepted, up to a day."""
    points = drawn(burn_up)
    is_volume = burn_up.kind == VOLUME
    delivered = [None if each.delivered is None else _rounded(each.delivered) for each in points]
    accepted = [None if each.accepted is None else _rounded(each.accepted) for each in points]
    known = [each.day if each.delivered is not None else None for each in points]

    def hrefs(what: str) -> list[str]:
        return [href(what, day) if day else "" for day in known]

    return Chart(
        title="Qualified leads, day by day" if is_volume else f"Lead value, day by day, in {currency}",
        kind=Kind.LINE,
        categories=[f"{each.day:%a} {each.day.day} {each.day:%b}" for each in points],
        ticks=[str(each.day.day) for each in points],
        series=[
            Series("Promised", Token.SOFT, [round(each.target, 1) for each in points]),
            Series(
                "Handed over",
                Token.MARKETING,
                delivered,
                hrefs=[href("qualified", day) if day else "" for day in known],
            ),
            Series(
                "Accepted of it", Token.INK, accepted, hrefs=[href("accepted", day) if day else "" for day in known]
            ),
        ],
        summary=_summary(burn_up),
        category_label="Up to",
        csv_url=csv_url,
    )


def _rounded(amount: object) -> int:
    return round(float(str(amount)))


def _summary(burn_up: BurnUp) -> str:
    what = "leads" if burn_up.kind == VOLUME else "of value"
    return f"{number(burn_up.delivered)} of {number(float(burn_up.goal))} {what} are handed over."
