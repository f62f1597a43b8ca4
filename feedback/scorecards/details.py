"""Everything under "How sure?", as lines of a table; and the tables of the Simpson guard. Values in, text out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from feedback.scorecards.services import Card, Reversal
from feedback.statistics import Part, Scorecard
from leadgap.rates import Interval, Rate
from leadgap.ui.formats import DASH, interval, number, percent, percent_interval, signed

SIZES = {"small": "under 50", "medium": "50 to 999", "large": "1000 and more", "": "unknown"}


class Line(NamedTuple):
    """What it is, what it comes to, and what it rests on."""

    label: str
    value: str
    base: str = ""


def gap_note(made: Scorecard) -> str:
    """The interval of the gap and the pairs it rests on."""
    gap = made.gap
    found = span(gap.interval)
    pairs = f"{number(gap.n)} {'pair' if gap.n == 1 else 'pairs'}" + (f" · {gap.label}" if gap.label else "")
    return pairs if found == DASH else f"{found} · {pairs}"


def won_note(disagreeing: Rate, won: Rate) -> str:
    """How the leads ended on which the sides disagree: what the disagreement was worth. Nothing where they do not."""
    if not disagreeing.part:
        return ""
    if not won.whole:
        return "none has closed yet"
    part = number(won.part) if won.label else percent(won.value)
    return f"{part} of {number(won.whole)} closed {'was' if won.part == 1 and won.label else 'were'} won"


def span(found: Interval | None, digits: int = 2) -> str:
    return interval(found.low, found.high, digits) if found else DASH


def groups(card: Card) -> list[tuple[str, list[Line]]]:
    """Return the lines under their headings, in the order in which the glossary explains them."""
    return [
        ("Each side by itself", [*_sides(card), *_bounds(card)]),
        ("On the leads that both sides rated", list(_pairs(card))),
        ("How they ended", list(_outcome(card))),
    ]


def _rate(label: str, rate: Rate) -> Line:
    return Line(
        label,
        percent(rate.value, 1),
        f"{number(rate.part)} of {number(rate.whole)}, {percent_interval(rate.low, rate.high, 1)}",
    )


def _sides(card: Card) -> Iterator[Line]:
    for name, side in (("Marketing", card.scorecard.marketing), ("Sales", card.scorecard.sales)):
        yield Line(f"Mean rating of {name}", number(side.mean, 3), f"{number(side.n)} ratings, paired or not")
        yield _rate(f"4 or 5 from {name}", side.top_two)
        yield _rate(f"3 or less from {name}", side.three_or_less)
    yield _rate("Coverage: rated of those due for a rating by Sales", card.scorecard.sales.coverage)
    yield Line("Sales could not tell", number(card.scorecard.sales.could_not_tell), "answered, without a rating")
    expected = sum(card.scorecard.defaults)
    yield Line("Expected by source or campaign", number(expected), "shown here, and in no verdict")


def _pairs(card: Card) -> Iterator[Line]:
    made, gap = card.scorecard, card.scorecard.gap
    yield Line("Marketing’s mean over pairs", number(gap.marketing_mean, 3), f"{number(gap.n)} pairs")
    yield Line("Sales’ mean over pairs", number(gap.sales_mean, 3), f"{number(gap.n)} pairs")
    yield Line(
        "Gap: Marketing − Sales", signed(gap.mean, 3), f"95 % {span(gap.interval, 3)}, 90 % {span(gap.interval90, 3)}"
    )
    yield Line("The gap if pairs of one rep resemble each other", signed(gap.mean, 3), span(gap.by_rep, 3))
    yield Line(
        "Marketing higher / equal / lower",
        f"{number(gap.up)} / {number(gap.equal)} / {number(gap.down)}",
        f"dominance {signed(gap.dominance, 3)}",
    )
    yield _rate("Overrated: Sales 1–2 where Marketing gave 4–5", made.overrated)
    yield _rate("Underrated: Sales 4–5 where Marketing gave 1–2", made.underrated)
    yield _rate("Within one point of each other", made.agreement.within_one)
    prevalence = "one rating holds over 80 %, so κ is low however well they agree" if made.agreement.is_lopsided else ""
    yield Line("Weighted κ", number(made.agreement.kappa, 3), prevalence)
    yield Line(
        "Distance of the distributions, W₁", number(made.shape.w1, 3), f"crossing {number(made.shape.crossing, 3)}"
    )
    yield Line(
        "Cliff’s δ, as if nothing were paired",
        signed(made.cliffs_delta, 3),
        f"unpaired only {signed(made.unpaired.cliffs_delta, 3)}, "
        f"of {number(made.unpaired.marketing)} and {number(made.unpaired.sales)}",
    )


def _outcome(card: Card) -> Iterator[Line]:
    made = card.scorecard
    base = f"{number(made.prediction.n)} closed pairs"
    yield Line("AUC of Sales’ ratings", number(made.prediction.sales, 3), base)
    yield Line("AUC of Marketing’s ratings", number(made.prediction.marketing, 3), base)
    rated, every = made.conversion.by_sales, made.conversion.all
    won, closed = sum(rate.part for rate in rated), sum(rate.whole for rate in rated)
    yield _rate("Won of closed", every)
    yield _rate("Won of closed that Sales rated", Rate.of(won, closed))
    yield _rate("Won of closed that Sales did not rate", Rate.of(every.part - won, every.whole - closed))
    yield _rate("Won of the overrated", made.conversion.overrated)
    yield _rate("Won of the underrated", made.conversion.underrated)
    yield _rate("Still open", made.conversion.still_open)
    for rating, rate in enumerate(made.conversion.by_sales, 1):
        yield _rate(f"Won where Sales gave {rating}", rate)


def _bounds(card: Card) -> Iterator[Line]:
    bounds = card.scorecard.bounds
    if bounds:
        value = f"{number(bounds.worst, 3)} … {number(bounds.best, 3)}"
        yield Line("Sales’ mean if the unrated were all 1, or all 5", value, f"{number(card.scorecard.volume)} leads")


class Compared(NamedTuple):
    """A number over all hand-offs, and over those for which Sales kept its promise: rates, or texts with a note."""

    label: str
    every: Rate | Line
    fair: Rate | Line


def fair_shot(card: Card) -> list[Compared]:
    """Return the scorecard beside the one over the hand-offs that got a fair shot; nothing where there are none."""
    if not card.fair.volume:
        return []
    numbers: list[tuple[str, Callable[[Scorecard], Rate | Line]]] = [
        ("Leads handed over", lambda made: Line("", number(made.volume))),
        ("Rated by Sales", lambda made: made.sales.coverage),
        ("Sales’ mean rating", lambda made: Line("", number(made.sales.mean, 2), f"n {number(made.sales.n)}")),
        ("Gap", lambda made: Line("", signed(made.gap.mean, 2), _gap_base(made))),
        ("Overrated", lambda made: made.overrated),
        ("Underrated", lambda made: made.underrated),
        ("Won of closed", lambda made: made.conversion.all),
    ]
    return [Compared(label, of(card.scorecard), of(card.fair)) for label, of in numbers]


def _gap_base(made: Scorecard) -> str:
    return f"{span(made.gap.interval)}, n {number(made.gap.n)}"


@dataclass(frozen=True, slots=True)
class ReversalTable:
    """A reversal as it is shown: the sentence, and a line a company size."""

    sentence: str
    first: str
    second: str
    lines: list[tuple[str, str, str, float]]
    as_is: tuple[str, str]
    standardised: tuple[str, str]


def reversal_tables(found: Iterable[Reversal]) -> list[ReversalTable]:
    """Return the tables, the clearest first: where the lead is wide before it turns round, and after."""
    return [reversal_table(reversal) for reversal in sorted(found, key=_narrowest_lead, reverse=True)]


def _narrowest_lead(reversal: Reversal) -> float:
    found = reversal.comparison
    leads = (
        (found.first or 0) - (found.second or 0),
        (found.first_standardised or 0) - (found.second_standardised or 0),
    )
    # Shares run from 0 to 1, ratings from 1 to 5.
    return min(map(abs, leads)) / (1 if reversal.measure == "conversion" else 4)


def reversal_table(found: Reversal) -> ReversalTable:
    compared = found.comparison
    write: Callable[[float | None], str] = percent if found.measure == "conversion" else _points
    word = "wins more often" if found.measure == "conversion" else "is rated higher by Sales"
    ahead, behind = (
        (found.first, found.second)
        if (compared.first_standardised or 0) > (compared.second_standardised or 0)
        else (found.second, found.first)
    )
    return ReversalTable(
        sentence=f"{behind} {word} than {ahead}, but only for its mix of companies: at the same mix it is {ahead}.",
        first=found.first,
        second=found.second,
        lines=[
            (
                SIZES.get(str(part.name), str(part.name)),
                _part(part.first, write),
                _part(part.second, write),
                part.weight,
            )
            for part in compared.segments
        ],
        as_is=(write(compared.first), write(compared.second)),
        standardised=(write(compared.first_standardised), write(compared.second_standardised)),
    )


def _points(value: float | None) -> str:
    return number(value, 2)


def _part(part: Part, write: Callable[[float | None], str]) -> str:
    return f"{write(part.total / part.n if part.n else None)} of {number(part.n)}"
