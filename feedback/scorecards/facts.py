"""The daily facts of the ratings, rebuilt day by day from the hand-offs.

A day is read first and written in one short transaction, only if nobody has marked it meanwhile: it can be rebuilt
twice, late or beside another rebuild, and no change is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from feedback.models import DirtyRatingDay, RatingFact, ReasonFact
from leads.lifecycle import ENDED, UNDO
from leads.models import HandOff
from leads.models.handoffs import UNDATED
from sla import agreements
from sla.models import Clock, Promise

SLICE = ("source", "campaign", "team", "owner")
KEY = (*SLICE, "segment", "marketing", "sales", "basis", "outcome", "fair")
COUNTS = ("hand_offs", "sales_unsure", "rating_due")
# Days that are read by one query: what a query costs beside its rows counts once for all of them.
TOGETHER = 40
# Company size bands: below this many employees.
SEGMENTS = {"small": 50, "medium": 1000}


@dataclass(slots=True)
class DayFacts:
    """The facts of one day, and when they change by themselves because a time of undo ends; None: they do not."""

    ratings: list[RatingFact] = field(default_factory=list)
    reasons: list[ReasonFact] = field(default_factory=list)
    again_at: datetime | None = None


def rebuild_dirty(*, now: datetime, limit: int = 400) -> int:
    """Rebuild up to `limit` dirty days, a few weeks at a time, and return how many were."""
    dirty = DirtyRatingDay.objects.filter(Q(marks__gt=0) | Q(not_before__lte=now)).order_by("day")
    days = list(dirty.values_list("day", "marks")[:limit])
    return sum(_rebuild(dict(days[start : start + TOGETHER]), now=now) for start in range(0, len(days), TOGETHER))


def _rebuild(marks: Mapping[date, int], *, now: datetime) -> int:
    found = facts_of(marks, now=now)
    return sum(_replace(day, mark, found[day]) for day, mark in marks.items())


def _replace(day: date, marks: int, facts: DayFacts) -> bool:
    mine = DirtyRatingDay.objects.filter(day=day, marks=marks)
    with transaction.atomic():
        # The filter is the lock: who has read an older mark, or comes second, writes nothing.
        if not mine.update(marks=0, not_before=facts.again_at):
            return False
        if facts.again_at is None:
            DirtyRatingDay.objects.filter(day=day, marks=0, not_before=None).delete()
        write(day, facts)
    return True


def write(day: date, facts: DayFacts) -> None:
    """Put one day's facts in the place of the old ones."""
    RatingFact.objects.filter(day=day).delete()
    ReasonFact.objects.filter(day=day).delete()
    RatingFact.objects.bulk_create(facts.ratings, batch_size=500)
    ReasonFact.objects.bulk_create(facts.reasons, batch_size=500)


def settling(now: datetime) -> Q:
    """Return which hand-offs Sales answered so lately that it can be undone: until then the answer does not count."""
    return Q(sales_answered_at__gt=now - UNDO) | Q(sales_rated_at__gt=now - UNDO)


def facts_of(days: Collection[date], *, now: datetime) -> dict[date, DayFacts]:
    """Return the facts of each of these days at `now`."""
    found = {day: DayFacts() for day in days}
    hand_offs = HandOff.objects.filter(day__in=days)
    said = Coalesce("sales_rated_at", "sales_answered_at")  # a rating may follow "could not tell"
    for day, last in hand_offs.filter(settling(now)).values_list("day").annotate(last=Max(said)).order_by():
        found[day].again_at = last + UNDO
    for rating in _rating_facts(days, hand_offs, now):
        found[rating.day].ratings.append(rating)
    for reason in _reason_facts(hand_offs.exclude(settling(now))):
        found[reason.day].reasons.append(reason)
    return found


def _rating_facts(days: Collection[date], hand_offs: QuerySet[HandOff], now: datetime) -> Iterator[RatingFact]:
    clocks = Clock.objects.filter(hand_off=OuterRef("pk"), scope="lead")
    response, rating = (
        clocks.filter(promise__kind=kind) for kind in (Promise.Kind.FIRST_RESPONSE, Promise.Kind.RATING)
    )
    fresh = settling(now)
    rows = (
        hand_offs.annotate(
            by_marketing=Coalesce("marketing_rating", 0),
            by_sales=Case(
                When(fresh, then=Value(0)),
                default=Coalesce("sales_rating", 0),
                output_field=models.IntegerField(),
            ),
            plane=Case(
                When(~fresh & Q(marketing_rated_at__gt=models.F("sales_rated_at")), then=Value("late")),
                default="marketing_basis",
                output_field=models.CharField(),
            ),
            size=_segment(),
            kept=Case(
                When(Exists(response.filter(verdict="met")), then=Value("yes")),
                When(Exists(response.filter(verdict="missed")), then=Value("no")),
                default=Value(""),
            ),
            is_due=Case(
                When(fresh, then=Value(0)),
                When(Q(sales_answered_at__isnull=False) | Q(sales_rating__isnull=False), then=Value(1)),
                # Whom nobody had asked yet kept no promise, and the rating lacks all the same.
                When(Exists(rating.filter(verdict__in=["missed", "no_data"])), then=Value(1)),
                When(Exists(rating), then=Value(0)),
                # What ended at an unknown time starts no clock, and there is nothing left to wait for.
                When(stage__in=ENDED, closed_at=None, then=Value(1)),
                # Where a rating is promised, no clock yet says that nothing has happened to make it due.
                When(day__in=_days_with_promise(days), then=Value(0)),
                default=Value(1),
            ),
        )
        .values_list("day", *SLICE, "size", "by_marketing", "by_sales", "plane", "outcome", "kept")
        .annotate(n=Count("pk"), unsure=Count("pk", filter=Q(sales_unsure=True) & ~fresh), due=Sum("is_due"))
        .order_by()
    )
    for day, *row in rows:
        said = dict(zip(KEY[len(SLICE) :], row[len(SLICE) : len(KEY)], strict=True))
        counts = dict(zip(COUNTS, row[len(KEY) :], strict=True))
        yield RatingFact(day=day, **_slice(row), **said, **counts)


def _slice(row: Sequence[Any]) -> dict[str, int]:
    return {name: key or 0 for name, key in zip(SLICE, row, strict=False)}


def _segment() -> Case:
    bands = [When(snapshot__employees__lt=below, then=Value(name)) for name, below in SEGMENTS.items()]
    # A JSON null is no number, but SQLite would order it after all of them.
    unknown = When(snapshot__employees=None, then=Value(""))
    return Case(unknown, *bands, When(snapshot__employees__gte=0, then=Value("large")), default=Value(""))


def _days_with_promise(days: Collection[date]) -> list[date]:
    """Return those of the days on which an agreement was in force that promises a rating."""
    versions = agreements.in_force_on(day for day in days if day != UNDATED)
    promising = set(Promise.objects.filter(kind=Promise.Kind.RATING).values_list("version", flat=True))
    return [day for day, version in versions.items() if version is not None and version.pk in promising]


def _reason_facts(hand_offs: QuerySet[HandOff]) -> list[ReasonFact]:
    counts: Counter[tuple[Any, ...]] = Counter()
    rated = hand_offs.exclude(sales_reasons=[]).values_list("day", *SLICE, "sales_rating", "sales_reasons")
    for day, *slice_, rating, reasons in rated.iterator():
        for reason in set(reasons):
            counts[day, *(key or 0 for key in slice_), rating or 0, reason] += 1
    return [
        ReasonFact(day=day, **_slice(key), sales=key[-2], reason=key[-1], hand_offs=n)
        for (day, *key), n in sorted(counts.items())
    ]


def differences(*, now: datetime) -> list[str]:
    """Return a sentence for each day whose facts are not what a rebuild would make of them at `now`."""
    stored, made = Counter(map(_identity, _all_facts())), Counter[tuple[Any, ...]]()
    days = list(HandOff.objects.order_by("day").values_list("day", flat=True).distinct())
    for start in range(0, len(days), TOGETHER):
        for facts in facts_of(days[start : start + TOGETHER], now=now).values():
            made.update(map(_identity, facts.ratings))
            made.update(map(_identity, facts.reasons))
    wrong = {identity[0] for identity in (stored - made) + (made - stored)}
    return [f"{day}: the rating facts are not what the hand-offs say" for day in sorted(wrong)]


def _all_facts() -> Iterable[RatingFact | ReasonFact]:
    yield from RatingFact.objects.iterator()
    yield from ReasonFact.objects.iterator()


def _identity(fact: RatingFact | ReasonFact) -> tuple[Any, ...]:
    names = (*KEY, *COUNTS) if isinstance(fact, RatingFact) else (*SLICE, "reason", "sales", "hand_offs")
    return (fact.day, *(getattr(fact, name) for name in names))
