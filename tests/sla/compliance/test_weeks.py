"""Compliance week by week."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from sla.facts import rebuild_facts
from tests.factories import NOW
from tests.sla.compliance.pages import LATER, company, get
from tests.sla.world import HOUR, agree, assigned, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]


def test_a_week_of_which_a_part_counts_leads_to_the_misses_of_that_part(client, auditor, rep):
    """The last 30 days begin on Thursday, 5 February."""
    agree()
    for day in (3, 5):
        at = datetime(2026, 2, day, 9, tzinfo=UTC)
        hand_over(assigned(rep.owners.get(), at), at=at, now=NOW)
    rebuild_facts()

    page = get(client, auditor, "sla:compliance", period="30d", by="week")
    part = page.context["rows"][0]
    of_row = f"{reverse('sla:misses')}?{part[1]}"
    misses = [client.get(href) for href in (of_row, page.context["chart"].series[0].hrefs[0])]

    assert part[0].figures.missed == 1
    assert part[2] == "counted from 5 Feb on"
    assert [each.context["page"].paginator.count for each in misses] == [1, 1]


def test_a_week_in_which_the_clocks_change_says_so(client, auditor, rep):
    agree()
    for at in (NOW - timedelta(weeks=1), NOW + timedelta(weeks=3)):  # Berlin changes on the 29th of March
        hand_over(assigned(rep.owners.get(), at), touched(at + HOUR), at=at, now=at + HOUR)
    rebuild_facts()

    with time_machine.travel(NOW + timedelta(weeks=5), tick=False):
        response = get(client, auditor, "sla:compliance", by="week")

    notes = [note for _, _, note, _ in response.context["rows"]]
    chart = response.context["chart"]
    assert notes == [None, "clocks change in Berlin"]
    assert chart.categories[4].endswith("29 Mar, clocks change in Berlin")
    assert list(chart.ticks) == ["23 Feb", "2 Mar", "9 Mar", "16 Mar", "23 Mar"]
    assert chart.series[0].values == [1, None, None, None, 1]  # weeks without a clock are gaps


def test_weeks_of_more_than_a_year_are_told_apart_by_the_year(client, auditor):
    agree()
    for at in (NOW - timedelta(weeks=2), NOW + timedelta(weeks=52)):
        hand_over(touched(at + HOUR), at=at, now=at + HOUR)
    rebuild_facts()

    with time_machine.travel(NOW + timedelta(weeks=53), tick=False):
        ticks = get(client, auditor, "sla:compliance", by="week", period="all").context["chart"].ticks

    assert (ticks[0], ticks[-1]) == ("Feb 2026", "Mar 2027")


def test_the_text_of_the_weeks_says_no_share_of_few(client, auditor, rep):
    agree()
    company(rep.owners.get(), met=8, missed=2)
    at = NOW - timedelta(weeks=1)
    for _ in range(2):
        hand_over(assigned(rep.owners.get(), at), touched(at + HOUR), at=at, now=LATER)
    rebuild_facts()

    chart = get(client, auditor, "sla:compliance").context["chart"]

    assert chart.summary == (
        "In the first week shown too few were decided to say (2), in the last 80\u00a0% were kept."
    )
