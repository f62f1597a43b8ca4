"""Waivers: made by managers and administrators over what is theirs, and read by those who read their clocks."""

from __future__ import annotations

from typing import Any

from sla.models import WaivedClock, Waiver
from tests.factories import NOW
from tests.permissions import Row, World, answers

NOBODY_ELSES = answers(200, reps=404, marketer=404, other_manager=404)


def of_waiver_in_berlin(world: World) -> list[Any]:
    waiver = Waiver.objects.create(
        reason="outage",
        note="The CRM was down.",
        covers="x",
        clock_count=1,
        asked={},
        made_by=world.administrator,
        made_at=NOW,
    )
    WaivedClock.objects.create(waiver=waiver, hand_off=world.hand_off, kind="first_response", scope="lead")
    return [waiver.pk]


ROWS = [
    Row("sla:waivers", get=answers(200, reps=403, marketer=403), post=answers(405, auditor=403)),
    Row(
        "sla:waiver-new",
        get=answers(403, managers=200, administrator=200),
        post=answers(403, managers=422, administrator=422),
    ),
    Row("sla:waiver", arguments=of_waiver_in_berlin, get=NOBODY_ELSES, post=answers(405, auditor=403)),
    Row(
        "sla:waiver-take-back",
        arguments=of_waiver_in_berlin,
        get=answers(405),
        post=answers(302, reps=404, marketer=404, other_manager=404, auditor=403),
    ),
]
