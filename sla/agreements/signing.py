"""Signing: both sides put their names under one text, and with the second name it is agreed."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from leadgap.accounts.models import Role
from leadgap.audit.services import record
from leadgap.jobs.waking import wake
from sla.agreements.drafting import State, hash_of
from sla.agreements.refusals import Conflict, Refused
from sla.agreements.sentences import day_words
from sla.models import AgreementVersion, Signature
from sla.tasks import judge_stale

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from leadgap.accounts.models import User

WHO_SIGNS = {
    Signature.Side.SALES: "A head of Sales signs for Sales (a manager with no team above), or an administrator.",
    Signature.Side.MARKETING: "A marketer signs for Marketing, or an administrator.",
}


def may_sign(user: User | AnonymousUser, side: str) -> bool:
    """Return whether this person signs for this side; an administrator for a head who does not sign in."""
    if not user.is_authenticated:
        return False
    if user.role == Role.ADMINISTRATOR:
        return True
    return user.heads_sales if side == Signature.Side.SALES else user.role == Role.MARKETER


def sides_of(user: User | AnonymousUser, version: AgreementVersion) -> list[str]:
    """Return the sides for which this person could sign this version now."""
    signatures = list(version.signatures.all())
    if version.state != State.PROPOSED or any(each.user_id == user.pk for each in signatures) or day_taken(version):
        return []
    signed = {each.side for each in signatures}
    return [side for side in Signature.Side.values if side not in signed and may_sign(user, side)]


def day_taken(version: AgreementVersion) -> str:
    """Return why nobody can sign a proposed version now: a signed one has its day, or a later one. Else ""."""
    if version.state != State.PROPOSED:
        return ""
    taken = AgreementVersion.objects.filter(state=State.SIGNED, effective_on__gte=version.effective_on).first()
    if taken is None:
        return ""
    return (
        f"Version {taken.number}, in force from {day_words(taken.effective_on)}, was signed meanwhile. "
        "Withdraw this version, and begin a new one from it with a later day."
    )


def sign(version: AgreementVersion, *, side: str, text_hash: str, user: User, now: datetime) -> None:
    """Sign the text whose hash is given for one side. The second signature brings the version into force.

    Refused when the text is not the one that was read, when the side has signed, when this person has signed for the
    other side, as two names make an agreement, and when its day is taken.
    """
    with transaction.atomic():
        # All that could be signed are held: of two that begin on one day, who signs second sees what the first did.
        proposed = Q(state=State.PROPOSED) | Q(pk=version.pk)
        list(AgreementVersion.objects.select_for_update().filter(proposed).order_by("pk"))
        current = AgreementVersion.objects.get(pk=version.pk)
        _refuse(current, side, text_hash, user)
        Signature.objects.create(
            version=current, side=side, user=user, name=str(user)[:150], signed_at=now, text_hash=current.text_hash
        )
        record("agreement.signed", actor=user, at=now, target=current, side=side, text_hash=current.text_hash)
        if current.signatures.count() == len(Signature.Side):
            _agree(current, now)


def _refuse(current: AgreementVersion, side: str, text_hash: str, user: User) -> None:
    if current.state != State.PROPOSED:
        raise Conflict(f"Version {current.number} is {current.state_words}, so it cannot be signed.")
    if not may_sign(user, side):
        raise Refused(WHO_SIGNS[Signature.Side(side)])
    if taken := day_taken(current):
        raise Conflict(taken)
    if current.signatures.filter(side=side).exists():
        raise Conflict(f"{Signature.Side(side).label} has already signed.")
    if current.signatures.filter(user=user).exists():
        raise Conflict("You have signed for the other side. An agreement needs two people.")
    is_read = hmac.compare_digest(text_hash.encode(), current.text_hash.encode())
    if not is_read or hash_of(current.text) != current.text_hash:
        raise Conflict("The text is not the one that you have read. Read it again before you sign.")


def _agree(version: AgreementVersion, now: datetime) -> None:
    """Both have signed: the hand-offs that this version judges are told so by a job."""
    AgreementVersion.objects.filter(pk=version.pk).update(state=State.SIGNED, signed_at=now)
    wake(judge_stale)
