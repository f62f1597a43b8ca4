"""The wall for figures: of whose clocks a person reads, and which slices they may name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from leadgap.accounts.models import Owner, Role, Team
from leadgap.accounts.naming import names_for
from sla.compliance.segments import the_same
from sla.compliance.slices import By, Key, names_of
from sla.models import Clock

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User


def within(user: User) -> dict[str, set[int]]:
    """Return the wall for facts: a manager's own branch, a rep's own clocks, everything for who sees everything."""
    if not user.is_authenticated or not user.is_active:
        return {"team": set()}
    if user.sees_everything:
        return {}
    if user.role == Role.MANAGER:
        return {"team": Team.objects.with_below(user.team_id)}
    return {"owner": set(user.owners.values_list("pk", flat=True))}


def within_only(
    user: User, only: Mapping[str, int], *, wall: Mapping[str, set[int]] | None = None
) -> dict[str, set[int]]:
    """Return the wall for facts, narrowed to a source, an owner, or a team with those below it.

    `wall` is this person's, where it has been read already.
    """
    kept = dict(within(user) if wall is None else wall)
    for name, key in only.items():
        keys = {By.TEAM: Team.objects.with_below, By.SEGMENT: the_same}.get(By(name), _itself)(key)
        kept[name] = kept[name] & keys if name in kept else keys
    return kept


def _itself(key: int) -> set[int]:
    return {key}


def who(user: User) -> str:
    """Return of whom this person reads: a rep of themselves, a manager of the own team, the others of Sales."""
    if user.role == Role.REP:
        return "You"
    return str(user.team) if user.role == Role.MANAGER and user.team else "Sales"


def names_asked(by: By, key: int, *, user: User, organisation: Organisation) -> dict[Key, str | None]:
    """Return the name of a slice of which single clocks are listed; nothing where there is none, or it is outside what
    this person may see: also for a rep whom they see under a pseudonym.
    """
    wall = within(user)
    if by is By.TEAM and key not in wall.get(By.TEAM, {key}):
        return {}
    if by is By.OWNER and key:
        named = names_for(_owners_in(wall).filter(pk=key), user, organisation)
        return {key: named[key]} if key in named else {}
    return names_of(by, [key], user=user, organisation=organisation)


def _owners_in(wall: Mapping[str, set[int]]) -> QuerySet[Owner]:
    """Return themselves inside a rep's wall; inside a manager's, the branch and who had its clocks; else everybody."""
    if By.OWNER in wall:
        return Owner.objects.filter(pk__in=wall[By.OWNER])
    if By.TEAM not in wall:
        return Owner.objects.all()
    theirs = Clock.objects.filter(owner=OuterRef("pk"), team__in=wall[By.TEAM])
    return Owner.objects.filter(Q(team__in=wall[By.TEAM]) | Exists(theirs))
