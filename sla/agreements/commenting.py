"""Talking about a version. Comments are no part of what is signed, and stay whatever becomes of the version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from leadgap.accounts.models import Role
from leadgap.audit.services import record
from sla.agreements.refusals import Refused
from sla.models import AgreementVersion, Comment, Signature

if TYPE_CHECKING:
    from leadgap.accounts.models import User

LONGEST = 2000  # characters

# An administrator speaks for neither side.
_SPEAKS_FOR: Mapping[str, str] = {
    Role.REP: Signature.Side.SALES,
    Role.MANAGER: Signature.Side.SALES,
    Role.MARKETER: Signature.Side.MARKETING,
}


def comment(version: AgreementVersion, *, text: str, user: User, now: datetime) -> Comment:
    """Say something about a version that this person may read; the same words twice in a row are said once."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused("Write something first: an empty comment says nothing.")
    if len(text) > LONGEST:
        raise Refused(f"A comment has at most {LONGEST} characters; this one has {len(text)}.")
    with transaction.atomic():
        AgreementVersion.objects.select_for_update().get(pk=version.pk)
        last = version.comments.last()
        if last is not None and (last.user_id, last.text) == (user.pk, text):
            return last
        said = version.comments.create(
            user=user, name=str(user)[:150], side=_SPEAKS_FOR.get(user.role, ""), text=text, written_at=now
        )
        record("agreement.commented", actor=user, at=now, target=version, number=version.number)
    return said
