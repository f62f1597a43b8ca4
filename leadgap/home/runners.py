"""The jobs of this room: loading and removing the demo company."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from leadgap.jobs.registry import runner
from leadgap.jobs.services import JobFailed, job_progress

if TYPE_CHECKING:
    from leadgap.jobs.models import Job


LOAD, REMOVE = KINDS = "demo-load", "demo-remove"


def _home(job: Job) -> str:
    return reverse("home:home")


@runner(LOAD, title="Loading the demo company", result_url=_home, counts="leads")
def load(job: Job, *, now: datetime) -> None:
    """Told again from the start, the journal hears nothing new: harmless after a kill."""
    from leadgap.home.demo.company import DEFAULT_LEADS
    from leadgap.home.demo.loading import roll
    from leadgap.home.demo.settling import settle

    # How many leads a year brings is known when it is told; a few more than expected are no reason to pass the end.
    roll(now=now, progress=lambda done: job_progress(job, progress=min(done, DEFAULT_LEADS), total=DEFAULT_LEADS))
    settle(now=now)


@runner(REMOVE, title="Removing the demo company", result_url=_home, counts="leads")
def remove(job: Job, *, now: datetime) -> None:
    """What is gone already is not missed by a second run."""
    from leadgap.home.demo.removal import NobodyWouldBeLeft, remove

    try:
        remove(progress=lambda done, total: job_progress(job, progress=done, total=total))
    except NobodyWouldBeLeft as refusal:
        raise JobFailed(str(refusal)) from refusal
