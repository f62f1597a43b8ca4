import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from leadgap.accounts.models import Team
from leadgap.ui.asked_period import DaysForm, PeriodForm
from leadgap.ui.filters import RowField
from tests.ui.conftest import text


def hrefs(html):
    return [
        QueryDict(href.replace("&amp;", "&").removeprefix("?")).dict() for href in re.findall(r'href="(\?[^"]*)"', html)
    ]


@pytest.mark.parametrize(
    ("path", "direction", "next_sort"),
    [
        ("/q/", "", "due"),
        ("/q/?sort=due", "ascending", "-due"),
        ("/q/?sort=-due", "descending", "due"),
        ("/q/?sort=lead", "", "due"),
    ],
)
def test_a_heading_sorts_and_turns(render, path, direction, next_sort):
    html = render("{% sort_header 'Due' 'due' %}", path=path)

    assert hrefs(html) == [{"sort": next_sort}]
    assert (f'aria-sort="{direction}"' in html) == bool(direction)


def test_the_default_order_is_marked_without_a_parameter(render):
    html = render("{% sort_header 'Due' 'due' default='due' %}", path="/q/")

    assert 'aria-sort="ascending"' in html
    assert hrefs(html) == [{"sort": "-due"}]


def test_sorting_keeps_the_filters_and_goes_to_the_first_page(render):
    html = render("{% sort_header 'Due' 'due' %}", path="/q/?team=3&page=7&q=a%26b")

    assert hrefs(html) == [{"team": "3", "q": "a&b", "sort": "due"}]


def test_a_target_makes_it_quick_and_leaves_the_link(render):
    html = render("{% sort_header 'Due' 'due' target='#queue' numeric=True %}", path="/q/")

    assert re.search(r'<th scope="col" class="num"', html)
    assert re.search(r'<a class="sort" href="(\?sort=due)" hx-get="\1" hx-target="#queue"', html)


def test_pages_say_which_rows_of_how_many(render):
    page = Paginator(range(1243), 25).page(3)

    html = render("{% pagination page %}", path="/q/?sort=-due", page=page)

    assert text(html).startswith("51–75 of 1 243")
    assert {"sort": "-due", "page": "2"} in hrefs(html)
    assert {"sort": "-due", "page": "50"} in hrefs(html)
    assert 'aria-current="page">3<' in html


def test_a_list_that_fits_one_page_is_not_counted_under_it(render):
    html = render("{% pagination page %}", path="/q/", page=Paginator(range(3), 25).page(1))

    assert text(html) == ""


def test_the_first_and_the_last_page_lead_one_way_only(render):
    pages = Paginator(range(50), 25)

    assert 'rel="prev"' not in render("{% pagination page %}", path="/", page=pages.page(1))
    assert 'rel="next"' not in render("{% pagination page %}", path="/", page=pages.page(2))


class FilterForm(forms.Form):
    team = forms.ChoiceField(choices=[("", "All"), ("3", "Vienna")], required=False)
    q = forms.CharField(label="Lead", required=False)


def test_filters_are_labelled_fields_of_a_get_form_that_keeps_the_order(render):
    html = render(
        "{% filter_bar form target='#misses' %}", path="/misses/?team=3&sort=-due", form=FilterForm({"team": "3"})
    )

    assert text(html) == "Team All Vienna Lead Apply Clear"

    assert '<form class="filter-bar" method="get" action="/misses/" hx-get="/misses/" hx-target="#misses"' in html
    assert '<input type="hidden" name="sort" value="-due">' in html


def test_a_filter_says_what_it_does_where_apply_could_mean_the_act(render):
    html = render("{% filter_bar form button='See what changes' %}", path="/", form=FilterForm({}))

    assert "See what changes</button>" in html
    assert "Apply" not in html


class PeriodFilterForm(DaysForm, PeriodForm):
    field_order = ("period", "start", "end")


def test_two_days_stand_folded_beside_the_period_that_they_go_before(render):
    html = render("{% filter_bar form %}", path="/", form=PeriodFilterForm())

    fold = html[html.index("<details") : html.index("</details>")]
    assert text(fold) == "or two days From To Apply"
    assert html.count('type="date"') == fold.count('type="date"') == 2


def test_there_is_nothing_to_clear_when_nothing_is_chosen(render):
    assert "Clear" not in render("{% filter_bar form %}", path="/misses/?sort=due", form=FilterForm())


def test_a_filter_that_cannot_be_says_why(render):
    assert "Select a valid choice" in render("{% filter_bar form %}", path="/?team=9", form=FilterForm({"team": "9"}))


@pytest.mark.django_db
def test_the_rows_on_offer_are_read_by_one_query(django_assert_num_queries):
    Team.objects.create(name="Vienna")
    field = RowField(Team.objects.all(), empty_label="All teams")

    with django_assert_num_queries(1) as asked:
        assert [label for _, label in field.choices] == ["All teams", "Vienna"]
    assert asked.captured_queries[0]["sql"].startswith("SELECT")


def test_where_nothing_is_no_choice_nothing_is_offered(db):
    assert list(RowField(Team.objects.all(), empty_label=None).choices) == []
