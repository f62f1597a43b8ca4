"""Why it was handed over, on the page of a lead: by clauses and by points, each met, not met or unknown."""

import pytest

from leads.services import get_or_create_source
from tests.feedback.desk.test_belonging import page_of
from tests.sla.world import agree, assigned, hand_over

pytestmark = pytest.mark.django_db

DEFINITION = {
    "all": [{"any": [{"field": "country", "operator": "one_of", "value": ["AT"]}]}],
    "points": {
        "at_least": 60,
        "lines": [
            {"any": [{"field": "employees", "operator": "at_least", "value": 50}], "points": 60},
            {"any": [{"field": "title", "operator": "contains_any", "value": ["intern"]}], "points": -5},
        ],
    },
}


def test_each_clause_and_line_is_told_with_its_points(auditor, client, organisation):
    agree(definition=DEFINITION)

    said = page_of(client, auditor, hand_over(country="DE", employees=60))

    assert "Not met: </span>country is AT" in said
    assert "It scores 60 points; it takes 60." in said
    assert 'Met: </span><span class="clauses-given">+60</span> company size is at least 50' in said
    assert 'Not known: </span><span class="clauses-given">−5</span> title contains “intern”' in said


def test_sales_is_not_told_the_score_by_the_points(rep, auditor, client, organisation):
    line = {"any": [{"field": "score", "operator": "at_least", "value": 80}], "points": 60}
    agree(definition=DEFINITION | {"points": {"at_least": 60, "lines": [line]}})
    hand_off = hand_over(assigned(rep.owners.get()), source=get_or_create_source("Demo"), country="AT", score=90)

    assert "It scores 60 points" in page_of(client, auditor, hand_off)
    said = page_of(client, rep, hand_off)
    assert "country is AT" in said
    assert "points" not in said.partition("Why it was handed over")[2].partition("</section>")[0]
    assert "lead score is at least" not in said
