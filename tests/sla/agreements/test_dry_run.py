"""The dry run: what the judge would say of a draft, and what would change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leadgap.periods import period
from leads.models import HandOff
from sla import agreements
from sla.agreements import Terms
from sla.models import AgreementVersion, Clock
from tests.factories import NOW, CalendarFactory
from tests.sla.agreements.drafts import FIRST, TODAY
from tests.sla.world import HOUR, agree, hand_over, touched

pytestmark = pytest.mark.django_db


def test_a_dry_run_says_what_the_judge_would_say_and_writes_nothing(organisation, manager):
    qualified = {"email": "a@example.com"}
    for hours in (1, 2, 9):
        hand_over(touched(NOW + hours * HOUR), **qualified)
    hand_over(**qualified, now=NOW)
    hand_over(at=NOW + 9 * HOUR, now=NOW + 9 * HOUR, **qualified)
    hand_over(touched(NOW + HOUR))
    hand_over(at=NOW - timedelta(days=91), now=NOW, **qualified)
    hand_over(at=None, **qualified)
    calendar = CalendarFactory()
    definition = {"all": [{"any": [{"field": "has_email", "operator": "present", "value": None}]}]}
    terms = Terms(calendar, [replace(FIRST, target=2, unit="hours")], definition, effective_on=TODAY)
    version = agreements.draft(terms=terms, user=manager, now=NOW)
    now = NOW + 9 * HOUR

    today = now.astimezone(organisation.zone).date()
    seen = agreements.dry_run(version, period=period("90d", today=today), now=now)

    assert (seen.hand_offs, seen.is_all, seen.qualified) == (6, True, 5)
    (first,) = seen.promises
    assert (first.kept.part, first.kept.whole, first.running, first.ended, first.no_data) == (2, 4, 1, 0, 0)
    assert (first.response.n, first.response.median) == (3, 7200)
    assert not Clock.objects.exists()

    AgreementVersion.objects.filter(pk=version.pk).update(
        state="signed", signed_at=NOW, is_retrospective=True, text_hash="0" * 64
    )
    from sla.judging import judge

    judge(HandOff.objects.values_list("pk", flat=True), now=now)
    recent = Clock.objects.filter(scope="lead", hand_off__handed_off_at__gte=NOW)
    assert recent.filter(verdict="met").count() == first.kept.part
    assert recent.filter(verdict__in=["met", "missed"]).count() == first.kept.whole


def test_a_dry_run_of_nothing_keeps_no_promise(organisation, manager):
    seen = agreements.dry_run(agree(state="draft"), period=period("90d", today=NOW.date()), now=NOW)

    assert (seen.hand_offs, seen.qualified) == (0, 0)
    assert (seen.promises[0].kept.value, seen.promises[0].response.median) == (None, None)


def test_a_dry_run_of_no_promise_only_counts_the_qualified(organisation):
    hand_over(touched())

    seen = agreements.dry_run(agree(state="draft", first_response=None), period=period(today=NOW.date()), now=NOW)

    assert (seen.hand_offs, seen.qualified, seen.promises, seen.load) == (1, 1, [], None)


def test_a_dry_run_names_the_hand_offs_that_would_flip(organisation, auditor):
    now = NOW + 9 * HOUR
    agree(number=1, first_response=3, unit="wall_hours")
    spared, hurt = (hand_over(touched(NOW + hours * HOUR), now=now) for hours in (1, 2))
    for answered_at in (NOW + 9 * HOUR, None):
        hand_over(*([touched(answered_at)] if answered_at else []), now=now)
    stricter = agree(number=2, state="draft", first_response=90, unit="wall_minutes")
    milder = agree(number=3, state="draft", first_response=1, unit="wall_days")

    strict, mild = (
        agreements.dry_run(version, period=period("30d", today=now.date()), now=now).promises[0]
        for version in (stricter, milder)
    )

    assert (strict.today.part, strict.today.whole, strict.kept.part) == (2, 4, 1)
    assert [(flip.hand_off, flip.today, flip.then) for flip in strict.flips] == [(hurt.pk, "met", "missed")]
    assert (strict.better, strict.worse, mild.better, mild.worse) == (0, 1, 1, 0)
    assert spared.pk not in {flip.hand_off for flip in strict.flips + mild.flips}
    # The one that waits still runs under the milder promise.
    assert (mild.running, mild.no_longer) == (1, 0)


def test_what_is_past_due_counts_as_missed_today_before_the_sweep_has_come(organisation, auditor):
    agree(number=1, first_response=3, unit="wall_hours")
    hand_over()
    assert Clock.objects.get(scope="lead").verdict == "running"
    milder = agree(number=2, state="draft", first_response=1, unit="wall_days")

    row = agreements.dry_run(milder, period=period(today=NOW.date()), now=NOW + 4 * HOUR).promises[0]

    assert (row.today.part, row.today.whole, row.running) == (0, 1, 1)


def test_a_dry_run_counts_what_is_judged_by_only_one_version(organisation, auditor):
    agree(number=1, first_response=3, definition={"all": [_asks("has_email")]})
    hand_over(touched(), email="a@example.com")
    for _ in range(2):
        hand_over(touched(), phone="+49 30 1")
    draft = agree(number=2, state="draft", first_response=3, definition={"all": [_asks("has_phone")]})

    row = agreements.dry_run(draft, period=period(today=NOW.date()), now=NOW).promises[0]

    assert (row.newly, row.no_longer, row.flips) == (2, 1, [])


def test_a_dry_run_looks_at_the_days_it_is_asked_for(organisation, auditor):
    draft = agree(state="draft", first_response=3)
    for days in (1, 5, 9):
        hand_over(touched(NOW - timedelta(days=days)), at=NOW - timedelta(days=days))
    of_a_week = period(today=NOW.date(), start=f"{NOW - timedelta(days=5):%Y-%m-%d}", end=f"{NOW:%Y-%m-%d}")

    assert agreements.dry_run(draft, period=of_a_week, now=NOW).hand_offs == 2
    assert agreements.dry_run(draft, period=period("all", today=NOW.date()), now=NOW).hand_offs == 3


def _asks(field):
    return {"any": [{"field": field, "operator": "present", "value": None}]}
