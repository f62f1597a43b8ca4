"""The demo company's agreement: signed by both heads a year ago, with a calendar for each team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from leadgap.accounts.models import Owner, Role, Team, User
from leadgap.audit.services import record
from leadgap.home.demo import story
from leadgap.home.demo.calendars import WORKING_WEEK, holidays_of
from leads.models import Source
from sla.agreements.drafting import hash_of
from sla.agreements.sentences import text_of
from sla.models import (
    AgreementVersion,
    Calendar,
    CalendarVersion,
    Comment,
    LeadValue,
    MonthlyPromise,
    Promise,
    Segment,
    Signature,
    TeamCalendar,
)
from sla.working_time.owners import keep_hours

if TYPE_CHECKING:
    from leadgap.home.demo.company import Made
    from leadgap.home.demo.story import TeamStory

PROMISES = (
    (Promise.Kind.FIRST_RESPONSE, 2, Promise.Unit.HOURS, "0.90"),
    (Promise.Kind.FOLLOW_UP, 5, Promise.Unit.DAYS, "0.98"),
    (Promise.Kind.DECISION, 2, Promise.Unit.DAYS, "0.85"),
    (Promise.Kind.ATTEMPTS, 10, Promise.Unit.DAYS, "0.90"),
    (Promise.Kind.RATING, 2, Promise.Unit.DAYS, "0.80"),
    (Promise.Kind.REPLY, 2, Promise.Unit.DAYS, "0.85"),
)
ATTEMPTS = 4
# Nobody is called in the middle of their night.
CALENDAR_OF = {
    Promise.Kind.FIRST_RESPONSE: Promise.CalendarOf.OWNER,
    Promise.Kind.ATTEMPTS: Promise.CalendarOf.LEAD,
}
# As people say it; the story counts seconds.
SEGMENT_TARGETS = {story.HOT.name: (Promise.Unit.MINUTES, 15), story.EVENTS.name: (Promise.Unit.DAYS, 3)}
DEFINITION = {
    "all": [
        {
            "any": [{"field": "employees", "operator": "at_least", "value": story.QUALIFIED}],
        }
    ]
}


def sign_agreement(
    made: Made, teams: Mapping[str, Team], *, starts_on: date, now: datetime, leads_a_month: float
) -> AgreementVersion:
    """Make the calendars and the agreement, signed by the manager for Sales and by a marketer for Marketing."""
    years = tuple(range(starts_on.year, now.year + 2))
    calendars = {team.name: _calendar(made, team, years, now) for team in story.TEAMS}
    for name, team in teams.items():
        TeamCalendar.objects.create(team=team, calendar=calendars[name])
    _take_off(made, now)
    last = AgreementVersion.objects.order_by("-number").first()
    version = made.note(
        AgreementVersion.objects.create(
            number=last.number + 1 if last else 1,
            definition=DEFINITION,
            calendar=calendars[story.TEAMS[0].name],
            effective_on=_free_day(starts_on),
            is_retrospective=True,
            created_at=now,
        )
    )
    for position, (kind, target, unit, goal) in enumerate(PROMISES):
        Promise.objects.create(
            version=version,
            kind=kind,
            target=target,
            unit=unit,
            goal=Decimal(goal),
            attempts=ATTEMPTS if kind == Promise.Kind.ATTEMPTS else None,
            calendar_of=CALENDAR_OF.get(kind, Promise.CalendarOf.TEAM),
            position=position,
        )
    _promise_months(version, leads_a_month)
    _segments(version)
    version.text = text_of(version)
    version.text_hash = hash_of(version.text)
    version.state, version.proposed_at, version.signed_at = AgreementVersion.State.SIGNED, now, now
    version.save()
    _sign(made, version, now)
    _comment(made, version, now)
    return version


def _sign(made: Made, version: AgreementVersion, now: datetime) -> None:
    """Have both heads sign, with the lines of the audit log that drafting, proposing and signing leave."""
    people = User.objects.filter(pk__in=made.keys["accounts.user"]).order_by("pk")
    head, marketer = (people.filter(role=role)[0] for role in (Role.MANAGER, Role.MARKETER))
    record("agreement.drafted", actor=head, at=now, target=version, number=version.number)
    record("agreement.proposed", actor=head, at=now, target=version, text_hash=version.text_hash)
    for side, user in ((Signature.Side.SALES, head), (Signature.Side.MARKETING, marketer)):
        Signature.objects.create(
            version=version, side=side, user=user, name=str(user), signed_at=now, text_hash=version.text_hash
        )
        record("agreement.signed", actor=user, at=now, target=version, side=side, text_hash=version.text_hash)


def _promise_months(version: AgreementVersion, leads_a_month: float) -> None:
    """Promise about what usually comes, so that some months are kept and some are missed."""
    worth = {source.name: source.worth for source in story.SOURCES if source.worth}
    shares = {source.name: source.share * leads_a_month * story.QUALIFIED_SHARE for source in story.SOURCES}
    volume = round(sum(shares[name] for name in worth))
    value = sum(shares[name] * worth[name] for name in worth)
    goals: dict[str, tuple[Decimal, list[str]]] = {
        MonthlyPromise.Kind.VOLUME: (Decimal(max(1, volume)), []),
        MonthlyPromise.Kind.VALUE: (Decimal(max(1, round(value, -4))), []),
        MonthlyPromise.Kind.ACCEPTED_SHARE: (Decimal("0.80"), []),
        MonthlyPromise.Kind.COMPLETENESS: (Decimal("0.94"), ["has_email", "has_phone", "has_company"]),
    }
    for position, (kind, (goal, fields)) in enumerate(goals.items()):
        MonthlyPromise.objects.create(version=version, kind=kind, goal=goal, fields=fields, position=position)
    for source in Source.objects.filter(name__in=worth).order_by("name"):
        LeadValue.objects.create(version=version, source=source, amount=worth[source.name])


def _comment(made: Made, version: AgreementVersion, now: datetime) -> None:
    """Have some of the people talk about it before they signed."""
    for days, email, side, text in story.COMMENTS:
        user = User.objects.get(pk__in=made.keys["accounts.user"], email=f"{email}@{story.MAIL_DOMAIN}")
        Comment.objects.create(
            version=version, user=user, name=str(user), side=side, text=text, written_at=now - timedelta(days=days)
        )


def _take_off(made: Made, now: datetime) -> None:
    """Have some reps be off in the weeks to come."""
    for name, days, begins, length, called in story.TIME_OFF:
        owner = Owner.objects.get(pk__in=made.keys["accounts.owner"], name=name)
        first = datetime.combine(now.date() + timedelta(days=days), begins)
        off = {"from": f"{first:%Y-%m-%dT%H:%M}", "until": f"{first + length:%Y-%m-%dT%H:%M}", "name": called}
        calendar = TeamCalendar.objects.get(team=owner.team).calendar
        keep_hours(owner, follows=calendar, time_off=[off], user=owner.user, now=now)


def _segments(version: AgreementVersion) -> None:
    """Set apart the sources that are promised another first answer."""
    for position, segment in enumerate((story.HOT, story.EVENTS)):
        sources = [source.name for source in story.SOURCES if source.segment is segment]
        row = Segment.objects.create(
            version=version,
            name=segment.name,
            position=position,
            conditions={"all": [{"any": [{"field": "source", "operator": "one_of", "value": sources}]}]},
        )
        unit, target = SEGMENT_TARGETS[segment.name]
        Promise.objects.create(
            version=version,
            segment=row,
            kind=Promise.Kind.FIRST_RESPONSE,
            target=target,
            unit=unit,
            goal=Decimal("0.90"),
        )


def calendar_name(team: TeamStory) -> str:
    return f"{team.name} office"


def _free_day(day: date) -> date:
    """Return the latest day, up to this one, from which no signed version is in force yet."""
    signed = AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED)
    taken = set(signed.filter(effective_on__lte=day).values_list("effective_on", flat=True))
    while day in taken:
        day -= timedelta(days=1)
    return day


def _calendar(made: Made, team: TeamStory, years: tuple[int, ...], now: datetime) -> Calendar:
    calendar = made.note(Calendar.objects.create(name=calendar_name(team)))
    CalendarVersion.objects.create(
        calendar=calendar,
        number=1,
        timezone=team.zone,
        weekly=WORKING_WEEK,
        holidays=holidays_of(team, years),
        created_at=now,
    )
    return calendar
