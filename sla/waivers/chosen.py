"""Which clocks a waiver is to cover, one or those of a filter, and how it says so: for the page and the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from leadgap.periods import days_between
from sla.compliance.words import when_of
from sla.models import Clock, Promise
from sla.views.misses import Asked, started_words

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from sla.querysets import ClockQuerySet


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clocks, how the waiver says which they are, and the same as data."""

    clocks: ClockQuerySet
    covers: str
    asked: dict[str, Any]


def one(clock: Clock) -> Chosen:
    # Who the lead is, a waiver must not keep: the person can be erased.
    kind, scope = Promise.Kind(clock.promise.kind).label, str(Clock.Scope(clock.scope).label).lower()
    return Chosen(
        Clock.objects.filter(pk=clock.pk),
        f"{kind}, the {scope} of hand-off {clock.hand_off_id}",
        {"hand_off": clock.hand_off_id, "promise": clock.promise.kind, "scope": clock.scope, "number": clock.number},
    )


def filtered(asked: Asked, user: User) -> Chosen:
    """All clocks of a filter; without a promise or a scope, those of every one."""
    return Chosen(asked.clocks(user), _covers(asked), _as_data(asked))


def _covers(asked: Asked) -> str:
    """First response, source Website, started between 16:00 and 17:00, 3 Nov 2026 to 4 Nov 2026"""
    parts = [
        str(Promise.Kind(asked.kind).label) if asked.kind else _("All promises"),
        asked.slice,
        f"{str(Clock.Scope(asked.scope).label).lower()}s" if asked.scope else "",
        started_words(asked).strip(", "),
    ]
    period = asked.period
    # A preset moves on; what was waived does not.
    if period.start and period.end:
        return ", ".join(filter(None, [*parts, days_between(period.start, period.end)]))
    return ", ".join(filter(None, parts)) + when_of(period)


def _as_data(asked: Asked) -> dict[str, Any]:
    days = {"start": asked.period.start, "end": asked.period.end}
    given = {"promise": asked.kind, "scope": asked.scope, "hour": asked.hour, "weekday": asked.weekday, **asked.only}
    return {name: value for name, value in given.items() if value not in {"", None}} | {
        name: day.isoformat() for name, day in days.items() if day
    }
