"""What the database is asked of clocks is what the rule says of each: over generated rows, at any instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadgap.ui.tags.badges import SOON
from sla.judging.calendars import Calendars
from sla.models import Clock, Promise
from sla.soon import are_due_soon, near
from tests.sla.clock_rows import MINUTE, World, instant, instants, rows, waivers

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(organisation):
    return World()


def name(clock: Clock) -> tuple[int, str, int]:
    return clock.hand_off_id, clock.promise.kind, clock.number


def stands(clock: Clock, now: datetime) -> str:
    """Return how a clock stands, as a page says it."""
    return "missed" if clock.is_overdue(now) else clock.verdict


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=rows, waived=waivers, when=instants, grace=st.integers(0, 2000), weekday=st.integers(0, 6))
def test_the_database_says_of_clocks_what_the_rule_says_of_each(world, drawn, waived, when, grace, weekday):
    zone, late = "America/New_York", grace * MINUTE
    with transaction.atomic():
        clocks, under_waiver = world.store(drawn), world.waive(waived)
        now = instant(when, clocks, late)

        def chosen(is_meant) -> set[tuple[int, str, int]]:
            return {name(clock) for clock in clocks if is_meant(clock)}

        def local(clock: Clock) -> datetime:
            hours = clock.calendar_version
            return clock.started_at.astimezone(ZoneInfo(hours.timezone if hours else zone))

        asked = Clock.objects.for_list()
        hour = local(clocks[0]).hour if clocks else 9
        for found, is_meant in (
            (asked.running(now), lambda clock: stands(clock, now) == "running"),
            (asked.missed(now), lambda clock: stands(clock, now) == "missed"),
            (asked.overdue(now), lambda clock: clock.is_overdue(now)),
            (asked.decided(now), lambda clock: stands(clock, now) in {"met", "missed"}),
            (
                asked.missed(now).confirmed(now, late),
                lambda clock: stands(clock, now) == "missed" and not clock.is_unconfirmed(now, late),
            ),
            (asked.waived(), lambda clock: name(clock) in under_waiver),
            (asked.not_waived(), lambda clock: name(clock) not in under_waiver),
            (asked.of_segment(0), lambda clock: clock.segment is None),
            (asked.of_segment(world.in_another_version.pk), lambda clock: clock.segment == world.segments[0]),
            (asked.started_at(hour=hour, zone=zone), lambda clock: local(clock).hour == hour),
            (
                asked.started_at(hour=hour, weekday=weekday, zone=zone),
                lambda clock: (local(clock).hour, local(clock).weekday()) == (hour, weekday),
            ),
        ):
            assert {name(clock) for clock in found} == chosen(is_meant)
        transaction.set_rollback(True)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=rows, when=instants)
def test_no_clock_that_is_due_soon_or_overdue_is_passed_over(world, drawn, when):
    """Of the running ones the database gives those near, and of them the rule says which are due within the hour."""
    with transaction.atomic():
        running = [clock for clock in world.store(drawn) if clock.verdict == "running" and clock.due_at]
        now = instant(when, running, -SOON * timedelta(seconds=1))

        given = near({Promise.CalendarOf.TEAM}, now=now, calendars=Calendars.all())
        found = set(Clock.objects.filter(given, verdict="running"))

        soon = {clock for clock in running if clock.due_at >= now and left(clock, now) <= SOON}
        assert soon | {clock for clock in running if clock.due_at < now} <= found
        timed = [clock for clock in found if clock.calendar_version_id is not None]
        if timed:
            dues, keys = ([int(clock.due_at.timestamp()) for clock in timed], [c.calendar_version_id for c in timed])
            flags = are_due_soon(np.array(dues), np.array(keys), now=now, calendars=Calendars.all())
            assert {clock for clock, is_soon in zip(timed, flags.tolist(), strict=True) if is_soon} == soon & set(timed)
        transaction.set_rollback(True)


def left(clock: Clock, now: datetime) -> float:
    if clock.calendar_version is None:
        return (clock.due_at - now).total_seconds()
    return clock.calendar_version.compiled().elapsed(now, clock.due_at)
