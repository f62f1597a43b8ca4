"""The same set of records leaves the same state, however it is shuffled, repeated, split into calls or late."""

from __future__ import annotations

from collections import defaultdict
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from leads.journal import record
from leads.models import HandOff, ParkedEvent, System
from leads.signals import handoffs_changed
from leads.standing import standing
from tests.factories import NOW
from tests.leads.happenings import HANDED_OFF, histories
from tests.leads.worlds import World, stored, stored_events

HAND_OFFS = ("H1", "H2", "H3")


KNOWN = {
    "touches_from": ["touched"],
    "attempts_from": ["touched"],
    "decisions_from": ["accepted", "rejected"],
    "ratings_from": ["rated"],
    "replies_from": ["replied"],
}


def known_from(of_hand_offs):
    """Return when the first act of each kind happened that a system observed and that counts."""
    counting = [
        event
        for events in of_hand_offs
        for event in standing(events)
        if event.occurred_at and event.occurred_at >= HANDED_OFF and not event.self_reported
    ]
    return {
        column: min(
            (
                event.occurred_at
                for event in counting
                if event.kind in kinds
                and not (column == "attempts_from" and event.key.startswith("h:"))
                and not (column == "ratings_from" and event.side != "sales")
            ),
            default=None,
        )
        for column, kinds in KNOWN.items()
    }


class AnyOrder(TestCase):
    """Each example in a transaction of its own."""

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
    @given(st.data())
    def test_any_order_in_any_number_of_calls(self, data):
        world = World.made()
        owners, teams = [owner.pk for owner in world.owners], [team.pk for team in world.teams]
        events = data.draw(histories(hand_offs=HAND_OFFS, owners=owners, teams=teams))
        repeated = data.draw(st.lists(st.sampled_from(events))) if events else []
        told = data.draw(st.permutations(events + repeated))
        # The hand-offs come in one of the calls each: events that came before them were parked.
        calls = data.draw(st.integers(1, 4))
        call_of_event = [data.draw(st.integers(1, calls)) for _ in told]
        call_of_hand_off = {name: data.draw(st.integers(1, calls)) for name in HAND_OFFS}

        with mock.patch.object(handoffs_changed, "receivers", []):
            for call in range(1, calls + 1):
                names = [name for name in HAND_OFFS if call_of_hand_off[name] <= call]
                record(
                    system=world.system,
                    leads=[world.lead()],
                    hand_offs=[world.hand_off(name) for name in names],
                    events=[event for event, its_call in zip(told, call_of_event, strict=True) if its_call == call],
                    now=NOW,
                )
            revisions = dict(HandOff.objects.values_list("external_id", "revision"))
            again = record(
                system=world.system,
                leads=[world.lead()],
                hand_offs=[world.hand_off(name) for name in HAND_OFFS],
                events=told,
                now=NOW,
            )

        of_hand_off = defaultdict(list)
        for event in events:
            of_hand_off[event.hand_off_external_id].append(event)
        for name in HAND_OFFS:
            assert stored(name) == world.expected(of_hand_off[name])
            assert stored_events(name) == world.expected_events(of_hand_off[name])
        assert System.objects.values(*KNOWN).get(pk=world.system.pk) == known_from(of_hand_off.values())
        assert not ParkedEvent.objects.exists()
        assert again.hand_off_ids == []
        assert dict(HandOff.objects.values_list("external_id", "revision")) == revisions
