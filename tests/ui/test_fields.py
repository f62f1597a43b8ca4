import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from pytest_django.asserts import assertHTMLEqual

GROUPED = [("Both", [("a", "A & B"), ("b", "<B>")]), ("", "None of them"), (3, "Three")]


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        pytest.param(forms.Select({"required": True, "hidden": False, "data-x": 'y"'}, GROUPED), "b", id="one"),
        pytest.param(forms.SelectMultiple({}, GROUPED), ["a", 3], id="several"),
        pytest.param(forms.NullBooleanSelect(), None, id="yes-no-unknown"),
        pytest.param(forms.Select({}, []), "", id="nothing-to-choose"),
    ],
)
def test_a_choice_is_written_as_django_writes_it(widget, value):
    ours = widget.render("wanted", value, {"id": "id_wanted"})

    assertHTMLEqual(ours, widget.render("wanted", value, {"id": "id_wanted"}, renderer=DjangoTemplates()))
