"""The editor: what it shows, what it keeps, what a refusal looks like."""

import pytest

from leadgap.audit.models import AuditEntry
from sla import agreements
from sla.models import AgreementVersion
from tests.factories import NOW, CalendarFactory
from tests.sla.agreements.drafts import a_draft, form_of, page
from tests.sla.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_hours_later")]


def test_the_editor_shows_what_the_draft_says(as_, manager):
    version = a_draft(manager)

    said = text_of(as_(manager).get(page("agreement-edit", version)))

    assert 'name="first_response-target" value="60"' in said
    assert 'name="first_response-goal" value="95"' in said
    assert 'value="The lead can be reached."' in said
    assert said.count('class="condition"') == 4  # two that are there, two to fill in
    assert said.count('class="condition condition-scores"') == 2
    assert 'value="2026-04-01"' in said


def test_a_promise_that_is_not_made_yet_begins_with_what_counts_as_an_answer(as_, manager):
    version = a_draft(manager)
    version.promises.all().delete()

    editor = as_(manager).get(page("agreement-edit", version)).context["editor"]

    first = editor.promises[0]
    assert (first["is_made"].value(), first["stops"].value()) == (False, "genuine")


def test_saving_what_was_shown_changes_nothing(as_, manager):
    version = a_draft(manager)
    before = agreements.terms_of(version)

    response = as_(manager).post(page("agreement-edit", version), form_of(version))

    assert response["Location"] == page("agreement-version", version)
    assert agreements.terms_of(AgreementVersion.objects.get()) == before
    assert not AuditEntry.objects.filter(action="agreement.changed").exists()


def test_a_save_over_a_newer_draft_is_refused_and_keeps_what_was_typed(as_, manager, marketer):
    version = a_draft(manager)
    url = page("agreement-edit", version)
    theirs, mine = as_(marketer).get(url).context["revision"], as_(manager).get(url).context["revision"]
    saved = form_of(version, **{"first_response-target": "7", "first_response-unit": "hours"}) | {"revision": theirs}
    as_(marketer).post(url, saved)
    typed = form_of(version, title="Mine") | {"first_response-target": "60", "revision": mine}

    refused = as_(manager).post(url, typed)

    assert refused.status_code == 422
    assert f"Somebody has changed version {version.number} since you opened it" in text_of(refused)
    assert 'value="Mine"' in text_of(refused)
    assert [each.target for each in version.promises.filter(kind="first_response")] == [7]

    # The same once more changes nothing, and is no conflict.
    assert as_(marketer).post(url, saved).status_code == 302
    # Having read that, they save over it knowingly.
    assert as_(manager).post(url, typed | {"revision": refused.context["revision"]}).status_code == 302
    version.refresh_from_db()
    assert version.title == "Mine"


def test_the_editor_writes_everything(as_, manager):
    version = a_draft(manager)
    other = CalendarFactory()
    changes = {
        "title": "Ours",
        "calendar": other.pk,
        "effective_on": "2026-05-02",
        "is_retrospective": "on",
        "first_response-target": "90",
        "first_response-unit": "wall_minutes",
        "first_response-goal": "97.5",
        "attempts-attempts": "4",
        "first_response-starts": "assignment",
        "first_response-stops": "connected",
        "follow_up-is_made": "",
        "decision-is_made": "",
        "reply-is_made": "",
        "condition-TOTAL_FORMS": "4",
        "condition-0-field": "country",
        "condition-0-operator": "one_of",
        "condition-0-value": 'DE, "Korea, South", AT,',
        "condition-1-field": "employees",
        "condition-1-operator": "at_least",
        "condition-1-value": "50",
        "condition-2-joined": "and",
        "condition-2-field": "city",
        "condition-2-operator": "missing",
        "condition-2-value": "ignored",
        "condition-3-joined": "and",
    }

    response = as_(manager).post(page("agreement-edit", version), form_of(version, **changes, dry_run="1"))

    assert response["Location"] == page("agreement-dry-run", version)
    terms = agreements.terms_of(AgreementVersion.objects.get())
    assert (terms.title, terms.calendar, str(terms.effective_on)) == ("Ours", other, "2026-05-02")
    assert terms.is_retrospective
    assert [(each.kind, each.target, each.unit, str(each.goal), each.attempts) for each in terms.promises] == [
        ("first_response", 90, "wall_minutes", "0.9750", None),
        ("attempts", 10, "days", "0.9000", 4),
        ("rating", 2, "days", "0.9000", None),
    ]
    assert [(each.starts, each.stops) for each in terms.promises] == [
        ("assignment", "connected"),
        *[("hand_off", "genuine")] * 2,
    ]
    assert terms.definition == {
        "all": [
            {
                "any": [
                    {"field": "country", "operator": "one_of", "value": ["DE", "Korea, South", "AT"]},
                    {"field": "employees", "operator": "at_least", "value": 50},
                ],
                "sentence": "The lead can be reached.",
            },
            {"any": [{"field": "city", "operator": "missing", "value": None}]},
        ]
    }
    assert 'value="DE, &quot;Korea, South&quot;, AT"' in text_of(as_(manager).get(page("agreement-edit", version)))


def test_the_editor_writes_points_and_shows_them_again(as_, manager):
    version = a_draft(manager)
    changes = {
        "threshold": "60",
        "line-TOTAL_FORMS": "3",
        "line-0-joined": "and",
        "line-0-points": "40",
        "line-0-field": "employees",
        "line-0-operator": "at_least",
        "line-0-value": "50",
        "line-0-sentence": "A larger company",
        "line-1-joined": "or",
        "line-1-points": "7",
        "line-1-field": "title",
        "line-1-operator": "contains_any",
        "line-1-value": "head",
        "line-2-joined": "and",
        "line-2-points": "20",
        "line-2-field": "city",
        "line-2-operator": "present",
    }

    response = as_(manager).post(page("agreement-edit", version), form_of(version, **changes))

    assert response["Location"] == page("agreement-version", version)
    version.refresh_from_db()
    assert version.definition["points"] == {
        "at_least": 60,
        "lines": [
            {
                "any": [
                    {"field": "employees", "operator": "at_least", "value": 50},
                    {"field": "title", "operator": "contains_any", "value": ["head"]},
                ],
                "sentence": "A larger company",
                "points": 40,
            },
            {"any": [{"field": "city", "operator": "present", "value": None}], "points": 20},
        ],
    }
    shown = text_of(as_(manager).get(page("agreement-edit", version)))
    assert 'name="threshold" value="60"' in shown
    assert 'name="line-0-points" value="40"' in shown
    assert 'name="line-2-points" value="20"' in shown
    read = text_of(as_(manager).get(page("agreement-version", version)))
    assert "A lead is also qualified when it scores at least 60 points:" in read
    assert "+40 points: A larger company (company size is at least 50 or title contains “head”)." in read
    assert "+20 points: city is known" in read

    as_(manager).post(page("agreement-edit", version), form_of(version))
    version.refresh_from_db()
    assert "points" not in version.definition


LINE = {"line-0-joined": "and", "line-0-field": "city", "line-0-operator": "present", "line-0-points": "10"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"threshold": "60"}, "Nothing gives points: add a line that does", id="no-line"),
        pytest.param(LINE, "Say how many points it takes", id="no-threshold"),
        pytest.param(LINE | {"threshold": "many"}, "Say how many points it takes", id="threshold-as-text"),
        pytest.param(LINE | {"threshold": "11"}, "no lead could reach 11", id="out-of-reach"),
        pytest.param(
            LINE | {"threshold": "9", "line-0-points": "x"}, "Line 1 of the points needs", id="points-as-text"
        ),
        pytest.param(
            LINE | {"threshold": "9", "line-0-points": "9" * 20}, "Write a whole number from −1000", id="endless-points"
        ),
        pytest.param(LINE | {"threshold": "9", "line-0-field": "shoe"}, "asks for “shoe”, which no lead", id="unknown"),
    ],
)
def test_points_that_make_no_sense_are_refused(as_, manager, changes, said):
    version = a_draft(manager)

    response = as_(manager).post(page("agreement-edit", version), form_of(version, **changes))

    assert response.status_code == 422
    assert said in text_of(response)
    assert "points" not in AgreementVersion.objects.get().definition


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"title": ""}, "Write something here.", id="title"),
        pytest.param({"first_response-target": "0"}, "First response: a promise of zero cannot be kept.", id="zero"),
        pytest.param(
            {"first_response-target": "125486"}, "First response: nobody waits for more than a year", id="year"
        ),
        pytest.param({"first_response-target": "9" * 30}, "First response: nobody waits for more than", id="endless"),
        pytest.param({"first_response-target": ""}, "First response, within: Fill in the number.", id="blank"),
        pytest.param({"rating-goal": "0"}, "Rating: the goal is a share above 0 %", id="goal"),
        pytest.param({"rating-goal": "100.5"}, "up to 100 %", id="goal-above-all"),
        pytest.param({"rating-goal": "9999999"}, "Rating, per cent: Write 100 or less.", id="goal-endless"),
        pytest.param(
            {"first_response-starts": "acceptance", "first_response-stops": "accepted"},
            "First response: the acceptance cannot both start and stop a clock.",
            id="stops-as-it-starts",
        ),
        pytest.param({"attempts-attempts": ""}, "Attempts, how many: Fill in the number.", id="no-attempts"),
        pytest.param({"attempts-attempts": "1"}, "Attempts: promise from 2 to 20 of them.", id="one-attempt"),
        pytest.param({"rating-goal": "many"}, "Rating, per cent: Write a number.", id="goal-as-text"),
        pytest.param({"condition-0-field": "shoe"}, "Clause 1 asks for “shoe”, which no lead has.", id="unknown-field"),
        pytest.param(
            {"condition-0-field": "employees", "condition-0-operator": "at_least", "condition-0-value": "many"},
            "company size is at least needs a number, and “many” is none.",
            id="no-number",
        ),
        pytest.param({"effective_on": "1/2/2018"}, "Write a date like", id="ambiguous-date"),
    ],
)
def test_a_refusal_keeps_the_form(as_, manager, changes, said):
    version = a_draft(manager)

    response = as_(manager).post(
        page("agreement-edit", version), form_of(version, **{"follow_up-target": "7"} | changes)
    )

    assert response.status_code == 422
    assert said in text_of(response)
    assert "Nothing was saved." in text_of(response)
    assert 'name="follow_up-target" value="7"' in text_of(response)
    assert AgreementVersion.objects.get().promises.get(kind="follow_up").target == 2


def test_more_lines_keep_what_was_typed_and_save_nothing(as_, manager):
    version = a_draft(manager)

    response = as_(manager).post(page("agreement-edit", version), form_of(version, title="Half", add="condition"))

    said = text_of(response)
    assert response.status_code == 200
    assert said.count('class="condition"') == 4
    assert 'value="Half"' in said
    assert "Write something here." not in said
    assert AgreementVersion.objects.get().title != "Half"


@pytest.mark.parametrize("state", ["proposed", "signed", "withdrawn"])
def test_only_a_draft_is_edited(as_, manager, state):
    version = a_draft(manager)
    sent = form_of(version, title="Ours")
    AgreementVersion.objects.update(state=state, text_hash="x", signed_at=NOW)

    opened = as_(manager).get(page("agreement-edit", version), follow=True)
    refused = as_(manager).post(page("agreement-edit", version), sent)

    assert "Only a draft can be changed." in text_of(opened)
    assert refused.status_code == 422
    assert f"Version {version.number} is {state}, so it cannot be changed. Begin a new version" in text_of(refused)
    assert 'value="Ours"' in text_of(refused)  # nothing that was typed is lost
    assert AgreementVersion.objects.get().title == version.title
