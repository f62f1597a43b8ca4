"""Starting, claiming and finishing jobs.

The row is the truth. Whoever works on a job holds a lease and the number of the attempt; both stand in the filter of
every update, so that a worker that was thought dead and comes back changes nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from leadgap.jobs import registry
from leadgap.jobs.models import Job
from leadgap.jobs.querysets import MAX_ATTEMPTS, JobQuerySet
from leadgap.jobs.tasks import run
from leadgap.jobs.waking import wake

if TYPE_CHECKING:
    from leadgap.accounts.models import User

log = logging.getLogger(__name__)

# Renewed with every report of progress. Also how long a job waits after its worker was killed.
LEASE = timedelta(minutes=2)


class JobFailed(Exception):
    """The work cannot be done, and trying again would not help. The text is for the person who started it."""


class LeaseLost(Exception):
    """Another worker has taken this job up, or it is no longer running: stop."""


def start(kind: str, *, params: dict[str, Any], user: User | None, now: datetime) -> Job:
    """Put work in the queue and wake a worker once the caller's transaction is through. Each call is a new job."""
    registry.runner_of(kind)
    job = Job.objects.create(kind=kind, params=params, created_by=user, created_at=now)
    wake(run, job.pk)
    return job


def run_job(job_id: int, *, now: datetime) -> bool:
    """Do the work of a job if nobody else does. Return whether it was ours to do; twice does it once."""
    job = _claim(job_id, now)
    if job is None:
        return False
    try:
        registry.runner_of(job.kind).run(job, now=now)
    except LeaseLost:
        log.warning("job %s: attempt %s went on under another worker", job.pk, job.attempts)
    except JobFailed as refusal:
        _finish(job, Job.State.FAILED, error=str(refusal))
    except Exception:
        log.exception("job %s: attempt %s broke off", job.pk, job.attempts)
        _give_back(job)
    else:
        _finish(job, Job.State.DONE)
    return True


def job_progress(
    job: Job, *, progress: int | None = None, total: int | None = None, counts: dict[str, int] | None = None
) -> None:
    """Write down how far the work is, and renew the lease. Raises LeaseLost when the job is no longer ours.

    The lease runs from the present, not from the `now` at which the work began: a long job lives by it.
    """
    known = {"progress": progress, "total": total, "counts": counts}
    changed: dict[str, Any] = {name: value for name, value in known.items() if value is not None}
    if not _held(job).update(leased_until=timezone.now() + LEASE, **changed):
        raise LeaseLost(job.pk)
    for name, value in changed.items():
        setattr(job, name, value)


def take_up(*, now: datetime, limit: int = 100) -> int:
    """Wake workers for jobs that nobody works on, and give up those that too many attempts have not finished."""
    given_up = Job.objects.exhausted(now).update(
        state=Job.State.FAILED,
        finished_at=now,
        leased_until=None,
        error=f"The work broke off {MAX_ATTEMPTS} times, so it was given up. What is already in stays in. "
        "The log of the worker says why.",
    )
    if given_up:
        log.error("%s jobs given up after %s attempts", given_up, MAX_ATTEMPTS)
    waiting = list(Job.objects.claimable(now).order_by("created_at", "pk").values_list("pk", flat=True)[:limit])
    for pk in waiting:
        run.delay(pk)
    return len(waiting)


def _claim(job_id: int, now: datetime) -> Job | None:
    """Take the job, or None when it is finished, given up or in other hands."""
    taken = (
        Job.objects.claimable(now)
        .filter(pk=job_id)
        .update(
            state=Job.State.RUNNING,
            leased_until=timezone.now() + LEASE,
            attempts=F("attempts") + 1,
            started_at=now,
            progress=0,
            counts={},
        )
    )
    return Job.objects.get(pk=job_id) if taken else None


def _held(job: Job) -> JobQuerySet:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def _finish(job: Job, state: Job.State, *, error: str = "") -> None:
    _held(job).update(state=state, finished_at=timezone.now(), leased_until=None, error=error)


def _give_back(job: Job) -> None:
    """Leave the job to the next tick, which takes it up again or gives it up."""
    _held(job).update(state=Job.State.QUEUED, leased_until=None)
