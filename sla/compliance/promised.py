"""The promises of one kind through the signed versions, and which of them judged the clocks that are counted.

A new version never judges what came before it, so no rate is held against the goal of a version that judged none of
its clocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Q, Subquery

from sla.compliance.segments import identities_of, promises_to
from sla.models import AgreementVersion, Promise

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation
    from leadgap.periods import Period

# Decided clocks by the key of the promise that judged them, 0 for a promise of which none is decided.
ByPromise = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Promised:
    """Promises of one kind, newest first, in each version the one to all before those to segments. What judges the past
    before its first day comes last.

    `begun` are those whose version had begun by the end of the period: what stands where no clock is counted.
    """

    all: Sequence[Promise]
    begun: Sequence[Promise]

    def judges(self, counted: ByPromise, *, otherwise: Promise | None = None) -> list[Promise]:
        """Return those that judged the decided clocks; of none decided, all that have a clock; else `otherwise`."""
        decided = {key for key, n in counted.items() if n} or counted.keys()
        return [each for each in self.all if each.pk in decided] or ([otherwise] if otherwise else [])

    def main(self, counted: ByPromise) -> Promise | None:
        """Return the first promise of the version that judged the most, or else of the newest that had begun."""
        judges = self.judges(counted)
        if not judges:
            return self.begun[0] if self.begun else None
        clocks = Counter[int]()
        for each in judges:
            clocks[each.version_id] += counted[each.pk]
        most = max(judges, key=lambda each: clocks[each.version_id]).version_id
        return next(each for each in self.all if each.version_id == most)


def goals_of(promises: Sequence[Promise]) -> tuple[Decimal, ...]:
    """Return the goals that differ, the lowest first."""
    return tuple(sorted({each.goal for each in promises}))


def in_other_time(promises: Iterable[Promise], promise: Promise | None) -> set[int]:
    """Return the keys of those that count real time where `promise` counts working time, or the other way round: no
    median and no curve is of both.
    """
    return {each.pk for each in promises if promise and each.is_business_time != promise.is_business_time}


def promised(
    kind: str, period: Period, organisation: Organisation, now: datetime, *, segment: int | None = None
) -> Promised:
    """Return the promises of a kind in signed versions that judge something: those that have begun, and the one that
    judges what came before the first. `segment` keeps those to it, 0 to every other lead.
    """
    signed, today = AgreementVersion.State.SIGNED, now.astimezone(organisation.zone).date()
    of_the_past = AgreementVersion.objects.filter(state=signed, is_retrospective=True).order_by("effective_on")
    made = Promise.objects.filter(
        Q(version__effective_on__lte=today) | Q(version=Subquery(of_the_past.values("pk")[:1])),
        kind=kind,
        version__state=signed,
    )
    promises = list(
        made.select_related("version__calendar", "segment").order_by(
            "-version__effective_on",
            "-version__number",
            F("segment__position").asc(nulls_first=True),
        )
    )
    promises.sort(key=lambda each: _is_ahead(each.version, today))
    if segment is not None:
        promises = promises_to(promises, identities_of([segment]).get(segment))
    return Promised(promises, [each for each in promises if _had_begun(each.version, period, organisation)])


def _had_begun(version: AgreementVersion, period: Period, organisation: Organisation) -> bool:
    if period.end is None or version.is_retrospective:
        return True
    return version.in_force_from(organisation.zone).astimezone(organisation.zone).date() < period.end


def _is_ahead(version: AgreementVersion, today: date) -> bool:
    return version.effective_on is not None and version.effective_on > today
