"""A calendar through its changes. No database."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sla.calendars import NEVER, BusinessCalendar
from sla.histories import CalendarHistory, round_the_clock, together
from tests.sla.arrays import HOUR, OFFICE, at, pauses, seconds, utc

NIGHTS = BusinessCalendar("Europe/Berlin", {"mon": [("20:00", "24:00")], "tue": [("00:00", "04:00")]})
MONDAYS = BusinessCalendar("Europe/Berlin", {"mon": [("09:00", "10:30"), ("12:00", "18:00")]})
CHANGED = CalendarHistory((*OFFICE.versions, NIGHTS, MONDAYS), (at(4, 12), at(10, 9)))

instants = st.integers(at(2, 0), at(20, 0))


def test_a_working_day_is_the_longest_weekday_of_the_version_that_counts_at_the_start():
    starts = (at(4, 11, 59, 59), at(4, 12), at(10, 8, 59, 59), at(10, 9))

    assert CHANGED.working_days(seconds(*starts)).tolist() == [8 * HOUR, 4 * HOUR, 4 * HOUR, 7 * HOUR + HOUR // 2]
    assert [CHANGED.working_day_at(utc(2026, 3, day)) for day in (3, 5, 11)] == [8 * HOUR, 4 * HOUR, 27_000]
    assert CHANGED.working_day == MONDAYS.working_day == 7 * HOUR + HOUR // 2


@given(starts=st.lists(instants, min_size=1, max_size=6), changes=st.lists(instants, max_size=3, unique=True))
def test_what_changes_after_a_start_leaves_its_working_day(starts, changes):
    lengths = [BusinessCalendar("Europe/Berlin", {"mon": [("09:00", f"{10 + n}:00")]}) for n in range(4)]
    changes.sort()
    histories = [CalendarHistory(tuple(lengths[: n + 1]), tuple(changes[:n])) for n in range(len(changes) + 1)]

    for place, start in enumerate(starts):
        reigning = sum(change <= start for change in changes)
        for history in histories[reigning:]:
            assert history.working_days(seconds(*starts))[place] == (reigning + 1) * HOUR


def test_real_time_is_never_closed():
    assert round_the_clock().due_many(seconds(at(4, 3)), HOUR).tolist() == [at(4, 4)]


def test_each_version_counts_in_its_reign():
    start = seconds(at(4, 11))

    assert CHANGED.due_many(start, HOUR).tolist() == [at(4, 12)]  # an exact fit, at the change itself
    assert CHANGED.due_many(start, HOUR + 1).tolist() == [at(9, 20, 0, 1)]  # the first night
    assert CHANGED.due_many(start, 10 * HOUR).tolist() == [at(16, 10)]
    assert CHANGED.elapsed_many(start, seconds(at(16, 10))).tolist() == [10 * HOUR]


@given(starts=st.lists(instants, min_size=1, max_size=5), target=st.integers(1, 60 * HOUR), breaks=st.data())
def test_due_and_elapsed_are_inverse_through_changes(starts, target, breaks):
    paused = breaks.draw(
        st.lists(st.tuples(st.integers(0, len(starts) - 1), instants, st.integers(60, 90 * HOUR)), max_size=4)
    )
    stops = pauses(*((place, start, start + length) for place, start, length in paused))

    due = CHANGED.due_many(seconds(*starts), target, stops)

    assert CHANGED.elapsed_many(seconds(*starts), due, stops).tolist() == [target] * len(starts)
    assert CHANGED.elapsed_many(seconds(*starts), due - 1, stops).tolist() == [target - 1] * len(starts)


@given(start=instants, length=st.integers(0, 300 * HOUR))
def test_segments_count_the_same_seconds_and_leave_no_hole(start, length):
    begin, end = (
        np.datetime64(instant, "s").item().replace(tzinfo=utc(2026, 1, 1).tzinfo) for instant in (start, start + length)
    )

    parts = CHANGED.segments(begin, end)

    counted = sum((part.end - part.start).total_seconds() for part in parts if part.kind == "open")
    assert counted == CHANGED.elapsed_many(seconds(start), seconds(start + length))[0]
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
    assert not length or (parts[0].start, parts[-1].end) == (begin, end)


def test_a_pause_without_end_is_never_due_and_others_are():
    stops = pauses((0, at(5, 9), None))

    assert CHANGED.due_many(seconds(at(4, 11), at(4, 11)), 2 * HOUR, stops).tolist() == [NEVER, at(9, 21)]


ZONED = CalendarHistory(
    (MONDAYS, BusinessCalendar("Asia/Kolkata", {"sun": [("09:00", "17:00")], "thu": [("21:00", "03:00")]})), (at(8, 0),)
)
OFF = CalendarHistory(
    (BusinessCalendar("Europe/Berlin", OFFICE.versions[0].weekly, time_off=[("2026-03-05T12:00", "2026-03-10T12:00")]),)
)
MEMBERS = (OFFICE, CHANGED, ZONED, OFF, round_the_clock())


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(range(len(MEMBERS))), instants, st.integers(0, 60 * HOUR)), min_size=1, max_size=8
    ),
    breaks=st.data(),
)
def test_many_histories_are_judged_together_as_each_alone(rows, breaks):
    flat = breaks.draw(
        st.lists(st.tuples(st.integers(0, len(rows) - 1), instants, st.integers(60, 90 * HOUR)), max_size=5)
    )
    which, starts, targets = (np.array(column) for column in zip(*rows, strict=True))
    stops = [(place, start, NEVER if length % 7 == 0 else start + length) for place, start, length in flat]
    all_of_them = together(MEMBERS).of(which)

    due = all_of_them.due_many(starts, targets, pauses(*stops))
    elapsed = all_of_them.elapsed_many(starts, starts + targets, pauses(*stops))
    working_days = all_of_them.working_days(starts)

    for place, (member, start, target) in enumerate(rows):
        mine = pauses(*((0, begin, end) for row, begin, end in stops if row == place))
        alone = MEMBERS[member]
        assert due[place] == alone.due_many(seconds(start), target, mine)[0]
        assert working_days[place] == alone.working_days(seconds(start))[0]
        assert elapsed[place] == alone.elapsed_many(seconds(start), seconds(start + target), mine)[0]


@given(
    start=st.integers(at(2, 0) // 60, at(20, 0) // 60), length=st.integers(0, 14 * 24 * 60), target=st.integers(1, 2400)
)
def test_minute_by_minute_through_changes_of_hours(start, length, target):
    minutes = np.arange(start, start + 60 * 24 * 60) * 60
    for history in (CHANGED, ZONED, OFF):
        counting = np.zeros(minutes.size, bool)
        for version, since, until in zip(
            history.versions, (0, *history.changes), (*history.changes, NEVER), strict=True
        ):
            for opens, closes in version.windows(utc(2026, 1, 1), utc(2026, 8, 1)):
                counting |= (max(opens.timestamp(), since) <= minutes) & (minutes < min(closes.timestamp(), until))

        elapsed = history.elapsed_many(seconds(start * 60), seconds((start + length) * 60))
        due = history.due_many(seconds(start * 60), target * 60)

        assert elapsed[0] == counting[:length].sum() * 60
        counted = np.flatnonzero(counting)
        assert counted.size < target or due[0] == minutes[counted[target - 1]] + 60
