"""Sales rates blind: what Marketing thinks of a lead is not shown to Sales before Sales has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.models import HandOff

# Fields of a lead and of its snapshot that say what Marketing thinks.
SCORES = frozenset({"score"})


def is_of_sales(user: User) -> bool:
    return user.role in {"rep", "manager"}


def hides_marketing(user: User, hand_off: HandOff) -> bool:
    """Return whether Marketing's rating and the lead score are hidden from this person for this hand-off."""
    answered = hand_off.sales_answered_at is not None or hand_off.sales_rating is not None or hand_off.sales_unsure
    return is_of_sales(user) and not answered
