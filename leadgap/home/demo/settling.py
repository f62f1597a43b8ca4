"""Judging and counting right away what the demo company has told, so that its first page is not an empty one."""

from __future__ import annotations

from datetime import datetime

from feedback.ratings.services import apply_expected_ratings
from feedback.scorecards.facts import rebuild_dirty
from leadgap.home.demo.waiving import waive_outage
from sla.facts import rebuild_facts
from sla.judging import judge_stale, spread_agreements, sweep_due


def settle(*, now: datetime) -> None:
    """Do at once what the minute's jobs would do; whoever else does it at the same time does no harm."""
    apply_expected_ratings(now=now)
    spread_agreements()
    judge_stale(now=now)
    sweep_due(now=now)
    waive_outage(now=now)
    while rebuild_facts():
        pass
    while rebuild_dirty(now=now):
        pass
