"""What was handed over, counted by day: by the version in force, and the same by list, from scratch, and on the run."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.models import HandOff
from leads.services import get_or_create_source
from sla import criteria
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge_stale, spread_agreements
from sla.models import AgreementVersion, DeliveryFact, LeadValue, MonthlyPromise
from sla.months.reading import month_at, months_between
from tests.factories import NOW, AgreementFactory, SourceFactory
from tests.sla.months.promised import BIG, promise
from tests.sla.world import HOUR, agree, event, hand_over, tell, touched

pytestmark = pytest.mark.django_db


BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 3, 4)


def fact(**where):
    return DeliveryFact.objects.get(**where)


def test_a_day_counts_the_qualified_by_what_became_of_them(organisation):
    website = get_or_create_source("Website")
    promise(agree(definition=BIG, decision=8), {website: 40, None: 10})
    late = NOW - timedelta(days=7)
    hand_over(employees=10)
    hand_over(event("accepted", NOW + HOUR), touched(NOW + HOUR), employees=50, email="a@b.example", country="DE")
    hand_over(event("accepted", NOW + HOUR), employees=50, email="a@b.example")
    hand_over(event("rejected", NOW + HOUR), touched(NOW + HOUR), employees=50)
    hand_over(event("won", NOW + HOUR), employees=50)
    hand_over(event("recycled", NOW + HOUR), employees=50)
    hand_over(employees=50)
    hand_over(at=late, employees=50)
    hand_over(employees=90, source=SourceFactory(name="Fair"))

    rebuild_facts()

    here = fact(day=TODAY, source=website.pk)
    assert (here.handed_over, here.qualified, here.complete) == (7, 6, 1)
    assert (here.accepted, here.rejected, here.past_due, here.undecided) == (3, 1, 1, 1)
    assert (here.fair_accepted, here.fair_rejected) == (1, 1)
    assert (here.value, here.accepted_value) == (240, 120)
    assert fact(day=late.date()).past_due == 1
    assert fact(day=TODAY, source__gt=website.pk).value == 10


def test_values_count_only_where_a_value_is_promised(organisation):
    promise(agree(), {None: 40}, volume=5)
    hand_over()
    rebuild_facts()

    assert fact().value == 0


def test_without_an_agreement_or_a_date_nothing_is_counted(organisation):
    hand_over()
    rebuild_facts()
    assert not DeliveryFact.objects.exists()
    promise(agree())
    hand_over(at=None)
    hand_over(at=datetime(2025, 6, 1, tzinfo=BERLIN))
    rebuild_facts()

    assert not DeliveryFact.objects.exclude(day=TODAY).exists()


def test_every_hand_off_is_judged_by_the_version_in_force_when_it_was_handed_over(organisation):
    first = promise(agree(number=1, definition=BIG), volume=10)
    middle = datetime(2026, 3, 4, 12, tzinfo=BERLIN)
    second = promise(agree(number=2, effective_on=TODAY, signed_at=middle), volume=20)
    hand_over(at=middle - HOUR, employees=1)
    hand_over(at=middle, employees=1)
    rebuild_facts()

    assert {each.version: each.qualified for each in DeliveryFact.objects.all()} == {first: 0, second: 1}


def test_a_retrospective_version_counts_what_was_before(organisation):
    promise(agree(is_retrospective=True))
    hand_over(at=datetime(2025, 6, 2, 12, tzinfo=BERLIN))
    rebuild_facts()

    month = month_at(date(2025, 6, 5), organisation=organisation, now=NOW)
    assert (month.burn_ups["volume"].delivered, month.verdict("volume")) == (1, "missed")


def test_a_signature_counts_what_it_covers_also_where_no_clock_changes(organisation):
    hand_over()
    version = promise(AgreementFactory(is_spread=False))
    rebuild_facts()
    DeliveryFact.objects.all().delete()

    spread_agreements()
    judge_stale(now=NOW)
    rebuild_facts()

    assert fact().version == version


def test_a_later_decision_changes_the_day_of_the_hand_off(organisation):
    promise(agree())
    hand_off = hand_over()
    rebuild_facts()
    assert fact().undecided == 1

    tell(hand_off, event("accepted", NOW + 48 * HOUR), now=NOW + 49 * HOUR)
    rebuild_facts()

    assert (fact().undecided, fact().accepted, fact().day) == (0, 1, TODAY)


def test_only_marketings_sources_count_in_its_month(organisation):
    promise(agree())
    hand_over()
    hand_over(source=SourceFactory(name="Own research", side="sales"))
    rebuild_facts()

    assert DeliveryFact.objects.count() == 2
    assert month_at(TODAY, organisation=organisation, now=NOW).all.handed_over == 1


def test_working_days_are_those_of_the_agreements_calendar(organisation):
    version = promise(agree())
    version.calendar.versions.update(holidays=[{"date": "2026-03-05", "name": "Day off"}])

    month = month_at(TODAY, organisation=organisation, now=NOW)

    assert sum(month.is_working) == 21
    assert [month.is_working[day - 1] for day in (4, 5, 6, 7)] == [True, False, True, False]


def test_a_year_of_months_is_read_by_a_handful_of_queries(organisation, django_assert_max_num_queries):
    promise(agree(is_retrospective=True))
    for weeks in range(30):
        hand_over(at=NOW - timedelta(weeks=weeks))
    rebuild_facts()

    # Facts; versions with their promises and values; calendars.
    with django_assert_max_num_queries(5):
        months = months_between(date(2025, 4, 1), TODAY, organisation=organisation, now=NOW)
        assert [len(each.burn_ups["volume"].points) for each in months[-2:]] == [28, 31]
    assert (len(months), months[0].name, months[-1].name) == (12, "2025-04", "2026-03")
    assert sum(each.all.qualified for each in months) == 30


ACTS = ["accepted", "rejected", "recycled", "closed", "won", "touched"]


leads = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from([None, 10, 60]),
        st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 90)), max_size=3),
    ),
    min_size=1,
    max_size=8,
)


@given(leads)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_facts_are_what_a_look_at_every_hand_off_says(organisation, drawn):
    with transaction.atomic():
        HandOff.objects.all().delete()
        AgreementVersion.objects.all().delete()
        version = promise(agree(definition=BIG), {None: 10})
        for days, employees, acts in drawn:
            told = [
                touched(NOW + hours * HOUR) if kind == "touched" else event(kind, NOW + hours * HOUR)
                for kind, hours in acts
            ]
            hand_over(*told, at=NOW - timedelta(days=days), now=NOW + 100 * HOUR, employees=employees)
        rebuild_facts()

        definition = criteria.read(BIG)
        qualified = [each for each in HandOff.objects.all() if definition.holds(each.snapshot)]
        accepted = [each for each in qualified if each.accepted_at or each.stage == "won"]
        rejected = [each for each in qualified if each not in accepted and each.decided_at]
        facts = list(DeliveryFact.objects.all())
        assert sum(each.handed_over for each in facts) == len(drawn)
        assert sum(each.qualified for each in facts) == len(qualified)
        assert sum(each.accepted for each in facts) == len(accepted)
        assert sum(each.rejected for each in facts) == len(rejected)
        assert sum(each.value for each in facts) == 10 * len(qualified)
        assert {each.version for each in facts} <= {version}
        assert check_facts() == []
        DeliveryFact.objects.filter(qualified__gt=0).update(value=1)
        assert bool(check_facts()) == bool(qualified)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"kind": "volume", "goal": 0}, id="nothing"),
        pytest.param({"kind": "accepted_share", "goal": "1.01"}, id="more-than-all"),
        pytest.param({"kind": "completeness", "goal": "0.9"}, id="nothing-named"),
        pytest.param({"kind": "volume", "goal": 5, "fields": ["country"]}, id="fields-of-volume"),
        pytest.param({"kind": "hope", "goal": "0.5"}, id="unknown-kind"),
        pytest.param({"kind": "value", "goal": 5}, id="twice"),
    ],
)
def test_the_database_refuses_a_promise_that_makes_no_sense(organisation, fields):
    version = promise(agree(), value=7)

    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyPromise.objects.create(version=version, **{**fields, "goal": Decimal(fields["goal"])})


@pytest.mark.parametrize("amount", [-1, 5])
def test_the_database_refuses_two_values_of_a_source_and_values_below_nothing(organisation, amount):
    version = promise(agree())

    with pytest.raises(IntegrityError), transaction.atomic():
        LeadValue.objects.create(version=version, source=None if amount > 0 else SourceFactory(), amount=amount)


@pytest.mark.parametrize(
    "counts",
    [
        {"handed_over": 1, "qualified": 2, "undecided": 2},
        {"handed_over": 2, "qualified": 2, "undecided": 1},
        {"handed_over": 2, "qualified": 1, "undecided": 1, "complete": 2},
        {"handed_over": 2, "qualified": 1, "undecided": 1, "fair_accepted": 1},
    ],
)
def test_the_database_refuses_counts_that_do_not_add_up(organisation, counts):
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryFact.objects.create(day=TODAY, version=agree(), source=1, **counts)
