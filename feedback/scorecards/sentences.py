"""What a scorecard says in one sentence: a card in, words out."""

from __future__ import annotations

from collections.abc import Mapping

from feedback.scorecards.behind import Behind
from feedback.scorecards.raters import Raters
from feedback.scorecards.services import Card, League
from feedback.statistics import Finding, Scorecard
from leadgap.periods import Period
from leadgap.ui.formats import number, percent, signed
from leadgap.ui.words import RATINGS
from sla.compliance.words import when_of

FEW_COVERED = 0.5
# From how many points on one rep is said to rate otherwise than the others.
FAR = 0.25


def headline(made: Scorecard) -> str:
    """The answer to "is there a gap?", from the paired ratings alone."""
    if made.volume == 0:
        return "No lead was handed over."
    if made.gap.n == 0:
        if made.volume == 1:
            return "1 lead was handed over, and not rated by both sides."
        return f"{number(made.volume)} leads were handed over, none of them rated by both sides."
    verdict = made.gap.verdict
    pairs = f"{number(made.gap.n)} leads that both sides rated"
    if verdict.finding in {Finding.TOO_FEW, Finding.UNDECIDED}:
        return f"{_capital(verdict.sentence)}. So far there are {pairs}."
    caveat = f": {verdict.caveat}" if verdict.caveat else ""
    return f"{_capital(verdict.claim)}, on {pairs}{caveat}."


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def next_step(card: Card) -> str:
    """The next thing to do, or nothing."""
    made = card.scorecard
    if made.volume and not made.sales.n:
        return "Ask Sales to rate what it receives: each lead takes two taps in the queue."
    if made.sales.coverage.value is not None and made.sales.coverage.value < FEW_COVERED:
        unrated = made.sales.coverage.whole - made.sales.coverage.part
        unrated_leads = "1 lead is" if unrated == 1 else f"{number(unrated)} leads are"
        return f"Sales has rated {percent(made.sales.coverage.value)}: {unrated_leads} due for a rating."
    if made.marketing.n == 0 and made.volume:
        return "Marketing has rated none of these leads: set what it expects of a source, or import its scores."
    return ""


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


def behind_headline(behind: Behind, count: int, period: Period, slice_: str, labels: Mapping[str, str]) -> str:
    """Say which hand-offs a list holds, and how many they are."""
    said = [
        _rated("Marketing", behind.marketing),
        _rated("Sales", behind.sales),
        "both sides rated them" if behind.pairs and not (behind.marketing and behind.sales) else "",
        f"they were {' or '.join(behind.outcomes).replace('open', 'still open')}" if behind.outcomes else "",
        f"Sales said “{labels.get(behind.reason, behind.reason)}”" if behind.reason else "",
        slice_,
    ]
    leads = f"{number(count)} lead{'s' if count != 1 else ''}{when_of(period)}"
    return f"{leads}: {'; '.join(part for part in said if part)}." if any(said) else f"{leads}."


def _rated(side: str, ratings: tuple[int, ...]) -> str:
    if not ratings:
        return ""
    if len(ratings) == len(RATINGS):
        return f"{side} rated them"
    return f"{side} rated them {' or '.join(map(str, ratings))}"


def basis(counts: Mapping[str, int]) -> str:
    """Say what Marketing's ratings rest on; what it only expects is kept apart."""
    words = {"individual": "given one by one", "score_band": "taken from a score", "late": "given after Sales’"}
    parts = [f"{number(counts[name])} {text}" for name, text in words.items() if counts.get(name)]
    sentence = f"Marketing’s ratings: {', '.join(parts)}." if parts else ""
    expected = counts.get("default", 0)
    if not expected:
        return sentence
    leads = f"{number(expected)} {'more ' if parts else ''}lead{'s have' if expected != 1 else ' has'}"
    return f"{sentence} {leads} only what Marketing expects of the source or campaign: it enters no verdict.".strip()


def apart(league: League) -> list[tuple[Card, str]]:
    """The slices whose gap is sure, the widest of each direction first: what one number for all of them hides."""
    gaps = ((card, card.scorecard.gap) for card in league.cards)
    sure = [card for card, gap in gaps if gap.verdict.finding is Finding.GAP and not gap.label]
    by_gap = sorted(sure, key=lambda card: card.scorecard.gap.mean or 0.0)
    most = [card for card in by_gap[-1:] if (card.scorecard.gap.mean or 0) > 0]
    least = [card for card in by_gap[:1] if (card.scorecard.gap.mean or 0) < 0]
    return [(card, card.scorecard.gap.verdict.sentence) for card in (*most, *least)]


def raters_headline(found: Raters) -> str:
    """Does the gap hang on who rates?"""
    told = [row for row in found.rows if not row.label]
    if not found.rows:
        return "No rep has rated a lead in this period."
    if len(found.rows) < 2:
        return "One rater alone cannot be compared with anybody."
    if not told:
        return "No rep has rated enough yet to be called strict or mild."
    widest = max(told, key=lambda row: abs(row.severity.value))
    by = number(abs(widest.severity.value), 1)
    how = "stricter" if widest.severity.value < 0 else "milder"
    sentence = f"{widest.name} rates {by} points {how} than the others rate the same sources"
    if abs(widest.severity.value) < FAR:
        sentence = f"The reps rate alike: none is further than {by} points from the others on the same sources"
    means = [row.without.mean for row in told if row.without.mean is not None]
    if found.gap.mean is None or not means:
        return f"{sentence}."
    ends = dict.fromkeys(signed(end, 1) for end in (min(means), max(means)))
    return f"{sentence}. Without any one rep the gap is {' to '.join(ends)}."
