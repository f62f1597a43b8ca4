"""What must hold for every calendar: against itself, against counting minutes, and against another library."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import workclock
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.calendars import NEVER, BusinessCalendar, CalendarSet, Pauses
from tests.sla.hours_by_hand import DAY, MINUTE, WEEKDAYS, clock, epoch, off_by_hand, open_minutes

# Each is awkward in its own way: quarter hours, changes of 30 minutes or two hours or at midnight, a skipped day,
# summer time in the southern summer, winter time in summer, Ramadan.
ZONES = (
    "UTC", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "America/St_Johns",
    "Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham",
    "Antarctica/Troll", "Africa/Casablanca", "Africa/Cairo", "Asia/Tehran",
)  # fmt: skip
BASE = datetime(2011, 1, 1, tzinfo=UTC)  # Samoa skipped a day at the end of that year
CHANGES = [  # the hours around clock changes, where mistakes are
    datetime(2011, 12, 30, 10, tzinfo=UTC), datetime(2017, 10, 15, 3, tzinfo=UTC), datetime(2018, 2, 18, 2, tzinfo=UTC),
    datetime(2024, 3, 31, 1, tzinfo=UTC), datetime(2024, 4, 6, 15, tzinfo=UTC), datetime(2024, 10, 27, 1, tzinfo=UTC),
    datetime(2024, 11, 3, 6, tzinfo=UTC), datetime(2024, 10, 31, 21, tzinfo=UTC),
]  # fmt: skip

minutes_of_day = st.integers(0, 96).map(lambda quarter: quarter * 15) | st.integers(0, 24 * 60)


@st.composite
def windows(draw: st.DrawFn) -> list[tuple[str, str]]:
    edges = sorted(draw(st.lists(minutes_of_day, min_size=2, max_size=6, unique=True)))
    touching = draw(st.booleans())  # 09:00–12:00, 12:00–18:00 as well as 09:00–12:00, 13:00–18:00
    pairs = list(pairwise(edges)) if touching else list(zip(edges[::2], edges[1::2], strict=False))
    return [(clock(opens), clock(closes)) for opens, closes in pairs]


instants = st.integers(0, 16 * 365 * 24 * 60).map(lambda minutes: BASE + timedelta(minutes=minutes)) | st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-2880, 2880)
)
holidays = st.lists(st.integers(0, 16 * 365).map(lambda days: BASE.date() + timedelta(days=days)), max_size=20)
plain_weeks = st.dictionaries(st.sampled_from(WEEKDAYS), windows(), min_size=1)
NIGHTS = ([], [("22:00", "06:00")], [("23:30", "00:45")], [("18:00", "02:15")], [("20:30", "24:00")])
DAYTIMES = ([], [("09:00", "17:00")], [("06:00", "12:30"), ("13:15", "18:00")], [("08:00", "12:00")])
shifts = st.builds(lambda day, night: [*day, *night], st.sampled_from(DAYTIMES), st.sampled_from(NIGHTS))
weeks_with_nights = st.dictionaries(st.sampled_from(WEEKDAYS), shifts, min_size=1).filter(
    lambda week: any(week.values())
)


@st.composite
def special_times(draw: st.DrawFn) -> dict[str, object]:
    """Holidays, days with other hours and time off, near enough to one another to meet."""
    anchor = draw(instants).replace(tzinfo=None)
    near = st.integers(-6, 9).map(lambda days: anchor.date() + timedelta(days=days))
    closed = draw(st.lists(near, max_size=3)) + draw(holidays)
    other = draw(st.dictionaries(near, windows() | shifts, max_size=3))
    moments = st.integers(-5 * 96, 9 * 96).map(
        lambda quarters: anchor.replace(minute=0) + timedelta(minutes=15 * quarters)
    )
    lengths = st.sampled_from([15, 90, 4 * 60, 24 * 60, 5 * 24 * 60]).map(lambda minutes: timedelta(minutes=minutes))
    starts = draw(st.lists(moments, max_size=3))
    return {
        "holidays": closed,
        "exceptions": {day: hours for day, hours in other.items() if hours and day not in closed},
        "time_off": [(start, start + draw(lengths)) for start in starts],
    }


plain_calendars = st.builds(BusinessCalendar, st.sampled_from(ZONES), plain_weeks, holidays)
calendars = plain_calendars | st.builds(
    lambda zone, week, special: BusinessCalendar(zone, week, **special),
    st.sampled_from(ZONES),
    plain_weeks | weeks_with_nights,
    special_times(),
)
minutes = st.integers(0, 3 * 24 * 60).map(lambda minutes: minutes * MINUTE)
seconds = st.integers(0, 3 * DAY) | st.integers(0, 60 * DAY)


@st.composite
def pauses_around(draw: st.DrawFn, start: datetime, unended: bool = True) -> list[tuple[datetime, datetime | None]]:
    offsets = st.integers(-1440, 3 * 1440).map(lambda minutes: start + timedelta(minutes=minutes))
    ends = offsets | st.none() if unended else offsets
    return draw(st.lists(st.tuples(offsets, ends), max_size=4))


@given(calendars, instants, seconds)
def test_adding_and_measuring_are_inverse(calendar, start, target):
    due = calendar.due(start, target)

    assert calendar.elapsed(start, due) == target
    assert target == 0 or calendar.elapsed(start, due - timedelta(seconds=1)) == target - 1


@given(calendars, instants, seconds, st.data())
def test_adding_and_measuring_are_inverse_around_pauses(calendar, start, target, data):
    pauses = data.draw(pauses_around(start))

    due = calendar.due(start, target, pauses)

    if due is None:
        from_here_on = min(begin for begin, end in pauses if end is None)
        assert calendar.elapsed(start, from_here_on, pauses) <= max(target - 1, 0)
    else:
        assert calendar.elapsed(start, due, pauses) == target
        assert target == 0 or calendar.elapsed(start, due - timedelta(seconds=1), pauses) == target - 1


@given(calendars, instants, instants, seconds, seconds)
def test_later_starts_and_larger_targets_are_never_due_earlier(calendar, one, other, less, more):
    (first, second), (small, large) = sorted([one, other]), sorted([less, more])

    assert calendar.due(first, small) <= calendar.due(first, large)
    assert calendar.due(first, small) <= calendar.due(second, small)


@given(calendars, st.tuples(instants, instants, instants).map(sorted))
def test_elapsed_time_adds_up(calendar, three):
    first, between, last = three

    whole = calendar.elapsed(first, last)

    assert whole == calendar.elapsed(first, between) + calendar.elapsed(between, last)
    assert 0 <= whole <= epoch(last) - epoch(first)
    assert whole == sum(epoch(closes) - epoch(opens) for opens, closes in calendar.windows(first, last))


@given(calendars, instants, st.integers(1, 20 * DAY), st.data())
def test_segments_cover_all_time_and_say_what_counts(calendar, start, length, data):
    end, pauses = start + timedelta(seconds=length), data.draw(pauses_around(start))

    segments = calendar.segments(start, end, pauses)

    assert (segments[0].start, segments[-1].end) == (start, end)
    assert all(before.end == after.start for before, after in pairwise(segments))
    assert all(before[2:] != after[2:] for before, after in pairwise(segments))
    assert all((segment.kind == "holiday") == (segment.on in calendar.holidays) for segment in segments)
    off = list(off_by_hand(calendar))
    for segment in segments:
        is_off = any(begin <= epoch(segment.start) < end for begin, end in off)
        assert segment.kind in ({"time_off", "holiday"} if is_off else {"open", "paused", "closed", "holiday"})
    counted = sum(epoch(segment.end) - epoch(segment.start) for segment in segments if segment.kind == "open")
    assert counted == calendar.elapsed(start, end, pauses)


@settings(max_examples=150)
@given(calendars, instants, st.integers(0, 3 * 24 * 60), minutes, st.data())
def test_minute_by_minute(calendar, start, length, target, data):
    sweep(calendar, start, length, target, data)


SUNDAY_TO_THURSDAY = ("sun", "mon", "tue", "wed", "thu")


@pytest.mark.parametrize("zone", ["Asia/Jerusalem", "Asia/Riyadh", "Africa/Cairo", "Asia/Kabul"])
@settings(max_examples=30)
@given(windows() | shifts.filter(bool), special_times(), st.integers(0, 3 * 24 * 60), minutes, st.data())
def test_minute_by_minute_in_weeks_from_sunday_to_thursday(zone, hours, special, length, target, data):
    """Closed on Fridays and Saturdays, with a clock change at a weekend of its own, and one zone of half hours."""
    calendar = BusinessCalendar(zone, dict.fromkeys(SUNDAY_TO_THURSDAY, hours), **special)
    changes = [datetime(2024, 3, 28, 22, tzinfo=UTC), datetime(2024, 4, 25, 22, tzinfo=UTC), *CHANGES[-1:]]
    near = st.tuples(st.sampled_from(changes), st.integers(-4 * 1440, 4 * 1440))
    change, offset = data.draw(near)

    sweep(calendar, change + timedelta(minutes=offset), length, target, data)


@pytest.mark.parametrize(
    ("day", "hours"),
    [("thu", 8), ("fri", 0), ("sat", 0), ("sun", 8)],
)
def test_a_week_from_sunday_to_thursday_rests_on_friday_and_saturday(day, hours):
    calendar = BusinessCalendar("Asia/Jerusalem", dict.fromkeys(SUNDAY_TO_THURSDAY, [("09:00", "17:00")]))
    monday = date(2024, 3, 25)  # the clocks change on Friday of this week
    midnight = datetime.combine(monday + timedelta(days=WEEKDAYS.index(day)), time(), ZoneInfo("Asia/Jerusalem"))

    assert calendar.elapsed(midnight, midnight + timedelta(days=1)) == hours * 3600


@settings(max_examples=100)
@given(calendars, st.sampled_from(ZONES), instants, st.integers(0, 3 * 24 * 60), minutes, st.data())
def test_minute_by_minute_by_the_clock_of_another_zone(calendar, zone, start, length, target, data):
    there = calendar.read_in(zone)

    assert (there.timezone, there.weekly, there.special, there.off) == (
        zone,
        calendar.weekly,
        calendar.special,
        calendar.off,
    )
    sweep(there, start, length, target, data)


def sweep(calendar: BusinessCalendar, start: datetime, length: int, target: int, data: st.DataObject) -> None:
    """Check elapsed and due against counting two weeks of minutes one by one."""
    pauses = data.draw(pauses_around(start))
    days = 14
    stretch = np.arange(epoch(start), epoch(start) + days * DAY, MINUTE)
    counting = open_minutes(calendar, start, days)
    for begin, end in pauses:
        counting &= ~((epoch(begin) <= stretch) & (stretch < (NEVER if end is None else epoch(end))))

    elapsed = calendar.elapsed(start, start + timedelta(minutes=length), pauses)
    due = calendar.due(start, target, pauses)

    assert elapsed == counting[:length].sum() * MINUTE
    counted = np.flatnonzero(counting)
    if len(counted) >= max(target // MINUTE, 1):
        # An exact fit ends with its last minute, also when nothing comes after it.
        last = stretch[counted[target // MINUTE - 1]] + MINUTE if target else stretch[counted[0]]
        assert epoch(due) == last
    else:
        assert due is None or epoch(due) >= stretch[-1]


@given(calendars, st.lists(st.tuples(instants, seconds), min_size=1, max_size=8), st.data())
def test_one_by_one_and_all_at_once_are_the_same(calendar, rows, data):
    pauses = [data.draw(pauses_around(start)) for start, _ in rows]
    flat = [(row, epoch(s), NEVER if e is None else epoch(e)) for row, each in enumerate(pauses) for s, e in each]
    flat = Pauses(*np.array(data.draw(st.permutations(flat)), np.int64).reshape(-1, 3).T)
    starts, targets = (np.array(column) for column in zip(*((epoch(s), t) for s, t in rows), strict=True))

    due = calendar.due_many(starts, targets, flat)
    elapsed = calendar.elapsed_many(starts, starts + targets, flat)

    alone = [calendar.due(start, target, each) for (start, target), each in zip(rows, pauses, strict=True)]
    assert due.tolist() == [NEVER if instant is None else epoch(instant) for instant in alone]
    assert elapsed.tolist() == [
        calendar.elapsed(start, start + timedelta(seconds=target), each)
        for (start, target), each in zip(rows, pauses, strict=True)
    ]


@given(st.lists(calendars, min_size=1, max_size=4), st.data())
def test_a_set_answers_as_its_calendars_do(members, data):
    rows = data.draw(
        st.lists(st.tuples(st.sampled_from(range(len(members))), instants, seconds), min_size=1, max_size=8)
    )
    which, starts, targets = (list(column) for column in zip(*((w, epoch(s), t) for w, s, t in rows), strict=True))
    together = CalendarSet(members)

    due = together.due_many(which, starts, targets)
    elapsed = together.elapsed_many(which, starts, due)

    assert due.tolist() == [epoch(members[place].due(start, target)) for place, start, target in rows]
    assert elapsed.tolist() == targets


@given(
    plain_calendars.filter(lambda calendar: calendar.timezone != "Pacific/Apia"),
    instants,
    instants,
    st.integers(1, 60 * DAY),
)
def test_workclock_agrees(calendar, start, end, target):
    """It shares no code with us, nor even the language. (It opens a skipped day's hours on the next one.)"""
    rules = [
        workclock.WorkDay(
            time.fromisoformat(opens), time.fromisoformat(closes.replace("24:00", "00:00")), days=[weekday]
        )
        for weekday, key in enumerate(WEEKDAYS)
        for opens, closes in calendar.weekly.get(key, ())
    ]
    schedule = workclock.Schedule([*rules, workclock.Holidays(calendar.holidays)], time_zone=calendar.timezone)
    start, end = sorted([start, end])

    assert calendar.elapsed(start, end) == schedule.between(start, end).total_seconds()
    assert calendar.due(start, target) == schedule.add(start, seconds=target)
