"""The curve, speed against outcome, the hours, the patterns: with the waived clocks or without, and which it is."""

import numpy as np
import pytest
import time_machine
from django.urls import reverse

from sla.compliance.curves import _without
from sla.facts import rebuild_facts
from sla.judging import sweep_due
from sla.models import Clock
from tests.factories import NOW, OwnerFactory
from tests.sla.pages import text_of
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR, agree, assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db
LATER = NOW + 240 * HOUR

PAGES = {"sla:curve": "api:curve", "sla:hours": "api:hours", "sla:patterns": ""}


@pytest.fixture(autouse=True)
def company(organisation, administrator):
    """Three hand-offs answered in an hour, two later than that, one not at all; of each kind one is waived."""
    agree()
    owner = OwnerFactory()
    made = []
    for hours in (1, 1, 1, 25, 25, None):
        acts = [] if hours is None else [touched(NOW + hours * HOUR)]
        acts += [event("accepted", NOW + 30 * HOUR), event("won", NOW + 200 * HOUR)]
        made.append(hand_over(assigned(owner), *acts, now=LATER))
    sweep_due(now=LATER)
    waived_by(administrator, Clock.objects.filter(hand_off__in=[made[0], made[3], made[5]], scope="lead"))
    rebuild_facts()
    with time_machine.travel(LATER, tick=False):
        yield


def get(client, name, **query):
    return client.get(reverse(name), query)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_which_it_counts_and_leads_to_the_other(client, administrator, name):
    client.force_login(administrator)

    page = get(client, name)
    other = client.get(reverse(name) + page.context["waived"].other_url)

    assert "3 waived clocks are counted too." in text_of(page)
    assert "Without 3 waived clocks." in text_of(other)
    assert client.get(reverse(name) + other.context["waived"].other_url).context["waived"].are_left_out is False


def test_the_curve_and_its_speed(client, administrator):
    client.force_login(administrator)

    every, some = (get(client, "sla:curve", waivers=waivers).context for waivers in ("", "without"))

    assert [(found["curve"].curve.n, found["curve"].curve.answered) for found in (every, some)] == [(6, 5), (3, 3)]
    assert every["speed"] != some["speed"]
    assert [get(client, "api:speed", waivers=each).json()["in_time"]["whole"] for each in ("", "without")] == [3, 2]


def test_the_hours_lead_to_the_misses_that_they_count(client, administrator):
    client.force_login(administrator)

    for waivers, missed in (("", 3), ("without", 1)):
        page = get(client, "sla:hours", waivers=waivers)
        (hour,) = [row for row in page.context["rows"] if row[0].all.whole]
        rate, href = next(cell for cell in hour[1] if cell[0].whole)
        assert rate.whole - rate.part == missed
        assert client.get(href).context["page"].paginator.count == missed


def test_the_patterns(client, administrator):
    client.force_login(administrator)

    found = [get(client, "sla:patterns", waivers=each).context["found"].not_contacted for each in ("", "without")]

    assert [(rate.part, rate.whole) for rate in found] == [(1, 6), (0, 3)]


@pytest.mark.parametrize("name", ["api:curve", "api:hours"])
def test_the_api_says_how_many_are_waived(client, administrator, name):
    client.force_login(administrator)

    every, some = (get(client, name, waivers=waivers).json() for waivers in ("", "without"))

    assert (every["n"], every["waived"], some["n"], some["waived"]) == (6, 3, 3, 3)
    assert get(client, name, waivers="only").status_code == 400


def test_times_are_taken_away_as_often_as_they_are_there():
    left = _without(np.array([5, 1, 5, 7, 5]), np.array([5, 5, 7, 7, 9]))

    assert left.tolist() == [1, 5]
