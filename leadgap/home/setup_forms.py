from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.organisation import zones
from leadgap.accounts.forms.passwords import NewPassword

DAYS = [
    ("mon", _("Mon")),
    ("tue", _("Tue")),
    ("wed", _("Wed")),
    ("thu", _("Thu")),
    ("fri", _("Fri")),
    ("sat", _("Sat")),
    ("sun", _("Sun")),
]


class SetupForm(NewPassword):
    """The administrator, the organisation, and the week it works."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("You sign in with it. No mail is sent."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    organisation = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [("", _("Choose a time zone")), *zones()],
        error_messages={"required": _("Choose the zone by which your days begin and end.")},
        help_text=_("Days and weeks are counted in it. It is fixed once leads have come in."),
    )
    days = forms.MultipleChoiceField(
        label=_("Working days"),
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        initial=["mon", "tue", "wed", "thu", "fri"],
        error_messages={"required": _("A week without a working day never opens: choose at least one.")},
    )
    opens = forms.TimeField(label=_("From"), initial="09:00", widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=_("To"), initial="17:00", widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        if not self.is_bound:
            # The browser's own zone is the better guess, where there is a script to tell it.
            self.fields["timezone"].widget.attrs["data-own-zone"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("The day has to end after it begins. Breaks and night shifts come later."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """Return the answers, with the password once."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("password")} | {
            "password": self.cleaned_data["password1"]
        }
