from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leadgap.jobs.models import Job  # noqa: F401 (in the base of the class)

# How often a job is taken up before it counts as failed: enough for a restart or two, too few for a job that
# kills its worker each time.
MAX_ATTEMPTS = 3


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        """The wall: one's own jobs; administrators and auditors see all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.role in {"administrator", "auditor"}:
            return self
        return self.filter(created_by=user)

    def under_way(self, *kinds: str) -> Self:
        """Of these kinds, and not over yet."""
        return self.filter(kind__in=kinds, state__in=("queued", "running"))

    def abandoned(self, now: datetime) -> Self:
        """Queued, or running under a lease that has run out: nobody works on it."""
        return self.filter(Q(state="queued") | Q(state="running", leased_until__lte=now))

    def claimable(self, now: datetime) -> Self:
        return self.abandoned(now).filter(attempts__lt=MAX_ATTEMPTS)

    def exhausted(self, now: datetime) -> Self:
        """Abandoned by as many workers as a job is given."""
        return self.abandoned(now).filter(attempts__gte=MAX_ATTEMPTS)
