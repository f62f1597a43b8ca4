"""A manager waives what an outage cost, from the list of misses, by keyboard and without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from sla.facts import rebuild_facts
from sla.models import Clock, Waiver
from tests.sla.world import agree, assigned, hand_over, touched

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture
def misses(rep):
    """Six kept, four missed, a week ago."""
    now = timezone.now().replace(microsecond=0)
    agree(first_response=1, unit="wall_hours")
    for number in range(10):
        at = now - 7 * DAY
        answered_at = at + timedelta(minutes=30 if number < 6 else 300)
        hand_over(assigned(rep.owners.get(), at), touched(answered_at), at=at, now=now, company=f"Example {number}")
    rebuild_facts()


def test_by_keyboard_from_the_misses_and_taken_back(page: Page, live_server, cookies_of, head, misses, accessible):
    page.context.add_cookies(cookies_of(head))
    page.goto(f"{live_server.url}/compliance/misses/")
    accessible()
    page.get_by_role("link", name="Waive…").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("This waives 20 clocks, 8 of them missed")
    accessible()
    page.get_by_label("Reason").select_option("outage")
    page.get_by_label("What happened").fill("The CRM was down.")
    page.get_by_role("button", name="Waive 20 clocks").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("20 clocks are waived: outage.")
    accessible()
    assert Clock.objects.waived().count() == 20
    page.locator("summary", has_text="Take this waiver back").press("Enter")
    page.get_by_role("button", name="Take it back").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("taken back")
    assert not Clock.objects.waived().exists()
    page.goto(f"{live_server.url}/waivers/")
    expect(page.get_by_role("link", name="Outage")).to_be_visible()
    accessible()


def test_one_clock_without_scripts(browser: Browser, live_server, cookies_of, head, misses):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies_of(head))
    page = context.new_page()
    clock = Clock.objects.filter(verdict="missed", scope="lead").first()
    assert clock
    page.goto(f"{live_server.url}/clocks/{clock.pk}/")
    page.get_by_role("link", name="Waive…").click()
    page.get_by_role("button", name="Waive this clock").click()
    page.get_by_label("Reason").select_option("other")
    page.get_by_label("What happened").fill("A double of another lead.")
    page.get_by_role("button", name="Waive this clock").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 clock is waived: other.")
    assert Waiver.objects.get().clock_count == 1
    context.close()
