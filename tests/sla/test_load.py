"""The load of a rep: dues by the hour of the week, in local time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sla.agreements.load import load_of
from sla.calendars import NEVER
from tests.factories import NOW
from tests.sla.world import HOUR, agree, assigned, hand_over

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def load(*rows):
    """`rows` are (hours after Monday 9:30 UTC, zone, owner)."""
    dues = [NEVER if hours is None else int((MONDAY + timedelta(hours=hours)).timestamp()) for hours, _, _ in rows]
    return load_of(dues, [zone for _, zone, _ in rows], [owner for _, _, owner in rows])


def test_an_hour_is_counted_by_the_clock_on_the_wall_for_each_rep():
    found = load((0, "Europe/Berlin", 1), (0, "UTC", 2), (1, "UTC", 2), (26, "UTC", 1))

    assert (found.reps, found.weeks) == (2, 1.0)
    assert list(found.hours) == [9, 10, 11]
    assert list(found.days) == [(0, [0.5, 1.0, 0.0]), (1, [0.0, 0.0, 0.5])]
    assert found.busiest == (0, 10, 1.0)


def test_several_weeks_are_averaged():
    found = load(*((week * 168, "UTC", 1) for week in range(5)))

    assert found.weeks == 4.0
    assert found.busiest == (0, 9, 5 / 4)


@pytest.mark.parametrize("row", [(None, "UTC", 1), (0, "UTC", NEVER)], ids=["not due", "nobody's"])
def test_what_is_not_due_or_nobodys_asks_nothing_of_a_rep(row):
    assert load(row) is None
    assert load(row, (0, "UTC", 1)).busiest == (0, 9, 1.0)


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(["UTC", "Asia/Kolkata"]), st.integers(1, 4)), min_size=1)
)
def test_nothing_is_lost(rows):
    found = load(*rows)

    assert sum(map(sum, (counts for _, counts in found.days))) * found.reps * found.weeks == pytest.approx(len(rows))


@pytest.mark.django_db
def test_the_dry_run_says_what_it_asks_of_a_rep(client, rep, manager):
    agreement = agree(first_response=4, unit="wall_hours")
    for _ in range(3):
        hand_over(assigned(rep.owners.get()))
    hand_over()
    client.force_login(manager)

    with time_machine.travel(NOW + 5 * HOUR, tick=False):
        page = client.get(reverse("sla:agreement-dry-run", args=[agreement.number]))

    due = (NOW + 4 * HOUR).astimezone(ZoneInfo("Europe/Berlin"))
    assert page.context["load"] == (
        f"3.0 first responses fall due for the only owner in an average week, "
        f"the most on {due:%A} between {due.hour}:00 and {due.hour + 1}:00: 3.00."
    )
    assert page.context["load_rows"] == [(due.hour, [(3.0, 3)])]
