from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from leadgap.accounts.models import User


class FactQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """The wall for facts: a manager's own branch, a rep's own hand-offs, everything for who sees everything."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.sees_everything:
            return self
        if user.role == "manager":
            from leadgap.accounts.models import Team

            return self.filter(team__in=Team.objects.with_below(user.team_id))
        return self.filter(owner__in=list(user.owners.values_list("pk", flat=True)))
