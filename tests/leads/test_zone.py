"""The organisation's zone stays once hand-offs count under its days."""

import pytest

from leadgap.accounts.services.organisation import change_organisation, zone_is_fixed
from leadgap.accounts.services.refusals import ZoneIsFixed
from tests.factories import NOW, HandOffFactory


def test_the_zone_stays_once_a_hand_off_has_a_day(organisation, administrator):
    change_organisation(values={"timezone": "Europe/Vienna"}, actor=administrator, now=NOW)
    HandOffFactory(handed_off_at=None, day="1900-01-01")
    assert not zone_is_fixed()
    HandOffFactory()

    with pytest.raises(ZoneIsFixed):
        change_organisation(values={"timezone": "Europe/Paris"}, actor=administrator, now=NOW)
