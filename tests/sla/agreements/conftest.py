import pytest

from sla import agreements
from sla.agreements import Terms
from tests.factories import NOW, CalendarFactory
from tests.sla.agreements import sent
from tests.sla.agreements.drafts import FIRST, RATING, TODAY
from tests.sla.world import HOUR

DEFINITION = {
    "all": [
        {
            "any": [{"field": "employees", "operator": "at_least", "value": 50}],
            "sentence": "The company has 50 people.",
        },
        {"any": [{"field": "country", "operator": "one_of", "value": ["DE", "AT"]}]},
    ]
}


@pytest.fixture
def terms(organisation):
    return Terms(
        calendar=CalendarFactory(name="Office"),
        promises=[FIRST, RATING],
        definition=DEFINITION,
        effective_on=TODAY,
    )


@pytest.fixture
def proposed(terms, manager):
    version = agreements.draft(terms=terms, user=manager, now=NOW)
    agreements.propose(version, user=manager, now=NOW)
    version.refresh_from_db()
    return version


@pytest.fixture
def nine_hours_later(time_machine):
    """It is late on the day of the tests, and whoever is given a few hours has missed them."""
    time_machine.move_to(NOW + 9 * HOUR, tick=False)


@pytest.fixture
def calendar(organisation):
    return CalendarFactory(name="Office")


@pytest.fixture
def say(client):
    """Call it with a person, an address and a body: what the API answers."""

    def post(user, url, body=None, method="post"):
        client.force_login(user)
        return getattr(client, method)(url, body or {}, content_type="application/json")

    return post


@pytest.fixture
def drafted(say, head, calendar):
    return say(head, sent.LIST, sent.terms()).json()
