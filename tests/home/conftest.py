from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from leadgap.home.demo.company import found
from leadgap.home.demo.loading import roll
from leadgap.home.demo.settling import settle
from leadgap.home.models import DemoCompany

# A Wednesday afternoon in Berlin; Boston has just opened.
THEN = datetime(2026, 6, 10, 13, 30, tzinfo=UTC)
FIVE_WEEKS = timedelta(days=35)


@pytest.fixture
def browser_of():
    """Return a browser in which this person has signed in; None: nobody."""

    def of(person):
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return of


@pytest.fixture
def short_story(monkeypatch):
    """The demo company is five weeks old, and not a year."""
    monkeypatch.setattr("leadgap.home.demo.company.LENGTH", FIVE_WEEKS)


@pytest.fixture(scope="module")
def told(kept):
    """A small demo company, told, judged and counted at THEN."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("leadgap.home.demo.company.LENGTH", FIVE_WEEKS)
        found(now=THEN, leads=300)
        roll(now=THEN)
        settle(now=THEN)


@pytest.fixture
def demo(told, db, short_story):
    return DemoCompany.objects.get()
