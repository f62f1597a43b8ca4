"""A rep disputes a lead on its page and a marketer answers in place, in a real browser."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.screens import PHONE
from tests.sla.world import agree, assigned, hand_over

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_person(page: Page, cookies_of):
    """Return a function that makes the page that of a person who has signed in."""

    def sign_in(user) -> Page:
        page.context.add_cookies(cookies_of(user))
        return page

    return sign_in


def test_sales_disputes_and_marketing_replies(as_person, live_server, organisation, rep, marketer, accessible):
    agree(first_response=None, reply=2, unit="days")
    now = timezone.now()
    hand_off = hand_over(assigned(rep.owners.get(), now), at=now, now=now)
    lead = live_server.url + reverse("desk:hand-off", args=[hand_off.pk])

    page = as_person(rep)
    page.goto(lead)
    page.get_by_label("Say something to Marketing").fill("They are students.")
    page.get_by_role("button", name="Dispute the lead").click()
    expect(page.get_by_text("They are students.")).to_be_visible()
    accessible()

    page = as_person(marketer)
    page.goto(live_server.url + reverse("feedback:waiting"))
    expect(page.get_by_role("heading", name="1 lead waits for an answer by Marketing, none overdue.")).to_be_visible()
    expect(page.get_by_text("They are students.")).to_be_visible()
    accessible()
    for width in (1440, 1100):
        page.set_viewport_size({"width": width, "height": 900})
        page.locator(".raised-reply > summary").click()
        said, answer = page.locator(".raised-said").bounding_box(), page.locator(".say").bounding_box()
        assert answer["width"] > 300
        assert said["x"] + said["width"] <= answer["x"] or said["y"] + said["height"] <= answer["y"]
        page.reload()
    page.set_viewport_size(PHONE)
    assert page.locator(".raised-said time").evaluate_all("all => all.every(each => each.getClientRects().length == 1)")
    page.locator(".raised-reply > summary").click()
    expect(page.get_by_label("What Marketing says to this")).to_be_focused()
    accessible()
    page.get_by_label("What Marketing says to this").fill("You are right.")
    page.keyboard.press("Escape")
    expect(page.get_by_label("What Marketing says to this")).to_be_hidden()
    page.keyboard.press("Enter")
    page.get_by_text("Cancel", exact=True).click()
    expect(page.get_by_label("What Marketing says to this")).to_be_hidden()
    page.locator(".raised-reply > summary").click()
    page.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_role("heading", name="Sales waits for no answer by Marketing.")).to_be_visible()

    page = as_person(rep)
    page.goto(lead)
    expect(page.get_by_text("You are right.")).to_be_visible()
    assert hand_off.clocks.get(promise__kind="reply").verdict == "met"
