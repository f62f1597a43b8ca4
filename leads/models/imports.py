from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedMapping(models.Model):
    """How the columns and values of a file are read, saved under a name."""

    name = models.CharField(max_length=100, unique=True)
    spec = models.JSONField(help_text="The mapping, in the form that `leads.intake.mapping` documents.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One import: the file, how it was read, and what came of it. Its job holds progress and counts."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being prepared"
        STARTED = "started", "Started"

    file_name = models.CharField(max_length=255)
    path = models.CharField(
        max_length=500,
        blank=True,
        help_text="Below the upload directory; empty from the command.",
    )
    spec = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    is_dry_run = models.BooleanField(default=False)
    job = models.OneToOneField(
        "jobs.Job",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_run",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(
        default=dict,
        help_text="Counts and notices, as `leads.intake.report` writes them.",
    )

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class RejectedRow(models.Model):
    """A row that did not go in, and why, in the user's words."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejected_rows")
    line = models.PositiveBigIntegerField()
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["run", "line", "pk"]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
