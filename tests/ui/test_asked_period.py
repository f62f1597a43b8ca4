"""The period of an address: read, shown and kept alike."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from leadgap.accounts.models import Organisation
from leadgap.ui.asked_period import DaysForm, PeriodForm, kept_of, period_in, period_of
from leadgap.ui.filters import FilterRefused

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
LAST_90 = ("90d", "2026-01-01", "2026-04-01")
MARCH = ("between", "2026-03-01", "2026-04-01")


@pytest.mark.parametrize(
    ("query", "period", "shown"),
    [
        pytest.param("", LAST_90, "90d", id="nothing"),
        pytest.param("by=week", LAST_90, "90d", id="something else"),
        pytest.param("period=30d", ("30d", "2026-03-02", "2026-04-01"), "30d", id="a preset"),
        pytest.param("start=2026-03-01", MARCH, "2026-03-01..", id="from a day to today"),
        pytest.param("start=2026-03-01&end=2026-03-31", MARCH, "2026-03-01..2026-03-31", id="two days"),
        pytest.param("period=30d&start=2026-03-01", MARCH, "2026-03-01..", id="days go before a preset"),
        pytest.param("period=2026-03-01..2026-03-31", MARCH, "2026-03-01..2026-03-31", id="two days as a choice"),
    ],
)
def test_what_is_asked_is_counted_and_shown(query, period, shown):
    found = period_of(RequestFactory().get(f"/?{query}").GET, Organisation(timezone="UTC"), NOW)
    form = PeriodForm(QueryDict(query) or None)

    assert (found.name, str(found.start), str(found.end)) == period
    assert form["period"].value() == shown
    assert shown in dict(form.fields["period"].choices)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("start=2026-03-01&end=2026-03-31", "1 Mar 2026 to 31 Mar 2026"),
        ("start=2026-03-01", "1 Mar 2026 to today"),
        ("end=2026-03-31", "the beginning to 31 Mar 2026"),
        ("start=soon", "soon"),
        ("start=soon&end=later", "soon to later"),
    ],
)
def test_days_are_written_as_a_headline_writes_them(query, words):
    form = PeriodForm(QueryDict(query))

    assert form.fields["period"].choices[0] == (form["period"].value(), words)


def test_a_period_without_a_first_day_is_from_the_beginning():
    found = period_of(RequestFactory().get("/?end=2026-03-31").GET, Organisation(timezone="UTC"), NOW)

    assert found.label == "the beginning to 31 Mar 2026"


def test_days_are_asked_for_beside_the_period_and_then_stand_as_its_choice():
    form = type("Form", (DaysForm, PeriodForm), {})(QueryDict("period=30d&start=2026-03-01&end=2026-03-31"))

    assert form["period"].value() == "2026-03-01..2026-03-31"
    assert (form["start"].value(), form["end"].value()) == (None, None)
    assert 'type="date" name="start"' in str(form["start"])


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        pytest.param(
            "period=soon",
            "“soon” is not a period. Choose Last 30 days, Last 90 days, Last 12 months, All time or two days.",
            id="no preset",
        ),
        pytest.param("period=a..b", "A date is written like 2026-03-31.", id="no days"),
        pytest.param(
            "end=9999-12-31", "“9999-12-31” is too far away: days lie in the years 1901 to 2200.", id="too late"
        ),
        pytest.param("start=0001-01-01", "“0001-01-01” is too far away", id="too early"),
        pytest.param("start=2026-13-01", "A date is written like 2026-03-31.", id="an impossible day"),
        pytest.param(
            "start=2026-03-02&end=2026-03-01",
            "The period ends on 1 Mar 2026 before it begins on 2 Mar 2026.",
            id="the last day before the first",
        ),
    ],
)
def test_a_period_that_makes_no_sense_is_refused_at_its_field(query, sentence):
    request, organisation = RequestFactory().get(f"/?{query}"), Organisation(timezone="UTC")
    with pytest.raises(FilterRefused, match="^" + re.escape(sentence)):
        period_of(request.GET, organisation, NOW)

    form = PeriodForm(request.GET)
    with pytest.raises(FilterRefused):
        period_in(form, request.GET, organisation, NOW)

    assert form.errors["period"][0].startswith(sentence)


def test_what_else_a_form_does_not_know_is_refused():
    request = RequestFactory().get("/?by=moon")
    form = type("ByForm", (PeriodForm,), {"by": forms.ChoiceField(choices=[("week", "Week")])})(request.GET)

    with pytest.raises(FilterRefused) as refusal:
        period_in(form, request.GET, Organisation(timezone="UTC"), NOW)

    assert refusal.value.form is form


@pytest.mark.parametrize("query", ["period=30d", "period=all", "start=2026-03-01&end=2026-03-15", ""])
def test_a_period_is_kept_by_an_address(query):
    organisation = Organisation(timezone="UTC")
    found = period_of(RequestFactory().get(f"/?{query}").GET, organisation, NOW)

    assert period_of(RequestFactory().get("/", kept_of(found)).GET, organisation, NOW) == found
