from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from sla.again.services import Asked
from sla.models import AgreementVersion

LONGEST = timedelta(days=3 * 366)
EARLIEST = date(1950, 1, 1)


class VersionChoice(forms.ModelChoiceField):
    def label_from_instance(self, version: Any) -> str:
        return _("Version %(number)s") % {"number": version.number}


class AgainForm(forms.Form):
    """Which days, and by what. The days are those of the hand-offs, both included."""

    start = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    version = VersionChoice(
        AgreementVersion.objects.none(),  # those that have come into force
        required=False,
        label=_("By the agreement"),
        empty_label=_("As in force then"),
        error_messages={"invalid_choice": _("Choose a signed version whose first day has come.")},
    )
    hours = forms.ChoiceField(
        required=False,
        label=_("By the hours"),
        choices=[("", _("As counted then")), ("today", _("As they are today"))],
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        begun = AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED, effective_on__lte=today)
        cast(forms.ModelChoiceField, self.fields["version"]).queryset = begun

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("start"), given.get("end")
        if not start or not end:
            return given
        if end < start:
            self.add_error("end", _("The last day lies before the first."))
        elif start < EARLIEST:
            self.add_error("start", _("The past begins in %(year)s.") % {"year": EARLIEST.year})
        elif start > self.today:
            self.add_error("start", _("The past ends today."))
        elif end - start > LONGEST:
            self.add_error("start", _("At most three years at a time."))
        return given

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(given["start"], given["end"] + timedelta(days=1), given["version"], given["hours"] == "today")


class WhyForm(Helped):
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in the audit log, and beside every clock of these days."),
    )
