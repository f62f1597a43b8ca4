from datetime import UTC, datetime, timedelta

import pytest

from leads.intake.activities import Activity, ActivityReader, Course
from leads.intake.cells import Problem
from leads.intake.names import Names
from leads.intake.reading import Row
from tests.factories import NOW, OwnerFactory
from tests.leads.intake.specs import activities

START = int(datetime(2026, 1, 5, 9, tzinfo=UTC).timestamp())
STATES = {"New": "", "Active": "touched", "Waiting": "touched paused", "Won": "touched won"}


def activity(minutes, *acts, key="k", **said):
    at = None if minutes is None else START + 60 * minutes
    blank = {"owner": "", "team": "", "channel": "", "direction": "", "result": "", "automated": False, "note": ""}
    blank["waiting_reason"] = ""
    fields = {"has_id": False, "state": "", "is_unknown": False, "length": None} | blank | said
    return Activity(hand_off="H1", at=at, line=2, key=key, acts=acts, **fields)


def course(*rows, holder=True, paused_since=None):
    """Return the kinds of event of each row; a row is (minutes, acts, owner)."""
    made = Course("H1", holder=holder, paused_since=paused_since)
    return [
        [event.kind for event in made.events(activity(minutes, *acts, key=str(number)), owner, None)]
        for number, (minutes, acts, owner) in enumerate(rows)
    ]


def test_an_owner_is_assigned_when_it_changes():
    assert course((0, (), 1), (1, ("touched",), 1), (2, ("touched",), 2), (3, ("touched",), 1)) == [
        ["assigned"],
        ["touched"],
        ["assigned", "touched"],
        ["assigned", "touched"],
    ]


def test_nobody_is_a_holder_too():
    assert course((0, (), None), (1, (), 1), (2, (), None)) == [["assigned"], ["assigned"], ["assigned"]]


def test_a_row_that_changes_nothing_still_leaves_an_event():
    assert course((0, (), 1), (1, (), 1)) == [["assigned"], ["assigned"]]


def test_where_the_owner_is_who_acted_nobody_is_assigned():
    assert course((0, ("touched",), 1), (1, ("touched",), 2), (2, (), 1), holder=False) == [
        ["touched"],
        ["touched"],
        [],
    ]


def test_a_pause_lasts_until_the_next_activity():
    rows = [(0, ("touched", "paused"), 1), (1, ("touched", "paused"), 1), (2, (), 1), (3, ("touched",), 1)]

    assert course(*rows) == [["assigned", "touched", "paused"], ["touched"], ["resumed"], ["touched"]]


def test_another_reason_is_another_pause():
    made = Course("H1", holder=False)
    rows = [(("touched", "paused"), ""), (("paused",), "away"), (("paused",), ""), (("paused",), "other"), ((), "away")]

    found = [
        [(event.kind, *event.reasons) for event in made.events(activity(at, *acts, key=str(at)), None, None, reason)]
        for at, (acts, reason) in enumerate(rows)
    ]

    assert found == [
        [("touched",), ("paused",)],
        [("paused", "away")],
        [],
        [("paused", "other")],
        [("resumed",)],
    ]


@pytest.mark.parametrize(
    ("since", "resumes"),
    [(timedelta(minutes=-1), True), (timedelta(0), False), (timedelta(minutes=5), False), (None, False)],
    ids=["paused-before", "paused-in-that-instant", "paused-later", "not-paused"],
)
def test_a_pause_of_an_earlier_file_ends_with_the_first_activity(since, resumes):
    paused_since = None if since is None else datetime.fromtimestamp(START, UTC) + since

    ((first), _) = course((0, ("touched",), 1), (1, ("touched",), 1), paused_since=paused_since)

    assert ("resumed" in first) is resumes


def test_an_undated_activity_ends_no_pause_of_an_earlier_file():
    assert course((None, ("touched",), 1), paused_since=datetime(2020, 1, 1, tzinfo=UTC)) == [["assigned", "touched"]]


def test_an_act_that_ends_comes_after_the_touch():
    assert course((0, ("touched", "won"), 1)) == [["assigned", "touched", "won"]]


def test_exact_repeats_have_keys_of_their_own():
    made = Course("H1", holder=True)
    keys = [made.events(activity(0, "touched", key="same"), 1, None)[-1].key for _ in range(3)]

    assert keys == ["r:same:1:touched", "r:same:2:touched", "r:same:3:touched"]


def test_an_activity_with_an_id_is_known_by_it():
    made = Course("H1", holder=False)

    (event,) = made.events(activity(0, "touched", key="77", has_id=True), 1, None)

    assert event.key == "a:77:touched"


def test_equal_instants_keep_the_order_of_the_file_and_of_the_row():
    made = Course("H1", holder=True)
    events = [
        event
        for number, (minutes, owner) in enumerate([(0, 1), (0, 2), (0, 2), (1, 3)])
        for event in made.events(activity(minutes, "touched", key=str(number)), owner, None)
    ]

    assert [(event.kind, event.position) for event in events] == [
        ("assigned", 0), ("touched", 1), ("assigned", 16), ("touched", 17), ("touched", 32), ("assigned", 0),
        ("touched", 1),
    ]  # fmt: skip


def test_what_was_done_is_said_of_the_touch():
    made = Course("H1", holder=True)

    assigned, touched = made.events(
        activity(0, "touched", channel="call", result="connected", length=45, automated=True, note="Nice"), 1, 2
    )

    assert (touched.channel, touched.direction, touched.result, touched.automated, touched.note) == (
        "call",
        "outbound",
        "connected",
        True,
        "Nice",
    )
    assert (assigned.length_seconds, touched.length_seconds) == (None, 45)
    assert (assigned.channel, assigned.note, assigned.owner_id, assigned.team_id) == ("", "", 1, 2)


HEADER = ["Id", "When", "State", "Owner", "Other"]


@pytest.fixture
def reader():
    spec = activities(
        {"state": {"column": "State", "values": STATES}, "owner": "Owner"}, timezone="Europe/Berlin", date_order="dmy"
    )
    return ActivityReader(spec, HEADER, now=NOW)


def test_a_row_says_when_what_and_who(reader):
    read = reader.read(Row(9, ["007", "5/1/2026 10:00", "waiting", "Ana", "x"]))

    assert (read.hand_off, read.at, read.line, read.acts, read.owner, read.has_id) == (
        "007",
        START,
        9,
        ("touched", "paused"),
        "Ana",
        False,
    )


@pytest.mark.parametrize("state", ["-100", "", "touched", "Closed"])
def test_a_state_that_nobody_explained_is_unknown_and_does_nothing(reader, state):
    read = reader.read(Row(9, ["007", "5/1/2026 10:00", state, "Ana", "x"]))

    assert (read.acts, read.is_unknown, read.state) == ((), True, state)


def test_a_state_that_says_nothing_is_known(reader):
    read = reader.read(Row(9, ["007", "5/1/2026 10:00", "New", "Ana", "x"]))

    assert (read.acts, read.is_unknown, read.state) == ((), False, "New")


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        (["", "5/1/2026 10:00", "New", "Ana", ""], "Id", "is empty"),
        (["007", "", "New", "Ana", ""], "When", "is empty"),
        (["007", "31/2/2026", "New", "Ana", ""], "When", "There is no"),
        (["007", "5/3/2026", "New", "Ana", ""], "When", "lies in the future"),
    ],
)
def test_a_bad_row_is_a_problem(reader, cells, column, reason):
    (problem,) = reader.read(Row(9, cells))

    assert (problem.line, problem.column) == (9, column)
    assert reason in problem.reason


def test_the_key_is_made_of_what_the_mapped_columns_say(reader):
    def key(*cells):
        return reader.read(Row(9, list(cells))).key

    first = key("007", "5/1/2026 10:00", "New", "Ana", "x")

    assert key("007", "5/1/2026 10:00", " New", "Ana", "other") == first
    assert key("007", "5/1/2026 10:00", "New", "Ben", "x") != first
    assert key("007", "5/1/2026 10:01", "New", "Ana", "x") != first


def test_another_zone_gives_the_same_key_so_that_it_corrects(reader):
    spec = activities(
        {"state": {"column": "State", "values": STATES}, "owner": "Owner"}, timezone="UTC", date_order="dmy"
    )
    row = Row(9, ["007", "5/1/2026 10:00", "New", "Ana", "x"])

    corrected, first = ActivityReader(spec, HEADER, now=NOW).read(row), reader.read(row)

    assert corrected.key == first.key
    assert corrected.at != first.at


def test_a_row_says_how_long_it_was_or_why_not():
    spec = activities({"length": "Length"}, timezone="UTC", length_unit="seconds")
    reader = ActivityReader(spec, ["Id", "When", "Length"], now=NOW)

    def read(length):
        return reader.read(Row(9, ["007", "2026-01-05 10:00", length]))

    assert [read(text).length for text in ("45", "0:45", "0", "")] == [45, 45, 0, None]
    assert read("45").key == read("46").key  # so that a length that is learnt later corrects
    assert read("-1") == [Problem(9, "Length", "-1", "A length cannot be below 0.")]


def test_names_become_keys_or_a_problem(reader, db):
    owner = OwnerFactory(name="Ana")
    read = reader.read(Row(9, ["007", "5/1/2026 10:00", "New", "ANA", "x"]))

    assert reader.resolve(read, Names(may_create=False)) == (owner.pk, None)
    stranger = reader.read(Row(9, ["007", "5/1/2026 10:00", "New", "Ben", "x"]))
    assert reader.resolve(stranger, Names(may_create=False)) == Problem(
        9, "Owner", "Ben", "There is no owner of this name yet."
    )
