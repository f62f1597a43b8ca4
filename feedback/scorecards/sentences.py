"""What a scorecard says in one sentence. Pure: a card in, words out."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.scorecards.services import Card
from feedback.statistics import Finding
from leadgap.rates import Rate
from leadgap.ui.formats import number, percent

FEW_COVERED = 0.5


def headline(card: Card) -> str:
    """The answer to "is there a gap?", from the paired ratings alone."""
    if card.scorecard.volume == 0:
        return "No lead was handed over in this period."
    if card.scorecard.gap.n == 0:
        return f"{number(card.scorecard.volume)} leads were handed over, none of them rated by both sides."
    verdict = card.scorecard.gap.verdict
    words = verdict.sentence[0].upper() + verdict.sentence[1:]
    pairs = f"{number(card.scorecard.gap.n)} leads that both sides rated"
    if verdict.finding in {Finding.TOO_FEW, Finding.UNDECIDED}:
        return f"{words}. So far there are {pairs}."
    return f"{words}, on {pairs}."


def next_step(card: Card) -> str:
    """The next thing to do, or nothing."""
    made = card.scorecard
    if made.volume and not made.sales.n:
        return "Ask Sales to rate what it receives: each lead takes two taps in the queue."
    if made.sales.coverage.value is not None and made.sales.coverage.value < FEW_COVERED:
        unrated = made.sales.coverage.whole - made.sales.coverage.part
        return f"Sales has rated {percent(made.sales.coverage.value)}: {number(unrated)} leads are due for a rating."
    if made.marketing.n == 0 and made.volume:
        return "Marketing has rated none of these leads: set what it expects of a source, or import its scores."
    return ""


def top_reason(reasons: Sequence[tuple[str, Rate]]) -> str:
    """What Sales says most often, with its share of the rated leads."""
    if not reasons:
        return ""
    label, rate = reasons[0]
    return f"“{label}”, with {percent(rate.value)} of {number(rate.whole)} ratings"


def predictor(card: Card) -> str:
    """Whose ratings predicted the outcome, with care not to accuse."""
    found = card.scorecard.prediction
    if found.sales is None or found.marketing is None:
        return "It takes won and lost leads that both sides rated to see whose ratings predicted the outcome."
    figures = f"Sales {found.sales:.3f}, Marketing {found.marketing:.3f}, where 0.5 is chance"
    if found.better is None:
        return f"The data cannot tell whose ratings predicted the outcome better ({figures})."
    whose = "Sales’" if found.better == "sales" else "Marketing’s"
    return f"{whose} ratings predicted the outcome better ({figures})."
