"""Which rows the filters of the API may name. Of any other they say that there is none, whether it is there or not."""

from __future__ import annotations

from typing import Any, TypeVar

import django_filters
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from leadgap.accounts.models import Organisation, Owner, Role, Team, User
from leadgap.accounts.naming import names_for
from leadgap.api import person_of
from leadgap.ui.filters import NOT_THERE
from leads.models import Campaign, HandOff, Lead, Source

Row = TypeVar("Row", bound=Model)


class KeyFilter(django_filters.ModelChoiceFilter):
    """Keeps what belongs to one row. `queryset` is called with the request, and returns those that it may name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, error_messages=NOT_THERE, **options)


def sources(request: Any) -> QuerySet[Source]:
    return Source.objects.all()


def campaigns(request: Any) -> QuerySet[Campaign]:
    return Campaign.objects.all()


def teams(request: Any) -> QuerySet[Team]:
    return teams_known_to(person_of(request))


def owners(request: Any) -> QuerySet[Owner]:
    """Return everybody where everything is seen; else oneself, the own branch, and who owns what one sees.

    Only those whom this person sees by name on figures: these name the key beside the pseudonym.
    """
    user = person_of(request)
    known = _known(Owner.objects.all(), user, "owner", Q(user=user) | Q(team__in=_branch(user)))
    return known.filter(pk__in=names_for(known, user, Organisation.current()))


def leads(request: Any) -> QuerySet[Lead]:
    return Lead.objects.visible_to(person_of(request))


def hand_offs(request: Any) -> QuerySet[HandOff]:
    return HandOff.objects.visible_to(person_of(request))


def teams_known_to(user: User) -> QuerySet[Team]:
    """Return all where everything is seen; else the own team or branch, and those of the hand-offs that one sees."""
    return _known(Team.objects.all(), user, "team", Q(pk__in=_branch(user) | {user.team_id}))


def _known(rows: QuerySet[Row], user: User, column: str, own: Q) -> QuerySet[Row]:
    if user.sees_everything:
        return rows
    seen = HandOff.objects.visible_to(user).filter(**{column: OuterRef("pk")})
    return rows.filter(own | Exists(seen))


def _branch(user: User) -> set[int]:
    return Team.objects.with_below(user.team_id) if user.role == Role.MANAGER else set()
