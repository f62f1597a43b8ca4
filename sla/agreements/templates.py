"""Agreements to begin with. Every number is a proposal that both sides talk about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sla.agreements.drafting import Terms
from sla.agreements.promises import PromiseTerms
from sla.agreements.segments import SegmentTerms
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
    segments: Sequence[SegmentTerms] = ()

    def terms(self, calendar: Calendar) -> Terms:
        """Return the terms of a draft of this template, on a calendar."""
        return Terms(
            calendar=calendar,
            promises=self.promises,
            definition=self.definition,
            months=self.months,
            segments=self.segments,
            title=f"Agreement: {self.name.lower()}",
        )


def _clause(sentence: str, *conditions: tuple[str, str, Any]) -> dict[str, Any]:
    return {
        "any": [{"field": field, "operator": operator, "value": value} for field, operator, value in conditions],
        "sentence": sentence,
    }


def _from(*words: str) -> dict[str, Any]:
    """Return the clause of leads whose source or campaign has one of these words in its name."""
    return {
        "any": [{"field": field, "operator": "contains_any", "value": list(words)} for field in ("source", "campaign")]
    }


_ASKED_TO_TALK = _from("demo", "contact", "pricing", "trial")
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
            PromiseTerms(Kind.REPLY, 2, Unit.DAYS, Decimal("0.9")),
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
            PromiseTerms(Kind.REPLY, 3, Unit.DAYS, Decimal("0.9")),
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
            PromiseTerms(Kind.REPLY, 3, Unit.DAYS, Decimal("0.9")),
        ),
        {"all": [_REACHABLE, _COMPANY]},
        (
            MonthTerms(Month.VOLUME, Decimal(100)),
            MonthTerms(Month.COMPLETENESS, Decimal("0.9"), ("has_name", "title")),
        ),
    ),
    Template(
        "mixed",
        "Several ways at once",
        "Demo requests, event lists and the rest in one agreement: whoever asked to talk is answered within minutes.",
        (
            PromiseTerms(Kind.FIRST_RESPONSE, 4, Unit.HOURS, Decimal("0.9")),
            PromiseTerms(Kind.FOLLOW_UP, 5, Unit.DAYS, Decimal("0.98")),
            PromiseTerms(Kind.DECISION, 2, Unit.DAYS, Decimal("0.9")),
            PromiseTerms(Kind.ATTEMPTS, 10, Unit.DAYS, Decimal("0.9"), attempts=4),
            PromiseTerms(Kind.RATING, 2, Unit.DAYS, Decimal("0.85")),
            PromiseTerms(Kind.REPLY, 2, Unit.DAYS, Decimal("0.9")),
        ),
        # Of who asked to talk less need be known: their message is worth a call.
        {
            "all": [_REACHABLE, _COMPANY],
            "points": {
                "at_least": 60,
                "lines": [
                    _ASKED_TO_TALK | {"sentence": "The lead asked to talk.", "points": 40},
                    _clause("The e-mail address is known.", ("has_email", "present", None)) | {"points": 20},
                    _clause("The phone number is known.", ("has_phone", "present", None)) | {"points": 20},
                    _clause("The company has 50 people or more.", ("employees", "at_least", 50)) | {"points": 20},
                ],
            },
        },
        (
            MonthTerms(Month.VOLUME, Decimal(150)),
            MonthTerms(Month.ACCEPTED_SHARE, Decimal("0.55")),
            MonthTerms(Month.COMPLETENESS, Decimal("0.9"), ("has_name", "has_company")),
        ),
        (
            SegmentTerms(
                "Hot inbound",
                {"all": [_ASKED_TO_TALK]},
                (PromiseTerms(Kind.FIRST_RESPONSE, 15, Unit.MINUTES, Decimal("0.9")),),
            ),
            SegmentTerms(
                "Event lists",
                {"all": [_from("event", "fair", "webinar", "conference")]},
                (
                    PromiseTerms(Kind.FIRST_RESPONSE, 3, Unit.DAYS, Decimal("0.9")),
                    PromiseTerms(Kind.FOLLOW_UP, 10, Unit.DAYS, Decimal("0.95")),
                    PromiseTerms(Kind.DECISION, 5, Unit.DAYS, Decimal("0.9")),
                ),
            ),
        ),
    ),
)
