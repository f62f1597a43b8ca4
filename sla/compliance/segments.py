"""Segments through the versions of the agreement: those of one identity are one, known by the newest's key and name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Sum

from sla.compliance.figures import Figures
from sla.compliance.reading import Selection, key_of
from sla.compliance.slices import By, Key, names_of_segments
from sla.models import Promise, Segment, UnpromisedFact


def segments_on_offer() -> list[tuple[int, str]]:
    """Return key and name of the segments of all signed versions, in the order of the newest that has them."""
    rows = Segment.objects.signed().order_by("-version__number", "position").values_list("identity", "pk")
    newest: dict[UUID, int] = {}
    for identity, key in rows:
        newest.setdefault(identity, key)
    names = names_of_segments(newest.values())
    return [(key, names[key]) for key in newest.values()]


def the_same(key: int) -> set[int]:
    """Return the keys of all segments that are this one, in whichever version; 0 stands for none."""
    identity = Segment.objects.filter(pk=key).values("identity")[:1]
    return {key, *Segment.objects.signed().filter(identity__in=identity).order_by().values_list("pk", flat=True)}


def merged(slices: Mapping[Key, Figures]) -> dict[Key, Figures]:
    """Add up what is one segment in several versions."""
    newest = _newest()
    parts: defaultdict[Key, list[Figures]] = defaultdict(list)
    for key, figures in slices.items():
        parts[newest.get(key, key)].append(figures)
    return {key: Figures.total(some) for key, some in parts.items()}


def unpromised(selection: Selection, by: By) -> dict[Key, int]:
    """Return how many hand-offs of each slice are promised nothing."""
    facts = UnpromisedFact.objects.filter(
        **selection.period.days("day"), **{f"{name}__in": keys for name, keys in selection.within.items()}
    )
    newest = _newest() if by is By.SEGMENT else {}
    found: defaultdict[Key, int] = defaultdict(int)
    column = "day" if by is By.WEEK else by.value
    for key, n in facts.order_by().values_list(column).annotate(Sum("hand_offs")):
        found[newest.get(key, key_of(key))] += n
    return dict(found)


def promises_to(promises: Iterable[Promise], segment: UUID | None) -> list[Promise]:
    """Return those that are made to this segment, None for none, in the same order: its own or the general."""
    promises = list(promises)
    own = {promise.version_id for promise in promises if promise.segment and promise.segment.identity == segment}
    return [
        promise
        for promise in promises
        if (promise.segment.identity == segment if promise.segment else promise.version_id not in own)
    ]


def identities_of(keys: Iterable[Key]) -> dict[Key, UUID]:
    return dict(Segment.objects.filter(pk__in=list(keys)).values_list("pk", "identity"))


def _newest() -> dict[Key, Key]:
    """Return the newest that is the same for each segment, both by key."""
    rows = list(Segment.objects.signed().order_by("version__number").values_list("pk", "identity"))
    newest = {identity: key for key, identity in rows}
    return {key: newest[identity] for key, identity in rows}
