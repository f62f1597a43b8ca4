from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from leadgap.accounts.models import User


class ProfileForm(Helped):
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class ApiKeyForm(Helped):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=100,
        help_text=_("So that you know later which key to revoke. Such as “weekly report”."),
    )
    may_write = forms.BooleanField(
        label=_("It may also write"),
        required=False,
        help_text=_("Then it does in your name all that you may do. Without it, it only reads."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person.reads_only:
            del self.fields["may_write"]
