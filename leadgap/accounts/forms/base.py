from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.models import Team


class Helped(forms.Form):
    """A form whose template writes the <form> and the buttons, and crispy the fields."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        return helper


class TeamChoice(forms.ModelChoiceField):
    """One of the teams in use, or none."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("empty_label", _("No team"))
        super().__init__(queryset=Team.objects.filter(archived_at=None), **options)
