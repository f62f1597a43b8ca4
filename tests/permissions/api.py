"""The API: whoever is nobody is told to bring a key, and people do what the pages let them do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from leadgap import openapi
from leads.journal import record_event
from sla.models import AgreementVersion, Calendar, JudgedAgain, Trial
from tests.permissions import Expected, Row, World, answers, of_hand_off
from tests.permissions.sla_agreements import (
    KEEPERS,
    beside_a_calendar,
    calendar_of_berlin,
    draft,
    of_owner,
    proposed,
    signed,
    signing,
)
from tests.permissions.sla_compliance import of_clock_in_berlin
from tests.permissions.sla_waivers import of_waiver_in_berlin


def of_lead(world: World) -> list[Any]:
    return [world.hand_off.lead_id]


def with_an_act(world: World) -> list[Any]:
    """The hand-off, and what the rep has just done to it."""
    owner = world.hand_off.owner
    now = timezone.now()
    told = {"hand_off": world.hand_off, "now": now}
    record_event(kind="assigned", user=None, owner_id=owner and owner.pk, **told)
    return [world.hand_off.pk, record_event(kind="accepted", user=world.rep, **told).pk]


def on_trial(world: World) -> list[Any]:
    numbers = proposed(world)
    trial = Trial.objects.create(
        version=AgreementVersion.objects.get(number=numbers[0]), begun_by=world.head, begun_at=timezone.now()
    )
    trial.teams.add(world.head.team_id)
    return numbers


def of_judgement(world: World) -> list[Any]:
    days = {"start": date(2026, 3, 1), "end": date(2026, 4, 1)}
    return [JudgedAgain.objects.create(**days, reason="A holiday was forgotten.", made_at=timezone.now()).pk]


def before_preparing(world: World) -> list[Any]:
    openapi.PATH.unlink(missing_ok=True)
    return []


EVERYONE = answers(200, anonymous=401)
# Rows outside the scope are not found.
IN_SCOPE = answers(200, anonymous=401, others=404, other_manager=404)
READS_ONLY = answers(405, anonymous=401, auditor=403)

# Drafts are for those who write them, and for the auditor.
NOT_FOR_REPS = answers(200, anonymous=401, reps=404)
NO_GET = answers(405, anonymous=401)
JSON = "application/json"
ADMINISTRATORS = answers(403, anonymous=401, administrator=200, auditor=200)
HOURS = {"timezone": "Europe/Vienna", "weekly": {"mon": [["22:00", "06:00"]]}, "holidays": [], "exceptions": []}


JUDGES = answers(403, anonymous=401, head=200, administrator=200)


def writers(done: int, reps: int = 403) -> Expected:
    """What those get who ask to write the agreement."""
    return answers(done, anonymous=401, reps=reps, auditor=403)


def terms(world: World) -> dict[str, Any]:
    promise = {"kind": "reply", "target": 2, "unit": "days", "goal": "0.9"}
    calendar = Calendar.objects.first()
    return {"title": "Ours", "calendar": {"name": calendar.name if calendar else ""}, "promises": [promise]}


ROWS = [
    Row("openapi", arguments=before_preparing, get=answers(404, anonymous=401), post=READS_ONLY),
    Row("api:root", get=EVERYONE, post=READS_ONLY),
    Row("api:lead-list", get=EVERYONE, post=READS_ONLY),
    Row("api:lead-detail", arguments=of_lead, get=IN_SCOPE, post=READS_ONLY),
    Row("api:hand-off-list", get=EVERYONE, post=READS_ONLY),
    Row("api:hand-off-detail", arguments=of_hand_off, get=IN_SCOPE, post=READS_ONLY),
    Row(
        "api:hand-off-events",
        arguments=of_hand_off,
        data=lambda world: {"kind": "accepted", "external_id": "call-7"},
        content_type=JSON,
        get=IN_SCOPE,
        post=answers(201, anonymous=401, others=404, other_manager=404, marketer=403, auditor=403),
    ),
    Row(
        "api:hand-off-take-back",
        arguments=with_an_act,
        get=NO_GET,
        # Whoever else may act on the hand-off is told that the act is not theirs.
        post=answers(409, anonymous=401, others=404, other_manager=404, auditor=403, rep=200),
    ),
    Row(
        "api:calendar-list",
        data=lambda world: {"name": "Nights", "teams": ["Berlin"]} | HOURS,
        content_type=JSON,
        get=EVERYONE,
        # A manager makes calendars for the own branch.
        post=answers(403, anonymous=401, managers=201, administrator=201, other_manager=400),
    ),
    Row(
        "api:calendar-detail",
        arguments=calendar_of_berlin,
        data=lambda world: HOURS,
        content_type=JSON,
        get=EVERYONE,
        post=READS_ONLY,
        put=answers(403, anonymous=401, managers=200, administrator=200, other_manager=403),
    ),
    Row(
        "api:calendar-rehearse",
        arguments=calendar_of_berlin,
        data=lambda world: HOURS,
        content_type=JSON,
        get=NO_GET,
        post=answers(403, anonymous=401, managers=200, administrator=200, other_manager=403),
    ),
    Row("api:owner-list", get=EVERYONE, post=READS_ONLY),
    Row(
        "api:owner-detail",
        arguments=of_owner,
        data=lambda world: {"follows": Calendar.objects.get().pk},
        content_type=JSON,
        get=answers(404, anonymous=401, **KEEPERS, auditor=200),
        post=READS_ONLY,
        put=answers(404, anonymous=401, **KEEPERS, auditor=403),
    ),
    Row(
        "api:owner-rehearse",
        arguments=of_owner,
        data=lambda world: {"follows": Calendar.objects.get().pk},
        content_type=JSON,
        get=NO_GET,
        post=answers(404, anonymous=401, **KEEPERS, auditor=403),
    ),
    *(
        Row(
            f"api:owner-{act}",
            arguments=of_owner,
            data=lambda world: {"from": "2026-08-03T00:00", "until": "2026-08-04T00:00"},
            content_type=JSON,
            get=NO_GET,
            post=answers(404, anonymous=401, **KEEPERS, auditor=403),
        )
        for act in ("time-off", "rehearse-time-off", "take-out")
    ),
    Row(
        "api:team-list",
        data=lambda world: {"name": "Graz", "parent": ""},  # at the top
        content_type=JSON,
        get=EVERYONE,
        post=answers(403, anonymous=401, administrator=201),
    ),
    Row(
        "api:team-detail",
        arguments=lambda world: [world.rep.team_id],
        data=lambda world: {"name": "Graz", "parent": ""},  # at the top
        content_type=JSON,
        get=answers(200, anonymous=401, stranger=404, other_manager=404),
        post=READS_ONLY,
        put=answers(403, anonymous=401, administrator=200),
    ),
    Row(
        "api:team-members",
        arguments=lambda world: [world.stranger.team_id],
        data=lambda world: {"email": world.rep.email},
        content_type=JSON,
        get=ADMINISTRATORS,
        post=answers(403, anonymous=401, administrator=200),
    ),
    # People belong to it.
    Row(
        "api:team-archive",
        arguments=lambda world: [world.rep.team_id],
        get=NO_GET,
        post=answers(403, anonymous=401, administrator=409),
    ),
    Row(
        "api:team-restore",
        arguments=lambda world: [world.rep.team_id],
        get=NO_GET,
        post=answers(403, anonymous=401, administrator=200),
    ),
    Row(
        "api:team-take-out",
        arguments=lambda world: [world.rep.team_id, world.rep.pk],
        get=NO_GET,
        post=answers(403, anonymous=401, administrator=200),
    ),
    Row(
        "api:waiver-list",
        data=lambda world: {"reason": "outage", "note": "Down.", "expected": 1},
        content_type=JSON,
        get=answers(200, anonymous=401, reps=403, marketer=403),
        post=answers(403, anonymous=401, managers=409, administrator=409),  # there is no clock to waive
    ),
    Row(
        "api:waiver-preview",
        get=answers(403, anonymous=401, managers=200, administrator=200),
        post=READS_ONLY,
    ),
    Row(
        "api:waiver-detail",
        arguments=of_waiver_in_berlin,
        get=answers(200, anonymous=401, reps=404, marketer=404, other_manager=404),
        post=READS_ONLY,
    ),
    Row(
        "api:waiver-take-back",
        arguments=of_waiver_in_berlin,
        get=NO_GET,
        post=answers(200, anonymous=401, reps=404, marketer=404, other_manager=404, auditor=403),
    ),
    Row(
        "api:agreement-list",
        arguments=beside_a_calendar,
        data=terms,
        content_type=JSON,
        get=EVERYONE,
        post=writers(201),
    ),
    Row(
        "api:agreement-detail",
        arguments=draft,
        data=terms,
        content_type=JSON,
        get=NOT_FOR_REPS,
        post=READS_ONLY,
        put=writers(200, reps=404),
    ),
    Row("api:agreement-copy", arguments=signed, get=NO_GET, post=writers(201)),
    Row("api:agreement-propose", arguments=draft, get=NO_GET, post=writers(200, reps=404)),
    Row(
        "api:agreement-withdraw",
        arguments=draft,
        data=lambda world: {"reason": "Later."},
        content_type=JSON,
        get=NO_GET,
        post=writers(200, reps=404),
    ),
    Row(
        "api:agreement-sign",
        arguments=proposed,
        data=signing,
        content_type=JSON,
        get=NO_GET,
        post=answers(403, anonymous=401, head=200, administrator=200),
    ),
    Row(
        "api:agreement-comments",
        arguments=signed,
        data=lambda world: {"text": "Agreed."},
        content_type=JSON,
        get=EVERYONE,
        post=answers(201, anonymous=401, auditor=403),
    ),
    Row("api:dry-run", arguments=draft, get=NOT_FOR_REPS, post=READS_ONLY),
    Row("api:dry-run-flips", arguments=draft, get=NOT_FOR_REPS, post=READS_ONLY),
    Row(
        "api:trial",
        arguments=proposed,
        # Every manager may try it on Berlin but who keeps another branch.
        data=lambda world: {"teams": [world.rep.team_id]},
        content_type=JSON,
        get=answers(404, anonymous=401),
        post=writers(201) | {"other_manager": 400},
    ),
    Row("api:trial-end", arguments=on_trial, get=NO_GET, post=writers(200)),
    Row(
        "api:judgement-list",
        data=lambda world: {
            "start": "2026-03-01",
            "end": "2026-03-31",
            "hours": "today",
            "reason": "A holiday was forgotten.",
            "expected": 0,
        },
        content_type=JSON,
        get=JUDGES,
        post=answers(403, anonymous=401, head=201, administrator=201),
    ),
    Row("api:judgement-preview", get=JUDGES, post=READS_ONLY),
    Row("api:judgement-detail", arguments=of_judgement, get=JUDGES, post=READS_ONLY),
    Row("api:clock-list", get=EVERYONE, post=READS_ONLY),
    Row("api:clock-detail", arguments=of_clock_in_berlin, get=IN_SCOPE, post=READS_ONLY),
    Row("api:segments", arguments=signed, get=EVERYONE, post=READS_ONLY),
    Row("api:compliance", get=EVERYONE, post=READS_ONLY),
    Row("api:curve", get=EVERYONE, post=READS_ONLY),
    Row("api:hours", get=EVERYONE, post=READS_ONLY),
    Row("api:patterns", get=EVERYONE, post=READS_ONLY),
    Row("api:speed", get=EVERYONE, post=READS_ONLY),
    Row("api:compliance-csv", get=EVERYONE, post=READS_ONLY),
    Row("api:board", get=EVERYONE, post=READS_ONLY),
    Row("api:months", get=EVERYONE, post=READS_ONLY),
    Row("api:month", arguments=lambda world: ["2026-03"], get=EVERYONE, post=READS_ONLY),
    # Reps rate blind, and scorecards show what Marketing thinks.
    Row("api:scorecards", get=answers(200, anonymous=401, reps=403), post=READS_ONLY),
]
