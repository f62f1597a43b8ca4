"""The demo company after it was loaded, and as it is told on."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from leadgap.accounts.models import Organisation, Owner, Role, Team, User
from leadgap.audit.models import AuditEntry
from leadgap.home.demo.company import sign_ins
from leadgap.home.demo.loading import roll
from leadgap.home.demo.qualifying import LONGEST_WAIT
from leadgap.home.demo.settling import settle
from leadgap.home.models import DemoCompany
from leadgap.home.tasks import roll_demo
from leads.lifecycle import Stage
from leads.models import Event, HandOff, Lead, Source
from sla.models import AgreementVersion, Calendar, Clock
from sla.months.waiting import waiting
from tests.home.conftest import THEN
from tests.home.told import state

pytestmark = pytest.mark.django_db


def test_rolling_back_in_time_tells_nothing(demo):
    before = state()

    assert roll(now=THEN - timedelta(days=1)) == 0
    assert roll(now=THEN) == 0
    assert state() == before
    assert DemoCompany.objects.get().rolled_to == THEN


def test_an_hour_later_more_has_happened_and_the_past_stands(demo):
    events = set(Event.objects.values_list("key", flat=True))

    roll(now=THEN + timedelta(hours=4))

    later = Event.objects.exclude(key__in=events)
    assert later
    assert all(event.occurred_at > THEN or event.hand_off.handed_off_at > THEN for event in later)
    assert not Event.objects.filter(occurred_at__gt=THEN + timedelta(hours=4)).exists()


def test_some_are_qualified_and_wait_and_are_handed_over_in_the_end(demo):
    found = waiting(now=THEN, with_median=True)
    late = {each.hand_off for each in found.longer_than(2)}
    not_yet = set(HandOff.objects.filter(handed_off_at=None).values_list("pk", flat=True))

    roll(now=THEN + LONGEST_WAIT)

    assert late
    assert found.n > 100
    assert found.median < 3600
    assert not HandOff.objects.filter(pk__in=not_yet, handed_off_at=None).exists()
    assert HandOff.objects.filter(handed_off_at=None).exclude(pk__in=not_yet).exists()
    assert not HandOff.objects.filter(handed_off_at=None, stage__gt=Stage.NEW.value).exists()


def test_the_task_rolls_to_the_present(demo, time_machine):
    time_machine.move_to(THEN + timedelta(hours=5), tick=False)

    roll_demo()
    roll_demo()

    assert DemoCompany.objects.get().rolled_to == THEN + timedelta(hours=5)


def test_what_is_there_after_loading(demo):
    clocks = Clock.objects.filter(promise__kind="first_response", scope="lead")

    assert Organisation.current().name == "Lumen Grid"
    assert Team.objects.count() == 5
    assert Source.objects.count() == 5
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)
    assert not Owner.objects.filter(user=None).exists()
    assert AgreementVersion.objects.get().signatures.count() == 2
    assert clocks.filter(verdict="running", due_at__gte=THEN).exists()
    assert clocks.filter(stopped_at=None).missed(THEN).exists()
    assert not HandOff.objects.unjudged().exists()
    assert not Lead.objects.exclude(email__endswith="@example.com").exists()


def test_its_facts_are_right(demo, time_machine):
    time_machine.move_to(THEN, tick=False)

    call_command("check_facts", stdout=StringIO())


def test_the_audit_log_says_who_drafted_and_signed_its_agreement(demo):
    lines = AuditEntry.objects.filter(action__startswith="agreement.").order_by("pk")

    assert [(line.action, line.actor.role) for line in lines] == [
        ("agreement.drafted", "manager"),
        ("agreement.proposed", "manager"),
        ("agreement.signed", "manager"),
        ("agreement.signed", "marketer"),
    ]
    version = AgreementVersion.objects.get()
    assert {line.target for line in lines} == {f"sla.agreementversion:{version.pk}"}
    assert {line.data["text_hash"] for line in lines[1:]} == {version.text_hash}


def test_calendars_hold_the_holidays_of_two_years(demo):
    for calendar in Calendar.objects.all():
        days = {day["date"][:4] for day in calendar.current().holidays}
        assert {"2026", "2027"} <= days


def test_settling_twice_changes_nothing(demo):
    before = list(Clock.objects.order_by("pk").values())

    settle(now=THEN)

    assert list(Clock.objects.order_by("pk").values()) == before


def test_the_rep_who_signs_in_has_the_most_to_do(demo):
    people = {person.role: person for person in sign_ins()}

    running = Clock.objects.filter(scope="lead", verdict="running", stopped_at=None)
    most = max(running.filter(owner__user=user).count() for user in User.objects.filter(role=Role.REP))
    assert set(people) == set(Role.values)
    assert running.filter(owner__user=people[Role.REP]).count() == most > 0


def test_promises_differ_by_segment(demo):
    clocks = Clock.objects.filter(promise__kind="first_response", scope="lead")
    promised = set(clocks.values_list("hand_off__source__name", "segment__name", "promise__target", "promise__unit"))

    assert promised == {
        ("Demo request", "Hot inbound", 15, "minutes"),
        ("Webinar", "Event lists", 3, "days"),
        ("Paid search", None, 2, "hours"),
        ("Content download", None, 2, "hours"),
        ("Own research", None, 2, "hours"),
    }
