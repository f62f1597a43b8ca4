"""Charts of one scorecard."""

from __future__ import annotations

from feedback.scorecards.behind import CLOSED, Links
from feedback.statistics import Scorecard
from leadgap.rates import Rate
from leadgap.ui.charts import Chart, Kind, Series, Token, Unit
from leadgap.ui.words import RATINGS


def by_rating_chart(card: Scorecard, links: Links, csv_url: str) -> Chart:
    """Conversion by each side's rating: whose high ratings end well?"""
    series = [
        _series(
            "Marketing’s rating",
            Token.MARKETING,
            card.conversion.by_marketing,
            links.by_rating("marketing", outcome=CLOSED),
        ),
        _series("Sales’ rating", Token.SALES, card.conversion.by_sales, links.by_rating("sales", outcome=CLOSED)),
    ]
    return Chart(
        title="Won, by rating",
        kind=Kind.BAR,
        categories=[f"{value} {RATINGS[value]}" for value in range(1, 6)],
        series=series,
        summary="The share of closed leads that were won, for each rating of each side.",
        unit=Unit.SHARE,
        category_label="Rating",
        csv_url=csv_url,
    )


def _series(name: str, token: Token, rates: tuple[Rate, ...], hrefs: list[str]) -> Series:
    return Series(
        name=name,
        token=token,
        values=[rate.value for rate in rates],
        hrefs=hrefs,
        lows=[rate.low for rate in rates],
        highs=[rate.high for rate in rates],
        counts=[rate.whole for rate in rates],
    )
