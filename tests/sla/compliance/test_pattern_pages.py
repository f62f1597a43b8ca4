"""The page of patterns: who sees what when, and what it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from sla.compliance.patterns import patterns
from sla.facts import rebuild_facts
from tests.factories import NOW, AgreementFactory, PromiseFactory, SystemFactory
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, touched

pytestmark = pytest.mark.django_db

SOON, LATER = NOW + timedelta(days=2), NOW + timedelta(days=8)
MINUTE = timedelta(minutes=1)


def of(user, *, now=LATER, **only):
    organisation = Organisation.current()
    return patterns(user, period=period("all", today=now.date()), organisation=organisation, now=now, only=only)


def counts(found):
    return [(rate.part, rate.whole) for rate in (found.not_contacted, found.just_in_time, found.in_bursts)]


@pytest.fixture
def two_accepted(rep):
    """One is accepted and called in the last minutes, one is accepted and not called; a third is called at once."""
    agree(unit="wall_hours")
    owner = rep.owners.get()
    accepted = event("accepted", NOW + MINUTE)
    hand_over(assigned(owner), accepted, touched(NOW + 4 * HOUR - MINUTE), now=SOON)
    hand_over(assigned(owner), event("accepted", NOW + MINUTE), now=SOON, name="Nobody called")
    hand_over(assigned(owner), touched(NOW + MINUTE), now=SOON)


def test_patterns_are_counted_over_what_was_due(auditor, two_accepted):
    found = of(auditor)

    assert counts(found) == [(1, 2), (1, 2), (0, 2)]
    assert (found.around.before, found.around.after) == (1, 0)
    assert [str(each.external_id) for each in found.examples["not_contacted"]] == ["Nobody called"]
    assert found.since is None


def test_only_what_counts_is_listed(auditor, two_accepted):
    hand_over(now=SOON, name="Neither accepted nor called")
    hand_over(touched(NOW + 4 * HOUR + MINUTE), now=SOON, name="Called just late")

    listed = {name: len(cases.hand_off) for name, cases in of(auditor).cases.items()}

    assert (listed["not_contacted"], listed["just_in_time"], listed["in_bursts"]) == (1, 1, 0)


def test_of_many_only_the_newest_days_are_looked_at_and_that_is_said(client, auditor, rep, two_accepted, monkeypatch):
    owner, before = rep.owners.get(), NOW - 24 * HOUR
    hand_over(assigned(owner, before), touched(before + MINUTE), at=before, now=SOON)
    rebuild_facts()
    client.force_login(auditor)

    def told():
        with time_machine.travel(LATER, tick=False):
            said = text_of(client.get(reverse("sla:patterns"), {"period": "30d"}))
            answer = client.get("/api/v1/patterns/", {"period": "30d"}).json()
        return 'the newest, since <time datetime="2026-03-04">4 Mar 2026</time>.' in said, answer["since"]

    def headline(**period):
        with time_machine.travel(LATER, tick=False):
            return client.get(reverse("sla:patterns"), period).context["headline"]

    assert told() == (False, None)
    assert headline(period="30d").endswith("in the last 30 days.")
    monkeypatch.setattr("sla.compliance.patterns.ENOUGH", 2)
    assert told() == (True, "2026-03-04")
    assert headline(period="30d").endswith("since 4 Mar 2026.")
    assert headline(period="all").endswith("since 4 Mar 2026.")
    assert headline(start="2026-03-01", end="2026-03-05").endswith("from 4 Mar 2026 to 5 Mar 2026.")


def test_who_was_contacted_late_or_nobody_knows_when_was_contacted(auditor):
    agree(unit="wall_hours")
    accepted = event("accepted", NOW + MINUTE)
    hand_over(accepted, touched(NOW + 5 * HOUR), now=SOON, name="Late")
    hand_over(accepted, touched(None), touched(NOW + 5 * HOUR, automated=True), now=SOON, name="Undated")
    hand_over(accepted, touched(NOW + 5 * HOUR, automated=True), now=SOON, name="Only a machine wrote")

    found = of(auditor)

    assert {each.external_id for each in found.examples["not_contacted"]} == {"Only a machine wrote"}


def test_without_a_feed_of_touches_nobody_is_said_not_to_have_been_contacted(auditor):
    promise = PromiseFactory(version=AgreementFactory(), target=4, unit="wall_hours", stops="accepted")
    mute = SystemFactory(key="mute", touches_from=None)
    met = hand_over(event("accepted", NOW + MINUTE), system=mute, now=SOON)

    assert clock_of(met).verdict == "met"
    assert clock_of(met).promise == promise
    assert counts(of(auditor))[0] == (0, 0)


def test_a_rep_sees_them_first_and_the_others_a_week_later(rep, colleague, manager, head, auditor, two_accepted):
    def accepted(now):
        return [of(who, now=now).not_contacted.whole for who in (rep, colleague, manager, head, auditor)]

    assert accepted(SOON) == [2, 0, 0, 0, 0]
    assert accepted(LATER) == [2, 0, 2, 2, 2]


def test_five_of_one_owner_in_a_minute_are_a_burst_and_five_of_nobody_are_none(rep, auditor):
    agree(unit="wall_hours")
    for second in range(5):
        at = NOW + timedelta(seconds=10 * second)
        hand_over(assigned(rep.owners.get()), touched(at), now=SOON)
        hand_over(touched(at), now=SOON)

    assert of(auditor).in_bursts.part == 5
    assert of(auditor).in_bursts.whole == 10


def test_decisions_just_before_due_are_told_with_the_same_care(client, rep, manager, auditor):
    agree(unit="wall_hours", decision=10)
    owner = rep.owners.get()
    for minutes, act in ((1, "accepted"), (2, "rejected"), (300, "accepted"), (-1, "accepted"), (-20, "accepted")):
        decided = event(act, NOW + 10 * HOUR - minutes * MINUTE)
        hand_over(assigned(owner), decided, now=SOON, name=f"{act} {minutes}")

    found, too_early = of(auditor), of(auditor, now=SOON)

    assert (found.decided_just_in_time.part, found.decided_just_in_time.whole) == (2, 3)
    assert (found.around_decision.before, found.around_decision.after) == (2, 2)
    assert {each.external_id for each in found.examples["decided_just_in_time"]} == {"accepted 1", "rejected 2"}
    assert (too_early.decided_just_in_time.whole, of(rep, now=SOON).decided_just_in_time.whole) == (0, 3)

    client.force_login(manager)
    with time_machine.travel(LATER, tick=False):
        said = client.get(reverse("sla:patterns"), {"period": "all"}).content.decode()
    assert (
        "2 of 3 (67\u00a0%) decisions in time came in the last twentieth of it: 2 clocks were stopped there, "
        "and 2 in as long a stretch after it, about what chance gives."
    ) in said
    assert "Whoever decides at the end of every day looks the same" in said


def test_the_page_says_what_else_would_look_the_same(client, manager, two_accepted):
    client.force_login(manager)
    with time_machine.travel(LATER, tick=False):
        page = client.get(reverse("sla:patterns"), {"period": "all"})

    assert page.context["headline"] == "1 of 2 (50\u00a0%) accepted leads were not contacted."
    text = page.content.decode()
    assert "Good planning looks the same." in text
    assert "Nobody called" in text or "hand-offs/" in text
    assert "a week: reps see their own first" in text


def test_without_clocks_there_is_nothing_to_look_at(client, rep):
    client.force_login(rep)
    page = client.get(reverse("sla:patterns"))

    assert page.context["headline"].startswith("No data: no first response was due")
    assert "Nothing to look at yet." in page.content.decode()


def test_queries_do_not_grow_with_what_is_named(client, rep, two_accepted, django_assert_max_num_queries):
    client.force_login(rep)
    with time_machine.travel(LATER, tick=False), django_assert_max_num_queries(20):
        client.get(reverse("sla:patterns"), {"period": "all"})
