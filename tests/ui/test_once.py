"""A part that says the same in every row is rendered for the first row only."""

from __future__ import annotations

import pytest
from django.template import Context, Template

ROWS = "{% load ui %}{% for row in rows %}{{ row }}{% once %}{{ count }},{% endonce %}{% endfor %}"


class Counter:
    def __init__(self):
        self.asked = 0

    def __str__(self):
        self.asked += 1
        return str(self.asked)


@pytest.fixture
def template():
    return Template(ROWS)


def test_it_is_rendered_once_for_all_rows(template):
    assert template.render(Context({"rows": "abc", "count": Counter()})) == "a1,b1,c1,"


def test_another_page_renders_it_anew(template):
    counter = Counter()
    template.render(Context({"rows": "ab", "count": counter}))

    assert template.render(Context({"rows": "ab", "count": counter})) == "a2,b2,"


def test_two_parts_of_a_page_are_two():
    template = Template("{% load ui %}{% once %}{{ count }},{% endonce %}{% once %}{{ count }},{% endonce %}")

    assert template.render(Context({"count": Counter()})) == "1,2,"
