import json

from leads.intake.report import SHOWN_LINES, SHOWN_VALUES, Report
from leads.journal import Recorded


def test_counts_of_calls_add_up():
    report = Report()
    report.add(Recorded(created=2, events_created=5))
    report.add(Recorded(created=1, unchanged=4))

    assert (report.counts["created"], report.counts["unchanged"], report.counts["events_created"]) == (3, 4, 5)


def test_a_notice_counts_all_and_shows_some():
    report = Report()
    for line in range(1000):
        report.note("unknown_state", line + 2, f"state {line}")

    notice = report.notices["unknown_state"]
    assert (notice.count, len(notice.lines), len(notice.values)) == (1000, SHOWN_LINES, SHOWN_VALUES)


def test_a_notice_shows_the_first_lines_of_the_file_whatever_came_first():
    report = Report()
    for line in range(SHOWN_LINES + 5, 1, -1):
        report.note("parked", line)

    assert report.notices["parked"].lines == list(range(2, SHOWN_LINES + 2))


def test_notices_are_sentences_in_a_fixed_order():
    report = Report()
    report.note("parked", 9)
    report.note("early", 3)
    report.note("early", 4)
    report.note("skipped", 5)
    report.note("twice", 6)
    report.note("twice", 7)
    report.note("encoding", value="Cyrillic (Windows-1251)")

    assert list(report.sentences()) == [
        "The file is not in UTF-8. It was read as Cyrillic (Windows-1251).",
        "1 time falls into the hour that is skipped when the clocks go forward (line 5); it was read as if they had "
        "not gone forward yet, so that 02:30 is 03:30.",
        "2 times fall into the hour that comes twice when the clocks go back (lines 6, 7); they were read as the first "
        "time.",
        "2 rows are dated before their hand-off (lines 3, 4). They are kept, and their times do not count: a touch is "
        "no touch then, an assignment or a pause holds from the hand-off on.",
        "1 activity belongs to a hand-off that is not here yet. It waits for it (line 9).",
    ]


def test_it_survives_being_stored():
    report = Report()
    report.note("silent_state", value="New", times=3)
    report.learn("owner", ["Ana", "Ben"])
    report.counts["rows"] = 7
    report.unmatched = 1

    assert Report.from_json(json.loads(json.dumps(report.as_json()))) == report
