from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from leadgap.accounts.naturally import BY_NAME


class TeamQuerySet(models.QuerySet["Team"]):
    def with_below(self, team_id: int | None) -> set[int]:
        """Return the keys of a team and of every team below it; empty for None."""
        if team_id is None:
            return set()
        children: dict[int | None, list[int]] = {}
        for pk, parent_id in self.order_by().values_list("pk", "parent_id"):
            children.setdefault(parent_id, []).append(pk)
        found, waiting = {team_id}, [team_id]
        while waiting:
            for child in children.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found


class Team(models.Model):
    """A group of people in Sales or Marketing. Teams form a tree; a manager sees their own branch."""

    name = models.CharField(max_length=100, unique=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="teams_below",
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = [*BY_NAME, "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="accounts_team_not_above_itself",
                violation_error_message="A team cannot be above itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk and self.parent_id in Team.objects.with_below(self.pk):
            raise ValidationError({"parent": "A team cannot be above itself."})
