import datetime as dt
import re

import pytest

from leadgap.rates import Rate
from leadgap.ui.tags.icons import UnknownIcon
from leadgap.ui.timeline import TimelineEntry
from tests.ui.conftest import text


@pytest.mark.parametrize(("value", "is_long"), [("91 %", False), ("3 d 21 h", False), ("1.7 working days", True)])
def test_a_long_figure_is_set_smaller_on_a_phone(render, value, is_long):
    assert ("is-long" in render("{% stat 'Median' value %}", value=value)) == is_long


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("{% stat 'Running' '37' note='9 overdue' %}", "Running 37 9 overdue"),
        ("{% stat 'Median' '38' unit='min' %}", "Median 38 min"),
        ("{% stat 'Kept' rate=enough %}", "Kept 80 % 75–84 % · n 300"),
        ("{% stat 'Kept' rate=few %}", "Kept 75 % 30–95 % · n 4 · too few to say"),
        ("{% stat 'Kept' rate=none %}", "Kept – no data"),
        ("{% stat 'Mean' '4.05' side='marketing' %}", "Mean 4.05"),
    ],
)
def test_a_stat_says_what_it_rests_on(render, source, read):
    assert text(render(source, enough=Rate.of(240, 300), few=Rate.of(3, 4), none=Rate.of(0, 0))) == read


def test_a_long_figure_may_break_where_there_is_no_room(render):
    assert "1.5 working days</dd>" in render("{% stat 'Missed by' late %}", late="1.5\u00a0working\u00a0days")


def test_an_icon_is_decoration_unless_it_speaks(render):
    assert 'aria-hidden="true"' in render("{% icon 'clock' %}")
    assert 'role="img" aria-label="running"' in render("{% icon 'clock' 'running' %}")


def test_an_unknown_icon_is_a_mistake_of_ours(render):
    with pytest.raises(UnknownIcon):
        render("{% icon 'unicorn' %}")


def test_a_label_is_escaped(render):
    assert "<b>" not in render("{% icon 'clock' label %}", label="<b>")


def test_an_empty_page_says_what_to_do_next(render):
    html = render("{% empty_state 'inbox' 'Nothing waits.' 'It will.' '/import/' 'Import leads' %}")

    assert text(html) == "Nothing waits. It will. Import leads"
    assert 'href="/import/"' in html
    assert "<a" not in render("{% empty_state 'inbox' 'Nothing waits.' %}")


def test_progress_is_known_or_only_under_way(render):
    assert text(render("{% progress 12300 20000 'rows read' %}")) == "12 300 of 20 000 rows read"
    assert 'value="12300" max="20000"' in render("{% progress 12300 20000 'rows read' %}")
    assert "value=" not in render("{% progress 0 None 'rows read' %}")


def test_progress_without_a_unit_is_a_bar_without_figures(render):
    said = render("{% progress 12300 20000 '' %}")

    assert text(said) == ""
    assert 'aria-label="How far it is"' in said


def test_steps_say_where_one_is(render):
    html = render("{% steps titles 2 %}", titles=["Upload", "Columns", "Import"])

    assert text(html) == "Upload 2 Columns 3 Import"
    assert html.count("step-done") == html.count('aria-current="step"') == 1


def test_tabs_mark_the_current_one(render):
    html = render(
        "{% tabs items current='?by=rep' label='View by' %}", items=[("Team", "?by=team"), ("Rep", "?by=rep")]
    )

    assert '<a href="?by=rep" aria-current="page">Rep</a>' in html
    assert html.count("aria-current") == 1


def test_a_timeline_tells_who_what_and_when_and_what_was_taken_back(render):
    entries = [
        TimelineEntry(
            dt.datetime(2026, 3, 4, 14, tzinfo=dt.UTC), "Called", "telephone", "sales", "Jonas", "No <answer>."
        ),
        TimelineEntry(None, "Created", voided=True),
    ]

    html = render("{% timeline entries %}", entries=entries)

    assert "Called Jonas No <answer>. 4 Mar 2026, 14:00 UTC" in text(html)
    assert "Created taken back time unknown" in text(html)
    assert "side-sales" in html
    assert "<answer>" not in html


def test_a_question_is_asked_before_the_deed_and_carries_the_token(render):
    html = render("{% confirm '/undo/' 'Undo' '312 hand-offs go.' yes='Undo it' danger=True %}", path="/")

    assert text(html) == "Undo Cancel 312 hand-offs go. Undo it"
    assert '<form class="confirm-question" method="post" action="/undo/">' in html
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', html)
    assert "btn-danger" in html
