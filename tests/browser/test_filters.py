"""The filters of compliance: one line at a desk, and two days instead of the period, which open over the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import DESK, SIZES

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("/compliance/", "/compliance/misses/", "/waivers/new/")


def test_they_stand_in_one_line_at_a_desk(page: Page, live_server, cookies_of, head):
    page.context.add_cookies(cookies_of(head))
    page.set_viewport_size(DESK)
    for path in PAGES:
        page.goto(f"{live_server.url}{path}")
        bar = page.locator(".filter-bar")
        tops = {
            round(field.bounding_box()["y"])
            for field in bar.locator(":scope > .filter > select, :scope > .filter-acts > .btn").all()
        }
        assert len(tops) == 1, path


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_two_days_are_asked_for_instead_of_a_period(browser: Browser, live_server, cookies_of, head, size, script):
    context = browser.new_context(viewport=SIZES[size], java_script_enabled=script)
    context.add_cookies(cookies_of(head))
    page = context.new_page()
    page.goto(f"{live_server.url}/compliance/")
    page.get_by_text("or two days").press("Enter")

    fold = page.locator(".filter-days")
    box = fold.locator(".menu-body").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= SIZES[size]["width"]
    fold.get_by_label("From").fill("2026-03-02")
    fold.get_by_label("To", exact=True).fill("2026-03-20")
    fold.get_by_role("button", name="Apply").press("Enter")

    expect(page.get_by_label("Period")).to_have_value("2026-03-02..2026-03-20")
    context.close()
