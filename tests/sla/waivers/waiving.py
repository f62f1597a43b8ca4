"""Clocks waived two days later."""

from datetime import timedelta

from sla.models import Clock
from sla.waivers.services import waivable, waive
from tests.factories import NOW

LATER = NOW + timedelta(days=2)


def waived_by(user, clocks=None, **given):
    clocks = Clock.objects.all() if clocks is None else clocks
    said = {"reason": "outage", "note": "The CRM was down.", "covers": "Everything", "asked": {}}
    expected = given.pop("expected", waivable(clocks, user).count())
    return waive(clocks, **said | given, expected=expected, user=user, now=LATER)
