"""Compliance, misses and single clocks: everybody's own, and nobody else's."""

from __future__ import annotations

from typing import Any

from tests.factories import ClockFactory
from tests.permissions import Row, World, answers

READ_ONLY = answers(405, auditor=403)


def of_clock_in_berlin(world: World) -> list[Any]:
    return [ClockFactory(hand_off=world.hand_off, owner=world.hand_off.owner, team=world.hand_off.team).pk]


ROWS = [
    Row("sla:compliance", get=answers(200), post=READ_ONLY),
    Row("sla:compliance-csv", get=answers(200), post=READ_ONLY),
    Row("sla:curve", get=answers(200), post=READ_ONLY),
    Row("sla:curve-csv", get=answers(200), post=READ_ONLY),
    Row("sla:patterns", get=answers(200), post=READ_ONLY),
    Row("sla:pattern-csv", arguments=lambda _: ["in_bursts"], get=answers(200), post=READ_ONLY),
    Row("sla:speed-csv", get=answers(200), post=READ_ONLY),
    Row("sla:hours", get=answers(200), post=READ_ONLY),
    Row("sla:hours-csv", get=answers(200), post=READ_ONLY),
    Row("sla:clocks", get=answers(200), post=READ_ONLY),
    Row("sla:clocks-csv", get=answers(200), post=READ_ONLY),
    Row("sla:misses", get=answers(200), post=READ_ONLY),
    Row("sla:misses-csv", get=answers(200), post=READ_ONLY),
    Row("sla:board", get=answers(200), post=READ_ONLY),
    Row("sla:board-csv", get=answers(200), post=READ_ONLY),
    Row("sla:board-days-csv", get=answers(200), post=READ_ONLY),
    Row("sla:months-csv", get=answers(200), post=READ_ONLY),
    Row("sla:board-leads", get=answers(200), post=READ_ONLY),
    Row("sla:board-leads-csv", get=answers(200), post=READ_ONLY),
    Row("sla:board-waiting", get=answers(200), post=READ_ONLY),
    Row("sla:board-waiting-csv", get=answers(200), post=READ_ONLY),
    Row(
        "sla:clock",
        arguments=of_clock_in_berlin,
        get=answers(200, others=404, other_manager=404),
        post=READ_ONLY,
    ),
]
