"""The hand-offs behind a number of Marketing's month, by the rules by which it was counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from leadgap.periods import UnknownPeriod, day_of
from leads.blind import is_of_sales
from leads.models import HandOff, Source
from sla.criteria import FIELDS, Explanation, facts_of, is_known, value_of
from sla.months.counting import ACCEPTED, PAST_DUE, REJECTED, UNDECIDED, Judge
from sla.months.reading import following
from sla.months.reigns import Reign, reigns_of, signed_versions
from sla.months.sentences import field_label

if TYPE_CHECKING:
    from decimal import Decimal

    from leadgap.accounts.models import Organisation, User
    from leads.querysets import HandOffQuerySet

DAY = timedelta(days=1)

# What can be asked for: in words, and the condition on judged hand-offs.
WHATS: Mapping[str, tuple[str, Q]] = {
    "handed-over": ("handed over", Q()),
    "qualified": ("qualified", Q(is_qualified=True)),
    "not-qualified": ("not qualified", Q(is_qualified=False)),
    "complete": ("qualified, with everything known", Q(is_qualified=True, is_known=True)),
    "incomplete": ("qualified, with something unknown", Q(is_qualified=True, is_known=False)),
    "accepted": ("qualified and accepted", Q(is_qualified=True, decision=ACCEPTED)),
    "rejected": ("qualified and rejected", Q(is_qualified=True, decision=REJECTED)),
    "decided": ("qualified and decided on", Q(is_qualified=True, decision__in=[ACCEPTED, REJECTED])),
    "past-due": ("qualified and never decided on", Q(is_qualified=True, decision=PAST_DUE)),
    "undecided": ("qualified and not decided on yet", Q(is_qualified=True, decision=UNDECIDED)),
    "fair": (
        "qualified, answered in time and decided on",
        Q(is_qualified=True, is_fair=True, decision__in=[ACCEPTED, REJECTED]),
    ),
}
DEFAULT = "qualified"
# Those that say what Sales decided.
DECISIONS = ("accepted", "rejected", "decided", "past-due", "undecided", "fair")


@dataclass(frozen=True, slots=True)
class Behind:
    """Which hand-offs of a month. `until` is the last day that counts; `promise` keeps the versions that make it."""

    month: date
    what: str = DEFAULT
    until: date | None = None
    promise: str = ""

    @classmethod
    def of(cls, get: Mapping[str, str], month: date) -> Self:
        """Read an address; what it does not know is left out."""
        what = get.get("what", "")
        return cls(month, what if what in WHATS else DEFAULT, _date(get.get("until", "")), get.get("promise", ""))

    @property
    def words(self) -> str:
        return WHATS[self.what][0]

    def hand_offs(self, user: User, organisation: Organisation, *, now: datetime) -> HandOffQuerySet:
        """Return those that this person may see, newest first.

        Sales rates blind: where the score decides who is qualified, Sales sees what it may know the score of.
        """
        end = following(self.month) if self.until is None else min(self.until + DAY, following(self.month))
        mine = HandOff.objects.visible_to(user).filter(
            source__side=Source.Side.MARKETING, day__gte=self.month, day__lt=end
        )
        parts = []
        for reign in self._reigns(organisation):
            judge = Judge.of(reign.version)
            some = mine.filter(reign.hand_offs)
            if judge.reads_score and is_of_sales(user):
                some = some.shown_to_sales(now)
            parts.append(judge.judged(some).filter(WHATS[self.what][1]))
        if len(parts) != 1:
            found = Q(pk__in=[])
            for part in parts:
                found |= Q(pk__in=part.order_by().values("pk"))
            return mine.filter(found).newest_first()
        return parts[0].newest_first()

    def _reigns(self, organisation: Organisation) -> list[Reign]:
        zone, end = organisation.zone, following(self.month)
        days = [self.month + place * DAY for place in range((end - self.month).days)]
        return [
            reign
            for reign in reigns_of(signed_versions(), zone)
            if any(reign.touches(day, zone) for day in days)
            and (not self.promise or any(each.kind == self.promise for each in reign.version.monthly_promises.all()))
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """A hand-off with what its version says of it.

    What it is worth, which named fields were not known, and whether its lead is qualified by which clauses and points.
    """

    hand_off: HandOff
    worth: Decimal | None
    unknown: Sequence[str]
    definition: Explanation

    @property
    def unmet(self) -> list[str]:
        """The clauses that the lead does not meet."""
        return [each.sentence for each in self.definition.clauses if not each.is_met]


def rows_of(hand_offs: Sequence[HandOff], organisation: Organisation) -> list[Row]:
    reigns = [(reign, Judge.of(reign.version)) for reign in reigns_of(signed_versions(), organisation.zone)]
    return [_row(each, reigns) for each in hand_offs]


HEADER = (
    *("hand-off", "handed over at", "source", "campaign", "team", "stage", "accepted at", "worth", "not known"),
    *("qualified", "clauses not met", "points"),
)


def lines(hand_offs: HandOffQuerySet, organisation: Organisation) -> Iterator[Sequence[Any]]:
    """Yield the header and a line for each hand-off, for a file."""
    yield HEADER
    reigns = [(reign, Judge.of(reign.version)) for reign in reigns_of(signed_versions(), organisation.zone)]
    for each in hand_offs.for_list().iterator(chunk_size=500):
        row = _row(each, reigns)
        yield (
            each.external_id,
            each.handed_off_at,
            each.source.name,
            each.campaign.name if each.campaign else "",
            each.team.name if each.team else "",
            each.stage,
            each.accepted_at,
            row.worth,
            ", ".join(row.unknown),
            "yes" if row.definition.is_qualified else "no",
            "; ".join(row.unmet),
            row.definition.points,
        )


def _row(hand_off: HandOff, reigns: Sequence[tuple[Reign, Judge]]) -> Row:
    reign, judge = next(each for each in reversed(reigns) if each[0].judges(hand_off.handed_off_at))
    facts = facts_of(hand_off.snapshot, handed_off_at=hand_off.handed_off_at, day=hand_off.day)
    named = [name for each in reign.version.monthly_promises.all() for name in each.fields]
    return Row(
        hand_off,
        judge.worth(hand_off.source_id) if judge.amounts else None,
        [field_label(name) for name in named if not _knows(hand_off, name)],
        judge.definition.explain(facts),
    )


def _knows(hand_off: HandOff, name: str) -> bool:
    return is_known(value_of(name, hand_off.snapshot), FIELDS[name].kind if name in FIELDS else "text")


def _date(text: str) -> date | None:
    try:
        return day_of(text)
    except UnknownPeriod:
        return None
