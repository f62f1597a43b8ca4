from __future__ import annotations

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.audit_lines import in_words
from leadgap.accounts.models import User
from leadgap.audit.models import AuditEntry


class AuditFilter(forms.Form):
    who = forms.ModelChoiceField(
        label=_("Who"), required=False, queryset=User.objects.order_by("name", "email"), empty_label=_("Everyone")
    )
    what = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        actions = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
        nouns = dict.fromkeys(action.partition(".")[0] for action in actions)
        what = cast(forms.ChoiceField, self.fields["what"])
        what.choices = [("", _("Everything")), *((noun, in_words(noun)) for noun in nouns)]
