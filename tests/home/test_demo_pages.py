"""The demo company's own pages: a way in for each role, loaded and removed by two clicks."""

import pytest
from django.test import Client
from django.urls import reverse

from leadgap.accounts.models import Role, Team, User
from leadgap.home.models import DemoCompany
from leadgap.jobs.models import Job
from leadgap.jobs.services import start
from tests.factories import HandOffFactory, UserFactory
from tests.home.conftest import THEN

pytestmark = pytest.mark.django_db

HOME = "/"


@pytest.mark.parametrize("role", list(Role.values))
def test_a_button_signs_in_as_a_role(demo, role):
    client = Client()
    assert f'value="{role}"' in client.get(reverse("account_login")).content.decode()

    response = client.post(reverse("home:demo-sign-in"), {"role": role})

    assert response.url == "/"
    assert User.objects.get(pk=client.session["_auth_user_id"]).role == role


@pytest.mark.parametrize("where", ["installation", "visitor"])
def test_off_loopback_there_are_no_buttons_and_no_way_in(demo, settings, where):
    settings.ON_LOOPBACK = where != "installation"
    client = Client(REMOTE_ADDR="127.0.0.1" if where == "installation" else "192.0.2.7")

    page = client.get(reverse("account_login")).content.decode()
    response = client.post(reverse("home:demo-sign-in"), {"role": "administrator"})

    assert "demo/sign-in" not in page
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_behind_a_proxy_on_this_machine_there_is_no_way_in(demo):
    """To the application every visitor of a proxy comes from loopback."""
    client = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.7")

    assert client.post(reverse("home:demo-sign-in"), {"role": "administrator"}).status_code == 404


def test_a_link_signs_nobody_in(demo):
    client = Client()

    assert client.get(reverse("home:demo-sign-in"), {"role": "manager"}).status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", ["", "superuser", "person"])
def test_there_is_no_button_for_another_role(demo, role):
    assert Client().post(reverse("home:demo-sign-in"), {"role": role}).status_code == 404


def test_somebody_of_ones_own_is_never_signed_in_by_a_button(demo):
    UserFactory(role=Role.REP, team=Team.objects.get(name="Vienna"))
    User.objects.filter(pk__in=DemoCompany.objects.get().made["accounts.user"], role=Role.REP).update(is_active=False)

    assert Client().post(reverse("home:demo-sign-in"), {"role": "rep"}).status_code == 404


@pytest.mark.parametrize("kind", ["demo-load", "demo-remove"])
def test_while_it_comes_or_goes_it_is_not_removed(demo, browser_of, kind):
    administrator = User.objects.get(role=Role.ADMINISTRATOR)
    client, removal = browser_of(administrator), reverse("home:demo-remove")
    job = start(kind, params={}, user=administrator, now=THEN)

    page = client.get(HOME, follow=True).content.decode()
    answers = [client.get(removal), client.post(removal)]

    assert "Demo company: every" in page
    assert removal not in page
    assert {answer.url for answer in answers} == {reverse("jobs:job", args=[job.pk])}
    assert Job.objects.get() == job

    Job.objects.update(state=Job.State.FAILED)
    assert removal in client.get(HOME, follow=True).content.decode()


def test_removing_is_not_offered_while_nobody_else_could_sign_in(demo, browser_of):
    HandOffFactory()
    client = browser_of(User.objects.get(role=Role.ADMINISTRATOR))

    page = client.post(reverse("home:demo-remove")).content.decode()

    assert "Invite an administrator" in page
    assert not Job.objects.exists()


@pytest.mark.parametrize("role", ["rep", "marketer", "manager", "auditor"])
def test_only_administrators_load_and_remove(demo, browser_of, role):
    client = browser_of(User.objects.filter(role=role).first())

    assert client.post(reverse("home:demo-load")).status_code == 403
    assert client.post(reverse("home:demo-remove")).status_code == 403
    assert not Job.objects.exists()
