"""Background work of this room. Killed at any point and started again, an import goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from leadgap.accounts.services.owners import FILL_TEAMS
from leadgap.jobs.registry import runner
from leadgap.jobs.services import JobFailed, job_progress
from leads.intake import uploads
from leads.intake.encoding import Unreadable
from leads.intake.mapping import BadMapping
from leads.intake.names import TooManyNames
from leads.intake.questions import Unanswered
from leads.intake.run import run_import
from leads.intake.services import KIND_OF_JOB
from leads.intake.work import Superseded
from leads.journal.sources import ask_anew
from leads.journal.teams import give_teams
from leads.models import ImportRun
from leads.services import ASK_ANEW

if TYPE_CHECKING:
    from leadgap.jobs.models import Job


def _report(job: Job) -> str:
    return reverse("leads:import-report", args=[job.params["run"]])


@runner(KIND_OF_JOB, title="Import", result_url=_report)
def run(job: Job, *, now: datetime) -> None:
    """Import the file of a run, or try it. A dry run that a newer one has replaced stops."""
    found = ImportRun.objects.filter(pk=job.params["run"], job=job).first()
    if found is None:
        raise JobFailed("This import was changed or discarded before it began.")

    def progress(done: int, total: int, counts: dict[str, int]) -> None:
        job_progress(job, progress=done, total=total, counts=counts)

    try:
        run_import(
            found,
            path=uploads.path_of(found.path),
            now=now,
            may_create=job.params["may_create"],
            progress=progress,
        )
    except FileNotFoundError as error:
        raise JobFailed("The uploaded file is gone. Upload it again.") from error
    except (Unreadable, BadMapping, Unanswered, TooManyNames, Superseded) as refusal:
        raise JobFailed(str(refusal)) from refusal
    if not found.is_dry_run:
        # It may hold names and addresses, and everything in it that counts is in.
        uploads.remove(found.path)


@runner(FILL_TEAMS, title="Teams of hand-offs")
def fill_teams(job: Job, *, now: datetime) -> None:
    """Give hand-offs the team of their owner, who had none when they came in."""
    _to_the_end(job, lambda after: give_teams(job.params["owners"], after=after, now=now))


@runner(ASK_ANEW, title="What Marketing answers")
def ask_marketing_anew(job: Job, *, now: datetime) -> None:
    """Ask Marketing about low ratings as the side of their sources is now."""
    _to_the_end(job, lambda after: ask_anew(job.params["sources"], after=after, now=now))


def _to_the_end(job: Job, work: Callable[[int], int | None]) -> None:
    """Do piece after piece; `work` is given the last key it came to, 0 at first, and returns None at the end."""
    last: int | None = 0
    while last is not None:
        last = work(last)
        job_progress(job)
