"""What a waiver would do, shown before it is made."""

from datetime import timedelta

import pytest

from sla.facts import rebuild_facts
from sla.models import Clock, ClockFact, Waiver
from sla.waivers.preview import preview
from tests.factories import NOW
from tests.sla.waivers.waiving import LATER, waived_by

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


def test_the_preview_of_old_clocks_compares_all_time(days, administrator, organisation):
    much_later = NOW + timedelta(days=400)

    found = preview(Clock.objects.all(), user=administrator, organisation=organisation, now=much_later)

    assert found.period.is_all_time
