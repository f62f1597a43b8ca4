"""Which version of the agreement is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import numpy as np
from django.db.models import QuerySet

from leadgap.accounts.models import Organisation
from sla.judging.terms import UNPROMISED, Agreement
from sla.models import AgreementVersion, JudgedAgain


def current(now: datetime) -> AgreementVersion | None:
    """Return the version in force at this instant; None before the first."""
    return _latest(_signed(), now)


def judging(handed_off_at: datetime | None) -> AgreementVersion | None:
    """Return the version by which the judge judges a hand-off of this instant.

    None where its instant is not known, or nothing was promised, not even in retrospect.
    """
    if handed_off_at is None:
        return None
    agreement = Agreement.signed()
    place = int(agreement.places(np.array([int(handed_off_at.timestamp())], np.int64))[0])
    return None if place == UNPROMISED else AgreementVersion.objects.get(pk=agreement.versions[place].key)


def in_force(on: date) -> AgreementVersion | None:
    """Return the version that judges hand-offs of this day, at its end if another came into force on it.

    None where nothing was promised, not even in retrospect.
    """
    return in_force_on([on])[on]


def in_force_on(days: Iterable[date]) -> dict[date, AgreementVersion | None]:
    """Return for each day the version that judges it, as `in_force` does, with three queries for all."""
    zone = Organisation.current().zone
    signed = sorted(_signed(), key=lambda version: version.in_force_from(zone))
    retrospective = next((version for version in signed if version.is_retrospective), None)
    acts = list(JudgedAgain.objects.select_related("version").order_by("made_at", "pk"))
    found: dict[date, AgreementVersion | None] = {}
    for day in days:
        end = datetime.combine(day + timedelta(days=1), time(), zone)
        begun = [version for version in signed if version.in_force_from(zone) < end]
        own = begun[-1] if begun else retrospective
        again = next((act for act in reversed(acts) if act.covers(day)), None)
        found[day] = again.version if again and again.version else own
    return found


def _signed() -> QuerySet[AgreementVersion]:
    return AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED).order_by("signed_at", "pk")


def _latest(signed: Iterable[AgreementVersion], instant: datetime) -> AgreementVersion | None:
    zone = Organisation.current().zone
    begun = [version for version in signed if version.in_force_from(zone) <= instant]
    return max(begun, key=lambda version: version.in_force_from(zone), default=None)
