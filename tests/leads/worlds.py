"""A small world for the tests of the journal: one system, some owners and teams, and what is stored of hand-offs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leadgap.accounts.models import Owner, Team
from leads.journal import EventRecord, HandOffRecord, LeadRecord, Recorded
from leads.journal.rows import EventRow, event_row
from leads.models import Assignment, Event, HandOff, Source, System
from leads.projection import COLUMNS, Projection, Stretch, project
from tests.factories import OwnerFactory, SourceFactory, SystemFactory, TeamFactory
from tests.leads.happenings import HANDED_OFF


@dataclass
class World:
    system: System
    source: Source
    teams: list[Team]
    owners: list[Owner]  # the first two are of the first two teams, the third of none

    @classmethod
    def made(cls) -> World:
        teams = [TeamFactory(), TeamFactory()]
        owners = [OwnerFactory(team=teams[0]), OwnerFactory(team=teams[1]), OwnerFactory()]
        return cls(
            SystemFactory(
                touches_from=None, attempts_from=None, decisions_from=None, ratings_from=None, replies_from=None
            ),
            SourceFactory(name="Web"),
            teams,
            owners,
        )

    def lead(self, external_id: str = "L1", **said: object) -> LeadRecord:
        return LeadRecord(external_id, **({"name": "Ann", "email": "ann@example.com"} | said))

    def hand_off(self, external_id: str = "H1", lead: str = "L1", **said: object) -> HandOffRecord:
        return HandOffRecord(external_id, lead, self.source.pk, **({"handed_off_at": HANDED_OFF} | said))

    def expected(self, records: Iterable[EventRecord], handed_off_at: datetime | None = HANDED_OFF) -> Projection:
        return project(handed_off_at, self.expected_events(records).values())

    def expected_events(self, records: Iterable[EventRecord]) -> dict[str, EventRow]:
        """Return the events as they are to be kept, by key."""
        teams = {owner.pk: owner.team_id for owner in self.owners}
        return {record.key: event_row(record, teams) for record in records}


def stored(external_id: str = "H1") -> Projection:
    """Return the state of a hand-off as the tables hold it."""
    hand_off = HandOff.objects.get(external_id=external_id)
    state = {name: getattr(hand_off, name) for name in COLUMNS}
    stretches = Assignment.objects.filter(hand_off=hand_off).order_by("number")
    assert [each.number for each in stretches] == list(range(1, len(stretches) + 1))
    rows = stretches.values_list(*Stretch.__slots__)
    return Projection(**state, assignments=[Stretch(*row) for row in rows])


def stored_events(external_id: str = "H1") -> dict[str, EventRow]:
    """Return the events of a hand-off as the tables hold them, by key."""
    rows = Event.objects.filter(hand_off__external_id=external_id).values_list(*EventRow._fields)
    return {row.key: row for row in map(EventRow._make, rows)}


def event_keys(external_id: str = "H1") -> set[str]:
    return set(Event.objects.filter(hand_off__external_id=external_id).values_list("key", flat=True))


def counts(recorded: Recorded) -> dict[str, int]:
    """Return the counts that are not 0."""
    return {name: n for name in Recorded.__slots__ if (n := getattr(recorded, name)) and name != "hand_off_ids"}
