"""Compliance by campaign: rows that add up, the way to what is behind them, and a tail that is folded."""

import pytest
from django.urls import reverse

from leads.services import get_or_create_campaign, get_or_create_source
from sla.compliance.api import PARAMETERS
from sla.facts import rebuild_facts
from sla.judging import sweep_due
from tests.factories import NOW, SegmentFactory
from tests.sla.compliance.pages import get
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, assigned, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]
LATER = NOW + 48 * HOUR


def told(source, campaign, owner=None, *, met=0, missed=0):
    source = get_or_create_source(source)
    campaign = get_or_create_campaign(source, campaign) if campaign else None
    for place in range(met + missed):
        events = ([assigned(owner)] if owner else []) + ([touched(NOW + HOUR)] if place < met else [])
        hand_over(*events, source=source, campaign=campaign, now=LATER)
    sweep_due(now=LATER)
    rebuild_facts()
    return campaign


@pytest.fixture
def spring(organisation, rep):
    agree()
    owner = rep.owners.get()
    told("Fair", "Spring", owner, met=1)
    told("Website", None, owner, missed=1)
    return told("Website", "Spring", owner, met=2, missed=1)


def rows_of(page):
    return [(row.name, row.figures.met, row.figures.missed) for row, *_ in page.context["rows"]]


def test_the_largest_comes_first_and_what_is_in_none_last(client, auditor, spring):
    page = get(client, auditor, "sla:compliance", by="campaign")

    assert rows_of(page) == [("Spring (Website)", 2, 1), ("Spring (Fair)", 1, 0), ("No campaign", 0, 1)]
    assert "Lead clocks, by the campaign of the hand-off, the largest first." in text_of(page)
    total = page.context["compliance"].total.figures
    assert (total.met, total.missed) == (3, 2)


def test_a_row_leads_to_its_misses_and_to_its_hand_offs(client, auditor, spring):
    page = get(client, auditor, "sla:compliance", by="campaign")
    (_, query, *_), *_ = page.context["rows"]
    misses = f"{reverse('sla:misses')}?{query}"
    leads = f"{reverse('feedback:scorecard-leads')}?period=90d&campaign={spring.pk}"

    assert f'href="{leads.replace("&", "&amp;")}"' in page.content.decode()
    assert client.get(misses).context["headline"].startswith("1 first-response promise was missed for campaign Spring")
    assert client.get(leads).context["page"].paginator.count == 3


def test_a_source_keeps_its_own_campaigns(client, auditor, spring):
    page = get(client, auditor, "sla:compliance", by="campaign", source=spring.source_id)

    assert [name for name, *_ in rows_of(page)] == ["Spring (Website)", "No campaign"]


def test_a_manager_sees_the_own_branch(client, manager, stranger, spring):
    told("Fair", "Spring", stranger.owners.get(), missed=2)

    page = get(client, manager, "sla:compliance", by="campaign")

    assert sum(met + missed for _, met, missed in rows_of(page)) == 5


def test_a_rep_is_not_offered_campaigns(client, rep, spring):
    page = get(client, rep, "sla:compliance", by="campaign")

    assert page.status_code == 400
    assert "“campaign” is not offered. Choose from the list." in page.content.decode()
    client.force_login(rep)
    assert client.get(reverse("api:compliance"), {"by": "campaign"}).status_code == 400


def test_the_tail_is_folded_into_a_sum_and_can_be_shown(client, auditor, spring, monkeypatch):
    monkeypatch.setattr("sla.views.compliance.MOST", 2)
    for name in "abc":
        told("Fair", name, missed=1)

    page = get(client, auditor, "sla:compliance", by="campaign")
    everything = client.get(page.context["all_url"])

    assert [name for name, *_ in rows_of(page)] == ["Spring (Website)", "Spring (Fair)"]
    rest = page.context["rest"]
    assert (rest.name, rest.figures.missed) == ("4 other campaigns", 4)
    assert "show all" in text_of(page)
    assert len(everything.context["rows"]) == 6
    assert everything.context["rest"] is None


def test_csv_and_api_have_the_numbers_of_the_page(client, auditor, spring):
    page = get(client, auditor, "sla:compliance", by="campaign")
    client.force_login(auditor)
    answer = client.get(reverse("api:compliance"), {"by": "campaign"}).json()
    csv = get(client, auditor, "sla:compliance-csv", by="campaign").getvalue().decode("utf-8-sig").splitlines()

    assert [(row["name"], row["met"], row["missed"]) for row in answer["rows"]] == rows_of(page)
    assert answer["rows"][0]["key"] == spring.pk
    assert [line.split(",")[:3] for line in csv[1:-1]] == [[name, str(a), str(b)] for name, a, b in rows_of(page)]
    assert "campaign" in next(each.enum for each in PARAMETERS if each.name == "by")


def test_who_is_promised_nothing_is_counted_by_campaign(client, auditor, organisation):
    SegmentFactory(version=agree(), name="Partners", source="Partner", is_promised=False)
    told("Partner", "Summer", missed=2)

    page = get(client, auditor, "sla:compliance", by="campaign")

    ((row, *_),) = page.context["rows"]
    assert (row.name, row.unpromised, row.figures.clocks) == ("Summer (Partner)", 2, 0)
