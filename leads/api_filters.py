"""What the filters of the API may name. Of any other row they say that there is none, whether it is there or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet

from leadgap.accounts.models import Organisation, Owner, Team
from leadgap.accounts.naming import names_for
from leadgap.api import person_of
from leadgap.ui.filters import NOT_THERE, not_offered
from leads.known import owners_known_to, teams_known_to
from leads.models import Campaign, HandOff, Lead, Source


class KeyFilter(django_filters.ModelChoiceFilter):
    """Keeps what belongs to one row. `queryset` is called with the request, and returns those that it may name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, error_messages=NOT_THERE, **options)


class WordFilter(django_filters.ChoiceFilter):
    """Keeps what is said by one of a few words."""

    def __init__(self, field_name: str, words: Sequence[str], **options: Any) -> None:
        refusal = {"invalid_choice": not_offered("%(value)s", words)}
        super().__init__(field_name, choices=[(word, word) for word in words], error_messages=refusal, **options)


def sources(request: Any) -> QuerySet[Source]:
    return Source.objects.all()


def campaigns(request: Any) -> QuerySet[Campaign]:
    return Campaign.objects.all()


def teams(request: Any) -> QuerySet[Team]:
    return teams_known_to(person_of(request))


def owners(request: Any) -> QuerySet[Owner]:
    """Return those whom this person may name by key and sees by name on figures.

    The others name the key beside a pseudonym.
    """
    user = person_of(request)
    known = owners_known_to(user)
    return known.filter(pk__in=names_for(known, user, Organisation.current()))


def leads(request: Any) -> QuerySet[Lead]:
    return Lead.objects.visible_to(person_of(request))


def hand_offs(request: Any) -> QuerySet[HandOff]:
    return HandOff.objects.visible_to(person_of(request))
