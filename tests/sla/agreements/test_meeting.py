"""How many of the latest leads meet each clause: the same hand-offs as the definition says one by one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.models import HandOff
from sla.agreements.meeting import meeting
from sla.criteria import read
from sla.definitions import condition
from tests.factories import NOW
from tests.sla.agreements.drafts import a_draft, form_of, page
from tests.sla.pages import text_of
from tests.sla.world import hand_over

pytestmark = pytest.mark.django_db

MAIL = {"any": [{"field": "has_email", "operator": "present", "value": None}]}
BERLIN = {
    "any": [
        {"field": "country", "operator": "one_of", "value": ["DE"]},
        {"field": "employees", "operator": "at_least", "value": 50},
    ]
}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def leads(organisation):
    hand_over(email="a@example.com", country="DE")
    hand_over(email="b@example.com", country="AT", employees=60)
    hand_over(email="c@example.com", country="AT", employees=5)
    hand_over(country="DE")
    hand_over(email="old@example.com", country="DE", at=NOW - timedelta(days=120))


def test_each_clause_and_all_of_them_are_counted_over_ninety_days(leads):
    found = meeting({"all": [MAIL, BERLIN]}, now=NOW)

    assert (found.hand_offs, found.clauses, found.whole, found.is_all) == (4, [3, 3], 2, True)
    lately = HandOff.objects.filter(handed_off_at__gt=NOW - timedelta(days=90))
    assert found.whole == lately.filter(condition(read({"all": [MAIL, BERLIN]}))).count()


SIZE = {"any": [{"field": "employees", "operator": "at_least", "value": 50}], "points": 30}
AUSTRIA = {"any": [{"field": "country", "operator": "one_of", "value": ["AT"]}], "points": -10}


def test_each_line_that_gives_points_is_counted_and_the_whole(leads):
    scored = {"at_least": 20, "lines": [SIZE, AUSTRIA]}

    found = meeting({"all": [MAIL, {"any": [BERLIN["any"][0]]}], "points": scored}, now=NOW)

    assert (found.clauses, found.lines) == ([3, 2], [1, 2])
    assert (found.all_clauses, found.enough_points, found.whole) == (1, 1, 2)
    alone = meeting({"points": scored}, now=NOW)
    assert (alone.all_clauses, alone.enough_points, alone.whole) == (None, 1, 1)


@pytest.mark.parametrize(
    "document", [{}, {"all": [{"any": [{"field": "shoe size", "operator": "one_of", "value": ["9"]}]}]}]
)
def test_what_cannot_be_read_is_not_counted(organisation, document):
    assert meeting(document, now=NOW) is None


def test_the_editor_says_it_beside_each_clause_also_of_what_is_only_typed(as_, manager, leads):
    draft = a_draft(manager)
    client = as_(manager)

    assert "3 of the last 90 days’ 4 leads meet this, 75 %." in text_of(client.get(page("agreement-edit", draft)))

    typed = {
        "condition-0-field": "country",
        "condition-0-operator": "one_of",
        "condition-0-value": "AT",
        "add": "condition",
    }
    said = text_of(client.post(page("agreement-edit", draft), form_of(draft, **typed) | {"condition-1-field": ""}))
    assert "2 of the last 90 days’ 4 leads meet this, 50 %." in said


def test_the_editor_says_it_beside_each_line_that_gives_points(as_, manager, leads):
    draft = a_draft(manager)
    typed = {
        "threshold": "20",
        "line-0-joined": "and",
        "line-0-points": "30",
        "line-0-field": "employees",
        "line-0-operator": "at_least",
        "line-0-value": "50",
        "line-1-joined": "and",
        "line-1-points": "−10",
        "line-1-field": "country",
        "line-1-operator": "one_of",
        "line-1-value": "AT",
        "add": "line",
    }

    response = as_(manager).post(page("agreement-edit", draft), form_of(draft, **typed))

    said = text_of(response)
    assert "1 of the last 90 days’ 4 leads meet this, 25 %." in said
    assert "1 of 4 leads score enough; 3 are qualified, by points or otherwise." in said
    assert 'name="line-3-field"' in said
    assert 'name="condition-2-field"' not in said


def test_without_leads_the_editor_says_so(as_, manager, organisation):
    said = text_of(as_(manager).get(reverse("sla:agreement-edit", args=[a_draft(manager).number])))

    assert "There are no leads of the last 90 days to try it on." in said
