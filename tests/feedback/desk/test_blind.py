"""Sales rates blind: neither Marketing's rating nor the score before its own rating stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.journal import record_event
from tests.factories import NOW, HandOffFactory
from tests.feedback.desk.acting import post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def rated_by_marketing(hand_off):
    record_event(
        hand_off=hand_off,
        kind="rated",
        user=None,
        now=hand_off.handed_off_at,
        side="marketing",
        rating=5,
        basis="individual",
    )
    hand_off.lead.score = 8712
    hand_off.lead.save()
    return hand_off


@pytest.mark.parametrize("who", ["rep", "manager", "head"])
def test_sales_rates_blind(request, client, rated_by_marketing, who):
    client.force_login(request.getfixturevalue(who))
    urls = [
        reverse("desk:hand-off", args=[rated_by_marketing.pk]),
        *(f"{reverse('desk:queue')}?show={show}" for show in ("answer", "rate", "open")),
    ]

    pages = "".join(client.get(url).content.decode() for url in urls)
    data = client.get(f"/api/v1/hand-offs/{rated_by_marketing.pk}/").json()
    lead = client.get(f"/api/v1/leads/{rated_by_marketing.lead_id}/").json()

    assert "Marketing rated it" not in pages
    assert "rating-marketing" not in pages
    assert "8712" not in pages
    assert data["marketing_rating"] is None
    assert lead["score"] is None


def sees(client, hand_off):
    """Whether what Marketing thinks of it is shown: on the page, and by the API."""
    page = client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()
    data = client.get(f"/api/v1/hand-offs/{hand_off.pk}/").json()
    lead = client.get(f"/api/v1/leads/{hand_off.lead_id}/").json()
    shown = {"Marketing rated it 5" in page, "8712" in page, data["marketing_rating"] == 5, lead["score"] == 8712}
    assert len(shown) == 1
    return shown.pop()


@pytest.mark.parametrize(
    ("later", "shown"),
    [(timedelta(0), False), (timedelta(minutes=10), False), (timedelta(minutes=10, seconds=1), True)],
    ids=["at-once", "while-it-can-be-undone", "when-it-stands"],
)
def test_sales_sees_what_marketing_thought_when_its_rating_stands(
    client, rep, rated_by_marketing, time_machine, later, shown
):
    """Else one could rate, look, undo, and rate again."""
    client.force_login(rep)
    post(client, "rate", rated_by_marketing)
    time_machine.shift(later)

    assert sees(client, rated_by_marketing) == shown


def test_who_could_not_tell_does_not_see_it_for_a_rating_may_follow(client, rep, rated_by_marketing, time_machine):
    client.force_login(rep)
    post(client, "rate", rated_by_marketing, rating="0", reasons=[])
    time_machine.shift(timedelta(days=1))

    assert not sees(client, rated_by_marketing)
    assert post(client, "rate", rated_by_marketing).status_code == 200


def test_the_score_of_a_lead_waits_for_the_rating_of_each_of_its_hand_offs(
    client, rep, rated_by_marketing, time_machine
):
    client.force_login(rep)
    post(client, "rate", rated_by_marketing)
    time_machine.shift(timedelta(days=1))
    again = HandOffFactory(lead=rated_by_marketing.lead, system=rated_by_marketing.system)

    page = client.get(reverse("desk:hand-off", args=[rated_by_marketing.pk])).content.decode()

    assert "Marketing rated it 5" in page
    assert "8712" not in page
    assert again.lead_id == rated_by_marketing.lead_id


@pytest.mark.parametrize("who", ["marketer", "administrator", "auditor"])
def test_the_other_side_is_not_blind(request, client, rated_by_marketing, who):
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse("desk:hand-off", args=[rated_by_marketing.pk])).content.decode()

    assert "Marketing rated it 5" in page
