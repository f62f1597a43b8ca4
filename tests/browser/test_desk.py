"""The queue under a rep's hands: by keys, by thumb, without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from leads.journal import EventRecord, HandOffRecord, LeadRecord, record
from leads.models import HandOff
from tests.factories import CalendarFactory, ClockFactory, PromiseFactory, SourceFactory, SystemFactory

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
LONG = "Maximiliane " * 16
THUMB = 44


def cookies(client, live_server, user):
    client.force_login(user)
    return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]


@pytest.fixture
def signed_in(client, page: Page, live_server, rep):
    page.context.add_cookies(cookies(client, live_server, rep))
    return page


@pytest.fixture
def leads(rep):
    """Three leads of the rep, two of whom have been spoken to; the first answer of each is promised."""
    now = timezone.now().replace(microsecond=0)
    owner, system = rep.owners.get(), SystemFactory()
    names = [LONG, "Bela Bartok", "Clara Schumann"]
    said = {"side": "sales", "owner_id": owner.pk}
    touch = {"channel": "call", "direction": "outbound", "result": "connected"}
    record(
        system=system,
        leads=[LeadRecord(f"L{number}", name=name, company="Example Works") for number, name in enumerate(names)],
        hand_offs=[
            HandOffRecord(
                f"H{number}",
                f"L{number}",
                source_id=SourceFactory().pk,
                handed_off_at=now - timedelta(hours=3, minutes=number),
            )
            for number in range(3)
        ],
        events=[
            *(
                EventRecord(f"H{number}", "assigned", f"a{number}", now - timedelta(hours=2), **said)
                for number in range(3)
            ),
            *(
                EventRecord(f"H{number}", "touched", f"t{number}", now - timedelta(hours=1), **said, **touch)
                for number in (1, 2)
            ),
        ],
        now=now,
    )
    promise = PromiseFactory(version__calendar=CalendarFactory())
    for hours, hand_off in enumerate(HandOff.objects.order_by("external_id"), 1):
        ClockFactory(
            hand_off=hand_off,
            promise=promise,
            owner=owner,
            team=owner.team,
            due_at=now + timedelta(hours=hours),
            calendar_version=promise.version.calendar.current(),
        )
    return list(HandOff.objects.order_by("external_id"))


def row(page: Page, hand_off: HandOff):
    return page.locator(f"#hand-off-{hand_off.pk}")


def ready(page: Page):
    page.wait_for_load_state("networkidle")
    return page


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


@pytest.fixture
def phone(browser: Browser, client, live_server, rep):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    context.add_cookies(cookies(client, live_server, rep))
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
