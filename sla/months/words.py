"""What a month says in sentences: a board in, words out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from leadgap.ui.formats import duration, money, number, percent
from sla.months.month import ACCEPTED_SHARE, VALUE, VOLUME
from sla.months.sentences import share_words

if TYPE_CHECKING:
    from sla.months.behind import Behind
    from sla.months.board import Board
    from sla.months.month import BurnUp, Month
    from sla.months.waiting import Waiting


def headline(board: Board, currency: str) -> str:
    """Answer "who keeps what was promised this month?", Marketing first: the month is its promise."""
    first = board.first_response
    kept = first.compliance.value if first else None
    said = marketing_headline(board.month, currency).rstrip(".")
    if kept is None:
        return f"{said}."
    return f"{said}; Sales kept {percent(kept)} of its first-response promises."


def marketing_headline(month: Month, currency: str) -> str:
    """Say how much of its month Marketing has handed over."""
    handed = "handed over" if month.is_over else "has handed over"
    volume, value = month.burn_ups.get(VOLUME), month.burn_ups.get(VALUE)
    if volume:
        return (
            f"Marketing {handed} {number(volume.delivered)} of {number(float(volume.goal))} "
            f"qualified leads promised for {month.label}."
        )
    if value:
        return (
            f"Marketing {handed} leads worth {money(value.delivered, currency, 0)} of "
            f"{money(float(value.goal), currency, 0)} promised for {month.label}."
        )
    if ACCEPTED_SHARE in month.goals and month.accepted.value is not None:
        goal = share_words(month.goals[ACCEPTED_SHARE])
        return (
            f"Sales accepted {percent(month.accepted.value)} of Marketing’s leads of {month.label} ({goal} promised)."
        )
    if month.goals:
        return f"Marketing {handed} {number(month.all.qualified)} qualified leads in {month.label}."
    return f"Marketing has promised nothing for {month.label}."


def paces(month: Month, currency: str) -> Iterator[str]:
    """Yield, for each burn-up of a month that goes on, where it stands and what is still needed."""
    if month.is_over or month.is_ahead:
        return
    for kind, burn_up in month.burn_ups.items():
        yield _pace(burn_up, currency if kind == VALUE else "")


def behind_headline(behind: Behind, count: int, *, is_cut: bool) -> str:
    """Say which hand-offs are listed."""
    until = f" up to {behind.until.day} {behind.until:%B}" if behind.until else ""
    of = f"Marketing’s leads of {behind.month:%B %Y}{until}"
    if not count:
        return f"None of {of} that you may see is {behind.words}."
    more = "More than " if is_cut else ""
    return f"{more}{number(count)} of {of} {'were' if count != 1 else 'was'} {behind.words}."


def _pace(burn_up: BurnUp, currency: str) -> str:
    what = "Value" if currency else "Leads"
    rate = burn_up.needed
    if rate == 0:
        return f"{what}: what was promised is there."
    missing = _amount(float(burn_up.goal) - float(burn_up.delivered), currency)
    if rate is None:
        return f"{what}: no working day is left, and {missing} are missing."
    needed = missing if len(burn_up.days_left) == 1 else f"{_rate(rate, currency)} a working day"
    left = _left(burn_up.days_left, burn_up.today)
    return f"{what}: {_standing(burn_up.ahead, currency)}{needed} still needed, {left}."


def _left(days: Sequence[date], today: date) -> str:
    """Say for which working days; at a weekend or on a holiday today is none of them."""
    if len(days) > 1:
        return f"for the {len(days)} working days left" + (", today included" if today in days else "")
    return f"{'today' if today in days else f'on {days[0].day} {days[0]:%B}'}, the last working day"


def _standing(ahead: float | None, currency: str) -> str:
    if ahead is None:
        return ""
    size = _amount(abs(ahead), currency)
    if round(ahead) == 0:
        return "just what was due by the end of yesterday; "
    return f"{size} {'more' if ahead > 0 else 'fewer' if not currency else 'less'} than due by the end of yesterday; "


def _amount(value: float, currency: str) -> str:
    return money(value, currency, 0) if currency else number(value)


def _rate(value: float, currency: str) -> str:
    return money(value, currency, 0) if currency else number(value, 1)


def waiting_headline(found: Waiting | None, days: int) -> str:
    """Answer "what is qualified, and not handed over?" by how many wait longer than so many working days."""
    than = f"longer than {days_words(days)} to be handed over"
    if found is None:
        return "No agreement is in force, so nobody says which leads are qualified."
    late = len(found.longer_than(days))
    if not late:
        return f"No qualified lead waits {than}."
    return f"{number(late)} qualified lead{' waits' if late == 1 else 's wait'} {than}."


def waiting_sources(counts: Mapping[str, int]) -> str:
    """Say how many of those that wait came from which source, the most first."""
    in_order = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{number(count)} from {source}" for source, count in in_order)


def waits_note(days: int) -> str:
    return f"for longer than {days_words(days)}"


def days_words(days: int) -> str:
    return f"{days} working day{'' if days == 1 else 's'}"


def median_words(found: Waiting | None) -> str:
    """Say how long those had waited that were handed over."""
    if found is None or not found.n:
        return "No import says when Marketing called a lead qualified that was handed over in the last 90 days."
    median = duration(found.median, found.working_day)
    return f"Those that were handed over in the last 90 days had waited {median} in the median (n {number(found.n)})."
