"""The two commands that see all rooms: check_facts and sweep."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from feedback.models import RatingFact
from leads.models import HandOff
from sla.models import Clock, ClockFact
from tests.factories import NOW
from tests.sla.world import agree, clock_of, hand_over

pytestmark = pytest.mark.django_db


def test_one_sweep_brings_everything_up_to_date(organisation, time_machine, capsys):
    time_machine.move_to(datetime(2026, 3, 9, tzinfo=UTC), tick=False)
    hand_off = hand_over(now=NOW)
    agree(effective_on=NOW.date(), signed_at=NOW)

    call_command("sweep")
    call_command("check_facts")

    assert clock_of(hand_off).verdict == "missed"
    assert not HandOff.objects.unjudged().exists()
    said = capsys.readouterr().out
    assert "Judged 1 hand-offs, found 0 clocks overdue, rebuilt the facts of 1 days." in said
    assert "All facts are what the hand-offs say." in said


def test_a_second_sweep_changes_nothing(organisation, capsys):
    agree()
    hand_over()
    call_command("sweep")
    before = list(Clock.objects.values())

    call_command("sweep")

    assert list(Clock.objects.values()) == before
    assert "Judged 0 hand-offs, found 0 clocks overdue, rebuilt the facts of 0 days." in capsys.readouterr().out


def test_check_facts_names_the_days_that_are_wrong_in_either_room(organisation, capsys):
    agree()
    hand_over()
    call_command("sweep")
    ClockFact.objects.update(met=7)
    RatingFact.objects.update(hand_offs=7)

    with pytest.raises(CommandError, match="3 days or weeks are wrong"):
        call_command("check_facts")

    said = capsys.readouterr().err
    assert "2026-03-04: 1 facts are wrong and 1 are missing." in said
    assert "2026-03-04: the rating facts are not what the hand-offs say" in said
