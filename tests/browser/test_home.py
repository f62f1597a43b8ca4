"""The first run and the homes in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from leadgap.home.demo.company import found
from leadgap.home.demo.loading import roll
from leadgap.home.demo.settling import settle
from leadgap.jobs.models import Job
from leadgap.jobs.services import run_job
from tests.browser.screens import PHONE
from tests.home.conftest import THEN, short_story  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(short_story, live_server):  # noqa: F811
    """A demo company of five weeks that has lived until now."""
    from django.utils import timezone

    now = timezone.now()
    found(now=now, leads=300)
    roll(now=now)
    settle(now=now)


def test_from_nothing_to_a_demo_and_back(page: Page, live_server, accessible, short_story, monkeypatch):  # noqa: F811
    monkeypatch.setattr("leadgap.home.demo.company.DEFAULT_LEADS", 100)
    page.goto(live_server.url)
    expect(page.get_by_role("heading", name="A minute to begin")).to_be_visible()
    accessible()

    page.get_by_label("Your name").fill("Ada Own")
    page.get_by_label("Your e-mail").fill("ada@northwind.example")
    page.get_by_role("textbox", name="Password", exact=True).fill("correct horse battery")
    page.get_by_label("The password again").fill("correct horse battery")
    page.get_by_role("group", name="Your organisation").get_by_label("Name").fill("Northwind")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="Load the demo company")).to_be_visible()
    expect(page.get_by_role("link", name="Import my leads")).to_be_visible()
    accessible()

    page.get_by_role("button", name="Load the demo company").click()
    page.wait_for_url("**/jobs/*/", timeout=120_000)  # the holidays of three countries are worked out first
    work()
    expect(page.get_by_role("button", name="Remove it")).to_be_visible()
    page.goto(live_server.url)
    expect(page.get_by_text("Demo company: everything")).to_be_visible()

    accessible()
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url("**/jobs/*/")
    work()
    expect(page.get_by_text("Demo company: everything")).to_have_count(0)
    expect(page.get_by_text("Done.")).to_be_visible()
    page.goto(live_server.url)
    expect(page.get_by_role("button", name="Load the demo company")).to_be_visible()


def work():
    """Do what a worker would do."""
    from django.utils import timezone

    for job in Job.objects.filter(state="queued"):
        run_job(job.pk, now=timezone.now())
    assert not Job.objects.exclude(state="done").exists()


@pytest.mark.parametrize("role", ["Sales rep", "Marketer", "Manager", "Administrator", "Auditor"])
def test_a_click_shows_the_home_of_each_role(page: Page, live_server, accessible, told, role):
    page.goto(live_server.url + reverse("account_login"))
    accessible()

    page.get_by_role("button", name=role).click()

    expect(page.get_by_text("Demo company: everything")).to_be_visible()
    page.wait_for_load_state("networkidle")
    accessible()
    page.set_viewport_size(PHONE)
    page.reload()
    page.wait_for_load_state("networkidle")
    accessible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_look_and_the_search_can_be_read_by_everyone(page: Page, live_server, accessible, told, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("button", name="Administrator").click()

    page.goto(live_server.url + reverse("home:first-look"))
    expect(page.get_by_role("heading", name="from 5 sources")).to_be_visible()
    accessible()

    page.keyboard.press("/")
    page.keyboard.type("Webinar")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("link", name="Webinar").first).to_be_visible()
    accessible()


def test_all_periods_of_the_totals_stand_beside_one_another_on_a_phone(page: Page, live_server, cookies_of, rep):
    page.context.add_cookies(cookies_of(rep))
    page.set_viewport_size({"width": 360, "height": 844})
    page.goto(f"{live_server.url}/both-sides/")

    tabs = page.get_by_role("navigation", name="Period")
    expect(tabs.get_by_role("link")).to_have_count(4)
    assert tabs.evaluate("tabs => tabs.scrollWidth <= tabs.clientWidth")
