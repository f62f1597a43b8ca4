"""A scheduler or worker that has stopped is noticed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from leadgap import checks, heartbeat

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_beat_goes_through_the_queue(run_queued: Callable[[], list[str]]) -> None:
    heartbeat.beat.delay()

    with time_machine.travel(NOON, tick=False):
        ran = run_queued()

    assert ran == ["leadgap.heartbeat"]
    assert heartbeat.last_beat() == NOON


@pytest.mark.parametrize(
    ("silence", "warnings"),
    [
        (timedelta(minutes=1), []),
        (timedelta(minutes=10, seconds=-1), []),
        (timedelta(minutes=10), ["leadgap.W003"]),
        (timedelta(days=2), ["leadgap.W003"]),
    ],
)
def test_silence_is_reported_after_ten_minutes(silence: timedelta, warnings: list[str]) -> None:
    with time_machine.travel(NOON, tick=False):
        heartbeat.beat()

    with time_machine.travel(NOON + silence, tick=False):
        found = checks.scheduler_is_alive(None, databases=["default"])

    assert [message.id for message in found] == warnings


def test_an_installation_that_never_ran_is_not_warned_about() -> None:
    assert checks.scheduler_is_alive(None, databases=["default"]) == []


def test_without_a_database_to_look_into_nothing_is_said() -> None:
    with time_machine.travel(NOON, tick=False):
        heartbeat.beat()

    assert checks.scheduler_is_alive(None, databases=None) == []
