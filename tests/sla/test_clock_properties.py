"""Judging many at once is judging each alone: what a reading of the rules says, minute by minute, of every clock.

All kinds of promise, start and stop; through reassignments before and after due, pauses, clock changes, changes of
hours in mid-clock, time off; each owner by the hours of their own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.calendars import NEVER, BusinessCalendar, Pauses
from sla.clocks import Verdict, judge
from sla.histories import CalendarHistory, round_the_clock, together
from sla.runs import lead_runs, owner_runs
from tests.sla.arrays import assignments, hand_offs, pauses
from tests.sla.clocks_by_hand import LEAD, Made, Reading, Story, Touch, read
from tests.sla.hours_by_hand import open_minutes

MINUTE, DAY = 60, 24 * 60
DAYS = 45
# Eight days before Europe changes its clocks, with the changes of the others in the days around.
BEGINS = (datetime(2026, 3, 21, tzinfo=UTC), datetime(2026, 10, 17, tzinfo=UTC))
OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [("09:00", "17:00")])
BERLIN = BusinessCalendar("Europe/Berlin", OFFICE, ["2026-04-06", "2026-10-26"])
SHORT = BusinessCalendar("Europe/Berlin", dict.fromkeys(("mon", "wed", "fri"), [("10:00", "14:00")]))
NIGHTS = BusinessCalendar("Europe/Berlin", dict.fromkeys(("thu", "fri", "sat", "sun"), [("22:00", "06:00")]))
KOLKATA = BusinessCalendar("Asia/Kolkata", dict.fromkeys(OFFICE, [("09:30", "13:00"), ("13:45", "18:15")]))
LORD_HOWE = BusinessCalendar("Australia/Lord_Howe", dict.fromkeys(("sat", "sun", "mon"), [("00:00", "08:00")]))
SUNDAY_TO_THURSDAY = dict.fromkeys(("sun", "mon", "tue", "wed", "thu"), [("08:30", "16:30")])
JERUSALEM = BusinessCalendar("Asia/Jerusalem", SUNDAY_TO_THURSDAY)
AWAY = BusinessCalendar(
    "Europe/Berlin",
    OFFICE,
    time_off=[("2026-03-27T12:00", "2026-04-01T00:00"), ("2026-10-23T12:00", "2026-10-28T10:00")],
)


def instant(begin: datetime, minute: int) -> int:
    return int(begin.timestamp()) + minute * MINUTE


def histories_from(begin: datetime) -> list[CalendarHistory]:
    """Calendars, of which some change their hours in the middle."""
    changes = [instant(begin, days * DAY + 9 * 60 + 7) for days in (7, 9, 13)]
    return [
        *(CalendarHistory((each,)) for each in (BERLIN, NIGHTS, KOLKATA, LORD_HOWE, JERUSALEM, AWAY)),
        CalendarHistory((BERLIN, SHORT), (changes[0],)),
        CalendarHistory((JERUSALEM, NIGHTS, AWAY), (changes[1], changes[2])),
        round_the_clock(),
    ]


@cache
def counting(begin: datetime, place: int) -> np.ndarray:
    """Say of each minute whether it counts by one of the histories."""
    history, found = histories_from(begin)[place], np.zeros(DAYS * DAY, bool)
    edges = [-NEVER, *history.changes, NEVER]
    instants = int(begin.timestamp()) + np.arange(found.size) * MINUTE
    for version, (since, until) in zip(history.versions, pairwise(edges), strict=True):
        is_its = (since <= instants) & (instants < until)
        found[is_its] = open_minutes(version, begin, DAYS)[is_its]
    return found


HISTORIES = range(len(histories_from(BEGINS[0])))
waits = st.integers(0, 8).map(lambda hours: 60 * hours) | st.integers(0, 2 * DAY) | st.integers(0, 6 * DAY)
flags = st.booleans()


@st.composite
def stories(draw: st.DrawFn) -> Story:
    handed_off = draw(st.integers(4 * DAY, 10 * DAY))

    def later() -> int | None:
        return draw(st.none() | waits.map(lambda minutes: handed_off + minutes))

    # The first owner may have been named before the hand-off, but had the lead in it.
    first = handed_off + draw(st.integers(-60, 0) | waits)
    starts = [first]
    for length in draw(st.lists(waits, max_size=3)):
        starts.append(max(starts[-1], handed_off) + length)
    raised, closed = later(), later()
    return Story(
        handed_off=handed_off,
        held=list(zip(starts, [*starts[1:], None], strict=True)) if draw(st.integers(0, 5)) else [],
        touches=[
            Touch(handed_off + draw(waits), draw(flags), draw(flags), draw(flags))
            for _ in range(draw(st.integers(0, 6)))
        ],
        accepted=later(),
        rejected=draw(st.sampled_from([None, closed])),
        qualified=later(),
        closed=closed,
        answered=later(),
        raised=raised,
        replied=None if raised is None else draw(st.none() | waits.map(lambda minutes: raised + minutes)),
        is_known=draw(st.integers(0, 4)) > 0,
    )


@st.composite
def promises(draw: st.DrawFn, kind: str) -> Made:
    target = draw(st.integers(1, 8).map(lambda hours: 60 * hours) | st.integers(1, 900))
    if kind in ("attempts", "rating"):
        return Made(kind, target, attempts=draw(st.integers(2, 4)))
    if kind in ("decision", "reply"):
        return Made(kind, target)
    starts = draw(st.sampled_from(["hand_off", "assignment", "acceptance"]))
    stops = draw(st.sampled_from(["touch", "genuine", "connected", "accepted", "qualified"]))
    return Made(kind, target, starts, "genuine" if (starts, stops) == ("acceptance", "accepted") else stops)


@st.composite
def pauses_of(draw: st.DrawFn, story: Story) -> list[tuple[int, int | None]]:
    starts = draw(st.lists(waits, max_size=3))
    pairs = [(story.handed_off - 60 + start, draw(st.none() | waits)) for start in starts]
    return [(start, None if length is None else start + length) for start, length in pairs]


def asked(begin: datetime, many: list[Story], made: Made) -> tuple:
    """Return what happened to many hand-offs as the judge takes it, with the owners of all in one row."""

    def when(**minutes: int | None) -> dict[str, int | None]:
        return {name: None if minute is None else instant(begin, minute) for name, minute in minutes.items()}

    rows, held = [], []
    for place, story in enumerate(many):
        tried = sorted(touch.at for touch in story.touches if touch.is_one("genuine"))
        rows.append(
            when(
                handed_off=story.handed_off,
                assigned=min((since for since, _ in story.held), default=None),
                accepted=story.accepted,
                qualified=story.qualified,
                closed=story.closed,
                decided=min((at for at in (story.accepted, story.rejected) if at is not None), default=None),
                raised=story.raised,
                replied=story.replied,
                answered=story.answered,
                last_attempt=tried[made.attempts - 1] if made.attempts and len(tried) >= made.attempts else None,
                **firsts(story.touches),
            )
            | dict.fromkeys(KNOWN, story.is_known)
        )
        for since, until in story.held:
            mine = [touch for touch in story.touches if touch.at >= since and (until is None or touch.at < until)]
            held.append({"hand_off": place} | when(assigned=since, until=until, **firsts(mine)))
    return hand_offs(*rows), assignments(*held)


KNOWN = tuple(f"{what}_are_known" for what in ("touches", "decisions", "answers", "replies", "attempts"))
KNOWN += ("qualifying_is_known",)


def firsts(touches: list[Touch]) -> dict[str, int | None]:
    columns = {"first_personal": "touch", "first_genuine": "genuine", "first_connected": "connected"}
    return {
        column: min((touch.at for touch in touches if touch.is_one(stops)), default=None)
        for column, stops in columns.items()
    }


def paused(counting: np.ndarray, stretches: list[tuple[int, int | None]]) -> np.ndarray:
    """Take pauses out of what counts."""
    left = counting.copy()
    for start, end in stretches:
        left[start:end] = False
    return left


@pytest.mark.parametrize("kind", ["first_response", "follow_up", "decision", "attempts", "rating", "reply"])
@given(data=st.data())
def test_every_clock_is_what_the_rules_say_minute_by_minute(kind, data):
    begin, made = data.draw(st.sampled_from(BEGINS)), data.draw(promises(kind))
    many = data.draw(st.lists(stories(), min_size=2, max_size=6))
    breaks = [data.draw(pauses_of(story)) for story in many]
    leads = [(place, LEAD, data.draw(st.sampled_from(HISTORIES))) for place in range(len(many))]
    owners = [
        (place, owner, data.draw(st.sampled_from(HISTORIES)))  # everybody by a calendar of their own
        for place, story in enumerate(many)
        for owner in range(len(story.held))
    ]

    def reading(clock: tuple[int, int | None, int], now: int) -> Reading | None:
        place, owner, history = clock
        return read(many[place], made, owner, paused(counting(begin, history), breaks[place]), now)

    for clock in leads:
        found = reading(clock, 0)
        if found and found.due and data.draw(flags):
            act_at(many[clock[0]], found.due, data.draw(st.sampled_from(ACTS)))
    dues = [found.due for clock in leads + owners if (found := reading(clock, 0)) and found.due]
    now = data.draw(st.sampled_from([20 * DAY, *dues]))
    facts, held = asked(begin, many, made)
    runs = (
        lead_runs(made.kind, facts, made.starts, made.stops),
        owner_runs(made.kind, facts, held, made.starts, made.stops),
    )

    for clocks, run, places in zip((leads, owners), runs, (runs[0].hand_off, runs[1].assignment), strict=True):
        by = np.array([history for *_, history in clocks], np.intp)
        calendars = together(tuple(histories_from(begin))).of(by[places])
        judged = judge(run, made.target * MINUTE, calendars, told(begin, breaks), instant(begin, now))

        expected = {place: found for place, clock in enumerate(clocks) if (found := reading(clock, now))}
        assert {int(place): reading_of(judged, row, begin) for row, place in enumerate(places)} == expected


ACTS = ("touches", "accepted", "qualified", "closed", "answered", "replied")


def act_at(story: Story, minute: int, what: str) -> None:
    """Let something happen at this very minute: at a due, where verdicts part."""
    if what == "touches":
        story.touches.append(Touch(minute, outbound=True, connected=True))
    elif what != "replied" or (story.raised is not None and story.raised <= minute):
        setattr(story, what, minute)


def told(begin: datetime, breaks: list[list[tuple[int, int | None]]]) -> Pauses | None:
    """Return the pauses of all, in no order that the judge could rely on."""
    rows = [
        (place, instant(begin, since), None if end is None else instant(begin, end))
        for place, stretches in enumerate(breaks)
        for since, end in stretches
    ]
    return pauses(*reversed(rows))


def reading_of(clocks, row: int, begin: datetime) -> Reading:
    def minute(name: str, since: int = 0) -> int | None:
        value = int(getattr(clocks, name)[row])
        assert value == NEVER or (value - since) % MINUTE == 0
        return None if value == NEVER else (value - since) // MINUTE

    since = int(begin.timestamp())
    times = {name: minute(name, since) for name in ("started", "due", "stopped", "ended")}
    return Reading(**times, elapsed=minute("elapsed"), verdict=Verdict(clocks.verdict[row]).name.lower())
