"""Addresses of rows are those that `{% url %}` gives."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix


@pytest.mark.parametrize("pk", [0, 7, 10**12])
@pytest.mark.parametrize("name", ["desk:hand-off", "desk:touch", "sla:clock"])
def test_it_is_the_address_of_the_row(render, name, pk):
    assert render(f"{{% row_url '{name}' pk %}}", pk=pk) == reverse(name, args=[pk])


def test_an_installation_below_a_path_has_its_own(render):
    before = render("{% row_url 'desk:touch' 7 %}")
    set_script_prefix("/leadgap/")
    try:
        assert render("{% row_url 'desk:touch' 7 %}") == "/leadgap" + before
    finally:
        set_script_prefix("/")


def test_a_name_that_does_not_exist_is_an_error(render):
    with pytest.raises(NoReverseMatch):
        render("{% row_url 'desk:nothing' 7 %}")
