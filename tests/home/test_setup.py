"""The first minute: once, whole, and never again."""

import pytest
from django.test import Client
from django.urls import reverse

from leadgap.accounts.models import Organisation, Role, User
from leadgap.home import setup as services
from sla.models import Calendar, CalendarVersion
from tests.factories import NOW

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "Ada Own",
    "email": "ada@northwind.example",
    "password1": "correct horse battery",
    "password2": "correct horse battery",
    "organisation": "Northwind",
    "timezone": "Europe/Vienna",
    "days": ["mon", "tue"],
    "opens": "08:30",
    "closes": "16:00",
}


def post(**changes):
    return Client().post(reverse("home:setup"), GIVEN | changes)


def test_an_empty_installation_leads_to_its_set_up():
    for address in ("/", reverse("account_login"), f"{reverse('account_login')}?next=/queue/"):
        assert Client().get(address).url == reverse("home:setup")
    assert Client().get(reverse("home:setup")).status_code == 200


def test_it_makes_the_administrator_the_organisation_and_the_working_week():
    client = Client()

    response = client.post(reverse("home:setup"), GIVEN, follow=True)

    person, version = User.objects.get(), CalendarVersion.objects.get()
    assert (person.name, person.email, person.role) == ("Ada Own", "ada@northwind.example", Role.ADMINISTRATOR)
    assert person.check_password("correct horse battery")
    assert (Organisation.current().name, Organisation.current().timezone) == ("Northwind", "Europe/Vienna")
    assert version.weekly == {"mon": [["08:30", "16:00"]], "tue": [["08:30", "16:00"]]}
    assert version.timezone == "Europe/Vienna"
    assert response.redirect_chain == [(reverse("home:start"), 302)]
    page = response.content.decode()
    assert reverse("home:demo-load") in page
    assert reverse("leads:import-new") in page


def test_the_browser_may_propose_its_zone_until_one_was_chosen():
    assert "data-own-zone" in Client().get(reverse("home:setup")).content.decode()
    assert "data-own-zone" not in post(name="").content.decode()


def test_no_zone_is_chosen_for_anybody():
    page = Client().get(reverse("home:setup"))

    assert page.context["form"]["timezone"].value() is None
    assert "Choose a time zone" in page.content.decode()


def test_it_works_once():
    post()

    assert post(email="other@example.com").status_code == 404
    assert Client().get(reverse("home:setup")).status_code == 404
    assert User.objects.count() == 1
    assert Client().get("/").url == reverse("account_login")
    assert Client().get(reverse("account_login")).status_code == 200


def test_of_two_at_once_one_succeeds(monkeypatch):
    """Both have seen an empty installation."""
    post()
    monkeypatch.setattr(services, "is_needed", lambda: True)

    response = post(email="second@example.com", organisation="Southwind")

    assert response.status_code == 302
    assert response.url == reverse("account_login")
    assert User.objects.get().email == "ada@northwind.example"
    assert Organisation.objects.get().name == "Northwind"
    assert Calendar.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password1": "short"}, "at least 10 characters"),
        ({"password1": "1234567890123"}, "entirely numeric"),
        ({"password1": "ada@northwind.example"}, "too similar"),
        ({"password2": "correct horse batter"}, "passwords differ"),
        ({"days": []}, "never opens"),
        ({"opens": "17:00", "closes": "09:00"}, "end after it begins"),
        ({"opens": "09:00", "closes": "09:00"}, "end after it begins"),
        ({"timezone": "Europe/Atlantis"}, "valid choice"),
        ({"timezone": ""}, "Choose the zone"),
        ({"email": "nobody"}, "Write an e-mail address"),
        ({"organisation": ""}, "Write something here."),
        ({"name": ""}, "Write something here."),
        ({"opens": "late"}, "Write a time like"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_and_nothing_is_made(changes, said):
    response = post(**changes)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not User.objects.exists()
    assert not Organisation.objects.exists()
    assert not Calendar.objects.exists()


@pytest.mark.parametrize("what", ["organisation", "person"])
def test_it_is_not_needed_where_there_is_somebody_or_something(what):
    if what == "organisation":
        Organisation.objects.create(pk=1, name="Northwind")
    else:
        User.objects.create_user("somebody@example.com", "x")

    assert not services.is_needed()
    with pytest.raises(services.AlreadySetUp):
        services.set_up(
            name="", email="", password="", organisation="", timezone="UTC", days=[], opens=None, closes=None, now=NOW
        )
