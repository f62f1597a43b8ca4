import json
import re

import pytest

from leadgap.ui.charts import Chart, Kind, LengthsDiffer, Series, Token, Unit, write
from tests.ui.conftest import text


def a_chart(**changes):
    series = Series(
        "First response",
        Token.SALES,
        [0.8, None, 0.912],
        hrefs=["?week=1", "?week=2", "?week=3"],
        lows=[0.7, None, 0.85],
        highs=[0.88, None, 0.95],
        counts=[80, None, 1204],
    )
    fields = {
        "title": "Promises kept by week",
        "kind": Kind.LINE,
        "categories": ["W1", "W2", "W3"],
        "series": [series],
        "summary": "From 80 % to 91 % in three weeks.",
        "unit": Unit.SHARE,
        "category_label": "Week",
    }
    return Chart(**(fields | changes))


def data(html):
    return json.loads(re.search(r'<script id="[\w-]+" type="application/json">(.*?)</script>', html)[1])


def test_the_table_writes_the_same_numbers_as_the_picture(render):
    html = render("{% chart c %}", c=a_chart())
    table = text(html[html.index("<table") : html.index("</table>")])

    assert table == "Week First response W1 80 % 70–88 %, n 80 W2 – W3 91 % 85–95 %, n 1 204"
    assert data(html)["series"][0]["texts"] == [
        "80\u00a0% (70–88\u00a0%, n\u00a080)",
        "–",
        "91\u00a0% (85–95\u00a0%, n\u00a01\u00a0204)",
    ]


def test_what_is_not_known_is_a_gap_and_not_a_zero(render):
    assert data(render("{% chart c %}", c=a_chart()))["series"][0]["values"] == [0.8, None, 0.912]


def test_the_picture_has_words_for_those_who_do_not_see_it(render):
    assert 'role="img" aria-label="From 80 % to 91 % in three weeks."' in render("{% chart c %}", c=a_chart())


def test_each_value_leads_to_its_rows(render):
    html = render("{% chart c %}", c=a_chart())

    assert '<a href="?week=3">91\u00a0%</a>' in html
    assert data(html)["series"][0]["hrefs"] == ["?week=1", "?week=2", "?week=3"]
    assert 'href="?week=1"' in html
    assert 'href="?week=2"' not in html  # there is nothing behind a gap


def test_the_promise_is_a_line_with_its_value_and_a_place_in_the_legend(render):
    html = render("{% chart c %}", c=a_chart(goal=0.95))

    assert (data(html)["goal"], data(html)["goalText"]) == (0.95, "95\u00a0%")
    assert "promised" in text(html)
    assert data(render("{% chart c %}", c=a_chart()))["goal"] is None


def test_several_promises_are_steps_and_a_column_of_the_table(render):
    html = render("{% chart c %}", c=a_chart(goals=[[0.8], [0.8, 0.95], []]))
    table = text(html[html.index("<table") : html.index("</table>")])

    assert (data(html)["goal"], data(html)["goals"]) == (None, [[0.8], [0.8, 0.95], []])
    assert data(html)["goalTexts"] == ["80\u00a0%", "80–95\u00a0%", "–"]
    assert 'mark-goal" aria-hidden="true"></span>promised' in html
    assert table == ("Week First response Promised W1 80 % 70–88 %, n 80 80 % W2 – 80–95 % W3 91 % 85–95 %, n 1 204 –")


def test_a_goal_for_each_category_or_for_none():
    with pytest.raises(LengthsDiffer, match="3 goals expected"):
        a_chart(goals=[[0.8]])


def test_the_csv_is_offered_where_there_is_one(render):
    assert 'href="/compliance.csv?by=week"' in render("{% chart c %}", c=a_chart(csv_url="/compliance.csv?by=week"))
    assert "CSV" not in render("{% chart c %}", c=a_chart())


def test_nothing_known_is_said_and_not_drawn(render):
    nothing = a_chart(series=[Series("First response", Token.SALES, [None, None, None])])

    html = render("{% chart c %}", c=nothing)

    assert "Nothing to draw yet." in html
    assert "data-chart" not in html


def test_text_from_outside_cannot_leave_the_data(render):
    html = render("{% chart c %}", c=a_chart(categories=["</script><script>", "&", "W3"]))

    assert html.count("<script") == 1
    assert data(html)["categories"][0] == "</script><script>"


@pytest.mark.parametrize(
    "series",
    [
        Series("x", Token.INK, [1, 2]),
        Series("x", Token.INK, [1, 2, 3], hrefs=["?"]),
        Series("x", Token.INK, [1, 2, 3], lows=[0, 1, 2], highs=[2, 3]),
        Series("x", Token.INK, [1, 2, 3], counts=[1, 2, 3, 4]),
    ],
    ids=["values", "hrefs", "highs", "counts"],
)
def test_a_series_has_one_value_for_each_category(series):
    with pytest.raises(LengthsDiffer):
        a_chart(series=[series])


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (0.912, Unit.SHARE, "91\u00a0%"),
        (1204, Unit.COUNT, "1\u00a0204"),
        (4.05, Unit.POINTS, "4.05"),
        (11400, Unit.SECONDS, "3\u00a0h\u00a010\u00a0min"),
        (None, Unit.COUNT, "–"),
    ],
)
def test_a_value_is_written_in_its_unit(value, unit, written):
    assert write(value, unit) == written


@pytest.mark.parametrize("token", Token)
def test_every_series_colour_is_a_token_and_has_its_mark(token, settings):
    css = settings.BASE_DIR / "static" / "css"

    assert f"--{token}: " in (css / "tokens.css").read_text()
    assert f".mark-{token}" in "".join((css / name).read_text() for name in ("badges.css", "charts.css"))
