"""Speed against outcome: whether what was answered in time was won more often, as one person may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from leadgap.rates import SmallN
from sla.columns import arrays, flag
from sla.compliance.reading import Selection
from sla.compliance.table import within_only
from sla.models import Clock
from sla.speed import SpeedAndOutcome, speed_and_outcome

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period
    from sla.compliance.curves import PromiseCurve

# The newest hand-offs that are looked at, so that the page stays quick however large the company.
AT_MOST = 50_000
OF_TARGET = (0.25, 0.5, 1, 2, 4)  # where the stretches end


def outcome_by_speed(
    user: User,
    *,
    promise_kind: str,
    period: Period,
    organisation: Organisation,
    now: datetime,
    curve: PromiseCurve,
    only: Mapping[str, int] | None = None,
    without_waived: bool = False,
) -> SpeedAndOutcome:
    """Return how closed hand-offs ended, by how long they waited: those of the clocks whose curve this is.

    Those are lead clocks, for whoever asks. What was closed before its due instant without an answer is left out: it
    was neither in time nor late.
    """
    selection = Selection(promise_kind, Clock.Scope.LEAD, period, within_only(user, only or {}))
    clocks = selection.clocks().decided(now).filter(hand_off__outcome__in=["won", "lost"])
    clocks = clocks.exclude(promise__in=list(curve.left_out))
    clocks = clocks.counted(without_waived=without_waived)
    found = arrays(
        clocks.order_by("-started_at")[:AT_MOST],
        elapsed="elapsed",
        in_time=flag(Q(verdict=Clock.Verdict.MET)),
        won=flag(Q(hand_off__outcome="won")),
        source="hand_off__source_id",
    )
    return speed_and_outcome(
        found["elapsed"],
        in_time=found["in_time"] == 1,
        won=found["won"] == 1,
        source=found["source"],
        ends=sorted({max(60, round((curve.scale or 0) * part)) for part in OF_TARGET}),
        small_n=SmallN(organisation.few, organisation.indicative),
    )
