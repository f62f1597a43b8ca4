"""Which segment a hand-off belongs to, and what decided that, as the reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from leads.blind import SCORES, hides_marketing
from sla.criteria import facts_of

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.models import HandOff
    from sla.models import AgreementVersion


class Tried(NamedTuple):
    """One segment in the order of the agreement: does the lead meet it, and by which values?"""

    name: str
    is_met: bool
    values: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Belonging:
    """The segments that were tried up to the first that the lead meets. `name` is its own, "" for none."""

    name: str
    is_promised: bool
    tried: list[Tried]


def belonging(user: User, hand_off: HandOff, version: AgreementVersion | None, *, now: datetime) -> Belonging | None:
    """Return None where the agreement has no segments, or where they would tell the lead score to blind eyes."""
    tried: list[Tried] = []
    found = Belonging("", True, tried)
    facts = facts_of(hand_off.snapshot, handed_off_at=hand_off.handed_off_at, day=hand_off.day)
    is_blind = hides_marketing(user, hand_off, now=now)
    for segment in version.segments.all() if version else ():
        rule = segment.rule
        if is_blind and rule.definition.fields & SCORES:
            return None
        clauses = rule.definition.explain(facts).clauses
        is_met = all(clause.is_met for clause in clauses)
        # What is met shows what met it, what is not shows what did not.
        values = [
            (label, shown)
            for clause in clauses
            if clause.is_met is is_met
            for label, shown, holds in clause.values
            if holds is is_met
        ]
        tried.append(Tried(segment.name, is_met, list(dict.fromkeys(values))))
        if is_met:
            found = Belonging(segment.name, segment.is_promised, tried)
            break
    return found if tried else None
