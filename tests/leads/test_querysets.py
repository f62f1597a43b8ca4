"""Every verb has a row that must appear and a row that must not."""

from __future__ import annotations

import pytest

from leads import stale
from leads.lifecycle import ENDED, Stage
from leads.models import HandOff
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
