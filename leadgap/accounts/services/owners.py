from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from leadgap.accounts.models import Owner, User
from leadgap.audit.services import record
from leadgap.jobs.services import start

# The job that gives hand-offs the team which their owner had not when they came in. `leads` runs it.
FILL_TEAMS = "fill-teams"


def match(*, owner: Owner, person: User, actor: User, now: datetime) -> None:
    """Say that this owner is this person, who sees the owner's hand-offs from now on. Twice changes nothing."""
    match_all([(owner, person)], actor=actor, now=now)


def match_all(pairs: Iterable[tuple[Owner, User]], *, actor: User | None, now: datetime) -> None:
    """Match many, all or none."""
    # In key order, so that two who match never wait for each other in a circle.
    pairs = sorted(pairs, key=lambda pair: pair[0].pk)
    with transaction.atomic():
        joined = [owner.pk for owner, person in pairs if _set_person(owner, person, actor=actor, now=now)]
        fill_teams(joined, actor=actor, now=now)


def unmatch(*, owner: Owner, actor: User, now: datetime) -> None:
    """The person no longer sees the owner's hand-offs. The owner keeps the team."""
    _set_person(owner, None, actor=actor, now=now)


def match_by_email(person: User, *, now: datetime) -> int:
    """Match the unmatched owners that carry this person's e-mail, some systems as the name. Returns how many."""
    owners = list(Owner.objects.unmatched().filter(Q(email__iexact=person.email) | Q(key=person.email)))
    match_all([(owner, person) for owner in owners], actor=None, now=now)
    return len(owners)


def fill_teams(owner_ids: list[int], *, actor: User | None, now: datetime) -> None:
    """Let the hand-offs that these owners held without a team go to the team they have now, in the background."""
    if owner_ids:
        start(FILL_TEAMS, params={"owners": owner_ids}, user=actor, now=now)


def _set_person(owner: Owner, person: User | None, *, actor: User | None, now: datetime) -> bool:
    """Return whether the owner has joined a team by this."""
    with transaction.atomic():
        before = Owner.objects.select_for_update(no_key=True).get(pk=owner.pk)
        if before.user == person:
            return False
        # Imports that name no team give the hand-off the owner's, and that is the person's.
        team = before.team or (person.team if person else None)
        Owner.objects.filter(pk=owner.pk).update(user=person, team=team)
        record(
            "owner.matched" if person else "owner.unmatched",
            actor=actor,
            at=now,
            target=owner,
            owner=owner.name,
            person=[before.user and before.user.email, person and person.email],
        )
    owner.user, owner.team = person, team
    return team != before.team
