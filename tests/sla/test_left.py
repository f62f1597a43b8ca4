from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leadgap.ui.formats import DAY
from sla.left import Left, time_left
from sla.models import CalendarVersion, Clock, Promise

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)
OFFICE = CalendarVersion(
    pk=1, timezone="Europe/Berlin", weekly={"wed": [["09:00", "17:00"]], "thu": [["10:00", "12:00"]]}
)
NIGHT = CalendarVersion(pk=2, timezone="UTC", weekly={"wed": [["20:00", "24:00"]]})


def clock(pk, due_at, version=OFFICE):
    promise = Promise(kind=Promise.Kind.FIRST_RESPONSE, calendar_of=Promise.CalendarOf.TEAM)
    return Clock(pk=pk, due_at=due_at, calendar_version=version, promise=promise)


def test_each_clock_is_measured_by_its_own_calendar():
    tomorrow = NOW + timedelta(days=1)

    found = time_left([clock(1, tomorrow), clock(2, tomorrow, NIGHT), clock(3, tomorrow, None)], now=NOW)

    # 15:00 to 17:00 in Berlin, and two hours the next day; 20:00 to 24:00; a day on the wall.
    assert found == {1: Left(4 * 3600, 8 * 3600), 2: Left(4 * 3600, 4 * 3600), 3: Left(DAY, DAY)}


def test_what_is_overdue_counts_backwards_and_what_has_no_due_is_not_known():
    found = time_left([clock(1, NOW - timedelta(hours=1)), clock(2, None), clock(3, None, None)], now=NOW)

    assert found == {1: Left(-3600, 8 * 3600), 2: Left(None, 8 * 3600), 3: Left(None, DAY)}


@given(st.lists(st.integers(-20 * DAY, 20 * DAY), max_size=12))
def test_many_together_are_measured_as_each_alone(offsets):
    clocks = [clock(place, NOW + timedelta(seconds=offset)) for place, offset in enumerate(offsets)]

    together = time_left(clocks, now=NOW)

    assert together == {each.pk: time_left([each], now=NOW)[each.pk] for each in clocks}
    calendar = OFFICE.compiled()
    for each in clocks:
        expected = calendar.elapsed(NOW, each.due_at) or -calendar.elapsed(each.due_at, NOW)
        assert together[each.pk].seconds == expected
