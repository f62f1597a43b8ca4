"""Hours, promises that go by those of their owner, and owners who are off."""

from sla.models import Promise
from sla.working_time.owners import change_time_off
from tests.factories import NOW
from tests.sla.world import HOUR, agree

WEEK = {day: [("09:00", "12:30"), ("13:30", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
# NOW is a Wednesday, 15:00 in Berlin.
AFTERNOON = {"from": "2026-03-04T16:00", "until": "2026-03-05T13:00", "name": "Dentist"}


def agree_by_owner(office, **targets):
    made = agree(calendar=office, **targets)
    Promise.objects.filter(version=made).update(calendar_of="owner")
    return made


def off(owner, *stretches, now=NOW - HOUR):
    return change_time_off(owner, lambda _: list(stretches), user=None, now=now)


def form(**changes):
    """What the editor of a calendar sends."""
    return {"name": "Vienna", "timezone": "Europe/Vienna", "mon": "09:00–17:00"} | changes
