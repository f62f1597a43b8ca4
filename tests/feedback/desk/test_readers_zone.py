"""A rep reads one zone on every page that they work on, and is understood in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from leads.models import Event
from sla.models import TeamCalendar
from tests.accounts.pages import text_of
from tests.factories import NOW, CalendarFactory
from tests.sla.world import HOUR, agree, assigned, hand_over, touched

pytestmark = pytest.mark.django_db
TIME = re.compile(r"\d\d:\d\d ([A-Z]\w+(?: York)?)")


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW + 2 * HOUR, tick=False)


@pytest.fixture
def boston(berlin):
    """Have the team of the rep keep the hours of New York; the agreement and the organisation keep Berlin's."""
    TeamCalendar.objects.create(team=berlin, calendar=CalendarFactory(version__timezone="America/New_York"))


@pytest.fixture
def hand_off(client, rep, boston):
    agree(rating=2)
    client.force_login(rep)
    return hand_over(assigned(rep.owners.get()), touched(NOW + HOUR), now=NOW + 2 * HOUR)


def test_the_page_of_a_lead_speaks_one_zone(client, hand_off):
    page = text_of(client.get(reverse("desk:hand-off", args=[hand_off.pk])))

    assert len(TIME.findall(page)) > 5
    assert set(TIME.findall(page)) == {"New York"}


def test_so_does_the_queue(client, rep, hand_off):
    hand_over(assigned(rep.owners.get()), now=NOW)

    page = text_of(client.get(reverse("desk:queue")))

    assert set(TIME.findall(page)) == {"New York"}


def test_an_earlier_touch_is_read_in_it(client, hand_off):
    """NOW is 15:00 in Berlin and 09:00 in New York."""
    local = (NOW + timedelta(minutes=30)).astimezone(UTC) - timedelta(hours=5)

    client.post(
        reverse("desk:touch", args=[hand_off.pk]),
        {"channel": "call", "result": "connected", "occurred_at": f"{local:%Y-%m-%dT%H:%M}"},
    )

    told = Event.objects.filter(kind="touched", self_reported=True).values_list("occurred_at", flat=True)
    assert list(told) == [datetime(2026, 3, 4, 14, 30, tzinfo=UTC)]


def test_my_week_says_where_a_week_begins_if_that_is_elsewhere(client, rep, hand_off):
    page = text_of(client.get(reverse("desk:my-week")))

    assert "A week begins at midnight in Berlin, as everybody’s does." in page

    TeamCalendar.objects.all().delete()

    assert "A week begins at midnight" not in text_of(client.get(reverse("desk:my-week")))
