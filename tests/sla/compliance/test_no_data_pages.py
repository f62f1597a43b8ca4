"""The page of compliance where there are no figures: it says why, and what would bring them."""

import pytest
from django.urls import reverse

from leads.models import System
from sla.facts import rebuild_facts
from tests.factories import NOW, SystemFactory
from tests.sla.compliance.clocks import clocks
from tests.sla.compliance.pages import LATER, get
from tests.sla.world import HOUR, agree, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]


def test_without_an_agreement_there_is_no_data_and_a_way_to_one(client, auditor):
    hand_over(now=LATER)

    response = get(client, auditor, "sla:compliance")

    assert b"No data" in response.content
    assert "Agree on this promise" in response.context["next_step"]


@pytest.mark.parametrize("page", ["sla:compliance", "sla:board"])
def test_only_who_writes_agreements_is_led_to_write_one(client, marketer, auditor, page):
    led = [b"Write the agreement" in get(client, person, page).content for person in (marketer, auditor)]

    assert led == [True, False]


def test_without_a_promise_nothing_was_kept_nor_missed(client, auditor):
    hand_over(now=LATER)

    assert get(client, auditor, "sla:misses").context["headline"] == (
        "No data: there are no first-response promises in force."
    )
    agree()
    assert get(client, auditor, "sla:misses").context["headline"].startswith("None of the first-response promises")


def test_what_is_not_counted_yet_is_not_said_to_be_nothing(client, auditor):
    agree()
    hand_over(now=LATER)
    assert get(client, auditor, "sla:compliance").context["headline"].endswith("Look again in a minute.")

    rebuild_facts()

    assert get(client, auditor, "sla:compliance").context["headline"].startswith("Sales kept 0")


def test_undated_hand_offs_are_no_data_and_never_0_percent(client, auditor):
    agree()
    hand_over(at=None, now=LATER)
    rebuild_facts()

    for period in ("90d", "all"):
        response = get(client, auditor, "sla:compliance", period=period)

        assert b"No data: these hand-offs have no date." in response.content
        assert b"0\xc2\xa0%" not in response.content


def test_what_is_not_handed_over_yet_is_not_why_a_period_is_empty(client, auditor):
    agree()
    hand_over(now=LATER)
    hand_over(at=None, now=LATER)
    rebuild_facts()

    response = get(client, auditor, "sla:compliance", start="2025-01-01", end="2025-01-31")

    assert b"No data: no clock under this promise in this period." in response.content


def test_replies_are_cut_by_no_rep(client, head, rep, berlin):
    clocks(agree(reply=2).promises.get(kind="reply"), berlin, owner=rep.owners.get(), missed=1)

    response = get(client, head, "sla:compliance", promise="reply", by="owner")

    assert response.context["headline"] == "No rep owes a reply: the reply promises are Marketing’s."
    assert reverse("sla:board") in response.content.decode().partition("Nothing to cut by rep.")[2]
    assert b"import hand-offs" not in response.content


@pytest.mark.parametrize("name", ["sla:compliance", "sla:curve", "sla:hours"])
def test_a_rep_is_offered_no_figures_of_what_no_rep_promises(client, rep, auditor, name):
    agree(reply=2)

    assert get(client, auditor, name, promise="reply").status_code == 200
    assert b'value="reply"' not in get(client, rep, name).content
    assert get(client, rep, name, promise="reply").status_code == 400


def test_without_touch_data_rows_say_no_data(client, auditor):
    agree()
    hand_over(system=SystemFactory(key="silent", touches_from=None), now=LATER)
    rebuild_facts()

    response = get(client, auditor, "sla:compliance")

    assert response.context["headline"].startswith("No data: of 1 hand-off in")
    assert b"no data</span>" in response.content
    assert System.objects.filter(touches_from=None).exists()


@pytest.mark.parametrize(("silent", "said"), [(1, "1 clock has no data"), (2, "2 clocks have no data")])
def test_what_is_not_measured_beside_what_is_leads_to_more_data(client, auditor, silent, said):
    agree()
    hand_over(touched(NOW + HOUR), now=LATER)
    for _ in range(silent):
        hand_over(system=SystemFactory(key="silent", touches_from=None), now=LATER)
    rebuild_facts()

    assert get(client, auditor, "sla:compliance").context["next_step"].startswith(said)
