from datetime import UTC, datetime

import pytest
from django.test import Client

from leadgap.home.demo.company import found
from leadgap.home.demo.loading import roll
from leadgap.home.demo.settling import settle

# A Wednesday afternoon in Berlin; Boston has just opened.
THEN = datetime(2026, 6, 10, 13, 30, tzinfo=UTC)


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
    from datetime import timedelta

    monkeypatch.setattr("leadgap.home.demo.company.LENGTH", timedelta(days=35))


@pytest.fixture
def demo(db, short_story):
    """A small demo company, told, judged and counted at THEN."""
    company = found(now=THEN, leads=300)
    roll(now=THEN)
    settle(now=THEN)
    return company
