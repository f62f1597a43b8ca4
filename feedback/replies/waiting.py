"""What waits for Marketing's answer: low ratings, questions and disputes of Sales, by the clock of its promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, TextField
from django.db.models.functions import Cast

from feedback.desk import story
from feedback.desk.queue import MOST, Row, Waiting, rows_under, unanswered
from feedback.desk.speech import SPEECH
from feedback.scorecards.facts import settling
from leads.lifecycle import Kind
from leads.models import Event, HandOff
from leads.projection import LOW
from leads.standing import voided
from sla.models import Promise

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.querysets import HandOffQuerySet

KINDS = (Promise.Kind.REPLY,)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that one side said: `title` in a few words, `text` in its own."""

    title: str
    side: str
    at: datetime | None
    text: str = ""


@dataclass(slots=True)
class Raised:
    """A hand-off that waits for an answer, with its clock, and all that was said of it, the first thing first."""

    row: Row
    said: list[Said] = field(default_factory=list)

    @property
    def hand_off(self) -> HandOff:
        return self.row.hand_off


@dataclass(frozen=True, slots=True)
class Line:
    """All that waits: how much of it is overdue, and from which source most of it came ("" where none stands out)."""

    waiting: Waiting
    count: int
    overdue: int
    source: str
    of_source: int


def line(user: User, *, now: datetime, source: int = 0, campaign: int = 0, reason: str = "") -> Line:
    """Return what waits in this person's scope: what is due, soonest first, then the others, newest first.

    A question that follows the first reply has no clock of its own, and is in the line all the same.
    """
    raised = _raised(user, now)
    for name, key in (("source", source), ("campaign", campaign)):
        raised = raised.filter(**{name: key}) if key else raised
    if reason:
        # Reasons are a list of keys; as text, each stands in its quotes on both databases.
        raised = raised.annotate(why=Cast("sales_reasons", TextField())).filter(why__contains=f'"{reason}"')
    clocks = unanswered(KINDS).filter(hand_off__in=raised.order_by())
    running = clocks.filter(verdict="running", due_at__gte=now).order_by("due_at", "-hand_off_id")
    due = list(running.values_list("hand_off_id", flat=True)[: MOST + 1])
    others = raised.exclude(pk__in=due).order_by("-waiting_since", "-pk").values_list("pk", flat=True)
    by_source = raised.order_by().values_list("source__name").annotate(n=Count("pk")).order_by("-n", "source__name")
    counts: list[tuple[str, int]] = list(by_source)
    stands_out = len(counts) > 1 and counts[0][1] > counts[1][1]
    return Line(
        Waiting([*due, *others[: MOST + 1 - len(due)]], HandOff.objects.all()),
        count=sum(n for _, n in counts),
        overdue=clocks.filter(due_at__lt=now).count(),
        source=counts[0][0] if stands_out else "",
        of_source=counts[0][1] if stands_out else 0,
    )


def told(hand_offs: Iterable[HandOff], labels: Mapping[str, str], *, now: datetime) -> list[Raised]:
    """Return these hand-offs with what was said of each; `labels` are the reasons' by key. Three queries."""
    found = [Raised(row) for row in rows_under(KINDS, hand_offs, now=now)]
    events: defaultdict[int, list[Event]] = defaultdict(list)
    spoken = Event.objects.filter(
        hand_off__in=[each.hand_off.pk for each in found], kind__in=[*SPEECH, Kind.RATED, Kind.VOIDED]
    )
    for event in spoken.select_related("note").order_by("occurred_at", "position", "pk"):
        events[event.hand_off_id].append(event)
    for each in found:
        mine = events[each.hand_off.pk]
        gone = voided(mine)
        each.said = [_said(event, labels) for event in mine if event.key not in gone and _is_raised(event)]
    return found


def _raised(user: User, now: datetime) -> HandOffQuerySet:
    """Hand-offs of which something waits. A rating that can still be undone does not count yet."""
    waiting = HandOff.objects.visible_to(user).filter(waiting_since__isnull=False)
    return waiting.exclude(settling(now), waiting_since=F("sales_rated_at"))


def _is_raised(event: Event) -> bool:
    if event.kind == Kind.RATED:
        return event.side == Event.Side.SALES and event.rating in LOW
    return event.kind != Kind.VOIDED


def _said(event: Event, labels: Mapping[str, str]) -> Said:
    note: Any = getattr(event, "note", None)
    reasons = ", ".join(labels.get(key, key) for key in event.reasons)
    text = " · ".join(part for part in (reasons, note.text if note else "") if part)
    return Said(story.title(event), event.side or _usual_side(event), event.occurred_at, text)


def _usual_side(event: Event) -> str:
    """Who says such a thing where an import does not tell."""
    return Event.Side.MARKETING if event.kind == Kind.REPLIED else Event.Side.SALES
