from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from leadgap.audit.models import AuditEntry

if TYPE_CHECKING:
    from leadgap.accounts.models import User


def record(
    action: str,
    *,
    actor: User | None,
    at: datetime,
    target: models.Model | None = None,
    **data: Any,
) -> AuditEntry:
    """Append one line. Call it in the transaction of the change, so that both stand or fall together."""
    name = f"{target._meta.label_lower}:{target.pk}" if target is not None else ""
    who = str(actor)[:150] if actor is not None else ""
    return AuditEntry.objects.create(action=action, actor=actor, actor_name=who, at=at, target=name, data=data)
