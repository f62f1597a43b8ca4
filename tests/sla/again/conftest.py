import pytest

from leadgap.accounts.models import Role
from sla.facts import rebuild_facts
from tests.factories import NOW, TeamFactory, UserFactory
from tests.sla.again.days import LATER, SHORT_WEEK
from tests.sla.world import HOUR, agree, assigned, change_hours, hand_over, touched


@pytest.fixture
def elsewhere(organisation):
    """Who acts for all of Sales by the own place, and does not see the hand-offs of another tree of teams."""
    return UserFactory(name="Paula Partner", role=Role.MANAGER, team=TeamFactory(name="Partners"))


@pytest.fixture
def forgotten(rep, administrator):
    """Handed over on a Wednesday, answered on Thursday too late; afterwards that Wednesday is found to be free."""
    agreement = agree()
    hand_off = hand_over(assigned(rep.owners.get()), touched(NOW + 22 * HOUR), now=LATER)
    rebuild_facts()
    change_hours(agreement.calendar, SHORT_WEEK, at=LATER)
    return hand_off
