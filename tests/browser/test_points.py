"""Points in a real browser: a line and a threshold are added in the editor of a draft, counted, saved and read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from sla import agreements
from sla.models import AgreementVersion
from tests.factories import CalendarFactory
from tests.sla.world import HOUR, hand_over

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(page: Page, live_server, cookies_of, manager):
    """The editor of a draft, and three hand-offs: of 10, 80 and 4000 people."""
    page.context.add_cookies(cookies_of(manager))
    now = datetime.now(UTC)
    for days, employees in enumerate((10, 80, 4000), start=1):
        hand_over(at=now - timedelta(days=days) - HOUR, now=now, employees=employees)
    terms = agreements.Terms(calendar=CalendarFactory(name="Office"))
    draft = agreements.draft(terms=terms, user=manager, now=now)
    page.goto(live_server.url + reverse("sla:agreement-edit", args=[draft.number]))
    return page


def score(page: Page, place: int, points: str, field: str, operator: str, value: str) -> None:
    row = page.locator(".condition-scores").nth(place)
    row.get_by_label("points").fill(points)
    row.get_by_label("field").select_option(field)
    row.get_by_label("comparison").select_option(operator)
    row.get_by_label("value").fill(value)


def test_a_line_and_a_threshold_are_added_counted_saved_and_read(editor, accessible):
    page = editor
    score(page, 0, "40", "employees", "at_least", "50")
    score(page, 1, "30", "employees", "at_least", "1000")
    page.get_by_label("points that it takes").fill("60")
    page.get_by_role("button", name="More lines").nth(1).click()

    # What was written stands, with more room below it and the counts beside it.
    expect(page.locator(".condition-scores")).to_have_count(4)
    counts = page.locator(".condition-scores .condition-met")
    expect(counts).to_have_text([re.compile("^2 of .* 3 leads"), re.compile("^1 of .* 3 leads")])
    expect(page.get_by_text("1 of 3 leads score enough; 1 are qualified, by points or otherwise.")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.get_by_text("scores at least 60 points:")).to_be_visible()
    expect(page.get_by_text("+40 points: company size is at least 50")).to_be_visible()
    accessible()
    assert AgreementVersion.objects.get().definition["points"]["at_least"] == 60
