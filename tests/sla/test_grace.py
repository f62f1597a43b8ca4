"""Grace: a fresh miss counts at once and is named when late events have had their time."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.urls import reverse

from sla.facts import rebuild_facts
from sla.grace import confirmed_at, is_confirmed
from sla.judging import sweep_due
from sla.models import Clock
from tests.factories import NOW
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, tell, touched

MINUTE = timedelta(minutes=1)
GRACE = 30 * MINUTE


@pytest.mark.parametrize("is_over", [False, True])
@pytest.mark.parametrize(
    ("grace", "waited", "expected"),
    [
        (timedelta(0), timedelta(0), True),
        (GRACE, timedelta(0), False),
        (GRACE, GRACE - timedelta(seconds=1), False),
        (GRACE, GRACE, True),
        (GRACE, GRACE + timedelta(seconds=1), True),
    ],
)
def test_a_miss_is_confirmed_when_the_grace_is_over_or_the_late_act_has_come(grace, waited, expected, is_over):
    confirmed = is_confirmed(due_at=NOW, is_over=is_over, grace=grace, now=NOW + waited)

    assert confirmed == (expected or is_over)


def test_grace_is_real_time():
    assert confirmed_at(NOW, GRACE) == NOW + GRACE


@pytest.fixture
def clocks(rep):
    """Due at 18:00 UTC each: not answered, answered late, closed late, answered in time, running."""
    agree(first_response=1, unit="wall_hours")
    owner, end = rep.owners.get(), NOW + 3 * HOUR
    acts = [[], [touched(NOW + 2 * HOUR)], [event("closed", NOW + 2 * HOUR)], [touched(NOW + 30 * MINUTE)]]
    return [hand_over(assigned(owner), *some, now=end) for some in acts] + [
        hand_over(assigned(owner, NOW + hours * HOUR), at=NOW + hours * HOUR, now=end) for hours in (1, 2)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("sweeps", [False, True])
def test_the_filter_and_the_rule_agree(clocks, sweeps):
    for minutes, grace_minutes in product(range(30, 400, 15), (0, 1, 30, 60, 600)):
        now, grace = NOW + minutes * MINUTE, grace_minutes * MINUTE
        if sweeps:
            sweep_due(now=now)

        listed = set(Clock.objects.missed(now).confirmed(now, grace).values_list("pk", flat=True))

        expected = {
            clock.pk
            for clock in Clock.objects.missed(now)
            if is_confirmed(due_at=clock.due_at, is_over=bool(clock.stopped_at or clock.ended_at), grace=grace, now=now)
        }
        assert listed == expected
        assert {clock.pk for clock in Clock.objects.missed(now) if not clock.is_unconfirmed(now, grace)} == expected


@pytest.fixture
def with_grace(organisation):
    organisation.grace_minutes = 30
    organisation.save()


def at(client, user, now, name, *args, **query):
    with time_machine.travel(now, tick=False):
        client.force_login(user)
        return client.get(reverse(name, args=args), query)


@pytest.mark.django_db
def test_lists_wait_for_the_grace_and_rates_do_not(client, head, rep, organisation, with_grace):
    agree(first_response=1, unit="wall_hours")
    hand_off = hand_over(assigned(rep.owners.get()))
    fresh, settled = NOW + HOUR + 10 * MINUTE, NOW + HOUR + 30 * MINUTE
    sweep_due(now=fresh)
    rebuild_facts()

    misses = at(client, head, fresh, "sla:misses")
    assert misses.context["misses"] == []
    assert "1 more is past due and not confirmed yet: for 30\u00a0min a late event" in misses.content.decode()
    assert at(client, head, fresh, "home:home").context["misses"] == []
    assert at(client, head, fresh, "sla:compliance", period="30d").context["compliance"].total.figures.missed == 1
    clock = at(client, head, fresh, "sla:clock", clock_of(hand_off).pk)
    assert "not confirmed yet" in clock.content.decode()
    assert "not confirmed yet" in at(client, head, fresh, "desk:hand-off", hand_off.pk).content.decode()
    assert not at(client, head, fresh, "api:clock-detail", clock_of(hand_off).pk).json()["is_confirmed"]

    assert len(at(client, head, settled, "sla:misses").context["misses"]) == 1
    assert len(at(client, head, settled, "home:home").context["misses"]) == 1
    assert "not confirmed yet" not in at(client, head, settled, "sla:clock", clock_of(hand_off).pk).content.decode()


@pytest.mark.django_db
def test_a_touch_that_is_told_within_the_grace_makes_it_met(client, head, rep, with_grace):
    agree(first_response=1, unit="wall_hours")
    hand_off = hand_over(assigned(rep.owners.get()))
    sweep_due(now=NOW + HOUR + MINUTE)

    tell(hand_off, touched(NOW + 50 * MINUTE), now=NOW + HOUR + 20 * MINUTE)

    assert clock_of(hand_off).verdict == "met"
    assert at(client, head, NOW + 2 * HOUR, "sla:misses").context["misses"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "status"), [("30", 302), ("0", 302), ("-1", 200), ("10081", 200), ("soon", 200)])
def test_an_administrator_sets_it(client, administrator, organisation, given, status):
    client.force_login(administrator)
    form = client.get(reverse("accounts:settings")).context["form"]
    values = {name: form[name].value() for name in form.fields}

    response = client.post(reverse("accounts:settings"), values | {"grace_minutes": given})

    organisation.refresh_from_db()
    assert organisation.grace_minutes == (int(given) if status == 302 else 0)
    assert response.status_code in {status, 422} if status == 200 else response.status_code == status
