"""Every verb has a row that must appear and a row that must not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from leads import stale
from leads.lifecycle import ENDED, Stage
from leads.models import HandOff
from leads.models.handoffs import UNDATED
from tests.factories import HandOffFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", Stage)
def test_open_are_those_that_have_not_ended(stage):
    outcome = stage.value if stage in {"won", "lost"} else "open"
    hand_off = HandOffFactory(stage=stage.value, outcome=outcome)

    assert (hand_off in HandOff.objects.open()) == (stage not in ENDED)


def test_stale_are_those_that_are_marked():
    unjudged, _ = HandOffFactory(), HandOffFactory()
    stale.mark([unjudged.pk])

    assert list(HandOff.objects.unjudged()) == [unjudged]


def test_a_list_asks_once_for_all_that_it_shows(rep, django_assert_num_queries):
    for _ in range(3):
        HandOffFactory(owner=rep.owners.get(), team=rep.team)

    with django_assert_num_queries(1):
        shown = [
            (str(each.lead), str(each.source), each.campaign, str(each.owner), str(each.team), str(each.system))
            for each in HandOff.objects.for_list()
        ]

    assert len(shown) == 3


def test_newest_come_first(rep):
    hand_offs = [HandOffFactory() for _ in range(3)]

    assert list(HandOff.objects.all()) == hand_offs[::-1]


def test_within_a_day_the_instant_decides_and_those_without_one_come_last():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    latest, unknown, earliest, next_day = (
        HandOffFactory(handed_off_at=at, day=at.date() if at else UNDATED)
        for at in (noon + timedelta(hours=1), None, noon, noon + timedelta(days=1))
    )

    assert list(HandOff.objects.order_by("pk").newest_first()) == [next_day, latest, earliest, unknown]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="reads a plan of PostgreSQL")
def test_a_list_is_read_along_the_days_of_its_index(rep):
    HandOffFactory(owner=rep.owners.get(), team=rep.team)
    with connection.cursor() as cursor:
        # A table of one row is else read whole, and sorted.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")

    plan = HandOff.objects.filter(owner=rep.owners.get()).newest_first()[:25].explain()

    assert "Presorted Key: day" in plan
    assert "leads_handoff_of_owner" in plan
