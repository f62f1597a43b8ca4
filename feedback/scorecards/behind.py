"""The hand-offs behind a number of a scorecard, by the rules by which its facts were counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from feedback.scorecards.facts import settling
from leads.blind import hides_marketing, is_of_sales
from leads.models import HandOff

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leadgap.periods import Period
    from leads.querysets import HandOffQuerySet

HIGH, LOW = (4, 5), (1, 2)
CLOSED = ("won", "lost")
ALL = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Behind:
    """Which hand-offs: with these ratings and outcomes, all of them where nothing is named.

    `only` is a slice by the columns of the facts, whose 0 stands for none. `marketing` and `sales` are ratings that
    count: no default of Marketing's, and none of Sales' that can still be undone. `pairs` keeps those that stand
    against each other.
    """

    only: Mapping[str, int] = field(default_factory=dict)
    marketing: tuple[int, ...] = ()
    sales: tuple[int, ...] = ()
    outcomes: tuple[str, ...] = ()
    pairs: bool = False
    reason: str = ""

    @classmethod
    def of(cls, get: Mapping[str, str], only: Mapping[str, int]) -> Self:
        """Read an address; what it does not know is left out."""
        return cls(
            only,
            marketing=_ratings(get.get("marketing", "")),
            sales=_ratings(get.get("sales", "")),
            outcomes=tuple(each for each in ("won", "lost", "open") if each in get.get("outcome", "").split(",")),
            pairs=get.get("pairs") == "1",
            reason=get.get("reason", ""),
        )

    def hand_offs(self, user: User, period: Period, *, now: datetime) -> HandOffQuerySet:
        """Return those that this person may see, newest first.

        Sales rates blind: for Sales, what Marketing's rating chooses holds only what Sales may know it of.
        """
        slice_ = {name: key or None for name, key in self.only.items()}
        found = HandOff.objects.visible_to(user).filter(**period.days(), **slice_)
        settled = ~settling(now)
        if self.marketing:
            found = found.filter(marketing_rating__in=self.marketing).exclude(marketing_basis="default")
        if self.sales:
            found = found.filter(settled, sales_rating__in=self.sales)
        if self.pairs:
            late = Q(marketing_rated_at__gt=F("sales_rated_at"))
            found = found.filter(settled, sales_rating__isnull=False, marketing_rating__isnull=False)
            found = found.exclude(marketing_basis="default").exclude(late)
        if self.outcomes:
            found = found.filter(outcome__in=self.outcomes)
        if self.reason:
            # Reasons are a list of keys; as text, each stands in its quotes on both databases.
            named = found.annotate(said=Cast("sales_reasons", TextField())).filter(settled)
            found = named.filter(said__contains=f'"{self.reason}"')
        if (self.marketing or self.pairs) and is_of_sales(user):
            found = found.shown_to_sales(now)
        return found.newest_first()


def _ratings(text: str) -> tuple[int, ...]:
    return tuple(rating for rating in ALL if str(rating) in text.split(","))


@dataclass(frozen=True, slots=True)
class Links:
    """Where the numbers of one slice lead: `kept` is what its address always says, the period and the slice.

    Without `is_open` they lead nowhere: a list of a rep's hand-offs would say who is behind the pseudonym.
    """

    kept: Mapping[str, Any]
    is_open: bool = True

    def to(self, **asked: Any) -> str:
        """Return the address of the list, "" for none."""
        if not self.is_open:
            return ""
        written = {name: ",".join(map(str, each)) if isinstance(each, tuple) else each for name, each in asked.items()}
        return f"{reverse('feedback:scorecard-leads')}?{urlencode({**self.kept, **written})}"

    @property
    def all(self) -> str:
        return self.to()

    @property
    def rated(self) -> str:
        return self.to(sales=ALL)

    @property
    def paired(self) -> str:
        return self.to(pairs=1)

    @property
    def overrated(self) -> str:
        return self.to(pairs=1, marketing=HIGH, sales=LOW)

    @property
    def underrated(self) -> str:
        return self.to(pairs=1, marketing=LOW, sales=HIGH)

    @property
    def won(self) -> str:
        return self.to(outcome="won")

    @property
    def marketing(self) -> list[str]:
        return self.by_rating("marketing")

    @property
    def sales(self) -> list[str]:
        return self.by_rating("sales")

    def by_rating(self, side: str, **more: Any) -> list[str]:
        """Return the addresses of each rating 1 to 5 of a side."""
        return [self.to(**{side: rating}, **more) for rating in ALL]


HEADER = (
    "hand-off",
    "handed over at",
    "source",
    "campaign",
    "team",
    "rating of Marketing",
    "basis",
    "rating of Sales",
    "could not tell",
    "reasons of Sales",
    "outcome",
)


def lines(
    hand_offs: HandOffQuerySet, *, user: User, labels: Mapping[str, str], now: datetime
) -> Iterator[Sequence[Any]]:
    """Yield the header and a line for each hand-off; Marketing's rating only where this person may know it."""
    yield HEADER
    for each in hand_offs.for_list().iterator(chunk_size=500):
        hides = hides_marketing(user, each, now=now)
        yield (
            each.external_id,
            each.handed_off_at,
            each.source.name,
            each.campaign.name if each.campaign else "",
            each.team.name if each.team else "",
            None if hides else each.marketing_rating,
            "" if hides else each.marketing_basis,
            each.sales_rating,
            "yes" if each.sales_unsure else "no",
            ", ".join(labels.get(key, key) for key in each.sales_reasons),
            each.outcome,
        )
