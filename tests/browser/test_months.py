"""Marketing's month in a real browser: promised in a draft with values proposed, and read on the board."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from sla import agreements
from sla.facts import rebuild_facts
from sla.models import AgreementVersion
from tests.factories import CalendarFactory
from tests.sla.months.promised import promise
from tests.sla.world import HOUR, agree, event, hand_over

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(page: Page, cookies_of, manager):
    page.context.add_cookies(cookies_of(manager))
    return page


def test_marketing_promises_its_month_with_values_that_were_proposed(signed_in, live_server, accessible, manager):
    page, now = signed_in, datetime.now(UTC)
    for won in (True, False, False):
        end = event("won", now - HOUR, amount=Decimal(900)) if won else event("rejected", now - HOUR)
        hand_over(end, at=now - 2 * HOUR, now=now)
    terms = agreements.Terms(calendar=CalendarFactory(name="Office"))
    draft = agreements.draft(terms=terms, user=manager, now=now)

    page.goto(live_server.url + reverse("sla:agreement-edit", args=[draft.number]))
    accessible()
    page.get_by_role("checkbox", name="Volume", exact=True).check()
    page.get_by_label("Volume: goal").fill("120")
    page.get_by_role("checkbox", name="Lead value", exact=True).check()
    page.get_by_label("Lead value: goal").fill("40000")
    page.get_by_role("button", name="Propose from the last 12 months").click()
    accessible()
    page.get_by_role("checkbox", name="take 300").first.check()
    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.get_by_text("Marketing hands over 120 qualified leads a month.")).to_be_visible()
    expect(page.get_by_text("Website: 300")).to_be_visible()
    assert AgreementVersion.objects.get().lead_values.get().amount == 300


def test_the_board_leads_from_a_number_to_its_hand_offs(signed_in, live_server, accessible, manager):
    page, now = signed_in, datetime.now(UTC)
    agreement = agree(effective_on=date(2020, 1, 1), signed_at=datetime(2020, 1, 1, tzinfo=UTC))
    promise(agreement, volume=40, accepted_share="0.5")
    hand_over(event("accepted", now), at=now, now=now)
    rebuild_facts()

    page.goto(live_server.url + reverse("sla:board"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Marketing has handed over 1 of 40 qualified leads")
    page.wait_for_load_state("networkidle")
    accessible()

    page.get_by_role("row", name="Qualified leads").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("qualified")
    accessible()


def test_on_a_phone_a_month_before_takes_a_line(signed_in, live_server, accessible, manager):
    page, now = signed_in, datetime.now(UTC)
    page.set_viewport_size({"width": 390, "height": 844})
    promise(agree(effective_on=date(2020, 1, 1), signed_at=datetime(2020, 1, 1, tzinfo=UTC)), volume=40, value=9000)
    before = now - 40 * 24 * HOUR
    hand_over(event("accepted", before), at=before, now=now)
    rebuild_facts()

    page.goto(live_server.url + reverse("sla:board"))
    months = page.get_by_role("region", name="The months before").get_by_role("row")

    expect(months.nth(1).get_by_role("cell", name=re.compile(r"^missed \d+ %$"))).to_have_count(2)
    assert all(month.bounding_box()["height"] < 64 for month in months.all())
    accessible()
