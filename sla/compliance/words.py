"""What compliance says in sentences: a table in, words out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leadgap.periods import Period, days_between
from leadgap.rates import Rate
from leadgap.ui.formats import SPACE, city, duration, goals, number, percent, signed
from leadgap.ui.words import share
from sla.compliance.curves import PromiseCurve
from sla.compliance.figures import ComplianceRow
from sla.compliance.hours import ByHour
from sla.compliance.slices import By
from sla.compliance.table import Compliance
from sla.models import Clock, Promise, Signature
from sla.speed import SpeedAndOutcome, Stretch

SALES, MARKETING, YOU = "Sales", "Marketing", "You"
WEEK = timedelta(days=7)
# In a sentence: its promises, what stops its clock, and how a clock without that reads.
NOBODY_KNOWS: Mapping[str, str] = {
    Promise.Kind.FIRST_RESPONSE: "when Sales got in touch",
    Promise.Kind.FOLLOW_UP: "when Sales got in touch",
    Promise.Kind.DECISION: "when Sales decided",
    Promise.Kind.ATTEMPTS: "how often Sales tried",
    Promise.Kind.RATING: "when Sales rated",
    Promise.Kind.REPLY: "whether Marketing replied",
}
# Why else there may be no data: of the others, that they are closed since nobody knows when.
_OR_ELSE: Mapping[str, str] = {Promise.Kind.RATING: ", or had asked for it", Promise.Kind.REPLY: ""}
KINDS: Mapping[str, tuple[str, str]] = {
    Promise.Kind.FIRST_RESPONSE: ("first-response promises", "without an answer"),
    Promise.Kind.FOLLOW_UP: ("follow-up promises", "without a follow-up"),
    Promise.Kind.DECISION: ("decision promises", "without a decision"),
    Promise.Kind.ATTEMPTS: ("attempts promises", "without enough attempts"),
    Promise.Kind.RATING: ("rating promises", "without a rating"),
    Promise.Kind.REPLY: ("reply promises", "without a reply"),
}


def headline(found: Compliance, *, who: str = SALES, source: str = "") -> str:
    """Answer "were the promises kept?", by whom, and where most of what is still open lies.

    `who` are the people asked about, YOU the reader; `source` the only one asked about.
    """
    promises, open_words = KINDS[found.kind]
    total = found.total.figures
    if not total.decided:
        return _no_data(found)
    whose = "your" if who == YOU else "its"
    kept, what = share(found.total.compliance), f"{promises} for {source}" if source else promises
    if found.side == Signature.Side.MARKETING:
        # Whoever reads: their leads, and Marketing's promise.
        whose, what = "its", what if who in {SALES, YOU} else f"{what} to {who}"
        who = MARKETING
    sentence = f"{who} kept {kept} of {whose} {what}{when_of(found.period)}"
    if not total.unanswered:
        return f"{sentence}."
    # A later owner may have done it.
    clocks = (" owner clock", " owner clocks") if found.scope == Clock.Scope.OWNER and who != YOU else ("", "")
    are = f"{clocks[0]} is" if total.unanswered == 1 else f"{clocks[1]} are"
    sentence += f"; {number(total.unanswered)}{are} {open_words}"
    worst = _worst(found)
    if worst and worst.figures.unanswered == total.unanswered:
        return f"{sentence}, {'all of them ' if total.unanswered > 1 else ''}in {worst.name}."
    return f"{sentence}, {number(worst.figures.unanswered)} of them in {worst.name}." if worst else f"{sentence}."


# What happens to a hand-off whose promise is kept.
DONE: Mapping[str, str] = {
    Promise.Kind.FIRST_RESPONSE: "answered",
    Promise.Kind.FOLLOW_UP: "followed up",
    Promise.Kind.DECISION: "decided on",
    Promise.Kind.ATTEMPTS: "pursued as promised",
    Promise.Kind.RATING: "rated",
    Promise.Kind.REPLY: "replied to",
}


def curve_headline(found: PromiseCurve, *, who: str = SALES) -> str:
    """Say how quick half of them are, what the promised time reaches, and which time the promised share takes.

    `who` is YOU where they are the reader's.
    """
    if not found.curve.n:
        return f"No data: no clock of the {KINDS[found.kind][0]} ran{when_of(found.period)}."

    def within(seconds: float | None) -> str:
        return duration(seconds, found.working_day)

    were = f"{'of your leads ' if who == YOU else ''}were {DONE[found.kind]}"
    half = f"Half {were} within {within(found.median)}" if found.median is not None else ""
    if found.target is None:
        return f"{half or f'Fewer than half {were}'}{when_of(found.period)}."
    target, point = within(found.target), found.at_target
    reached = f"{percent(point.share)} within the promised {target}" if point else ""
    first = ", ".join(part for part in (half, reached) if part) or f"Nothing was watched for the promised {target} yet"
    if found.goal is None:
        return f"{first} of {goals(found.goals)}."
    goal = percent(found.goal)
    if found.reached is None:
        return f"{first}; {goal} is not reached within any time seen so far."
    if found.reached <= found.target:
        return f"{first}; the promised {goal} takes only {within(found.reached)}."
    return f"{first}; the promised {goal} takes {within(found.reached)}."


def stretch_name(stretch: Stretch, done: str, working_day: int) -> str:
    """within 1 h; 1 h to 2 h; after 16 h; not answered."""
    if stretch.until is not None and stretch.since is None:
        return f"within {duration(stretch.until, working_day)}"
    if stretch.since is None:
        return f"not {done}"
    since = duration(stretch.since, working_day)
    return f"after {since}" if stretch.until is None else f"{since} to {duration(stretch.until, working_day)}"


def stretch_tick(stretch: Stretch, working_day: int) -> str:
    """≤1 h; ≤1 day; >4 h; never: the name as an axis has room for it, and may break it."""
    if stretch.until is None and stretch.since is None:
        return "never"
    sign, end = (">", stretch.since) if stretch.until is None else ("≤", stretch.until)
    return sign + duration(end, working_day).replace(f"working{SPACE}", "").replace(SPACE, " ")


def speed_sentence(found: SpeedAndOutcome, kind: str) -> str:
    """Say whether what was done in time was won more often; a plain word when the data cannot tell."""
    if not found.n:
        return "No hand-off of these has been won or lost yet."
    shares = (
        f"Of the closed hand-offs {DONE[kind]} in time, {_of(found.in_time)} were won; "
        f"of the others, {_of(found.late)}."
    )
    difference = found.difference
    if difference is None:
        return f"{shares} Too few to say whether speed and outcome go together."
    points = f"{number(abs(difference.value) * 100)} points"
    span = " to ".join(signed(end * 100, 0) for end in (difference.interval.low, difference.interval.high))
    if not difference.interval.excludes(0):
        return f"{shares} The data cannot tell whether speed and outcome go together: source for source, {span} points."
    return f"{shares} Source for source that is {points} {'more' if difference.value > 0 else 'less'} ({span})."


def _of(rate: Rate) -> str:
    return f"{number(rate.part)} of {number(rate.whole)} ({percent(rate.value)})" if rate.whole else "none"


def by_hour_headline(found: ByHour) -> str:
    """Say whether promises are missed at one time of the day rather than another."""
    promises, _ = KINDS[found.kind]
    if not found.clocks:
        return f"No data: no clock of the {promises}{when_of(found.period)} has been decided."
    turn = found.turn
    if turn is None:
        return f"The {promises} were kept about as often at any hour of the day{when_of(found.period)}."
    return (
        f"{turn.team or 'You'} kept {percent(turn.after.value)} of what started from {turn.hour}:00 on "
        f"and {percent(turn.before.value)} of what started before{when_of(found.period)}."
    )


def notes_of_weeks(found: Compliance, zones: Collection[str]) -> dict[str, str]:
    """Say what is special about single weeks, by the week's key: only a part of it counts, or the clocks changed."""
    notes = clock_changes(found.weeks, zones)
    start, end = found.period.start, found.period.end
    for week in found.weeks:
        monday, key = date.fromisoformat(str(week.key)), str(week.key)
        if start is not None and end is not None and monday < start < monday + WEEK:
            notes[key] = "; ".join([f"counted from {start.day} {start:%b} on", *filter(None, [notes.get(key)])])
    return notes


def clock_changes(weeks: Iterable[ComplianceRow], zones: Collection[str]) -> dict[str, str]:
    """Say of each week in which zones the clocks changed, by the week's key: its days are an hour longer or shorter."""
    said = {}
    for week in weeks:
        monday = datetime.combine(date.fromisoformat(str(week.key)), time())
        ends = (monday, monday + timedelta(days=7))
        changed = [zone for zone in zones if len({end.replace(tzinfo=ZoneInfo(zone)).utcoffset() for end in ends}) > 1]
        if changed:
            said[str(week.key)] = f"clocks change in {', '.join(sorted(map(city, changed)))}"
    return said


def no_promise(kind: str) -> str:
    return f"No data: there are no {KINDS[kind][0]} in force."


def next_step(found: Compliance) -> str:
    """The next thing to do, or nothing."""
    total = found.total.figures
    if not found.promises.all:
        return "Agree on this promise: from then on every hand-off has its clock."
    if total.no_data and found.kind == Promise.Kind.REPLY:
        return ""
    if total.no_data and found.kind == Promise.Kind.RATING:
        return f"{_without_data(total.no_data)}: import what Sales has rated elsewhere, with its time."
    if total.no_data and not total.decided:
        return "Import the activities of these leads, or let reps log their touches, and their clocks can be judged."
    if found.is_of_no_rep:
        return ""
    if not total.clocks:
        return "Choose a longer period, or import hand-offs with the time at which Sales received them."
    if total.no_data:
        return f"{_without_data(total.no_data)}: connect what Sales does outside LeadGap, with its times."
    return ""


def _without_data(clocks: int) -> str:
    return "1 clock has no data" if clocks == 1 else f"{number(clocks)} clocks have no data"


def when_of(period: Period) -> str:
    """in the last 90 days;  from 1 Mar 2026 to 31 Mar 2026;  in 2026-W10, 2–8 Mar; nothing for all time."""
    if period.is_all_time:
        return ""
    if period.label.startswith("Last"):
        return f" in the l{period.label[1:]}"
    if period.name == "between" and period.start and period.end:
        days = days_between(period.start, period.end)
        return f" from {days}" if " to " in days else f" on {days}"
    return f" in {period.label}"


def clocks_counted(found: Compliance) -> str:
    """Say which clocks the rows count."""
    if found.scope == Clock.Scope.OWNER:
        return "Owner clocks: each rep answers for the time from the assignment on, never for the time before."
    if found.by == By.FIRST_TEAM:
        return "Lead clocks, by the team that had the hand-off first."
    if found.by == By.ANSWERING_TEAM:
        return "Lead clocks, by the team that had the hand-off at its first genuine touch."
    if found.by == By.CAMPAIGN:
        return "Lead clocks, by the campaign of the hand-off, the largest first."
    if found.by == By.TEAM:
        return "Lead clocks, by the team that has the hand-off now."
    return "Lead clocks: from the hand-off, whoever had it."


def _no_data(found: Compliance) -> str:
    promises, _ = KINDS[found.kind]
    total, when = found.total.figures, when_of(found.period)
    if not found.promises.all:
        return no_promise(found.kind)
    if found.is_of_no_rep:
        return f"No rep owes a reply: the {promises} are Marketing’s."
    if total.no_data:
        hand_offs = "1 hand-off" if total.no_data == 1 else f"{number(total.no_data)} hand-offs"
        unknown = f"{NOBODY_KNOWS[found.kind]}{_OR_ELSE.get(found.kind, ', or since when they are closed')}"
        return f"No data: of {hand_offs}{when} nobody knows {unknown}."
    if total.running or total.ended:
        return f"None of the {promises}{when} has been decided yet; {number(total.running)} are running."
    return f"No data: no hand-off{when} has a clock under these promises."


def _worst(found: Compliance) -> ComplianceRow | None:
    """The slice with the most of what is overdue, where naming it says something: of two that have as many, neither."""
    if found.by in {By.WEEK, By.OWNER} or found.blames_teams_of_others or len(found.rows) < 2:
        return None
    worst, second = sorted(found.rows, key=lambda row: -row.figures.unanswered)[:2]
    return worst if worst.key and worst.figures.unanswered > second.figures.unanswered else None
