"""Clocks explained: what is shown of each verdict, and that the sum is the clock's own time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla.explain import Kind, explain
from sla.models import AgreementVersion
from tests.factories import NOW, CalendarFactory, OwnerFactory, SystemFactory, TeamFactory
from tests.sla.world import HOUR, agree, assigned, change_hours, clock_of, event, hand_over, tell, touched

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def kinds(explanation):
    return [(each.kind.value, each.length) for each in explanation.stretches]


def test_routing_is_the_way_to_the_first_assignment(organisation):
    agree()
    hand_off = hand_over(assigned(OwnerFactory(), NOW + 30 * MINUTE), touched(NOW + HOUR), now=NOW + HOUR)

    assert kinds(explain(clock_of(hand_off), now=NOW + HOUR)) == [("routing", 1800), ("open", 1800)]


def test_an_owner_clock_has_no_routing(organisation):
    agree()
    hand_off = hand_over(assigned(OwnerFactory(), NOW + 30 * MINUTE), touched(NOW + HOUR), now=NOW + HOUR)

    assert kinds(explain(clock_of(hand_off, number=1), now=NOW + HOUR)) == [("open", 1800)]


def test_a_reply_of_marketing_has_no_routing(organisation):
    agree(first_response=None, reply=4)
    said = event("asked", NOW, side="sales"), event("replied", NOW + HOUR, side="marketing")
    hand_off = hand_over(*said, assigned(OwnerFactory(), NOW + 30 * MINUTE), now=NOW + HOUR)

    assert kinds(explain(clock_of(hand_off, "reply"), now=NOW + HOUR)) == [("open", 3600)]


def test_a_touch_before_any_assignment_ends_the_routing(organisation):
    agree()
    hand_off = hand_over(touched(NOW + 10 * MINUTE), assigned(OwnerFactory(), NOW + HOUR), now=NOW + HOUR)

    assert kinds(explain(clock_of(hand_off), now=NOW + HOUR)) == [("routing", 600)]


def test_it_says_when_the_touch_was_written_down_that_answered(organisation):
    agree()
    hand_off, other = hand_over(), hand_over(touched(NOW + HOUR), now=NOW + 2 * HOUR)
    tell(other, touched(NOW + HOUR, self_reported=True), now=NOW + 2 * HOUR)
    tell(hand_off, touched(NOW + HOUR, automated=True), now=NOW + 3 * HOUR)
    by_hand = [touched(NOW + after, self_reported=True) for after in (HOUR, 9 * HOUR)]
    tell(hand_off, *by_hand, now=NOW + 26 * HOUR)

    assert explain(clock_of(hand_off), now=NOW + 26 * HOUR).told_after == 25 * 3600
    assert explain(clock_of(other), now=NOW + 26 * HOUR).told_after is None


def test_a_running_clock_is_explained_up_to_now(organisation):
    agree()
    clock = clock_of(hand_over())

    assert explain(clock, now=NOW + HOUR).until == NOW + HOUR
    assert explain(clock, now=NOW + HOUR).counted == 3600


def test_the_minutes_shown_add_up_to_those_that_are_promised_and_those_that_are_late(organisation):
    agree(first_response=1)
    half = timedelta(seconds=30)
    hand_off = hand_over(
        assigned(OwnerFactory(), NOW + 9 * MINUTE + half), touched(NOW + 90 * MINUTE + half), now=NOW + 2 * HOUR
    )

    explanation = explain(clock_of(hand_off), now=NOW + 2 * HOUR)

    assert [each.kind.value for each in explanation.stretches] == ["routing", "open", "late"]
    assert [seconds // 60 for seconds in explanation.shown] in ([10, 50, 30], [9, 51, 30])


def test_time_after_due_is_late(organisation):
    agree(first_response=1)
    clock = clock_of(hand_over(touched(NOW + 90 * MINUTE), now=NOW + 2 * HOUR))

    explanation = explain(clock, now=NOW + 2 * HOUR)

    assert (explanation.target, explanation.counted, explanation.seconds(Kind.LATE)) == (3600, 5400, 1800)


def test_an_ended_clock_stops_where_it_ended(organisation):
    agree()
    clock = clock_of(hand_over(event("closed", NOW + HOUR), now=NOW + 2 * HOUR))

    assert clock.verdict == "ended"
    assert explain(clock, now=NOW + 2 * HOUR).until == NOW + HOUR


def test_where_touches_are_not_known_nothing_is_explained(organisation):
    agree()
    clock = clock_of(hand_over(system=SystemFactory(key="other", touches_from=None)))

    assert clock.verdict == "no_data"
    assert explain(clock, now=NOW + HOUR).stretches == []


def test_a_holiday_is_named_by_the_calendar(organisation):
    holidays = [{"date": "2026-03-05", "name": "Founders’ day"}]
    agree(first_response=8, calendar=CalendarFactory(version__holidays=holidays))
    clock = clock_of(hand_over())

    explanation = explain(clock, now=NOW + 40 * HOUR)

    assert {each.name for each in explanation.stretches if each.kind == Kind.HOLIDAY} == {"Founders’ day"}
    assert explanation.timezone == "Europe/Berlin"


def test_a_promise_in_real_time_counts_the_night(organisation):
    agree(first_response=10, unit="wall_hours")
    clock = clock_of(hand_over())

    explanation = explain(clock, now=NOW + 12 * HOUR)

    assert kinds(explanation) == [("open", 36_000), ("late", 7200)]
    assert (explanation.timezone, explanation.working_day) == ("", 86_400)


def test_a_changed_calendar_explains_each_day_by_the_hours_it_had(organisation):
    agreement = agree(first_response=20)
    change_hours(agreement.calendar, {"wed": [["09:00", "16:00"]], "thu": [["09:00", "10:00"]]}, NOW + 30 * MINUTE)
    hand_off = hand_over(touched(NOW + 24 * HOUR), now=NOW + 24 * HOUR)
    clock = clock_of(hand_off)

    assert explain(clock, now=NOW + 24 * HOUR).counted == clock.elapsed == 1800 + 1800 + 3600


@given(
    routed=st.integers(0, 200_000),
    answered=st.integers(0, 400_000),
    paused=st.tuples(st.integers(0, 300_000), st.integers(0, 100_000)),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sum_of_the_stretches_is_what_the_clock_says(organisation, routed, answered, paused):
    if not AgreementVersion.objects.exists():
        agree(calendar=CalendarFactory(version__holidays=[{"date": "2026-03-05", "name": "Founders’ day"}]))
    start = NOW + timedelta(seconds=paused[0])
    now = NOW + timedelta(days=10)
    hand_off = hand_over(
        assigned(OwnerFactory(team=TeamFactory()), NOW + timedelta(seconds=routed)),
        event("paused", start),
        event("resumed", start + timedelta(seconds=paused[1])),
        touched(NOW + timedelta(seconds=answered)),
        now=now,
    )

    for clock in hand_off.clocks.exclude(elapsed=None):
        assert explain(clock, now=now).counted == clock.elapsed


def test_a_stretch_of_less_than_a_minute_is_written_in_seconds(client, auditor, organisation):
    agree(first_response=1)
    clock = clock_of(hand_over(touched(NOW + timedelta(seconds=16)), now=NOW + HOUR))
    client.force_login(auditor)

    page = client.get(reverse("sla:clock", args=[clock.pk])).content.decode()

    assert page.count(">16\u00a0s<") >= 2
    assert ">0\u00a0s<" not in page.split("<tfoot>")[0]
