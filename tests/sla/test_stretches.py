"""A clock's time cut where it changes what it is: the cuts, the names, and that nothing is lost or counted twice."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.calendars import BusinessCalendar, Pauses, Segment
from sla.histories import CalendarHistory
from sla.stretches import Kind, Stretch, stretches

WEEK = {day: [("09:00", "12:00"), ("13:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
BERLIN = CalendarHistory((BusinessCalendar("Europe/Berlin", WEEK, ["2026-03-05"]),))
NAMES = {"2026-03-05": "Founders’ day"}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In March 2026, in UTC: Berlin is an hour ahead, from the 29th on two."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def cut(start, end, *, assigned_at=None, due_at=None, pauses=()):
    found = stretches(BERLIN.segments(start, end, pauses), assigned_at=assigned_at, due_at=due_at, holidays=NAMES)
    return [(each.kind.value, each.start, each.end) for each in found]


def test_open_time_is_routing_then_open_then_late():
    assert cut(at(4, 8), at(4, 11), assigned_at=at(4, 8, 30), due_at=at(4, 10)) == [
        ("routing", at(4, 8), at(4, 8, 30)),
        ("open", at(4, 8, 30), at(4, 10)),
        ("late", at(4, 10), at(4, 11)),
    ]


def test_after_due_it_is_late_even_where_nobody_has_it():
    assert cut(at(4, 8), at(4, 11), assigned_at=at(4, 10, 30), due_at=at(4, 9)) == [
        ("routing", at(4, 8), at(4, 9)),
        ("late", at(4, 9), at(4, 11)),
    ]


def test_the_instant_of_assignment_and_of_due_belong_to_what_follows():
    assert cut(at(4, 8), at(4, 9), assigned_at=at(4, 8), due_at=at(4, 9)) == [("open", at(4, 8), at(4, 9))]


def test_a_holiday_has_its_name_and_stands_apart_from_the_nights_around_it():
    found = stretches(BERLIN.segments(at(4, 15), at(6, 9)), assigned_at=None, due_at=None, holidays=NAMES)

    assert [(each.kind.value, each.name) for each in found] == [
        ("open", ""),
        ("closed", ""),
        ("holiday", "Founders’ day"),
        ("closed", ""),
        ("open", ""),
    ]


def test_time_off_has_its_name_from_its_beginning_until_before_its_end():
    off = [(at(4, 10), at(4, 11), "Leave"), (at(4, 11), at(4, 12), "Training")]
    kinds = ["open", "time_off", "time_off", "time_off", "closed"]
    segments = [Segment(at(4, hour), at(4, hour + 1), kind, date(2026, 3, 4)) for hour, kind in enumerate(kinds, 9)]

    found = stretches(segments, assigned_at=None, due_at=None, holidays={}, time_off=off)

    assert [(each.kind.value, each.name, each.start) for each in found] == [
        ("open", "", at(4, 9)),
        ("time_off", "Leave", at(4, 10)),
        ("time_off", "Training", at(4, 11)),
        ("time_off", "", at(4, 12)),
        ("closed", "", at(4, 13)),
    ]


def test_what_is_closed_or_open_has_no_name_in_somebodys_time_off():
    segments = [
        Segment(at(4, 9), at(4, 10), "open", date(2026, 3, 4)),
        Segment(at(4, 10), at(4, 11), "closed", date(2026, 3, 4)),
    ]

    found = stretches(segments, assigned_at=None, due_at=None, holidays={}, time_off=[(at(4, 8), at(4, 18), "Leave")])

    assert [each.name for each in found] == ["", ""]


def test_a_weekend_is_one_stretch():
    assert [kind for kind, *_ in cut(at(6, 15), at(9, 9))] == ["open", "closed", "open"]


def test_a_pause_takes_open_time_away_and_leaves_the_night_closed():
    found = cut(at(3, 15), at(4, 9), pauses=[(at(3, 15, 30), at(4, 8, 30))])

    assert found == [
        ("open", at(3, 15), at(3, 15, 30)),
        ("paused", at(3, 15, 30), at(3, 16)),
        ("closed", at(3, 16), at(4, 8)),
        ("paused", at(4, 8), at(4, 8, 30)),
        ("open", at(4, 8, 30), at(4, 9)),
    ]


def test_no_time_has_no_stretches():
    assert cut(at(4, 8), at(4, 8)) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_only_open_time_counts(kind):
    stretch = Stretch(at(4, 8), at(4, 9), kind)

    assert stretch.length == 3600
    assert stretch.counted == (3600 if kind in {"routing", "open", "late"} else 0)


instants = st.integers(0, 35 * 86_400).map(lambda seconds: at(1, 0) + timedelta(seconds=seconds))


@given(
    instants, instants, st.none() | instants, st.none() | instants, st.lists(st.tuples(instants, instants), max_size=3)
)
def test_all_time_is_there_once_and_what_counts_is_the_elapsed_time(one, other, assigned_at, due_at, pauses):
    start, end = sorted((one, other))
    pauses = [tuple(sorted(pause)) for pause in pauses]

    found = stretches(BERLIN.segments(start, end, pauses), assigned_at=assigned_at, due_at=due_at, holidays=NAMES)

    edges = [start, *(each.end for each in found)]
    assert [each.start for each in found] == edges[:-1]
    assert not found or found[-1].end == end
    rows = np.zeros(len(pauses), np.int64)
    begun, ended = (np.array([int(pause[side].timestamp()) for pause in pauses], np.int64) for side in (0, 1))
    spent = BERLIN.elapsed_many(
        np.array([int(start.timestamp())]),
        np.array([int(end.timestamp())]),
        Pauses(rows, begun, ended) if pauses else None,
    )
    assert sum(each.counted for each in found) == spent[0]
    for each in found:
        assert each.kind != Kind.LATE or (due_at is not None and each.start >= due_at)
        assert each.kind != Kind.ROUTING or (assigned_at is not None and each.end <= assigned_at)
