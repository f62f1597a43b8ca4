"""What other systems' own tests expect of a business-hours clock, case by case."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings

from sla.calendars import BusinessCalendar

CASES = settings.BASE_DIR.parent / "shared" / "conformance" / "sla_cases.jsonl"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="../shared/conformance is not here")


def cases() -> list[Any]:
    lines = CASES.read_text().splitlines() if CASES.exists() else []
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


@pytest.mark.parametrize("case", cases())
def test_the_clock_agrees(case):
    calendar = BusinessCalendar(case["timezone"], case["schedule"], case["holidays"])
    start, *ends = (datetime.fromisoformat(case[key]) for key in ("start", "end", "expected_due") if key in case)
    pauses = [tuple(map(datetime.fromisoformat, pause)) for pause in case.get("pauses", ())]

    if case["kind"] == "due":
        assert calendar.due(start, case["target_seconds"], pauses) == ends[0]
    else:
        assert calendar.elapsed(start, ends[0], pauses) == case["expected_seconds"]


def test_no_case_is_left_out():
    assert len(cases()) == 669
