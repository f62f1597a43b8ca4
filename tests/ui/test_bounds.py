"""What is empty, cannot be read, or is out of bounds, is told what to write, in every form."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms

NUMBER = forms.DecimalField(min_value=Decimal("0.05"), max_value=20, max_digits=5, decimal_places=2)
WIDE = forms.DecimalField(max_digits=5, decimal_places=2)


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        (NUMBER, "0", "Write 0.05 or more."),
        (NUMBER, "21", "Write 20 or less."),
        (NUMBER, "1.234", "Write at most 2 digits after the point."),
        (WIDE, "1234", "Write at most 3 digits before the point."),
        (forms.DecimalField(max_digits=2), "123", "Write at most 2 digits."),
        (forms.CharField(max_length=3), "EURO", "Write at most 3 characters; these are 4."),
        (forms.CharField(max_length=1), "EU", "Write one character; these are 2."),
        (forms.IntegerField(), "1.5", "Write a whole number."),
        (forms.DecimalField(), "much", "Write a number."),
        (forms.DateField(), "tomorrow", "Write a date like 2026-12-24."),
        (forms.DateTimeField(), "noon", "Write a date and a time like 2026-12-24 14:30."),
        (forms.TimeField(), "noon", "Write a time like 14:30."),
        (forms.EmailField(), "ana", "Write an e-mail address, such as ana@example.com."),
        (forms.FloatField(), "much", "Write a number."),
        (forms.CharField(), " ", "Write something here."),
        (forms.EmailField(), "", "Write an e-mail address, such as ana@example.com."),
        (forms.IntegerField(), "", "Write a whole number."),
        (forms.FloatField(), "", "Write a number."),
        (forms.DateField(), "", "Write a date like 2026-12-24."),
        (forms.ChoiceField(choices=[("a", "A")]), "", "Choose one of these."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), [], "Choose at least one of these."),
        (forms.FileField(), None, "Choose a file."),
        (forms.BooleanField(), False, "Tick this to go on."),
    ],
)
def test_what_is_refused_is_told_what_to_write(field, given, said):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(given)

    assert refused.value.messages == [said]
