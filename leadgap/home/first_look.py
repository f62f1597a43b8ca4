"""What source, owner, dates and outcome alone already tell, and what is missing for the rest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from leadgap.accounts.models import Owner, Role
from leadgap.rates import SMALL_N, Rate
from leadgap.ui.formats import duration, number, percent
from leadgap.ui.navigation import url_of
from leads.intake.fields import QUALIFIED_BY_MARKETING
from leads.intake.permissions import IMPORTING
from leads.lifecycle import Stage
from leads.models import HandOff
from sla.models import AgreementVersion
from sla.quantiles import Quantiles, quantiles

# The latest hand-offs are enough for a first look, and are read in a moment.
MOST = 50_000


@dataclass(slots=True)
class SourceLook:
    """One source: `speed` is real time from the hand-off to the first genuine touch, in seconds."""

    name: str
    hand_offs: int = 0
    touched: int = 0
    measured: int = 0
    won: int = 0
    closed: int = 0
    seconds: list[int] = field(default_factory=list)

    @property
    def is_small(self) -> bool:
        return self.hand_offs < SMALL_N.too_few

    @property
    def speed(self) -> Quantiles:
        return quantiles(self.seconds)

    @property
    def follow_up(self) -> Rate:
        """Hand-offs with a genuine touch ÷ hand-offs whose touches are known."""
        return Rate.of(self.touched, self.measured)

    @property
    def conversion(self) -> Rate:
        return Rate.of(self.won, self.closed)


WRITERS = frozenset({Role.MANAGER, Role.MARKETER, Role.ADMINISTRATOR})  # of the agreement


class Missing(NamedTuple):
    """What is not known, what it is needed for, and where it is brought from, by people of these roles."""

    what: str
    needed_for: str
    url: str
    action: str
    roles: Collection[str] = frozenset(Role)


def look(hand_offs: QuerySet[HandOff]) -> list[SourceLook]:
    """Return what the latest of these hand-offs say, the largest source first."""
    sources: dict[str, SourceLook] = {}
    rows = hand_offs.order_by("-pk").values_list(
        "source__name", "handed_off_at", "first_genuine_at", "outcome", "system__touches_from"
    )[:MOST]
    for name, handed_off_at, first_genuine_at, outcome, touches_from in rows.iterator():
        row = sources.setdefault(name, SourceLook(name))
        row.hand_offs += 1
        row.won += outcome == "won"
        row.closed += outcome != "open"
        if first_genuine_at is not None or _is_measured(handed_off_at, touches_from):
            row.measured += 1
            row.touched += first_genuine_at is not None
        if first_genuine_at is not None and handed_off_at is not None:
            row.seconds.append(int((first_genuine_at - handed_off_at).total_seconds()))
    return sorted(sources.values(), key=lambda row: (-row.hand_offs, row.name))


def _is_measured(handed_off_at: datetime | None, touches_from: datetime | None) -> bool:
    return handed_off_at is not None and touches_from is not None and touches_from <= handed_off_at


def headline(rows: list[SourceLook]) -> str:
    """Return what stands out, of the sources that are large enough to say anything."""
    if not rows:
        return "There are no leads to look at yet."
    total = sum(row.hand_offs for row in rows)
    said = f"{number(total)} leads from {len(rows)} {'source' if len(rows) == 1 else 'sources'}"
    timed = [row for row in rows if not SMALL_N.label(row.speed.n)]
    if timed:
        fastest = min(timed, key=lambda row: (row.speed.median, row.name))
        within = duration(fastest.speed.median)
        return f"{said}; those from {fastest.name} are answered fastest, half of them within {within}."
    if any(row.seconds for row in rows):
        within = duration(quantiles([seconds for row in rows for seconds in row.seconds]).median)
        return f"{said}; half of the answers came within {within}."
    closed = [row for row in rows if not row.conversion.label]
    if closed:
        best = max(closed, key=lambda row: (row.conversion.low, row.name))
        share = percent(best.conversion.value)
        return f"{said}; those from {best.name} are won most often, {share} of {number(best.closed)} closed."
    return f"{said}; how fast Sales answers is not known yet."


def missing(hand_offs: QuerySet[HandOff]) -> list[Missing]:
    """Return what would make the rest of LeadGap work, in the order in which it pays."""
    counts = hand_offs.aggregate(
        n=Count("pk"),
        dated=Count("pk", filter=Q(handed_off_at__isnull=False)),
        touched=Count("pk", filter=Q(first_touch_at__isnull=False)),
        by_sales=Count("pk", filter=Q(sales_rating__isnull=False)),
        by_marketing=Count("pk", filter=Q(marketing_rating__isnull=False)),
    )
    imports = reverse("leads:imports")
    unmatched = Owner.objects.filter(user=None).count()
    needs = {
        "dated": Missing(
            "When leads were handed over",
            "Every clock starts then: no date, no promise.",
            imports,
            "Import dates",
            IMPORTING,
        ),
        "touched": Missing(
            "When Sales tried to reach them",
            "Speed and follow-up are measured by touches.",
            imports,
            "Import activities",
            IMPORTING,
        ),
        "by_sales": Missing(
            "What Sales says of them, 1 to 5",
            "One half of the gap. Reps rate in their queue, or a file brings it.",
            imports,
            "Import ratings",
            IMPORTING,
        ),
        "by_marketing": Missing(
            "What Marketing thought of them",
            "The other half: a rating, a score, or what is expected of a source.",
            reverse("feedback:expected-ratings"),
            "Set expectations",
        ),
    }
    found = [need for name, need in needs.items() if not counts[name]]
    undated = counts["n"] - counts["dated"]
    if undated:
        undated -= _not_handed_over(hand_offs)
    if counts["dated"] and undated:
        some = "1 lead was" if undated == 1 else f"{number(undated)} leads were"
        found.append(needs["dated"]._replace(what=f"When {some} handed over"))
    states = set(AgreementVersion.objects.exclude(state="withdrawn").values_list("state", flat=True))
    if "signed" not in states:
        why = "It says what is promised. A template can judge the last 90 days as if it had been in force."
        found.append(
            Missing("An agreement", why, url_of("sla:agreement"), "See the draft")
            if states
            else Missing("An agreement", why, url_of("sla:agreement-new"), "Choose a template", WRITERS)
        )
    if unmatched:
        found.append(
            Missing(
                "Who 1 owner is" if unmatched == 1 else f"Who {number(unmatched)} owners are",
                "Reps see their own queue once owners are matched to people.",
                reverse("accounts:owners"),
                "Match owners",
                {Role.ADMINISTRATOR},
            )
        )
    return found


def _not_handed_over(hand_offs: QuerySet[HandOff]) -> int:
    """Return how many lack the time of their hand-off because Marketing calls them qualified and keeps them."""
    return hand_offs.filter(
        handed_off_at=None, stage=Stage.NEW.value, touches=0, lead__attributes__has_key=QUALIFIED_BY_MARKETING
    ).count()
