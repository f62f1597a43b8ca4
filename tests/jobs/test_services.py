from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from leadgap.jobs import registry, services
from leadgap.jobs.models import Job
from leadgap.jobs.querysets import MAX_ATTEMPTS
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(days=3650)  # past any lease, whatever the day on which the tests run


@pytest.fixture
def work(monkeypatch):
    """Register a kind of job that does what the test puts into `work.does`."""

    class Work:
        ran = 0

        def does(self, job):
            """Nothing, unless the test says otherwise."""

        def __call__(self, job, *, now):
            self.ran += 1
            self.does(job)

    work = Work()
    monkeypatch.setitem(registry._runners, "work", registry.Runner(work, "Work"))
    return work


@pytest.fixture
def job(work):
    return services.start("work", params={"n": 1}, user=None, now=NOW)


def test_a_kind_that_nobody_registered_is_refused():
    with pytest.raises(registry.UnknownKind):
        services.start("no such work", params={}, user=None, now=NOW)

    assert not Job.objects.exists()


def test_starting_wakes_a_worker_after_the_commit(work, django_capture_on_commit_callbacks, run_queued):
    with django_capture_on_commit_callbacks(execute=True):
        job = services.start("work", params={}, user=None, now=NOW)

    assert run_queued() == ["leadgap.jobs.tasks.run"]
    job.refresh_from_db()
    assert (job.state, job.attempts, work.ran) == ("done", 1, 1)


def test_a_job_runs_once_however_often_it_is_called(job, work):
    assert services.run_job(job.pk, now=NOW)
    assert not services.run_job(job.pk, now=NOW)

    assert work.ran == 1


def test_a_second_worker_does_not_take_a_job_that_is_being_done(job, work):
    second = []
    work.does = lambda job: second.append(services.run_job(job.pk, now=NOW))

    assert services.run_job(job.pk, now=NOW)

    assert second == [False]
    assert work.ran == 1


def test_progress_is_written_and_renews_the_lease(job, work):
    leases = []

    def does(job):
        leases.append(Job.objects.get().leased_until)
        services.job_progress(job, progress=5, total=10, counts={"rows": 5})
        leases.append(Job.objects.get().leased_until)

    work.does = does

    services.run_job(job.pk, now=NOW)

    job.refresh_from_db()
    assert (job.progress, job.total, job.counts) == (5, 10, {"rows": 5})
    assert leases[0] < leases[1]


def test_a_refusal_is_told_to_the_person_and_not_tried_again(job, work):
    def does(job):
        raise services.JobFailed("The file is gone.")

    work.does = does

    services.run_job(job.pk, now=NOW)

    job.refresh_from_db()
    assert (job.state, job.error, job.leased_until) == ("failed", "The file is gone.", None)
    assert services.take_up(now=LATER) == 0


def test_a_crash_is_tried_again_and_given_up_with_a_sentence(job, work, run_queued):
    def does(job):
        raise RuntimeError("a bug")

    work.does = does
    services.run_job(job.pk, now=NOW)

    for _ in range(MAX_ATTEMPTS):
        services.take_up(now=LATER)
        run_queued()

    job.refresh_from_db()
    assert (job.state, job.attempts, work.ran) == ("failed", MAX_ATTEMPTS, MAX_ATTEMPTS)
    assert "given up" in job.error
    assert "a bug" not in job.error


def test_a_job_whose_worker_died_is_taken_up_when_its_lease_has_run_out(job, work, run_queued):
    Job.objects.update(state="running", attempts=1, leased_until=NOW + timedelta(minutes=1), progress=900)

    assert services.take_up(now=NOW) == 0
    assert services.take_up(now=NOW + timedelta(minutes=1)) == 1

    run_queued()
    job.refresh_from_db()
    assert (job.state, job.attempts, work.ran) == ("done", 2, 1)


def test_a_lost_message_costs_a_tick(job, work, run_queued):
    services.take_up(now=NOW)

    run_queued()

    assert Job.objects.get().state == "done"


def test_two_ticks_at_once_do_the_work_once(job, work, run_queued):
    services.take_up(now=NOW)
    services.take_up(now=NOW)

    assert len(run_queued()) == 2
    assert work.ran == 1


def test_a_worker_that_lost_its_lease_stops_and_changes_nothing(job, work):
    def does(job):
        Job.objects.update(attempts=2, progress=7)  # another worker has taken it up
        services.job_progress(job, progress=3)
        raise AssertionError("it went on")

    work.does = does

    services.run_job(job.pk, now=NOW)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress) == ("running", 2, 7)


def test_a_worker_that_finishes_late_does_not_end_the_attempt_of_another(job, work):
    work.does = lambda job: Job.objects.update(attempts=2)

    services.run_job(job.pk, now=NOW)

    assert Job.objects.get().state == "running"


def test_a_second_attempt_counts_from_the_beginning(job, work):
    Job.objects.update(progress=900, counts={"rows": 900}, attempts=1)
    seen = []
    work.does = lambda job: seen.append((job.progress, job.counts))

    services.run_job(job.pk, now=NOW)

    assert seen == [(0, {})]


@pytest.mark.parametrize(
    ("role", "sees"), [("rep", 0), ("marketer", 0), ("manager", 0), ("administrator", 1), ("auditor", 1)]
)
def test_a_job_is_seen_by_whoever_started_it_and_by_those_who_see_all(work, role, sees):
    mine = UserFactory()
    services.start("work", params={}, user=mine, now=NOW)

    assert Job.objects.visible_to(UserFactory(role=role)).count() == sees
    assert Job.objects.visible_to(mine).count() == 1


def test_who_has_left_or_is_not_signed_in_sees_no_job(work):
    left = UserFactory(role="administrator", is_active=False)
    services.start("work", params={}, user=left, now=NOW)

    assert not Job.objects.visible_to(left).exists()
    assert not Job.objects.visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize(
    ("fields", "verbs"),
    [
        pytest.param({"state": "queued"}, {"under_way", "claimable"}, id="waits"),
        pytest.param({"state": "queued", "attempts": MAX_ATTEMPTS}, {"under_way", "exhausted"}, id="tried-enough"),
        pytest.param({"state": "running", "leased_until": NOW + SECOND}, {"under_way"}, id="at-work"),
        pytest.param({"state": "running", "leased_until": NOW}, {"under_way", "claimable"}, id="abandoned"),
        pytest.param(
            {"state": "running", "leased_until": NOW, "attempts": MAX_ATTEMPTS},
            {"under_way", "exhausted"},
            id="abandoned-too-often",
        ),
        pytest.param({"state": "done", "leased_until": NOW}, set(), id="done"),
        pytest.param({"state": "failed", "leased_until": NOW}, set(), id="failed"),
    ],
)
def test_a_job_is_taken_up_as_it_stands(work, fields, verbs):
    job = Job.objects.create(kind="work", created_at=NOW, **fields)
    found = {
        "under_way": Job.objects.under_way("rest", "work"),
        "claimable": Job.objects.claimable(NOW),
        "exhausted": Job.objects.exhausted(NOW),
    }

    assert {verb for verb, jobs in found.items() if job in jobs} == verbs
    assert not Job.objects.under_way("rest").exists()
    assert services.run_job(job.pk, now=NOW) is ("claimable" in verbs)
