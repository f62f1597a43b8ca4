"""The load of a rep: dues by the hour of the week, in local time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sla.agreements.load import Due, loads_of
from sla.calendars import NEVER
from tests.factories import NOW
from tests.sla.world import HOUR, agree, assigned, hand_over

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def due(hours, zone, owner):
    """`hours` after Monday 9:30 UTC; None: never."""
    return Due(NEVER if hours is None else int((MONDAY + timedelta(hours=hours)).timestamp()), zone, owner)


def load(*rows):
    (found,) = loads_of([due(*row) for row in rows])
    return found


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


def test_two_agreements_stand_in_the_same_hours_of_the_same_weeks_and_owners():
    then, today = loads_of([due(0, "UTC", 1), due(336, "UTC", 1)], [due(2, "UTC", 1), due(26, "UTC", 2)])

    assert (then.reps, then.weeks) == (today.reps, today.weeks) == (2, 2.0)
    assert list(then.hours) == list(today.hours) == [9, 10, 11]
    assert list(then.days) == [(0, [0.5, 0.0, 0.0]), (1, [0.0, 0.0, 0.0])]
    assert list(today.days) == [(0, [0.0, 0.0, 0.25]), (1, [0.0, 0.0, 0.25])]
    assert loads_of([due(0, "UTC", 1)], [])[1] is None


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(["UTC", "Asia/Kolkata"]), st.integers(1, 4)), min_size=1)
)
def test_nothing_is_lost(rows):
    found = load(*rows)

    assert found.a_week * found.reps * found.weeks == pytest.approx(len(rows))


@pytest.mark.django_db
def test_the_dry_run_sets_what_it_asks_of_a_rep_beside_todays(client, rep, manager):
    agree(number=1, first_response=2, unit="wall_hours")
    draft = agree(number=2, first_response=4, unit="wall_hours", state="draft")
    for _ in range(3):
        hand_over(assigned(rep.owners.get()))
    hand_over()
    client.force_login(manager)

    with time_machine.travel(NOW + 5 * HOUR, tick=False):
        page = client.get(reverse("sla:agreement-dry-run", args=[draft.number]))

    today, due = ((NOW + hours * HOUR).astimezone(ZoneInfo("Europe/Berlin")) for hours in (2, 4))
    assert page.context["load"] == (
        f"3.0 first responses fall due for the only owner in an average week, "
        f"the most on {due:%A} between {due.hour}:00 and {due.hour + 1}:00 (3.00). "
        f"By today’s agreement: 3.0, the most on {today:%A} between {today.hour}:00 and {today.hour + 1}:00 (3.00)."
    )
    assert page.context["load_rows"] == [
        (today.hour, [(0, 0, 3.0)]),
        (today.hour + 1, [(0, 0, 0)]),
        (due.hour, [(3.0, 3, 0)]),
    ]


@pytest.mark.django_db
def test_where_nothing_is_asked_today_the_dry_run_says_so(client, rep, manager):
    draft = agree(first_response=4, unit="wall_hours", state="draft")
    hand_over(assigned(rep.owners.get()))
    client.force_login(manager)

    with time_machine.travel(NOW + 5 * HOUR, tick=False):
        page = client.get(reverse("sla:agreement-dry-run", args=[draft.number]))

    assert page.context["load"].endswith("By today’s agreement: none of these hand-offs has a first response to give.")
    assert [today for _, cells in page.context["load_rows"] for _, _, today in cells] == [0]
