from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from leadgap.accounts.forms.passwords import NewPassword
from leadgap.accounts.invitation_csv import MOST_BYTES, Unreadable, decode
from leadgap.accounts.models import Invitation


class TableForm(Helped):
    """A list of people, as a file or pasted; afterwards `text` holds it either way."""

    file = forms.FileField(label=_("CSV file"), required=False)
    text = forms.CharField(
        label=_("or paste the lines"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("One person a line: e-mail, name, role, team. Only the e-mail is needed; no role means rep."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if upload := cleaned.get("file"):
            try:
                cleaned["text"] = decode(upload.read(MOST_BYTES + 1))
            except Unreadable as problem:
                self.add_error("file", str(problem))
        elif not cleaned.get("text", "").strip() and not self.errors:
            self.add_error("text", _("Choose a file or paste some lines."))
        return cleaned


class AcceptForm(NewPassword):
    """What the invited person adds: the name as they write it, and a password."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name",)

    def __init__(self, invitation: Invitation, data: Any = None) -> None:
        super().__init__(data, initial={"name": invitation.name})
        self.invitation = invitation

    def email_of(self, cleaned: dict[str, Any]) -> str:
        return self.invitation.email
