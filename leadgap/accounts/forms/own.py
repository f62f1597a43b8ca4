from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped


class ProfileForm(Helped):
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class ApiKeyForm(Helped):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=100,
        help_text=_("So that you know later which key to revoke. Such as “weekly report”."),
    )
