"""Agreements to begin with. Every number is a proposal that both sides talk about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sla.agreements.drafting import PromiseTerms, Terms
from sla.models import Calendar, MonthlyPromise, Promise
from sla.months.terms import MonthTerms

Kind, Unit, Month = Promise.Kind, Promise.Unit, MonthlyPromise.Kind


@dataclass(frozen=True, slots=True)
class Template:
    """A first draft for one way in which leads come."""

    key: str
    name: str
    says: str
    promises: Sequence[PromiseTerms]
    definition: Mapping[str, Any]
    months: Sequence[MonthTerms]

    def terms(self, calendar: Calendar) -> Terms:
        """Return the terms of a draft of this template, on a calendar."""
        return Terms(
            calendar=calendar,
            promises=self.promises,
            definition=self.definition,
            months=self.months,
            title=f"Agreement: {self.name.lower()}",
        )


def _clause(sentence: str, *conditions: tuple[str, str, Any]) -> dict[str, Any]:
    return {
        "any": [{"field": field, "operator": operator, "value": value} for field, operator, value in conditions],
        "sentence": sentence,
    }


_REACHABLE = _clause("The lead can be reached.", ("has_email", "present", None), ("has_phone", "present", None))
_COMPANY = _clause("The company is known.", ("has_company", "present", None))

TEMPLATES: Sequence[Template] = (
    Template(
        "demo",
        "Inbound demo requests",
        "They asked to talk to you, and the first to answer wins. Minutes count.",
        (
            PromiseTerms(Kind.FIRST_RESPONSE, 60, Unit.MINUTES, Decimal("0.95")),
            PromiseTerms(Kind.FOLLOW_UP, 2, Unit.DAYS, Decimal("0.98")),
            PromiseTerms(Kind.DECISION, 1, Unit.DAYS, Decimal("0.95")),
            PromiseTerms(Kind.ATTEMPTS, 10, Unit.DAYS, Decimal("0.9"), attempts=5),
            PromiseTerms(Kind.RATING, 2, Unit.DAYS, Decimal("0.9")),
        ),
        {"all": [_REACHABLE]},
        (
            MonthTerms(Month.VOLUME, Decimal(60)),
            MonthTerms(Month.ACCEPTED_SHARE, Decimal("0.7")),
            MonthTerms(Month.COMPLETENESS, Decimal("0.95"), ("has_name", "has_company")),
        ),
    ),
    Template(
        "content",
        "Content downloads",
        "They wanted to read, not to talk. Within the day is soon enough.",
        (
            PromiseTerms(Kind.FIRST_RESPONSE, 8, Unit.HOURS, Decimal("0.9")),
            PromiseTerms(Kind.FOLLOW_UP, 5, Unit.DAYS, Decimal("0.95")),
            PromiseTerms(Kind.DECISION, 2, Unit.DAYS, Decimal("0.9")),
            PromiseTerms(Kind.ATTEMPTS, 10, Unit.DAYS, Decimal("0.9"), attempts=3),
            PromiseTerms(Kind.RATING, 5, Unit.DAYS, Decimal("0.85")),
        ),
        {"all": [_REACHABLE, _COMPANY]},
        (
            MonthTerms(Month.VOLUME, Decimal(200)),
            MonthTerms(Month.ACCEPTED_SHARE, Decimal("0.5")),
            MonthTerms(Month.COMPLETENESS, Decimal("0.9"), ("has_name", "country")),
        ),
    ),
    Template(
        "event",
        "Event lists",
        "Many at once, after a fair or a webinar. Nobody can call them all on the first day.",
        (
            PromiseTerms(Kind.FIRST_RESPONSE, 3, Unit.DAYS, Decimal("0.9")),
            PromiseTerms(Kind.FOLLOW_UP, 10, Unit.DAYS, Decimal("0.95")),
            PromiseTerms(Kind.DECISION, 5, Unit.DAYS, Decimal("0.9")),
            PromiseTerms(Kind.ATTEMPTS, 10, Unit.DAYS, Decimal("0.9"), attempts=3),
            PromiseTerms(Kind.RATING, 5, Unit.DAYS, Decimal("0.85")),
        ),
        {"all": [_REACHABLE, _COMPANY]},
        (
            MonthTerms(Month.VOLUME, Decimal(100)),
            MonthTerms(Month.COMPLETENESS, Decimal("0.9"), ("has_name", "title")),
        ),
    ),
)
