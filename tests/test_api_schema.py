"""Whatever is sent, the API answers as its document says, and never fails."""

from __future__ import annotations

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from leadgap import openapi
from leadgap.accounts.services.keys import create_key
from leads.models import Lead
from sla.models import Clock
from tests.factories import NOW, AgreementFactory, CalendarFactory, PromiseFactory, SourceFactory
from tests.sla.world import agree, assigned, hand_over

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
QUICK = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@pytest.fixture
def rows(organisation, rep, administrator):
    """A company in which there is what the paths name: a key by the noun of the path."""
    agree()
    draft = AgreementFactory(number=1000, state="draft", text="", text_hash="", signed_at=None)
    PromiseFactory(version=draft)
    calendar = CalendarFactory(name="Office")
    hand_off = hand_over(assigned(rep.owners.get()), source=SourceFactory(name="Website"))
    return {
        "agreements": draft.number,
        "calendars": calendar.pk,
        "hand-offs": hand_off.pk,
        "owners": rep.owners.get().pk,
        "teams": rep.team_id,
    }


@pytest.fixture
def document(db):
    openapi.write()
    return schemathesis.openapi.from_dict(json.loads(openapi.PATH.read_text()))


@pytest.fixture
def key(administrator):
    return create_key(person=administrator, name="fuzz", may_write=True, now=NOW)[1]


@pytest.fixture
def _one_connection():
    """Let requests leave the test's own connection open, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def send(key, _one_connection):
    """Ask what a case asks, of the row of its noun, and leave everything as it was."""
    app = get_wsgi_application()

    def ask(case, rows):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {key}"}
        noun = noun_of(case.path)
        if noun in rows and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, rows[noun])
        if isinstance(case.body, dict) and "calendar" in case.body:
            case.body["calendar"] = {"name": "Office"}
        with transaction.atomic():
            case.call_and_validate(app=app, checks=CHECKS)
            transaction.set_rollback(True)

    return ask


def noun_of(path):
    return path.split("/")[3]


def tried(document, send, rows):
    """Try every operation of the document, and return their nouns."""
    nouns = set()
    for found in document.get_all_operations():
        operation = found.ok()
        nouns.add(noun_of(operation.path))

        @QUICK
        @given(case=operation.as_strategy())
        def probe(case):
            send(case, rows)

        probe()
    return nouns


def test_an_act_answers_as_it_says(document, send, rows):
    assert tried(document.include(method=["POST", "PUT"]), send, rows) == {*rows, "judgements", "waivers"}


def test_what_is_read_answers_as_it_says(document, send, rows):
    rows |= {"clocks": Clock.objects.latest("pk").pk, "leads": Lead.objects.latest("pk").pk}

    assert {*rows, "board", "compliance", "scorecards"} <= tried(document.include(method=["GET"]), send, rows)
