"""The queue under a rep's thumb, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from sla.models import AgreementVersion
from tests.browser.desk import row
from tests.browser.screens import PHONE
from tests.factories import SegmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


THUMB = 44


@pytest.fixture
def phone(browser: Browser, cookies_of, rep):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    context.add_cookies(cookies_of(rep))
    yield context
    context.close()


@pytest.fixture
def scriptless(browser: Browser, cookies_of, rep):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    context.add_cookies(cookies_of(rep))
    yield context
    context.close()


def rate_in_two_taps(context: BrowserContext, live_server, hand_off):
    page = context.new_page()
    page.goto(f"{live_server.url}/queue/?show=rate")
    page.wait_for_load_state("networkidle")
    this = row(page, hand_off)

    this.locator("label", has_text="poor fit").tap()
    this.get_by_text("Save the rating").tap()

    return page, this


def test_on_a_phone_two_taps_rate_a_lead(phone, live_server, leads):
    _, this = rate_in_two_taps(phone, live_server, leads[1])

    expect(this.get_by_title("2, poor fit")).to_be_visible()
    leads[1].refresh_from_db()
    assert leads[1].sales_rating == 2


def test_on_a_phone_what_opens_at_the_bottom_comes_above_the_dock(phone, live_server, leads):
    page = phone.new_page()
    page.goto(f"{live_server.url}/queue/?show=open")
    this = row(page, leads[-1])
    reject = this.get_by_text("Reject", exact=True)
    page.evaluate("document.body.style.paddingBottom = '100vh'")
    reject.evaluate("button => window.scrollBy(0, button.getBoundingClientRect().bottom - innerHeight + 70)")

    reject.tap()

    dock = page.locator(".dock").bounding_box()
    expect(this.get_by_role("button", name="Reject the lead")).to_be_visible()
    below = "document.querySelector('.menu[open] button').getBoundingClientRect().bottom"
    page.wait_for_function(f"top => {below} < top", arg=dock["y"])


def test_without_scripts_two_taps_rate_a_lead_too(scriptless, live_server, leads):
    page, this = rate_in_two_taps(scriptless, live_server, leads[1])

    expect(this).to_have_count(0)
    expect(page.locator("h1")).to_have_text("1 lead waits for your rating.")
    leads[1].refresh_from_db()
    assert leads[1].sales_rating == 2


def test_without_scripts_a_lead_is_rejected_with_a_reason(scriptless, live_server, leads):
    page = scriptless.new_page()
    page.goto(f"{live_server.url}/queue/?show=open")
    this = row(page, leads[0])

    this.get_by_text("Reject", exact=True).tap()
    this.get_by_label("Why? Marketing learns from it.").select_option("too-small")
    this.get_by_role("button", name="Reject the lead").tap()

    expect(this).to_have_count(0)
    leads[0].refresh_from_db()
    assert (leads[0].stage, leads[0].reasons) == ("rejected", ["too-small"])


def test_without_scripts_a_wrong_touch_is_taken_back_after_the_lead_has_left_the_list(scriptless, live_server, leads):
    page = scriptless.new_page()
    page.goto(f"{live_server.url}/queue/")
    this = row(page, leads[0])
    this.get_by_role("button", name="Reached").tap()
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    leads[0].refresh_from_db()
    assert leads[0].touches == 1

    undo.tap()

    expect(page.get_by_role("status")).to_contain_text("Taken back")
    leads[0].refresh_from_db()
    assert leads[0].touches == 0


@pytest.mark.parametrize(
    "path", ["/queue/?show=open", "/queue/?show=rate", "/hand-offs/{}/", "/my-week/", "/profile/", "/search/?q=example"]
)
def test_on_a_phone_everything_is_as_large_as_a_thumb(phone, live_server, leads, path):
    page = phone.new_page()
    page.goto(live_server.url + path.format(leads[1].pk))
    if "rate" in path:
        page.locator("label", has_text="maybe").first.tap()
    for menu in page.locator("header details, .more").all():
        menu.locator("summary").tap()

    # A link within a sentence has the sentence around it; the name in a row has the row's left half.
    pressed = page.locator("a:not(.skip, p a, .queue-name a), .btn, button, select, summary, .rate-option, .pick")
    pressed = pressed.filter(visible=True)

    small = [box for box in (each.bounding_box() for each in pressed.all()) if min(box["height"], box["width"]) < THUMB]
    assert pressed.count() > 5
    assert not small, small


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_small_phone_the_segment_of_a_lead_does_not_widen_its_page(phone, live_server, leads, width):
    SegmentFactory(version=AgreementVersion.objects.get(), name="Whoever came to the fair", source=leads[1].source.name)
    page = phone.new_page()
    page.set_viewport_size({"width": width, "height": 640})

    page.goto(f"{live_server.url}/hand-offs/{leads[1].pk}/")

    expect(page.get_by_text("Why these: it belongs to the segment “Whoever came to the fair”")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("path", ["/queue/?show=open", "/hand-offs/{}/"])
def test_on_a_phone_a_menu_stays_on_the_screen(phone, live_server, leads, path):
    page = phone.new_page()
    page.goto(live_server.url + path.format(leads[1].pk))
    menus = page.locator(".queue-acts .menu")

    for menu in menus.all():
        menu.locator("summary").tap()
        box = menu.locator(".menu-panel").bounding_box()

        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        page.keyboard.press("Escape")
    assert menus.count()
