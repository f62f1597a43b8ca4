"""Everything that the scheduler does, once: for an installation without one, and after an outage."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from feedback.ratings.services import apply_expected_ratings
from feedback.scorecards.facts import rebuild_dirty
from leadgap.commands import Prepared
from leadgap.jobs.services import take_up
from sla.facts import rebuild_facts
from sla.judging import judge_stale, spread_agreements, spread_calendars, sweep_due


class Command(Prepared):
    help = "Judge what has changed, write down what has become due, and bring the facts up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        take_up(now=now)
        apply_expected_ratings(now=now)
        spread_agreements()
        spread_calendars()
        judged, swept, days = judge_stale(now=now), sweep_due(now=now), rebuild_facts()
        rebuild_dirty(now=now)
        self.stdout.write(f"Judged {judged} hand-offs, found {swept} clocks overdue, rebuilt the facts of {days} days.")
