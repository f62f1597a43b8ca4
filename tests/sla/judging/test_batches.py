"""Hand-offs that wait to be judged: by the job, batch by batch, and none is lost when one fails."""

from datetime import date
from unittest.mock import Mock

import pytest
from django.db import connection

from leads import stale
from leads.models import HandOff
from sla import receivers, tasks
from sla.facts import rebuild_facts
from sla.judging import judge, judge_stale, judging
from sla.models import Clock, ClockFact, DirtyClockDay
from tests.factories import NOW, OwnerFactory
from tests.sla.world import HOUR, agree, assigned, event, hand_over, tell, touched, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_ways_of_writing")]


def test_many_are_left_to_the_job(organisation, monkeypatch, run_queued, django_capture_on_commit_callbacks):
    agree()
    monkeypatch.setattr(receivers, "FEW", 0)

    with django_capture_on_commit_callbacks(execute=True):
        hand_off = hand_over(at=NOW)
    assert verdicts(hand_off) == {}
    assert set(DirtyClockDay.objects.values_list("day", flat=True)) == {date(2026, 3, 4)}

    with django_capture_on_commit_callbacks(execute=True):
        assert run_queued() == ["sla.tasks.judge_stale", "feedback.tasks.rebuild_facts"]

    assert set(verdicts(hand_off)) == {("first_response", 0)}
    assert run_queued() == ["sla.tasks.rebuild_facts"]
    assert not DirtyClockDay.objects.exists()


def test_one_touch_is_counted_at_once_and_many_of_a_day_wake_one_job(
    organisation, run_queued, django_capture_on_commit_callbacks
):
    agree()
    hand_offs = [hand_over(at=NOW) for _ in range(3)]
    rebuild_facts()

    with django_capture_on_commit_callbacks(execute=True):
        for hand_off in hand_offs:
            tell(hand_off, touched(at=NOW + HOUR / 2))

    assert run_queued() == ["sla.tasks.rebuild_facts"]
    assert sum(ClockFact.objects.filter(scope="lead").values_list("met", flat=True)) == 3


def test_the_job_goes_on_where_it_stopped(organisation, monkeypatch):
    agree()
    hand_offs = [hand_over() for _ in range(5)]
    stale.mark_all(HandOff.objects.filter(pk__gt=0))
    Clock.objects.all().delete()
    monkeypatch.setitem(judging.BATCH, connection.vendor, 2)

    assert judge_stale(now=NOW, limit=3) == 4
    assert Clock.objects.count() == 4
    assert judge_stale(now=NOW) == 1
    assert judge_stale(now=NOW) == 0

    assert [verdicts(hand_off) for hand_off in hand_offs] == [{("first_response", 0): "running"}] * 5


@pytest.mark.parametrize(("waiting", "shared"), [(4, False), (5, True)], ids=["two batches", "more"])
def test_more_than_a_batch_is_shared_by_two(
    organisation, monkeypatch, run_queued, django_capture_on_commit_callbacks, waiting, shared
):
    hand_offs = [hand_over() for _ in range(waiting)]
    stale.mark(hand_off.pk for hand_off in hand_offs)
    monkeypatch.setitem(judging.BATCH, connection.vendor, 2)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.judge_stale()

    another = run_queued().count("sla.tasks.judge_stale")
    assert another == (shared and connection.vendor == "postgresql")
    assert not HandOff.objects.unjudged().exists()


def test_a_job_that_fails_is_not_sent_again(organisation, monkeypatch, run_queued, django_capture_on_commit_callbacks):
    stale.mark(hand_over().pk for _ in range(5))
    monkeypatch.setitem(judging.BATCH, connection.vendor, 2)
    monkeypatch.setattr(judging, "write", Mock(side_effect=RuntimeError("the disk is full")))

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        tasks.judge_stale()

    assert "sla.tasks.judge_stale" not in run_queued()


def test_a_batch_that_fails_leaves_all_of_it_stale(organisation, monkeypatch):
    agree()
    hand_off = hand_over()
    stale.mark_all(HandOff.objects.filter(pk__gt=0))
    Clock.objects.all().delete()

    def fail(*_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(judging, "write", fail)
    with pytest.raises(RuntimeError):
        judge_stale(now=NOW)

    assert list(HandOff.objects.unjudged()) == [hand_off]
    assert not Clock.objects.exists()


def test_judging_one_asks_as_many_queries_as_judging_twenty(organisation, django_assert_max_num_queries):
    agree(follow_up=40, rating=16)
    owner = OwnerFactory()
    hand_offs = [hand_over(assigned(owner), event("closed", NOW + HOUR)) for _ in range(20)]

    for some in (hand_offs[:1], hand_offs):
        with django_assert_max_num_queries(14):
            judge([hand_off.pk for hand_off in some], now=NOW)
