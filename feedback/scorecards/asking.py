"""What every page of the scorecards asks of a request first: who reads, and of which slice."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from feedback.scorecards.slices import WORDS, By, names_of, offered_to
from leadgap.accounts.models import Organisation, Owner, Role, User
from leadgap.accounts.naming import names_for
from leadgap.accounts.requests import SignedInRequest
from leadgap.ui.filters import key_asked, name_of
from leads.known import owners_known_to, teams_known_to


def readers_only(request: SignedInRequest) -> Organisation:
    """Reps rate blind, so what Marketing thinks of single slices is not for them."""
    if request.user.role == Role.REP:
        raise PermissionDenied("Scorecards show Marketing’s ratings, and Sales rates before it sees them.")
    return request.organisation


def reps_named(keys: Iterable[int], user: User, organisation: Organisation) -> set[int]:
    """Return, of these reps, those whose hand-offs this person may list, and 0 for nobody: no one under a pseudonym."""
    keys = list(keys)
    return {0, *(names_for(Owner.objects.filter(pk__in=keys), user, organisation) if keys else ())}


def slice_of(request: SignedInRequest, organisation: Organisation, *, besides: str = "") -> tuple[dict[str, int], str]:
    """Return the slice that the address names, by the columns of the facts, and the same in words.

    A cut that is not this person's is left out; so is `besides`, which the page has from elsewhere. Raises
    FilterRefused, in the same words, for a slice that does not exist and for one that is outside what they may see.
    """
    user, get = request.user, request.GET
    asked = {by: key_asked(get, by.value) for by in offered_to(user, organisation) if by != besides}
    only = {by: key for by, key in asked.items() if key is not None}
    names = {
        by: name_of(WORDS[by][0], key, names_of(by, _known(by, key, user), user=user, organisation=organisation))
        for by, key in only.items()
    }
    return {by.value: key for by, key in only.items()}, ", ".join(
        f"{WORDS[by][0]} {name}" for by, name in names.items() if name
    )


def _known(by: By, key: int, user: User) -> list[int]:
    """Return the key where it is of a slice whose name this person may read."""
    rows = {By.TEAM: teams_known_to, By.OWNER: owners_known_to}.get(by)
    return [key] if not key or rows is None or rows(user).filter(pk=key).exists() else []
