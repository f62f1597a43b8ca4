"""The audit log as people read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from leadgap.accounts.audit_lines import _noun
from leadgap.audit.services import record
from tests.accounts.pages import text_of
from tests.factories import NOW, CalendarFactory, SourceFactory

AUDIT = reverse("accounts:audit")


@pytest.fixture
def log(administrator, rep):
    return [
        record("person.changed", actor=administrator, at=NOW - timedelta(days=2), target=rep, role=["rep", "manager"]),
        record("agreement.signed", actor=rep, at=NOW - timedelta(days=1), version=3),
        record("facts.rebuilt", actor=None, at=NOW, days=None, ok=True),
    ]


def actions_in(response):
    return [line.entry.action for line in response.context["lines"]]


def test_the_log_reads_newest_first_with_before_and_after(admin, log):
    response = admin.get(AUDIT)
    said = text_of(response)

    assert actions_in(response) == ["facts.rebuilt", "agreement.signed", "person.changed"]
    assert "3 changes are on record." in said
    assert "role rep → manager" in said
    assert "Rita Rep" in said
    assert "LeadGap itself" in said
    assert "days – ok yes" in said


def test_keys_of_the_log_are_said_in_the_words_of_the_pages(admin, organisation):
    record("api_key.created", actor=None, at=NOW, may_write=False)
    record("invitation.made", actor=None, at=NOW, email="ana@example.com")
    record("organisation.set_up", actor=None, at=NOW, timezone="UTC")

    said = text_of(admin.get(AUDIT))

    assert "API key created" in said
    assert "may write no" in said
    assert "e-mail ana@example.com" in said
    assert "time zone UTC" in said


OFF = [{"date": f"2026-12-{day}", "name": name} for day, name in ((25, "Noel"), (26, "Boxing Day"), (24, "Eve"))]
HOURS = {"mon": [["09:00", "12:30"], ["13:00", "17:30"]], "tue": [["22:00", "06:00"]]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({"holidays": OFF[:2]}, "holidays 2026-12-25 Noel, 2026-12-26 Boxing Day", id="two-days"),
        pytest.param({"holidays": [OFF[:2], OFF[1:]]}, "added 2026-12-24 Eve; removed 2026-12-25 Noel", id="change"),
        pytest.param({"weekly": HOURS}, "weekly mon: 09:00–12:30, 13:00–17:30, tue: 22:00–06:00", id="hours"),
        pytest.param({"weekly": [HOURS, {**HOURS, "tue": []}]}, "weekly tue: 22:00–06:00 → –", id="one-day-less"),
        pytest.param({"time_off": [[], [{"from": "2026-12-10T13:00", "until": "2026-12-10T15:00", "name": ""}]]},
                     "time off added 2026-12-10T13:00 2026-12-10T15:00", id="time-off"),
    ],
)  # fmt: skip
def test_of_a_calendar_it_says_what_changed(admin, organisation, data, said):
    record("calendar.changed", actor=None, at=NOW, **data)

    assert said in text_of(admin.get(AUDIT))


@pytest.mark.parametrize("factory", [CalendarFactory, SourceFactory])
def test_what_people_know_by_a_name_is_called_by_it(admin, organisation, factory):
    thing = factory(name="Cold calls of Vienna")
    record("thing.changed", actor=None, at=NOW, target=thing)

    assert "thing changed Cold calls of Vienna" in text_of(admin.get(AUDIT))


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("sla.agreementversion:3", "agreement version 3"),
        ("sla.waiver:1", "waiver 1"),
        ("gone.thing:2", "thing 2"),
        ("", ""),
    ],
)
def test_things_of_other_rooms_are_called_by_their_name(target, said):
    assert _noun(target) == said


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("what=person", ["person.changed"]),
        ("what=agreement", ["agreement.signed"]),
        ("what=nonsense", ["facts.rebuilt", "agreement.signed", "person.changed"]),
        ("since=2026-03-03&until=2026-03-03", ["agreement.signed"]),
        ("since=2026-03-04", ["facts.rebuilt"]),
        ("until=2026-03-02", ["person.changed"]),
    ],
)
def test_the_log_is_filtered(admin, log, query, found):
    assert actions_in(admin.get(f"{AUDIT}?{query}")) == found


def test_the_log_is_filtered_by_person(admin, log, rep):
    assert actions_in(admin.get(f"{AUDIT}?who={rep.pk}")) == ["agreement.signed"]


def test_days_are_those_of_the_organisation(admin, organisation):
    """23:30 UTC on the 3rd is the 4th in Berlin."""
    record("late.night", actor=None, at=NOW.replace(day=3, hour=23, minute=30))

    assert actions_in(admin.get(f"{AUDIT}?since=2026-03-04&until=2026-03-04")) == ["late.night"]
    assert actions_in(admin.get(f"{AUDIT}?until=2026-03-03")) == []


def test_an_empty_log_speaks_of_filters_only_when_one_is_set(admin):
    untouched, filtered = text_of(admin.get(AUDIT)), text_of(admin.get(AUDIT, {"since": "2026-01-01"}))

    assert "No change is on record." in untouched
    assert "filters" not in untouched
    assert "Change or clear the filters." in filtered
