"""Making and changing calendars. A change is another version: what was open before stays open in every count.

Only what nothing was judged by yet is corrected in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leadgap.accounts.models import Role, Team
from leadgap.audit.services import record
from leadgap.jobs.waking import wake
from leadgap.revisions import revision_of
from sla.judging import make_running_stale
from sla.models import AgreementVersion, Calendar, CalendarVersion, TeamCalendar
from sla.tasks import judge_stale
from sla.working_time.correcting import correct, is_correctable
from sla.working_time.following import follow, said

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from leadgap.accounts.models import User

Weekly = Mapping[str, Sequence[Sequence[str]]]
Holidays = Sequence[Mapping[str, str]]
Exceptions = Sequence[Mapping[str, Any]]


class CalendarRefused(Exception):
    """The calendar cannot be so. `problems` names the field of each problem and says why."""

    def __init__(self, problems: Mapping[str, Sequence[str]]) -> None:
        self.problems = problems
        super().__init__(" ".join(text for texts in problems.values() for text in texts))


class CalendarOvertaken(CalendarRefused):
    """Somebody has written other hours since they were read. Nothing is saved."""

    def __init__(self) -> None:
        text = _(
            "Somebody has changed these hours since you opened them, and nothing of yours is saved. "
            "Look at their change: if you save again, yours takes its place."
        )
        super().__init__({"": [text]})


def revision(calendar: Calendar) -> str:
    """Return a name for the hours of a calendar and the teams that keep it, as they are now."""
    teams = sorted(kept.team_id for kept in calendar.team_calendars.all())
    return revision_of(said(calendar.current()), teams)


def may_make_calendars(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.role in {Role.MANAGER, Role.ADMINISTRATOR}


def may_change_calendar(user: User | AnonymousUser, calendar: Calendar) -> bool:
    """Return whether this person changes it: a manager only what judges nobody outside the own branch."""
    if not user.is_authenticated or not may_make_calendars(user):
        return False
    if _acts_for_all(user):
        return True
    branch = Team.objects.with_below(user.team_id)
    teams = {kept.team_id for kept in calendar.team_calendars.all()}
    return (
        bool(teams)
        and teams <= branch
        and not calendar.agreement_versions.exclude(state=AgreementVersion.State.WITHDRAWN).exists()
        and not calendar.followers.exclude(owner__team__in=branch).exists()
    )


def teams_given_by(user: User) -> QuerySet[Team]:
    """Return the teams to which this person gives calendars."""
    teams = Team.objects.filter(archived_at=None)
    return teams if _acts_for_all(user) else teams.filter(pk__in=Team.objects.with_below(user.team_id))


def _acts_for_all(user: User) -> bool:
    return user.heads_sales or user.role == Role.ADMINISTRATOR


def make_calendar(
    *,
    name: str,
    timezone: str,
    weekly: Weekly,
    holidays: Holidays = (),
    exceptions: Exceptions = (),
    user: User | None,
    now: datetime,
) -> Calendar:
    """Make a calendar with its first version. Refused when it never opens, or the name is taken."""
    calendar = Calendar(name=name.strip())
    if taken := Calendar.objects.filter(name__iexact=calendar.name).first():
        raise CalendarRefused({"name": [f"A calendar named {taken.name} exists."]})
    try:
        with transaction.atomic():
            calendar.full_clean()
            calendar.save()
            version = _version(calendar, 1, timezone, weekly, holidays, exceptions, now)
            version.save()
            record("calendar.made", actor=user, at=now, target=calendar, **said(version))
    except ValidationError as invalid:
        raise CalendarRefused(invalid.message_dict) from invalid
    return calendar


def change_calendar(
    calendar: Calendar,
    *,
    timezone: str,
    weekly: Weekly,
    holidays: Holidays,
    exceptions: Exceptions = (),
    user: User | None,
    now: datetime,
) -> CalendarVersion:
    """Give a calendar other hours or holidays; the same ones again change nothing.

    From now on, as another version, by which running clocks are judged by a job: what is closed stays as it was judged.
    As long as nothing was judged by the newest version, it is corrected instead, and what runs judged anew.
    """
    try:
        with transaction.atomic():
            Calendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
            before = calendar.current()
            # Never before the version it follows, whatever the clock of this machine says.
            since = max(now, before.created_at)
            version = _version(calendar, before.number + 1, timezone, weekly, holidays, exceptions, since)
            if said(version) == said(before):
                return before
            was, is_correction = said(before), is_correctable(before, now)
            if is_correction:
                correct(before, version)
            else:
                version.save()
                follow(version)
            changes = {key: [was[key], value] for key, value in said(version).items()}
            record(
                "calendar.corrected" if is_correction else "calendar.changed",
                actor=user,
                at=now,
                target=calendar,
                **{key: pair for key, pair in changes.items() if pair[0] != pair[1]},
            )
            wake(judge_stale)
    except ValidationError as invalid:
        raise CalendarRefused(invalid.message_dict) from invalid
    except IntegrityError as error:
        raise CalendarRefused(
            {"": ["Somebody changed this calendar at the same moment. Look at their change."]}
        ) from error
    return version


def save_calendar(
    calendar: Calendar | None,
    *,
    name: str,
    timezone: str,
    weekly: Weekly,
    holidays: Holidays,
    exceptions: Exceptions = (),
    teams: Sequence[Team],
    if_revision: str = "",
    user: User | None,
    now: datetime,
) -> Calendar:
    """Make or change a calendar and have exactly these teams keep it, all or nothing.

    With `if_revision` only where it still says what it said under that revision; the same again changes nothing.
    """
    _refuse_teams(calendar, teams, user)
    with transaction.atomic():
        hours: dict[str, Any] = {
            "timezone": timezone,
            "weekly": weekly,
            "holidays": holidays,
            "exceptions": exceptions,
        }
        was = ""
        if calendar is None:
            calendar = make_calendar(name=name, **hours, user=user, now=now)
        else:
            was = revision(Calendar.objects.select_for_update(no_key=True).get(pk=calendar.pk))
            change_calendar(calendar, **hours, user=user, now=now)
        kept = {each.team for each in calendar.team_calendars.select_related("team")}
        for team in kept - set(teams):
            keep_calendar(team, None, user=user, now=now)
        for team in teams:
            keep_calendar(team, calendar, user=user, now=now)
        if if_revision and if_revision != was != revision(Calendar.objects.get(pk=calendar.pk)):
            raise CalendarOvertaken
    return calendar


def keep_calendar(team: Team, calendar: Calendar | None, *, user: User | None, now: datetime) -> None:
    """Have a team judged by a calendar of its own; None: by the agreement's. Closed clocks stay as they were judged."""
    with transaction.atomic():
        before = TeamCalendar.objects.select_related("calendar").filter(team=team).first()
        if (before.calendar if before else None) == calendar:
            return
        if calendar is None:
            TeamCalendar.objects.filter(team=team).delete()
        else:
            TeamCalendar.objects.update_or_create(team=team, defaults={"calendar": calendar})
        names = [str(before.calendar) if before else "", str(calendar or "")]
        record("team.calendar_changed", actor=user, at=now, target=team, calendar=names)
        make_running_stale(team.pk)
        wake(judge_stale)


def _refuse_teams(calendar: Calendar | None, teams: Sequence[Team], user: User | None) -> None:
    """Refuse to give or take a calendar outside the branch, and to make one for nobody in it."""
    if user is None or _acts_for_all(user):
        return
    if {team.pk for team in teams} - {team.pk for team in teams_given_by(user)}:
        raise CalendarRefused({"teams": [_("Choose teams of your own branch.")]})
    if calendar is None and not teams:
        raise CalendarRefused({"teams": [_("Choose a team of your branch that keeps it.")]})


def _version(
    calendar: Calendar,
    number: int,
    timezone: str,
    weekly: Weekly,
    holidays: Holidays,
    exceptions: Exceptions,
    now: datetime,
) -> CalendarVersion:
    version = CalendarVersion(
        calendar=calendar,
        number=number,
        timezone=timezone,
        weekly={day: [list(window) for window in windows] for day, windows in weekly.items() if windows},
        holidays=sorted(
            ({"date": str(each["date"]), "name": each["name"]} for each in holidays), key=lambda day: day["date"]
        ),
        exceptions=sorted(
            (dict(each) | {"date": str(each["date"])} for each in exceptions), key=lambda day: day["date"]
        ),
        created_at=now.replace(microsecond=0),
    )
    days = Counter(str(each["date"]) for each in exceptions)
    if twice := sorted(day for day, count in days.items() if count > 1):
        raise CalendarRefused({"exceptions": [_("%(day)s stands here twice.") % {"day": day} for day in twice]})
    # That nobody else has made this number is for the database to say, and of an empty week `clean` says enough.
    exclude = () if version.weekly else ("weekly",)
    version.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
    return version
