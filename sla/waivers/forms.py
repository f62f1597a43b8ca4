from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from leadgap.ui.asked_period import DaysForm
from sla.compliance.forms import KEPT, CurveForm
from sla.compliance.slices import WORDS, By
from sla.models import Clock, Promise, Waiver

ALL = "all"


class WaivedForm(DaysForm, CurveForm):
    """Which clocks. What else the address names, such as an hour of the day, is kept as it is."""

    promise = forms.ChoiceField(
        required=False, label=_("Promise"), choices=[*Promise.Kind.choices, (ALL, _("All promises"))]
    )
    scope = forms.ChoiceField(
        required=False, label=_("Clocks"), choices=[("", _("Lead and owner")), *Clock.Scope.choices]
    )
    owner = forms.ChoiceField(required=False, label=_("Rep"))
    field_order = ("promise", "period", "start", "end", "team", "owner", "source", "scope")

    def __init__(self, *args: Any, reps: Mapping[int, str], **kwargs: Any) -> None:
        """`reps` are those whom this person may waive clocks of by name, by key; none: they are not told apart."""
        super().__init__(*args, **kwargs)
        if reps:
            field: Any = self.fields["owner"]
            field.choices = [("", _("All reps")), *reps.items(), (0, WORDS[By.OWNER][1])]
        else:
            del self.fields["owner"]
        for name in (*KEPT, "week"):
            if name not in self.fields:
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)


class WaiverForm(Helped):
    """Why they are waived."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *Waiver.Reason.choices])
    note = forms.CharField(
        label=_("What happened"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody who may read one of these clocks reads it. Name no person whose leave is private."),
    )
