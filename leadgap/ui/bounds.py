"""What is said of what is empty, cannot be read or is out of bounds, in whichever form: what to write instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import (
    DecimalValidator,
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


def say_what_to_write() -> None:
    """Have Django's own fields and validators speak so, of forms and of models; the API speaks for itself.

    A field takes its words when it is made, so this comes before any form is read.
    """
    MinValueValidator.message = _("Write %(limit_value)s or more.")
    MaxValueValidator.message = _("Write %(limit_value)s or less.")
    MaxLengthValidator.message = ngettext_lazy(
        "Write one character; these are %(show_value)d.",
        "Write at most %(limit_value)d characters; these are %(show_value)d.",
        "limit_value",
    )
    digits: dict[str, Any] = {
        "max_digits": _("Write at most %(max)s digits."),
        "max_decimal_places": ngettext_lazy(
            "Write at most one digit after the point.", "Write at most %(max)s digits after the point.", "max"
        ),
        "max_whole_digits": ngettext_lazy(
            "Write at most one digit before the point.", "Write at most %(max)s digits before the point.", "max"
        ),
    }
    DecimalValidator.messages |= digits
    EmailValidator.message = _("Write an e-mail address, such as ana@example.com.")
    unreadable: dict[type[forms.Field], Any] = {
        forms.IntegerField: _("Write a whole number."),
        forms.DecimalField: _("Write a number."),
        forms.FloatField: _("Write a number."),
        forms.DateField: _("Write a date like 2026-12-24."),
        forms.DateTimeField: _("Write a date and a time like 2026-12-24 14:30."),
        forms.TimeField: _("Write a time like 14:30."),
    }
    for field, words in unreadable.items():
        field.default_error_messages = field.default_error_messages | {"invalid": words, "required": words}
    empty: dict[type[forms.Field], Any] = {
        forms.Field: _("Write something here."),
        forms.EmailField: EmailValidator.message,
        forms.BooleanField: _("Tick this to go on."),
        forms.ChoiceField: _("Choose one of these."),
        forms.ModelChoiceField: _("Choose one of these."),
        forms.MultipleChoiceField: _("Choose at least one of these."),
        forms.ModelMultipleChoiceField: _("Choose at least one of these."),
        forms.FileField: _("Choose a file."),
    }
    for field, words in empty.items():
        field.default_error_messages = getattr(field, "default_error_messages", {}) | {"required": words}
