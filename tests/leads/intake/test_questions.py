from dataclasses import replace

import pytest

from leads.intake.questions import is_settled, look, unanswered
from leads.intake.reading import Table
from tests.leads.intake.specs import activities, hand_offs


@pytest.fixture
def asked(tmp_path):
    """Return a function that says which questions a file of these dates leaves open."""

    def asked(dates, **options):
        path = tmp_path / "leads.csv"
        path.write_text("Id,Source,Created\n" + "".join(f'{n},Web,"{text}"\n' for n, text in enumerate(dates)))
        spec = hand_offs({"handed_off_at": "Created"}, **({"timezone": ""} | options))
        with Table(path) as table:
            found = look(table, spec)
        return found, [question.text for question in unanswered(found, spec)]

    return asked


def test_a_date_that_can_be_read_in_two_ways_is_asked_for(asked):
    found, questions = asked(["1/2/2018", "3/4/2018 10:00"], timezone="UTC")

    assert not found.order
    assert questions == [
        "Is the day or the month first in “1/2/2018”? The file does not say: choose the order of its dates."
    ]


def test_one_date_that_can_be_read_in_one_way_answers(asked):
    found, questions = asked(["1/2/2018", "3/4/2018", "13/4/2018"], timezone="UTC")

    assert (found.order, found.proof, questions) == ("dmy", "13/4/2018", [])


def test_dates_that_prove_both_orders_prove_none(asked):
    _, questions = asked(["1/2/2018", "13/4/2018", "4/13/2018"], timezone="UTC")

    assert questions == [
        "The dates contradict one another: “13/4/2018” begins with the day, “4/13/2018” with the month. "
        "Choose the order; the rows of the other kind will be rejected."
    ]
    assert asked(["4/13/2018", "13/4/2018"], timezone="UTC", date_order="dmy")[1] == []


def test_a_date_that_cannot_be_is_no_example(asked):
    assert "“3/4/2018”" in asked(["31/31/2018", "3/4/2018"], timezone="UTC")[1][0]
    assert asked(["31/31/2018"], timezone="UTC")[1] == []


def test_a_date_that_cannot_be_proves_nothing(asked):
    found, questions = asked(["31/2/2018", "3/4/2018"], timezone="UTC")

    assert (found.order, found.example, len(questions)) == ("", "3/4/2018", 1)
    assert asked(["31/2/2018", "4/13/2018"], timezone="UTC")[0].order == "mdy"


def test_a_chosen_order_is_not_asked_for(asked):
    assert asked(["1/2/2018"], timezone="UTC", date_order="mdy")[1] == []


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("2018-02-01T10:00:00Z", False),
        ("2018-02-01T10:00:00+01:00", False),
        ("2018-02-01T10:00:00", True),
        ("2018-02-01", True),
        ("20180201", True),
        ("01-Feb-18", True),
        ("1518652800000", False),
        ("", False),
        ("n/a", False),
    ],
)
def test_the_zone_is_asked_for_where_a_time_has_none(asked, text, is_asked):
    assert bool(asked([text])[1]) == is_asked


def test_a_file_without_date_columns_asks_nothing(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text("Id,Source,Created\n1,Web,1/2/2018\n")
    with Table(path) as table:
        assert unanswered(look(table, hand_offs(timezone="")), hand_offs(timezone="")) == []


def test_activities_are_asked_about_as_activities(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("Id,When\n1,2018-02-01 10:00\n")
    spec = activities(timezone="")
    with Table(path) as table:
        (question,) = unanswered(look(table, spec), spec)

    assert question.about == "timezone"
    assert question.text.startswith("The times of the activities")


@pytest.mark.parametrize(
    ("lengths", "options", "asked"),
    [
        (["0", "4:10", "", "250"], {}, "250"),
        (["4:10", "0:04:10", "0", "n/a"], {}, None),
        (["250"], {"length_unit": "seconds"}, None),
        (["-5", "12:75"], {}, None),
    ],
    ids=["figures", "colons", "chosen", "no-lengths"],
)
@pytest.mark.parametrize("date_order", ["", "dmy"])
def test_the_unit_of_lengths_is_asked_for_where_figures_need_one(tmp_path, lengths, options, asked, date_order):
    path = tmp_path / "calls.csv"
    path.write_text("Id,When,Length\n" + "".join(f"{n},13/1/2026 10:00,{text}\n" for n, text in enumerate(lengths)))
    spec = activities({"length": "Length"}, date_order=date_order, **options)
    with Table(path) as table:
        questions = unanswered(look(table, spec), spec)

    assert [question.about for question in questions] == (["length_unit"] if asked else [])
    assert all(f"Is “{asked}” in seconds, minutes or milliseconds?" in question.text for question in questions)
    assert not is_settled(replace(spec, date_order="dmy", length_unit=""))
    assert is_settled(replace(spec, date_order="dmy", length_unit="seconds"))
