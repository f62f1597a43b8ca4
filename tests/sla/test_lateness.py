"""How late the missed ones were: the same from facts, at any time after, as the list of misses says clock by clock."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadgap.accounts.models import Organisation, Role
from leadgap.periods import period
from sla.compliance import By, compliance
from sla.compliance.figures import SECONDS
from sla.compliance.units import Unit
from sla.facts import check_facts, rebuild_facts
from sla.judging import sweep_due
from sla.misses import clocks_of, described
from sla.models import Promise
from tests.factories import NOW, UserFactory
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, event, hand_over, touched

DAY = 8 * 3600


def found_and_listed(user, now, by=By.TEAM):
    """How late every missed clock is: as compliance adds it up, and as the list of misses says one by one."""
    asked = {"promise_kind": "first_response", "period": period("all", today=now.date())}
    organisation = Organisation.current()
    total = compliance(user, by=by, organisation=organisation, now=now, **asked).total
    clocks = clocks_of(user, scope="lead", **asked).missed(now).for_list()
    listed = [miss.late for miss in described(clocks, user=user, organisation=organisation, now=now)]
    lates = total.figures.working.lates + total.figures.real.lates
    return sorted(np.frombuffer(lates, SECONDS).tolist()), sorted(listed)


pauses = st.lists(st.tuples(st.integers(0, 150), st.integers(1, 60) | st.none()), max_size=2)
zones = st.sampled_from(["", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
leads = st.lists(st.tuples(pauses, st.integers(0, 200) | st.none(), st.integers(0, 200) | st.none(), zones), max_size=4)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    leads=leads,
    unit=st.sampled_from(["hours", "days", "wall_hours"]),
    calendar_of=st.sampled_from(["team", "lead"]),
    swept=st.integers(0, 200),
)
def test_facts_grow_late_as_the_list_of_misses_does(organisation, leads, unit, calendar_of, swept):
    with transaction.atomic():
        user = UserFactory(role=Role.AUDITOR)
        agree(first_response=1, unit=unit).promises.update(calendar_of=calendar_of)
        for stretches, touch, close, zone in leads:
            events = []
            for start, length in stretches:
                events.append(event("paused", NOW + start * HOUR))
                if length:
                    events.append(event("resumed", NOW + (start + length) * HOUR))
            events += [touched(NOW + touch * HOUR)] if touch is not None else []
            events += [event("closed", NOW + close * HOUR)] if close is not None else []
            hand_over(*events, now=NOW + 220 * HOUR, timezone=zone)
        sweep_due(now=NOW + swept * HOUR)
        rebuild_facts()

        for later in (0, 1, 77):
            facts, misses = found_and_listed(user, NOW + (220 + later) * HOUR)
            assert facts == misses
        assert check_facts() == []
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("by", [By.TEAM, By.SOURCE, By.CAMPAIGN, By.WEEK])
def test_what_still_waits_grows_without_a_rebuild(organisation, auditor, by):
    agree()
    hand_over(touched(NOW + 26 * HOUR), now=NOW + 48 * HOUR)
    hand_over(now=NOW + 48 * HOUR)
    sweep_due(now=NOW + 48 * HOUR)
    rebuild_facts()

    (answered, waits), listed = found_and_listed(auditor, NOW + 48 * HOUR, by)
    (still, later), _ = found_and_listed(auditor, NOW + 49 * HOUR, by)

    assert [answered, waits] == listed
    assert (still, later) == (answered, waits + 3600)


@pytest.mark.django_db
def test_a_promise_to_marketing_does_not_stand_still_in_a_pause(organisation, auditor):
    agree(first_response=None, reply=1)
    now = NOW + 120 * HOUR
    raised = event("asked", NOW, side="sales")
    hand_over(raised, event("paused", NOW + HOUR), now=now)
    sweep_due(now=now)
    rebuild_facts()

    assert check_facts() == []


@pytest.mark.parametrize(
    ("unit", "seconds", "text"),
    [
        (Unit("days", DAY), 2 * DAY, "2 working days"),
        (Unit("days", DAY), DAY, "1 working day"),
        (Unit("days", DAY), 2.02 * DAY, "2 working days"),
        (Unit("days", DAY), 0, "0 working days"),
        (Unit("days", DAY), 1.25 * DAY, "1.3 working days"),
        (Unit("days", DAY), 12.4 * DAY, "12 working days"),
        (Unit("days", DAY), 60, "<0.1 working days"),
        (Unit("minutes", DAY), 35 * 60 + 29, "35 working min"),
        (Unit("minutes", DAY), 20, "<1 working min"),
        (Unit("hours", DAY), 1.5 * 3600, "1.5 working h"),
        (Unit("hours", DAY), 6.5 * DAY, "6.5 working days"),
        (Unit("minutes", DAY), DAY, "1 working day"),
        (Unit("wall_hours", 86_400), 3 * 86_400, "3 days"),
        (Unit("wall_days", 86_400), 86_400, "1 day"),
        (Unit("wall_weeks", 86_400), 604_800, "1 week"),
        (Unit("wall_weeks", 86_400), 907_200, "1.5 weeks"),
        (Unit("wall_minutes", 86_400), 0, "0 min"),
        (Unit("wall_minutes", 86_400), None, "–"),
    ],
)
def test_a_time_is_written_in_the_unit_of_the_promise(unit, seconds, text):
    assert unit.written(seconds).replace("\u00a0", " ") == text


@pytest.mark.django_db
def test_page_csv_and_api_say_how_late(client, auditor, time_machine, organisation):
    Promise.objects.filter(version=agree(unit="hours")).update(unit="minutes", target=60)
    now = NOW + timedelta(days=2)
    hand_over(touched(NOW + HOUR + timedelta(minutes=35)), now=now)
    hand_over(touched(NOW), now=now)
    rebuild_facts()
    time_machine.move_to(now, tick=False)
    client.force_login(auditor)

    page = client.get(reverse("sla:compliance"))
    late = client.get(reverse("api:compliance")).json()["total"]["late"]
    header, *_, total = client.get(reverse("sla:compliance-csv")).getvalue().decode("utf-8-sig").splitlines()

    assert [text.replace("\u00a0", " ") for text in page.context["late"]] == ["35 working min", ""]  # of one
    assert "Missed by, median" in text_of(page)
    assert late == {
        "n": 1,
        "median": 2100,
        "p90": 2100,
        "unit": "minutes",
        "median_in_unit": 35,
        "p90_in_unit": 35,
    }
    row = dict(zip(header.split(","), total.split(","), strict=True))
    assert [row[name] for name in ("median seconds late", "median late", "p90 late", "late in")] == [
        "2100",
        "35",
        "35",
        "working minutes",
    ]
