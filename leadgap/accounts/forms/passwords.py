from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from leadgap.accounts.models import User

RULES = _("At least 10 characters; not a common word, not only digits, not like your name or e-mail.")


class NewPassword(Helped):
    """A password for a new account, typed twice: nobody else could tell the person what was typed."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=RULES,
    )
    password2 = forms.CharField(
        label=_("The password again"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def email_of(self, cleaned: dict[str, Any]) -> str:
        """Return the e-mail that the password must not resemble."""
        return str(cleaned.get("email", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password1", "")
        if password and "password2" in cleaned and password != cleaned["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        if password:
            try:
                validate_password(password, User(email=self.email_of(cleaned), name=cleaned.get("name", "")))
            except ValidationError as problem:
                self.add_error("password1", problem)
        return cleaned
