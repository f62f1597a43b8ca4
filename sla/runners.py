"""Background work of this room."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from leadgap.jobs.registry import runner
from leadgap.jobs.services import job_progress

if TYPE_CHECKING:
    from leadgap.jobs.models import Job


def _acts(job: Job) -> str:
    return reverse("sla:judge-again")


@runner("judge-again", title="Judging again", result_url=_acts, counts="hand-offs")
def judge_again(job: Job, *, now: datetime) -> None:
    """Killed at any point and begun again, it comes to the same."""
    from sla.again.services import work_through
    from sla.models import JudgedAgain

    work_through(
        JudgedAgain.objects.get(pk=job.params["act"]),
        now=now,
        progress=lambda done, total: job_progress(job, progress=done, total=total),
    )
