"""Filling columns that the projection did not keep before: for the migrations that add them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.models import Exists, Q

from leads.projection import project

AT_ONCE = 1000


def fill(apps: Any, columns: Sequence[str], touched: Q | Exists, *, stretches: Sequence[str] = ()) -> None:
    """Write these columns of the hand-offs that `touched` names, as their events say. Twice changes nothing more.

    `stretches` are columns of their assignments. `apps` are the models as they are at the migration. What has been
    judged by what it was stays so: no promise could ask for these columns yet.
    """
    hand_offs, events = apps.get_model("leads", "HandOff").objects, apps.get_model("leads", "Event").objects
    assignments = apps.get_model("leads", "Assignment").objects
    last = 0
    of_marketing = set(apps.get_model("leads", "Source").objects.filter(side="marketing").values_list("pk", flat=True))
    while some := list(hand_offs.filter(touched, pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = some[-1].pk
        told = events.filter(hand_off__gte=some[0].pk, hand_off__lte=last).order_by("hand_off")
        by_key = {key: list(mine) for key, mine in groupby(told, key=lambda event: event.hand_off_id)}
        held = {(each.hand_off_id, each.number): each for each in assignments.filter(hand_off__in=some)}
        for hand_off in some:
            mine = by_key.get(hand_off.pk, ())
            state = project(hand_off.handed_off_at, mine, is_of_marketing=hand_off.source_id in of_marketing)
            for name in columns:
                setattr(hand_off, name, getattr(state, name))
            for number, stretch in enumerate(state.assignments, 1):
                for name in stretches:
                    setattr(held[hand_off.pk, number], name, getattr(stretch, name))
        hand_offs.bulk_update(some, columns, batch_size=200)
        if stretches:
            assignments.bulk_update(held.values(), stretches, batch_size=200)
