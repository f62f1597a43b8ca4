"""From a file to the journal, and what is reported of it."""

import gc
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection

from leadgap.accounts.models import Owner
from leads.intake import importers
from leads.intake.mapping import BadMapping
from leads.intake.questions import Unanswered
from leads.models import Event, HandOff, RejectedRow, Source, System
from tests.leads.intake.files import (
    CALLS,
    CALLS_SPEC,
    LEADS,
    LEADS_SPEC,
    SHARED,
    SHARED_SPEC,
    counts,
    import_text,
    revisions,
)
from tests.leads.intake.specs import activities, hand_offs

pytestmark = pytest.mark.django_db


def test_rows_become_leads_hand_offs_and_events(tmp_path):
    run = import_text(tmp_path, LEADS, LEADS_SPEC)

    assert counts(run) == {"rows": 3, "created": 3, "leads_created": 3, "events_created": 4}
    assert run.report["new"] == {"source": 2, "owner": 2}
    assert run.report["unmatched_owners"] == ["Ana", "Ben"]
    assert run.finished_at is not None
    hand_off = HandOff.objects.get(external_id="L1")
    assert (hand_off.source.name, hand_off.owner.name, hand_off.sales_rating, hand_off.lead.city) == (
        "Web",
        "Ana",
        4,
        "Berlin",
    )
    assert hand_off.handed_off_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert hand_off.batch == run
    assert Source.objects.count() == 2


def test_the_same_file_again_changes_nothing(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)
    import_text(tmp_path, CALLS, CALLS_SPEC)
    before = revisions()

    again = import_text(tmp_path, LEADS, LEADS_SPEC)
    calls = import_text(tmp_path, CALLS, CALLS_SPEC)

    assert counts(again) == {"rows": 3, "unchanged": 3, "leads_unchanged": 3, "events_unchanged": 4}
    assert counts(calls)["unchanged"] == 2
    assert "events_created" not in counts(calls)
    assert revisions() == before
    assert again.report["new"] == {}


def test_a_later_file_corrects_and_adds(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)
    later = LEADS.replace("L1,Web,2026-01-05 09:00,Ana,4", "L1,Web,2026-01-05 09:30,Ana,5") + "L4,Fair,,,,\n"

    run = import_text(tmp_path, later, LEADS_SPEC)

    assert counts(run) == {
        "rows": 4, "created": 1, "updated": 1, "unchanged": 2, "leads_created": 1, "leads_unchanged": 3,
        "events_updated": 2, "events_unchanged": 2,
    }  # fmt: skip
    assert HandOff.objects.get(external_id="L1").sales_rating == 5
    assert HandOff.objects.get(external_id="L4").handed_off_at is None


def test_bad_rows_are_reported_and_the_good_ones_around_go_in(tmp_path):
    text = (
        "Id,Source,Created,Owner,Rating,City\n"
        "L1,Web,2026-01-05,Ana,4,\n"
        "L2,Web,2026-02-31,Ana,9,\n"
        "L3,Web,2026-01-05,Ana,3,,too many\n"
        'L4,Web,2026-01-05,"Ana,3,\n'
        "L5,Web,2027-01-05,Ana,3,\n"
        "L6,Web,2026-01-05,Ana,3,\n"
    )

    run = import_text(tmp_path, text, LEADS_SPEC)

    assert counts(run) == {"rows": 6, "rejected": 4, "created": 2, "leads_created": 2, "events_created": 4}
    rows = list(run.rejected_rows.order_by("line", "pk").values_list("line", "column", "value"))
    assert rows == [
        (3, "Created", "2026-02-31"),
        (3, "Rating", "9"),
        (4, "", "L3, Web, 2026-01-05, Ana, 3, , too many"),
        (5, "", 'L4,Web,2026-01-05,"Ana,3,'),
        (6, "Created", "2027-01-05"),
    ]
    assert set(HandOff.objects.values_list("external_id", flat=True)) == {"L1", "L6"}


def test_what_lies_in_the_future_is_told_in_the_words_of_the_file(tmp_path):
    spec = replace(LEADS_SPEC, timezone="Europe/Berlin")
    import_text(tmp_path, LEADS.replace("2026-01-05 09:00", "2027-05-05T10:00"), spec)
    run = import_text(
        tmp_path, "Id,When\nL2,5/5/2027 10:00\n", replace(activities(date_order="dmy"), timezone="Europe/Berlin")
    )

    rows = RejectedRow.objects.order_by("pk").values_list("value", "reason")
    assert list(rows) == [
        ("2027-05-05T10:00", "This hand-off lies in the future: 2027-05-05 10:00 (Europe/Berlin)."),
        ("5/5/2027 10:00", "This lies in the future: 2027-05-05 10:00 (Europe/Berlin)."),
    ]
    assert counts(run)["rejected"] == 1


def test_times_that_the_clocks_never_or_twice_show_are_noted(tmp_path):
    """Each row counts once, killed or not, and one that says the same as an earlier row does not."""
    text = (
        "Id,Source,Created,Owner,Rating,City\n"
        "L1,Web,2025-10-26 02:30,,,\nL1,Web,2025-10-26 02:30,,,\n"
        "L2,Web,2025-03-30 02:10,,,\nL3,Web,2025-03-30 02:20,,,\n"
    )
    berlin = replace(LEADS_SPEC, timezone="Europe/Berlin")

    run = import_text(tmp_path, text, berlin)
    tried = import_text(tmp_path, text, berlin, is_dry_run=True)
    calls = import_text(tmp_path, "Id,When\nL1,2025-10-26 02:40\n", replace(activities(), timezone="Europe/Berlin"))

    for report in (run.report, tried.report):
        assert report["notices"]["twice"] == {"count": 1, "lines": [2], "values": {}}
        assert report["notices"]["skipped"] == {"count": 2, "lines": [4, 5], "values": {}}
    assert calls.report["notices"]["twice"]["count"] == 1


def test_the_same_id_twice_in_a_file(tmp_path):
    text = "Id,Source,Created,Owner,Rating,City\nL1,Web,,,4,\nL2,Web,,,x,\nL1,Web,,,4,\nL1,Web,,,5,\nL2,Web,,,3,\n"

    run = import_text(tmp_path, text, LEADS_SPEC)

    assert counts(run) == {
        "rows": 5, "created": 2, "leads_created": 2, "events_created": 2, "repeated": 1, "rejected": 2,
    }  # fmt: skip
    (bad_rating, conflict) = run.rejected_rows.order_by("line")
    assert bad_rating.line == 3
    assert (conflict.line, conflict.column, conflict.value) == (5, "Id", "L1")
    assert conflict.reason == "Line 2 has the same id and says something else."
    assert run.report["notices"]["after_rejected"]["lines"] == [6]
    assert HandOff.objects.get(external_id="L1").sales_rating == 4


def test_two_halves_of_a_file_say_what_the_whole_says(tmp_path):
    """Weekly exports: a pause over the border of two files ends with the first activity of the second."""
    import_text(tmp_path, LEADS, LEADS_SPEC)
    lines = CALLS.splitlines()

    import_text(tmp_path, "\n".join(lines[:3]), CALLS_SPEC)
    assert HandOff.objects.get(external_id="L1").pauses[0][1] is None
    import_text(tmp_path, "\n".join([lines[0], *lines[3:]]), CALLS_SPEC)

    hand_off = HandOff.objects.get(external_id="L1")
    assert hand_off.pauses == [[int(datetime(2026, 1, 5, hour, tzinfo=UTC).timestamp()) for hour in (11, 12)]]
    assert "events_created" not in counts(import_text(tmp_path, "\n".join([lines[0], *lines[3:]]), CALLS_SPEC))


def test_another_zone_corrects_an_import(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)
    import_text(tmp_path, CALLS, CALLS_SPEC)
    events = Event.objects.count()
    tokyo = replace(CALLS_SPEC, timezone="Asia/Tokyo")

    import_text(tmp_path, CALLS, tokyo)

    assert Event.objects.count() == events
    assert HandOff.objects.get(external_id="L1").first_genuine_at is None  # one in the morning is before the hand-off


def test_nothing_is_created_where_nothing_may_be(tmp_path):
    run = import_text(tmp_path, LEADS, LEADS_SPEC, may_create=False)

    assert counts(run) == {"rows": 3, "rejected": 3}
    assert run.report["new_names"] == {"source": ["Web", "Fair"], "owner": ["Ana", "Ben"]}
    assert run.report["unmatched"] == 0  # nobody waits to be matched who is not here
    assert not Source.objects.exists()
    assert not Owner.objects.exists()


def test_a_column_that_is_missing_stops_before_anything_is_done(tmp_path):
    with pytest.raises(BadMapping, match="no column “City”"):
        import_text(tmp_path, "Id,Source,Created,Owner,Rating\nL1,Web,,,4\n", LEADS_SPEC)

    assert not HandOff.objects.exists()
    assert not System.objects.exists()


def test_a_file_without_a_header_is_told_from_one_with_other_columns(tmp_path):
    with pytest.raises(BadMapping, match="no header"):
        import_text(tmp_path, "L1,Web,2026-01-05 09:00,Ana,4,Berlin\n", LEADS_SPEC)


def test_an_open_question_stops_before_anything_is_done(tmp_path):
    text = LEADS.replace("2026-01-05 09:00", "5/1/2026 09:00")

    with pytest.raises(Unanswered, match="“5/1/2026 09:00”"):
        import_text(tmp_path, text, LEADS_SPEC)

    assert not HandOff.objects.exists()


def test_a_date_that_proves_the_order_is_named(tmp_path):
    text = LEADS.replace("2026-01-05", "5/1/2026").replace("2026-01-06", "13/1/2026").replace("2026-01-07", "7/1/2026")

    run = import_text(tmp_path, text, LEADS_SPEC)

    assert HandOff.objects.get(external_id="L1").handed_off_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert run.report["notices"]["date_order"]["values"] == {"13/1/2026 09:00": 1}


def test_ids_of_two_systems_are_two_hand_offs(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)
    other = hand_offs({"handed_off_at": "Created"}, system={"key": "erp", "name": "ERP"})

    run = import_text(tmp_path, LEADS, other)

    assert counts(run)["created"] == 3
    assert HandOff.objects.count() == 6


def test_the_number_of_queries_does_not_grow_with_the_rows(tmp_path, django_assert_max_num_queries):
    def text(rows):
        return "Id,Source,Created,Owner,Rating,City\n" + "".join(f"L{n},Web,,Ana,4,Berlin\n" for n in range(rows))

    with django_assert_max_num_queries(60) as few:
        import_text(tmp_path, text(2), LEADS_SPEC)
    with django_assert_max_num_queries(60) as many:
        import_text(tmp_path, text(200).replace("L", "M"), LEADS_SPEC)

    # Tables are counted after the first batch of all, whichever test that is in.
    first, second = (sum(not each["sql"].startswith("ANALYZE") for each in found) for found in (few, many))
    assert second <= first
    assert connection.vendor in {"sqlite", "postgresql"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL plans by what it has counted")
def test_tables_that_were_never_counted_are_counted_once(tmp_path):
    def asked(query):
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def counted():
        ((rows,),) = asked("SELECT reltuples FROM pg_class WHERE relname = 'leads_event'")
        return rows

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_event")

    import_text(tmp_path, SHARED, SHARED_SPEC, is_dry_run=True)
    assert counted() == 0
    import_text(tmp_path, SHARED, SHARED_SPEC)
    many = Event.objects.count()
    assert counted() == many
    import_text(tmp_path, SHARED.replace("\nD", "\nE"), SHARED_SPEC)
    assert Event.objects.count() > many == counted()
    known = asked("SELECT attname FROM pg_stats WHERE tablename = 'leads_event'")
    assert known == [("hand_off_id",)]


@pytest.mark.parametrize("is_dry_run", [False, True])
def test_an_import_leaves_nothing_to_the_collector_of_cycles(tmp_path, monkeypatch, is_dry_run):
    """It waits while a file comes in: with a cycle in each batch, memory would grow with the file."""
    files = [("leads", LEADS, LEADS_SPEC), ("calls", CALLS, CALLS_SPEC), ("shared", SHARED, SHARED_SPEC)]

    def left():
        gc.collect()
        gc.disable()
        for name, text, spec in files:
            import_text(tmp_path, text, spec, name=name, is_dry_run=is_dry_run)
        gc.enable()
        return gc.collect()

    left()  # what is made once
    whole = left()
    monkeypatch.setattr(importers, "BATCH", 1)

    assert left() - whole < SHARED.count("\n")
