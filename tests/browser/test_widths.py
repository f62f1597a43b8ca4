"""Pages between a phone and a desk: many buttons leave the headline its room."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [768, 900, 1024, 1200])
def test_many_buttons_leave_the_headline_its_room(page: Page, live_server, cookies_of, head, width):
    page.context.add_cookies(cookies_of(head))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/compliance/")

    assert page.locator("h1").bounding_box()["width"] >= 380
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
