"""The promises of one kind through the signed versions, and which of them judged the clocks that are counted.

A new version never judges what came before it, so no rate is held against the goal of a version that judged none of
its clocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Subquery

from sla.compliance.segments import identities_of, promises_to
from sla.models import AgreementVersion, Promise

if TYPE_CHECKING:
    from uuid import UUID

    from leadgap.accounts.models import Organisation
    from leadgap.periods import Period

# Decided clocks by the key of the promise that judged them, 0 for a promise of which none is decided.
ByPromise = Mapping[int, int]

SIGNED = AgreementVersion.State.SIGNED


@dataclass(frozen=True, slots=True)
class Promised:
    """Promises of one kind, newest first, in each version the one to all before those to segments. What judges the past
    before its first day comes last.

    `begun` are those whose version had begun by the end of the period: what stands where no clock is counted.
    `ever` are those of any version, whatever its state and whomever they are made to: facts name no other.
    """

    all: Sequence[Promise]
    begun: Sequence[Promise]
    ever: Sequence[Promise]

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

    def to(self, segment: UUID | None) -> Promised:
        """Return those that are made to this segment, None for every other lead."""
        return replace(self, all=promises_to(self.all, segment), begun=promises_to(self.begun, segment))


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
    found = _promised(list(_all_promises().filter(kind=kind)), period, organisation, now)
    return found if segment is None else found.to(identities_of([segment]).get(segment))


def promised_by_kind(period: Period, organisation: Organisation, now: datetime) -> dict[Promise.Kind, Promised]:
    """Return the same of all kinds that are promised."""
    ever = list(_all_promises())
    found = {
        kind: _promised([each for each in ever if each.kind == kind], period, organisation, now)
        for kind in Promise.Kind
    }
    return {kind: promises for kind, promises in found.items() if promises.all}


def _all_promises() -> QuerySet[Any]:
    """Return those of every version, newest first, with the key of the version that judges the past."""
    of_the_past = AgreementVersion.objects.filter(state=SIGNED, is_retrospective=True).order_by("effective_on")
    return (
        Promise.objects.annotate(of_the_past=Subquery(of_the_past.values("pk")[:1]))
        .select_related("version__calendar", "segment")
        .order_by("-version__effective_on", "-version__number", F("segment__position").asc(nulls_first=True))
    )


def _promised(ever: Sequence[Any], period: Period, organisation: Organisation, now: datetime) -> Promised:
    today = now.astimezone(organisation.zone).date()
    signed = [each for each in ever if each.version.state == SIGNED]
    begun = [each for each in signed if each.version.effective_on and each.version.effective_on <= today]
    promises = begun + [each for each in signed if each not in begun and each.version_id == each.of_the_past]
    return Promised(promises, [each for each in promises if _had_begun(each.version, period, organisation)], ever)


def _had_begun(version: AgreementVersion, period: Period, organisation: Organisation) -> bool:
    if period.end is None or version.is_retrospective:
        return True
    return version.in_force_from(organisation.zone).astimezone(organisation.zone).date() < period.end
