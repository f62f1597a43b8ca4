"""Sources that were given to another side: what Sales rated low is Marketing's to answer, or is so no longer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from leadgap.accounts.models import Organisation
from leads import stale
from leads.journal import feed
from leads.journal.states import change
from leads.journal.turns import in_turn
from leads.models import HandOff, System
from leads.projection import LOW
from leads.signals import handoffs_changed

HAND_OFFS_AT_ONCE = 500


def ask_anew(source_ids: Collection[int], *, after: int = 0, now: datetime) -> int | None:
    """Project the next few low-rated hand-offs of these sources as their side is now. Twice gives the same state.

    Return the key of the last hand-off looked at, from which to go on; None: there are no more.
    """
    found = HandOff.objects.filter(source__in=source_ids, sales_rating__in=LOW, pk__gt=after).order_by("pk")
    rows = list(found.values_list("system_id", "pk")[:HAND_OFFS_AT_ONCE])
    for system_id, mine in groupby(sorted(rows), key=itemgetter(0)):
        _project(System.objects.get(pk=system_id), [pk for _, pk in mine], now)
    return rows[-1][1] if rows else None


def _project(system: System, ids: list[int], now: datetime) -> None:
    zone = Organisation.current().zone

    def attempt(again: bool) -> None:
        feed.lock(system, alone=again)
        changes = change(system, ids, arrivals={}, given={}, zone=zone, anew=True)
        stale.mark(changes.ids)
        handoffs_changed.send(sender=HandOff, ids=changes.ids, days=changes.days, now=now)

    in_turn(attempt)
