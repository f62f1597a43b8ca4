"""Sales rates blind: whatever Marketing thinks of a lead, every page and every answer of the API reads the same."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from feedback.scorecards.facts import rebuild_dirty
from leadgap.accounts.middleware import ENTRANCES, OWN_MATTERS
from leads.journal import record_event, void_event
from leads.models import Event, HandOff
from tests.factories import NOW, ClockFactory, HandOffFactory, LeadFactory, PromiseFactory
from tests.permissions import PEOPLE, World, all_rows

pytestmark = pytest.mark.django_db

ROWS = {row.name: row for row in all_rows()}
# Managers read scorecards, whose totals hold what Marketing thinks; of single leads they see no more than a rep.
OF_SINGLE_LEADS = ("desk:", "api:lead", "api:hand-off", "api:clock", "home:search", "sla:clock", "sla:misses")
QUESTIONS = {
    "desk:queue": ["show=answer", "show=rate", "show=open", "ordering=marketing_rating", "order=-score"],
    "home:totals": ["period=30d", "period=all", "start=2026-03-04&end=2026-03-04", "start=2026-03-01&end=2026-03-04"],
    "home:search": ["q=Olsen", "q=87", "q=5", "q=score"],
    "api:lead-list": ["score=87", "ordering=score", "ordering=-score", "search=87"],
    "api:hand-off-list": ["marketing_rating=5", "ordering=-marketing_rating", "marketing_basis=individual", "score=87"],
}
# What differs between any two answers to the same question.
TOKENS = re.compile(rb'[A-Za-z0-9]{64}|"revision":\d+|nonce="[^"]*"')


@pytest.fixture
def world(request, db, time_machine):
    time_machine.move_to(NOW, tick=False)
    people = {name: request.getfixturevalue(name) for name in PEOPLE if name != "anonymous"}
    owner = people["rep"].owners.get()
    hand_off, rated, other = (
        HandOffFactory(lead=LeadFactory(name=f"Olga Olsen {number}"), first_connected_at=NOW) for number in range(3)
    )
    by_score = {"all": [{"any": [{"field": "score", "operator": "at_least", "value": 60}]}]}
    promise = PromiseFactory(version__definition=by_score, version__effective_on=date(2025, 12, 1), kind="rating")
    for each in (hand_off, rated, other):
        record_event(hand_off=each, kind="assigned", user=None, now=each.handed_off_at, owner_id=owner.pk)
        ClockFactory(hand_off=each, promise=promise, owner=owner, team=owner.team, due_at=NOW + timedelta(hours=1))
    record_event(hand_off=rated, kind="rated", user=people["rep"], now=NOW, side="sales", rating=3)
    record_event(hand_off=other, kind="rated", user=people["rep"], now=NOW - timedelta(minutes=30), side="sales")
    return World(people=people, hand_off=hand_off)


def marketing_thinks(rating, score):
    """Let Marketing rate every lead so, in the place of what it thought before."""
    for event in Event.objects.filter(kind="rated", side="marketing"):
        void_event(event=event, user=None, now=NOW)
    for hand_off in HandOff.objects.all():
        record_event(
            hand_off=hand_off,
            kind="rated",
            user=None,
            now=hand_off.handed_off_at,
            side="marketing",
            rating=rating,
            basis="individual",
        )
        hand_off.refresh_from_db()
        hand_off.lead.score = score
        hand_off.lead.save()
        HandOff.objects.filter(pk=hand_off.pk).update(snapshot=hand_off.snapshot | {"score": score})
    rebuild_dirty(now=NOW)


def addresses(row, world):
    address = reverse(row.name, args=row.arguments(world))
    yield address
    yield from (f"{address}?{query}" for query in QUESTIONS.get(row.name, []))


def read(client, found):
    """Return what each address answers, without what no two answers share."""
    answers = {address: client.get(address) for address in found}
    return {address: (answer.status_code, TOKENS.sub(b"", answer.getvalue())) for address, answer in answers.items()}


def differing(world, who, rows):
    """Return the addresses that tell what Marketing thinks: they read otherwise when it thinks otherwise."""
    client = Client()
    client.force_login(world.people[who])
    telling = []
    for row in rows:
        # Each row makes what it asks about, and takes it away again.
        with transaction.atomic():
            found = list(addresses(row, world))
            marketing_thinks(5, 87)
            before = read(client, found)
            marketing_thinks(1, 3)
            after = read(client, found)
            transaction.set_rollback(True)
        telling += [address for address in found if before[address] != after[address]]
    return telling


def test_no_address_tells_a_rep_what_marketing_thinks(world):
    open_to_reps = [row for name, row in ROWS.items() if row.get["rep"] == 200 and name not in OWN_MATTERS | ENTRANCES]
    assert len(open_to_reps) > 20

    assert differing(world, "rep", open_to_reps) == []


def test_nothing_of_a_single_lead_tells_its_manager(world):
    read = [row for row in ROWS.values() if row.get["manager"] == 200]
    of_single_leads = [row for row in read if row.name.startswith(OF_SINGLE_LEADS)]
    assert len(of_single_leads) > 5

    assert differing(world, "manager", of_single_leads) == []


@pytest.mark.parametrize("name", ["desk:hand-off", "api:hand-off-detail", "api:hand-off-events", "api:lead-detail"])
def test_who_is_not_blind_reads_it_there(world, name):
    """Else the two tests above would hold for want of anything to tell."""
    assert len(differing(world, "administrator", [ROWS[name]])) == 1
