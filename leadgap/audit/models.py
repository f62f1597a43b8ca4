from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class EntriesNeverChange(Exception):
    """The audit log is append-only: an entry is written once, and neither changed nor removed."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Reads and appends. Whatever would change or remove a line is refused."""

    def update(self, **fields: Any) -> NoReturn:
        raise EntriesNeverChange

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise EntriesNeverChange

    def delete(self) -> NoReturn:
        raise EntriesNeverChange

    def bulk_create(self, *args: Any, **options: Any) -> NoReturn:
        raise EntriesNeverChange  # it can update what is there; `record` writes one line at a time


class AuditEntry(models.Model):
    """Who changed what, and when. Append-only: rows are written by `leadgap.audit.services.record`."""

    at = models.DateTimeField()
    # None: the system itself, or a person of the demo company who has been removed with it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    actor_name = models.CharField(max_length=150, blank=True, help_text="As it was then; empty: the system itself.")
    action = models.CharField(max_length=80, help_text="A stable dotted name, such as agreement.signed.")
    target = models.CharField(max_length=120, blank=True, help_text="What was changed, as model:key.")
    data = models.JSONField(default=dict)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["target", "-at"], name="audit_entry_target"),
            # Serves the log's page: newest first.
            models.Index(fields=["-at", "-id"], name="audit_entry_newest"),
        ]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target}"

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise EntriesNeverChange
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise EntriesNeverChange
