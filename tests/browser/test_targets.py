"""What one clicks or taps is large enough to be hit, by a mouse at a desk and by a thumb on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.screens import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)

LEAST = 24  # WCAG 2.2, 2.5.8
TOO_SMALL = """least => [...document.querySelectorAll(
  "button, summary, select, textarea, input:not([type=hidden]), .brand"
)].filter(each => each.checkVisibility({visibilityProperty: true}) && !each.closest(".visually-hidden"))
  .map(each => [each, ...(each.matches("[type=checkbox], [type=radio]") ? each.labels : [])])
  .filter(parts => Math.max(...parts.map(part => part.getBoundingClientRect().height)) < least)
  .map(([each]) => each.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("options", [{"viewport": DESK}, {"viewport": PHONE, "has_touch": True, "is_mobile": True}])
@pytest.mark.parametrize("path", ["people/{person}/", "profile/keys/", "hand-offs/{lead}/", "queue/", "compliance/"])
def test_no_control_is_smaller_than_it_may_be(
    browser: Browser, live_server, cookies_of, administrator, leads, path, options
):
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/sign-in/")
    assert page.evaluate(TOO_SMALL, LEAST) == []

    context.add_cookies(cookies_of(administrator))
    page.goto(f"{live_server.url}/{path.format(person=administrator.pk, lead=leads[1].pk)}")
    assert page.evaluate(TOO_SMALL, LEAST) == []

    context.close()
