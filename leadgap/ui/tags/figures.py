"""Figures that the server draws: SVG without a style attribute, so that it shows on paper and under the CSP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.text import slugify

from leadgap.rates import SMALL_N, Rate
from leadgap.ui import formats, words
from leadgap.ui.charts import Chart
from leadgap.ui.tags.formatting import Span

register = template.Library()

BAR_WIDTH = 72  # in pixels, as the templates say
PLOT_WIDTH = 160
SPARK_WIDTH = 96
SPARK_HEIGHT = 24
HEAT = (0.15, 0.35, 0.6)  # shares missed, from which a cell is a step darker
MARGIN = 4  # keeps the dot of an end inside the picture


def place(value: float, start: float, end: float, width: float) -> float:
    """Where on a line of `width` a value stands; what lies outside stands at the end."""
    share = (value - start) / (end - start)
    return round(MARGIN + min(1.0, max(0.0, share)) * (width - 2 * MARGIN), 1)


@register.inclusion_tag("components/rate_cell.html")
def rate_cell(rate: Rate | None, goal: float | None = None, href: str = "") -> dict[str, Any]:
    """{% rate_cell row.compliance goal=0.95 href=url %}: value, interval as a bar, n."""
    if rate is None or rate.value is None or rate.low is None or rate.high is None:
        return {"text": "", "dash": formats.DASH}
    low, high = place(rate.low, 0, 1, BAR_WIDTH), place(rate.high, 0, 1, BAR_WIDTH)
    interval, n = formats.percent_interval(rate.low, rate.high), f"n{formats.SPACE}{formats.number(rate.whole)}"
    # All of it is text: a template takes its time over numbers, and a table has hundreds of them.
    return {
        "text": formats.percent(rate.value) if goal is None else formats.percent_against(rate.value, goal),
        "href": href,
        "is_weak": bool(rate.label),
        "title": f"{formats.number(rate.part)} / {formats.number(rate.whole)}, {interval}",
        "note": f"{n}, {rate.label}" if rate.label else f"{interval}, {n}",
        "low": str(low),
        "span": f"{high - low:.1f}",
        "point": f"{place(rate.value, 0, 1, BAR_WIDTH) - 1:.1f}",  # the mark is two wide
        "goal_at": "" if goal is None else str(place(goal, 0, 1, BAR_WIDTH)),
    }


@register.simple_tag
def counted(n: int, address: str, query: str = "", *more: str) -> str:
    """{% counted row.figures.met clocks_url query "verdict=met" %}: a number, and the way to what it counts.

    Without a query, or of nothing, there is none.
    """
    text = formats.number(n)
    if not n or not query:
        return text
    return format_html('<a href="{}?{}">{}</a>', address, "&".join([query, *more]), text)


@register.filter
def heat(rate: Rate) -> str:
    """{{ rate|heat }} → "heat-2": how much of it was missed, in four steps; nothing for what is too few to say."""
    if rate.value is None or rate.label == SMALL_N.label(0):
        return "heat-unsure"
    return f"heat-{sum(1 - rate.value >= step for step in HEAT)}"


@register.inclusion_tag("components/interval_plot.html")
def interval_plot(
    value: float | None, span: Span | None, start: float, end: float, zero: float | None = None, digits: int = 2
) -> dict[str, Any]:
    """{% interval_plot gap.value gap.interval -2 2 zero=0 %}: a dot with its whisker on a shared scale."""
    if value is None:
        return {"value": None, "dash": formats.DASH}
    low, high = (value, value) if span is None or span.low is None or span.high is None else (span.low, span.high)
    return {
        "value": place(value, start, end, PLOT_WIDTH),
        "low": place(low, start, end, PLOT_WIDTH),
        "high": place(high, start, end, PLOT_WIDTH),
        "zero": None if zero is None else place(zero, start, end, PLOT_WIDTH),
        "text": f"{formats.signed(value, digits)} {formats.interval(low, high, digits)}",
    }


@register.inclusion_tag("components/sparkline.html")
def sparkline(
    values: Sequence[float | None], label: str, start: float | None = None, end: float | None = None
) -> dict[str, Any]:
    """{% sparkline weekly "Promises kept, last 12 weeks" start=0 end=1 %}; a None is a gap in the line."""
    known = [value for value in values if value is not None]
    if not known:
        return {"label": label, "dash": formats.DASH, "lines": []}
    low = min(known) if start is None else start
    high = max(known) if end is None else end
    high = high if high > low else low + 1
    points: list[tuple[float, float] | None] = [
        None
        if value is None
        else (
            place(index, 0, max(1, len(values) - 1), SPARK_WIDTH),
            round(SPARK_HEIGHT - place(value, low, high, SPARK_HEIGHT), 1),
        )
        for index, value in enumerate(values)
    ]
    return {"label": label, "lines": _lines(points), "last": [point for point in points if point][-1]}


@register.inclusion_tag("components/pear.html")
def pear(
    marketing: Sequence[int],
    sales: Sequence[int],
    caption: str = "",
    marketing_hrefs: Sequence[str] = (),
    sales_hrefs: Sequence[str] = (),
) -> dict[str, Any]:
    """{% pear card.marketing_counts card.sales_counts %}: both distributions back to back, counts of ratings 1 to 5.

    The hrefs, 1 to 5 too, lead from a bar to the leads behind it.
    """
    totals = sum(marketing), sum(sales)
    sides = zip((marketing, sales), totals, strict=True)
    longest = max(_share(count, total) for counts, total in sides for count in counts)
    rows = [
        {
            "rating": rating,
            "word": words.RATINGS[rating],
            "marketing": _bar(marketing, marketing_hrefs, rating, totals[0], longest),
            "sales": _bar(sales, sales_hrefs, rating, totals[1], longest),
        }
        for rating in range(5, 0, -1)
    ]
    return {"rows": rows, "marketing_total": totals[0], "sales_total": totals[1], "caption": caption}


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """{% chart chart %}: the figure, its legend, its table and its CSV. The id comes from the title."""
    name = f"chart-{slugify(chart.title)}"
    return {"chart": chart, "id": name, "data_id": f"{name}-data"}


def _lines(points: Sequence[tuple[float, float] | None]) -> list[str]:
    """The points of each unbroken stretch, as SVG writes them."""
    lines: list[list[str]] = [[]]
    for point in points:
        if point is None:
            lines.append([])
        else:
            lines[-1].append(f"{point[0]},{point[1]}")
    return [" ".join(line) for line in lines if len(line) > 1]


def _share(count: int, total: int) -> float:
    return count / total if total else 0.0


def _bar(counts: Sequence[int], hrefs: Sequence[str], rating: int, total: int, longest: float) -> dict[str, Any]:
    """A bar as wide as its share of its own side, the longest of both sides being 100."""
    count = counts[rating - 1]
    share = count / total if total else None
    width = round(100 * share / longest, 1) if share else 0.0
    href = hrefs[rating - 1] if hrefs and count else ""
    return {"count": count, "share": share, "width": width, "start": round(100 - width, 1), "href": href}
