from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.intake.dates import NeedsOrder, NeedsZone, NotADate, Reader, proven_order

BERLIN = ZoneInfo("Europe/Berlin")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        pytest.param("29/2/2016 01:16", utc(2016, 2, 29, 1, 16), id="without-padding"),
        pytest.param("01.02.2018 00:00:59", utc(2018, 2, 1, 0, 0, 59), id="dots-and-seconds"),
        pytest.param("1-2-2018", utc(2018, 2, 1), id="no-time"),
        pytest.param("2018-02-01", utc(2018, 2, 1), id="year-first"),
        pytest.param("2018/02/01 10:00", utc(2018, 2, 1, 10), id="year-first-slashes"),
        pytest.param("2018-02-01T10:00:00Z", utc(2018, 2, 1, 10), id="iso"),
        pytest.param("2018-02-01T10:00:00.999Z", utc(2018, 2, 1, 10), id="fractions-are-cut"),
        pytest.param("2018-02-01T10:00:00+05:30", utc(2018, 2, 1, 4, 30), id="offset"),
        pytest.param("2018-02-01 10:00 -0800", utc(2018, 2, 1, 18), id="offset-without-colon"),
        pytest.param("2018-02-01 10:00 +14:00", utc(2018, 1, 31, 20), id="the-largest-offset"),
        pytest.param("2018-02-01 10:00 UTC", utc(2018, 2, 1, 10), id="utc-by-name"),
        pytest.param("1/2/2018 12:05 AM", utc(2018, 2, 1, 0, 5), id="after-midnight"),
        pytest.param("1/2/2018 12:05 pm", utc(2018, 2, 1, 12, 5), id="after-noon"),
        pytest.param("1/2/2018, 1:05 p.m.", utc(2018, 2, 1, 13, 5), id="with-a-comma"),
        pytest.param("Feb 1, 2018", utc(2018, 2, 1), id="month-by-name"),
        pytest.param("1 February 2018 10:00", utc(2018, 2, 1, 10), id="day-and-month-by-name"),
        pytest.param("Thu, 01 Feb 2018 10:00:00", utc(2018, 2, 1, 10), id="with-weekday"),
        pytest.param("1-Feb-2018 10:00", utc(2018, 2, 1, 10), id="hyphens"),
        pytest.param("9-JAN-2026", utc(2026, 1, 9), id="capitals"),
        pytest.param("09-Jan-26", utc(2026, 1, 9), id="year-of-two-digits"),
        pytest.param("09-JAN-26 10:15", utc(2026, 1, 9, 10, 15), id="year-of-two-digits-and-time"),
        pytest.param("31-Dec-68", utc(2068, 12, 31), id="the-last-year-of-this-century"),
        pytest.param("1-Jan-69", utc(1969, 1, 1), id="the-first-year-of-the-last-century"),
        pytest.param("20260108", utc(2026, 1, 8), id="eight-figures"),
        pytest.param("20260108 14:05", utc(2026, 1, 8, 14, 5), id="eight-figures-and-time"),
        pytest.param("1518652800999", utc(2018, 2, 15), id="milliseconds"),
    ],
)
def test_dates_are_read_as_they_are_written(text, instant):
    assert Reader("dmy", ZoneInfo("UTC"))(text) == instant


@pytest.mark.parametrize(("order", "instant"), [("dmy", utc(2018, 2, 1)), ("mdy", utc(2018, 1, 2))])
def test_the_chosen_order_decides(order, instant):
    assert Reader(order, ZoneInfo("UTC"))("1/2/2018") == instant


@pytest.mark.parametrize("order", ["", "dmy", "mdy", "ymd"])
@pytest.mark.parametrize("text", ["2018-02-01", "20180201", "01-Feb-18"])
def test_a_date_that_can_be_read_in_one_way_needs_no_order(order, text):
    assert Reader(order, ZoneInfo("UTC"))(text) == utc(2018, 2, 1)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_eight_figures_that_begin_with_day_or_month_are_no_date(day):
    for form in ("%d%m%Y", "%m%d%Y"):
        with pytest.raises(NotADate):
            Reader("", ZoneInfo("UTC"))(f"{day:{form}}")


def test_seconds_are_refused_because_they_may_be_a_date():
    with pytest.raises(NotADate, match="may be seconds since 1970, or a date"):
        Reader("dmy", ZoneInfo("UTC"))("1201081405")


def test_milliseconds_need_no_zone():
    read = Reader("", None)

    assert [read(text) for text in ("1518652800000", "1518656400000", "1518652800000")] == [
        *(utc(2018, 2, 15), utc(2018, 2, 15, 1), utc(2018, 2, 15))
    ]


@pytest.mark.parametrize("text", ["1/2/2018", "13/2/2018", "2/13/2018"])
def test_without_an_order_it_is_asked_and_never_guessed(text):
    with pytest.raises(NeedsOrder):
        Reader("", ZoneInfo("UTC"))(text)


@pytest.mark.parametrize(
    "text",
    [
        *("31/2/2016", "29/2/2015", "0/1/2018", "1/13/2018", "32/1/2018", "2018-13-01", "2018-02-30"),
        *("1/2/18", "18/1/2", "1/2/02018", "1/2", "2018", "43152", "1518652800", "tomorrow", "n/a", "1/2-2018"),
        *("1/2/2018 24:00", "1/2/2018 10:60", "1/2/2018 13:00 pm", "1/2/2018 0:30 am", "1/2/2018 10", "1/2/2018 10:5"),
        *("1/2/2018 10:00 +25:00", "1/2/2018 10:00 CET", "Foo 1, 2018", "1/2/1899", "٣/٢/٢٠١٨"),
        *("31012026", "01312026", "20261301", "20260230", "43152000", "2026010", "1/Jan/26", "Jan 9, 26", "Jan-26"),
        *("2601081405", "1201081405", "20260108140500", "2518652800999"),
        *("1/2/2018 10:00 x", "1/2/2200"),
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(NotADate):
        Reader("dmy", ZoneInfo("UTC"))(text)


@pytest.mark.parametrize(
    ("order", "text", "sentence"),
    [
        ("dmy", "2026-02-30 10:00", "There is no day “2026-02-30”."),
        ("ymd", "1/2/2018", "The year must come first here."),
        ("dmy", "2026-02-01 10:00 +15:00", "There is no offset +15:00."),
        ("dmy", "2026-02-01 10:00 -02:60", "There is no offset -02:60."),
        ("dmy", "31/2/2018 24:00", "There is no 24:00:00."),
        ("dmy", "31/2/2018 10:00", "There is no day “31/2/2018” (day, month, year)."),
        ("mdy", "13/2/2018", "There is no day “13/2/2018” (month, day, year)."),
        ("", "31/2/2018", "There is no day “31/2/2018”."),
        ("dmy", "Feb 30, 2018 10:00", "There is no day “Feb 30, 2018”."),
    ],
)
def test_why_a_date_cannot_be_read_is_said_in_a_sentence(order, text, sentence):
    with pytest.raises(NotADate) as refusal:
        Reader(order, ZoneInfo("UTC"))(text)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "text", ["9999-12-31", "31/12/9999 10:00", "9999-12-31T23:59:59-05:00", "Dec 31, 9999", "0001-01-01T00:00+05:00"]
)
def test_the_ends_of_the_calendar_stand_for_no_time(text):
    with pytest.raises(NotADate, match="lies (after 2199|before 1900)"):
        Reader("dmy", ZoneInfo("Europe/Berlin"))(text)


def test_a_time_without_a_zone_is_asked_for_its_zone():
    read = Reader("dmy", None)

    assert read("2018-02-01T10:00:00Z") == utc(2018, 2, 1, 10)
    with pytest.raises(NeedsZone):
        read("2018-02-01 10:00")
    with pytest.raises(NeedsZone):
        read("2018-02-01")


@pytest.mark.parametrize(
    ("zone", "text", "instant"),
    [
        pytest.param(BERLIN, "2026-01-31 23:30", utc(2026, 1, 31, 22, 30), id="winter"),
        pytest.param(BERLIN, "2026-07-31 23:30", utc(2026, 7, 31, 21, 30), id="summer"),
        pytest.param(BERLIN, "2026-03-29 01:59", utc(2026, 3, 29, 0, 59), id="before-the-gap"),
        pytest.param(BERLIN, "2026-03-29 02:30", utc(2026, 3, 29, 1, 30), id="in-the-gap-moved-forward"),
        pytest.param(BERLIN, "2026-03-29 03:00", utc(2026, 3, 29, 1), id="after-the-gap"),
        pytest.param(BERLIN, "2026-10-25 02:30", utc(2026, 10, 25, 0, 30), id="twice-the-first"),
        pytest.param(BERLIN, "2026-10-25 03:00", utc(2026, 10, 25, 2), id="after-the-fold"),
        pytest.param(SAO_PAULO, "2016-10-16", utc(2016, 10, 16, 3), id="a-day-without-midnight"),
        pytest.param(SAO_PAULO, "2016-10-16 12:00", utc(2016, 10, 16, 14), id="noon-of-that-day"),
        pytest.param(BERLIN, "2026-03-29T02:30:00+02:00", utc(2026, 3, 29, 0, 30), id="an-offset-decides-itself"),
    ],
)
def test_local_times_and_changes_of_the_clock(zone, text, instant):
    assert Reader("dmy", zone)(text) == instant


@pytest.mark.parametrize(
    ("zone", "text", "odd"),
    [
        pytest.param(BERLIN, "2026-03-29 01:59", [], id="before-the-gap"),
        pytest.param(BERLIN, "2026-03-29 02:00", ["skipped"], id="the-gap"),
        pytest.param(BERLIN, "29 Mar 2026 02:59:59", ["skipped"], id="the-end-of-the-gap"),
        pytest.param(BERLIN, "2026-03-29 03:00", [], id="after-the-gap"),
        pytest.param(BERLIN, "2025-10-26 01:59", [], id="before-the-fold"),
        pytest.param(BERLIN, "2025-10-26 02:30", ["twice"], id="the-fold"),
        pytest.param(BERLIN, "2025-10-26 03:00", [], id="after-the-fold"),
        pytest.param(BERLIN, "2025-10-26 02:30 +02:00", [], id="an-offset-decides"),
        pytest.param(BERLIN, "2026-03-29T02:30:00Z", [], id="utc"),
        pytest.param(SAO_PAULO, "2016-10-16", [], id="a-day-is-no-time"),
        pytest.param(SAO_PAULO, "2016-10-16 00:30", ["skipped"], id="a-skipped-midnight"),
    ],
)
def test_times_that_the_clocks_never_or_twice_show_are_told(zone, text, odd):
    reader = Reader("dmy", zone)

    reader(text)
    reader("2026-07-01 02:30")
    assert reader.odd == odd
    reader(text)
    assert reader.odd == odd * 2  # also where it has been read before


FORMATS = [
    "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %I:%M %p",
    "%b %d, %Y %H:%M", "%d %B %Y %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%d/%m/%Y",
    "%d-%b-%y", "%d-%b-%y %H:%M", "%Y%m%d", "%Y%m%d %H:%M",
]  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.integers(631_152_000, 2_051_222_400).map(lambda at: datetime.fromtimestamp(at, UTC)),
            st.sampled_from(FORMATS),
        ),
        max_size=30,
    ),
    st.sampled_from([BERLIN, SAO_PAULO, ZoneInfo("Asia/Kathmandu"), ZoneInfo("UTC")]),
)
def test_what_a_reader_remembers_changes_nothing(moments, zone):
    """One reader over all texts says what a new reader says of each."""
    texts = [moment.strftime(form) for moment, form in moments]
    reader = Reader("dmy", zone)

    assert [reader(text) for text in texts + texts] == [Reader("dmy", zone)(text) for text in texts + texts]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("13/2/2018", "dmy"),
        ("2/13/2018 10:00", "mdy"),
        ("1/2/2018", ""),
        ("12/12/2018", ""),
        ("13/13/2018", ""),
        ("31/2/2018", ""),
        ("4/31/2018", ""),
        ("29/2/2018", ""),
        ("29/2/2016", "dmy"),
        ("13/0/2018", ""),
        ("2018-02-13", ""),
        ("Feb 13, 2018", ""),
        ("hello", ""),
    ],
)
def test_only_a_number_over_twelve_proves_an_order(text, order):
    assert proven_order(text) == order
