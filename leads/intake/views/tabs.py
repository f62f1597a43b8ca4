"""The pages about data that stand side by side, as (text, address) for the tabs above them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _


def data_tabs() -> list[tuple[str, str]]:
    return [(_("Imports"), reverse("leads:imports")), (_("Sources"), reverse("leads:sources"))]
