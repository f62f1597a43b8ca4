"""The whole story in a browser: an agreement is drafted, rehearsed and signed; one lead is kept, a miss understood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from leads.journal import EventRecord, HandOffRecord, LeadRecord, record
from sla.agreements.drafting import today
from sla.models import AgreementVersion
from sla.tasks import judge_stale, rebuild_facts
from tests.factories import ALWAYS, CalendarFactory, SourceFactory, SystemFactory

pytestmark = pytest.mark.django_db(transaction=True)

IN_TIME, TOO_LATE = "Ines In-Time", "Theo Too-Late"


@pytest.fixture
def as_person(page: Page, live_server, cookies_of):
    """Call it with a user and a path: the page as this person sees it."""

    def go(user, path: str) -> Page:
        page.context.clear_cookies()
        page.context.add_cookies(cookies_of(user))
        page.goto(f"{live_server.url}{path}")
        page.wait_for_load_state("networkidle")
        return page

    return go


@pytest.fixture
def leads(rep):
    """Two leads of the rep that nobody has called: one came half an hour ago, the other five hours ago."""
    now, owner = timezone.now().replace(microsecond=0), rep.owners.get()
    came = {IN_TIME: now - timedelta(minutes=30), TOO_LATE: now - timedelta(hours=5)}
    record(
        system=SystemFactory(),
        leads=[LeadRecord(name, name=name, email=f"{name[:4]}@example.com", company="Example Works") for name in came],
        hand_offs=[
            HandOffRecord(name, name, source_id=SourceFactory().pk, handed_off_at=at) for name, at in came.items()
        ],
        events=[
            EventRecord(name, "assigned", f"to {name}", at, side="sales", owner_id=owner.pk, team_id=owner.team_id)
            for name, at in came.items()
        ],
        now=now,
    )


def test_an_agreement_from_the_first_draft_to_a_miss_that_is_understood(as_person, leads, head, marketer, rep):
    CalendarFactory(name="Round the clock", version__weekly=ALWAYS)

    # The head of Sales drafts from a template, and tries it on the last 90 days.
    page = as_person(head, "/agreement/")
    page.get_by_role("link", name="Choose a template").click()
    page.get_by_label("Inbound demo requests").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("First response within").fill("2")
    page.get_by_label("First response unit").select_option("hours")
    page.get_by_label("In force from").fill(today(timezone.now()).isoformat())
    page.get_by_label("Also judge what was handed over before").check()
    page.get_by_role("button", name="Save and try it on the last 90 days").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sales would have kept")

    # Both sides sign what was proposed.
    version = AgreementVersion.objects.get()
    as_person(head, f"/agreement/{version.number}/").get_by_role("button", name="Propose to both sides").click()
    page.get_by_role("button", name="Sign for Sales").click()
    expect(page.get_by_label("Signature of Sales")).to_contain_text(head.name)
    as_person(marketer, f"/agreement/{version.number}/").get_by_role("button", name="Sign for Marketing").click()
    expect(page.get_by_label("Signature of Marketing")).to_contain_text(marketer.name)
    judge_stale()

    # The rep reaches both, one of them too late.
    page = as_person(rep, "/queue/")
    for name in (IN_TIME, TOO_LATE):
        row = page.locator(".queue-row", has_text=name)
        with page.expect_response("**/touch/"):
            row.get_by_role("button", name="Reached").click()
    rebuild_facts()

    # The manager opens the miss, and sees what became of the time.
    page = as_person(head, "/compliance/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sales kept 50")
    page.get_by_role("link", name="Misses").click()
    expect(page.get_by_role("main")).not_to_contain_text(IN_TIME)
    page.locator("tr", has_text=TOO_LATE).get_by_role("link", name="Answered").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3\u00a0h")
    expect(page.get_by_role("heading", name="Every minute of it")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(f"From version {version.number} of the agreement")
