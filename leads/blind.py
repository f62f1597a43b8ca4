"""Sales rates blind: what Marketing thinks of a lead is not shown to Sales before Sales' rating stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from leads.lifecycle import UNDO

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.models import HandOff

# Fields of a lead and of its snapshot that say what Marketing thinks.
SCORES = frozenset({"score"})


def is_of_sales(user: User) -> bool:
    return user.role in {"rep", "manager"}


def hides_marketing(user: User, hand_off: HandOff, *, now: datetime) -> bool:
    """Return whether Marketing's rating and the lead score are hidden from this person for this hand-off.

    They are until the rating of Sales stands: one that can be undone could be given again after a look, and "could not
    tell" may be followed by a rating.
    """
    return is_of_sales(user) and not _stands(hand_off, now)


def shown_from(hand_off: HandOff) -> datetime | None:
    """Return the instant after which what Marketing thinks is shown to Sales; None: not before Sales rates."""
    return hand_off.sales_rated_at + UNDO if hand_off.sales_rated_at else None


def _stands(hand_off: HandOff, now: datetime) -> bool:
    if hand_off.sales_rating is None:
        return False
    # A rating without a time has come by an import.
    until = shown_from(hand_off)
    return until is None or now > until
