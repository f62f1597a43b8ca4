"""A forgotten password: by mail where there is a mail server, else by a link that an administrator makes."""

from __future__ import annotations

import logging
import re

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from leadgap.accounts.models import User
from leadgap.audit.models import AuditEntry
from tests.accounts.conftest import PASSWORD

FORGOTTEN = reverse("account_reset_password")
NEW = "another-long-one"


def path_of(link):
    assert link.startswith(f"{django_settings.LEADGAP_URL}/")
    return link.removeprefix(django_settings.LEADGAP_URL)


def link_in(message):
    (link,) = re.findall(r"http\S+", message.get_content())
    return link


def choose(client, link, password=NEW):
    """Open the link, be led to the form without the key in its address, and choose."""
    form = client.get(path_of(link))
    assert form.status_code == 302
    return client.post(form["Location"], {"password1": password, "password2": password})


@pytest.fixture
def reset_link(administrator, rita):
    client = Client()
    client.force_login(administrator)
    return client.post(reverse("accounts:make-reset-link", args=[rita.pk])).context["link"]


def test_without_a_mail_server_the_page_says_whom_to_ask(client, rita):
    for response in (client.get(FORGOTTEN), client.post(FORGOTTEN, {"email": rita.email})):
        assert "Ask an administrator" in response.content.decode()


def test_an_administrators_link_sets_a_new_password(client, rita, reset_link):
    response = choose(client, reset_link)

    assert response.status_code == 302
    rita.refresh_from_db()
    assert rita.check_password(NEW)
    entry = AuditEntry.objects.get()
    assert entry.action == "person.reset_link_made"
    assert entry.data == {}


def test_the_link_works_once(client, rita, reset_link):
    choose(client, reset_link)

    again = Client().get(path_of(reset_link))

    assert again.status_code == 200
    assert again.context["token_fail"]


def test_looking_at_the_link_changes_nothing(client, rita, reset_link):
    client.get(path_of(reset_link))
    Client().get(path_of(reset_link))

    rita.refresh_from_db()
    assert rita.check_password(PASSWORD)
    assert choose(Client(), reset_link).status_code == 302


def test_the_link_dies_when_the_password_changes_otherwise(client, rita, reset_link):
    rita.set_password("changed-meanwhile")
    rita.save()

    assert client.get(path_of(reset_link)).context["token_fail"]


def test_the_link_of_one_person_is_not_anothers(client, rita, reset_link, colleague):
    from allauth.account.utils import user_pk_to_url_str

    other = path_of(reset_link).replace(f"/{user_pk_to_url_str(rita)}-", f"/{user_pk_to_url_str(colleague)}-")
    assert other != path_of(reset_link)

    assert client.get(other).context["token_fail"]


def test_the_key_leaves_the_address_before_anything_else_is_loaded(client, rita, reset_link):
    form = client.get(path_of(reset_link))["Location"]

    assert path_of(reset_link).rpartition("-")[2].strip("/") not in form


def test_the_page_with_the_link_is_not_kept(administrator, rita, client):
    client.force_login(administrator)

    response = client.post(reverse("accounts:make-reset-link", args=[rita.pk]))

    assert "no-store" in response["Cache-Control"]


def test_the_link_begins_with_our_own_address_whatever_the_browser_says(administrator, rita, client):
    client.force_login(administrator)

    response = client.post(reverse("accounts:make-reset-link", args=[rita.pk]), headers={"Host": "localhost"})

    assert response.context["link"].startswith(f"{django_settings.LEADGAP_URL}/accounts/")


def test_a_closed_account_gets_no_link(administrator, rita, client):
    User.objects.filter(pk=rita.pk).update(is_active=False)
    client.force_login(administrator)

    assert client.post(reverse("accounts:make-reset-link", args=[rita.pk])).status_code == 403


def test_with_a_mail_server_the_link_is_sent(client, rita, mailbox):
    response = client.post(FORGOTTEN, {"email": rita.email}, headers={"Host": "localhost"})

    assert response["Location"] == reverse("account_reset_password_done")
    (message,) = mailbox.messages
    assert message["To"] == rita.email
    assert choose(client, link_in(message)).status_code == 302
    rita.refresh_from_db()
    assert rita.check_password(NEW)


def test_the_answer_does_not_tell_who_is_here(client, rita, mailbox):
    """Neither by its words nor by its time: a mail is sent either way."""
    answers = [client.post(FORGOTTEN, {"email": email}) for email in (rita.email, "nobody@example.com")]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    assert [message["To"] for message in mailbox.messages] == [rita.email, "nobody@example.com"]
    assert "password/reset/" not in mailbox.messages[1].get_content()


def test_a_closed_account_is_mailed_no_link(client, rita, mailbox):
    User.objects.filter(pk=rita.pk).update(is_active=False)

    client.post(FORGOTTEN, {"email": rita.email})

    assert "password/reset/" not in mailbox.messages[0].get_content()


def test_one_address_is_not_mailed_without_end(client, rita, mailbox):
    for _time in range(8):
        client.post(FORGOTTEN, {"email": rita.email})

    assert len(mailbox.messages) == 5


@pytest.mark.parametrize("who", ["here", "not here"])
def test_a_mail_server_that_is_down_is_said_to_everyone_alike(client, rita, mailbox, settings, who):
    settings.EMAIL_PORT = 1

    page = client.post(FORGOTTEN, {"email": rita.email if who == "here" else "nobody@example.com"}, follow=True)

    assert page.status_code == 200
    assert "The mail could not be sent. Ask an administrator for a link." in page.content.decode()


def test_no_key_is_logged(client, rita, reset_link, caplog):
    with caplog.at_level(logging.DEBUG):
        choose(client, reset_link)
        Client().get(path_of(reset_link))

    key = path_of(reset_link).strip("/").rpartition("/")[2].partition("-")[2]
    assert key
    assert key not in caplog.text
