from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from leadgap.accounts.models import Organisation, User
from leadgap.accounts.services.refusals import ZoneIsFixed
from leadgap.audit.services import record

FIELDS = ("name", "timezone", "currency", "rep_figures", "gap_margin", "few", "indicative", "grace_minutes")

_fixing: list[Callable[[], bool]] = []


def fix_zone_when(days_are_counted: Callable[[], bool]) -> None:
    """Let a room that counts days say when it has begun to: from then on the zone stays, or past days would move."""
    _fixing.append(days_are_counted)


def zone_is_fixed() -> bool:
    return any(days_are_counted() for days_are_counted in _fixing)


def change_organisation(*, values: Mapping[str, Any], actor: User | None, now: datetime) -> Organisation:
    """Set what is given of `FIELDS`; the first call makes the organisation. Nothing changed: nothing written."""
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().filter(pk=1).first() or Organisation(pk=1)
        is_new = organisation._state.adding
        changes: dict[str, Any] = {}
        for field, value in values.items():
            before = getattr(organisation, field)
            if before != value or is_new:
                changes[field] = [None if is_new else _plain(before), _plain(value)]
                setattr(organisation, field, value)
        if "timezone" in changes and not is_new and zone_is_fixed():
            raise ZoneIsFixed("Days have been counted in this zone. It can no longer be changed.")
        if changes:
            organisation.full_clean()
            organisation.save()
            record("organisation.changed", actor=actor, at=now, target=organisation, **changes)
    return organisation


def _plain(value: Any) -> str | int:
    return value if isinstance(value, str | int) else str(value)
