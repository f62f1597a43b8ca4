import datetime as dt

import pytest
from django.utils import timezone

from leadgap.rates import Interval, Rate
from tests.ui.conftest import text

AT = dt.datetime(2026, 3, 4, 14, 5, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _in_berlin():
    with timezone.override("Europe/Berlin"):
        yield


@pytest.mark.parametrize(
    ("source", "value", "read"),
    [
        ("{{ v|rate }}", 0.912, "91 %"),
        ("{{ v|rate:1 }}", 0.557, "55.7 %"),
        ("{{ v|rate }}", None, "–"),
        ("{{ v|number }}", 12345, "12 345"),
        ("{{ v|number:2 }}", 0.8667, "0.87"),
        ("{{ v|signed }}", 0.867, "+0.9"),
        ("{{ v|duration }}", 11400, "3 h 10 min"),
        ("{{ v|duration }}", dt.timedelta(minutes=42), "42 min"),
        ("{{ v|duration:28800 }}", 28800, "1 working day"),
        ("{{ v|duration }}", None, "–"),
        ("{{ v|interval }}", Interval(0.576, 1.158), "(0.58–1.16)"),
        ("{{ v|interval:1 }}", Interval(-0.12, 1), "(\u22120.1 to 1.0)"),
        ("{{ v|interval }}", None, "–"),
        ("{{ v|rate_interval }}", Rate.of(45, 60), "63–84 %"),
        ("{{ v|rate_interval }}", Rate.of(0, 0), "–"),
        ("{{ v|day }}", dt.date(2026, 3, 4), "4 Mar 2026"),
        ("{{ v|day }}", None, "–"),
        ("{{ v|instant }}", AT, "4 Mar 2026, 15:05 Berlin"),
        ("{{ v|instant:'America/New_York' }}", AT, "4 Mar 2026, 09:05 New York"),
        ("{{ v|instant:'UTC' }}", AT, "4 Mar 2026, 14:05 UTC"),
        ("{{ v|instant }}", None, "–"),
        ("{{ v|clock_time }}", AT, "15:05 Berlin"),
        ("{{ v|clock_time }}", None, "–"),
        ("{{ v|initials }}", "Anna Berger", "AB"),
    ],
)
def test_filters_write_a_value(render, source, value, read):
    assert text(render(source, v=value)) == read


@pytest.mark.parametrize(
    ("html", "unbroken"),
    [
        ("by 0.9 (0.6–1.2), on 60 leads", 'by 0.9 <span class="unbroken">(0.6–1.2),</span> on 60 leads'),
        (
            "from 30 Sep 2026 to 3 Mar 2027; 14 in 2026",
            'from <span class="unbroken">30 Sep 2026</span> to <span class="unbroken">3 Mar 2027;</span> 14 in 2026',
        ),
        ("in 2026-W10, 2–8 Mar.", 'in 2026-W10, <span class="unbroken">2–8 Mar.</span>'),
        ("since 1 January 2026.", 'since <span class="unbroken">1 January 2026.</span>'),
        ("7 Marketing leads, 2 Mayors", "7 Marketing leads, 2 Mayors"),
        ("13:00–17:30.", '<span class="unbroken">13:00–17:30.</span>'),
        ('<a href="?d=1–2">1–2</a>', '<a href="?d=1–2"><span class="unbroken">1–2</span></a>'),
        ("Fair – a lead &lt;b&gt;", "Fair – a lead &lt;b&gt;"),
    ],
)
def test_no_line_ends_within_an_interval_or_a_date(render, html, unbroken):
    assert render(f"{{% filter unbroken %}}{html}{{% endfilter %}}").strip() == unbroken


def test_an_instant_is_exact_on_hover_and_in_utc_for_machines(render):
    html = render("{{ at|instant }}", at=AT)

    assert 'datetime="2026-03-04T14:05:09Z"' in html
    assert 'title="Wednesday 4 March 2026, 15:05:09 Berlin"' in html


def test_an_instant_given_in_another_zone_is_the_same_instant(render):
    tokyo = AT.astimezone(dt.timezone(dt.timedelta(hours=9)))

    assert render("{{ at|instant }}", at=tokyo) == render("{{ at|instant }}", at=AT)


def test_summer_time_is_honest(render):
    before, after = dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC), dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC)

    assert text(render("{{ at|clock_time }}", at=before)) == "01:59 Berlin"
    assert text(render("{{ at|clock_time }}", at=after)) == "03:00 Berlin"
