"""What the address of the curve and of the hours asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest
from leadgap.ui.asked_period import period_in
from sla.compliance.forms import WITHOUT, RatesForm
from sla.compliance.slices import offered_to
from sla.compliance.wall import within


def asked_of(request: SignedInRequest, now: datetime) -> tuple[RatesForm, dict[str, Any]]:
    """Return the form as it was filled in, and which clocks it means, as arguments."""
    organisation = Organisation.current()
    form = RatesForm(
        request.GET or None, offered=offered_to(request.user, organisation), branch=within(request.user).get("team")
    )
    period = period_in(form, request.GET, organisation, now)
    return form, {
        "promise_kind": form.chosen_promise,
        "period": period,
        "organisation": organisation,
        "now": now,
        "only": form.only,
        "without_waived": form.without_waived,
    }


@dataclass(frozen=True, slots=True)
class WaivedCounted:
    """That so many waived clocks are counted on a page, or left out, and the way to the other."""

    n: int
    are_left_out: bool
    other_url: str


def waived_counted(request: SignedInRequest, form: RatesForm, n: int) -> WaivedCounted | None:
    """Return what a page says of the waived clocks; None where there are none."""
    if not n:
        return None
    asked = request.GET.copy()
    asked["waivers"] = "" if form.without_waived else WITHOUT
    return WaivedCounted(n, form.without_waived, f"?{asked.urlencode()}")
