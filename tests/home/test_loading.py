"""The demo company as the journal knows it: told once or in pieces it is the same."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Value
from django.db.models.functions import Concat

from leadgap.accounts.models import Organisation, Owner, Team, User
from leadgap.home.demo.company import AlreadyThere, NamesTaken, found
from leadgap.home.demo.loading import roll
from leadgap.home.models import DemoCompany
from leadgap.home.tasks import roll_demo
from leads.models import Campaign, Event, HandOff, Lead, Source, System
from sla.models import AgreementVersion, Calendar
from tests.factories import AgreementFactory, OwnerFactory, SourceFactory, TeamFactory
from tests.home.conftest import THEN
from tests.home.told import state

pytestmark = pytest.mark.django_db


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


def test_it_goes_on_whatever_has_been_renamed(short_story):
    found(now=THEN, leads=300)
    roll(now=THEN)
    keys = ("external_id", "source_id", "campaign_id", "owner_id")
    once = sorted(HandOff.objects.values_list(*keys))
    clear()
    DemoCompany.objects.update(rolled_to=None)
    for named in (Source, Campaign, Owner):
        named.objects.update(name=Concat("name", Value(" of old")), key=Concat("key", Value(" of old")))

    roll(now=THEN)

    assert sorted(HandOff.objects.values_list(*keys)) == once


def test_without_a_demo_company_rolling_does_nothing():
    assert roll(now=THEN) == 0

    roll_demo()

    assert not HandOff.objects.exists()


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
        found(now=THEN, leads=10)

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
