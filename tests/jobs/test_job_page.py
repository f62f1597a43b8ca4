import pytest
from django.urls import reverse

from leadgap.jobs import registry
from leadgap.jobs.models import Job
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(role="marketer")


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    runner = registry.Runner(lambda job, now: None, "Counting sheep", lambda job: f"/sheep/{job.pk}/", "sheep")
    monkeypatch.setitem(registry._runners, "sheep", runner)


@pytest.fixture
def show(client, person):
    client.force_login(person)

    def show(headers=None, **fields):
        job = Job.objects.create(kind="sheep", created_by=person, created_at=NOW, **fields)
        return client.get(reverse("jobs:job", args=[job.pk]), headers=headers or {})

    return show


def test_a_running_job_shows_its_progress_and_asks_again(show):
    page = show(state="running", leased_until=NOW, progress=40, total=100).content.decode()

    assert '<progress value="40" max="100" aria-label="sheep"' in page
    assert "40 of 100 sheep" in page
    assert "hx-get" in page
    assert "Counting sheep" in page


def test_without_javascript_the_page_refreshes_itself(show):
    page = show(state="queued").content.decode()

    assert '<noscript><meta http-equiv="refresh"' in page


def test_a_finished_job_leads_to_its_result_and_asks_no_more(show):
    page = show(state="done", finished_at=NOW).content.decode()

    assert "/sheep/" in page
    assert "every 1s" not in page


def test_a_failed_job_says_why(show):
    page = show(state="failed", finished_at=NOW, error="The sheep ran away.").content.decode()

    assert "The sheep ran away." in page
    assert "Go back" in page
    assert "See the result" not in page


def test_htmx_gets_the_fragment_alone(show):
    response = show(headers={"HX-Request": "true"}, state="queued")

    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("state", ["done", "failed"])
def test_when_the_job_has_ended_the_whole_page_is_asked_for(show, state):
    asked = show(headers={"HX-Request": "true"}, state=state, finished_at=NOW)
    boosted = show(headers={"HX-Request": "true", "HX-Boosted": "true"}, state=state, finished_at=NOW)

    assert (asked["HX-Refresh"], asked.content) == ("true", b"")
    assert "HX-Request" in asked["Vary"]
    assert "HX-Refresh" not in boosted
    assert "<html" in boosted.content.decode()


def test_the_job_of_another_person_is_not_there(client, show):
    job = Job.objects.create(kind="sheep", created_by=UserFactory(), created_at=NOW)
    show(state="queued")

    assert client.get(reverse("jobs:job", args=[job.pk])).status_code == 404
