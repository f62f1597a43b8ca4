"""What the journal is told of hand-offs, in any order and more than once, gives the clocks that the rules read from it.

With what changes meanwhile: the agreement, somebody's hours, a waiver. Each example is judged twice, before and after
such a change, as a job would do it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest import mock

import numpy as np
import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.models import HandOff
from sla import receivers
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge_stale, spread_agreements, spread_calendars, sweep_due
from sla.models import Clock, ClockFact
from tests.sla.clocks_by_hand import LEAD, Reading, read
from tests.sla.tellings import DAY, HEARD, Promises, Said, Told, agreements, ratings, story_of, tellings
from tests.sla.told_world import BEGINS, END, HOURS, SHORT, TEAMS, World, whose_hours
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import change_hours

# By kind and number, with the minutes that counted and whose clock it is.
Clocks = dict[tuple[str, int], tuple[Reading, np.ndarray, int | None]]


def clocks_of(world: World, promises: Promises, told: Told, *, before: Clocks | None) -> Clocks:
    """Read the clocks as they are before the change (`before` is None) or after it.

    What did not run any more when the hours changed goes by those that counted then, unless it runs again.
    """
    until, is_after = (world.changed_at, False) if before is None else (END, True)
    story, holders, is_worked = story_of(told, until, is_after)
    story.is_rating_asked = world.is_asked(told, until, is_after)
    found: Clocks = {}
    for made, whose in promises:
        zone = told.zone if whose == "lead" else ""
        for number, owner in enumerate([LEAD, *range(len(holders))]):
            holder = holders[owner or 0] if holders else None
            hours = whose_hours(made, whose, holder)
            counts = world.counting(hours, zone, is_after)
            old = (before or {}).get((made.kind, number))
            is_pinned = old is not None and old[0].verdict not in ("running", "no_data")
            is_theirs = old is not None and old[2] == holder
            if owner is LEAD:
                first = (before or {}).get((made.kind, 1))
                is_theirs = first is None or same_hours_of(whose, first[2], holder)
            minutes = old[1] if is_pinned and is_theirs else counts
            is_worked_on = is_worked(made)
            reading = read(story, made, owner, minutes & is_worked_on, until)
            if reading is not None and minutes is counts:
                lasting = world.lasting(made, hours, reading.started)
                reading = read(story, lasting, owner, minutes & is_worked_on, until)
            if reading is not None and reading.verdict == "running":
                lasting = world.lasting(made, hours, reading.started)
                minutes, reading = counts, read(story, lasting, owner, counts & is_worked_on, until)
            if reading is not None:
                found[made.kind, number] = reading, minutes, holder
    return found


def same_hours_of(whose: str, one: int | None, other: int | None) -> bool:
    """Whether a lead clock goes on by the hours it was judged by, where it turns out who had the lead first."""
    if one is None or other is None or whose not in ("team", "owner"):
        return True
    return one == other if whose == "owner" else TEAMS[one] == TEAMS[other]


def called_now(name: tuple[str, int], then: Told, changed_at: int) -> tuple[str, int]:
    """Return by which number an owner clock goes, once assignments before it were told."""
    kind, number = name
    if not number:
        return name
    held, known_now = story_of(then, changed_at, False)[0].held, story_of(then, END, True)[0].held
    at = held[number - 1][0]
    return kind, next(n for n, (start, end) in enumerate(known_now, 1) if start <= at and (end is None or at < end))


def stored(world: World, hand_off: HandOff) -> dict[tuple[str, int], Reading]:
    """Return the clocks of a hand-off as the table has them."""

    def minute(instant: datetime | None) -> int | None:
        return None if instant is None else (instant - world.begin) // timedelta(minutes=1)

    return {
        (clock.promise.kind, clock.number): Reading(
            *map(minute, (clock.started_at, clock.due_at, clock.stopped_at, clock.ended_at)),
            elapsed=None if clock.elapsed is None else clock.elapsed // 60,
            verdict=clock.verdict,
        )
        for clock in Clock.objects.filter(hand_off=hand_off).select_related("promise")
    }


def readings(clocks: Clocks) -> dict[tuple[str, int], Reading]:
    return {name: reading for name, (reading, *_) in clocks.items()}


def in_any_order(data: st.DataObject, events: list[tuple[HandOff, Said]]) -> list[tuple[HandOff, Said]]:
    """Return events shuffled, some of them twice."""
    repeated = data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else []
    return data.draw(st.permutations(events + repeated))


def void(each: Said) -> Said:
    return Said(each.at, "voided", {"voids": f"{each.kind} {each.at}"})


def judge_all(now: datetime) -> None:
    """Let the jobs run, the facts also before the clocks: their order is nobody's promise."""
    rebuild_facts()
    spread_agreements()
    spread_calendars()
    judge_stale(now=now)
    sweep_due(now=now)
    rebuild_facts()


@pytest.mark.django_db
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_is_told_in_any_order_is_judged_as_it_reads(administrator, data):
    """The first lead comes before the change, the second after it, when another version of the agreement is in force.

    Whatever a waiver covers keeps its verdict, is counted apart, and stays covered. The first agreement may be signed
    only after the first lead came, as if it had been in force; of ratings there may be one of a lead before.
    """
    begin, changed_at = data.draw(st.sampled_from(BEGINS)), data.draw(st.integers(9 * DAY, 14 * DAY))
    # Mostly shortly before the clocks are changed, or the hours and the agreement.
    before_it = st.integers(4 * DAY, 8 * DAY) | st.integers(changed_at - 2 * DAY, changed_at - 1)
    early, late = data.draw(tellings(before_it)), data.draw(tellings(st.integers(changed_at, 20 * DAY)))
    old, new = data.draw(agreements()), data.draw(agreements())
    changed = data.draw(st.sampled_from(["agreement", "agreement", *HOURS, "nobody"]))
    promised_from = data.draw(st.just(0) | st.integers(early.handed_off, changed_at - 1))
    rated = data.draw(ratings(st.integers(0, early.handed_off + DAY)))

    with mock.patch.object(receivers, "FEW", 0), transaction.atomic():
        world = World.made(begin, changed, changed_at, promised_from, rated)
        world.agree(old, number=1, signed_at=world.instant(promised_from), is_retrospective=True)
        other, first = world.hand_over(Told(0, "", [])), world.hand_over(early)
        told = [*((other, each) for each in [*HEARD, rated]), *((first, each) for each in early.events)]
        by_then = [(whose, each) for whose, each in told if each.at < changed_at and not each.is_late]
        world.tell(in_any_order(data, by_then))
        judge_all(world.instant(changed_at))
        before = clocks_of(world, old, early, before=None)
        assert stored(world, first) == readings(before)

        missed = {name for name, reading in readings(before).items() if reading.verdict == "missed"}
        if missed:
            waived_by(administrator, Clock.objects.filter(verdict="missed", hand_off=first))
        if changed in HOURS:
            change_hours(world.calendars[changed], SHORT, at=world.instant(changed_at))
        signed = world.instant(changed_at)
        world.agree(new, number=2, effective_on=signed.date(), signed_at=signed)
        second = world.hand_over(late)
        told += [(second, each) for each in late.events]
        rest = [each for each in told if each not in by_then]
        rest += [(whose, void(each)) for whose, each in told if each.is_voided]
        world.tell(in_any_order(data, rest))
        judge_all(world.instant(END))
        after = readings(clocks_of(world, old, early, before=before))

        assert stored(world, first) == after
        assert stored(world, second) == readings(clocks_of(world, new, late, before={}))
        assert check_facts() == []
        covered = {called_now(name, early, changed_at) for name in missed}
        waived = [reading.verdict for name, reading in after.items() if name in covered]
        for verdict in ("met", "missed"):
            counted = ClockFact.objects.aggregate(waived=Sum(f"{verdict}_waived"))["waived"] or 0
            assert counted == waived.count(verdict)
        transaction.set_rollback(True)
