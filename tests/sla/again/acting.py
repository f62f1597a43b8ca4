"""Asking that the past be judged again, and doing it."""

from leadgap.jobs.models import Job
from leadgap.jobs.services import run_job
from sla.again.services import Asked, judge_again, rehearsal
from sla.facts import rebuild_facts
from sla.judging import judge_stale, spread_calendars
from sla.models import JudgedAgain
from tests.sla.again.days import DAY, LATER, TODAY

THOSE_DAYS = (TODAY, TODAY + DAY)


def asked(version=None, *, hours=False, days=THOSE_DAYS):
    return Asked(*days, version, hours)


def done(what, user, now=LATER):
    """Start the act and let its job and all that follows run."""
    expected = rehearsal(what, now=now).clocks
    job = judge_again(what, expected=expected, reason="The holiday was forgotten.", user=user, now=now)
    assert run_job(job.pk, now=now)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    spread_calendars()
    judge_stale(now=now)
    rebuild_facts()
    return JudgedAgain.objects.get(pk=job.params["act"])
