"""How far a piece of background work is: for who began it, administrators and auditors."""

from __future__ import annotations

from typing import Any

from leadgap.jobs.models import Job
from tests.factories import NOW
from tests.permissions import Row, World, answers
from tests.permissions.leads import of_finished


def of_job(world: World) -> list[Any]:
    (run,) = of_finished(world)
    return [Job.objects.create(kind="import", params={"run": run}, created_by=world.marketer, created_at=NOW).pk]


ROWS = [
    Row(
        "jobs:job",
        arguments=of_job,
        get=answers(404, marketer=200, administrator=200, auditor=200),
        post=answers(405, auditor=403),
    ),
]
