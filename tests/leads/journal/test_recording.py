"""Recording in bulk: everything once, nothing lost, and no change where nothing was said."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection

from leads.journal import EventRecord, NaiveTime, Refused, UnknownLead, UnknownReference, record
from leads.models import Event, EventNote, HandOff, ImportRun, Lead, ParkedEvent
from leads.models.handoffs import UNDATED
from tests.factories import NOW, CampaignFactory, SystemFactory
from tests.leads.happenings import HANDED_OFF, at, happened
from tests.leads.worlds import counts, stored

pytestmark = pytest.mark.django_db


@contextmanager
def statements():
    """Yield the list of the SQL that runs inside."""
    ran = []

    def keep(execute, sql, params, many, context):
        ran.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield ran


# ── New ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_hand_off_is_stored_with_all_that_happened(world, told):
    owner = world.owners[0]
    events = [
        happened("assigned", 0, owner_id=owner.pk),
        happened("touched", 30, owner_id=owner.pk, channel="call", result="connected"),
        happened("won", 90, amount=Decimal("10.505"), reasons=["good-fit"], note="Signed by Ann herself"),
    ]

    recorded = told(*events, leads=[world.lead()], hand_offs=[world.hand_off()])

    assert counts(recorded) == {"created": 1, "leads_created": 1, "events_created": 3}
    hand_off = HandOff.objects.get()
    assert recorded.hand_off_ids == [hand_off.pk]
    assert stored() == world.expected(events)
    assert (hand_off.owner, hand_off.team, hand_off.first_genuine_at) == (owner, world.teams[0], at(30))
    assert hand_off.revision == 1
    assert list(HandOff.objects.unjudged()) == [hand_off]
    assert (hand_off.recorded_at, hand_off.batch, hand_off.system) == (NOW, None, world.system)
    won = Event.objects.get(kind="won")
    assert (won.amount, won.reasons, won.recorded_at, won.system) == (Decimal("10.50"), ["good-fit"], NOW, world.system)
    assert EventNote.objects.get().text == "Signed by Ann herself"


def test_leads_hand_offs_and_events_carry_their_import(world, told):
    run = ImportRun.objects.create(file_name="leads.csv", created_at=NOW)

    told(happened("won"), leads=[world.lead()], hand_offs=[world.hand_off()], batch=run)

    assert (Lead.objects.get().batch, HandOff.objects.get().batch, Event.objects.get().batch) == (run, run, run)


def test_nothing_said_is_nothing_done(told, signals):
    assert counts(told()) == {}
    assert signals == []


def test_a_lead_alone_is_recorded(world, told, signals):
    assert counts(told(leads=[world.lead()])) == {"leads_created": 1}
    assert signals == []


def test_a_hand_off_may_name_a_lead_that_is_known(world, told):
    told(leads=[world.lead(country="AT")])

    told(hand_offs=[world.hand_off()])

    assert HandOff.objects.get().snapshot["country"] == "AT"


def test_a_hand_off_of_nobody_is_refused(world, told):
    with pytest.raises(UnknownLead, match="H1 names lead L1"):
        told(hand_offs=[world.hand_off()])


@pytest.mark.parametrize("name", ["owner_id", "team_id", "user_id"])
def test_an_event_of_somebody_who_is_not_there_is_refused(world, told, name):
    with pytest.raises(UnknownReference, match="987654"):
        told(happened("touched", **{name: 987654}), leads=[world.lead()], hand_offs=[world.hand_off()])

    assert not Lead.objects.exists()


@pytest.mark.parametrize("name", ["source_id", "campaign_id"])
def test_a_hand_off_from_nowhere_is_refused(world, told, name):
    with pytest.raises(UnknownReference, match="987654"):
        told(leads=[world.lead()], hand_offs=[replace(world.hand_off(), **{name: 987654})])

    assert not Lead.objects.exists()


def test_nonsense_is_refused_whole(world, told):
    with pytest.raises(IntegrityError):
        told(happened("rated", 1, rating=9, side="sales"), leads=[world.lead()], hand_offs=[world.hand_off()])

    assert not Lead.objects.exists()


# ── Times ──────────────────────────────────────────────────────────────────────────────────────────


def test_times_are_whole_seconds_in_utc(world, told):
    berlin = datetime(2026, 3, 2, 10, 30, 5, 999_999, tzinfo=ZoneInfo("Europe/Berlin"))

    told(EventRecord("H1", "won", "w", berlin), leads=[world.lead()], hand_offs=[world.hand_off()])

    assert Event.objects.get().occurred_at == datetime(2026, 3, 2, 9, 30, 5, tzinfo=UTC)
    assert stored().closed_at == datetime(2026, 3, 2, 9, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize("where", ["event", "hand_off", "lead", "now"])
def test_a_time_without_a_zone_is_refused(world, told, where):
    naive = datetime(2026, 3, 2, 10)  # noqa: DTZ001
    event = EventRecord("H1", "won", "w", naive if where == "event" else NOW)
    hand_off = world.hand_off(handed_off_at=naive if where == "hand_off" else HANDED_OFF)
    lead = world.lead(created_at=naive if where == "lead" else None)

    with pytest.raises(NaiveTime, match="no time zone"):
        told(event, leads=[lead], hand_offs=[hand_off], now=naive if where == "now" else NOW)

    assert issubclass(NaiveTime, Refused)
    assert not HandOff.objects.exists()


@pytest.mark.parametrize(
    ("handed_off_at", "day"),
    [
        (None, UNDATED),
        (datetime(2026, 3, 2, 22, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 23, 0, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 7, 2, 22, 0, tzinfo=UTC), date(2026, 7, 3)),
        (datetime(2026, 3, 2, 23, 30, tzinfo=timezone(timedelta(hours=-9))), date(2026, 3, 3)),
    ],
    ids=["unknown", "before midnight", "midnight", "in summer", "from elsewhere"],
)
def test_the_day_is_the_date_in_the_zone_of_the_organisation(world, told, handed_off_at, day):
    told(leads=[world.lead()], hand_offs=[world.hand_off(handed_off_at=handed_off_at)])

    assert HandOff.objects.get().day == day


# ── Again ──────────────────────────────────────────────────────────────────────────────────────────


def everything(world):
    campaign = CampaignFactory(source=world.source)
    return {
        "leads": [world.lead(), world.lead("L2", attributes={"plan": "pro"}, score=7.5, created_at=at(-99))],
        "hand_offs": [world.hand_off(), world.hand_off("H2", "L2", handed_off_at=None, campaign_id=campaign.pk)],
        "events": [
            happened("assigned", 0, owner_id=world.owners[0].pk),
            happened("touched", 5, owner_id=world.owners[2].pk),
            happened("rated", 9, side="marketing", rating=4),
            happened("won", 12, amount=Decimal("7.1"), reasons=("good-fit",), note="Yes"),
            happened("voided", 14, key="v", voids="nothing"),
            replace(happened("paused", 3, key="p"), hand_off_external_id="H2"),
            replace(happened("accepted", 3, key="parked"), hand_off_external_id="H3"),
        ],
    }


def test_the_same_again_changes_nothing(world, signals):
    said = everything(world)
    record(system=world.system, **said, now=NOW)
    before = [list(model.objects.order_by("pk").values()) for model in (Lead, HandOff, Event, EventNote, ParkedEvent)]
    signals.clear()

    again = record(system=world.system, **said, now=NOW + timedelta(days=1))

    assert counts(again) == {"unchanged": 2, "leads_unchanged": 2, "events_unchanged": 7}
    assert again.hand_off_ids == signals == []
    after = [list(model.objects.order_by("pk").values()) for model in (Lead, HandOff, Event, EventNote, ParkedEvent)]
    assert after == before


def test_the_same_again_writes_nothing(world):
    said = everything(world)
    record(system=world.system, **said, now=NOW)

    with statements() as ran:
        record(system=world.system, **said, now=NOW)

    writing = [sql for sql in ran if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writing == []


def test_what_is_said_twice_in_one_call_counts_once(world, told):
    event = happened("won", 5)

    recorded = told(
        event,
        event,
        leads=[world.lead(), world.lead(city="Graz")],
        hand_offs=[world.hand_off(), world.hand_off()],
    )

    assert counts(recorded) == {"created": 1, "leads_created": 1, "events_created": 1, "events_unchanged": 1}
    assert Lead.objects.get().city == "Graz"


def test_systems_do_not_share_ids(world, told):
    told(happened("won", 5, key="e"), leads=[world.lead()], hand_offs=[world.hand_off()])
    other = SystemFactory(key="other")

    recorded = record(
        system=other,
        leads=[world.lead()],
        hand_offs=[world.hand_off()],
        events=[happened("lost", 5, key="e")],
        now=NOW,
    )

    assert counts(recorded) == {"created": 1, "leads_created": 1, "events_created": 1}
    assert HandOff.objects.get(system=world.system).stage == "won"


# ── Queries ────────────────────────────────────────────────────────────────────────────────────────


def many(world, count):
    leads = [world.lead(f"L{number}") for number in range(count)]
    hand_offs = [world.hand_off(f"H{number}", f"L{number}") for number in range(count)]
    events = [
        replace(
            happened(kind, 5, key=f"{kind}{number}", owner_id=world.owners[0].pk), hand_off_external_id=f"H{number}"
        )
        for number in range(count)
        for kind in ("assigned", "touched", "won")
    ]
    return {"leads": leads, "hand_offs": hand_offs, "events": events}


@pytest.mark.parametrize("count", [2, 200])
def test_a_call_asks_the_same_number_of_questions_for_2_and_for_200(world, count):
    said = many(world, count)

    with statements() as new:
        record(system=world.system, **said, now=NOW)
    with statements() as again:
        record(system=world.system, **said, now=NOW)

    # The zone, owners, the feed, leads, hand-offs, parked events, sources; keys and rows of four tables; marks; and,
    # because these are the first touches, the feed opens. COPY is not counted; on PostgreSQL the call starts again,
    # alone.
    assert len([sql for sql in new if _is_ours(sql)]) <= 23
    # The zone, owners, the feed, leads, hand-offs; hand-offs and events again, under the lock.
    assert len([sql for sql in again if _is_ours(sql)]) <= 8
    assert HandOff.objects.filter(stage="won").count() == count


def _is_ours(sql: str) -> bool:
    return not sql.startswith(("SAVEPOINT", "RELEASE"))
