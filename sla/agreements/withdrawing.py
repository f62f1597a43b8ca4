"""Taking a version back before it is in force. It stays on record: no version is deleted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from leadgap.audit.services import record
from sla.agreements.commenting import comment
from sla.agreements.drafting import State, may_draft, today
from sla.agreements.refusals import Conflict, Refused
from sla.agreements.signing import may_sign
from sla.models import AgreementVersion, JudgedAgain, Signature, Trial

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from leadgap.accounts.models import User

LONGEST_REASON = 500


def may_withdraw(user: User | AnonymousUser, version: AgreementVersion) -> bool:
    """Return whether this person takes such a version back: whoever writes it, once both have signed whoever signs."""
    if version.state == State.SIGNED:
        return any(may_sign(user, side) for side in Signature.Side.values)
    return may_draft(user)


def is_ahead(version: AgreementVersion, now: datetime) -> bool:
    """Return whether a version is signed and its first day has not come."""
    return version.state == State.SIGNED and version.effective_on is not None and version.effective_on > today(now)


def withdraw(version: AgreementVersion, *, reason: str = "", user: User, now: datetime) -> None:
    """Take back a draft, a proposal, or what both have signed while it is not in force; that one takes a reason.

    The reason is said beneath the version too. The version before it stays in force, and no clock changes.
    """
    with transaction.atomic():
        current = AgreementVersion.objects.select_for_update().get(pk=version.pk)
        if current.state == State.SIGNED:
            reason = _reason(current, reason, now)
        open_ = AgreementVersion.objects.filter(pk=current.pk, state=current.state)
        if current.state == State.WITHDRAWN or not open_.update(state=State.WITHDRAWN):
            raise Conflict("This version is no longer open, so it cannot be withdrawn.")
        Trial.objects.filter(version=version, ended_at=None).update(ended_at=now)
        said = {"reason": reason} if reason else {}
        record("agreement.withdrawn", actor=user, at=now, target=current, was=current.state, **said)
        if reason:
            comment(current, text=f"Withdrawn: {reason}", user=user, now=now)


def _reason(current: AgreementVersion, reason: str, now: datetime) -> str:
    """Return why a signed version is taken back, in one line. Refused where it is in force or has judged anything."""
    if not is_ahead(current, now):
        raise Conflict(f"Version {current.number} has come into force, so it cannot be withdrawn. Begin another one.")
    earlier = AgreementVersion.objects.filter(
        state=State.SIGNED, is_retrospective=True, effective_on__lt=current.effective_on
    )
    judges_past = current.is_retrospective and not earlier.exists()
    if judges_past or JudgedAgain.objects.filter(version=current).exists():
        raise Conflict(
            f"Version {current.number} judges what was handed over before, so it cannot be withdrawn: "
            "verdicts that were told stay."
        )
    reason = " ".join(reason.split())
    if not reason:
        raise Refused({"reason": ["Say why: both sides have signed it."]})
    if len(reason) > LONGEST_REASON:
        raise Refused({"reason": [f"A reason has at most {LONGEST_REASON} characters; this one has {len(reason)}."]})
    return reason
