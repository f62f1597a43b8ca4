from __future__ import annotations

from django.conf import settings
from django.db import models

from sla.models.agreements import AgreementVersion, Signature


class Comment(models.Model):
    """What somebody said about a version. It is no part of the text that is signed, and it stays as it was written."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="comments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150, help_text="As it stood at the writing.")
    side = models.CharField(max_length=10, choices=Signature.Side.choices, blank=True, help_text="Empty: neither.")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="sla_comment_says_something",
                violation_error_message="An empty comment says nothing.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.version}"
