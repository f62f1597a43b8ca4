"""Scorecards in a browser: the pear stands, the chart is drawn when asked for, and all of it can be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from feedback.scorecards.facts import facts_of, write
from leads.models import Campaign, Lead, Source
from tests.browser.screens import SIZES
from tests.factories import CampaignFactory, HandOffFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(marketer):
    """Forty leads of each of two sources, rated by both sides: of the first, Marketing thinks more."""
    now = timezone.now()
    at = now - timedelta(days=2)
    sources = SourceFactory(name="Webinar " * 10), SourceFactory(name="Referral")
    for number in range(80):
        source = sources[number % 2]
        HandOffFactory(
            source=source,
            campaign=CampaignFactory(source=source) if number < 2 else None,
            handed_off_at=at,
            marketing_rating=5 if number % 2 == 0 else 3,
            marketing_basis="individual",
            sales_rating=1 + number % 5,
            sales_rated_at=at,
            sales_answered_at=at,
            sales_reasons=["good-fit"],
            stage="won" if number % 3 else "lost",
            outcome="won" if number % 3 else "lost",
        )
    write(at.date(), facts_of([at.date()], now=now)[at.date()])
    return sources[0]


@pytest.fixture
def signed_in(page: Page, cookies_of, marketer):
    page.context.add_cookies(cookies_of(marketer))
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_scorecards_can_be_read_by_everyone(signed_in, live_server, source, accessible, theme, size):
    signed_in.set_viewport_size(SIZES[size])
    signed_in.emulate_media(color_scheme=theme)
    for path in (
        "/scorecards/",
        f"/scorecards/source/{source.pk}/",
        "/scorecards/leads/?pairs=1",
        "/scorecards/raters/",
        "/expected-ratings/",
        "/both-sides/",
        "/compliance/hours/",
    ):
        signed_in.goto(f"{live_server.url}{path}")
        for fold in signed_in.locator("main .more > summary").all():
            fold.click()
        signed_in.wait_for_load_state("networkidle")

        accessible()


def test_on_a_phone_every_number_that_leads_to_its_leads_can_be_hit(
    browser: Browser, cookies_of, marketer, live_server, source
):
    context = browser.new_context(viewport=SIZES["phone"], has_touch=True, is_mobile=True)
    context.add_cookies(cookies_of(marketer))
    page = context.new_page()
    page.goto(f"{live_server.url}/scorecards/source/{source.pk}/")

    numbers = page.locator("td.num > a, .pear-number > a")
    widths = numbers.evaluate_all("all => all.map(each => each.getBoundingClientRect().width)")
    context.close()
    assert min(widths) >= 24


@pytest.mark.parametrize("width", [360, 390, 1024, 1280, 1440])
def test_no_name_pushes_a_page_aside_at_any_width(signed_in, live_server, source, width):
    Lead.objects.update(name="X" * 200)
    Source.objects.filter(pk=source.pk).update(name="Ü" * 120)
    Campaign.objects.update(name="W" * 120)
    signed_in.set_viewport_size({"width": width, "height": 900})
    for path in (
        "/",
        "/scorecards/",
        "/scorecards/?by=campaign",
        f"/scorecards/source/{source.pk}/",
        "/scorecards/leads/",
        "/compliance/",
        "/imports/sources/",
        "/first-look/",
    ):
        signed_in.goto(f"{live_server.url}{path}")

        assert signed_in.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_pear_stands_and_the_chart_is_drawn_when_asked_for(signed_in, live_server, source):
    signed_in.goto(f"{live_server.url}/scorecards/")
    signed_in.wait_for_load_state("networkidle")

    expect(signed_in.locator(".pear tbody tr")).to_have_count(5)
    expect(signed_in.locator(".pear-bar rect").first).to_be_visible()
    canvas = signed_in.locator(".how-sure .chart-canvas")
    expect(canvas).to_be_hidden()

    signed_in.get_by_text("How sure?", exact=True).click()

    expect(canvas.locator("svg")).to_be_visible()
    assert canvas.locator("svg").bounding_box()["width"] > SIZES["phone"]["width"]


def test_a_name_in_the_league_leads_to_its_scorecard(signed_in, live_server, source):
    signed_in.goto(f"{live_server.url}/scorecards/?period=90d")

    signed_in.get_by_role("link", name="Referral").click()

    expect(signed_in.locator(".page-title")).to_contain_text("Referral")


def test_a_bar_leads_to_the_leads_behind_it(signed_in, live_server, source):
    signed_in.goto(f"{live_server.url}/scorecards/")
    signed_in.wait_for_load_state("networkidle")
    signed_in.get_by_text("How sure?", exact=True).click()
    drawn = signed_in.locator(".how-sure .chart-canvas svg")
    expect(drawn).to_be_visible()
    width, height = (drawn.bounding_box()[side] for side in ("width", "height"))

    # Sales gave 5 to the last: its bar is the right one of the last pair, and stands on the axis.
    drawn.click(position={"x": width * 0.93, "y": height - 45})
    signed_in.wait_for_url("**/scorecards/leads/**")

    expect(signed_in.get_by_role("heading", level=1)).to_contain_text("Sales rated them 5; they were won or lost")
    expect(signed_in.locator("tbody tr")).to_have_count(16)


def test_a_number_of_the_pear_leads_to_its_leads(signed_in, live_server, source):
    signed_in.goto(f"{live_server.url}/scorecards/")

    signed_in.locator(".pear-number a").first.click()

    expect(signed_in.get_by_role("heading", level=1)).to_contain_text("Marketing rated them 5")
    expect(signed_in.locator("tbody tr")).to_have_count(40)
