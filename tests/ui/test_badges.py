import datetime as dt

import pytest

from leads.lifecycle import Stage
from sla.models import Clock
from tests.ui.conftest import text

NOW = dt.datetime(2026, 3, 4, 14, 0, tzinfo=dt.UTC)  # a Wednesday, 15:00 in Berlin


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        ("met", "met"),
        ("missed", "missed"),
        ("running", "running"),
        ("ended", "ended"),
        ("no_data", "no data"),
    ],
)
def test_a_verdict_is_a_word_with_an_icon(render, verdict, word):
    html = render("{% verdict v %}", v=verdict)

    assert text(html) == word
    assert html.count("<svg") == 1
    assert f"verdict-{verdict}" in html


def test_no_two_verdicts_share_an_icon(render):
    icons = {render("{% verdict v %}", v=verdict).split("icons.svg#")[1][:12] for verdict in Clock.Verdict.values}

    assert len(icons) == len(Clock.Verdict.values)


def test_waived_and_self_reported_stand_beside_the_verdict(render):
    html = render("{% verdict 'missed' waived=True self_reported=True %}")

    assert text(html) == "missed waived self-reported"


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_badge(render, stage):
    assert text(render("{% stage s %}", s=stage.value)) == stage.value


def test_an_unknown_verdict_or_stage_is_a_mistake_of_ours(render):
    with pytest.raises(KeyError):
        render("{% verdict 'perhaps' %}")
    with pytest.raises(KeyError):
        render("{% stage 'perhaps' %}")


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("{% side 'sales' %}", "Sales"),
        ("{% side 'marketing' %}", "Marketing"),
        ("{% side 'referral' %}", "Referral"),
        ("{% side 'sales' 'Sales’ rating' %}", "Sales’ rating"),
    ],
)
def test_a_side_has_its_mark_and_its_name(render, source, read):
    html = render(source)

    assert text(html) == read
    assert 'class="mark"' in html


@pytest.mark.parametrize(
    ("minutes", "left", "state", "read"),
    [
        pytest.param(42, None, "soon", "42 min left, closes 15:42 Berlin", id="soon"),
        pytest.param(60, None, "soon", "1 h left, closes 16:00 Berlin", id="soon-boundary"),
        pytest.param(61, None, "running", "1 h 1 min left, closes 16:01 Berlin", id="not-so-soon"),
        pytest.param(0, None, "soon", "0 s left, closes 15:00 Berlin", id="at-the-due-instant-it-still-runs"),
        pytest.param(-8, None, "overdue", "8 min overdue, was due 14:52 Berlin", id="overdue"),
        pytest.param(24 * 60, 3600 * 8, "running", "8 h left, closes Thu 15:00 Berlin", id="business-time-counts"),
        pytest.param(24 * 60, 1800, "soon", "30 min left, closes Thu 15:00 Berlin", id="business-time-is-soon"),
        pytest.param(-8, 0, "overdue", "overdue, was due 14:52 Berlin", id="overdue-after-hours"),
        pytest.param(-24 * 60, -1800, "overdue", "30 min overdue, was due 3 Mar 15:00 Berlin", id="overdue-since"),
        pytest.param(8 * 24 * 60, None, "running", "8 d left, closes 12 Mar 15:00 Berlin", id="next-week"),
    ],
)
def test_a_due_time_says_how_long_and_until_when(render, minutes, left, state, read):
    html = render(
        "{% due at now left=left zone='Europe/Berlin' %}", at=NOW + dt.timedelta(minutes=minutes), now=NOW, left=left
    )

    assert text(html) == read
    assert f"due-{state}" in html


def test_a_due_time_is_told_in_the_zone_of_its_calendar(render):
    html = render("{% due at now zone='America/New_York' %}", at=NOW + dt.timedelta(hours=12), now=NOW)

    assert text(html) == "12 h left, closes 21:00 New York"
    assert 'datetime="2026-03-05T02:00:00Z"' in html


def test_a_paused_clock_has_time_left_but_does_not_close(render):
    html = render("{% due at now paused='waiting for the lead' %}", at=NOW + dt.timedelta(hours=2), now=NOW)

    assert text(html) == "paused, 2 h left"


def test_a_clock_paused_without_an_end_says_what_it_waits_for(render):
    assert text(render("{% due None now paused='stage qualified' %}", now=NOW)) == "paused, stage qualified"


def test_no_promise_is_a_valid_class(render):
    assert text(render("{% due None now %}", now=NOW)) == "no promise"


@pytest.mark.parametrize(
    ("minutes", "left", "ticks"),
    [
        pytest.param(42, None, 'data-left="2520"', id="real-time"),
        pytest.param(42, 42 * 60, 'data-left="2520"', id="working-time-goes-on-until-it-is-due"),
        pytest.param(24 * 60, 3600, "", id="it-stops-before"),
        pytest.param(-8, None, "", id="overdue"),
    ],
)
def test_time_left_goes_on_by_itself_only_while_every_minute_counts(render, minutes, left, ticks):
    at = NOW + dt.timedelta(minutes=minutes)

    html = render("{% due at now left=left %}", at=at, now=NOW, left=left)

    assert ticks in html
    assert ("data-left" in html) is bool(ticks)
