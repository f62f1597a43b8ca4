"""Entrances of the queue. Twice, late or two at once is harmless: the row says what is left to do."""

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def run(job_id: int) -> None:
    """Do one job, unless somebody does it already."""
    from leadgap.jobs.services import run_job

    run_job(job_id, now=timezone.now())


@shared_task(ignore_result=True)
def tick() -> None:
    """Every minute: wake workers for jobs that wait or were abandoned."""
    from leadgap.jobs.services import take_up

    take_up(now=timezone.now())
