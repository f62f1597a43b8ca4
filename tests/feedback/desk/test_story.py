"""The timeline of a hand-off: what an early event comes to is said as the projection counts it."""

from datetime import timedelta

import pytest

from feedback.desk.story import timeline
from tests.factories import NOW
from tests.sla.world import assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(days=1)


def test_an_early_event_says_what_it_comes_to(auditor, rep):
    hand_off = hand_over(
        touched(EARLIER),
        assigned(rep.owners.get(), EARLIER),
        event("paused", EARLIER),
        event("accepted", EARLIER),
        event("rated", EARLIER, side="sales", rating=4),
        event("rated", EARLIER, side="marketing", rating=5, basis="individual"),
    )

    told = {entry.title: entry.body for entry in timeline(auditor, hand_off, zone="UTC", undoable=[], now=NOW)}

    assert hand_off.early_events == 3  # the touch, the acceptance and the rating of Sales
    assert [body for title, body in told.items() if "mail" in title or "ouch" in title] == [
        "before the hand-off: it is no touch"
    ]
    assert told["Accepted"] == "before the hand-off: its time does not count"
    assert told["Sales rated it 4, qualified"] == "before the hand-off: its time does not count"
    assert told["Marketing rated it 5, highly qualified"] == ""
    assert [body for title, body in told.items() if title.startswith(("Assigned", "Paused"))] == [
        "before the hand-off: it holds from there on"
    ] * 2
