from datetime import timedelta

import pytest

from sla.facts import rebuild_facts
from tests.factories import NOW, SourceFactory
from tests.sla.months.promised import BIG, promise
from tests.sla.world import HOUR, agree, assigned, event, hand_over, touched

DAY = timedelta(days=1)


@pytest.fixture
def company(organisation, rep):
    """February missed, March under way: 4 March, two working days behind it. Goals: 40 leads, 400 of value."""
    owner = rep.owners.get()
    agreement = agree(definition=BIG, decision=8)
    promise(agreement, {None: 10}, volume=40, value=400, accepted_share="0.5", completeness="0.9")
    for place in range(6):
        hand_over(assigned(owner, NOW - 20 * DAY), at=NOW - 20 * DAY, employees=60, name=f"F{place}")
    hand_over(
        assigned(owner), touched(NOW), event("accepted", NOW), employees=60, email="a@b.example", country="DE", name="A"
    )
    hand_over(assigned(owner), event("rejected", NOW), employees=60, name="R", at=NOW - DAY)
    hand_over(assigned(owner), employees=60, name="U")
    hand_over(assigned(owner), employees=6, name="N")
    hand_over(employees=60, name="S", source=SourceFactory(name="Own research", side="sales"))
    rebuild_facts()
    return agreement


@pytest.fixture
def an_hour_later(time_machine):
    time_machine.move_to(NOW + HOUR, tick=False)
