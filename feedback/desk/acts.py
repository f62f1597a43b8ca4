"""Who may do what at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadgap.accounts.models import Role
from leads.models import HandOff

if TYPE_CHECKING:
    from leadgap.accounts.models import User

WORKERS = frozenset({Role.REP, Role.MANAGER, Role.ADMINISTRATOR})
MARKETERS = frozenset({Role.MARKETER, Role.ADMINISTRATOR})


def may_work(user: User, hand_off: HandOff) -> bool:
    """Act for Sales: a rep on what they own now, a manager in the branch, an administrator anywhere."""
    return user.role in WORKERS and HandOff.objects.workable_by(user).filter(pk=hand_off.pk).exists()


def may_rate_for_marketing(user: User) -> bool:
    return user.role in MARKETERS


def side_of(user: User) -> str:
    """The side for which a person speaks; an administrator speaks for Marketing, and acts for whom they must."""
    return "sales" if user.role in {Role.REP, Role.MANAGER} else "marketing"
