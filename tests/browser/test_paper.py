"""Pages on paper: nothing is cut off at the right."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from sla.facts import rebuild_facts
from tests.browser.screens import DESK
from tests.factories import NOW
from tests.sla.world import HOUR, agree, hand_over, touched

pytestmark = pytest.mark.django_db(transaction=True)

A4 = {"width": 673, "height": 986}  # less its margins
WHOLE = "/compliance/?period=all"


@pytest.fixture
def _counted(organisation):
    agree()
    hand_over(touched(NOW + HOUR), now=NOW + 2 * HOUR)
    hand_over(now=NOW + 90 * HOUR)
    rebuild_facts()


@pytest.mark.usefixtures("_counted")
def test_a_chart_drawn_for_a_desk_is_scaled_to_the_paper(page: Page, live_server, cookies_of, auditor):
    page.context.add_cookies(cookies_of(auditor))
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}{WHOLE}")
    chart = page.locator(".chart-canvas svg")
    expect(chart).to_be_visible()
    drawn = chart.evaluate("svg => `0 0 ${svg.clientWidth} ${svg.clientHeight}`")

    expect(chart).to_have_attribute("viewBox", drawn)


@pytest.mark.usefixtures("_counted")
def test_all_columns_stand_on_paper(page: Page, live_server, cookies_of, auditor):
    page.context.add_cookies(cookies_of(auditor))
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}{WHOLE}")

    table = page.get_by_role("region", name="Compliance").get_by_role("table")
    expect(table.get_by_role("columnheader", name="Missed by")).to_be_visible()
    box = table.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= A4["width"]
