"""Factories: one small true world each, built around one fixed instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

import factory
from factory.django import DjangoModelFactory

from leadgap.accounts.models import Organisation, Owner, Team, User
from leads.models import Assignment, Campaign, Event, HandOff, Lead, Source, System
from leads.models.handoffs import UNDATED
from sla.models import AgreementVersion, Calendar, CalendarVersion, Clock, Promise, Segment

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)  # a Wednesday
OFFICE_WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
LONG_WEEK = {day: [["09:00", "21:00"]] for day in OFFICE_WEEK}
ALWAYS = {day: [["00:00", "24:00"]] for day in (*OFFICE_WEEK, "sat", "sun")}


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ("id",)

    id = 1
    name = "Northwind"
    timezone = "Europe/Berlin"


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = "!"


class OwnerFactory(DjangoModelFactory):
    class Meta:
        model = Owner

    name = factory.Sequence(lambda n: f"Owner {n}")
    key = factory.LazyAttribute(lambda owner: owner.name.casefold())


class SystemFactory(DjangoModelFactory):
    class Meta:
        model = System
        django_get_or_create = ("key",)

    key = "crm"
    name = "The CRM"
    touches_from = attempts_from = decisions_from = ratings_from = replies_from = datetime(1900, 1, 1, tzinfo=UTC)


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Source {n}")
    key = factory.LazyAttribute(lambda source: source.name.casefold())


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    source = factory.SubFactory(SourceFactory)
    name = factory.Sequence(lambda n: f"Campaign {n}")
    key = factory.LazyAttribute(lambda campaign: campaign.name.casefold())


class LeadFactory(DjangoModelFactory):
    class Meta:
        model = Lead

    system = factory.SubFactory(SystemFactory)
    external_id = factory.Sequence(lambda n: f"L{n}")
    name = factory.Sequence(lambda n: f"Lead {n}")
    company = "Example Works"
    recorded_at = NOW


class HandOffFactory(DjangoModelFactory):
    """A hand-off as the journal would leave it; tests of the journal itself go through the journal."""

    class Meta:
        model = HandOff
        skip_postgeneration_save = True

    lead = factory.SubFactory(LeadFactory)
    system = factory.SelfAttribute("lead.system")
    external_id = factory.Sequence(lambda n: f"H{n}")
    source = factory.SubFactory(SourceFactory)
    handed_off_at = NOW - timedelta(hours=1)
    day = factory.LazyAttribute(lambda hand_off: hand_off.handed_off_at.date() if hand_off.handed_off_at else UNDATED)
    recorded_at = NOW

    @factory.post_generation
    def assignment(self, create, extracted, **given):
        if self.owner_id or self.team_id:
            held = {"owner_id": self.owner_id, "team_id": self.team_id, "assigned_at": self.handed_off_at}
            Assignment.objects.create(hand_off=self, number=1, **held | given)


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    hand_off = factory.SubFactory(HandOffFactory)
    system = factory.SelfAttribute("hand_off.system")
    key = factory.Sequence(lambda n: f"E{n}")
    kind = "touched"
    direction = factory.LazyAttribute(lambda event: "outbound" if event.kind == "touched" else "")
    occurred_at = NOW
    recorded_at = NOW


class CalendarFactory(DjangoModelFactory):
    """A calendar with its first version: Monday to Friday, 9 to 17 in Berlin."""

    class Meta:
        model = Calendar
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Calendar {n}")

    @factory.post_generation
    def version(self, create, extracted, **given):
        fields = {"number": 1, "timezone": "Europe/Berlin", "weekly": OFFICE_WEEK, "created_at": NOW} | given
        CalendarVersion.objects.create(calendar=self, **fields)


class AgreementFactory(DjangoModelFactory):
    """A signed agreement, in force since the start of 2026."""

    class Meta:
        model = AgreementVersion

    number = factory.Sequence(lambda n: n + 10_001)  # above those that tests choose
    state = "signed"
    calendar = factory.SubFactory(CalendarFactory)
    effective_on = date(2026, 1, 1)
    created_at = proposed_at = signed_at = datetime(2025, 12, 20, tzinfo=UTC)
    text = "Sales answers every lead."
    text_hash = "0" * 64


class SegmentFactory(DjangoModelFactory):
    """A segment of an agreement: the leads of one source."""

    class Meta:
        model = Segment

    version = factory.SubFactory(AgreementFactory)
    name = factory.Sequence(lambda n: f"Segment {n}")
    # One name, one segment, unless a test says otherwise.
    identity = factory.LazyAttribute(lambda segment: uuid5(NAMESPACE_OID, segment.name))
    position = factory.Sequence(lambda n: n)
    conditions = factory.LazyAttribute(
        lambda segment: {"all": [{"any": [{"field": "source", "operator": "one_of", "value": [segment.source]}]}]}
    )

    class Params:
        source = "Trade fair"


class PromiseFactory(DjangoModelFactory):
    class Meta:
        model = Promise

    version = factory.SubFactory(AgreementFactory)
    kind = "first_response"
    target = 4
    unit = "hours"
    goal = Decimal("0.95")


class ClockFactory(DjangoModelFactory):
    """A running lead clock with three hours left."""

    class Meta:
        model = Clock

    hand_off = factory.SubFactory(HandOffFactory)
    promise = factory.SubFactory(PromiseFactory)
    scope = "lead"
    started_at = factory.SelfAttribute("hand_off.handed_off_at")
    due_at = NOW + timedelta(hours=3)
    verdict = "running"
    ended_at = factory.LazyAttribute(lambda clock: clock.started_at if clock.verdict == "ended" else None)
