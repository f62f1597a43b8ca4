"""The agreement and the calendars: read by everyone, written by both sides, signed each for their own."""

from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from sla.models import AgreementVersion, Calendar, TeamCalendar, Trial
from tests.factories import AgreementFactory, CalendarFactory, PromiseFactory, SegmentFactory
from tests.permissions import NO_SUCH_METHOD, Row, World, answers

READ_ONLY = answers(405, auditor=403)
WRITERS = {"managers": 200, "marketer": 200, "administrator": 200}
CALENDAR_KEEPERS = {"managers": 200, "administrator": 200}
TEXT = "Sales answers every lead."


def may(who: dict[str, int], answer: int) -> dict[str, int]:
    return dict.fromkeys(who, answer)


def signed(world: World) -> list[int]:
    return [AgreementFactory().number]


def draft(world: World) -> list[int]:
    version = AgreementFactory(
        state="draft", effective_on=timezone.localdate() + timedelta(days=30), text="", text_hash=""
    )
    PromiseFactory(version=version)
    return [version.number]


def segment_of_a_draft(world: World) -> list[int]:
    (number,) = draft(world)
    return [number, SegmentFactory(version=AgreementVersion.objects.get(number=number)).pk]


def proposed(world: World) -> list[int]:
    text_hash = sha256(TEXT.encode()).hexdigest()
    return [AgreementFactory(state="proposed", text=TEXT, text_hash=text_hash).number]


def on_trial(world: World) -> list[int]:
    (number,) = proposed(world)
    version = AgreementVersion.objects.get(number=number)
    Trial.objects.create(version=version, begun_by=world.head, begun_at=timezone.now())
    return [number]


def signing(world: World) -> dict[str, str]:
    return {"side": "sales", "text_hash": sha256(TEXT.encode()).hexdigest()}


def beside_a_calendar(world: World) -> list[int]:
    CalendarFactory()
    return []


def beginning(world: World) -> dict[str, str]:
    return {"start": "demo", "calendar": str(Calendar.objects.get().pk)}


def a_calendar(world: World) -> list[int]:
    return [CalendarFactory().pk]


def calendar_of_berlin(world: World) -> list[int]:
    """Kept by the team of the rep and of the manager alone."""
    calendar = CalendarFactory()
    TeamCalendar.objects.create(team=world.rep.team, calendar=calendar)
    return [calendar.pk]


def of_owner(world: World) -> list[int]:
    CalendarFactory()
    return [world.rep.owners.get().pk]


def a_day_off(world: World) -> dict[str, str]:
    return {"first": "2026-08-03"}


# Of one's own hours, and those of one's branch.
KEEPERS = {"rep": 200, "manager": 200, "head": 200, "administrator": 200}
SEEN = answers(404, **KEEPERS, auditor=200)

ROWS = [
    Row("sla:agreement", get=answers(200), post=READ_ONLY),
    Row("sla:agreement-version", arguments=signed, get=answers(200), post=READ_ONLY),
    Row("sla:agreement-dry-run", arguments=signed, get=answers(200), post=READ_ONLY),
    Row("sla:agreement-flips-csv", arguments=signed, get=answers(200), post=READ_ONLY),
    Row(
        "sla:agreement-new",
        arguments=beside_a_calendar,
        data=beginning,
        get=answers(403, **WRITERS),
        post=answers(403, **may(WRITERS, 302)),
    ),
    Row("sla:agreement-edit", arguments=draft, get=answers(403, **WRITERS), post=answers(403, **may(WRITERS, 422))),
    Row("sla:agreement-propose", arguments=draft, get=NO_SUCH_METHOD, post=answers(403, **may(WRITERS, 302))),
    Row("sla:agreement-withdraw", arguments=draft, get=NO_SUCH_METHOD, post=answers(403, **may(WRITERS, 302))),
    Row(
        "sla:agreement-sign",
        arguments=proposed,
        data=signing,
        get=NO_SUCH_METHOD,
        post=answers(403, head=302, administrator=302),
    ),
    Row("sla:agreement-trial", arguments=proposed, get=answers(200), post=answers(403, **may(WRITERS, 422))),
    Row("sla:agreement-trial-csv", arguments=on_trial, get=answers(200), post=READ_ONLY),
    Row("sla:agreement-trial-end", arguments=on_trial, get=NO_SUCH_METHOD, post=answers(403, **may(WRITERS, 302))),
    Row("sla:segments", arguments=signed, get=answers(200), post=READ_ONLY),
    Row("sla:segment-new", arguments=draft, get=answers(403, **WRITERS), post=answers(403, **may(WRITERS, 422))),
    Row(
        "sla:segment-edit",
        arguments=segment_of_a_draft,
        get=answers(403, **WRITERS),
        post=answers(403, **may(WRITERS, 422)),
    ),
    Row(
        "sla:segment-remove",
        arguments=segment_of_a_draft,
        get=NO_SUCH_METHOD,
        post=answers(403, **may(WRITERS, 302)),
    ),
    Row("sla:segments-order", arguments=draft, get=NO_SUCH_METHOD, post=answers(403, **may(WRITERS, 422))),
    Row(
        "sla:agreement-comment",
        arguments=signed,
        data=lambda world: {"text": "Agreed."},
        get=NO_SUCH_METHOD,
        post=answers(302, auditor=403),
    ),
    Row("sla:agreement-export", arguments=signed, get=answers(200), post=READ_ONLY),
    Row("sla:people-hours", get=answers(200, marketer=404), post=READ_ONLY),
    Row("sla:owner-hours", arguments=of_owner, get=SEEN, post=answers(405, auditor=403)),
    Row(
        "sla:owner-hours-edit",
        arguments=of_owner,
        get=answers(404, **KEEPERS, auditor=403),
        post=answers(404, **may(KEEPERS, 422), auditor=403),
    ),
    Row(
        "sla:time-off",
        arguments=of_owner,
        data=a_day_off,
        get=NO_SUCH_METHOD,
        post=answers(404, **may(KEEPERS, 302), auditor=403),
    ),
    Row(
        "sla:time-off-file",
        arguments=of_owner,
        get=NO_SUCH_METHOD,
        post=answers(404, **may(KEEPERS, 422), auditor=403),
    ),
    Row(
        "sla:time-off-remove",
        arguments=of_owner,
        get=NO_SUCH_METHOD,
        post=answers(404, **may(KEEPERS, 302), auditor=403),
    ),
    Row("sla:calendars", get=answers(200), post=READ_ONLY),
    Row("sla:calendar", arguments=a_calendar, get=answers(200), post=READ_ONLY),
    Row("sla:calendar-new", get=answers(403, **CALENDAR_KEEPERS), post=answers(403, **may(CALENDAR_KEEPERS, 422))),
    Row(
        "sla:calendar-edit",
        arguments=calendar_of_berlin,
        get=answers(403, **CALENDAR_KEEPERS, other_manager=403),
        post=answers(403, **may(CALENDAR_KEEPERS, 422), other_manager=403),
    ),
]
