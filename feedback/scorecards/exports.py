"""A league as rows of a CSV file: the numbers of the page, with what they were made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from feedback.scorecards.raters import Raters
from feedback.scorecards.services import Card, League
from feedback.scorecards.slices import WORDS


def _count(side: str, rating: int) -> Callable[[Card], int]:
    """Return the column that says how often a side gave a rating."""
    return lambda card: getattr(card.scorecard, side).counts[rating - 1]


COLUMNS: dict[str, Callable[[Card], Any]] = {
    "hand-offs": lambda card: card.scorecard.volume,
    "rated by Sales": lambda card: card.scorecard.sales.n,
    "due for a rating": lambda card: card.scorecard.sales.coverage.whole,
    "coverage": lambda card: card.scorecard.sales.coverage.value,
    "could not tell": lambda card: card.scorecard.sales.could_not_tell,
    "rated by Marketing": lambda card: card.scorecard.marketing.n,
    "pairs": lambda card: card.scorecard.gap.n,
    "mean of Marketing": lambda card: card.scorecard.gap.marketing_mean,
    "mean of Sales": lambda card: card.scorecard.gap.sales_mean,
    "gap": lambda card: card.scorecard.gap.mean,
    "gap from": lambda card: card.scorecard.gap.interval and card.scorecard.gap.interval.low,
    "gap to": lambda card: card.scorecard.gap.interval and card.scorecard.gap.interval.high,
    "verdict": lambda card: card.scorecard.gap.verdict.sentence,
    "overrated": lambda card: card.scorecard.overrated.part,
    "of rated 4–5 by Marketing": lambda card: card.scorecard.overrated.whole,
    "underrated": lambda card: card.scorecard.underrated.part,
    "of rated 1–2 by Marketing": lambda card: card.scorecard.underrated.whole,
    "AUC of Sales": lambda card: card.scorecard.prediction.sales,
    "AUC of Marketing": lambda card: card.scorecard.prediction.marketing,
    "open": lambda card: card.scorecard.open,
    "won": lambda card: card.scorecard.won,
    "lost": lambda card: card.scorecard.lost,
    "conversion": lambda card: card.scorecard.conversion.all.value,
    "gap with a fair shot": lambda card: card.fair.gap.mean,
    "pairs with a fair shot": lambda card: card.fair.gap.n,
    **{
        f"{side.capitalize()} {rating}": _count(side, rating)
        for side in ("marketing", "sales")
        for rating in range(1, 6)
    },
}


def league_rows(league: League) -> Iterator[list[Any]]:
    """Yield the header, a line a slice, and the sum of all last."""
    yield [WORDS[league.by][0], *COLUMNS]
    for card in (*league.cards, league.total):
        yield [card.name, *(value(card) for value in COLUMNS.values())]


def by_rating_rows(card: Card) -> Iterator[list[Any]]:
    """Yield the chart of conversion: a line for each rating of each side."""
    yield ["rating", "side", "won", "of closed", "share", "share from", "share to"]
    for side, rates in (
        ("Marketing", card.scorecard.conversion.by_marketing),
        ("Sales", card.scorecard.conversion.by_sales),
    ):
        for rating, rate in enumerate(rates, 1):
            yield [rating, side, *rate.cells]


def rater_rows(found: Raters) -> Iterator[list[Any]]:
    """Yield a line for each rep who rated."""
    yield ["rep", "ratings", "mean", "expected", "severity", "gap without", "gap from", "gap to", "pairs without"]
    for row in found.rows:
        own, gap = row.severity, row.without
        ends = [gap.interval.low, gap.interval.high] if gap.interval else [None, None]
        yield [row.name, own.n, own.mean, own.expected, own.value, gap.mean, *ends, gap.n]
