"""Under which name a person sees a rep's figures: the organisation's choice of names, pseudonyms or neither."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from leadgap.accounts.models import Organisation, Owner, Role, Team, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# No vowels, so that no words; nothing that is misread for something else.
ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 4


def shows_rep_figures(viewer: User | AnonymousUser, organisation: Organisation) -> bool:
    """Return whether figures may be split by rep at all; "team level only" holds for everyone."""
    return viewer.is_authenticated and organisation.rep_figures != Organisation.RepFigures.TEAM_ONLY


def label_for(owner: Owner, viewer: User, organisation: Organisation) -> str | None:
    """Return the name of one owner for one viewer; None: no figure of this owner is shown to them."""
    return labels_for([owner], viewer, organisation)[owner.pk]


def labels_for(owners: Iterable[Owner], viewer: User, organisation: Organisation) -> dict[int, str | None]:
    """Return `label_for` of each owner by key, with at most one query. For figures of many hand-offs together."""
    owners = list(owners)
    names = names_for(owners, viewer, organisation)
    if not shows_rep_figures(viewer, organisation):
        return {owner.pk: names.get(owner.pk) for owner in owners}
    return {owner.pk: names.get(owner.pk) or pseudonym(owner.pk) for owner in owners}


def names_for(owners: Iterable[Owner], viewer: User, organisation: Organisation) -> dict[int, str]:
    """Return by key the names that this person sees beside figures, without those whom they see under a pseudonym.

    For whatever stands beside a single hand-off: the hand-off says whose it is, and would give the pseudonym away.
    People always see their own name. With pseudonyms, the names of the others are for administrators, auditors
    and the managers of the owner's branch; at team level only nobody else sees any.
    """
    policy = organisation.rep_figures
    in_scope = policy == Organisation.RepFigures.NAMES or viewer.role in {Role.ADMINISTRATOR, Role.AUDITOR}
    by_name = policy != Organisation.RepFigures.TEAM_ONLY
    branch = Team.objects.with_below(viewer.team_id) if viewer.role == Role.MANAGER and not in_scope else set()
    return {
        owner.pk: owner.name
        for owner in owners
        if owner.user_id == viewer.pk or (by_name and (in_scope or owner.team_id in branch))
    }


def pseudonym(owner_id: int) -> str:
    """Return a name that stays the same, and tells neither who it is nor who came first.

    It hangs on SECRET_KEY: a new key gives new pseudonyms. Among a hundred reps two share one about once in 120
    installations; figures are kept by the owner's key, so that they are never added up.
    """
    number = int.from_bytes(
        salted_hmac("leadgap.accounts.naming", str(owner_id), algorithm="sha256").digest()[:8], "big"
    )
    letters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return f"Rep {''.join(letters)}"
