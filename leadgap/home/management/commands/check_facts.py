"""Whether the daily facts that pages read are what the hand-offs say. Reads only; run it on live data at any time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from feedback.scorecards.facts import differences
from leadgap.commands import Prepared
from sla.facts import check_facts


class Command(Prepared):
    help = "Compare the daily facts of compliance and scorecards with what they were counted from."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [*check_facts(), *differences(now=timezone.now())]
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(
                f"The facts of {len(problems)} days or weeks are wrong. "
                "Report it: this is a mistake in LeadGap, not in your data."
            )
        self.stdout.write("All facts are what the hand-offs say.")
