"""Many things that happen to hand-offs in any order, and what the facts say afterwards."""

from datetime import timedelta

import numpy as np
from hypothesis import strategies as st

from leads import dirty, stale
from leads.models import Event, HandOff
from leads.services import get_or_create_campaign
from sla.compliance.figures import SECONDS
from sla.facts import rebuild_facts
from sla.judging import judge, sweep_due
from sla.models import (
    CampaignFact,
    CampaignWeek,
    Clock,
    ClockFact,
    ClockWeek,
    DeliveryFact,
    DirtyClockDay,
    RouteFact,
    RouteWeek,
    UnpromisedFact,
)
from tests.factories import NOW, PromiseFactory, SegmentFactory
from tests.sla.world import HOUR, agree, assigned, event, hand_over, tell

FACTS = (ClockFact, ClockWeek, CampaignFact, CampaignWeek, RouteFact, RouteWeek, DeliveryFact, UnpromisedFact)
ZONES = ("", "America/New_York", "Asia/Kolkata")


def responses(fact):
    return np.frombuffer(bytes(fact.responses), SECONDS).tolist()


def told():
    """Everything that all facts of days and weeks say, but for their keys."""
    return [
        sorted(
            tuple((name, bytes(value) if isinstance(value, memoryview) else value) for name, value in row.items())
            for row in facts.objects.order_by().values(*(each.name for each in facts._meta.fields if each.name != "id"))
        )
        for facts in FACTS
    ]


def agree_on_all():
    """Two versions with promises of each kind: leads of source "b" have one of their own, those of "c" none later."""
    first = agree(number=1, follow_up=40, rating=16, reply=8, attempts=(2, 30))
    own = SegmentFactory(version=first, source="b", name="Partners")
    PromiseFactory(version=first, segment=own, kind="first_response", target=1, calendar_of="lead")
    second = agree(number=2, first_response=2, decision=9, effective_on=NOW.date() + timedelta(days=1))
    SegmentFactory(version=second, source="c", name="Rest", is_promised=False)


# Whatever happens, in whatever order and however often somebody rebuilds meanwhile.


def begin_anew(now):
    """Forget every clock and every fact; judge and count all from scratch."""
    for model in (Clock, *FACTS):
        model.objects.all().delete()
    dirty.mark(DirtyClockDay, HandOff.objects.values_list("day", flat=True))
    judge(HandOff.objects.values_list("pk", flat=True), now=now)
    rebuild_facts()


arrivals = st.tuples(st.just("arrive"), st.integers(0, 2), st.integers(0, 40))
happenings = st.lists(
    st.one_of(
        arrivals,
        st.tuples(st.just("assign"), st.integers(0, 5), st.integers(0, 2)),
        st.tuples(st.just("touch"), st.integers(0, 5), st.integers(0, 80)),
        st.tuples(st.just("close"), st.integers(0, 5), st.integers(0, 80)),
        st.tuples(st.just("pause"), st.integers(0, 5), st.integers(0, 80)),
        st.tuples(st.sampled_from(["rate", "ask", "reply", "decide"]), st.integers(0, 5), st.integers(0, 80)),
        st.tuples(st.just("move"), st.integers(0, 5), st.integers(0, 2)),
        st.tuples(st.just("void"), st.integers(0, 5), st.integers(0, 9)),
        st.tuples(st.just("sweep"), st.integers(60, 280), st.none()),
        st.tuples(st.just("rebuild"), st.none(), st.none()),
        st.tuples(st.just("forget"), st.integers(0, 5), st.none()),
    ),
    max_size=25,
)
# Without a hand-off nothing else happens.
steps = st.builds(list.__add__, st.lists(arrivals, min_size=1, max_size=3), happenings)


def play(steps, owners, sources):
    """Let the steps happen to hand-offs; hours count from the instant of the tests. The first source has a campaign.

    A later part goes on with the hand-offs of those before. All is told by an hour at which many clocks still run, so
    that sweeps find what nothing else touches.
    """
    end = NOW + 90 * HOUR
    campaigns = [get_or_create_campaign(sources[0], "Spring"), None, None]
    hand_offs = list(HandOff.objects.order_by("pk"))
    keys = list(Event.objects.exclude(kind__in=("assigned", "voided")).order_by("pk").values_list("key", flat=True))
    for step, first, second in steps:
        if step == "arrive":
            where = {"source": sources[first], "campaign": campaigns[first], "timezone": ZONES[first]}
            hand_offs.append(hand_over(at=NOW + second * HOUR, now=end, **where))
        elif step == "sweep":
            sweep_due(now=NOW + first * HOUR)
        elif step == "rebuild":
            rebuild_facts()
        elif step == "move" and hand_offs:
            moved = hand_offs[first % len(hand_offs)]
            where = {"source": sources[second], "campaign": campaigns[second]}
            hand_over(name=moved.external_id, at=moved.handed_off_at, now=end, **where)
        elif hand_offs:
            _happen(step, hand_offs[first % len(hand_offs)], second, owners, keys, end)


def _happen(step, hand_off, number, owners, keys, end):
    if step == "forget":
        stale.mark([hand_off.pk])
        return
    if step == "assign":
        one = assigned(owners[number], NOW + number * 20 * HOUR)
    elif step == "void":
        if not keys:
            return
        one = event("voided", end, voids=keys[number % len(keys)])
    else:
        keys.append(f"{step}{len(keys)}-{hand_off.pk}")
        said = {
            "touch": {"direction": "outbound", "result": "connected" if number % 2 else ""},
            "rate": {"side": "sales", "rating": 1 + number % 5},
            "ask": {"side": "sales"},
            "reply": {"side": "marketing"},
        }
        kind = {
            "touch": "touched",
            "close": "closed",
            "pause": "paused",
            "rate": "rated",
            "ask": "asked",
            "reply": "replied",
            "decide": ("accepted", "rejected", "won")[number % 3],
        }[step]
        one = event(kind, NOW + number * HOUR, key=keys[-1], **said.get(step, {}))
    tell(hand_off, one, now=end)
