"""What Marketing saw before the hand-off: offered by what is in it, asked relative to the hand-off, and told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sla.agreements.fields import field_groups
from sla.agreements.meeting import meeting
from tests.factories import NOW
from tests.sla.agreements.drafts import a_draft, form_of, page
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, hand_over, verdicts

pytestmark = pytest.mark.django_db

RECENT = {"any": [{"field": "attributes.Last form fill", "operator": "within_days", "value": 14}]}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW + HOUR, tick=False)


def filled(day, **more):
    return hand_over(attributes={"Last form fill": day} | more)


def test_the_editor_offers_columns_by_what_is_in_them(organisation):
    hand_over(attributes={"Last form fill": "2026-03-01", "Visits": "3", "Wave": "7", "Seen": "2026-03-01 10:22"})
    hand_over(attributes={"Last form fill": "", "Visits": 12, "Wave": "b", "Seen": "3/1/2026", "Note": None})

    every, dates, numbers, others = field_groups()

    assert every[1][0] == ("employees", "company size")
    assert dates == ("Dates of the imports", [("attributes.Last form fill", "Last form fill")])
    assert numbers == ("Numbers of the imports", [("attributes.Visits", "Visits")])
    assert [label for _key, label in others[1]] == ["Note", "Seen", "Wave"]


def test_a_form_fill_shortly_before_the_hand_off_qualifies(organisation):
    agree(definition={"all": [RECENT]})

    assert verdicts(filled("2026-02-18"))
    assert not verdicts(filled("2026-02-17"))
    assert not verdicts(filled("2026-03-05"))
    assert verdicts(filled(str(NOW - timedelta(days=14))))
    assert not verdicts(filled(str(NOW + timedelta(seconds=1))))
    assert meeting({"all": [RECENT]}, now=NOW + HOUR).clauses == [2]


def test_it_is_agreed_in_the_editor_and_told_on_the_page_of_a_lead(as_, manager, auditor, organisation):
    hand_off = filled("2026-02-20")
    typed = {
        "condition-TOTAL_FORMS": "1",
        "condition-0-field": "attributes.Last form fill",
        "condition-0-operator": "within_days",
        "condition-0-value": "14",
        "condition-0-sentence": "",
    }
    draft = a_draft(manager)

    as_(manager).post(page("agreement-edit", draft), form_of(draft, **typed))

    draft.refresh_from_db()
    assert draft.definition == {"all": [RECENT]}
    said = "Last form fill is within 14 days before the hand-off"
    assert said in text_of(as_(manager).get(page("agreement-version", draft)))
    assert '<optgroup label="Dates of the imports">' in text_of(as_(manager).get(page("agreement-edit", draft)))
    agree(number=9, definition={"all": [RECENT]})
    told = text_of(as_(auditor).get(reverse("desk:hand-off", args=[hand_off.pk])))
    assert f"Met: </span>{said}" in told
    assert "Last form fill: 2026-02-20" in told
