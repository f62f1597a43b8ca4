"""What the address of the curve and of the hours asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest
from leadgap.ui.asked_period import period_of
from sla.compliance.forms import CurveForm
from sla.compliance.slices import offered_to
from sla.compliance.table import within


def asked_of(request: SignedInRequest, now: datetime) -> tuple[CurveForm, dict[str, Any]]:
    """Return the form as it was filled in, and which clocks it means, as arguments. What is unknown falls back."""
    organisation = Organisation.current()
    form = CurveForm(
        request.GET or None, offered=offered_to(request.user, organisation), branch=within(request.user).get("team")
    )
    form.is_valid()
    return form, {
        "promise_kind": form.chosen_promise,
        "period": period_of(request, organisation, now),
        "organisation": organisation,
        "now": now,
        "only": form.only,
    }
