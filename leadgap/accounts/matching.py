"""Which person an owner named by an import probably is. Proposals only: a person decides. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Named:
    """An owner or a person: whoever has a key, a name and perhaps an e-mail."""

    key: int
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    person: int
    because: Literal["e-mail", "name"]


def folded(text: str) -> str:
    """Return the text as names are compared: case and spacing do not count."""
    return " ".join(text.casefold().split())


def propose(owners: Iterable[Named], people: Iterable[Named]) -> dict[int, Proposal]:
    """Return by owner the person with the same e-mail, else the only person with the same name."""
    people = list(people)
    by_email = {folded(person.email): person.key for person in people if person.email}
    bearers = Counter(folded(person.name) for person in people)
    by_name = {folded(person.name): person.key for person in people if bearers[folded(person.name)] == 1}
    proposals: dict[int, Proposal] = {}
    for owner in owners:
        email, name = folded(owner.email), folded(owner.name)
        if email and email in by_email:
            proposals[owner.key] = Proposal(by_email[email], "e-mail")
        elif name and name in by_name:
            proposals[owner.key] = Proposal(by_name[name], "name")
        elif name in by_email:  # systems that put the e-mail where the name belongs
            proposals[owner.key] = Proposal(by_email[name], "e-mail")
    return proposals
