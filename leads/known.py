"""Which teams and owners a person may name by key: those whose hand-offs they see, and their own branch."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from leadgap.accounts.models import Owner, Role, Team, User
from leads.models import HandOff

Row = TypeVar("Row", bound=Model)


def teams_known_to(user: User) -> QuerySet[Team]:
    """Return all where everything is seen; else the own team or branch, and those of the hand-offs that one sees."""
    return _known(Team.objects.all(), user, "team", Q(pk__in=_branch(user) | {user.team_id}))


def owners_known_to(user: User) -> QuerySet[Owner]:
    """Return all where everything is seen; else oneself, the own branch, and who owns what one sees."""
    return _known(Owner.objects.all(), user, "owner", Q(user=user) | Q(team__in=_branch(user)))


def _known(rows: QuerySet[Row], user: User, column: str, own: Q) -> QuerySet[Row]:
    if user.sees_everything:
        return rows
    seen = HandOff.objects.visible_to(user).filter(**{column: OuterRef("pk")})
    return rows.filter(own | Exists(seen))


def _branch(user: User) -> set[int]:
    return Team.objects.with_below(user.team_id) if user.role == Role.MANAGER else set()
