"""Terms to begin with, less what nothing that is known of the latest leads could answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _

from leads.models import HandOff
from sla.agreements.belonging import latest
from sla.agreements.drafting import Terms
from sla.agreements.meeting import Meeting, meeting
from sla.columns import Among
from sla.models import Promise


class Fitted(NamedTuple):
    """The terms, and sentences that say what was left out."""

    terms: Terms
    said: list[str]


def fitted(terms: Terms, *, now: datetime) -> Fitted:
    """Leave out what the hand-offs of the last 90 days cannot answer; without any, all of it stays."""
    said: list[str] = []
    for leave_out in (_clauses, _attempts):
        terms, sentence = leave_out(terms, now)
        said += [sentence] if sentence else []
    return Fitted(terms, said)


def _clauses(terms: Terms, now: datetime) -> tuple[Terms, str]:
    """Leave out clauses that no lead meets: by them nobody would be qualified."""
    clauses = terms.definition.get("all", [])
    found = meeting(terms.definition, now=now)
    if found is None or not found.hand_offs or all(found.clauses):
        return terms, ""
    left_out = [clause["sentence"] for clause, met in zip(clauses, found.clauses, strict=True) if not met]
    sentence = _(
        "None of the leads of the last 90 days meets this, so it is left out of the definition: %(clauses)s "
        "Add it when your imports bring what it asks for."
    )
    return replace(terms, definition=_without(terms.definition, found)), sentence % {"clauses": " ".join(left_out)}


def _attempts(terms: Terms, now: datetime) -> tuple[Terms, str]:
    """Leave out attempts where of every lead one touch is known at most: a file of first touches counts no others."""
    kept = [promise for promise in terms.promises if promise.kind != Promise.Kind.ATTEMPTS]
    ids, _is_all = latest(now)
    most = HandOff.objects.filter(Among("pk", ids)).aggregate(most=Max("attempts"))["most"]
    if len(kept) == len(terms.promises) or most != 1:
        return terms, ""
    return replace(terms, promises=kept), _(
        "Of every lead of the last 90 days one touch is known at most, so no number of attempts is promised. "
        "Promise it when your imports bring all touches."
    )


def _without(definition: Mapping[str, Any], found: Meeting) -> dict[str, Any]:
    clauses = [clause for clause, met in zip(definition["all"], found.clauses, strict=True) if met]
    kept: dict[str, Any] = {"all": clauses} if clauses else {}
    # Points that nobody scores are a way in beside the clauses. Alone they would shut out everybody.
    if "points" in definition and (clauses or found.enough_points):
        kept["points"] = definition["points"]
    return kept
