"""A hand-off by the API: which clauses of the definition it met, by the version that judges it, for good."""

import pytest
from django.urls import reverse

from leads.journal import LeadRecord, record
from tests.factories import NOW
from tests.sla.world import HOUR, agree, assigned, hand_over

pytestmark = pytest.mark.django_db

LINE = {"any": [{"field": "title", "operator": "contains_any", "value": ["head"]}], "points": 20}
DEFINITION = {
    "all": [
        {"any": [{"field": "employees", "operator": "at_least", "value": 50}], "sentence": "A larger company."},
        {"any": [{"field": "country", "operator": "one_of", "value": ["AT"]}]},
    ],
    "points": {"at_least": 20, "lines": [LINE]},
}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW + HOUR, tick=False)


def definition_of(client, user, hand_off):
    client.force_login(user)
    return client.get(reverse("api:hand-off-detail", args=[hand_off.pk])).json()["definition"]


def test_a_hand_off_says_which_clauses_it_met(client, auditor, organisation):
    agree(number=4, definition=DEFINITION)

    found = definition_of(client, auditor, hand_over(country="DE", title="Head of Sales"))

    assert (found["agreement_version"], found["is_qualified"]) == (4, True)
    assert [(each["sentence"], each["state"], each["points"]) for each in found["clauses"]] == [
        ("A larger company.", "unknown", None),
        ("country is AT", "not_met", None),
    ]
    assert found["clauses"][1]["values"] == [{"field": "country", "value": "DE", "is_met": False}]
    assert [(each["state"], each["points"]) for each in found["lines"]] == [("met", 20)]
    assert (found["points"], found["threshold"]) == (20, 20)


def test_it_stays_when_the_lead_and_the_agreement_change(client, auditor, organisation):
    agree(number=4, definition=DEFINITION)
    hand_off = hand_over(country="DE", employees=60)
    before = definition_of(client, auditor, hand_off)

    agree(number=5, effective_on="2026-03-05", signed_at=NOW + HOUR, definition={})
    told = LeadRecord(external_id=hand_off.lead.external_id, country="AT", title="Head")
    record(system=hand_off.system, leads=[told], now=NOW + HOUR)

    assert before["is_qualified"] is False
    assert definition_of(client, auditor, hand_off) == before


def test_without_a_version_that_judges_it_there_is_none(client, auditor, organisation):
    assert definition_of(client, auditor, hand_over()) is None
    agree(definition=DEFINITION)
    assert definition_of(client, auditor, hand_over(at=None)) is None


def test_sales_is_not_told_the_score_before_its_rating(client, rep, auditor, organisation):
    score = {"any": [{"field": "score", "operator": "at_least", "value": 60}]}
    agree(definition={"all": [score], "points": {"at_least": 20, "lines": [LINE, score | {"points": 5}]}})
    hand_off = hand_over(assigned(rep.owners.get()), score=80, title="Head")

    assert definition_of(client, auditor, hand_off)["points"] == 25
    found = definition_of(client, rep, hand_off)
    assert (found["is_qualified"], found["clauses"], found["points"], len(found["lines"])) == (None, [], None, 1)


def test_the_list_does_not_explain_each(client, auditor, organisation):
    hand_over()
    client.force_login(auditor)

    (listed,) = client.get(reverse("api:hand-off-list")).json()["results"]

    assert "definition" not in listed
