from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from leadgap.ui.formats import SPACE, number
from leads.intake import words
from leads.intake.encoding import NAMES
from leads.intake.reading import DELIMITER_NAMES
from leads.models import SavedMapping


class UploadForm(Helped):
    file = forms.FileField(
        label=_("CSV file"),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Export it again, with its rows."),
        },
    )
    mapping = forms.ChoiceField(label=_("How it is read"), required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, size: int = 0, presets: Sequence[tuple[str, str]] = ()
    ) -> None:
        """`size`: the length of the request, in bytes."""
        super().__init__(data, files)
        self._size = size
        saved = [(name, name) for name in SavedMapping.objects.values_list("name", flat=True)]
        groups: list[Any] = [("", _("Find out from the header"))]
        groups += [(_("Saved"), saved)] if saved else []
        groups += [(_("Examples"), list(presets))] if presets else []
        self.fields["mapping"].choices = groups  # type: ignore[attr-defined]
        limit = _megabytes(settings.UPLOAD_LIMIT)
        self.fields["file"].help_text = _("Up to %(limit)s. The first line holds the names of the columns.") % {
            "limit": limit
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # A file that is cut off while it comes in is not among the files.
        if "file" not in cleaned and self._size > settings.UPLOAD_LIMIT:
            limit = _megabytes(settings.UPLOAD_LIMIT)
            self.errors["file"] = self.error_class([_("The file is larger than %(limit)s.") % {"limit": limit}])
        return cleaned


def _megabytes(count: int) -> str:
    """Return a number of bytes as the setting UPLOAD_LIMIT_MB says it."""
    return f"{number(count / 1_000_000)}{SPACE}MB"


class ReadingForm(Helped):
    """How the file is read before its columns mean anything."""

    kind = forms.ChoiceField(label=_("A row is"), choices=list(words.KINDS.items()))
    encoding = forms.ChoiceField(label=_("Characters"), required=False, choices=[("", _("Find out")), *NAMES.items()])
    delimiter = forms.ChoiceField(
        label=_("Separated by"), required=False, choices=[("", _("Find out")), *DELIMITER_NAMES.items()]
    )


class StartForm(Helped):
    may_create = forms.BooleanField(
        label=_("Create sources, campaigns, owners and teams that are not here yet"),
        required=False,
        initial=True,
        help_text=_("Otherwise rows that name them are rejected, and listed."),
    )


class SaveMappingForm(Helped):
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("A mapping of the same name is replaced; the one for activities stands beside the one for leads."),
    )
