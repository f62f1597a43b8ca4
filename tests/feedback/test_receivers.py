"""What feedback hears of the rooms to its left: every day that is touched is marked, and of few counted at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from feedback import receivers
from feedback.models import DirtyRatingDay, RatingFact
from leads.journal import HandOffRecord, LeadRecord, record
from leads.services import get_or_create_source
from sla.judging import sweep_due
from tests.factories import NOW, SystemFactory
from tests.sla.world import agree, hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

DAY, TODAY = timedelta(days=1), date(2026, 3, 4)


@pytest.fixture
def clean():
    """Return a function that forgets all marks."""
    return DirtyRatingDay.objects.all().delete


def marked():
    return set(DirtyRatingDay.objects.values_list("day", flat=True))


def test_every_day_of_one_recording_is_marked():
    source = get_or_create_source("Website")
    hand_offs = [HandOffRecord(f"H{n}", "L", source.pk, handed_off_at=NOW - n * DAY) for n in range(3)]

    record(system=SystemFactory(), leads=[LeadRecord("L")], hand_offs=hand_offs, now=NOW)

    assert marked() == {TODAY, TODAY - DAY, TODAY - 2 * DAY}


def test_a_hand_off_that_is_moved_marks_the_day_that_it_leaves(clean):
    moved = hand_over(at=NOW)
    clean()

    hand_over(name=moved.external_id, at=NOW - DAY)

    assert marked() == {TODAY, TODAY - DAY}


def test_every_day_of_one_sweep_is_marked(clean):
    agree()
    for days in (0, 1):
        at = NOW - days * DAY
        hand_over(at=at, now=at)
    clean()

    assert sweep_due(now=NOW + 9 * DAY) == 2

    assert marked() == {TODAY, TODAY - DAY}


@pytest.mark.parametrize(("few", "is_counted"), [(1, True), (0, False)])
def test_few_are_counted_at_once_and_many_by_the_next_tick(
    few, is_counted, monkeypatch, run_queued, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(receivers, "FEW", few)

    with django_capture_on_commit_callbacks(execute=True):
        hand_over(at=NOW)

    assert ("feedback.tasks.rebuild_facts" in run_queued()) == is_counted
    assert RatingFact.objects.exists() == is_counted
