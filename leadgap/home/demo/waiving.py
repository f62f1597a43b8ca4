"""The day of the demo company that counts against nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count

from leadgap.accounts.models import Role, User
from leadgap.home.models import DemoCompany
from leadgap.periods import days_between
from sla.models import Clock, Waiver
from sla.waivers.services import waivable, waive

TEAM = "Boston"
BACK, DAY = timedelta(days=60), timedelta(days=1)


def waive_outage(*, now: datetime) -> None:
    """Have the head of Sales waive the team's worst day of late, once; also when that was taken back since."""
    company = DemoCompany.objects.filter(pk=1).first()
    made = company.made.get("accounts.user", []) if company else []
    manager = User.objects.filter(pk__in=made, role=Role.MANAGER).order_by("pk").first()
    if manager is None or Waiver.objects.filter(made_by=manager).exists():
        return
    of_team = Clock.objects.filter(team__name=TEAM, hand_off__day__gte=(now - BACK).date())
    missed = of_team.filter(verdict=Clock.Verdict.MISSED, promise__kind="first_response").order_by()
    worst = missed.values_list("hand_off__day").annotate(n=Count("pk")).order_by("-n", "-hand_off__day").first()
    if worst is None:
        return
    (day, _), clocks = worst, of_team.filter(hand_off__day=worst[0])
    waive(
        clocks,
        reason=Waiver.Reason.OUTAGE,
        note="The telephones were out all day. Everybody was called back the day after.",
        covers=f"All promises, current team {TEAM}, {days_between(day, day + DAY)}",
        asked={"start": day.isoformat(), "end": (day + DAY).isoformat()},
        expected=waivable(clocks, manager).count(),
        user=manager,
        now=now,
    )
