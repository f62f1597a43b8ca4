"""Counting what was handed over: the one way for facts, the dry run, and the lists behind the numbers.

Each hand-off is judged by one version of the agreement. The first acceptance counts; silence is never acceptance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, CharField, Count, Exists, OuterRef, Q, Value, When

from leads.blind import SCORES
from leads.lifecycle import ENDED, Stage
from sla.criteria import Definition, read
from sla.definitions import condition
from sla.models import Clock, MonthlyPromise, Promise
from sla.months.figures import Delivered
from sla.months.terms import completeness

if TYPE_CHECKING:
    from leads.querysets import HandOffQuerySet
    from sla.models import AgreementVersion

ACCEPTED, REJECTED, PAST_DUE, UNDECIDED = "accepted", "rejected", "past_due", "undecided"

# Whoever went on to qualify, win or lose a lead has accepted it.
_ACCEPTED = Q(accepted_at__isnull=False) | Q(
    stage__in=[Stage.ACCEPTED.value, Stage.QUALIFIED.value, Stage.WON.value, Stage.LOST.value]
)
_REJECTED = Q(decided_at__isnull=False) | Q(stage=Stage.REJECTED.value)
_ENDED = Q(stage__in=[stage.value for stage in ENDED])


@dataclass(frozen=True, slots=True)
class Judge:
    """A version as the months take it: who is qualified, what must be known, and what a lead of a source is worth."""

    version: int
    definition: Definition
    qualifies: Q
    is_complete: Q
    amounts: Mapping[int | None, Decimal]
    reads_score: bool  # so that who is qualified tells what Marketing thinks

    @classmethod
    def of(cls, version: AgreementVersion) -> Judge:
        promises = {promise.kind: promise for promise in version.monthly_promises.all()}
        complete = promises.get(MonthlyPromise.Kind.COMPLETENESS)
        is_valued = MonthlyPromise.Kind.VALUE in promises
        definition = read(version.definition)
        return cls(
            version.pk,
            definition,
            condition(definition),
            condition(completeness(complete.fields)) if complete else Q(),
            {each.source_id: each.amount for each in version.lead_values.all()} if is_valued else {},
            reads_score=not SCORES.isdisjoint(definition.fields.union(complete.fields if complete else ())),
        )

    def worth(self, source: int) -> Decimal:
        return self.amounts.get(source, self.amounts.get(None, Decimal(0)))

    def judged(self, hand_offs: HandOffQuerySet) -> HandOffQuerySet:
        """Say of each hand-off `is_qualified`, `is_known`, its `decision`, and `is_fair`: Sales answered in time."""
        clocks = Clock.objects.filter(hand_off=OuterRef("pk"), scope=Clock.Scope.LEAD).order_by()
        answered = clocks.filter(promise__kind=Promise.Kind.FIRST_RESPONSE, verdict=Clock.Verdict.MET)
        late = clocks.filter(promise__kind=Promise.Kind.DECISION, verdict=Clock.Verdict.MISSED)
        return hand_offs.annotate(
            is_qualified=_flag(self.qualifies),
            is_known=_flag(self.is_complete),
            is_fair=Exists(answered),
            decision=Case(
                When(_ACCEPTED, then=Value(ACCEPTED)),
                When(_REJECTED, then=Value(REJECTED)),
                When(_ENDED | Q(Exists(late)), then=Value(PAST_DUE)),
                default=Value(UNDECIDED),
                output_field=CharField(),
            ),
        )


def counted(hand_offs: HandOffQuerySet, judge: Judge) -> dict[tuple[date, int], Delivered]:
    """Return what these hand-offs add up to, by day and source. One query."""
    found: defaultdict[tuple[date, int], Delivered] = defaultdict(Delivered)
    rows = judge.judged(hand_offs).order_by()
    told = ("day", "source", "is_qualified", "is_known", "is_fair", "decision")
    for day, source, is_qualified, is_known, is_fair, decision, n in rows.values_list(*told).annotate(n=Count("pk")):
        if not is_qualified:
            found[day, source] += Delivered(handed_over=n)
            continue
        fair = {f"fair_{decision}": n} if is_fair and decision in {ACCEPTED, REJECTED} else {}
        worth = n * judge.worth(source)
        found[day, source] += Delivered(
            handed_over=n,
            qualified=n,
            complete=n if is_known else 0,
            value=worth,
            accepted_value=worth if decision == ACCEPTED else Decimal(0),
            **{decision: n},
            **fair,
        )
    return dict(found)


def _flag(holds: Q) -> Case | Value:
    if not holds:
        return Value(True)
    return Case(When(holds, then=Value(True)), default=Value(False), output_field=BooleanField())
