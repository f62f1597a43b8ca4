"""What a waiver would do, shown before it is made."""

from datetime import timedelta

import pytest
from django.db.models import Q

from sla.facts import rebuild_facts
from sla.judging import sweep_due
from sla.models import Clock, ClockFact, Waiver
from sla.waivers.preview import preview
from tests.factories import NOW
from tests.sla.waivers.waiving import LATER, waived_by
from tests.sla.world import HOUR, agree, assigned, hand_over, touched

pytestmark = pytest.mark.django_db


def test_the_preview_says_what_it_will_be(days, administrator, organisation, vienna):
    clocks = Clock.objects.filter(team=vienna, promise__kind="first_response")
    found = preview(clocks, user=administrator, organisation=organisation, now=LATER)

    assert [(line.scope, line.clocks, line.met, line.missed, line.others) for line in found.lines] == [
        ("lead", 6, 2, 4, 0),
        ("owner", 6, 2, 4, 0),
    ]
    assert (found.clocks, found.missed) == (12, 8)
    (effect,) = found.effects
    assert (effect.team, effect.before.part, effect.before.whole, effect.after.whole) == ("Vienna", 2, 6, 0)
    assert not Waiver.objects.exists()


def test_the_preview_of_some_is_the_rate_afterwards(days, administrator, organisation, vienna):
    clocks = Clock.objects.filter(team=vienna, verdict="missed", stopped_at=None)
    (effect,) = preview(clocks, user=administrator, organisation=organisation, now=LATER).effects

    waived_by(administrator, clocks)
    rebuild_facts()

    facts = ClockFact.objects.filter(team=vienna.pk, scope="lead")
    met = sum(fact.met - fact.met_waived for fact in facts)
    missed = sum(fact.missed - fact.missed_waived for fact in facts)
    assert (effect.after.part, effect.after.whole) == (met, met + missed) == (2, 4)
    again = preview(clocks, user=administrator, organisation=organisation, now=LATER)
    assert again.lines[0].waived == 2
    assert again.effects == []


@pytest.mark.parametrize(("more", "after"), [("missed", (1, 2)), ("met", (0, 2))])
def test_what_is_waived_already_is_not_taken_off_the_rate_again(days, administrator, organisation, vienna, more, after):
    """Of the two met and four missed, one and two are waived; `more` is one that is not."""
    theirs = Clock.objects.filter(team=vienna, scope="lead").order_by("pk")
    met, missed = (list(theirs.filter(verdict=verdict).values_list("pk", flat=True)) for verdict in ("met", "missed"))
    waived_by(administrator, theirs.filter(pk__in=[met[0], *missed[:2]]))
    rebuild_facts()
    chosen = theirs.filter(pk__in=[met[0], *missed[:2], {"met": met, "missed": missed}[more][-1]])

    found = preview(chosen, user=administrator, organisation=organisation, now=LATER)

    assert [(line.clocks, line.waived) for line in found.lines] == [(4, 3)]
    (effect,) = found.effects
    assert (effect.before.part, effect.before.whole) == (1, 3)
    assert (effect.after.part, effect.after.whole) == after


def test_what_is_past_due_and_not_swept_yet_is_missed_and_what_runs_is_neither(administrator, organisation, rep):
    agree()
    for at in (NOW, LATER - HOUR):
        hand_over(assigned(rep.owners.get(), at), at=at, now=at)
    clocks = Clock.objects.filter(scope="lead")

    found = preview(clocks, user=administrator, organisation=organisation, now=LATER)

    assert set(clocks.values_list("verdict", flat=True)) == {"running"}
    assert [(line.clocks, line.met, line.missed, line.others) for line in found.lines] == [(2, 0, 1, 1)]


def test_the_effect_is_on_lead_clocks_where_there_are_any_and_else_on_owner_clocks(administrator, organisation, rep):
    agree(decision=8)
    owner = rep.owners.get()
    hand_over(assigned(owner), touched(NOW + HOUR), now=LATER)
    hand_over(assigned(owner), now=LATER)
    sweep_due(now=LATER)
    rebuild_facts()
    clocks = Clock.objects.filter(Q(promise__kind="decision") | Q(scope="owner"))

    found = preview(clocks, user=administrator, organisation=organisation, now=LATER)

    assert [
        (each.kind, each.scope, each.before.part, each.before.whole, each.after.whole) for each in found.effects
    ] == [
        ("decision", "lead", 0, 2, 0),
        ("first_response", "owner", 1, 2, 0),
    ]


@pytest.mark.parametrize(("later", "is_all_time"), [(89, False), (90, True)])
def test_the_rates_are_of_the_last_90_days_unless_a_clock_is_older(
    administrator, organisation, rep, later, is_all_time
):
    agree()
    hand_over(assigned(rep.owners.get()), now=LATER)

    found = preview(Clock.objects.all(), user=administrator, organisation=organisation, now=NOW + timedelta(days=later))

    assert found.period.is_all_time is is_all_time
