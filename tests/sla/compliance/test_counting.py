"""While not all is counted, whoever reads numbers is told so: on pages and by the API."""

import pytest
import time_machine
from django.urls import reverse

from feedback.models import DirtyRatingDay
from feedback.scorecards import facts
from sla.facts import rebuild_facts
from tests.factories import NOW
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, hand_over, touched

pytestmark = pytest.mark.django_db

SAID = "still being counted. Look again in a minute."
OF_SLA = ("sla:compliance", "sla:curve", "sla:hours", "sla:board")
PAGES = (*OF_SLA, "feedback:scorecards", "home:home", "home:totals")


def counted():
    rebuild_facts()
    facts.rebuild_dirty(now=NOW + HOUR)


@pytest.mark.parametrize("role", ["administrator", "marketer"])
def test_pages_and_api_say_that_not_all_is_counted(organisation, client, request, role):
    agree()
    hand_over(touched(NOW + HOUR), now=NOW + HOUR)
    counted()
    client.force_login(request.getfixturevalue(role))

    def told():
        with time_machine.travel(NOW + HOUR, tick=False):
            pages = [SAID in text_of(client.get(reverse(page))) for page in PAGES]
            answers = [client.get(f"/api/v1/{what}/").json()["is_counting"] for what in ("compliance", "scorecards")]
        return pages + answers

    assert told() == [False] * 9
    hand_over(now=NOW + HOUR)
    assert told() == [True] * 9
    counted()
    assert told() == [False] * 9


def test_a_rating_that_can_still_be_undone_is_not_waited_for(organisation, client, administrator):
    hand_over(now=NOW)
    counted()
    DirtyRatingDay.objects.create(day=NOW.date(), marks=0, not_before=NOW + 2 * HOUR)
    client.force_login(administrator)

    with time_machine.travel(NOW, tick=False):
        assert client.get("/api/v1/scorecards/").json()["is_counting"] is False
