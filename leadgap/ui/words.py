"""The words that belong to a badge. Pages and exports take them from here, so that they are always the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from leadgap.ui.formats import number, percent

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text

    from leadgap.rates import Rate


@dataclass(frozen=True, slots=True)
class Badge:
    """A word and the icon that says the same without colour."""

    text: Text
    icon: str


def share(rate: Rate) -> str:
    """79 % of many, 75 % (3 of 4) of few: a sentence has no room for an interval, and says so what it rests on."""
    text = percent(rate.value)
    return f"{text} ({number(rate.part)} of {number(rate.whole)})" if rate.label and rate.whole else text


SIDES: Mapping[str, Text] = {
    "sales": _("Sales"),
    "marketing": _("Marketing"),
    "referral": _("Referral"),
    "partner": _("Partner"),
}

RATINGS: Mapping[int, Text] = {
    1: _("not a lead"),
    2: _("poor fit"),
    3: _("maybe"),
    4: _("qualified"),
    5: _("highly qualified"),
}
VERDICTS: Mapping[str, Badge] = {
    "met": Badge(_("met"), "check-circle-fill"),
    "missed": Badge(_("missed"), "x-circle-fill"),
    "running": Badge(_("running"), "clock"),
    "ended": Badge(_("ended"), "dash-circle"),
    "no_data": Badge(_("no data"), "question-circle"),
}

STAGES: Mapping[str, Badge] = {
    "new": Badge(_("new"), "circle"),
    "accepted": Badge(_("accepted"), "check-lg"),
    "qualified": Badge(_("qualified"), "star"),
    "won": Badge(_("won"), "trophy"),
    "lost": Badge(_("lost"), "dash-lg"),
    "rejected": Badge(_("rejected"), "x-lg"),
    "recycled": Badge(_("recycled"), "recycle"),
    "closed": Badge(_("closed"), "archive"),
}
