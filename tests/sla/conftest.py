import pytest

from sla.facts import rebuild_facts
from tests.factories import NOW
from tests.sla.world import HOUR, agree, assigned, hand_over, touched


@pytest.fixture
def days(rep, stranger):
    """Berlin: 6 met, 2 missed; Vienna: 2 met, 4 missed, of which 2 are not answered. Two days have passed."""
    agree()
    for owner, met, late, open_ in ((rep.owners.get(), 6, 2, 0), (stranger.owners.get(), 2, 2, 2)):
        for n, answered_at in ((met, NOW + HOUR), (late, NOW + 26 * HOUR), (open_, None)):
            for _ in range(n):
                touches = [touched(answered_at)] if answered_at else []
                hand_over(assigned(owner), *touches, now=NOW + 48 * HOUR)
    rebuild_facts()


@pytest.fixture
def as_(client):
    """Call it with a user: the client, signed in as this person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def two_days_later(time_machine):
    """What was promised within working hours is decided by now."""
    time_machine.move_to(NOW + 48 * HOUR, tick=False)
