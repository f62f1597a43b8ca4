"""Which clauses of the definition a hand-off met, as the reader may know it.

It is worked out from the frozen snapshot and the version that judges the hand-off, so it never changes
(docs/adr/0020-clauses-are-worked-out.md).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from leads.blind import SCORES, hides_marketing
from sla.criteria import Explanation, facts_of, read

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.models import HandOff
    from sla.models import AgreementVersion


def explained(user: User, hand_off: HandOff, version: AgreementVersion | None, *, now: datetime) -> Explanation | None:
    """Return the definition of a version for one hand-off, without what would tell the score to blind eyes.

    None where no version judges it.
    """
    if version is None:
        return None
    facts = facts_of(hand_off.snapshot, handed_off_at=hand_off.handed_off_at, day=hand_off.day)
    found = read(version.definition).explain(facts)
    return found.without(SCORES) if hides_marketing(user, hand_off, now=now) else found
