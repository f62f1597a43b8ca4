"""Pages at every width: many buttons leave the headline its room, and long names push nothing aside."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from sla.facts import rebuild_facts
from tests.factories import NOW
from tests.sla.world import HOUR, agree, assigned, clock_of, hand_over

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenvertriebsaussenstellewienmitte"


@pytest.mark.parametrize("width", [768, 900, 1024, 1200])
def test_many_buttons_leave_the_headline_its_room(page: Page, live_server, cookies_of, head, width):
    page.context.add_cookies(cookies_of(head))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/compliance/")

    assert page.locator("h1").bounding_box()["width"] >= 380
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [390, 1440])
def test_a_word_of_eighty_letters_pushes_no_page_aside(page: Page, live_server, cookies_of, head, berlin, rep, width):
    berlin.name = LONG
    berlin.save()
    rep.owners.update(name=LONG)
    calendar = agree().calendar
    calendar.name = LONG
    calendar.save()
    hand_off = hand_over(assigned(rep.owners.get()), now=NOW + 90 * HOUR)
    rebuild_facts()
    page.context.add_cookies(cookies_of(head))
    page.set_viewport_size({"width": width, "height": 900})
    paths = [
        "/people/",
        "/calendars/people/",
        "/compliance/?period=all",
        "/compliance/misses/?period=all",
        f"/calendars/{calendar.pk}/edit/",
        f"/clocks/{clock_of(hand_off).pk}/",
    ]
    for path in paths:
        page.goto(f"{live_server.url}{path}")
        expect(page.get_by_text(LONG).last).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


@pytest.mark.parametrize("width", [390, 1440])
def test_a_team_of_eighty_letters_stays_in_its_list_and_in_the_notice_of_it(
    page: Page, live_server, cookies_of, administrator, width
):
    page.context.add_cookies(cookies_of(administrator))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/people/teams/")
    page.get_by_label("Name").fill(LONG)
    page.get_by_role("button", name="Add").click()

    page.get_by_role("link", name=LONG).click()
    page.get_by_text("Archive this team").click()
    page.get_by_role("button", name="Archive it").click()

    expect(page.get_by_role("heading", name="Archived")).to_be_visible()
    toast = page.locator(".toast").bounding_box()
    assert toast["x"] + toast["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
