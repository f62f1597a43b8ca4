"""The first minute of an installation: its administrator, its organisation, its working week."""

from __future__ import annotations

from datetime import datetime, time

from django.db import IntegrityError, transaction

from leadgap.accounts.models import Organisation, Role, User
from leadgap.audit.services import record as audit
from sla.models import Calendar, CalendarVersion


class AlreadySetUp(Exception):
    """Somebody has set this installation up before."""


def is_needed() -> bool:
    """Return whether there is neither an organisation nor anybody who could sign in."""
    return not (Organisation.objects.exists() or User.objects.filter(is_active=True).exists())


def set_up(
    *,
    name: str,
    email: str,
    password: str,
    organisation: str,
    timezone: str,
    days: list[str],
    opens: time,
    closes: time,
    now: datetime,
) -> User:
    """Make all three in one transaction; of two who try at once, one succeeds."""
    if not is_needed():
        raise AlreadySetUp
    week = {day: [[f"{opens:%H:%M}", f"{closes:%H:%M}"]] for day in days}
    try:
        with transaction.atomic():
            # Row 1 exists once: the second attempt fails here, whatever it has seen before.
            Organisation.objects.create(pk=1, name=organisation, timezone=timezone)
            administrator = User.objects.create_user(email, password, name=name, role=Role.ADMINISTRATOR)
            version = CalendarVersion(
                calendar=Calendar.objects.create(name="Working week"),
                number=1,
                timezone=timezone,
                weekly=week,
                created_at=now,
            )
            version.full_clean()
            version.save()
            audit("organisation.set-up", actor=administrator, at=now, name=organisation, timezone=timezone)
    except IntegrityError as error:
        raise AlreadySetUp from error
    return administrator
