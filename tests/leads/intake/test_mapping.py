import json

import pytest

from leads.intake import presets
from leads.intake.fields import FIELDS
from leads.intake.mapping import BadMapping, choose, spec_from, specs_from, with_choices
from tests.leads.intake.specs import CRM, activities, hand_offs

GOOD = {"kind": "hand_offs", "system": CRM, "fields": {"external_id": {"column": "Id"}, "source": {"constant": "Web"}}}

ACTS = {
    "kind": "activities",
    "fields": {"hand_off": {"column": "Id"}, "occurred_at": {"column": "At"}, "state": {"constant": "touched"}},
}


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_makes_sense_and_survives_being_saved(name):
    preset = presets.load(name)

    for spec in specs_from(preset):
        assert spec_from(json.loads(json.dumps(spec.as_json()))) == spec
    assert preset["title"]


def test_a_preset_that_is_not_there():
    with pytest.raises(KeyError):
        presets.load("../mapping")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "deals"}, "no kind of file"),
        ({"system": {}}, "which system"),
        ({"colour": "red"}, "has no “colour”"),
        ({"date_order": "ydm"}, "no order of dates"),
        ({"timezone": "Berlin"}, "not a time zone"),
        ({"decimal_mark": ";"}, "decimal mark"),
        ({"length_unit": "hours"}, "no unit of lengths; it is seconds, minutes, milliseconds"),
        ({"rest": "keep"}, "kept as attributes"),
        ({"owner_is": "someone"}, "first or the latest"),
        ({"encoding": "ebcdic"}, "no encoding"),
        ({"delimiter": "/"}, "separated by"),
        ({"fields": {"external_id": {"column": "Id"}}}, "Choose a column for “Source”"),
        ({"fields": GOOD["fields"] | {"shoe_size": {"column": "Shoes"}}}, "no field “shoe_size”"),
        ({"fields": GOOD["fields"] | {"owner": {}}}, "read from a column or is the same"),
        ({"fields": GOOD["fields"] | {"owner": {"column": "A", "constant": "B"}}}, "read from a column or is the same"),
        ({"fields": GOOD["fields"] | {"owner": {"row": True}}}, "“Owner in Sales” cannot be the whole row"),
        (
            {"fields": GOOD["fields"] | {"external_id": {"column": "A", "row": True}}},
            "read from a column or is the same",
        ),
        ({"fields": GOOD["fields"] | {"sales_rating": {"column": "R", "values": {"a": "6"}}}}, "cannot be “6”"),
        ({"fields": GOOD["fields"] | {"marketing_rating": {"column": "R", "values": {"a": "unsure"}}}}, "cannot be"),
        ({"fields": GOOD["fields"] | {"outcome": {"column": "R", "blank": "maybe"}}}, "cannot be “maybe”"),
        ({"fields": GOOD["fields"] | {"marketing_basis": {"constant": "gut"}}}, "cannot be “gut”"),
        (ACTS | {"fields": ACTS["fields"] | {"automated": {"column": "A", "values": {"bot": "si"}}}}, "cannot be “si”"),
        (ACTS | {"fields": ACTS["fields"] | {"length": {"constant": "long"}}}, "cannot be “long”"),
        ({"fields": GOOD["fields"] | {"timezone": {"constant": "Berlin"}}}, "cannot be “Berlin”"),
        ({"fields": GOOD["fields"] | {"source": {"column": "S", "sides": {"Fair": "finance"}}}}, "cannot belong to"),
        ({"fields": GOOD["fields"] | {"owner": {"column": "O", "sides": {"A": "sales"}}}}, "belongs to no side"),
        ({"fields": GOOD["fields"] | {"owner": {"columm": "O"}}}, "do not have the form"),
        ({"fields": GOOD["fields"] | {"owner": "O"}}, "do not have the form"),
        ({"fields": ["external_id"]}, "do not have the form"),
        ({"empty": 3}, "do not have the form"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said_in_a_sentence(change, sentence):
    with pytest.raises(BadMapping, match=sentence):
        spec_from(GOOD | change)


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (["Source"], "The file has no column “Id”. Its columns are: Source."),
        (["Name"], "The file has no columns “Id”, “Source”. Its columns are: Name."),
    ],
)
def test_columns_that_are_missing_are_named(header, sentence):
    with pytest.raises(BadMapping) as refusal:
        choose([hand_offs()], header)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize("data", [None, [], "x-education", {"specs": []}, {"specs": {}}, {}])
def test_what_is_no_mapping_is_refused(data):
    with pytest.raises(BadMapping):
        specs_from(data)


def test_every_problem_is_told_at_once():
    with pytest.raises(BadMapping) as refusal:
        spec_from(GOOD | {"decimal_mark": "x", "timezone": "y"})

    assert len(refusal.value.problems) == 2


def test_a_draft_may_be_incomplete():
    assert spec_from({"kind": "activities"}, complete=False).fields == {}


def test_states_may_be_several_acts():
    spec = activities({"state": {"column": "State", "values": {"Waiting": "touched paused", "New": ""}}})

    assert spec.fields["state"].values == {"Waiting": "touched paused", "New": ""}


def test_a_file_is_read_by_the_spec_that_reads_the_most_of_it():
    short, long = hand_offs(), hand_offs({"owner": "Owner"})

    assert choose([short, long], ["Id", "Source", "Owner", "Other"]) is long
    assert choose([short, long], ["Id", "Source"]) is short


def test_missing_columns_are_named_with_those_that_are_there():
    with pytest.raises(BadMapping, match="no column “Source”. Its columns are: Id, Quelle"):
        choose([hand_offs()], ["Id", "Quelle", ""])


def test_of_several_specs_the_columns_of_the_nearest_are_missing():
    specs = [hand_offs({"owner": "Owner", "team": "Team"}), hand_offs({"owner": "Owner"}), activities()]

    with pytest.raises(BadMapping, match="no column “Owner”"):
        choose(specs, ["Id", "Source"])


def test_the_parts_of_a_preset_are_told_apart_by_the_header():
    specs = specs_from(presets.load("incidents"))

    assert choose(specs, ["Number", "Updated At", "State", "Team", "Owner"]).kind == "activities"
    assert (
        choose(specs, ["Number", "Opened At", "Channel", "Team", "Owner", "Closed At", "Priority"]).kind == "hand_offs"
    )


CHOICES = {"date_order": "dmy", "timezone": "Europe/Berlin", "length_unit": "minutes"}
OTHERS = {"date_order": "mdy", "timezone": "Asia/Kolkata", "length_unit": "seconds"}


@pytest.mark.parametrize("name", CHOICES)
def test_what_is_chosen_goes_before_what_the_mapping_says_and_the_rest_stays(name):
    spec = hand_offs(**CHOICES)

    assert with_choices(spec) == spec
    assert with_choices(spec, **{name: OTHERS[name]}) == hand_offs(**CHOICES | {name: OTHERS[name]})


def test_choices_that_make_no_sense_are_refused():
    with pytest.raises(BadMapping):
        with_choices(spec_from(GOOD), timezone="Mars/Olympus")


def test_columns_with_dates_are_named_once():
    spec = hand_offs(
        {"handed_off_at": "Created", "lead_created_at": "Created", "closed_at": {"constant": "2020-01-01"}}
    )

    assert spec.date_columns() == ["Created"]


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_has_a_label_of_its_own(kind):
    labels = [field.label for field in FIELDS[kind].values()]

    assert len(set(labels)) == len(labels)
