"""The order of segments: dragged by a handle, moved by keys and buttons, and without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.factories import AgreementFactory, PromiseFactory, SegmentFactory

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ["Hot inbound", "Event lists", "Partners"]


@pytest.fixture
def draft(organisation):
    draft = AgreementFactory(
        state="draft", effective_on=timezone.localdate() + timedelta(days=30), text="", text_hash=""
    )
    PromiseFactory(version=draft)
    for position, name in enumerate(NAMES):
        segment = SegmentFactory(version=draft, name=name, position=position, source=name)
        PromiseFactory(version=draft, segment=segment, target=position + 1)
    return draft


def order(draft):
    return list(draft.segments.values_list("name", flat=True))


def open_page(page, live_server, draft):
    page.goto(live_server.url + reverse("sla:segments", args=[draft.number]))
    return page


def test_a_segment_is_dragged_to_its_place(page: Page, live_server, cookies_of, manager, draft, accessible):
    page.context.add_cookies(cookies_of(manager))
    open_page(page, live_server, draft)
    accessible()
    handle = page.locator("[data-order-handle]").nth(2)
    target = page.locator(".segment").first.bounding_box()

    handle.hover()
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + 5, steps=8)
    expect(page.locator(".segment h2").first).to_have_text("Partners")
    with page.expect_navigation():
        page.mouse.up()

    expect(page.locator(".segment h2")).to_have_text(["Partners", "Hot inbound", "Event lists", "Every other lead"])
    assert order(draft) == ["Partners", "Hot inbound", "Event lists"]


def test_a_drag_is_called_off_with_escape(page: Page, live_server, cookies_of, manager, draft):
    page.context.add_cookies(cookies_of(manager))
    open_page(page, live_server, draft)
    target = page.locator(".segment").first.bounding_box()

    page.locator("[data-order-handle]").nth(2).hover()
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + 5, steps=8)
    expect(page.locator(".segment h2").first).to_have_text("Partners")
    page.keyboard.press("Escape")
    page.mouse.up()

    expect(page.locator(".segment h2")).to_have_text([*NAMES, "Every other lead"])
    assert order(draft) == NAMES


def test_a_segment_is_moved_by_keys(page: Page, live_server, cookies_of, manager, draft):
    page.context.add_cookies(cookies_of(manager))
    open_page(page, live_server, draft)

    page.get_by_role("button", name="Move Event lists up").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".segment h2").first).to_have_text("Event lists")
    assert order(draft) == ["Event lists", "Hot inbound", "Partners"]


def test_a_segment_is_moved_on_by_keys_from_where_it_has_come_to(page, live_server, cookies_of, manager, draft):
    page.context.add_cookies(cookies_of(manager))
    open_page(page, live_server, draft)

    page.get_by_role("button", name="Move Hot inbound down").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Move Hot inbound up")).to_be_focused()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert order(draft) == ["Event lists", "Partners", "Hot inbound"]


def test_without_scripts_it_is_added_counted_and_moved(browser: Browser, live_server, cookies_of, manager, draft):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies_of(manager))
    page = open_page(context.new_page(), live_server, draft)
    expect(page.locator("[data-order-handle]").first).to_be_hidden()

    page.get_by_role("link", name="Add a segment").click()
    page.get_by_label("Name").fill("Large companies")
    page.get_by_label("field").first.select_option("employees")
    page.get_by_label("comparison").first.select_option("at_least")
    page.get_by_label("value").first.fill("1000")
    page.get_by_role("button", name="Count the leads").click()
    expect(page.get_by_role("status").filter(has_text="would fall into it")).to_be_visible()
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("button", name="Move Large companies up").click()

    expect(page.locator(".segment h2")).to_have_text(
        ["Hot inbound", "Event lists", "Large companies", "Partners", "Every other lead"]
    )
    context.close()
