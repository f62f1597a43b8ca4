"""The curve, the hours, and speed against outcome come from facts: they say what the clocks say one by one."""

from collections import Counter
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadgap.accounts.models import Role
from leadgap.periods import period
from leads.services import get_or_create_source
from sla.compliance.curves import ANSWERED, WAITING, _waited, promise_curve
from sla.compliance.hours import by_hour
from sla.compliance.outcomes import _read, outcome_by_speed
from sla.curve import curve
from sla.facts import rebuild_facts
from sla.judging import judge_stale
from sla.judging.calendars import Calendars
from sla.models import Clock
from sla.speed import CLOSED, NOT_DONE
from tests.factories import NOW, OwnerFactory, TeamFactory, UserFactory
from tests.sla.playing import agree_on_all, play, steps
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR


def hours_of(clocks):
    """How many started in each hour of the week, and how many of these were met."""
    every, met = Counter(), Counter()
    for clock in clocks.select_related("calendar_version"):
        local = clock.started_at.astimezone(ZoneInfo(clock.calendar_version.timezone))
        every[local.weekday(), local.hour] += 1
        met[local.weekday(), local.hour] += clock.verdict == "met"
    return {place: (met[place], n) for place, n in every.items()}


def hours_found(found):
    return {
        (day.weekday, hour.hour): (rate.part, rate.whole)
        for day in found.week
        for hour, rate in zip(found.hours, day.hours, strict=True)
        if rate.whole
    }


def curve_of(clocks, now):
    answered = np.array(clocks.filter(ANSWERED).values_list("elapsed", flat=True), np.int64)
    waited = _waited(clocks.filter(WAITING), int(now.timestamp()), Calendars.all())
    return curve(np.append(answered, waited), np.arange(answered.size + waited.size) < answered.size)


def drawn(each):
    return each.n, each.answered, each.until, each.seconds.tolist(), each.share.tolist()


@pytest.mark.django_db
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=steps,
    kind=st.sampled_from(["first_response", "decision", "rating"]),
    later=st.sampled_from([0, 1, 77, 300]),
    without=st.booleans(),
    waived=st.integers(1, 4),
)
def test_whatever_happened_pages_say_what_the_clocks_say(organisation, steps, kind, later, without, waived):
    with transaction.atomic():
        user, now = UserFactory(role=Role.ADMINISTRATOR), NOW + (90 + later) * HOUR
        agree_on_all()
        play(
            steps, [OwnerFactory(team=TeamFactory()) for _ in range(3)], [get_or_create_source(name) for name in "abc"]
        )
        judge_stale(now=NOW + 90 * HOUR)
        some = [
            key for place, key in enumerate(Clock.objects.order_by("pk").values_list("pk", flat=True)) if place % waived
        ]
        if some:
            waived_by(user, Clock.objects.filter(pk__in=some))
        rebuild_facts()
        asked = {"period": period("all", today=now.date()), "organisation": organisation, "now": now}
        asked |= {"promise_kind": kind, "without_waived": without}
        clocks = Clock.objects.filter(promise__kind=kind, scope="lead").counted(without_waived=without)

        found = promise_curve(user, **asked)
        speed = outcome_by_speed(user, curve=found, **asked)

        assert hours_found(by_hour(user, **asked)) == hours_of(clocks.decided(now))
        assert drawn(found.curve) == drawn(curve_of(clocks, now))
        closed = np.concatenate([np.zeros(0, CLOSED), *(part for _, part in _read(clocks.decided(now)))])
        assert (speed.in_time.part, speed.in_time.whole) == (
            int((closed["is_met"] & closed["is_won"]).sum()),
            int(closed["is_met"].sum()),
        )
        assert (speed.late.part, speed.late.whole) == (
            int((~closed["is_met"] & closed["is_won"]).sum()),
            int((~closed["is_met"]).sum()),
        )
        unanswered = sum(each.won.whole for each in speed.stretches if each.since is None and each.until is None)
        assert unanswered == int((closed["elapsed"] == NOT_DONE).sum())
        transaction.set_rollback(True)
