"""The timeline of a hand-off: what an early event comes to is said as the projection counts it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from feedback.desk.story import facts, timeline
from leads.intake.fields import QUALIFIED_BY_MARKETING
from tests.factories import NOW
from tests.sla.world import assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(days=1)


def test_an_early_event_says_what_it_comes_to(auditor, rep):
    hand_off = hand_over(
        touched(EARLIER),
        assigned(rep.owners.get(), EARLIER),
        event("paused", EARLIER),
        event("accepted", EARLIER),
        event("rated", EARLIER, side="sales", rating=4),
        event("rated", EARLIER, side="marketing", rating=5, basis="individual"),
    )

    told = {entry.title: entry.body for entry in timeline(auditor, hand_off, zone="UTC", undoable=[], now=NOW)}

    assert hand_off.early_events == 3  # the touch, the acceptance and the rating of Sales
    assert [body for title, body in told.items() if "mail" in title or "ouch" in title] == [
        "before the hand-off: it is no touch"
    ]
    assert told["Accepted"] == "before the hand-off: its time does not count"
    assert told["Sales rated it 4, qualified"] == "before the hand-off: its time does not count"
    assert told["Marketing rated it 5, highly qualified"] == ""
    assert [body for title, body in told.items() if title.startswith(("Assigned", "Waiting"))] == [
        "before the hand-off: it holds from there on"
    ] * 2


@pytest.mark.parametrize(
    ("told", "handed_off_at", "said"),
    [
        pytest.param("2026-03-03T08:00:00+00:00", None, "Qualified by Marketing 3 Mar 2026, 09:00 Berlin", id="waits"),
        pytest.param("2026-03-03T08:00:00+00:00", NOW, "Handed over", id="handed-over"),
        pytest.param("last week", None, "The time of the hand-off is unknown", id="no-date"),
    ],
)
def test_the_page_says_of_a_lead_that_waits_since_when_it_is_qualified(client, auditor, told, handed_off_at, said):
    hand_off = hand_over(at=handed_off_at, attributes={QUALIFIED_BY_MARKETING: told})
    client.force_login(auditor)

    response = client.get(reverse("desk:hand-off", args=[hand_off.pk]))
    page = " ".join(strip_tags(response.content.decode()).split())

    assert said in page
    assert ("It is not handed over yet" in page) == said.startswith("Qualified")
    fact = page.split(QUALIFIED_BY_MARKETING)[1].strip()
    assert fact.startswith("last week" if told == "last week" else "3 Mar 2026, 09:00")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param("2026-02-27", "27 Feb 2026", id="date"),
        pytest.param("20 people", "20 people", id="text"),
        pytest.param(2026, "2026", id="number"),
    ],
)
def test_a_date_that_an_import_brought_is_written_as_all_dates(auditor, told, said):
    hand_off = hand_over(attributes={"Last form fill": told})

    known = dict(facts(auditor, hand_off, zone="UTC", now=NOW))

    assert strip_tags(known["Last form fill"]) == said


def test_a_large_company_is_written_as_all_numbers_are(auditor):
    known = dict(facts(auditor, hand_over(employees=18939), zone="UTC", now=NOW))

    assert known["Company size"] == "18\u00a0939"
