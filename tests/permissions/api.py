"""The API: whoever is nobody is told to bring a key, and nothing can be changed."""

from __future__ import annotations

from typing import Any

from leadgap import openapi
from tests.permissions import Row, World, answers, of_hand_off
from tests.permissions.sla_agreements import signed
from tests.permissions.sla_compliance import of_clock_in_berlin


def of_lead(world: World) -> list[Any]:
    return [world.hand_off.lead_id]


def before_preparing(world: World) -> list[Any]:
    openapi.PATH.unlink(missing_ok=True)
    return []


EVERYONE = answers(200, anonymous=401)
# Rows outside the scope are not found.
IN_SCOPE = answers(200, anonymous=401, others=404, other_manager=404)
READS_ONLY = answers(405, anonymous=401, auditor=403)

ROWS = [
    Row("openapi", arguments=before_preparing, get=answers(404, anonymous=401), post=READS_ONLY),
    Row("api:root", get=EVERYONE, post=READS_ONLY),
    Row("api:lead-list", get=EVERYONE, post=READS_ONLY),
    Row("api:lead-detail", arguments=of_lead, get=IN_SCOPE, post=READS_ONLY),
    Row("api:hand-off-list", get=EVERYONE, post=READS_ONLY),
    Row("api:hand-off-detail", arguments=of_hand_off, get=IN_SCOPE, post=READS_ONLY),
    Row("api:agreement-list", get=EVERYONE, post=READS_ONLY),
    Row("api:agreement-detail", arguments=signed, get=EVERYONE, post=READS_ONLY),
    Row("api:clock-list", get=EVERYONE, post=READS_ONLY),
    Row("api:clock-detail", arguments=of_clock_in_berlin, get=IN_SCOPE, post=READS_ONLY),
    Row("api:segments", arguments=signed, get=EVERYONE, post=READS_ONLY),
    Row("api:compliance", get=EVERYONE, post=READS_ONLY),
    Row("api:curve", get=EVERYONE, post=READS_ONLY),
    Row("api:hours", get=EVERYONE, post=READS_ONLY),
    Row("api:speed", get=EVERYONE, post=READS_ONLY),
    Row("api:compliance-csv", get=EVERYONE, post=READS_ONLY),
    Row("api:months", get=EVERYONE, post=READS_ONLY),
    Row("api:month", arguments=lambda world: ["2026-03"], get=EVERYONE, post=READS_ONLY),
    # Reps rate blind, and scorecards show what Marketing thinks.
    Row("api:scorecards", get=answers(200, anonymous=401, reps=403), post=READS_ONLY),
]
