"""An import of activities: what happened to hand-offs that came, or come, by another file."""

import random
from datetime import UTC, datetime

import pytest

from leads.models import Event, HandOff, ParkedEvent, RejectedRow
from tests.leads.intake.files import (
    CALLS,
    CALLS_SPEC,
    LEADS,
    LEADS_SPEC,
    counts,
    import_text,
)
from tests.leads.intake.specs import activities

pytestmark = pytest.mark.django_db


def test_activities_become_touches_assignments_and_pauses(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)

    run = import_text(tmp_path, CALLS, CALLS_SPEC)

    assert counts(run)["rows"] == 8
    assert "rejected" not in counts(run)
    first = HandOff.objects.get(external_id="L1")
    assert first.first_genuine_at == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert first.owner.name == "Cleo"
    assert first.pauses == [
        [int(datetime(2026, 1, 5, hour, tzinfo=UTC).timestamp()) for hour in (11, 12)],
    ]
    second = HandOff.objects.get(external_id="L2")
    assert second.first_genuine_at == datetime(2026, 1, 6, 10, tzinfo=UTC)
    assert (second.touches, second.early_events) == (2, 1)


def test_an_activity_says_why_it_waits(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)
    spec = activities(
        {
            "state": {"column": "State", "values": {"Active": "touched", "Waiting": "paused"}},
            "waiting_reason": {"column": "Why", "values": {"OOO": "away"}},
        }
    )
    rows = [
        "L1,2026-01-05 10:00,Active,OOO",
        "L1,2026-01-05 11:00,Waiting,OOO",
        "L1,2026-01-05 12:00,Waiting,owes us an answer or documents",
        "L1,2026-01-05 13:00,Active,",
        "L2,2026-01-06 11:00,Waiting,No budget",
    ]

    run = import_text(tmp_path, "\n".join(["Id,When,State,Why", *rows]), spec)

    eleven, twelve, one = (int(datetime(2026, 1, 5, hour, tzinfo=UTC).timestamp()) for hour in (11, 12, 13))
    assert HandOff.objects.get(external_id="L1").pauses == [[eleven, twelve, "away"], [twelve, one, "owes-an-answer"]]
    assert HandOff.objects.get(external_id="L2").waits[0].reason == ""
    assert run.report["notices"]["unknown_waiting_reason"] == {"count": 1, "lines": [6], "values": {"No budget": 1}}
    assert list(Event.objects.filter(kind="touched").values_list("reasons", flat=True)) == [[], []]


def test_what_an_activities_file_has_of_oddities_is_noted(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)

    notices = import_text(tmp_path, CALLS + "L9,2026-01-06 10:00,Active,Ana\n", CALLS_SPEC).report["notices"]

    assert notices["early"] == {"count": 1, "lines": [4], "values": {}}
    assert notices["unknown_state"] == {"count": 1, "lines": [8], "values": {"-100": 1}}
    assert notices["silent_state"] == {"count": 1, "lines": [], "values": {"New": 1}}
    assert notices["parked"] == {"count": 1, "lines": [10], "values": {}}


def test_activities_may_come_before_their_hand_offs(tmp_path):
    import_text(tmp_path, CALLS, CALLS_SPEC)
    assert ParkedEvent.objects.exists()

    import_text(tmp_path, LEADS, LEADS_SPEC)
    parked_first = list(
        HandOff.objects.order_by("external_id").values("external_id", "touches", "owner__name", "pauses")
    )

    assert not ParkedEvent.objects.exists()
    assert [one["touches"] for one in parked_first] == [3, 2, 0]


def test_the_order_of_the_lines_does_not_matter_for_different_instants(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)
    header, *lines = CALLS.splitlines()
    random.Random(7).shuffle(lines)

    import_text(tmp_path, "\n".join([header, *lines]), CALLS_SPEC)
    run = import_text(tmp_path, CALLS, CALLS_SPEC)

    assert "events_created" not in counts(run)
    assert HandOff.objects.get(external_id="L1").owner.name == "Cleo"


def test_lengths_that_are_mapped_later_are_added_to_the_touches_there_are(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)
    calls = "Id,When,Length\nL1,2026-01-05 10:00,45\nL1,2026-01-05 11:00,soon\n"
    import_text(tmp_path, calls, activities())
    spec = activities({"length": "Length"}, length_unit="seconds")

    run = import_text(tmp_path, calls, spec)
    again = import_text(tmp_path, calls, spec)

    assert (counts(run)["events_updated"], counts(run)["rejected"]) == (1, 1)
    assert "events_updated" not in counts(again)
    assert [event.length_seconds for event in Event.objects.filter(kind="touched")] == [45, None]
    row = RejectedRow.objects.get(run=run)
    assert (row.line, row.column, row.value) == (3, "Length", "soon")
    assert row.reason == "This is not a length, such as 4:10 or 1:04:10."


def test_more_activities_of_one_hand_off_than_there_can_be_are_rejected(tmp_path, monkeypatch):
    monkeypatch.setattr("leads.intake.importers.MOST_ACTIVITIES", 2)
    import_text(tmp_path, LEADS, LEADS_SPEC)

    run = import_text(tmp_path, CALLS, CALLS_SPEC)

    assert HandOff.objects.get(external_id="L1").events.filter(kind="touched").count() == 2
    assert set(RejectedRow.objects.filter(run=run, value="L1").values_list("line", "reason")) == {
        (5, "This hand-off has more than 2 activities in this file.")
    }


def test_unknown_owners_of_activities_are_rejected_where_nothing_may_be_created(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)

    run = import_text(tmp_path, CALLS, CALLS_SPEC, may_create=False)

    assert counts(run)["rejected"] == 1
    assert list(run.rejected_rows.values_list("line", "column", "value")) == [(5, "Owner", "Cleo")]
