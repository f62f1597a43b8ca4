"""What is said of a number or a text that is out of bounds, in whichever form: what to write instead."""

from __future__ import annotations

from typing import Any

from django.core.validators import DecimalValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


def say_what_to_write() -> None:
    """Have Django's own validators speak so, of forms and of models; the API speaks for itself."""
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
