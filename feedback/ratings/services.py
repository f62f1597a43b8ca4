"""Giving a rating, taking it back, and what Marketing expects of a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from feedback.models import ExpectedRating
from leadgap.audit.services import record as audit
from leads.journal import EventRecord, Refused, record, record_event
from leads.lifecycle import Kind
from leads.models import Campaign, Event, HandOff, Reason, Source

if TYPE_CHECKING:
    from leadgap.accounts.models import User


class AlreadyRated(Refused):
    """A side's first rating stands; a later one would only be shown."""


class RatingIsNoNumber(Refused):
    """A rating is a whole number from 1 to 5, or "could not tell"."""


class UnknownReason(Refused):
    """The reason is not on the list of reasons for a rating."""


def rate(
    *,
    hand_off: HandOff,
    user: User,
    value: int | None,
    now: datetime,
    reasons: Sequence[str] = (),
    note: str = "",
    external_id: str = "",
) -> Event:
    """Record Sales' answer to the rating question; `value` None says "could not tell".

    The first rating counts. "Could not tell" may be followed by a rating, a rating by nothing but its undo.
    """
    side, refuse = Event.Side.SALES, _refuse_second_of_sales
    return _rate(hand_off, user, side, value, now, reasons, note, refuse, basis="", external_id=external_id)


def rate_for_marketing(
    *, hand_off: HandOff, user: User, value: int, now: datetime, note: str = "", external_id: str = ""
) -> Event:
    """Record Marketing's own rating of one hand-off. After Sales has rated it is shown, and never paired."""
    side, refuse, basis = Event.Side.MARKETING, _refuse_second_of_marketing, HandOff.Basis.INDIVIDUAL
    return _rate(hand_off, user, side, value, now, (), note, refuse, basis=basis, external_id=external_id)


def _refuse_second_of_sales(current: HandOff) -> None:
    if current.sales_rating is not None:
        raise AlreadyRated("Sales has already rated this lead. Undo the rating to change it.")


def _refuse_second_of_marketing(current: HandOff) -> None:
    if current.marketing_rating is not None and current.marketing_basis != HandOff.Basis.DEFAULT:
        raise AlreadyRated("Marketing has already rated this lead.")


def _rate(
    hand_off: HandOff,
    user: User,
    side: str,
    value: int | None,
    now: datetime,
    reasons: Sequence[str],
    note: str,
    refuse: Callable[[HandOff], None],
    *,
    basis: str,
    external_id: str,
) -> Event:
    if value is not None and value not in range(1, 6):
        raise RatingIsNoNumber("A rating is a whole number from 1 to 5.")
    offered = {reason.key for reason in Reason.objects.filter(archived_at=None) if Reason.Use.RATING in reason.uses}
    if unknown := set(reasons) - offered:
        raise UnknownReason(f"“{min(unknown)}” is not one of the reasons for a rating.")
    return record_event(
        hand_off=hand_off,
        kind=Kind.RATED,
        user=user,
        now=now,
        external_id=external_id,
        refuse=refuse,
        side=side,
        rating=value,
        basis=basis if value else "",
        reasons=list(dict.fromkeys(reasons)),
        note=note,
    )


@transaction.atomic
def expect_rating(
    *, source: Source, campaign: Campaign | None, rating: int, user: User, now: datetime
) -> ExpectedRating:
    """Set what Marketing expects of a source or campaign. Hand-offs that are rated already keep what they have."""
    if rating not in range(1, 6):
        raise RatingIsNoNumber("A rating is a whole number from 1 to 5.")
    expected, _ = ExpectedRating.objects.update_or_create(
        source=source, campaign=campaign, defaults={"rating": rating, "set_by": user, "set_at": now}
    )
    audit("rating.expected", actor=user, at=now, target=expected, source=source.name, rating=rating)
    return expected


def apply_expected_ratings(*, now: datetime, limit: int = 2000) -> int:
    """Give hand-offs without any rating what Marketing expects of their campaign or source; return how many.

    Level-triggered and safe to repeat: the key of each event is made of the hand-off. What Sales has rated already
    is left alone, for Marketing's rating is given before Sales' is seen.
    """
    of_campaign = ExpectedRating.objects.filter(campaign=OuterRef("campaign"))
    of_source = ExpectedRating.objects.filter(source=OuterRef("source"), campaign=None)
    waiting = (
        HandOff.objects.filter(marketing_rating=None, sales_answered_at=None, sales_rating=None)
        .annotate(expected=Coalesce(Subquery(of_campaign.values("rating")), Subquery(of_source.values("rating"))))
        .exclude(expected=None)
        .select_related("system")
        .order_by("system", "pk")[:limit]
    )
    done = 0
    for system, hand_offs in groupby(waiting, key=attrgetter("system")):
        events = [_expected(hand_off) for hand_off in hand_offs]
        record(system=system, events=events, now=now)
        done += len(events)
    return done


def _expected(hand_off: HandOff) -> EventRecord:
    return EventRecord(
        hand_off_external_id=hand_off.external_id,
        kind=Kind.RATED,
        key=f"expected:{hand_off.pk}",
        occurred_at=hand_off.handed_off_at,
        side=Event.Side.MARKETING,
        rating=hand_off.expected,  # type: ignore[attr-defined]
        basis=HandOff.Basis.DEFAULT,
    )
