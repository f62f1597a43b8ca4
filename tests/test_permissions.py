"""Every named URL, asked by every kind of person. The table is in tests/permissions/, one file for each room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from leadgap.accounts.middleware import ENTRANCES, OWN_MATTERS
from tests.factories import HandOffFactory
from tests.people import everybody
from tests.permissions import PEOPLE, SIGN_IN, Answer, Row, World, all_rows

ROWS = all_rows()

# All that somebody who is not signed in may get to. A new name here is a decision, not a detail.
PUBLIC = {
    "healthz",
    "ui:choose-theme",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "socialaccount_login_cancelled",
    "openid_connect_login",
    "openid_connect_callback",
    "accounts:open-invitation",
    "accounts:accept-invitation",
    "home:home",  # leads on, to the first-run set-up or to sign-in
    "home:setup",
    "home:demo-sign-in",
}
# Written by whoever asks for a page: the session, and the counts of the rate limits.
EVERYBODYS_TABLES = ("django_session", "django_cache")


def named_urls(patterns: list[URLPattern | URLResolver] | None = None, namespace: str = "") -> Iterator[str]:
    """Yield the full name of every URL pattern; a pattern without a name fails the table as its route."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            below = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_urls(pattern.url_patterns, below)
        else:
            yield f"{namespace}{pattern.name or pattern.pattern}"


@pytest.fixture(scope="module")
def made(kept: None) -> World:
    """Make the world that all tests here ask about."""
    people = everybody()
    for person in people.values():
        person.set_password("a-long-password")  # so that the pages of a password are there
        person.save()
    rep = people["rep"]
    return World(people=people, hand_off=HandOffFactory(owner=rep.owners.get(), team=rep.team))


@pytest.fixture(scope="module")
def sessions(made: World) -> dict[str, str]:
    """Sign everybody in once."""
    clients = {name: Client() for name in made.people}
    for name, person in made.people.items():
        clients[name].force_login(person)
    return {name: client.cookies[settings.SESSION_COOKIE_NAME].value for name, client in clients.items()}


@pytest.fixture
def world(made: World, db: None) -> World:
    people, hand_off = deepcopy((made.people, made.hand_off))
    return World(people=people, hand_off=hand_off)


@pytest.fixture
def browser_of(sessions: dict[str, str], db: None) -> Callable[[str], Client]:
    """Return a function that makes a browser in which somebody is signed in, if it is not `anonymous`."""

    def of(name: str) -> Client:
        client = Client()
        if name in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[name]
        return client

    return of


def ask(client: Client, method: str, row: Row, world: World, url: str) -> Answer:
    """Return the answer, and leave the world as it was for the next one."""
    with transaction.atomic():
        if method == "GET":
            response = client.get(url)
        else:
            options = {"content_type": row.content_type} if row.content_type else {}
            send = client.post if method == "POST" else client.put
            response = send(url, row.data(world), **options)
        transaction.set_rollback(True)
    return answer_of(response)


def answer_of(response: HttpResponse) -> Answer:
    leads_to_sign_in = response.status_code == 302 and response["Location"].startswith(f"{reverse('account_login')}?")
    return SIGN_IN if leads_to_sign_in else response.status_code


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everyone_gets_what_the_table_says(row: Row, world: World, browser_of: Callable[[str], Client]) -> None:
    url = reverse(row.name, args=row.arguments(world))
    browsers = {name: browser_of(name) for name in PEOPLE}

    for method, expected in (("GET", row.get), ("POST", row.post), ("PUT", row.put)):
        if expected is None:
            continue
        seen = {name: ask(browsers[name], method, row, world, url) for name in PEOPLE}

        assert seen == dict(expected), method


@pytest.mark.parametrize("row", [row for row in ROWS if row.get["auditor"] == 200], ids=lambda row: row.name)
def test_who_may_open_a_page_may_ask_for_its_head(row: Row, world: World, browser_of: Callable[[str], Client]) -> None:
    url = reverse(row.name, args=row.arguments(world))

    assert browser_of("auditor").head(url).status_code == 200


def test_every_named_url_has_one_row_and_every_row_a_url() -> None:
    rows = Counter(row.name for row in ROWS)

    assert set(rows) == set(named_urls())
    assert [name for name, count in rows.items() if count > 1] == []


def test_every_page_is_private_except_these() -> None:
    open_to_all = {
        row.name
        for row in ROWS
        if any(
            expected["anonymous"] not in {SIGN_IN, 401, 403}
            for expected in (row.get, row.post, row.put or {"anonymous": 401})
        )
    }

    assert open_to_all == PUBLIC


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_an_auditor_changes_nothing(row: Row, world: World, browser_of: Callable[[str], Client]) -> None:
    """By no method, on no page but the own matters and the ways in; and nothing is written on the way."""
    if row.name in OWN_MATTERS | ENTRANCES:
        return
    url = reverse(row.name, args=row.arguments(world))
    client = browser_of("auditor")
    for method in ("post", "put", "patch", "delete"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = getattr(client, method)(url, row.data(world))

        assert response.status_code == 403, method
        written = [
            query["sql"]
            for query in captured
            if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
            and not any(table in query["sql"] for table in EVERYBODYS_TABLES)
        ]
        assert written == []


def test_the_exceptions_for_auditors_exist() -> None:
    assert set(named_urls()) >= OWN_MATTERS | ENTRANCES
