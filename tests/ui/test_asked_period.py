"""The period of an address: read, shown and kept alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from leadgap.accounts.models import Organisation
from leadgap.ui.asked_period import PeriodForm, kept_of, period_of

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
LAST_90 = ("90d", "2026-01-01", "2026-04-01")
MARCH = ("between", "2026-03-01", "2026-04-01")


@pytest.mark.parametrize(
    ("query", "period", "shown"),
    [
        pytest.param("", LAST_90, "90d", id="nothing"),
        pytest.param("by=week", LAST_90, "90d", id="something else"),
        pytest.param("period=soon", LAST_90, "90d", id="no preset"),
        pytest.param("period=30d", ("30d", "2026-03-02", "2026-04-01"), "30d", id="a preset"),
        pytest.param("start=2026-03-01", MARCH, "2026-03-01..", id="from a day to today"),
        pytest.param("start=2026-03-01&end=2026-03-31", MARCH, "2026-03-01..2026-03-31", id="two days"),
        pytest.param("period=30d&start=2026-03-01", MARCH, "2026-03-01..", id="days go before a preset"),
        pytest.param("period=2026-03-01..2026-03-31", MARCH, "2026-03-01..2026-03-31", id="two days as a choice"),
        pytest.param("period=a..b", LAST_90, "a..b", id="no days"),
    ],
)
def test_what_is_asked_is_counted_and_shown(query, period, shown):
    found = period_of(RequestFactory().get(f"/?{query}"), Organisation(timezone="UTC"), NOW)
    form = PeriodForm(QueryDict(query) or None)

    assert (found.name, str(found.start), str(found.end)) == period
    assert form["period"].value() == shown
    assert shown in dict(form.fields["period"].choices)


@pytest.mark.parametrize("query", ["period=30d", "period=all", "start=2026-03-01&end=2026-03-15", ""])
def test_a_period_is_kept_by_an_address(query):
    organisation = Organisation(timezone="UTC")
    found = period_of(RequestFactory().get(f"/?{query}"), organisation, NOW)

    assert period_of(RequestFactory().get("/", kept_of(found)), organisation, NOW) == found
