"""The daily facts of the ratings, rebuilt day by day from the hand-offs.

A day is read first and written in one short transaction, only if nobody has marked it meanwhile: it can be rebuilt
twice, late or beside another rebuild, and no change is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from feedback.models import DirtyRatingDay, RatingFact, ReasonFact
from leads.models import HandOff
from leads.models.handoffs import UNDATED
from sla import agreements
from sla.models import Clock, Promise

# Within this time a rating can be taken back; until then it does not count.
UNDO = timedelta(minutes=10)
SLICE = ("source", "campaign", "team", "owner")
KEY = (*SLICE, "segment", "marketing", "sales", "basis", "outcome", "fair")
COUNTS = ("hand_offs", "sales_unsure", "rating_due")
# Company size bands: below this many employees.
SEGMENTS = {"small": 50, "medium": 1000}


def rebuild_dirty(*, now: datetime, limit: int = 100) -> int:
    """Rebuild up to `limit` dirty days and return how many were."""
    dirty = DirtyRatingDay.objects.filter(Q(marks__gt=0) | Q(not_before__lte=now)).order_by("day")
    days = list(dirty.values_list("day", "marks")[:limit])
    return sum(_rebuild(day, marks, now=now) for day, marks in days)


def _rebuild(day: date, marks: int, *, now: datetime) -> bool:
    facts, reasons, again_at = facts_of(day, now=now)
    mine = DirtyRatingDay.objects.filter(day=day, marks=marks)
    with transaction.atomic():
        # The filter is the lock: who has read an older mark, or comes second, writes nothing.
        if not mine.update(marks=0, not_before=again_at):
            return False
        if again_at is None:
            DirtyRatingDay.objects.filter(day=day, marks=0, not_before=None).delete()
        write(day, facts, reasons)
    return True


def write(day: date, facts: Iterable[RatingFact], reasons: Iterable[ReasonFact]) -> None:
    """Put one day's facts in the place of the old ones."""
    RatingFact.objects.filter(day=day).delete()
    ReasonFact.objects.filter(day=day).delete()
    RatingFact.objects.bulk_create(facts, batch_size=500)
    ReasonFact.objects.bulk_create(reasons, batch_size=500)


def facts_of(day: date, *, now: datetime) -> tuple[list[RatingFact], list[ReasonFact], datetime | None]:
    """Return one day's facts at `now`, and when they change by themselves because a time of undo ends, if they do."""
    hand_offs = HandOff.objects.filter(day=day)
    settling = hand_offs.filter(sales_answered_at__gt=now - UNDO)
    last = settling.aggregate(last=Max("sales_answered_at"))["last"]
    settled = hand_offs.exclude(sales_answered_at__gt=now - UNDO)
    return _rating_facts(day, hand_offs, now), _reason_facts(day, settled), last + UNDO if last else None


def _rating_facts(day: date, hand_offs: QuerySet[HandOff], now: datetime) -> list[RatingFact]:
    clocks = Clock.objects.filter(hand_off=OuterRef("pk"), scope="lead")
    response, rating = (
        clocks.filter(promise__kind=kind) for kind in (Promise.Kind.FIRST_RESPONSE, Promise.Kind.RATING)
    )
    settling = Q(sales_answered_at__gt=now - UNDO)
    # Where a rating is promised, no clock yet says that nothing has happened that a rating could be due from.
    unasked = Value(0) if _is_rating_promised(day) else Value(1)
    rows = (
        hand_offs.annotate(
            by_marketing=Coalesce("marketing_rating", 0),
            by_sales=Case(
                When(settling, then=Value(0)), default=Coalesce("sales_rating", 0), output_field=models.IntegerField()
            ),
            plane=Case(
                When(~settling & Q(marketing_rated_at__gt=models.F("sales_rated_at")), then=Value("late")),
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
                When(settling, then=Value(0)),
                When(Q(sales_answered_at__isnull=False) | Q(sales_rating__isnull=False), then=Value(1)),
                When(Exists(rating.filter(verdict="missed")), then=Value(1)),
                When(Exists(rating), then=Value(0)),
                default=unasked,
            ),
        )
        .values_list(*SLICE, "size", "by_marketing", "by_sales", "plane", "outcome", "kept")
        .annotate(n=Count("pk"), unsure=Count("pk", filter=Q(sales_unsure=True) & ~settling), due=Sum("is_due"))
        .order_by()
    )
    return [
        RatingFact(day=day, **_slice(row), **dict(zip(KEY[4:], row[4:10], strict=True)), **_counts(row)) for row in rows
    ]


def _slice(row: tuple[Any, ...]) -> dict[str, int]:
    return {name: key or 0 for name, key in zip(SLICE, row, strict=False)}


def _counts(row: tuple[Any, ...]) -> dict[str, int]:
    return dict(zip(COUNTS, row[10:], strict=True))


def _segment() -> Case:
    bands = [When(snapshot__employees__lt=below, then=Value(name)) for name, below in SEGMENTS.items()]
    # A JSON null is no number, but SQLite would order it after all of them.
    unknown = When(snapshot__employees=None, then=Value(""))
    return Case(unknown, *bands, When(snapshot__employees__gte=0, then=Value("large")), default=Value(""))


def _is_rating_promised(day: date) -> bool:
    if day == UNDATED:
        return False
    version = agreements.in_force(day)
    return version is not None and version.promises.filter(kind=Promise.Kind.RATING).exists()


def _reason_facts(day: date, hand_offs: QuerySet[HandOff]) -> list[ReasonFact]:
    counts: Counter[tuple[int, ...]] = Counter()
    rated = hand_offs.exclude(sales_reasons=[]).values_list(*SLICE, "sales_rating", "sales_reasons")
    for *slice_, rating, reasons in rated.iterator():
        for reason in set(reasons):
            counts[*(key or 0 for key in slice_), rating or 0, reason] += 1
    return [
        ReasonFact(day=day, **_slice(key), sales=key[4], reason=key[5], hand_offs=n)
        for key, n in sorted(counts.items())
    ]


def differences(*, now: datetime) -> list[str]:
    """Return a sentence for each day whose facts are not what a rebuild would make of them at `now`."""
    stored, made = Counter(map(_identity, _all_facts())), Counter[tuple[Any, ...]]()
    for day in HandOff.objects.order_by("day").values_list("day", flat=True).distinct():
        facts, reasons, _ = facts_of(day, now=now)
        made.update(map(_identity, [*facts, *reasons]))
    wrong = {identity[0] for identity in (stored - made) + (made - stored)}
    return [f"{day}: the rating facts are not what the hand-offs say" for day in sorted(wrong)]


def _all_facts() -> Iterable[RatingFact | ReasonFact]:
    yield from RatingFact.objects.iterator()
    yield from ReasonFact.objects.iterator()


def _identity(fact: RatingFact | ReasonFact) -> tuple[Any, ...]:
    names = (*KEY, *COUNTS) if isinstance(fact, RatingFact) else (*SLICE, "reason", "sales", "hand_offs")
    return (fact.day, *(getattr(fact, name) for name in names))
