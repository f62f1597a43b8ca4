from __future__ import annotations

from django.db import models


class LeadZone(models.Model):
    """A time zone of leads by a small number, as facts keep it beside the key of a calendar version."""

    name = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
