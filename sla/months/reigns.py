"""Which signed version judges which time: each until the next begins, a retrospective one also what was before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q

from sla.models import AgreementVersion

if TYPE_CHECKING:
    from sla.querysets import AgreementVersionQuerySet


@dataclass(frozen=True, slots=True)
class Reign:
    """A time, from `since` until before `until`, in which a version judges what is handed over; None: no bound."""

    version: AgreementVersion
    since: datetime | None
    until: datetime | None

    @property
    def hand_offs(self) -> Q:
        held = Q(handed_off_at__isnull=False)
        if self.since:
            held &= Q(handed_off_at__gte=self.since)
        return held & Q(handed_off_at__lt=self.until) if self.until else held

    def judges(self, handed_off_at: datetime | None) -> bool:
        """Return whether a hand-off of this instant is judged by the version; those without one by none."""
        if handed_off_at is None:
            return False
        begun = self.since is None or self.since <= handed_off_at
        return begun and (self.until is None or handed_off_at < self.until)

    def touches(self, day: date, zone: ZoneInfo) -> bool:
        start, end = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
        return (self.since is None or self.since < end) and (self.until is None or self.until > start)


def signed_versions() -> AgreementVersionQuerySet:
    """Return what judges: signed versions with Marketing's promises."""
    signed = AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED).order_by("signed_at", "pk")
    return signed.prefetch_related("monthly_promises", "lead_values")


def reigns_of(versions: Iterable[AgreementVersion], zone: ZoneInfo) -> list[Reign]:
    """Return the reigns of signed versions, in order."""
    signed = sorted(versions, key=lambda version: version.in_force_from(zone))
    starts = [version.in_force_from(zone) for version in signed]
    found = [
        Reign(version, since, until) for version, (since, until) in zip(signed, pairwise([*starts, None]), strict=True)
    ]
    retrospective = next((version for version in signed if version.is_retrospective), None)
    return [Reign(retrospective, None, starts[0]), *found] if retrospective else found
