"""The queue under a rep's hands: by keys and by mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sla.models import Clock
from tests.browser.desk import ready, row
from tests.browser.screens import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_desk_can_be_read_by_everyone(signed_in, live_server, leads, accessible, theme, size):
    signed_in.set_viewport_size(size)
    signed_in.emulate_media(color_scheme=theme)
    lead = f"/hand-offs/{leads[1].pk}/"
    for path in ("/queue/", "/queue/?show=rate", "/queue/?show=open", lead, "/my-week/", "/profile/", "/search/?q=e"):
        ready(signed_in).goto(f"{live_server.url}{path}")

        accessible()


def test_a_rep_answers_with_keys_and_goes_on_from_the_same_row(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/queue/?show=open")
    ready(signed_in).keyboard.press("j")
    expect(row(signed_in, leads[0])).to_be_focused()

    with signed_in.expect_response("**/touch/"):
        signed_in.keyboard.press("r")

    expect(row(signed_in, leads[0])).to_be_focused()
    signed_in.keyboard.press("j")
    expect(row(signed_in, leads[1])).to_be_focused()
    leads[0].refresh_from_db()
    assert leads[0].first_connected_at is not None


def test_while_the_queue_is_open_its_sentence_and_the_time_left_stay_true(signed_in, live_server, leads):
    Clock.objects.update(calendar_version=None)  # real time, which no evening interrupts
    signed_in.clock.install()
    signed_in.goto(f"{live_server.url}/queue/")
    heading, left = signed_in.locator("h1"), ready(signed_in).locator("[data-left]").first
    expect(heading).to_contain_text("1 lead waits for an answer")
    before = left.inner_text()

    signed_in.clock.run_for(120_000)

    expect(left).not_to_have_text(before)

    signed_in.keyboard.press("j")
    with signed_in.expect_response("**/touch/"):
        signed_in.keyboard.press("r")
    expect(heading).to_have_text("Nothing waits for an answer.")


def test_a_rep_rates_with_keys_and_takes_it_back(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/queue/?show=rate")
    this = row(signed_in, leads[1])
    expect(this.get_by_text("Save the rating")).to_be_hidden()

    for key in ("j", "4", "a"):
        ready(signed_in).keyboard.press(key)
    with signed_in.expect_response("**/rate/"):
        signed_in.keyboard.press("Enter")

    expect(this.get_by_title("4, qualified")).to_be_visible()
    leads[1].refresh_from_db()
    assert (leads[1].sales_rating, leads[1].sales_reasons) == (4, ["good-fit"])

    with signed_in.expect_response("**/undo/*"):
        this.get_by_role("button", name="Undo").click()

    expect(this.get_by_text("I could not tell")).to_be_visible()
    leads[1].refresh_from_db()
    assert leads[1].sales_rating is None


def test_a_wrong_touch_is_taken_back_with_a_key(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/queue/?show=open")
    ready(signed_in).keyboard.press("j")
    with signed_in.expect_response("**/touch/"):
        signed_in.keyboard.press("n")
    expect(row(signed_in, leads[0]).get_by_text("Call, no answer")).to_be_visible()
    expect(row(signed_in, leads[0])).to_be_focused()

    with signed_in.expect_response("**/undo/*"):
        signed_in.keyboard.press("u")

    expect(row(signed_in, leads[0]).get_by_text("Call, no answer")).to_have_count(0)
    expect(row(signed_in, leads[0])).to_be_focused()
    leads[0].refresh_from_db()
    assert leads[0].touches == 0


def test_a_rating_needs_no_more_than_tab_space_and_enter(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/hand-offs/{leads[0].pk}/")
    ready(signed_in).locator("[name=rating]").first.focus()

    for key in ("ArrowRight", "ArrowRight", "Tab"):
        signed_in.keyboard.press(key)
    expect(signed_in.get_by_role("button", name="Save the rating")).to_be_focused()
    with signed_in.expect_navigation():
        signed_in.keyboard.press("Enter")

    expect(signed_in.get_by_role("status").get_by_role("button", name="Undo")).to_be_visible()
    leads[0].refresh_from_db()
    assert leads[0].sales_rating == 3


def test_a_lead_is_rejected_by_keys_alone(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/queue/?show=open")
    for key in ("j", "x", "Escape"):
        ready(signed_in).keyboard.press(key)
    expect(row(signed_in, leads[0]).locator("summary")).to_be_focused()
    signed_in.keyboard.press("x")
    expect(row(signed_in, leads[0]).locator("[name=reason]")).to_be_focused()

    for key in ("ArrowDown", "Tab"):
        signed_in.keyboard.press(key)
    with signed_in.expect_response("**/reject/"):
        signed_in.keyboard.press("Enter")

    expect(row(signed_in, leads[0]).get_by_role("button", name="Undo")).to_be_visible()
    leads[0].refresh_from_db()
    assert (leads[0].stage, len(leads[0].reasons)) == ("rejected", 1)


def test_two_clicks_are_one_touch(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/hand-offs/{leads[0].pk}/")

    ready(signed_in).get_by_role("button", name="Reached").first.dblclick()

    expect(signed_in.get_by_role("status").get_by_role("button", name="Undo")).to_be_visible()
    leads[0].refresh_from_db()
    assert leads[0].touches == 1
