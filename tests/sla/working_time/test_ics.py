"""Days off from an iCalendar file. No database."""

import pytest

from sla.working_time.ics import LARGEST, NotACalendarFile, read_ics

YEARS = range(2026, 2028)


def file(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{place}\r\n{event}\r\nEND:VEVENT\r\n" for place, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\n{body}END:VCALENDAR\r\n".encode()


def entry(*lines: str, name="Day") -> str:
    return "\r\n".join([f"SUMMARY:{name}", *lines])


def days(*events: str) -> dict[str, str]:
    return dict(read_ics(file(*events), timezone="Europe/Berlin", years=YEARS).days)


def hours(*events: str) -> list[tuple[str, str]]:
    found = read_ics(file(*events), timezone="Europe/Berlin", years=YEARS).hours
    return [(f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}") for start, end, _ in found]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["DTSTART;VALUE=DATE:20261225"], ["2026-12-25"], id="one-day-without-an-end"),
        pytest.param(["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261226"], ["2026-12-24", "2026-12-25"],
                     id="the-end-is-not-included"),
        pytest.param(["DTSTART;VALUE=DATE:20261224", "DURATION:P2D"], ["2026-12-24", "2026-12-25"], id="a-duration"),
        pytest.param(["DTSTART;VALUE=DATE:20201003", "RRULE:FREQ=YEARLY"], ["2026-10-03", "2027-10-03"], id="yearly"),
        pytest.param(["DTSTART;VALUE=DATE:20201003", "RRULE:FREQ=YEARLY;UNTIL=20261231"], ["2026-10-03"], id="until"),
        pytest.param(["DTSTART;VALUE=DATE:20201003", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20261003"], ["2027-10-03"],
                     id="but-not-then"),
        pytest.param(["DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"],
                     ["2026-11-26", "2027-11-25"], id="fourth-thursday"),
        pytest.param(["DTSTART;VALUE=DATE:20251230", "DTEND;VALUE=DATE:20260103"], ["2026-01-01", "2026-01-02"],
                     id="from-last-year"),
        pytest.param(["DTSTART;VALUE=DATE:20261225", "STATUS:CANCELLED", ], None, id="cancelled"),
        pytest.param(["DTSTART;VALUE=DATE:20191225"], [], id="another-year"),
        pytest.param(["DTSTART:20261224T230000Z", "DTEND:20261225T230000Z"], ["2026-12-25"],
                     id="midnight-to-midnight-here"),
    ],
)  # fmt: skip
def test_whole_days(lines, expected):
    if expected is None:
        with pytest.raises(NotACalendarFile, match="holds no entries"):
            days(entry(*lines))
    else:
        assert list(days(entry(*lines))) == expected


def test_days_keep_their_names_and_commas():
    assert days(entry("DTSTART;VALUE=DATE:20261225", name="Christmas\\, first day")) == {
        "2026-12-25": "Christmas, first day"
    }


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["DTSTART:20260302T120000Z", "DTEND:20260302T150000Z"],
                     [("2026-03-02 13:00", "2026-03-02 16:00")], id="utc"),
        pytest.param(["DTSTART:20260302T120000", "DTEND:20260302T150000"],
                     [("2026-03-02 12:00", "2026-03-02 15:00")], id="no-zone-means-here"),
        pytest.param(["DTSTART;TZID=America/New_York:20260302T120000", "DURATION:PT2H"],
                     [("2026-03-02 18:00", "2026-03-02 20:00")], id="another-zone"),
        pytest.param(["DTSTART:20260302T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"],
                     [("2026-03-02 09:00", "2026-03-02 10:00"), ("2026-03-09 09:00", "2026-03-09 10:00"),
                      ("2026-03-16 09:00", "2026-03-16 10:00")], id="weekly"),
        pytest.param(["DTSTART:20260302T080000Z", "DURATION:PT0S"], [], id="no-length"),
    ],
)  # fmt: skip
def test_hours_by_the_local_clock(lines, expected):
    assert hours(entry(*lines)) == expected


def test_what_lies_in_other_years_is_counted():
    found = read_ics(
        file(entry("DTSTART;VALUE=DATE:20191225"), entry("DTSTART;VALUE=DATE:20261225")),
        timezone="Europe/Berlin",
        years=YEARS,
    )

    assert (list(found.days), found.elsewhere) == (["2026-12-25"], 1)


@pytest.mark.parametrize("year", [2019, 2026])
def test_a_moment_is_no_time_off_of_any_year(year):
    moment = entry(f"DTSTART:{year}0302T080000Z")
    found = read_ics(file(moment), timezone="Europe/Berlin", years=YEARS)

    assert (found.days, found.hours, found.elsewhere) == ({}, [], 0)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "no iCalendar file", id="empty"),
        pytest.param(b"\x00\xff\xfe" * 20, "no iCalendar file", id="binary"),
        pytest.param(b"date,name\n2026-12-25,Christmas\n", "no iCalendar file", id="csv"),
        pytest.param(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "holds no entries", id="nothing-in-it"),
        pytest.param(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:whenever\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
                     "no readable beginning|no iCalendar file|holds no entries", id="no-date"),
        pytest.param(file(entry("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=SOMETIMES")), "recurs|iCalendar",
                     id="unknown-rule"),
        pytest.param(file(entry("DTSTART:19700101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY")), "recurs",
                     id="every-second"),
        pytest.param(file(entry("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=DAILY")), "more than 500", id="every-day"),
        pytest.param(b"x" * (LARGEST + 1), "larger than 1 MB", id="too-large"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(NotACalendarFile, match=sentence):
        read_ics(data, timezone="Europe/Berlin", years=YEARS)


def test_an_endless_rule_is_not_written_out_to_the_end_of_time():
    assert len(hours(entry("DTSTART:20260302T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"))) == 96
