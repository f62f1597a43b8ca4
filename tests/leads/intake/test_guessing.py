import pytest

from leads.intake.fields import FIELDS
from leads.intake.guessing import fields_of, folded, kind_of, length_unit_of, looks_like_data, meaning_of

HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lifecycle Stage,Lead Status,Create Date,"
    "Became a Sales Qualified Lead Date,Original Source,Company name,Job Title,Country/Region,HubSpot Score"
)
SALESFORCE = (
    "LeadId,FirstName,LastName,Email,Company,Title,LeadSource,Status,Rating,CreatedDate,Lead_Score__c,Lead Owner"
)
PIPEDRIVE = (
    "Deal - ID,Deal - Title,Deal - Owner,Deal - Status,Deal - Value,Deal - Deal created,Deal - Won time,"
    "Deal - Lost reason,Person - Email,Deal - Source channel,Deal - Organization"
)
CALLS = (
    "Activity ID,Associated Contact IDs,Activity date,Activity type,Activity assigned to,Call outcome,Call direction"
)
INCIDENTS = "Number,Opened At,Channel,Team,Owner,Priority,Location,Closed Code,Closed At,Made SLA"
ACTIVITIES = "Number,Updated At,State,Team,Owner"


@pytest.mark.parametrize(
    ("header", "kind", "expected"),
    [
        pytest.param(
            HUBSPOT,
            "hand_offs",
            {
                "external_id": "Record ID",
                "first_name": "First Name",
                "last_name": "Last Name",
                "email": "Email",
                "phone": "Phone Number",
                "owner": "Contact owner",
                "outcome": "Lead Status",
                "handed_off_at": "Became a Sales Qualified Lead Date",
                "source": "Original Source",
                "company": "Company name",
                "title": "Job Title",
                "country": "Country/Region",
                "score": "HubSpot Score",
            },
            id="hubspot-contacts",
        ),
        pytest.param(
            SALESFORCE,
            "hand_offs",
            {
                "external_id": "LeadId",
                "first_name": "FirstName",
                "last_name": "LastName",
                "email": "Email",
                "company": "Company",
                "title": "Title",
                "source": "LeadSource",
                "outcome": "Status",
                "marketing_rating": "Rating",
                "handed_off_at": "CreatedDate",
                "score": "Lead_Score__c",
                "owner": "Lead Owner",
            },
            id="salesforce-leads",
        ),
        pytest.param(
            PIPEDRIVE,
            "hand_offs",
            {
                "external_id": "Deal - ID",
                "owner": "Deal - Owner",
                "outcome": "Deal - Status",
                "value": "Deal - Value",
                "handed_off_at": "Deal - Deal created",
                "closed_at": "Deal - Won time",
                "reason": "Deal - Lost reason",
                "email": "Person - Email",
                "source": "Deal - Source channel",
                "company": "Deal - Organization",
            },
            id="pipedrive-deals",
        ),
        pytest.param(
            CALLS,
            "activities",
            {
                "external_id": "Activity ID",
                "hand_off": "Associated Contact IDs",
                "occurred_at": "Activity date",
                "state": "Activity type",
                "owner": "Activity assigned to",
                "result": "Call outcome",
                "direction": "Call direction",
            },
            id="hubspot-calls",
        ),
        pytest.param(
            ACTIVITIES,
            "activities",
            {"hand_off": "Number", "occurred_at": "Updated At", "state": "State", "team": "Team", "owner": "Owner"},
            id="incident-activities",
        ),
    ],
)
def test_exports_of_other_systems_are_recognised(header, kind, expected):
    names = header.split(",")

    assert kind_of(names) == kind
    assert fields_of(names, kind) == expected


@pytest.mark.parametrize(
    "header", ["Record ID,Activity date,Activity type,Owner,Channel", "Lead Id,Date,Type,Source,Direction,Result"]
)
def test_a_log_that_could_be_a_table_of_leads_is_told_by_all_that_it_names(header):
    assert kind_of(header.split(",")) == "activities"


def test_a_status_alone_makes_no_log():
    assert kind_of(["Lead-Nr.", "Quelle", "Status"]) == "hand_offs"


def test_the_incident_log_is_told_from_its_activities():
    assert kind_of(INCIDENTS.split(",")) == "hand_offs"


def test_of_two_columns_the_better_name_wins_and_no_column_is_taken_twice():
    found = fields_of(["Source", "Lead Source", "Company", "Company Name", "Id"], "hand_offs")

    assert found["source"] == "Source"
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    "header",
    [
        "Source,Owner,Date,Outcome",
        "Source,Salesperson,Lead date,Won/Lost",
        "Source,Sales rep,Handed off,Result",
        "Source,Rep,Handed to Sales,Date,Stage",
    ],
)
def test_a_short_table_by_hand_is_recognised(header):
    names = header.split(",")

    assert kind_of(names) == "hand_offs"
    found = fields_of(names, "hand_offs")
    assert [found[field] for field in ("source", "owner", "handed_off_at")] == names[:3]
    assert found["outcome"] == names[-1]


def test_the_first_contact_is_told_from_the_hand_off():
    found = fields_of(["Source", "Handed over", "First contact", "Date closed"], "hand_offs")

    assert (found["handed_off_at"], found["first_touch_at"]) == ("Handed over", "First contact")
    assert found["closed_at"] == "Date closed"


@pytest.mark.parametrize("name", ["Closed", "Ended", "Close Date", "Closing date", "Date ended", "Closed Time"])
def test_the_end_is_known_by_the_names_of_other_systems(name):
    assert fields_of(["Lead ID", "Source", name], "hand_offs")["closed_at"] == name


def test_the_end_is_read_from_the_better_of_two_names():
    assert fields_of(["Closed", "Close Date"], "hand_offs")["closed_at"] == "Close Date"


@pytest.mark.parametrize(
    ("header", "answers", "expected"),
    [
        (["Closed"], ["Closed"], {}),
        (["Closed", "End date"], ["Closed"], {"closed_at": "End date"}),
        (["Converted", "Converted date"], ["Converted"], {"outcome": "Converted", "qualified_at": "Converted date"}),
    ],
    ids=["alone", "beside-a-date", "what-answers-may-mean"],
)
def test_no_time_is_read_from_a_column_of_yes_and_no(header, answers, expected):
    assert fields_of(header, "hand_offs", answers=answers) == expected


def test_a_header_without_a_known_name_gives_no_guess():
    assert fields_of(["Foo", "", "Bar"], "hand_offs") == {}


@pytest.mark.parametrize("name", ["Created Date", "CreatedDate", "created_date", "CREATED DATE", "Created-Date__c"])
def test_names_are_compared_without_case_and_signs(name):
    assert folded(name) == "createddate"


@pytest.mark.parametrize("header", [HUBSPOT, SALESFORCE, PIPEDRIVE, CALLS, INCIDENTS, ACTIVITIES, "A,20250101,x,y"])
def test_a_header_is_not_taken_for_a_row(header):
    assert not looks_like_data(header.split(","))


@pytest.mark.parametrize(
    "line",
    [
        "0000045,29/2/2016 01:16,Phone,56,,3",
        "7927b2df-8bba-4d29-b9a2-b6e0beafe620,API,Olark Chat,No",
        "Ana,ana@example.com,Website",
        "1,2,x",
        "Ana,2026-03-01,Website",
    ],
)
def test_a_row_is_not_taken_for_a_header(line):
    assert looks_like_data(line.split(","))


@pytest.mark.parametrize(
    ("field", "text", "meaning"),
    [
        ("outcome", "Closed Won", "won"),
        ("outcome", "closed-lost", "lost"),
        ("outcome", "1", "won"),
        ("outcome", "Working", ""),
        ("outcome", "Something else", None),
        ("sales_rating", "Hot", "5"),
        ("marketing_rating", "Cold", "1"),
        ("marketing_rating", "02.Medium", "3"),
        ("state", "CALL", "touched"),
        ("state", "-100", None),
        ("automated", "true", "yes"),
        ("reason", "Price", None),
    ],
)
def test_values_have_a_probable_meaning_or_none(field, text, meaning):
    assert meaning_of(field, text) == meaning


def test_no_column_name_is_known_for_two_fields_at_the_same_place():
    """The label of a field is its best name, and stands for that field alone."""
    for fields in FIELDS.values():
        best = [folded(field.name) for field in fields.values()]
        assert len(set(best)) == len(best)


@pytest.mark.parametrize(
    ("header", "handed_off", "qualified"),
    [
        (["MQL date", "SQL date"], "SQL date", "MQL date"),
        (
            ["Became a Marketing Qualified Lead Date", "Became a Sales Qualified Lead Date", "Create Date"],
            "Became a Sales Qualified Lead Date",
            "Became a Marketing Qualified Lead Date",
        ),
        # Where nothing better says when it was handed over, it was when Marketing called it qualified.
        (["MQL date", "Create Date"], "MQL date", None),
        (["Marketing qualified at", "Create Date"], "Create Date", "Marketing qualified at"),
    ],
)
def test_when_marketing_called_it_qualified_is_told_from_the_hand_off(header, handed_off, qualified):
    found = fields_of(["Lead ID", "Source", *header], "hand_offs")

    assert (found.get("handed_off_at"), found.get("marketing_qualified_at")) == (handed_off, qualified)


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("CallDurationInSeconds", "seconds"),
        ("Duration (sec)", "seconds"),
        ("Call Duration", ""),
        ("hs_call_duration", "milliseconds"),
        ("duration_ms", "milliseconds"),
        ("Duration (minutes)", "minutes"),
        ("Talk Time", ""),
    ],
)
def test_the_unit_of_lengths_is_proposed_where_the_column_says_it(column, unit):
    assert length_unit_of(column) == unit


@pytest.mark.parametrize("column", ["CallDurationInSeconds", "Call Duration", "hs_call_duration", "Duration (seconds)"])
def test_columns_of_lengths_are_recognised(column):
    header = ["WhoId", "ActivityDate", "Type", column]

    assert (kind_of(header), fields_of(header, "activities")["length"]) == ("activities", column)
