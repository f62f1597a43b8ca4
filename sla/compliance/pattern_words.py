"""What patterns say in sentences that accuse nobody: counts in, words out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leadgap.periods import written
from leadgap.rates import Rate
from leadgap.ui.formats import number, percent
from sla.compliance.words import when_of

if TYPE_CHECKING:
    from leads.models import HandOff
    from sla.compliance.patterns import Patterns
    from sla.patterns import AroundDue


@dataclass(frozen=True, slots=True)
class Section:
    """One pattern: what was found, what else would look the same, and the newest hand-offs it was found in.

    `around` sets what was stopped just before due against just after; None of a pattern that has nothing to do with it.
    """

    key: str
    title: str
    said: str
    same: str
    rate: Rate
    hand_offs: list[HandOff]
    around: AroundDue | None = None


def pattern_headline(found: Patterns) -> str:
    """Say how many accepted leads were not contacted: of the patterns, the one that costs a lead."""
    rate, when = found.not_contacted, _when(found)
    if not found.in_bursts.whole and not rate.whole:
        return f"No data: no first response was due{when}."
    if not rate.whole:
        return f"No lead was accepted{when}, so none was accepted and not contacted."
    if not rate.part:
        return f"All {number(rate.whole)} accepted leads were contacted{when}."
    return f"{_of(rate)} accepted {_leads(rate)} not contacted{when}."


def _when(found: Patterns) -> str:
    """Return of which days they are: where those of the period are too many, since when."""
    if found.since is None:
        return when_of(found.period)
    if found.period.name == "between":
        return when_of(replace(found.period, start=found.since))
    return f" since {written(found.since)}"


def sections(found: Patterns) -> Iterator[Section]:
    """Yield the patterns that have anything to be measured on, and say where calls were not measured."""
    reported = (
        f" {number(found.self_reported)} of them by touches that were logged by hand." if found.self_reported else ""
    )
    all_of_them = [
        Section(
            "not_contacted",
            "Accepted, not contacted",
            f"{_of(found.not_contacted)} accepted {_leads(found.not_contacted)} not contacted, not even late.",
            "A lead that answered by itself looks the same, where the CRM does not report it.",
            found.not_contacted,
            found.examples["not_contacted"],
        ),
        Section(
            "just_in_time",
            "Just in time",
            f"{_of(found.just_in_time)} kept {_promises(found.just_in_time)} kept in the last twentieth of the time: "
            f"{_beside(found.around)}.{reported}",
            "Good planning looks the same.",
            found.just_in_time,
            found.examples["just_in_time"],
            found.around,
        ),
        Section(
            "decided_just_in_time",
            "Decided just in time",
            f"{_of(found.decided_just_in_time)} decisions in time came in the last "
            f"twentieth of it: {_beside(found.around_decision)}.",
            "Whoever decides at the end of every day looks the same, and so does one who first looked closely.",
            found.decided_just_in_time,
            found.examples["decided_just_in_time"],
            found.around_decision,
        ),
        Section(
            "in_bursts",
            "Many at once",
            f"{_of(found.in_bursts)} first {_touches(found.in_bursts)} logged within a minute of four or more "
            "others of the same owner.",
            "A mailing looks the same, and so does catching up at the end of a day.",
            found.in_bursts,
            found.examples["in_bursts"],
        ),
    ]
    measured = [each for each in all_of_them if each.rate.whole]
    yield from measured
    if measured or found.short_calls.whole:
        yield _short_calls(found)


def _short_calls(found: Patterns) -> Section:
    rate = found.short_calls
    said = (
        f"{_of(rate)} {'call' if rate.whole == 1 else 'calls'} said to have reached the lead took less than a minute, "
        "in a row of five or more of the same person. Calls that nobody measured are left out."
        if rate.whole
        else "No call here says how long it was, so nothing is said of short ones. An import can bring the lengths."
    )
    same = "Leads who ask to be called another time look the same, and so does a line that drops." if rate.whole else ""
    return Section("short_calls", "Short calls in a row", said, same, rate, found.examples["short_calls"])


def _beside(around: AroundDue) -> str:
    chance = "more than chance gives" if around.is_uneven else "about what chance gives"
    clocks = "1 clock was" if around.before == 1 else f"{number(around.before)} clocks were"
    return f"{clocks} stopped there, and {number(around.after)} in as long a stretch after it, {chance}"


def _of(rate: Rate) -> str:
    return f"{number(rate.part)} of {number(rate.whole)} ({percent(rate.value)})"


def _leads(rate: Rate) -> str:
    return "lead was" if rate.whole == 1 else "leads were"


def _promises(rate: Rate) -> str:
    return "promise was" if rate.whole == 1 else "promises were"


def _touches(rate: Rate) -> str:
    return "touch was" if rate.whole == 1 else "touches were"
