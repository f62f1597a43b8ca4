from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from leadgap.accounts.models import Owner, User
from leadgap.audit.services import record


def match(*, owner: Owner, person: User, actor: User, now: datetime) -> None:
    """Say that this owner is this person, who sees the owner's hand-offs from now on. Twice changes nothing."""
    _set_person(owner, person, actor=actor, now=now)


def match_all(pairs: Iterable[tuple[Owner, User]], *, actor: User, now: datetime) -> None:
    """Match many, all or none."""
    with transaction.atomic():
        for owner, person in pairs:
            match(owner=owner, person=person, actor=actor, now=now)


def unmatch(*, owner: Owner, actor: User, now: datetime) -> None:
    _set_person(owner, None, actor=actor, now=now)


def match_by_email(person: User, *, now: datetime) -> int:
    """Match the unmatched owners that carry this person's e-mail: the source system vouches. Returns how many."""
    owners = list(Owner.objects.unmatched().filter(email__iexact=person.email))
    for owner in owners:
        _set_person(owner, person, actor=None, now=now)
    return len(owners)


def _set_person(owner: Owner, person: User | None, *, actor: User | None, now: datetime) -> None:
    with transaction.atomic():
        before = Owner.objects.select_related("user").get(pk=owner.pk).user
        if before == person:
            return
        Owner.objects.filter(pk=owner.pk).update(user=person)
        record(
            "owner.matched" if person else "owner.unmatched",
            actor=actor,
            at=now,
            target=owner,
            owner=owner.name,
            person=[before and before.email, person and person.email],
        )
    owner.user = person
