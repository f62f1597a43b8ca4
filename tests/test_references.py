"""Every field that is refused is described by what is wrong with it: no page points to an id that it does not have."""

import pytest
from django.urls import reverse

from tests.references import dangling
from tests.sla.agreements.drafts import a_draft, form_of, page
from tests.sla.working_time.hours import form as hours

pytestmark = pytest.mark.django_db

WRONG = {
    "title": "",
    "effective_on": "soon",
    "threshold": "9" * 20,
    "condition-0-value": "x" * 5000,
    "condition-0-sentence": "x" * 5000,
    "line-0-points": "9" * 20,
    "first_response-target": "",
    "first_response-goal": "9999999",
    "attempts-is_made": "on",
    "attempts-attempts": "",
    "volume-is_made": "on",
    "volume-goal": "x",
    "quality-is_made": "on",
}
JUDGED = {"start": "2026-03-04", "end": "2026-03-03", "version": "99", "hours": "mine"}


@pytest.mark.parametrize(
    ("name", "query", "sent"),
    [
        ("sla:calendar-new", {}, hours(name="", mon="late", country="AUT", more="x", exceptions="x")),
        ("sla:judge-again", JUDGED, {"reason": ""}),
        ("sla:compliance", {"promise": "love", "period": "ever", "team": "x", "source": "y"}, None),
        ("feedback:scorecards", {"period": "soon"}, None),
        ("feedback:waiting", {"source": "x", "campaign": "x", "reason": "x"}, None),
        ("accounts:invite", {}, {"email": "ana", "role": "king"}),
        ("accounts:settings", {}, {"name": "", "grace": "x", "timezone": "Moon"}),
        ("leads:import-new", {}, {}),
    ],
)
def test_what_is_refused_is_described(client, administrator, name, query, sent):
    client.force_login(administrator)
    url = reverse(name, query=query)

    response = client.get(url) if sent is None else client.post(url, sent)

    assert "_error" in response.content.decode()
    assert dangling(response) == []


@pytest.mark.parametrize("name", ["agreement-edit", "segment-new"])
@pytest.mark.parametrize("changes", [None, WRONG])
def test_the_editor_of_an_agreement_describes_every_gap(client, head, name, changes):
    version = a_draft(head)
    client.force_login(head)
    url = page(name, version)

    response = client.get(url) if changes is None else client.post(url, form_of(version, name="", **changes))

    assert ("_error" in response.content.decode()) == (changes is not None)
    assert dangling(response) == []
