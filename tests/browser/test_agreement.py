"""A version of the agreement in a browser: it is commented on, and prints as the text and its signatures alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import AgreementFactory, PromiseFactory, SegmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_comments_on_a_version_without_scripts(browser, cookies_of, live_server, marketer):
    version = AgreementFactory()
    PromiseFactory(version=version)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies_of(marketer))
    page = context.new_page()
    page.goto(f"{live_server.url}/agreement/{version.number}/")

    page.get_by_label("Say something about it").fill("Two hours are too long.")
    page.get_by_role("button", name="Comment").click()

    expect(page.locator("#comments .side-marketing")).to_contain_text("Two hours are too long.")
    context.close()


def test_only_the_text_and_its_signatures_are_printed(page, cookies_of, live_server, head):
    version = AgreementFactory(state="proposed")
    PromiseFactory(version=version)
    page.context.add_cookies(cookies_of(head))
    page.goto(f"{live_server.url}/agreement/{version.number}/")
    for_the_screen = [
        page.get_by_text("Next: read it"),
        page.get_by_role("button", name="Sign for Sales"),
        page.get_by_role("link", name="Begin a new version from this one"),
        page.get_by_role("link", name="Download as JSON"),
        page.get_by_role("heading", name="Comments"),
        page.get_by_role("navigation").first,
    ]
    for each in for_the_screen:
        expect(each).to_be_visible()

    page.emulate_media(media="print")

    for each in for_the_screen:
        expect(each).to_be_hidden()
    expect(page.get_by_role("article")).to_be_visible()
    expect(page.get_by_label("Signature of Sales")).to_be_visible()


def test_a_draft_that_is_refused_begins_at_what_is_wrong(browser, cookies_of, live_server, head):
    version = AgreementFactory(state="draft", text="", text_hash="")
    PromiseFactory(version=version)
    context = browser.new_context()
    context.add_cookies(cookies_of(head))
    page = context.new_page()
    page.goto(f"{live_server.url}/agreement/{version.number}/edit/")
    page.locator('[name="first_response-target"]').fill("99999")

    page.get_by_role("button", name="Save", exact=True).last.click()

    wrong = page.get_by_text("nobody waits for more than a year")
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()
    context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_what_is_known_or_not_asks_for_no_value(page, cookies_of, live_server, head, width):
    version = AgreementFactory(state="draft", text="", text_hash="")
    segment = SegmentFactory(version=version, name="Fairs", source="Fair")
    page.context.add_cookies(cookies_of(head))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/agreement/{version.number}/segments/{segment.pk}/")
    comparison, value = (page.locator(f'[name="condition-0-{name}"]') for name in ("operator", "value"))
    expect(value).to_be_visible()

    comparison.select_option(label="is known")

    expect(value).to_be_hidden()
