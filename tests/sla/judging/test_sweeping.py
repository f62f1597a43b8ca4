"""Running clocks become missed when their due instant passes, once, whoever looks and however late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from sla.judging import sweep_due, sweeping
from sla.models import Clock, DirtyClockDay
from sla.signals import verdicts_changed
from sla.tasks import sweep_due as sweep_task
from tests.factories import NOW, ClockFactory, PromiseFactory
from tests.sla.world import HOUR, agree, clock_of, hand_over
from tests.threads import at_once

SECOND = timedelta(seconds=1)
DUE = NOW + 3 * HOUR


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        pytest.param(DUE, "running", id="due-this-very-second"),
        pytest.param(DUE + SECOND, "missed", id="a-second-past-due"),
        pytest.param(DUE + 9999 * HOUR, "missed", id="very-late"),
    ],
)
def test_overdue_is_missed(now, verdict):
    clock = ClockFactory()

    sweep_due(now=now)

    clock.refresh_from_db()
    assert (clock.verdict, clock.due_at) == (verdict, DUE)


@pytest.mark.django_db
@pytest.mark.parametrize(("verdict", "over"), [("met", "stopped_at"), ("ended", "ended_at"), ("no_data", "stopped_at")])
def test_a_verdict_that_was_given_stays(verdict, over):
    clock = ClockFactory(verdict=verdict, **{over: NOW})

    assert sweep_due(now=DUE + HOUR) == 0

    clock.refresh_from_db()
    assert clock.verdict == verdict


@pytest.mark.django_db
def test_paused_without_end_is_never_overdue():
    ClockFactory(due_at=None)

    assert sweep_due(now=DUE + 9999 * HOUR) == 0


@pytest.mark.django_db
def test_a_sweep_says_what_it_changed_once():
    said = []

    def hear(*, ids, days, **_):
        said.append((ids, days))

    promise = PromiseFactory()
    one, other, late = (ClockFactory(promise=promise, due_at=DUE + hours * HOUR) for hours in (0, 9, -1))
    verdicts_changed.connect(hear)

    assert sweep_due(now=DUE + SECOND) == 2
    assert sweep_due(now=DUE + SECOND) == 0

    verdicts_changed.disconnect(hear)
    assert said == [([one.hand_off_id, late.hand_off_id], {date(2026, 3, 4)})]
    assert [(dirty.day, dirty.marks) for dirty in DirtyClockDay.objects.all()] == [(date(2026, 3, 4), 1)]
    other.refresh_from_db()
    assert other.verdict == "running"


@pytest.mark.django_db
def test_more_than_a_batch_is_swept_batch_by_batch(monkeypatch):
    monkeypatch.setitem(sweeping.BATCH, connection.vendor, 2)
    promise = PromiseFactory()
    for _ in range(5):
        ClockFactory(promise=promise)

    assert sweep_due(now=DUE + SECOND) == 5

    assert DirtyClockDay.objects.get().marks == 3


@pytest.mark.django_db
def test_sweeping_and_judging_agree(organisation):
    agree()
    swept, judged = hand_over(), hand_over(now=NOW + 99 * HOUR)

    sweep_due(now=NOW + 99 * HOUR)

    assert clock_of(swept).verdict == clock_of(judged).verdict == "missed"
    ignored = ("id", "hand_off_id")
    rows = [
        {name: value for name, value in row.items() if name not in ignored}
        for row in Clock.objects.order_by("pk").values()
    ]
    assert rows[0] == rows[1]


@pytest.mark.django_db
def test_the_task_wakes_the_facts_when_it_changed_something(
    run_queued, django_capture_on_commit_callbacks, time_machine
):
    time_machine.move_to(datetime(2027, 1, 1, tzinfo=UTC), tick=False)
    ClockFactory()

    for expected in (["feedback.tasks.rebuild_facts", "sla.tasks.rebuild_facts"], []):
        with django_capture_on_commit_callbacks(execute=True):
            sweep_task()
        assert sorted(run_queued()) == expected


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_change_each_clock_once():
    promise = PromiseFactory()
    for _ in range(40):
        ClockFactory(promise=promise)

    swept = at_once(*[lambda: sweep_due(now=DUE + SECOND)] * 3)

    assert sum(swept) == 40
    assert set(Clock.objects.values_list("verdict", flat=True)) == {"missed"}
