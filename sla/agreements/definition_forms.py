"""The definition row by row: its clauses, and the lines that give points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sla.agreements.definition_rows import AND, OR, Row, definition_of, line_rows_of, rows_of, threshold_of
from sla.agreements.fields import Group, flat
from sla.agreements.meeting import Meeting
from sla.agreements.segment_words import met_words
from sla.criteria import DAYS, LISTS, NUMBERS, OPERATORS, PRESENCE
from sla.criteria.definition import HIGHEST_THRESHOLD, LONGEST_SENTENCE, MOST_POINTS

BLANK_ROWS = 2
# The names of the two lists of rows, in the addresses of their fields and of the buttons that add to them.
CONDITION, LINE = "condition", "line"


# In few words, for a narrow menu: the days are written beside it.
_DAYS = {"within_days": _("days before, at most"), "days_before": _("days before, at least")}
_OPERATORS = [
    (name, [(operator, _DAYS.get(operator, OPERATORS[operator])) for operator in operators])
    for name, operators in (
        (_("Texts"), LISTS),
        (_("Numbers"), NUMBERS),
        (_("Dates, before the hand-off"), DAYS),
        (_("Anything"), PRESENCE),
    )
]


class ConditionForm(forms.Form):
    joined = forms.ChoiceField(
        choices=[(AND, _("and")), (OR, _("or"))], widget=forms.Select(attrs={"class": "form-select"})
    )
    field = forms.CharField(required=False, widget=forms.Select(attrs={"class": "form-select"}))
    operator = forms.ChoiceField(
        choices=_OPERATORS, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    value = forms.CharField(required=False, widget=forms.TextInput(attrs={"class": "form-control"}))
    sentence = forms.CharField(
        required=False,
        max_length=LONGEST_SENTENCE,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": _("In your words, if you like")}),
    )

    use_required_attribute = False  # a row may stay blank
    met = ""  # how many leads meet the clause that begins in this row

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self["field"].value()
        known = {key for key, _label in flat(groups)}
        unknown = [(chosen, chosen)] if chosen and chosen not in known else []
        cast(forms.Select, self.fields["field"].widget).choices = [("", "–"), *groups, *unknown]
        for name, label in (
            ("joined", _("and, or")),
            ("field", _("field")),
            ("operator", _("comparison")),
            ("value", _("value")),
            ("sentence", _("sentence")),
        ):
            self.fields[name].widget.attrs["aria-label"] = label


class LineForm(ConditionForm):
    """A row that gives points, or takes some."""

    joined = forms.ChoiceField(
        choices=[(AND, _("plus")), (OR, _("or"))], widget=forms.Select(attrs={"class": "form-select"})
    )
    points = forms.CharField(
        required=False,
        max_length=10,
        error_messages={"max_length": format_lazy(_("Write a whole number from −{most} to {most}."), most=MOST_POINTS)},
        widget=forms.NumberInput(
            attrs={"class": "form-control", "min": -MOST_POINTS, "max": MOST_POINTS, "aria-label": _("points")}
        ),
    )


ConditionFormSet = formset_factory(ConditionForm, extra=0, max_num=200, absolute_max=200)
LineFormSet = formset_factory(LineForm, extra=0, max_num=200, absolute_max=200)


class ThresholdForm(forms.Form):
    threshold = forms.CharField(
        required=False,
        max_length=10,
        widget=forms.NumberInput(
            attrs={"class": "form-control", "min": 1, "max": HIGHEST_THRESHOLD, "aria-label": _("points that it takes")}
        ),
    )

    use_required_attribute = False


class DefinitionEditor:
    """The rows of a definition. Unbound it shows a document, bound it reads another."""

    def __init__(
        self,
        document: Mapping[str, Any],
        data: QueryDict | None,
        *,
        groups: Sequence[Group],
    ) -> None:
        # Beside data, a row that equals its initial one would be taken for blank.
        rows, lines = (
            [*shown, *[{"joined": AND}] * BLANK_ROWS] if data is None else None
            for shown in (rows_of(document), line_rows_of(document))
        )
        form_kwargs = {"groups": groups}
        self.conditions: BaseFormSet[ConditionForm] = ConditionFormSet(
            data, initial=rows, prefix=CONDITION, form_kwargs=form_kwargs
        )
        self.lines: BaseFormSet[LineForm] = LineFormSet(data, initial=lines, prefix=LINE, form_kwargs=form_kwargs)
        self.threshold = ThresholdForm(data, initial={"threshold": threshold_of(document)})
        self.problems: list[str] = []

    @property
    def document(self) -> dict[str, Any]:
        """The definition as it stands in the rows, whether or not it makes sense."""
        return definition_of(
            map(_as_typed, self.conditions), map(_as_typed, self.lines), self.threshold["threshold"].value()
        )

    def is_valid(self) -> bool:
        return all([self.conditions.is_valid(), self.lines.is_valid(), self.threshold.is_valid()])

    def say_who_meets(self, found: Meeting) -> None:
        """Write beside each clause and each line how many leads meet it."""
        for forms_, counts in ((self.conditions, found.clauses), (self.lines, found.lines)):
            filled = [form for form in forms_ if form["field"].value()]
            begins = [form for place, form in enumerate(filled) if not place or form["joined"].value() != OR]
            for form, met in zip(begins, counts, strict=True):
                form.met = met_words(met, found.hand_offs)


def _as_typed(form: ConditionForm) -> Row:
    return {name: form[name].value() or "" for name in form.fields}


def with_more_rows(data: QueryDict) -> QueryDict:
    """Return what was posted with blank rows added to the list that its button names."""
    more = data.copy()
    name = LINE if data.get("add") == LINE else CONDITION
    total = int(data.get(f"{name}-TOTAL_FORMS") or 0)
    more[f"{name}-TOTAL_FORMS"] = str(total + BLANK_ROWS)
    for place in range(total, total + BLANK_ROWS):
        more[f"{name}-{place}-joined"] = AND
    return more
