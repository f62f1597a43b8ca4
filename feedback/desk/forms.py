from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms

from leads.intake.values import NotAValue, length
from leads.models import Event, Reason

LONGEST = 2000  # characters of what one side says
NOT_A_CALL = "Only a call has a length. Leave it empty."
LETTERS = "abcdefghilmnopqrstvwxyz"  # without j and k, which walk from row to row, and u, which undoes


def reasons_on_offer() -> dict[str, list[Reason]]:
    """Return the reasons of each use, in their order, with one query."""
    reasons = list(Reason.objects.filter(archived_at=None))
    return {use: [reason for reason in reasons if use in reason.uses] for use in Reason.Use.values}


def _offer(form: forms.Form, name: str, use: str, blank: str = "") -> None:
    """Give a field the reasons of one use. Forms send nothing else; to the API a refusal says which keys there are."""
    reasons = reasons_on_offer()[use]
    field = cast(forms.ChoiceField, form.fields[name])
    field.choices = [*([("", blank)] if blank else []), *((reason.key, reason.label) for reason in reasons)]
    keys = ", ".join(reason.key for reason in reasons)
    field.error_messages["invalid_choice"] = f"“%(value)s” is not on the list of reasons: {keys}."


class LengthField(forms.CharField):
    """How long something took, in minutes or as 4:10. Cleaned: whole seconds, None where nothing was said."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return length(text, "minutes", "." if "." in text else ",") if text else None
        except NotAValue as problem:
            raise forms.ValidationError(str(problem)) from problem


class TouchForm(forms.Form):
    """One attempt to reach the lead; without a time it happened now."""

    channel = forms.ChoiceField(choices=Event.Channel.choices)
    result = forms.ChoiceField(choices=Event.Result.choices)
    occurred_at = forms.DateTimeField(required=False, label="When")


class LoggedTouchForm(TouchForm):
    """The same as it is logged by hand: of a call, how many minutes it took, if somebody wants to say it."""

    length_seconds = LengthField(required=False, label="Minutes")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("length_seconds") is not None and cleaned.get("channel") != Event.Channel.CALL:
            self.add_error("length_seconds", NOT_A_CALL)
        return cleaned


class ReasonForm(forms.Form):
    """Why, from the closed list of one use. Cleaned: its key; "" where nobody has to say it, and nobody did."""

    reason = forms.ChoiceField(error_messages={"required": "Choose a reason: Marketing learns from it."})

    def __init__(self, *args: Any, use: str, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        _offer(self, "reason", use)


class CloseForm(forms.Form):
    """Won with its value, or lost with a reason."""

    outcome = forms.ChoiceField(choices=[("won", "Won"), ("lost", "Lost")])
    amount = forms.DecimalField(
        required=False, min_value=Decimal(0), max_digits=14, decimal_places=2, label="First revenue"
    )
    reason = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "reason", Reason.Use.LOSS, blank="–")


class RatingForm(forms.Form):
    """The rating question; 0 says "could not tell"."""

    rating = forms.TypedChoiceField(
        coerce=int,
        choices=[(value, value) for value in range(6)],
        error_messages={"required": "Choose 1 to 5, or “I could not tell”."},
    )
    reasons = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "reasons", Reason.Use.RATING)


class LinesField(forms.CharField):
    """Text of several lines, counted as the browser counts it: it sends two characters for the end of a line."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class MessageForm(forms.Form):
    """What one side says to the other; `offered` are the ways in which this person may."""

    kind = forms.ChoiceField(error_messages={"required": "Choose whether you ask, reply or dispute."})
    text = LinesField(max_length=LONGEST, error_messages={"required": "Write what you want to say."})

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [(kind, kind) for kind in offered]
        field.error_messages["invalid_choice"] = "Sales asks and disputes, Marketing replies to what Sales has raised."
