"""Recording in bulk: everything once, nothing lost, and no change where nothing was said."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection

from leads.journal import EventRecord, NaiveTime, Recorded, Refused, UnknownLead, UnknownReference, record
from leads.models import Event, EventNote, HandOff, ImportRun, Lead, ParkedEvent, StaleHandOff
from leads.models.handoffs import UNDATED
from leads.signals import handoffs_changed
from tests.factories import NOW, CampaignFactory, OwnerFactory, SystemFactory
from tests.leads.happenings import HANDED_OFF, at, happened
from tests.leads.worlds import World, event_keys, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(organisation):
    return World.made()


@pytest.fixture(autouse=True)
def _by_itself(monkeypatch):
    """Keep the rooms to the right silent: they judge and count what changed within the same transaction."""
    monkeypatch.setattr(handoffs_changed, "receivers", [])


@pytest.fixture
def told(world):
    """Return a function that records in this world and gives back what came of it."""

    def tell(*events, leads=(), hand_offs=(), now=NOW, **said):
        return record(system=world.system, leads=leads, hand_offs=hand_offs, events=events, now=now, **said)

    return tell


@pytest.fixture
def signals():
    """Return the list of what receivers were told from here on."""
    heard = []

    def hear(sender, ids, days, **rest):
        heard.append((sorted(ids), days))

    handoffs_changed.connect(hear)
    yield heard
    handoffs_changed.disconnect(hear)


@contextmanager
def statements():
    """Yield the list of the SQL that runs inside."""
    ran = []

    def keep(execute, sql, params, many, context):
        ran.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield ran


def counts(recorded: Recorded) -> dict[str, int]:
    """Return the counts that are not 0."""
    return {name: n for name in Recorded.__slots__ if (n := getattr(recorded, name)) and name != "hand_off_ids"}


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


# ── Later ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_late_event_changes_the_state_and_raises_the_revision(world, told, signals):
    told(happened("touched", 60), leads=[world.lead()], hand_offs=[world.hand_off()])
    signals.clear()

    recorded = told(happened("touched", 5))

    hand_off = HandOff.objects.get()
    assert counts(recorded) == {"updated": 1, "events_created": 1}
    assert (hand_off.first_genuine_at, hand_off.attempts, hand_off.revision) == (at(5), 2, 2)
    assert signals == [([hand_off.pk], {date(2026, 3, 2)})]


def test_an_event_that_changes_no_state_is_a_change_too(world, told):
    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    told(happened("replied", 60))

    assert HandOff.objects.get().revision == 2


def test_only_the_hand_offs_that_changed_are_told(world, told, signals):
    told(leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    signals.clear()

    recorded = told(happened("won", 5), leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])

    assert counts(recorded) == {"updated": 1, "unchanged": 1, "leads_unchanged": 1, "events_created": 1}
    assert [ids for ids, _ in signals] == [[HandOff.objects.get(external_id="H1").pk]]


def test_assignments_are_rewritten_as_the_story_changes(world, told):
    one, two, three = (owner.pk for owner in world.owners)
    told(happened("assigned", 0, owner_id=one), leads=[world.lead()], hand_offs=[world.hand_off()])

    told(happened("assigned", 20, owner_id=three), happened("assigned", 10, owner_id=two))

    assert [(each.owner_id, each.until) for each in stored().assignments] == [
        (one, at(10)),
        (two, at(20)),
        (three, None),
    ]


def test_a_corrected_event_replaces_what_it_said(world, told):
    told(happened("won", 5, key="e", amount=Decimal(1)), leads=[world.lead()], hand_offs=[world.hand_off()])

    recorded = told(happened("lost", 6, key="e", reasons=["price"]))

    assert counts(recorded) == {"updated": 1, "events_updated": 1}
    assert (stored().stage, stored().reasons, stored().value) == ("lost", ["price"], None)
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("version", "later_version", "stage"),
    [(0, 0, "lost"), (3, 3, "lost"), (3, 4, "lost"), (4, 3, "won")],
    ids=["no versions", "the same", "higher", "lower"],
)
def test_the_highest_version_counts_else_the_later_arrival(world, told, version, later_version, stage):
    first = happened("won", 5, key="e", version=version)
    later = happened("lost", 5, key="e", version=later_version)
    told(first, leads=[world.lead()], hand_offs=[world.hand_off()])

    told(later)

    assert stored().stage == stage


def test_of_two_versions_in_one_call_the_higher_counts(world, told):
    told(
        happened("won", 5, key="e", version=2),
        happened("lost", 5, key="e", version=1),
        leads=[world.lead(version=2, city="Graz"), world.lead(version=1, city="Linz")],
        hand_offs=[world.hand_off(version=2), world.hand_off(version=1, handed_off_at=at(60))],
    )

    assert (stored().stage, Lead.objects.get().city) == ("won", "Graz")
    assert HandOff.objects.get().handed_off_at == HANDED_OFF


def test_an_event_may_move_to_another_hand_off(world, told, signals):
    told(happened("won", 5, key="e"), leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    signals.clear()

    recorded = told(replace(happened("won", 5, key="e"), hand_off_external_id="H2"))

    assert counts(recorded) == {"updated": 2, "events_updated": 1}
    assert (stored("H1").stage, stored("H2").stage) == ("new", "won")
    assert len(signals[0][0]) == 2


def test_an_event_may_move_to_a_hand_off_that_comes_with_it(world, told):
    told(happened("won", 5, key="e"), leads=[world.lead()], hand_offs=[world.hand_off()])

    recorded = told(
        replace(happened("won", 5, key="e"), hand_off_external_id="H2"),
        replace(happened("accepted", 4, key="a"), hand_off_external_id="H2"),
        hand_offs=[world.hand_off("H2")],
    )

    assert counts(recorded) == {"created": 1, "updated": 1, "events_created": 1, "events_updated": 1}
    assert (stored("H1").stage, stored("H2").stage, stored("H2").accepted_at) == ("new", "won", at(4))
    assert event_keys("H2") == {"e", "a"}


def test_an_event_of_a_lower_version_does_not_move(world, told):
    hand_offs = [world.hand_off(), world.hand_off("H2")]
    told(happened("won", 5, key="e", version=2), leads=[world.lead()], hand_offs=hand_offs)

    recorded = told(replace(happened("won", 5, key="e", version=1), hand_off_external_id="H2"))

    assert counts(recorded) == {"unchanged": 2, "events_unchanged": 1}
    assert (stored("H1").stage, stored("H2").stage) == ("won", "new")


def test_a_later_note_replaces_the_earlier(world, told):
    told(happened("won", 5, key="e", note="First"), leads=[world.lead()], hand_offs=[world.hand_off()])

    told(happened("won", 5, key="e", note="Second"), happened("lost", 6, note="New"))

    assert sorted(EventNote.objects.values_list("text", flat=True)) == ["New", "Second"]


# ── What is given ──────────────────────────────────────────────────────────────────────────────────


def test_a_hand_off_that_moves_dirties_both_days(world, told, signals):
    told(happened("touched", 60), leads=[world.lead()], hand_offs=[world.hand_off()])
    signals.clear()

    recorded = told(hand_offs=[world.hand_off(handed_off_at=HANDED_OFF + timedelta(days=3))])

    hand_off = HandOff.objects.get()
    assert counts(recorded) == {"updated": 1}
    assert signals == [([hand_off.pk], {date(2026, 3, 2), date(2026, 3, 5)})]
    assert (hand_off.day, hand_off.first_genuine_at, hand_off.early_events) == (date(2026, 3, 5), None, 1)


def test_what_a_hand_off_leaves_unsaid_stays(world, told):
    campaign = CampaignFactory(source=world.source)
    told(leads=[world.lead()], hand_offs=[world.hand_off(campaign_id=campaign.pk)])

    recorded = told(hand_offs=[world.hand_off(handed_off_at=None)])

    hand_off = HandOff.objects.get()
    assert counts(recorded) == {"unchanged": 1}
    assert (hand_off.handed_off_at, hand_off.campaign, hand_off.revision) == (HANDED_OFF, campaign, 1)


def test_a_time_that_becomes_known_is_taken(world, told):
    told(happened("touched", -5), leads=[world.lead()], hand_offs=[world.hand_off(handed_off_at=None)])

    told(hand_offs=[world.hand_off()])

    assert (HandOff.objects.get().day, stored().early_events) == (date(2026, 3, 2), 1)


def test_a_hand_off_of_a_lower_version_says_nothing(world, told):
    told(leads=[world.lead()], hand_offs=[world.hand_off(version=5)])

    assert counts(told(hand_offs=[world.hand_off(version=4, handed_off_at=at(60))])) == {"unchanged": 1}


def test_the_snapshot_holds_what_does_not_identify(world, told):
    campaign = CampaignFactory(source=world.source, name="Spring")
    lead = world.lead(
        phone="+43 1 234",
        title="Head of IT",
        industry="Retail",
        country="AT",
        city="Graz",
        timezone="Europe/Vienna",
        employees=0,
        score=1.5,
        attributes={"plan": "pro"},
    )

    told(leads=[lead], hand_offs=[world.hand_off(campaign_id=campaign.pk)])

    assert HandOff.objects.get().snapshot == {
        "title": "Head of IT",
        "industry": "Retail",
        "country": "AT",
        "city": "Graz",
        "timezone": "Europe/Vienna",
        "employees": 0,
        "score": 1.5,
        "source": "Web",
        "campaign": "Spring",
        "has_name": True,
        "has_email": True,
        "has_phone": True,
        "has_company": False,
        "attributes": {"plan": "pro"},
    }


def test_the_snapshot_is_frozen_at_the_first_recording(world, told):
    told(leads=[world.lead(country="AT")], hand_offs=[world.hand_off()])

    told(
        happened("won", 5),
        leads=[world.lead(country="DE")],
        hand_offs=[replace(world.hand_off(), snapshot={"country": "CH"})],
    )

    assert Lead.objects.get().country == "DE"
    assert HandOff.objects.get().snapshot["country"] == "AT"


def test_a_snapshot_may_be_given(world, told):
    told(leads=[world.lead()], hand_offs=[replace(world.hand_off(), snapshot={"country": "CH"})])

    assert HandOff.objects.get().snapshot == {"country": "CH"}


def test_what_a_lead_leaves_empty_stays(world, told):
    told(leads=[world.lead(city="Graz", employees=9, attributes={"a": 1, "b": 1})])

    recorded = told(leads=[world.lead(email="", city="", country="AT", attributes={"b": 2})])

    lead = Lead.objects.get()
    assert counts(recorded) == {"leads_updated": 1}
    assert (lead.email, lead.city, lead.employees, lead.country) == ("ann@example.com", "Graz", 9, "AT")
    assert lead.attributes == {"a": 1, "b": 2}


def test_a_lead_of_a_lower_version_says_nothing(world, told):
    told(leads=[world.lead(version=2)])

    assert counts(told(leads=[world.lead(version=1, name="Bob")])) == {"leads_unchanged": 1}
    assert Lead.objects.get().name == "Ann"


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


# ── Teams ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_team_of_the_owner_is_taken_where_none_is_named(world, told):
    owner, other = world.owners[0], world.teams[1]

    told(
        happened("assigned", 0, owner_id=owner.pk),
        happened("assigned", 5, owner_id=owner.pk, team_id=other.pk),
        leads=[world.lead()],
        hand_offs=[world.hand_off()],
    )

    assert (stored().first_team_id, stored().team_id) == (world.teams[0].pk, other.pk)


def test_an_owner_who_moves_to_another_team_leaves_the_past_alone(world, told):
    owner = world.owners[0]
    said = {"leads": [world.lead()], "hand_offs": [world.hand_off()]}
    told(happened("assigned", 0, owner_id=owner.pk), **said)
    owner.team = world.teams[1]
    owner.save()

    recorded = told(happened("assigned", 0, owner_id=owner.pk), **said)

    assert counts(recorded) == {"unchanged": 1, "leads_unchanged": 1, "events_unchanged": 1}
    assert stored().team_id == world.teams[0].pk


def test_a_team_that_was_not_known_is_filled_in(world, told):
    owner = world.owners[2]
    told(happened("assigned", 0, owner_id=owner.pk), leads=[world.lead()], hand_offs=[world.hand_off()])
    owner.team = world.teams[1]
    owner.save()

    told(happened("assigned", 0, owner_id=owner.pk))

    assert stored().team_id == world.teams[1].pk


# ── Parked ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_event_of_an_unknown_hand_off_waits_for_it(world, told, signals):
    run = ImportRun.objects.create(file_name="activities.csv", created_at=NOW)
    owner = world.owners[0]
    event = happened("won", 5, amount=Decimal("1.25"), reasons=["price"], note="Text", owner_id=owner.pk, position=7)

    recorded = told(event, batch=run)

    assert counts(recorded) == {"parked": 1}
    assert signals == []
    assert not Event.objects.exists()

    told(leads=[world.lead()], hand_offs=[world.hand_off()], now=NOW + timedelta(days=1))

    assert not ParkedEvent.objects.exists()
    assert stored() == world.expected([event])
    kept = Event.objects.get()
    # Learnt when it came, and with the import that brought it.
    assert (kept.recorded_at, kept.batch, kept.position, kept.team) == (NOW, run, 7, owner.team)
    assert kept.note.text == "Text"


def test_parked_events_are_counted_once(world, told):
    told(happened("won", 5, key="e"))

    recorded = told(happened("won", 5, key="e"), happened("lost", 6, key="f"))

    assert counts(recorded) == {"parked": 1, "events_unchanged": 1}
    assert ParkedEvent.objects.count() == 2


@pytest.mark.parametrize(("first", "later", "stage"), [(0, 0, "lost"), (2, 1, "won"), (1, 2, "lost")])
def test_the_highest_version_counts_among_the_parked_too(world, told, first, later, stage):
    told(happened("won", 5, key="e", version=first))
    told(happened("lost", 5, key="e", version=later))

    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    assert stored().stage == stage


def test_an_event_that_comes_with_its_hand_off_goes_before_the_parked_one(world, told):
    told(happened("won", 5, key="e"))

    told(happened("lost", 5, key="e"), leads=[world.lead()], hand_offs=[world.hand_off()])

    assert stored().stage == "lost"
    assert not ParkedEvent.objects.exists()


def test_parked_events_of_others_stay(world, told):
    told(happened("won", 5), replace(happened("won", 6), hand_off_external_id="H2"))
    other = SystemFactory(key="other")

    record(system=other, leads=[world.lead()], hand_offs=[world.hand_off()], now=NOW)
    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    assert [parked.hand_off_external_id for parked in ParkedEvent.objects.all()] == ["H2"]
    assert stored_stages() == {"crm": "won", "other": "new"}


def stored_stages():
    return dict(HandOff.objects.filter(external_id="H1").values_list("system__key", "stage"))


# ── Touch feeds ────────────────────────────────────────────────────────────────────────────────────


def judged(*external_ids):
    StaleHandOff.objects.filter(hand_off__external_id__in=external_ids).delete()


def test_the_first_observed_touch_opens_the_feed_and_has_every_hand_off_judged_again(world, told):
    told(leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2"), world.hand_off("H3")])
    judged("H1", "H2")

    told(happened("touched", 5))

    world.system.refresh_from_db()
    assert world.system.touches_from == datetime(1900, 1, 1, tzinfo=UTC)
    assert set(HandOff.objects.unjudged().values_list("external_id", flat=True)) == {"H1", "H2", "H3"}


def test_the_second_touch_opens_nothing(world, told):
    told(happened("touched", 5), leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    judged("H1", "H2")

    told(happened("touched", 6))

    assert not HandOff.objects.unjudged().filter(external_id="H2").exists()


@pytest.mark.parametrize(
    "event",
    [happened("won", 5), happened("touched", None), happened("touched", 5, self_reported=True)],
    ids=["no touch", "undated", "self-reported"],
)
def test_what_opens_no_feed(world, told, event):
    told(event, leads=[world.lead()], hand_offs=[world.hand_off()])

    world.system.refresh_from_db()
    assert world.system.touches_from is None


@pytest.mark.parametrize("kind", ["accepted", "rejected"])
def test_the_first_observed_decision_opens_the_feed_of_decisions_alone(world, told, kind):
    told(leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    judged("H1", "H2")

    told(happened(kind, 5))

    world.system.refresh_from_db()
    assert (world.system.touches_from, world.system.decisions_from) == (None, datetime(1900, 1, 1, tzinfo=UTC))
    assert HandOff.objects.unjudged().filter(external_id="H2").exists()


def test_a_touch_and_a_decision_open_both_feeds_at_once(world, told):
    told(leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    judged("H1", "H2")

    told(happened("touched", 5), happened("accepted", 6))

    world.system.refresh_from_db()
    assert world.system.touches_from == world.system.decisions_from == datetime(1900, 1, 1, tzinfo=UTC)
    assert HandOff.objects.unjudged().filter(external_id="H2").exists()


def test_a_parked_touch_opens_the_feed(world, told):
    told(happened("touched", 5))

    world.system.refresh_from_db()
    assert world.system.touches_from is not None


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


def test_an_owner_nobody_knows_yet_can_be_made_first(world, told):
    owner = OwnerFactory()

    told(happened("assigned", 0, owner_id=owner.pk), leads=[world.lead()], hand_offs=[world.hand_off()])

    assert (stored().owner_id, stored().team_id) == (owner.pk, None)
