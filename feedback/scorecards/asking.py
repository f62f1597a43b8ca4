"""What every page of the scorecards asks of a request first: who reads, and of which slice."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from feedback.scorecards.slices import WORDS, names_of, offered_to
from leadgap.accounts.models import Organisation, Role
from leadgap.accounts.requests import SignedInRequest


def readers_only(request: SignedInRequest) -> Organisation:
    """Reps rate blind, so what Marketing thinks of single slices is not for them."""
    if request.user.role == Role.REP:
        raise PermissionDenied("Scorecards show Marketing’s ratings, and Sales rates before it sees them.")
    return Organisation.current()


def slice_of(request: SignedInRequest, organisation: Organisation, *, besides: str = "") -> tuple[dict[str, int], str]:
    """Return the slice that the address names, by the columns of the facts, and the same in words.

    A cut that is not this person's, or no key, is left out; so is `besides`, which the page has from elsewhere.
    """
    user, get = request.user, request.GET
    cuts = [by for by in offered_to(user, organisation) if by != besides and get.get(by, "").isdecimal()]
    only = {by.value: int(get[by]) for by in cuts}
    names = [(by, names_of(by, [int(get[by])], user=user, organisation=organisation)) for by in cuts]
    return only, ", ".join(f"{WORDS[by][0]} {name}" for by, found in names if (name := found.get(only[by.value])))
