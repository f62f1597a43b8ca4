import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.intake import values
from leads.intake.values import NotAValue


@pytest.mark.parametrize(("text", "rating"), [("1", 1), ("5", 5), ("3.0", 3), ("+4", 4), ("05", 5)])
def test_a_rating_is_one_to_five(text, rating):
    assert values.rating(text) == rating


@pytest.mark.parametrize("text", ["0", "6", "-1", "4.5", "five", "5/5", "", "1e0", "٣", "99999999999999999999"])
def test_nothing_else_is_a_rating(text):
    with pytest.raises(NotAValue):
        values.rating(text)


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("1500", ".", "1500"),
        ("1,500", ".", "1500"),
        ("1.500", ".", "1.5"),
        ("1.500", ",", "1500"),
        ("1,5", ",", "1.5"),
        ("1.234.567,89", ",", "1234567.89"),
        ("1,234,567.89", ".", "1234567.89"),
        ("€ 12.50", ".", "12.50"),
        ("12,50 €", ",", "12.50"),
        ("EUR 1 200", ".", "1200"),
        ("1\N{NO-BREAK SPACE}200", ".", "1200"),
        ("1’200", ".", "1200"),
        ("-3", ".", "-3"),
        ("+3", ".", "3"),
    ],
)
def test_numbers_by_the_chosen_decimal_mark(text, mark, number):
    assert values.number(text, mark) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("1,5", "."), ("12,34", "."), ("1.5", ","), ("1,50,0", "."), ("ten", "."), ("1-5", "."), ("", ".")],
)
def test_what_can_be_read_in_two_ways_is_refused(text, mark):
    with pytest.raises(NotAValue):
        values.number(text, mark)


def test_a_count_is_whole_and_not_below_zero():
    assert values.count("1,000", ".") == 1000
    for text in ("1.5", "-1"):
        with pytest.raises(NotAValue):
            values.count(text, ".")


def test_money_is_kept_to_the_cent_and_bounded():
    assert values.money("10.005", ".") == Decimal("10.00")
    with pytest.raises(NotAValue):
        values.money("1000000000000", ".")


@pytest.mark.parametrize(("text", "answer"), [("Yes", True), ("TRUE", True), ("1", True), ("no", False), ("0", False)])
def test_yes_and_no(text, answer):
    assert values.yes_or_no(text) is answer


def test_neither_yes_nor_no():
    with pytest.raises(NotAValue):
        values.yes_or_no("perhaps")


def test_a_text_that_is_too_long_is_refused_and_not_cut():
    assert values.text_up_to(3, "abc") == "abc"
    with pytest.raises(NotAValue, match="3 characters"):
        values.text_up_to(3, "abcd")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("America/New_York", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("UTC", "UTC"),
        ("Asia/Kathmandu", "Asia/Kathmandu"),
    ],
)
def test_a_time_zone_has_the_name_that_the_iana_gives_it(text, name):
    assert values.zone(text) == name


@pytest.mark.parametrize("text", ["Eastern Time (US & Canada)", "UTC+1", "+01:00", "Mars/Olympus", "../etc/passwd"])
def test_other_names_of_time_zones_are_refused(text):
    with pytest.raises(NotAValue, match="not the name of a time zone, such as America/New_York"):
        values.zone(text)


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [
        ("4:10", "", 250),
        ("04:10", "milliseconds", 250),
        ("0:04:10", "", 250),
        ("1:04:10", "seconds", 3850),
        ("75:30", "", 4530),
        ("12:00:00", "", 43_200),
        ("0:59.9", "", 59),
        ("250", "seconds", 250),
        ("59.9", "seconds", 59),
        ("1,000", "seconds", 1000),
        ("4", "minutes", 240),
        ("4.5", "minutes", 270),
        ("250500", "milliseconds", 250),
        ("0", "", 0),
        ("0.0", "", 0),
    ],
)
def test_a_length_is_in_whole_seconds(text, unit, seconds):
    assert values.length(text, unit, ".") == seconds


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("250", "", "Seconds, minutes or milliseconds?"),
        ("4.5", "", "Seconds, minutes or milliseconds?"),
        ("-5", "seconds", "cannot be below 0"),
        ("-5", "", "cannot be below 0"),
        ("12:00:01", "", "longer than 12 hours. Is this in another unit?"),
        ("250500", "seconds", "longer than 12 hours. Is this in another unit?"),
        ("1:60:00", "", "an hour has 60 minutes"),
        ("4:75", "", "This is not a length, such as 4:10"),
        ("1:4:10", "", "This is not a length"),
        ("-4:10", "", "This is not a length"),
        ("4:10 PM", "", "This is not a length"),
        ("4,5", "minutes", "This is not a length"),
        ("four", "minutes", "This is not a length"),
    ],
)
def test_what_is_no_length_says_why(text, unit, reason):
    with pytest.raises(NotAValue, match=re.escape(reason)):
        values.length(text, unit, ".")


@given(st.integers(0, 12 * 3600))
def test_every_length_reads_the_same_in_whatever_way_it_is_written(seconds):
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    written = [
        (f"{hours}:{minutes:02}:{rest:02}", ""),
        (f"{seconds // 60}:{rest:02}", "minutes"),
        (str(seconds), "seconds"),
        (str(seconds * 1000), "milliseconds"),
    ]

    assert {values.length(text, unit, ".") for text, unit in written} == {seconds}
