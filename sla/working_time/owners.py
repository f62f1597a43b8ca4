"""An owner's own working time: a calendar of theirs that follows another one, with time off cut out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leadgap.accounts.models import Owner, Role, Team
from leadgap.audit.services import record
from leadgap.jobs.waking import wake
from leadgap.revisions import revision_of
from sla.agreements.reading import current
from sla.judging import make_owner_running_stale
from sla.models import Calendar, CalendarVersion, TeamCalendar
from sla.tasks import judge_stale
from sla.working_time.correcting import correct, is_correctable
from sla.working_time.following import following, said
from sla.working_time.services import CalendarOvertaken, CalendarRefused

if TYPE_CHECKING:
    from leadgap.accounts.models import User

TimeOff = Sequence[Mapping[str, str]]

MOST_TIME_OFF = 200


def owners_seen_by(user: User) -> QuerySet[Owner]:
    """Return the owners whose hours this person may read: their own, those of their branch, or all."""
    if user.role in {Role.ADMINISTRATOR, Role.AUDITOR}:
        return Owner.objects.all()
    own = Owner.objects.filter(user=user)
    if user.role == Role.MANAGER:
        return own | Owner.objects.filter(team__in=Team.objects.with_below(user.team_id))
    return own if user.role == Role.REP else Owner.objects.none()


def may_keep_hours(user: User, owner: Owner) -> bool:
    """Return whether this person writes the hours of an owner: the owner, or a manager of their branch."""
    return user.role != Role.AUDITOR and owners_seen_by(user).filter(pk=owner.pk).exists()


def usual_calendar(owner: Owner, now: datetime) -> Calendar | None:
    """Return the calendar that judges an owner without one of their own: the team's, or the agreement's."""
    kept = TeamCalendar.objects.select_related("calendar").filter(team=owner.team).first()
    if kept is not None:
        return kept.calendar
    agreement = current(now)
    return agreement.calendar if agreement else Calendar.objects.shared().first()


class OwnersCalendars(NamedTuple):
    """The owner's own calendar, the one it follows or would, and the hours that count now; each None for none."""

    own: Calendar | None
    follows: Calendar | None
    current: CalendarVersion | None


def calendars_of(owner: Owner, now: datetime) -> OwnersCalendars:
    own = Calendar.objects.filter(owner=owner).select_related("follows").first()
    follows = own.follows if own else usual_calendar(owner, now)
    counts = own or follows
    return OwnersCalendars(own, follows, counts.current() if counts else None)


def revision(calendars: OwnersCalendars) -> str:
    """Return a name for the hours that an owner goes by now, but for the time off."""
    own, follows, current_ = calendars
    return _revision(follows, current_ if own and own.has_own_hours else None)


def _revision(follows: Calendar | None, own_hours: CalendarVersion | None) -> str:
    # Databases keep the days of a week in orders of their own.
    hours = (own_hours.timezone, sorted(own_hours.weekly.items())) if own_hours else ()
    return revision_of(follows and follows.pk, hours)


def add_time_off(owner: Owner, stretches: TimeOff, *, user: User | None, now: datetime) -> CalendarVersion:
    """Write down time off; the same stretch twice is written once."""

    def add(time_off: list[dict[str, str]]) -> list[dict[str, str]]:
        return [*time_off, *(dict(each) for each in stretches if each not in time_off)]

    return change_time_off(owner, add, user=user, now=now)


def remove_time_off(owner: Owner, begins: str, ends: str, *, user: User | None, now: datetime) -> CalendarVersion:
    """Take time off out again, by its edges as they are kept; what is not there is no trouble."""

    def without(time_off: list[dict[str, str]]) -> list[dict[str, str]]:
        return [each for each in time_off if (each["from"], each["until"]) != (begins, ends)]

    return change_time_off(owner, without, user=user, now=now)


def change_time_off(
    owner: Owner,
    change: Callable[[list[dict[str, str]]], list[dict[str, str]]],
    *,
    user: User | None,
    now: datetime,
) -> CalendarVersion:
    """Keep other time off of an owner from now on: what `change` makes of the one that is written down."""
    with transaction.atomic():
        Owner.objects.select_for_update().get(pk=owner.pk)
        own = Calendar.objects.filter(owner=owner).select_related("follows").first()
        follows = own.follows if own else usual_calendar(owner, now)
        if follows is None:
            raise CalendarRefused({"": ["There is no calendar yet that time off could be taken from. Make one first."]})
        current_ = own.current() if own else None
        return keep_hours(
            owner,
            follows=follows,
            timezone=current_.timezone if current_ else "",
            weekly=current_.weekly if own and current_ and own.has_own_hours else None,
            time_off=change(list(current_.time_off) if current_ else []),
            user=user,
            now=now,
        )


def keep_hours(
    owner: Owner,
    *,
    follows: Calendar,
    timezone: str = "",
    weekly: Mapping[str, Sequence[Sequence[str]]] | None = None,
    time_off: TimeOff | None = None,
    if_revision: str = "",
    user: User | None,
    now: datetime,
) -> CalendarVersion:
    """Have an owner judged by hours of their own from now on; the same ones again change nothing.

    Without `time_off` theirs stays. With `if_revision` only where they go by what they did under that revision.

    Days off are always those of the calendar followed. Without `weekly` its hours and zone are too, and its days with
    other hours. Running clocks of the owner are judged again by a job. Hours by which nothing was judged yet are
    corrected instead; other time off never is, for what it moves must not hang on what has been judged.
    """
    if len(time_off or ()) > MOST_TIME_OFF:
        raise CalendarRefused({"": [f"Time off is at most {MOST_TIME_OFF} stretches. Take out what is long past."]})
    try:
        with transaction.atomic():
            Owner.objects.select_for_update(no_key=True).get(pk=owner.pk)
            was = revision(calendars_of(owner, now))
            calendar, is_new = Calendar.objects.get_or_create(
                owner=owner, defaults={"name": f"owner:{owner.pk}", "follows": follows}
            )
            Calendar.objects.filter(pk=calendar.pk).update(follows=follows, has_own_hours=weekly is not None)
            before = None if is_new else calendar.current()
            if time_off is None:
                time_off = before.time_off if before else []
            version = following(
                follows.current(),
                timezone=timezone,
                weekly=weekly,
                time_off=sorted(time_off, key=lambda off: off["from"]),
            )
            version.calendar, version.number = calendar, before.number + 1 if before else 1
            version.created_at = max(now, before.created_at) if before else now
            version.created_at = version.created_at.replace(microsecond=0)
            version.full_clean(validate_unique=False, validate_constraints=False)
            if if_revision and if_revision != was != _revision(follows, version if weekly is not None else None):
                raise CalendarOvertaken
            if before is not None and said(version) == said(before):
                return before
            is_correction = before is not None and version.time_off == before.time_off and is_correctable(before, now)
            if before is not None and is_correction:
                correct(before, version)
            else:
                version.save()
            # What time off is for is nobody's business but the owner's and their managers'.
            record("owner.hours_changed", actor=user, at=now, target=owner, version=version.number)
            if is_new:
                make_owner_running_stale(owner.pk)
            wake(judge_stale)
    except ValidationError as invalid:
        raise CalendarRefused(invalid.message_dict) from invalid
    except IntegrityError as error:
        raise CalendarRefused(
            {"": ["Somebody changed these hours at the same moment. Look at their change."]}
        ) from error
    return version
