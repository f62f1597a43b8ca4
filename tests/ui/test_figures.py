import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgap.rates import Interval, Rate
from leadgap.ui.tags.figures import place
from tests.ui.conftest import text


@pytest.mark.parametrize(
    ("value", "x"),
    [(0, 4), (1, 96), (0.5, 50), (-3, 4), (7, 96)],
    ids=["start", "end", "middle", "below", "above"],
)
def test_place_keeps_within_the_picture(value, x):
    assert place(value, 0, 1, 100) == x


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_place_keeps_the_order(one, other):
    low, high = sorted((one, other))

    assert place(low, -2, 2, 160) <= place(high, -2, 2, 160)


def test_a_rate_shows_value_interval_and_n(render):
    assert text(render("{% rate_cell r %}", r=Rate.of(240, 300))) == "80 % 75–84 %, n 300"


def test_few_observations_say_so_instead_of_an_interval(render):
    html = render("{% rate_cell r %}", r=Rate.of(3, 4))

    assert text(html) == "75 % n 4, too few to say"
    assert "rate-weak" in html
    assert 'title="3 / 4, 30–95\u00a0%"' in html


@pytest.mark.parametrize("rate", [None, Rate.of(0, 0)])
def test_no_denominator_is_a_dash(render, rate):
    assert text(render("{% rate_cell r %}", r=rate)) == "–"


def test_a_rate_leads_to_its_rows_and_marks_its_goal(render):
    html = render("{% rate_cell r goal=0.95 href='/misses/' %}", r=Rate.of(240, 300))

    assert '<a href="/misses/">80\u00a0%</a>' in html
    assert 'class="goal" d="M64.8 4' in html
    assert 'class="goal"' not in render("{% rate_cell r %}", r=Rate.of(240, 300))


@pytest.mark.parametrize(
    ("n", "query", "html"),
    [
        (1200, "team=1", '<a href="/clocks/?team=1&amp;verdict=met">1\u00a0200</a>'),
        (0, "team=1", "0"),
        (7, "", "7"),
    ],
    ids=["leads there", "nothing", "not listed"],
)
def test_a_number_leads_to_what_it_counts(render, n, query, html):
    assert render('{% counted n "/clocks/" query "verdict=met" %}', n=n, query=query) == html


def test_the_bar_spans_the_interval(render):
    html = render("{% rate_cell r %}", r=Rate.of(5, 10))
    x, width = (float(re.search(rf'class="span"[^>]* {name}="([\d.]+)"', html)[1]) for name in ("x", "width"))

    assert x == place(Rate.of(5, 10).low, 0, 1, 72)
    assert x + width == pytest.approx(place(Rate.of(5, 10).high, 0, 1, 72), abs=0.1)


def test_an_interval_plot_says_its_numbers(render):
    html = render("{% interval_plot 0.867 span -2 2 zero=0 %}", span=Interval(0.576, 1.158))

    assert 'aria-label="+0.87 (0.58–1.16)"' in html
    assert 'class="zero" d="M80.0 0V16"' in html


def test_an_interval_plot_without_an_interval_is_a_dot_and_without_a_value_a_dash(render):
    assert 'd="M80.0 8H80.0' in render("{% interval_plot 0 None -2 2 %}")
    assert text(render("{% interval_plot None None -2 2 %}")) == "–"


def test_a_sparkline_breaks_where_nothing_is_known(render):
    html = render("{% sparkline v 'Promises kept' %}", v=[0.5, 0.6, None, 0.7, 0.9])

    assert html.count("<polyline") == 2
    assert 'cx="92.0" cy="4.0"' in html  # the last value is the highest
    assert 'aria-label="Promises kept"' in html


@pytest.mark.parametrize("values", [[], [None, None]])
def test_a_sparkline_of_nothing_is_a_dash(render, values):
    assert text(render("{% sparkline v 'Promises kept' %}", v=values)) == "–"


def test_a_sparkline_of_one_value_or_of_equal_ones_is_drawn(render):
    assert render("{% sparkline v 'Kept' %}", v=[0.4]).count("<circle") == 1
    assert 'points="4.0,20.0 92.0,20.0"' in render("{% sparkline v 'Kept' %}", v=[0.4, 0.4])


def test_the_pear_shows_both_distributions_with_counts_and_shares(render):
    html = render("{% pear m s %}", m=[2, 4, 9, 31, 14], s=[7, 9, 20, 14, 10])

    assert text(html) == (
        "Marketing n 60 Rating Sales n 60 "
        "23 % 14 5 highly qualified 17 % 10 "
        "52 % 31 4 qualified 23 % 14 "
        "15 % 9 3 maybe 33 % 20 "
        "7 % 4 2 poor fit 15 % 9 "
        "3 % 2 1 not a lead 12 % 7"
    )


def test_the_longest_bar_of_the_pear_fills_its_half_and_grows_from_the_middle(render):
    html = render("{% pear m s %}", m=[0, 0, 0, 4, 0], s=[0, 0, 0, 1, 1])
    marketing = re.findall(r'fill-marketing.*?<rect x="([\d.]+)" width="([\d.]+)"', html)
    sales = re.findall(r'fill-sales.*?<rect x="0" width="([\d.]+)"', html)

    assert marketing == [("100.0", "0.0"), ("0.0", "100.0"), ("100.0", "0.0"), ("100.0", "0.0"), ("100.0", "0.0")]
    assert sales == ["50.0", "50.0", "0.0", "0.0", "0.0"]


def test_a_side_that_rated_nothing_has_no_shares(render):
    html = render("{% pear m s %}", m=[0, 0, 0, 0, 0], s=[1, 0, 0, 0, 0])

    assert text(html).count("– 0") == 5
    assert "100 % 1" in text(html)


def test_the_server_draws_without_style_attributes(render):
    html = render(
        "{% rate_cell r goal=1 %}{% pear m m %}{% sparkline m 'x' %}{% interval_plot 1 i 0 2 %}",
        r=Rate.of(1, 2),
        m=[1, 2, 3, 4, 5],
        i=Interval(0, 2),
    )

    assert "style=" not in html
