"""Marketing's monthly promises as they are written in a version, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from leads.models import Source
from sla.criteria import InvalidDefinition, read
from sla.models import LeadValue, MonthlyPromise

if TYPE_CHECKING:
    from sla.criteria import Definition
    from sla.models import AgreementVersion

Kind = MonthlyPromise.Kind

AMOUNTS = frozenset({Kind.VOLUME.value, Kind.VALUE.value})
MOST = Decimal(10) ** 9
# The name under which what is wrong with the lead values is said.
VALUES = "lead_values"


@dataclass(frozen=True, slots=True)
class MonthTerms:
    """One promise: a number of leads, an amount of money, or a share between 0 and 1."""

    kind: str
    goal: Decimal
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.kind, f"{self.goal.normalize():f}", *self.fields])


@dataclass(frozen=True, slots=True)
class ValueTerms:
    """What a lead of this source counts for; None: of every source that is not named."""

    source: int | None
    amount: Decimal

    def __str__(self) -> str:
        return f"{self.source or 'other'} {self.amount.normalize():f}"


def months_of(version: AgreementVersion) -> tuple[MonthTerms, ...]:
    return tuple(MonthTerms(each.kind, each.goal, tuple(each.fields)) for each in version.monthly_promises.all())


def values_of(version: AgreementVersion) -> tuple[ValueTerms, ...]:
    return tuple(ValueTerms(each.source_id, each.amount) for each in version.lead_values.all())


def write(version: AgreementVersion, months: Sequence[MonthTerms], values: Sequence[ValueTerms]) -> None:
    """Put these promises and values in the place of those that the draft had."""
    version.monthly_promises.all().delete()
    version.lead_values.all().delete()
    MonthlyPromise.objects.bulk_create(
        MonthlyPromise(version=version, kind=each.kind, goal=each.goal, fields=list(each.fields), position=place)
        for place, each in enumerate(months)
    )
    LeadValue.objects.bulk_create(
        LeadValue(version=version, source_id=each.source, amount=each.amount) for each in values
    )


def completeness(fields: Sequence[str], attributes: frozenset[str] | None = None) -> Definition:
    """Return what must hold of a lead of which all this is known. Raises InvalidDefinition, as reading one does."""
    return read({"all": [{"any": [{"field": name, "operator": "present"}]} for name in fields]}, attributes)


def problems_of(
    months: Sequence[MonthTerms], values: Sequence[ValueTerms], attributes: frozenset[str]
) -> dict[str, list[str]]:
    """Name everything that is wrong, by the kind of the promise or by VALUES."""
    found = {each.kind: list(_wrong_with(each, attributes)) for each in months}
    if len(found) < len(months):
        found[months[0].kind].append("The same promise cannot be made twice.")
    found[VALUES] = list(_wrong_with_values(values, is_promised=Kind.VALUE.value in found))
    return {name: texts for name, texts in found.items() if texts}


def _wrong_with(month: MonthTerms, attributes: frozenset[str]) -> Iterator[str]:
    name, goal = Kind(month.kind).label, month.goal
    if goal <= 0:
        yield f"{name}: a promise of nothing is none. The goal must be above 0."
    elif month.kind not in AMOUNTS and goal > 1:
        yield f"{name}: the goal is a share of at most 100 %."
    elif goal > MOST:
        yield f"{name}: the goal is too large to be meant."
    elif month.kind == Kind.VOLUME and goal % 1:
        yield f"{name}: leads are counted whole."
    if month.kind != Kind.COMPLETENESS:
        if month.fields:
            yield f"{name}: only completeness names what must be known of a lead."
        return
    if not month.fields:
        yield f"{name}: choose what must be known of a lead."
    try:
        completeness(month.fields, attributes)
    except InvalidDefinition as invalid:
        yield from invalid.problems


def _wrong_with_values(values: Sequence[ValueTerms], *, is_promised: bool) -> Iterator[str]:
    if is_promised and not any(each.amount > 0 for each in values):
        yield "Say what a lead is worth: without that no value can be handed over."
    if any(not 0 <= each.amount <= MOST for each in values):
        yield "A lead is worth nothing or something, and no amount below 0."
    named = Counter(each.source for each in values)
    if max(named.values(), default=1) > 1:
        yield "A source has one value."
    yield from _wrong_with_sources({source for source in named if source is not None})


def _wrong_with_sources(keys: Collection[int]) -> Iterator[str]:
    of_marketing = Source.objects.of_marketing().filter(pk__in=keys) if keys else Source.objects.none()
    if len(of_marketing) < len(keys):
        yield "Only leads of Marketing’s own sources count, so only these have a value."
