import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgap.ui import formats

SPACE, MINUS, DASH = "\u00a0", "\u2212", "–"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        pytest.param(None, 0, DASH, id="unknown"),
        pytest.param(0, 0, "0", id="zero"),
        pytest.param(7, 0, "7", id="small"),
        pytest.param(999, 0, "999", id="below-the-separator"),
        pytest.param(1000, 0, f"1{SPACE}000", id="thousand"),
        pytest.param(1234567, 0, f"1{SPACE}234{SPACE}567", id="million"),
        pytest.param(-1234, 0, f"{MINUS}1{SPACE}234", id="negative"),
        pytest.param(12345.678, 1, f"12{SPACE}345.7", id="digits"),
        pytest.param(0.5, 0, "1", id="half-away-from-zero"),
        pytest.param(2.5, 0, "3", id="half-is-not-to-even"),
        pytest.param(-2.5, 0, f"{MINUS}3", id="negative-half"),
        pytest.param(1.005, 2, "1.01", id="as-written-not-as-stored"),
        pytest.param(-0.04, 1, "0.0", id="no-negative-zero"),
        pytest.param(Decimal("180000"), 0, f"180{SPACE}000", id="decimal"),
        pytest.param(4, 2, "4.00", id="digits-are-kept"),
    ],
)
def test_number(value, digits, text):
    assert formats.number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (None, 1, DASH),
        (0.867, 1, "+0.9"),
        (0.867, 3, "+0.867"),
        (-0.35, 2, f"{MINUS}0.35"),
        (0, 1, "0.0"),
        (0.04, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (10, 0, "+10"),
    ],
)
def test_signed(value, digits, text):
    assert formats.signed(value, digits) == text


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        pytest.param(None, 0, DASH, id="no-denominator"),
        pytest.param(0.912, 0, f"91{SPACE}%", id="usual"),
        pytest.param(0.915, 0, f"92{SPACE}%", id="half-up"),
        pytest.param(0, 0, f"0{SPACE}%", id="none"),
        pytest.param(1, 0, f"100{SPACE}%", id="all"),
        pytest.param(1.0, 1, f"100.0{SPACE}%", id="all-with-digit"),
        pytest.param(0.996, 0, f">99{SPACE}%", id="nearly-all-is-not-all"),
        pytest.param(0.994, 0, f"99{SPACE}%", id="99"),
        pytest.param(0.004, 0, f"<1{SPACE}%", id="nearly-none-is-not-none"),
        pytest.param(0.0004, 1, f"<0.1{SPACE}%", id="nearly-none-with-digit"),
        pytest.param(0.9996, 1, f">99.9{SPACE}%", id="nearly-all-with-digit"),
        pytest.param(0.557, 1, f"55.7{SPACE}%", id="digit"),
        pytest.param(1.2, 0, f"120{SPACE}%", id="more-than-promised"),
    ],
)
def test_percent(share, digits, text):
    assert formats.percent(share, digits) == text


@pytest.mark.parametrize(
    ("share", "goal", "text"),
    [
        pytest.param(0.936, 0.94, f"93.6{SPACE}%", id="rounds-to-what-it-falls-short-of"),
        pytest.param(0.93999, 0.94, f"94.00{SPACE}%", id="no-finer-than-two-digits"),
        pytest.param(0.94, 0.94, f"94{SPACE}%", id="kept-to-the-point"),
        pytest.param(0.944, 0.94, f"94{SPACE}%", id="kept"),
        pytest.param(0.931, 0.94, f"93{SPACE}%", id="short-and-seen-to-be"),
        pytest.param(0.974, 0.975, f"97{SPACE}%", id="goal-with-a-digit"),
    ],
)
def test_what_falls_short_is_not_written_as_the_goal(share, goal, text):
    assert formats.percent_against(share, goal) == text


@given(whole=st.integers(1, 10**6), data=st.data())
def test_only_all_is_a_hundred_per_cent_and_only_none_is_nothing(whole, data):
    part = data.draw(st.integers(0, whole))

    text = formats.percent(part / whole)

    assert (text == f"100{SPACE}%") == (part == whole)
    assert (text == f"0{SPACE}%") == (part == 0)


@pytest.mark.parametrize(
    ("low", "high", "digits", "text"),
    [
        (0.628, 0.842, 2, "(0.63–0.84)"),
        (0.576, 1.158, 1, "(0.6–1.2)"),
        (-0.12, 0.35, 2, f"({MINUS}0.12 to 0.35)"),
        (-0.9, -0.2, 1, f"({MINUS}0.9 to {MINUS}0.2)"),
        (0, 0.434, 3, "(0.000–0.434)"),
        (None, 0.5, 2, DASH),
        (0.5, None, 2, DASH),
    ],
)
def test_interval(low, high, digits, text):
    assert formats.interval(low, high, digits) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.628, 0.842, f"63–84{SPACE}%"),
        (0, 0.434, f"0–43{SPACE}%"),
        (0.566, 1, f"57–100{SPACE}%"),
        (0.988, 0.994, f"98.8–99.4{SPACE}%"),
        (0.99985, 1, f">99–100{SPACE}%"),
        (0, 0.0004, f"0–<1{SPACE}%"),
        (0.9991, 0.9997, f"99.9–100.0{SPACE}%"),
        (0.5, 0.5, f"50–50{SPACE}%"),
        (None, None, DASH),
    ],
)
def test_percent_interval(low, high, text):
    assert formats.percent_interval(low, high) == text


def spaced(text: str) -> str:
    return text.replace(" ", SPACE)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        pytest.param(0, "0 s", id="nothing"),
        pytest.param(0.9, "0 s", id="parts-of-a-second"),
        pytest.param(38, "38 s", id="seconds"),
        pytest.param(59, "59 s", id="last-second"),
        pytest.param(60, "1 min", id="first-minute"),
        pytest.param(2520, "42 min", id="minutes"),
        pytest.param(2579, "42 min", id="dropped-not-rounded"),
        pytest.param(3599, "59 min", id="last-minute"),
        pytest.param(3600, "1 h", id="whole-hour"),
        pytest.param(3659, "1 h", id="less-than-a-minute-more"),
        pytest.param(11400, "3 h 10 min", id="hours"),
        pytest.param(86399, "23 h 59 min", id="last-hour"),
        pytest.param(86400, "1 d", id="whole-day"),
        pytest.param(187200, "2 d 4 h", id="days"),
        pytest.param(-2520, f"{MINUS}42 min", id="overdue"),
        pytest.param(-0.5, "0 s", id="no-negative-nothing"),
        pytest.param(86400 * 1234, f"1{SPACE}234 d", id="years"),
    ],
)
def test_duration(seconds, text):
    assert formats.duration(seconds) == spaced(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(28_799, "7 h 59 min"), (28_800, "1 working day"), (28_800 * 2 + 4 * 3600, "2 working d 4 h")],
)
def test_a_working_day_is_as_long_as_the_calendar_says(seconds, text):
    assert formats.duration(seconds, day=28_800) == spaced(text)


@pytest.mark.parametrize(
    ("seconds", "day", "text"),
    [
        pytest.param(38, 28_800, "38 s", id="seconds"),
        pytest.param(13_380, 28_800, "3 h 43 min", id="hours"),
        pytest.param(28_800 * 2, 28_800, "2 working days", id="whole-days"),
        pytest.param(28_800 * 2 + 59, 28_800, "2 working days", id="a-bit-more"),
        pytest.param(28_800 * 2 + 13_380, 28_800, "2 working d 3 h 43 min", id="to-the-minute"),
        pytest.param(86_400 + 120, 86_400, "1 d 2 min", id="real-time"),
    ],
)
def test_to_the_minute(seconds, day, text):
    assert formats.to_the_minute(seconds, day) == spaced(text)


@given(st.lists(st.integers(0, 10_000), max_size=20))
def test_whole_minutes_add_up_and_none_is_a_minute_off(parts):
    whole = formats.whole_minutes(parts)

    if sum(parts) < 60:
        assert whole == parts
    else:
        assert sum(whole) == sum(parts) - sum(parts) % 60
        assert all(each % 60 == 0 and abs(each - part) < 60 for each, part in zip(whole, parts, strict=True))


def test_an_unknown_duration_is_a_dash():
    assert formats.duration(None) == DASH


@given(st.integers(0, 10**9))
def test_a_duration_never_says_more_than_passed(seconds):
    units = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
    words = re.sub(rf"(?<=\d){SPACE}(?=\d)", "", formats.duration(seconds)).split(SPACE)
    said = sum(int(amount) * units[unit] for amount, unit in zip(words[::2], words[1::2], strict=True))

    smallest = units[words[-1]] if len(words) == 4 else {"s": 1, "min": 60, "h": 60, "d": 3600}[words[1]]
    assert said <= seconds < said + smallest


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("Europe/Berlin", "Berlin"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
        ("America/New_York", "New York"),
    ],
)
def test_city(zone, city):
    assert formats.city(zone) == city


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Anna Berger", "AB"),
        ("Marie-Louise von Østergaard", "MØ"),
        ("Cher", "C"),
        ("ines@example.com", "I"),
        ("", ""),
        ("  šimon   novák ", "ŠN"),
    ],
)
def test_initials(name, initials):
    assert formats.initials(name) == initials


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("+49 30 555 5894", "tel:+49305555894"),
        ("+49 (0)30 555-123 ext. 7", "tel:+4930555123"),
        ("030/555.123", "tel:030555123"),
        ("Tel: (030) 555", "tel:030555"),
        ("unknown", ""),
    ],
)
def test_a_number_is_dialled_without_what_is_said_beside_it(number, address):
    assert formats.tel(number) == address
