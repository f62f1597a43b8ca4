"""Rebuilding the facts of dirty days: twice, marked again meanwhile, failing, and several at once."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from leads import dirty
from sla import tasks
from sla.facts import check_facts, facts_of, rebuild_facts
from sla.models import ClockFact, DirtyClockDay, DirtyClockWeek
from tests.factories import NOW
from tests.sla.playing import told
from tests.sla.world import HOUR, agree, hand_over, tell, touched
from tests.threads import at_once

TODAY = date(2026, 3, 4)


@pytest.mark.django_db
def test_a_second_rebuild_finds_nothing_to_do(organisation):
    agree()
    hand_over()

    assert rebuild_facts() == 1
    facts = told()
    assert rebuild_facts() == 0

    assert told() == facts


@pytest.mark.django_db
def test_a_day_marked_again_while_it_is_rebuilt_stays_dirty(organisation, monkeypatch):
    agree()
    hand_over()

    def mark_then_make(day):
        dirty.mark(DirtyClockDay, [day])
        return facts_of(day)

    monkeypatch.setattr("sla.facts.facts_of", mark_then_make)
    rebuild_facts()

    assert DirtyClockDay.objects.filter(day=TODAY).exists()


@pytest.mark.django_db
def test_a_rebuild_that_fails_leaves_the_day_dirty_and_the_facts_as_they_were(organisation, monkeypatch):
    agree()
    hand_off = hand_over()
    rebuild_facts()
    facts = told()
    tell(hand_off, touched(NOW + HOUR))

    def fail(_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("sla.facts.facts_of", fail)
    with pytest.raises(RuntimeError):
        rebuild_facts()

    assert told() == facts
    assert DirtyClockDay.objects.filter(day=TODAY).exists()


@pytest.mark.django_db(transaction=True)
def test_rebuilds_at_once_count_every_clock_once(organisation):
    agree()
    for hours in range(6):
        hand_over(at=NOW - hours * 24 * HOUR)

    rebuilt = at_once(*[rebuild_facts] * 3)

    assert sum(rebuilt) == 6
    assert check_facts() == []
    assert ClockFact.objects.count() == 6
    assert not DirtyClockDay.objects.exists()
    assert not DirtyClockWeek.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only one transaction writes at a time on SQLite")
def test_a_day_that_another_rebuild_holds_is_left_to_it(organisation):
    agree()
    for days in range(3):
        hand_over(at=NOW - days * 24 * HOUR)

    with transaction.atomic():
        assert dirty.clear(DirtyClockDay, TODAY, DirtyClockDay.objects.get(day=TODAY).marks)
        rebuilt = at_once(rebuild_facts)
        transaction.set_rollback(True)

    assert rebuilt == [2]
    assert list(DirtyClockDay.objects.values_list("day", flat=True)) == [TODAY]


@pytest.mark.django_db
def test_many_days_are_shared_by_two(organisation, monkeypatch, run_queued, django_capture_on_commit_callbacks):
    dirty.mark(DirtyClockDay, [TODAY - timedelta(days=days) for days in range(3)])
    monkeypatch.setattr(tasks, "FEW_DAYS", 1)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.rebuild_facts()

    assert run_queued() == (["sla.tasks.rebuild_facts"] if connection.vendor == "postgresql" else [])
