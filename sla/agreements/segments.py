"""The segments of a version as they are written: read, refused, stored, and changed one by one in a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sla.criteria import InvalidDefinition, read
from sla.models import AgreementVersion, Segment, Signature
from sla.models.promises import side_of

if TYPE_CHECKING:
    from sla.agreements.promises import PromiseTerms

LONGEST_NAME = 60
MOST = 50
NAMED = ("name", "identity")


@dataclass(frozen=True, slots=True)
class SegmentTerms:
    """One segment: its conditions are a definition, its promises go before those to every lead."""

    name: str
    conditions: Mapping[str, Any]
    promises: Sequence[PromiseTerms] = ()
    is_promised: bool = True
    identity: UUID | None = field(default=None, compare=False)  # through all versions; None: not written yet

    def __str__(self) -> str:
        """The segment as the audit log writes it."""
        who, promises = read(self.conditions).reading, ", ".join(map(str, self.promises))
        return f"{self.name}: {who}, {promises or 'as every lead' if self.is_promised else 'no promise'}"


def wrong_with_all(segments: Sequence[SegmentTerms]) -> Iterator[str]:
    """Yield what is wrong with the segments together."""
    if len(segments) > MOST:
        yield f"An agreement has {MOST} segments at most: nobody could say any more which one a lead belongs to."
    counted = Counter(segment.name.casefold() for segment in segments)
    for segment in segments:
        if counted.pop(segment.name.casefold(), 1) > 1:
            yield f"There are two segments called “{segment.name}”. Give each a name of its own."
    same = Counter(segment.identity for segment in segments if segment.identity)
    for identity, number in same.items():
        if number > 1:
            yield f"Two segments say that they are {identity}. A version has each segment once."


def wrong_with(segment: SegmentTerms, attributes: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with a segment, but for its promises."""
    if not segment.name.strip():
        yield "A segment needs a name."
    elif len(segment.name) > LONGEST_NAME or not segment.name.isprintable():
        yield f"A segment's name has at most {LONGEST_NAME} letters, in one line."
    if segment.promises and not segment.is_promised:
        yield "Sales cannot promise nothing and something: take the promises away, or promise them."
    if any(side_of(promise.kind) != Signature.Side.SALES for promise in segment.promises):
        yield "Segments say what Sales promises. What Marketing promises holds for every lead."
    try:
        definition = read(segment.conditions, attributes)
        if definition.threshold is not None:
            yield "Segments go by conditions. Points say who is qualified."
        elif definition.takes_all:
            yield "Without a condition every lead would belong to it. Add a line that says which leads do."
    except InvalidDefinition as invalid:
        yield from invalid.problems


def write(version: AgreementVersion, segments: Sequence[SegmentTerms]) -> list[Segment]:
    """Replace the segments of a draft, whose promises are gone; one that stays the same one keeps its key."""
    identities = _identities(version, segments)
    known = dict(version.segments.values_list("identity", "pk"))
    # Raw, for a draft has no clocks: looking for some would read the whole table.
    version.segments.all()._raw_delete("default")
    return [
        Segment.objects.create(
            pk=known.get(identity),
            identity=identity,
            version=version,
            name=segment.name,
            position=position,
            conditions=dict(segment.conditions),
            is_promised=segment.is_promised,
        )
        for position, (segment, identity) in enumerate(zip(segments, identities, strict=True))
    ]


def are_others(before: Sequence[SegmentTerms], after: Sequence[SegmentTerms]) -> bool:
    """Return whether, of as many, any says that it is another one than the one in its place."""
    return any(new.identity not in {None, old.identity} for old, new in zip(before, after, strict=True))


def _identities(version: AgreementVersion, segments: Sequence[SegmentTerms]) -> list[UUID]:
    """Return which segment each is: the one it says, or else the one of its name here or in force, or a new one."""
    names = [segment.name for segment in segments]
    of_name = dict(Segment.objects.signed().filter(name__in=names).order_by("version__number").values_list(*NAMED))
    of_name |= dict(version.segments.values_list(*NAMED))
    taken = {segment.identity for segment in segments}
    found = []
    for segment in segments:
        by_name = of_name.get(segment.name)
        identity = segment.identity or (by_name if by_name and by_name not in taken else uuid4())
        taken.add(identity)
        found.append(identity)
    return found
