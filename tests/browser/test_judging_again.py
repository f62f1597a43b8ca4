"""A manager finds a forgotten holiday, sees what it would change, and has the past judged again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sla.facts import rebuild_facts
from sla.models import Clock, JudgedAgain
from tests.factories import ALWAYS
from tests.sla.world import agree, assigned, change_hours, hand_over, touched

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_forgotten_day_off_is_judged_again(page: Page, live_server, cookies_of, head, rep, accessible):
    now = timezone.now().replace(microsecond=0)
    at = now - timedelta(days=7)
    agreement = agree(first_response=24)
    change_hours(agreement.calendar, ALWAYS, at=at - timedelta(days=30))
    hand_over(assigned(rep.owners.get(), at), touched(at + timedelta(hours=30)), at=at, now=now)
    rebuild_facts()
    free = (at + timedelta(days=1)).strftime("%a").lower()
    change_hours(agreement.calendar, {day: hours for day, hours in ALWAYS.items() if day != free}, at=now)
    page.context.add_cookies(cookies_of(head))

    page.goto(f"{live_server.url}/calendars/")
    page.get_by_role("link", name="Judge the past again").press("Enter")
    accessible()
    page.get_by_label("First day").fill((at - timedelta(days=1)).date().isoformat())
    page.get_by_label("Last day").fill((at + timedelta(days=1)).date().isoformat())
    page.get_by_label("By the hours").select_option("today")
    page.get_by_role("button", name="See what changes").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("2 verdicts flip, 2 to met and 0 to missed.")
    accessible()
    assert not JudgedAgain.objects.exists()
    page.get_by_label("Why").fill("A day off was forgotten.")
    page.get_by_role("button", name="Judge these days again").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Judging again")
    assert JudgedAgain.objects.get().reason == "A day off was forgotten."
    assert set(Clock.objects.values_list("verdict", flat=True)) <= {"met", "missed"}
