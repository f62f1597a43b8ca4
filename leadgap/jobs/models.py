from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leadgap.jobs.querysets import JobQuerySet


class Job(models.Model):
    """A piece of background work that a person started, with its progress.

    The row is the truth and the broker only wakes a worker: a job whose lease has run out is taken up again.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=40, help_text="The name under which its runner is registered.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    params = models.JSONField(default=dict)
    progress = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0, help_text="0 while not known.")
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True, help_text="In the user's words; empty unless failed.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="running") | Q(leased_until__isnull=False),
                name="jobs_job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("created_at")),
                name="jobs_job_finished_after_created",
            ),
        ]
        indexes = [
            # Serves the minute's sweep for waiting and abandoned jobs.
            models.Index(
                fields=["created_at"],
                name="jobs_job_open",
                condition=Q(state__in=["queued", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}
