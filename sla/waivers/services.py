"""Making a waiver and taking it back: the clocks are fixed in one transaction, with a line in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadgap.accounts.models import Role
from leadgap.audit.services import record
from leadgap.jobs.waking import wake
from leads import bulk, dirty
from leads.models import Assignment, HandOff
from sla.compliance.wall import within
from sla.models import Clock, DirtyClockDay, WaivedClock, Waiver
from sla.tasks import rebuild_facts

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from sla.querysets import ClockQuerySet

# More than an outage or a flood of imports has; so many are written while somebody waits.
MOST = 100_000


class WaiverRefused(Exception):
    """The waiver cannot be made or taken back so; the sentence says why."""


def may_waive(user: User) -> bool:
    return user.is_authenticated and user.is_active and user.role in {Role.MANAGER, Role.ADMINISTRATOR}


def may_read_waivers(user: User) -> bool:
    return user.is_authenticated and user.is_active and user.role not in {Role.REP, Role.MARKETER}


def may_take_back(user: User, waiver: Waiver) -> bool:
    """Return whether this person could take it back: a manager only what lies within the own branch whole."""
    if waiver.taken_back_at is not None or not may_waive(user):
        return False
    if user.role == Role.ADMINISTRATOR or waiver.made_by_id == user.pk:
        return True
    return not waiver.clocks.exclude(hand_off__team__in=within(user)["team"]).exists()


def waivable(clocks: ClockQuerySet, user: User) -> ClockQuerySet:
    """Keep those of the clocks that this person may waive: a manager those of the own branch's teams."""
    if not may_waive(user):
        return clocks.none()
    found = clocks.filter(pk__in=Clock.objects.visible_to(user)) if user.role == Role.MANAGER else clocks
    return found.filter(**{f"{name}__in": keys for name, keys in within(user).items()}).order_by()


def waive(
    clocks: ClockQuerySet,
    *,
    reason: str,
    note: str,
    covers: str,
    asked: Mapping[str, Any],
    expected: int,
    user: User,
    now: datetime,
) -> Waiver:
    """Waive these clocks, as far as this person may, whatever their verdict; later ones are not among them.

    Refused when there are none or too many, when they are no longer as many as this person was shown, and when all
    of them are waived already.
    """
    with transaction.atomic():
        chosen = waivable(clocks, user)
        rows = list(
            chosen.annotate(held_at=_held_at())
            .order_by("hand_off_id")
            .values_list("hand_off_id", "promise__kind", "scope", "held_at", "hand_off__day", named=True)[: MOST + 1]
        )
        _refuse(len(rows), expected)
        # Two who waive the same at once begin with the same hand-off: the second waits here, and then sees the first.
        HandOff.objects.select_for_update(of=("self",)).get(pk=rows[0].hand_off_id)
        if not chosen.not_waived().exists():
            raise WaiverRefused(_("They are waived already."))
        waiver = Waiver.objects.create(
            reason=reason,
            note=note,
            covers=covers,
            clock_count=len(rows),
            asked=dict(asked),
            made_by=user,
            made_at=now,
        )
        bulk.insert(
            WaivedClock,
            ("waiver_id", "hand_off_id", "kind", "scope", "held_at"),
            [(waiver.pk, row.hand_off_id, row.promise__kind, row.scope, row.held_at) for row in rows],
        )
        _count_anew(row.hand_off__day for row in rows)
        said = {"reason": waiver.get_reason_display(), "note": note, "covers": covers, "clocks": len(rows)}
        record("waiver.made", actor=user, at=now, target=waiver, **said)
    return waiver


def take_back(waiver: Waiver, *, user: User, now: datetime) -> None:
    """Let the clocks of a waiver count as before. Of two who do so at once, the second is refused."""
    with transaction.atomic():
        if not may_take_back(user, waiver):
            raise WaiverRefused(_("You cannot take this waiver back."))
        found = Waiver.objects.filter(pk=waiver.pk, taken_back_at=None)
        if not found.update(taken_back_at=max(now, waiver.made_at), taken_back_by=user):
            raise WaiverRefused(_("Somebody has taken this waiver back already."))
        days = HandOff.objects.filter(waived_clocks__waiver=waiver).order_by().values_list("day", flat=True).distinct()
        _count_anew(days)
        record("waiver.taken_back", actor=user, at=now, target=waiver, covers=waiver.covers)


def _held_at() -> Subquery:
    """Return when the owner of an owner clock got the hand-off."""
    theirs = Assignment.objects.filter(hand_off=OuterRef("hand_off_id"), number=OuterRef("number"))
    return Subquery(theirs.values("assigned_at"))


def _refuse(count: int, expected: int) -> None:
    if not count:
        raise WaiverRefused(_("There is no clock to waive here."))
    if count > MOST:
        raise WaiverRefused(_("These are more than %(most)s clocks. Choose fewer days, or one team.") % {"most": MOST})
    if count != expected:
        raise WaiverRefused(
            ngettext(
                "You looked at %(expected)s clock, and it is %(count)s now. Look again before you waive them.",
                "You looked at %(expected)s clocks, and it is %(count)s now. Look again before you waive them.",
                expected,
            )
            % {"expected": expected, "count": count}
        )


def _count_anew(days: Iterable[date]) -> None:
    dirty.mark(DirtyClockDay, days)
    wake(rebuild_facts)
