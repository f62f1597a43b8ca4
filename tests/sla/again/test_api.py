"""Judging the past again by the API: the counts of the page, done by its job, refused with the field."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from leadgap.jobs.models import Job
from leadgap.jobs.services import run_job
from sla.models import JudgedAgain
from tests.factories import AgreementFactory
from tests.sla.again.days import LATER
from tests.sla.world import clock_of

pytestmark = pytest.mark.django_db
LIST, PREVIEW = reverse("api:judgement-list"), reverse("api:judgement-preview")
DAY = {"start": "2026-03-04", "end": "2026-03-04"}
WHY = {"reason": "The holiday was forgotten."}


@pytest.fixture(autouse=True)
def _later(time_machine):
    time_machine.move_to(LATER, tick=False)


@pytest.fixture
def preview(client):
    def get(user, **asked):
        client.force_login(user)
        return client.get(PREVIEW, DAY | asked)

    return get


@pytest.fixture
def judge(client):
    def post(user, **sent):
        client.force_login(user)
        return client.post(LIST, DAY | WHY | {"expected": 2} | sent, content_type="application/json")

    return post


def test_a_preview_has_the_counts_and_flips_of_the_page_and_writes_nothing(client, preview, head, forgotten):
    told = preview(head, hours="today", format="json").json()
    page = client.get(reverse("sla:judge-again", query=DAY | {"hours": "today"})).context

    assert told["headline"] == page["headline"] == "2 verdicts flip, 2 to met and 0 to missed."
    assert (told["hand_offs"], told["clocks"], told["is_all"]) == (1, 2, True)
    assert sum(line["newly_met"] for line in told["lines"]) == page["found"].total("newly_met") == 2
    assert [(each["before"]["value"], each["after"]["value"]) for each in told["lines"]] == [(0, 1), (0, 1)]
    assert told["flips"] == [
        {"hand_off": hand_off.pk, "promise": flip.kind, "scope": flip.scope, "before": "missed", "after": "met"}
        for hand_off, flip in page["flips"]
    ]
    assert not JudgedAgain.objects.exists()


def test_flips_of_other_branches_are_counted_and_not_named(preview, elsewhere, forgotten):
    told = preview(elsewhere, hours="today").json()

    assert (told["flips"], sum(line["newly_met"] for line in told["lines"])) == ([], 2)


def test_it_is_done_by_a_job_that_says_when_it_was_over(client, judge, head, forgotten):
    made = judge(head, hours="today")

    url = reverse("api:judgement-detail", args=[made.json()["id"]])
    assert (made.status_code, client.get(url).json()) == (201, made.json())
    told = made.json()
    assert (told["reason"], told["version"], told["by_todays_hours"]) == (WHY["reason"], None, True)
    assert (told["start"], told["end"], told["done_at"]) == ("2026-03-04", "2026-03-05", None)
    run_job(Job.objects.get().pk, now=LATER)
    assert (client.get(url).json()["changed"], client.get(url).json()["done_at"]) == (1, "2026-03-06T14:00:00Z")
    assert clock_of(forgotten).verdict == "met"
    assert AuditEntry.objects.filter(action="past.judged_again").get().actor == head


def test_it_is_judged_by_a_version_of_this_number(judge, head, forgotten):
    other = AgreementFactory(number=70, effective_on="2026-03-05")

    assert judge(head, version=70).json()["version"] == 70
    assert JudgedAgain.objects.get().version == other


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"end": "2026-03-03"}, "end", "The last day lies before the first."),
        ({"start": "2027-01-01", "end": "2027-01-02"}, "start", "The past ends today."),
        ({"start": "2020-01-01"}, "start", "At most three years at a time."),
        ({"start": "0001-01-01", "end": "0001-01-02"}, "start", "1950"),
        ({"start": "yesterday"}, "start", "wrong format"),
        ({"version": 99}, "version", "There is no “99” to choose."),
        ({"version": 10**30}, "version", "to choose."),
        ({"hours": "mine"}, "hours", "“mine” is not offered. Choose one of "),
    ],
)
def test_what_makes_no_sense_is_400_with_its_field(preview, judge, head, forgotten, sent, field, words):
    for response in (preview(head, **sent), judge(head, **sent)):
        assert (response.status_code, list(response.json())) == (400, [field])
        assert words in str(response.json())
    assert not JudgedAgain.objects.exists()


def test_as_it_was_nothing_is_judged_where_nothing_would_change(preview, judge, head, forgotten):
    response = judge(head)

    assert (response.status_code, list(response.json())) == (400, ["version"])
    assert "Choose another version of the agreement, or the hours" in str(response.json())
    assert preview(head).json()["headline"] == "Nothing changes: every verdict stays as it is."
    assert not JudgedAgain.objects.exists()


def test_other_clocks_than_were_counted_conflict(judge, head, forgotten):
    response = judge(head, hours="today", expected=14)

    assert (response.status_code, list(response.json())) == (409, ["detail"])
    assert "You looked at 14 clocks that change, and it is 2 now." in response.json()["detail"]
    assert list(judge(head, hours="today", expected=None).json()) == ["expected"]
    assert not JudgedAgain.objects.exists()


@pytest.mark.parametrize("reason", [None, "", " ", "x" * 501])
def test_it_says_why(judge, head, forgotten, reason):
    assert list(judge(head, reason=reason).json()) == ["reason"]
    assert not JudgedAgain.objects.exists()


def test_a_draft_judges_nothing(judge, head, forgotten):
    AgreementFactory(number=70, state="draft", effective_on=None, text="", text_hash="", signed_at=None)

    assert list(judge(head, version=70).json()) == ["version"]


def test_a_version_whose_first_day_has_not_come_judges_nothing(judge, head, forgotten):
    AgreementFactory(number=70, effective_on=date(2026, 12, 24))

    assert judge(head, version=70).json() == {"version": ["Choose a signed version whose first day has come."]}


def test_the_acts_take_as_many_queries_for_many_as_for_one(client, judge, head, forgotten):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    judge(head, hours="today")
    client.get(LIST)
    few = queries()
    for _ in range(5):
        judge(head, hours="today")
    client.get(LIST)

    assert queries() == few
