from datetime import UTC, datetime

import pytest

from leadgap.accounts.models import Owner
from leads.intake.handoffs import HandOffReader
from leads.intake.names import MOST_NEW, Names
from leads.intake.reading import Row
from leads.intake.values import NotAValue
from leads.models import Campaign, Source
from tests.factories import NOW, SourceFactory
from tests.leads.intake.specs import hand_offs

pytestmark = pytest.mark.django_db


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_a_row_is_a_lead_and_a_hand_off(read):
    row = read(
        {
            "First": "Ana", "Last": "Almeida", "Mail": " ana@example.com ", "Size": "1,200", "Score": "71.5",
            "Created": "2026-01-02 03:04", "Campaign": "Spring", "Shoe size": "38", "Note": "", "Extra": "Select",
        },
        {
            "first_name": "First", "last_name": "Last", "email": "Mail", "employees": "Size", "score": "Score",
            "handed_off_at": "Created", "campaign": "Campaign",
        },
        empty=["Select"],
        timezone="Europe/Berlin",
    )  # fmt: skip

    assert (row.line, row.lead.external_id, row.hand_off.external_id) == (7, "L1", "L1")
    assert (row.lead.name, row.lead.email, row.lead.employees, row.lead.score) == (
        "Ana Almeida",
        "ana@example.com",
        1200,
        71.5,
    )
    assert row.lead.attributes == {"Shoe size": "38"}
    assert row.hand_off.handed_off_at == utc(2026, 1, 2, 2, 4)
    assert row.hand_off.source_id == Source.objects.get(key="web").pk
    assert row.hand_off.campaign_id == Campaign.objects.get(key="spring").pk
    assert row.hand_off.snapshot is None
    assert row.events == []


def test_a_second_hand_off_of_a_lead_keeps_the_lead(read):
    row = read({"Contact": "C9"}, {"lead_external_id": "Contact"})

    assert (row.hand_off.external_id, row.hand_off.lead_external_id, row.lead.external_id) == ("L1", "C9", "C9")


def test_leading_zeros_and_signs_are_kept(read):
    row = read({"Id": "0000045", "Phone": "+49 30 1", "Other": "-x"}, {"phone": "Phone"})

    assert (row.hand_off.external_id, row.lead.phone, row.lead.attributes) == ("0000045", "+49 30 1", {"Other": "-x"})


@pytest.mark.parametrize("name", ["Google", "google", " GOOGLE ", "Google "])
def test_sources_that_differ_in_case_are_one(read, name):
    source = SourceFactory(name="Google", key="google")

    assert read({"Source": name}).hand_off.source_id == source.pk


def test_an_empty_source_is_the_one_that_the_person_named(read):
    row = read({"Source": ""}, {"source": {"column": "Source", "blank": "Unknown"}})

    assert Source.objects.get(pk=row.hand_off.source_id).name == "Unknown"


def test_an_empty_source_that_nobody_named_is_a_problem(read):
    (problem,) = read({"Source": ""})

    assert (problem.line, problem.column, problem.reason) == (7, "Source", "“Source” is empty.")


def test_a_new_source_belongs_to_the_side_that_was_said(read):
    row = read({"Source": "Reference"}, {"source": {"column": "Source", "sides": {"Reference": "referral"}}})

    assert Source.objects.get(pk=row.hand_off.source_id).side == "referral"


def test_unknown_names_are_problems_where_nothing_may_be_created(read):
    SourceFactory(name="Web", key="web")

    problems = read(
        {"Owner": "Ana", "Team": "North", "Campaign": "Spring"},
        {"owner": "Owner", "team": "Team", "campaign": "Campaign"},
        may_create=False,
    )

    assert [(problem.column, problem.value, problem.reason) for problem in problems] == [
        ("Owner", "Ana", "There is no owner of this name yet."),
        ("Team", "North", "There is no team of this name yet."),
        ("Campaign", "Spring", "There is no campaign of this name yet."),
    ]
    assert not Owner.objects.exists()


def test_a_column_of_very_many_names_is_no_list_of_names(monkeypatch):
    monkeypatch.setattr("leads.intake.names.MOST_NEW", 3)
    names = Names(may_create=True)
    for name in "abc":
        names.owner(name)

    with pytest.raises(NotAValue, match="no list of owners"):
        names.owner("d")
    assert names.owner("A") == names.owner("a")
    assert Owner.objects.count() == 3
    assert MOST_NEW > 100


@pytest.mark.parametrize(
    ("cells", "fields", "column", "value", "reason"),
    [
        ({"Id": ""}, {}, "Id", "", "“Id of the hand-off” is empty."),
        ({"Id": "x" * 181}, {}, "Id", "x" * 181, "longer than 180 characters"),
        ({"Name": "x" * 201}, {"name": "Name"}, "Name", "x" * 200, "longer than 200 characters"),
        ({"Other": "x" * 10_001}, {}, "Other", "x" * 200, "longer than 10\u00a0000 characters"),
        (
            {"At": "31/2/2026"},
            {"handed_off_at": "At"},
            "At",
            "31/2/2026",
            "There is no day “31/2/2026” (day, month, year).",
        ),
        ({"At": "soon"}, {"handed_off_at": "At"}, "At", "soon", "not a date"),
        ({"At": "5/3/2026"}, {"handed_off_at": "At"}, "At", "5/3/2026", "hand-off lies in the future"),
        ({"At": "5/3/2026"}, {"first_touch_at": "At"}, "At", "5/3/2026", "lies in the future"),
        ({"R": "6"}, {"sales_rating": "R"}, "R", "6", "from 1 to 5"),
        ({"R": "Great"}, {"sales_rating": "R"}, "R", "Great", "from 1 to 5"),
        ({"R": "0"}, {"marketing_rating": "R"}, "R", "0", "from 1 to 5"),
        ({"O": "maybe"}, {"outcome": "O"}, "O", "maybe", "Nothing says what this value stands for"),
        ({"S": "-3"}, {"employees": "S"}, "S", "-3", "cannot be below 0"),
        ({"Z": "EDT (GMT-4)"}, {"timezone": "Z"}, "Z", "EDT (GMT-4)", "not the name of a time zone"),
        ({"V": "1,5"}, {"value": "V", "outcome": {"constant": "won"}}, "V", "1,5", "not a number"),
    ],
)
def test_a_bad_value_is_a_problem_with_its_place_and_reason(read, cells, fields, column, value, reason):
    (problem,) = read(cells, fields, date_order="dmy")

    assert (problem.line, problem.column, problem.value) == (7, column, value[:200])
    assert reason in problem.reason


def test_the_zone_of_a_lead_is_read_and_may_be_empty(read):
    assert read({"Z": " america/new_york "}, {"timezone": "Z"}).lead.timezone == "America/New_York"
    assert read({"Z": ""}, {"timezone": "Z"}).lead.timezone == ""


def test_every_problem_of_a_row_is_told(read):
    assert len(read({"R": "9", "At": "x", "Id": ""}, {"sales_rating": "R", "handed_off_at": "At"})) == 3


def test_the_instant_of_the_import_is_not_the_future(read):
    row = read({"At": f"{NOW:%Y-%m-%d %H:%M}"}, {"handed_off_at": "At"})

    assert row.hand_off.handed_off_at == NOW


def test_what_sales_fills_later_is_kept_and_not_judged_by(read):
    row = read(
        {"Industry": "Steel", "Tags": "Ringing", "City": "Berlin"}, {"industry": "Industry"}, not_judged=["Tags"]
    )

    assert row.lead.attributes == {"Tags": "Ringing", "City": "Berlin"}
    assert row.hand_off.snapshot["attributes"] == {"City": "Berlin"}
    assert row.hand_off.snapshot["industry"] == "Steel"
    assert "Tags" not in str(row.hand_off.snapshot)


def test_columns_are_left_out_one_by_one_or_all(read):
    assert read({"A": "1", "B": "2"}, left_out=["A"]).lead.attributes == {"B": "2"}
    assert read({"A": "1", "B": "2"}, rest="nothing").lead.attributes == {}


@pytest.mark.parametrize(
    ("cells", "is_early"),
    [
        ({"Touch": "2026-01-01 10:00"}, False),
        ({"Touch": "2026-01-01 09:59"}, True),
        ({"Rated": "2026-01-01 09:00", "Rating": "3"}, True),
    ],
)
def test_what_is_dated_before_the_hand_off_is_noticed(read, cells, is_early):
    row = read(
        {"At": "2026-01-01 10:00", "Touch": "", "Rated": "", "Rating": ""} | cells,
        {"handed_off_at": "At", "first_touch_at": "Touch", "sales_rated_at": "Rated", "sales_rating": "Rating"},
    )

    assert row.has_early_event is is_early


@pytest.mark.parametrize(
    ("text", "is_whole_day"),
    [("2026-01-01", True), ("20260101", True), ("2026-01-01 00:00", False), (" 1767225600000 ", False), ("", False)],
)
def test_a_day_without_a_time_is_noticed(read, text, is_whole_day):
    assert read({"At": text}, {"handed_off_at": "At"}).is_whole_day is is_whole_day


def test_a_row_takes_nothing_from_the_row_before():
    spec = hand_offs({"email": "Mail", "owner": "Owner"})
    reader = HandOffReader(spec, ["Id", "Source", "Mail", "Owner", "X"], Names(may_create=True), now=NOW)

    reader.read(Row(2, ["L1", "Web", "a@example.com", "Ana", "x"]))
    second = reader.read(Row(3, ["L2", "Web", "", "", ""]))

    assert (second.lead.email, second.lead.attributes, second.events) == ("", {}, [])


def test_when_marketing_called_it_qualified_is_kept_on_the_lead(read):
    fields = {"marketing_qualified_at": "MQL"}

    row = read({"MQL": "2026-01-02 03:04", "Visits": "3"}, fields, timezone="Europe/Berlin")
    later = read({"MQL": "2026-03-05 03:04"}, fields, timezone="UTC")

    assert row.lead.attributes == {"Visits": "3", "Qualified by Marketing at": "2026-01-02T02:04:00+00:00"}
    assert row.hand_off.handed_off_at is None
    assert [problem.column for problem in later] == ["MQL"]  # it lies in the future
    assert read({"MQL": ""}, fields, timezone="UTC").lead.attributes == {}
