"""A file of leads, from the upload to the first look, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from leads.models import HandOff
from tests.browser.screens import DESK, PHONE
from tests.browser.test_home import work
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

LEADS = """Record ID,Email,Original Source,Create Date,Contact owner,Lead Quality,Deal Stage
1,ana@example.com,Web,2026-01-05 09:00,Ana,Hot,Closed won
2,ben@example.com,Fair,2026-01-06 09:00,Ben,Meh,Closed lost
3,cleo@example.com,Fair,2026-01-07 09:00,Ben,7,Closed lost
"""


@pytest.fixture
def importer(page: Page, cookies_of, settings, tmp_path):
    """A marketer who has signed in."""
    settings.MEDIA_ROOT = tmp_path / "media"
    OrganisationFactory()
    person = UserFactory(role="marketer")
    page.context.add_cookies(cookies_of(person))
    return person


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "phone"])
def test_a_file_comes_in_step_by_step(page: Page, live_server, importer, accessible, size):
    page.set_viewport_size(size)
    page.goto(live_server.url + reverse("leads:import-new"))
    accessible()
    page.get_by_label("CSV file").set_input_files(
        {"name": "leads.csv", "mimeType": "text/csv", "buffer": LEADS.encode()}
    )
    page.get_by_role("button", name="Upload").click()

    expect(page.get_by_role("heading", name="What are the columns of leads.csv?")).to_be_visible()
    expect(page.get_by_role("cell", name="ana@example.com", exact=True)).to_be_visible()
    accessible()
    page.get_by_label("The file comes from").fill("CRM")
    page.get_by_label("Times are those of").select_option("Europe/Berlin")
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_text("2 values are not explained yet.")).to_be_visible()
    accessible()
    page.get_by_label("Meh").select_option("2")
    page.get_by_role("button", name="Go on").click()

    page.get_by_role("button", name="Start the dry run").click()
    page.wait_for_url("**/check/")
    work()
    expect(page.get_by_role("heading", name="would bring 2 new hand-offs and reject 1 of 3 rows")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Import now").click()
    page.wait_for_url(lambda url: "check" not in url)
    work()

    expect(page.get_by_text("A rating is a whole number from 1 to 5.")).to_be_visible()
    accessible()
    assert HandOff.objects.count() == 2
    page.get_by_role("link", name="First look").click()
    expect(page.get_by_role("heading", name="2 leads from 2 sources")).to_be_visible()
    accessible()
    page.goto(live_server.url + reverse("leads:sources"))
    accessible()
