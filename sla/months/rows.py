"""Marketing's promises of a month as lines of a table: a month in, texts and rates out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from leadgap.rates import Rate
from leadgap.ui.formats import money, number
from sla.months.month import ACCEPTED_SHARE, COMPLETENESS, VALUE, VOLUME, Month
from sla.months.sentences import share_words

NAMES = {
    VOLUME: "Qualified leads",
    VALUE: "Lead value",
    ACCEPTED_SHARE: "Accepted share",
    COMPLETENESS: "Completeness",
}
# From what is counted, and the promise it is counted for, to the address of its hand-offs.
Links = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: an amount with how much of its goal it is, or a rate."""

    kind: str
    name: str
    promised: str
    verdict: str
    href: str
    amount: str = ""
    attainment: float | None = None
    rate: Rate | None = None
    goal: Decimal | None = None


def month_lines(month: Month, currency: str, links: Links) -> list[Line]:
    """Return a line for each promise of a month, in the order of the agreement's kinds."""
    return [*_amounts(month, currency, links), *_shares(month, links)]


def names_of(months: Sequence[Month]) -> list[str]:
    """Return the columns of a table of months: a name for each kind that any of them promises."""
    return [NAMES[kind] for kind in _kinds(months)]


def cells_of(month: Month, months: Sequence[Month], currency: str, links: Links) -> list[tuple[str, Line | None]]:
    """Return the cells of a month in such a table, each with its column's name."""
    lines = {line.kind: line for line in month_lines(month, currency, links)}
    return [(NAMES[kind], lines.get(kind)) for kind in _kinds(months)]


def _kinds(months: Sequence[Month]) -> list[str]:
    return [kind for kind in NAMES if any(kind in each.goals for each in months)]


def _amounts(month: Month, currency: str, links: Links) -> Iterator[Line]:
    for kind, burn_up in month.burn_ups.items():
        yield Line(
            kind,
            NAMES[kind],
            promised=_written(kind, float(burn_up.goal), currency),
            verdict=burn_up.verdict,
            href=links("qualified", kind),
            amount=_written(kind, burn_up.delivered, currency),
            attainment=burn_up.attainment,
        )


def _shares(month: Month, links: Links) -> Iterator[Line]:
    behind = {ACCEPTED_SHARE: "decided", COMPLETENESS: "incomplete"}
    for kind, rate in month.shares.items():
        goal, verdict, href = month.goals[kind], month.verdict(kind), links(behind[kind], kind)
        yield Line(kind, NAMES[kind], share_words(goal), verdict, href, rate=rate, goal=goal)


def _written(kind: str, amount: Decimal | float, currency: str) -> str:
    return number(amount) if kind == VOLUME else money(amount, currency, 0)
