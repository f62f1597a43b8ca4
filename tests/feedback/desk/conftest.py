"""A hand-off in the hands of Rita Rep, told to the journal."""

from __future__ import annotations

import pytest

from leads.journal import record_event
from tests.factories import HandOffFactory


@pytest.fixture
def hand_off(rep):
    hand_off = HandOffFactory()
    at = hand_off.handed_off_at
    record_event(hand_off=hand_off, kind="assigned", user=None, now=at, owner_id=rep.owners.get().pk)
    hand_off.refresh_from_db()
    return hand_off
