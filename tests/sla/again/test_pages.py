"""The page on which the past is judged again: what flips, whose it is, and what is refused."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from leadgap.jobs.models import Job
from leadgap.jobs.services import run_job
from sla.models import JudgedAgain
from tests.factories import OFFICE_WEEK, AgreementFactory
from tests.sla.again.days import LATER
from tests.sla.world import change_hours, clock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_manager(client, head):
    client.force_login(head)
    return client


def url(**given):
    return reverse("sla:judge-again", query={"start": "2026-03-04", "end": "2026-03-04"} | given)


@pytest.fixture
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.mark.usefixtures("_later")
def test_the_page_shows_what_flips_and_starts_the_job(as_manager, forgotten):
    page = as_manager.get(url(hours="today"))
    assert page.context["headline"] == "2 verdicts flip, 2 to met and 0 to missed."
    assert len(page.context["flips"]) == 2
    said = page.content.decode()
    assert "As counted then" in said  # then is the past
    assert '<th scope="col">Kept when judged again</th>' in said
    assert said.count('data-label="Judged again"') == 4
    assert '"Then"' not in said
    assert not JudgedAgain.objects.exists()

    response = as_manager.post(url(hours="today"), {"reason": "The holiday was forgotten.", "expected": 2})

    job = Job.objects.get()
    assert response.url == reverse("jobs:job", args=[job.pk])
    run_job(job.pk, now=LATER)
    assert "4 Mar 2026" in as_manager.get(reverse("sla:judge-again")).content.decode()
    clock = as_manager.get(reverse("sla:clock", args=[clock_of(forgotten).pk])).content.decode()
    assert "“The holiday was forgotten”." in clock


@pytest.mark.usefixtures("_later")
@pytest.mark.parametrize(("sent", "said"), [({}, 0), ({"expected": "many"}, 0), ({"expected": 14}, 14)])
def test_other_clocks_than_were_shown_are_refused_and_shown(as_manager, forgotten, sent, said):
    response = as_manager.post(url(hours="today"), {"reason": "A slip."} | sent)

    assert response.status_code == 422
    assert f"You looked at {said} clocks that change, and it is 2 now." in response.content.decode()
    assert response.context["headline"] == "2 verdicts flip, 2 to met and 0 to missed."
    assert b'name="expected" value="2"' in response.content  # what is shown now is what is agreed to next
    assert not JudgedAgain.objects.exists()


@pytest.mark.usefixtures("_later")
def test_a_calendar_that_was_put_back_meanwhile_is_said(as_manager, forgotten):
    change_hours(clock_of(forgotten).calendar_version.calendar, OFFICE_WEEK, at=LATER)

    response = as_manager.post(url(hours="today"), {"reason": "A slip.", "expected": 2})

    assert response.status_code == 422
    assert "You looked at 2 clocks that change, and it is 0 now." in response.content.decode()


@pytest.mark.usefixtures("_later")
def test_flips_of_other_branches_are_counted_and_not_listed(client, elsewhere, forgotten):
    client.force_login(elsewhere)

    page = client.get(url(hours="today"))

    assert page.context["found"].flipped == 2
    assert page.context["flips"] == []
    assert "belong to other teams" in page.content.decode()


@pytest.mark.usefixtures("_later")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"end": "2026-03-03"}, "The last day lies before the first."),
        ({"start": "2027-01-01", "end": "2027-01-02"}, "The past ends today."),
        ({"start": "0001-01-01", "end": "0001-01-02"}, "The past begins in 1950."),
        ({"start": "2020-01-01"}, "At most three years at a time."),
        ({"start": "yesterday"}, "Write a date like"),
        ({"version": "99"}, "Choose a signed version whose first day has come."),
        ({"version": "ahead"}, "Choose a signed version whose first day has come."),
        ({"hours": "mine"}, "Select a valid choice."),
        ({"hours": "today"}, "Write something here."),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(as_manager, forgotten, given, said):
    if given.get("version") == "ahead":  # signed, and its first day has not come
        given = {"version": AgreementFactory(effective_on=LATER.date() + timedelta(days=1)).pk}
    response = as_manager.post(url(**given), {"reason": " "})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not JudgedAgain.objects.exists()


@pytest.mark.usefixtures("_later")
def test_as_it_was_nothing_is_judged_where_nothing_would_change(as_manager, forgotten):
    offered, posted = as_manager.get(url()), as_manager.post(url(), {"reason": "A slip."})

    assert "Nothing changes" in offered.context["headline"]
    assert "Choose another version of the agreement, or the hours" in offered.content.decode()
    assert posted.status_code == 422
    assert "Nothing would change. Choose another version of the agreement" in posted.content.decode()
    assert not JudgedAgain.objects.exists()
