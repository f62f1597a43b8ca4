"""The promises on the page of a hand-off: one row each, the owner clocks beneath."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback.desk.promises import promise_rows
from sla.models import Clock
from tests.accounts.pages import text_of
from tests.factories import NOW, OwnerFactory
from tests.sla.world import HOUR, agree, assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db


def rows_of(hand_off, now):
    clocks = Clock.objects.filter(hand_off=hand_off).select_related("promise__version", "calendar_version", "owner")
    return promise_rows(
        hand_off, clocks.order_by("scope", "promise__position", "promise", "number"), grace=timedelta(0), now=now
    )


def test_a_row_is_the_lead_clock_of_a_promise_with_the_owner_clocks_beneath(organisation):
    agree(rating=2)
    ana, ben = OwnerFactory(name="Ana"), OwnerFactory(name="Ben")
    hand_off = hand_over(assigned(ana), assigned(ben, NOW + HOUR), now=NOW + HOUR)

    (row,) = (each for each in rows_of(hand_off, NOW + HOUR) if each.main.clock.promise.kind == "first_response")

    assert row.main.clock.scope == "lead"
    assert [each.clock.owner.name for each in row.owners] == ["Ana", "Ben"]


@pytest.mark.parametrize(
    ("events", "after", "verdict", "seconds", "is_open"),
    [
        pytest.param([], HOUR, "running", 3600, True, id="running"),
        pytest.param([], 26 * HOUR, "missed", 10 * 3600, True, id="overdue-and-not-swept-yet"),
        pytest.param([touched(NOW + HOUR)], 2 * HOUR, "met", 3600, False, id="met"),
        pytest.param([event("closed", NOW + HOUR)], 2 * HOUR, "ended", 3600, False, id="ended"),
        pytest.param(
            [event("closed", NOW + HOUR), touched(NOW + 24 * HOUR)],
            24 * HOUR,
            "ended",
            3600,
            False,
            id="called-after-it",
        ),
    ],
)
def test_what_counted_is_said_also_while_it_runs(organisation, events, after, verdict, seconds, is_open):
    agree()
    told = after if verdict == "ended" else min(after, 3 * HOUR)
    hand_off = hand_over(*events, now=NOW + told)

    (row,) = rows_of(hand_off, NOW + after)

    assert (row.main.verdict, row.main.seconds, row.main.is_open) == (verdict, seconds, is_open)


@pytest.mark.parametrize(
    ("events", "seconds", "late"),
    [
        pytest.param([], 10 * 3600, 6 * 3600, id="not-answered-yet"),
        pytest.param([touched(NOW + 22 * HOUR)], 6 * 3600, 2 * 3600, id="answered-late"),
    ],
)
def test_a_miss_says_how_late_it_was(client, auditor, organisation, time_machine, events, seconds, late):
    """Handed over on Wednesday at 15:00 in Berlin, due after four working hours: on Thursday at 11:00."""
    agree()
    time_machine.move_to(NOW + 26 * HOUR, tick=False)
    hand_off = hand_over(*events, now=NOW + 26 * HOUR)
    client.force_login(auditor)

    (row,) = rows_of(hand_off, NOW + 26 * HOUR)
    said = text_of(client.get(reverse("desk:hand-off", args=[hand_off.pk])))

    assert (row.main.verdict, row.main.seconds, row.main.late) == ("missed", seconds, late)
    assert f"{late // 3600} h late" in said


def test_a_clock_that_stands_still_is_due_when_it_goes_on(client, auditor, organisation, time_machine):
    agree(first_response=None, decision=8)
    time_machine.move_to(NOW + 3 * HOUR, tick=False)
    hand_off = hand_over(event("paused", NOW + HOUR), now=NOW + 3 * HOUR)
    client.force_login(auditor)

    (row,) = rows_of(hand_off, NOW + 3 * HOUR)
    page = client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()

    assert row.main.is_paused
    assert '<span class="soft">paused</span>' in page


def test_the_page_says_how_long_a_clock_has_run(client, auditor, organisation):
    agree()
    client.force_login(auditor)
    hand_off = hand_over(assigned(OwnerFactory(name="Ana")))

    said = text_of(client.get(reverse("desk:hand-off", args=[hand_off.pk])))

    assert "so far" in said
    assert "1 owner clock" in said


def test_the_number_of_queries_does_not_grow_with_the_owners(client, auditor, organisation, django_assert_num_queries):
    agree(follow_up=8, decision=8, rating=8)
    client.force_login(auditor)
    few = hand_over(assigned(OwnerFactory()))
    many = hand_over(*(assigned(OwnerFactory(), NOW + timedelta(minutes=each)) for each in range(6)))
    asked = queries_of(client, few)

    with django_assert_num_queries(asked):
        client.get(reverse("desk:hand-off", args=[many.pk]))


def queries_of(client, hand_off):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(reverse("desk:hand-off", args=[hand_off.pk]))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("desk:hand-off", args=[hand_off.pk]))
    return len(captured)
