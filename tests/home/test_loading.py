"""The demo company as the journal knows it: told once or in pieces it is the same."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from leadgap.accounts.models import Organisation, Owner, Role, Team, User
from leadgap.audit.models import AuditEntry
from leadgap.home.demo.company import AlreadyThere, NamesTaken, found, sign_ins
from leadgap.home.demo.loading import roll
from leadgap.home.demo.qualifying import LONGEST_WAIT
from leadgap.home.demo.settling import settle
from leadgap.home.models import DemoCompany
from leadgap.home.tasks import roll_demo
from leads.lifecycle import Stage
from leads.models import Event, HandOff, Lead, Source, System
from sla.models import AgreementVersion, Calendar, Clock
from sla.months.waiting import waiting
from tests.factories import AgreementFactory, OwnerFactory, SourceFactory, TeamFactory
from tests.home.conftest import THEN

pytestmark = pytest.mark.django_db

HAND_OFF = (
    "external_id", "source__name", "campaign__name", "owner__name", "team__name", "handed_off_at", "stage", "outcome",
    "first_touch_at", "first_genuine_at", "first_connected_at", "touches", "attempts", "accepted_at", "decided_at",
    "closed_at", "value", "reasons", "pauses", "sales_rating", "sales_reasons", "marketing_rating", "snapshot",
)  # fmt: skip
EVENT = ("key", "kind", "occurred_at", "owner__name", "rating", "result", "channel", "reason", "amount")


def state():
    """All that has been told, without keys and the times of telling."""
    hand_offs = sorted(map(str, HandOff.objects.values_list(*HAND_OFF)))
    names = [name for name in EVENT if name.split("__")[0] in {field.name for field in Event._meta.get_fields()}]
    return hand_offs, sorted(map(str, Event.objects.values_list(*names)))


def clear():
    Event.objects.all().delete()
    HandOff.objects.all().delete()
    Lead.objects.all().delete()


@pytest.mark.parametrize("steps", [[0, 0], [-20 * 24, -10 * 24, -1, 0], [-24.5, 0, -3, 0]], ids=str)
def test_rolled_often_late_or_twice_it_is_as_if_rolled_once(short_story, steps):
    found(now=THEN, leads=300)
    roll(now=THEN)
    once = state()
    clear()
    DemoCompany.objects.update(rolled_to=None)

    for hours in steps:
        roll(now=THEN + timedelta(hours=hours))

    assert state() == once
    assert len(once[0]) > 150


def test_rolled_after_a_kill_it_goes_on(short_story, monkeypatch):
    company = found(now=THEN, leads=300)
    roll(now=THEN)
    once = state()
    # All was told, but the command was killed before it wrote down how far it had come.
    DemoCompany.objects.filter(pk=company.pk).update(rolled_to=None)

    roll(now=THEN)

    assert state() == once


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


def test_without_a_demo_company_rolling_does_nothing():
    assert roll(now=THEN) == 0

    roll_demo()

    assert not HandOff.objects.exists()


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


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: TeamFactory(name="Vienna"), "Vienna"),
        (lambda: SourceFactory(name="Webinar"), "Webinar"),
        (lambda: OwnerFactory(name="Jana Vogt"), "Jana Vogt"),
        (
            lambda: User.objects.create_user("ada.berg@lumen-grid.example", "x"),
            "ada.berg@lumen-grid.example",
        ),
        (lambda: System.objects.create(key="demo", name="Mine"), "demo"),
        (lambda: Calendar.objects.create(name="Berlin office"), "Berlin office"),
    ],
    ids=["team", "source", "owner", "person", "system", "calendar"],
)
def test_a_name_that_is_taken_refuses_the_whole(make, name):
    make()
    before = User.objects.count(), Team.objects.count(), Source.objects.count()

    with pytest.raises(NamesTaken, match=name):
        found(now=THEN)

    assert (User.objects.count(), Team.objects.count(), Source.objects.count()) == before
    assert not DemoCompany.objects.exists()


def test_an_own_agreement_from_the_same_day_is_no_hindrance(short_story):
    own = AgreementFactory(effective_on=(THEN - timedelta(days=35)).date())

    found(now=THEN, leads=10)

    assert AgreementVersion.objects.exclude(pk=own.pk).get().effective_on == own.effective_on - timedelta(days=1)


def test_a_second_company_is_refused(short_story):
    found(now=THEN, leads=10)

    with pytest.raises(AlreadyThere):
        found(now=THEN, leads=10)


def test_the_organisation_that_is_there_is_kept(organisation, short_story):
    found(now=THEN, leads=10)

    assert Organisation.objects.get().name == "Northwind"
    assert not DemoCompany.objects.get().made_organisation


def run(*arguments):
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_loads_rolls_says_and_removes(short_story, time_machine):
    time_machine.move_to(THEN, tick=False)

    assert "a year of leads" in run("--if-empty", "--leads", "100")
    count = HandOff.objects.count()
    time_machine.move_to(THEN + timedelta(hours=8), tick=False)
    assert run("--if-empty") == ""
    assert HandOff.objects.count() > count
    assert run("--sign-ins").count("@lumen-grid.example") == 5
    run("--remove")
    assert not HandOff.objects.exists()
    assert run("--sign-ins") == ""


def test_the_command_leaves_an_installation_in_use_alone(organisation):
    assert run("--if-empty") == ""

    assert not DemoCompany.objects.exists()


def test_the_command_says_why_it_refuses(short_story):
    TeamFactory(name="Vienna")

    with pytest.raises(CommandError, match="Vienna"):
        run("--leads", "10")
    with pytest.raises(CommandError, match="2 000 000"):
        run("--leads", "0")


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
