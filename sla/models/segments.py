from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from sla import segments
from sla.criteria import read
from sla.querysets import SegmentQuerySet


class Segment(models.Model):
    """Leads to whom a version of the agreement promises something else than to every other lead, or nothing.

    A lead belongs to the first segment, by position, whose conditions it meets. They are written like a definition.
    """

    # The same through all versions, whatever it is called: a draft that is begun from a version carries it over.
    identity = models.UUIDField(default=uuid4)
    version = models.ForeignKey("sla.AgreementVersion", on_delete=models.CASCADE, related_name="segments")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    conditions = models.JSONField(help_text="As in a definition; at least one clause.")
    is_promised = models.BooleanField(default=True, help_text="Whether Sales promises these leads anything.")

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="sla_segment_position_once"),
            models.UniqueConstraint(fields=["version", "identity"], name="sla_segment_identity_once"),
            models.UniqueConstraint(
                fields=["version", "name"],
                name="sla_segment_name_once",
                violation_error_message="The agreement already has a segment of this name.",
            ),
            models.CheckConstraint(
                condition=Q(conditions__all__0__isnull=False),
                name="sla_segment_has_a_clause",
                violation_error_message="A segment without conditions would be every lead.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> segments.Segment:
        """The segment as the pure rules take it."""
        return segments.Segment(self.pk, self.name, read(self.conditions), self.is_promised)
