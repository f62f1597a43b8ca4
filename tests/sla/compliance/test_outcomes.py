"""Whether it mattered: closed hand-offs by how long they waited, within each person's wall."""

import pytest
import time_machine
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from sla.compliance.curves import promise_curve
from sla.compliance.outcomes import outcome_by_speed
from sla.facts import rebuild_facts
from tests.factories import NOW
from tests.sla.pages import records_of
from tests.sla.world import HOUR, agree, event, hand_over, touched

pytestmark = pytest.mark.django_db

LATER = NOW + 30 * HOUR


def ended(outcome, *, after, answered_after):
    """A hand-off that was answered, or not, and closed."""
    acts = [touched(NOW + answered_after * HOUR)] if answered_after else []
    return hand_over(*acts, event(outcome, NOW + after * HOUR), now=LATER)


@pytest.fixture
def sooner_and_later():
    agree(unit="wall_hours")
    for outcome, answered_after, times in [
        ("won", 1, 9), ("lost", 1, 3), ("won", 3, 1), ("won", 6, 2), ("lost", 6, 7), ("lost", None, 3),
    ]:  # fmt: skip
        for _ in range(times):
            ended(outcome, after=20, answered_after=answered_after)
    ended("lost", after=2, answered_after=None)  # before it was due: neither in time nor late
    hand_over(touched(NOW + HOUR), now=LATER)  # still open
    rebuild_facts()


def speed_of(user, **only):
    rebuild_facts()
    asked = {
        "promise_kind": "first_response",
        "period": period("all", today=LATER.date()),
        "organisation": Organisation.current(),
        "now": LATER,
        "only": only,
    }
    return outcome_by_speed(user, curve=promise_curve(user, **asked), **asked)


def test_closed_hand_offs_are_counted_by_how_long_they_waited(auditor, sooner_and_later):
    found = speed_of(auditor)

    assert [(each.since, each.until, each.won.part, each.won.whole) for each in found.stretches] == [
        (None, 3600, 9, 12),
        (7200, 14400, 1, 1),
        (14400, 28800, 2, 9),
        (None, None, 0, 3),
    ]
    assert (found.in_time.part, found.in_time.whole) == (10, 13)
    assert (found.late.part, found.late.whole) == (2, 12)
    assert found.difference.value == pytest.approx(10 / 13 - 2 / 12)


def test_speed_stays_behind_the_wall(rep, manager, head, auditor, sooner_and_later):
    assert [speed_of(who).n for who in (rep, manager, head, auditor)] == [0, 0, 0, 25]


def test_the_page_its_file_and_the_api_say_the_same(client, auditor, sooner_and_later):
    client.force_login(auditor)
    with time_machine.travel(LATER, tick=False):
        page = client.get(reverse("sla:curve"), {"period": "all"})
        rows = records_of(client.get(reverse("sla:speed-csv"), {"period": "all"}))
        answer = client.get("/api/v1/speed/", {"period": "all"}).json()

    assert page.context["speed"] == (
        "Of the closed hand-offs answered in time, 10 of 13 (77\u00a0%) were won; of the others, 2 of 12 (17\u00a0%). "
        "Source for source that is 60 points more (+29 to +91)."
    )
    assert [(row["won"], row["closed"]) for row in rows] == [("9", "12"), ("1", "1"), ("2", "9"), ("0", "3")]
    assert {row["times are of"] for row in rows} == {"real time"}
    assert [each["won"]["whole"] for each in answer["stretches"]] == [12, 1, 9, 3]
    assert answer["difference"]["low"] > 0


def test_without_a_promise_nothing_is_in_time_or_late(client, auditor):
    client.force_login(auditor)

    assert client.get(reverse("sla:curve")).context["speed"] == ""
    assert client.get("/api/v1/speed/").json()["difference"] is None
