"""The pages that stand side by side, as (text, address) for the tabs above them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

Tabs = list[tuple[str, str]]


def people_tabs() -> Tabs:
    return [
        (_("People"), reverse("accounts:people")),
        (_("Owners"), reverse("accounts:owners")),
        (_("Teams"), reverse("accounts:teams")),
    ]


def settings_tabs() -> Tabs:
    return [(_("Organisation"), reverse("accounts:settings")), (_("Audit log"), reverse("accounts:audit"))]
