from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.password_validation import validate_password

from leadgap.accounts.forms.organisation import zones
from leadgap.accounts.models import User

DAYS = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
]


class SetupForm(forms.Form):
    """The administrator, the organisation, and the week it works."""

    name = forms.CharField(label="Your name", max_length=150)
    email = forms.EmailField(label="Your e-mail", help_text="You sign in with it. No mail is sent.")
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )
    organisation = forms.CharField(label="Your organisation", max_length=150)
    timezone = forms.ChoiceField(label="Time zone", choices=zones, initial="Europe/Berlin")
    days = forms.MultipleChoiceField(
        label="Working days",
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        initial=["mon", "tue", "wed", "thu", "fri"],
        error_messages={"required": "A week without a working day never opens: choose at least one."},
    )
    opens = forms.TimeField(label="From", initial="09:00", widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label="To", initial="17:00", widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("start", "Start"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        opens, closes = given.get("opens"), given.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", "The day has to end after it begins. Breaks and night shifts come later.")
        if password := given.get("password"):
            person = User(name=given.get("name", ""), email=given.get("email", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as problems:
                self.add_error("password", problems)
        return given
