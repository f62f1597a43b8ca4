"""What the two sides say to each other about a lead: who may say what, and what each way of saying is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from feedback.desk.acts import side_of
from leads.lifecycle import Kind
from leads.models import Event

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.models import HandOff

SPEECH = (Kind.ASKED, Kind.REPLIED, Kind.DISPUTED)
BUTTONS = {Kind.REPLIED: _("Reply"), Kind.ASKED: _("Ask"), Kind.DISPUTED: _("Dispute the lead")}


def offered(user: User, hand_off: HandOff) -> list[Kind]:
    """Return what this person may say, the likeliest first.

    Marketing replies where Sales has raised something, Sales where Marketing has asked. Only Sales disputes a lead.
    """
    if side_of(user) == Event.Side.MARKETING:
        return [Kind.REPLIED, Kind.ASKED] if hand_off.raised_at is not None else [Kind.ASKED]
    last = hand_off.events.filter(kind__in=[Kind.ASKED, Kind.REPLIED]).order_by("-occurred_at", "-pk").first()
    has_asked = last is not None and last.side == Event.Side.MARKETING and last.kind == Kind.ASKED
    return [Kind.REPLIED, Kind.ASKED, Kind.DISPUTED] if has_asked else [Kind.ASKED, Kind.DISPUTED]


def buttons(user: User, hand_off: HandOff) -> list[tuple[str, str]]:
    """Return the buttons under the text, each as its value and its words."""
    return [(kind.value, str(BUTTONS[kind])) for kind in offered(user, hand_off)]
