import re

import pytest

from tests.ui.conftest import text


@pytest.mark.parametrize(
    ("value", "read"),
    [(1, "1 not a lead"), (2, "2 poor fit"), (3, "3 maybe"), (4, "4 qualified"), (5, "5 highly qualified")],
)
def test_a_rating_is_marks_a_number_and_a_word(render, value, read):
    html = render("{% rating v 'sales' %}", v=value)

    assert text(html) == read
    assert html.count('class="mark"') == value
    assert html.count("mark-open") == 5 - value


def test_not_rated_is_not_the_same_as_could_not_tell(render):
    assert text(render("{% rating None 'sales' %}")) == "not rated"
    assert text(render("{% rating None 'sales' could_not_tell=True %}")) == "could not tell"


def test_the_control_offers_all_ratings_and_marks_the_given_one(render):
    html = render("{% rating_control 'How good?' selected=4 %}")

    assert text(html) == "How good? 1 not a lead 2 poor fit 3 maybe 4 qualified 5 highly qualified I could not tell"
    assert re.findall(r'value="(\d)"[^>]* checked', html) == ["4"]
    assert re.findall(r'data-key="(\d)"', html) == ["1", "2", "3", "4", "5", "0"]


def test_could_not_tell_is_an_answer_that_can_be_given_and_left_out(render):
    assert re.findall(r'value="(\d)"[^>]* checked', render("{% rating_control 'How good?' selected=0 %}")) == ["0"]
    assert 'value="0"' not in render("{% rating_control 'How good?' could_not_tell=False %}")


def test_a_control_has_no_ids_so_that_many_fit_on_one_page(render):
    html = render("{% rating_control 'How good?' %}")

    assert " id=" not in html
    assert html.count("<label") == html.count("<input") == 6
