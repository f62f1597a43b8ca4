"""What the page says of an import, made from its report and its rejected rows."""

from datetime import UTC, datetime

import pytest

from leads.intake.report import Report
from leads.intake.views.outcome import causes, headline
from leads.models import ImportRun

DAY = "There is no day “{}” (day, month, year)."


def test_rows_that_were_rejected_alike_are_one_cause():
    rows = [
        (3, "At", "31/2/2026 10:00", DAY.format("31/2/2026")),
        (4, "At", "31/4/2026 10:00", DAY.format("31/4/2026")),
        (7, "Id", "A", "Line 2 has the same id and says something else."),
        (8, "Id", "B", "Line 3 has the same id and says something else."),
        (9, "Id", "C", "Line 1 has the same id and says something else."),
        (10, "Quality", "6", "A rating is a whole number from 1 to 5."),
        (11, "Quality", "7", "A rating is a whole number from 1 to 5."),
    ]

    found = causes(rows)

    assert [(cause.reason, cause.rows, cause.lines) for cause in found] == [
        ("Line … has the same id and says something else.", 3, [7, 8, 9]),
        (DAY.format("…"), 2, [3, 4]),
        ("A rating is a whole number from 1 to 5.", 2, [10, 11]),
    ]
    assert found[1].values == ["31/2/2026 10:00", "31/4/2026 10:00"]


def test_what_a_reason_says_of_its_row_stays_where_it_says_the_same_of_all():
    rows = [(3, "At", "31/2/2026", DAY.format("31/2/2026")), (9, "At", "31/2/2026", DAY.format("31/2/2026"))]

    assert [cause.reason for cause in causes(rows)] == [DAY.format("31/2/2026")]


def test_instants_in_a_reason_are_of_one_row():
    reason = "This hand-off lies in the future: {} (Europe/Vienna)."
    rows = [
        (2, "At", "1/1/2030", reason.format("2030-01-01 00:00")),
        (3, "At", "2/1/2030", reason.format("2030-01-02 00:00")),
    ]

    assert [cause.reason for cause in causes(rows)] == [reason.format("…")]


@pytest.mark.parametrize(
    ("created", "waiting", "dry", "done"),
    [
        (0, 0, "would change nothing", "changed nothing"),
        (0, 1, "would leave 1 activity waiting for its hand-off", "left 1 activity waiting for its hand-off"),
        (
            3,
            2,
            "would bring 3 new events and leave 2 activities waiting for their hand-offs",
            "brought 3 new events and left 2 activities waiting for their hand-offs",
        ),
    ],
)
def test_activities_that_wait_for_their_hand_offs_are_not_called_nothing(created, waiting, dry, done):
    report = Report()
    report.counts["events_created"] = created
    for line in range(waiting):
        report.note("parked", line + 2)
    run = ImportRun(file_name="calls.csv", spec={"kind": "activities"}, finished_at=datetime(2026, 3, 4, tzinfo=UTC))

    said = [headline(run, report)]
    run.is_dry_run = True
    said.append(headline(run, report))

    assert said == [f"calls.csv {done}.", f"calls.csv {dry}."]
