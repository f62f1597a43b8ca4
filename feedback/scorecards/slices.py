"""The ways to cut a scorecard, and the names a person sees for the cuts."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from leadgap.accounts.models import Owner, Team
from leadgap.accounts.naming import labels_for, shows_rep_figures
from leads.models import Campaign, Source

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User


class By(StrEnum):
    """The column of the facts that a scorecard is cut by."""

    SOURCE = "source"
    CAMPAIGN = "campaign"
    TEAM = "team"
    OWNER = "owner"


# What a person reads for a slice, and for hand-offs without one (key 0).
WORDS = {
    By.SOURCE: ("source", "No source"),
    By.CAMPAIGN: ("campaign", "No campaign"),
    By.TEAM: ("team", "No team"),
    By.OWNER: ("rep", "No owner"),
}


def offered_to(user: User, organisation: Organisation) -> list[By]:
    """Return the cuts this person may choose: figures by rep only where the organisation shows them."""
    return [by for by in By if by is not By.OWNER or shows_rep_figures(user, organisation)]


def names_of(by: By, keys: Iterable[int], *, user: User, organisation: Organisation) -> dict[int, str | None]:
    """Return the name of each slice; None: this person may not see it apart."""
    wanted = set(keys)
    names: dict[int, str | None] = {0: WORDS[by][1]} if 0 in wanted else {}
    if by is By.OWNER:
        return names | labels_for(Owner.objects.filter(pk__in=wanted), user, organisation)
    if by is By.CAMPAIGN:
        rows = Campaign.objects.filter(pk__in=wanted).values_list("pk", "name", "source__name")
        names.update((pk, f"{name} ({source})") for pk, name, source in rows)
        return names
    model: type[Source | Team] = Source if by is By.SOURCE else Team
    names.update(model._default_manager.filter(pk__in=wanted).values_list("pk", "name"))
    return names
