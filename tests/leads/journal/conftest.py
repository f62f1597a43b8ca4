from __future__ import annotations

import pytest

from leads.journal import record
from leads.models import HandOff
from leads.signals import handoffs_changed
from tests.factories import NOW
from tests.leads.worlds import World


@pytest.fixture
def world(organisation):
    return World.made()


@pytest.fixture(autouse=True)
def _by_itself(monkeypatch):
    """Keep the rooms to the right silent: they judge and count what changed within the same transaction."""
    monkeypatch.setattr(handoffs_changed, "receivers", [])


@pytest.fixture
def hand_off(world):
    """A hand-off that its system has told of."""
    record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off()], now=NOW)
    return HandOff.objects.get()


@pytest.fixture
def told(world):
    """Return a function that records in this world and gives back what came of it."""

    def tell(*events, leads=(), hand_offs=(), now=NOW, **said):
        return record(system=world.system, leads=leads, hand_offs=hand_offs, events=events, now=now, **said)

    return tell


@pytest.fixture
def signals():
    """Return the list of what receivers were told from here on."""
    heard = []

    def hear(sender, ids, days, **rest):
        heard.append((sorted(ids), days))

    handoffs_changed.connect(hear)
    yield heard
    handoffs_changed.disconnect(hear)
