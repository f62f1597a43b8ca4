"""The API's document is there for who may use the API, and says how it refuses."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from leadgap import openapi
from leadgap.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> dict[str, dict[str, dict[str, object]]]:
    openapi.write()
    return json.loads(openapi.PATH.read_text())["paths"]


def test_every_operation_is_of_this_version_and_names_its_refusals(written: dict) -> None:
    for path, operations in written.items():
        assert path.startswith("/api/v1/")
        for method, operation in operations.items():
            refusals = {*openapi.REFUSALS, *(() if method == "get" else openapi.CONFLICT)}
            assert refusals < set(operation["responses"]), path
            assert {"200", "201"} & set(operation["responses"]), path


def test_a_body_says_nothing_but_its_fields_however_deep(written: dict) -> None:
    schemas = json.loads(openapi.PATH.read_text())["components"]["schemas"]

    def named(part: object) -> Iterator[str]:
        """Yield the names of the components that a part of the document leads to."""
        if isinstance(part, dict):
            if name := str(part.get("$ref", "")).rpartition("/")[2]:
                yield name
                yield from named(schemas[name])
            yield from (name for value in part.values() for name in named(value))
        elif isinstance(part, list):
            yield from (name for value in part for name in named(value))

    bodies = [body for acts in written.values() for act in acts.values() if (body := act.get("requestBody"))]
    objects = {name: schemas[name] for name in set(named(bodies)) if "properties" in schemas[name]}

    assert {"TermsRequest", "PromiseTermsRequest", "WeekRequest", "ActRequest"} <= set(objects)
    assert [name for name, schema in objects.items() if schema.get("additionalProperties") is not False] == []


def test_what_an_answer_tells_may_be_sent_back(written: dict) -> None:
    schemas = json.loads(openapi.PATH.read_text())["components"]["schemas"]

    for told, sent in (("Agreement", "Terms"), ("Promise", "PromiseTerms"), ("Segment", "SegmentTerms")):
        assert set(schemas[told]["properties"]) <= set(schemas[f"{sent}Request"]["properties"])


def test_it_is_served_as_it_was_written(written: dict, client: Client, rep: User) -> None:
    client.force_login(rep)

    response = client.get(reverse("openapi"))

    assert response.status_code == 200
    assert json.loads(response.getvalue())["paths"] == written


def test_a_stranger_gets_none(written: dict, client: Client) -> None:
    assert client.get(reverse("openapi")).status_code in {401, 403}


def test_before_it_is_written_it_says_what_to_do(client: Client, rep: User) -> None:
    openapi.PATH.unlink(missing_ok=True)
    client.force_login(rep)

    response = client.get(reverse("openapi"))

    assert response.status_code == 404
    assert "leadgap.prepare" in response.json()["detail"]


def test_the_door_of_the_api_leads_to_everything_that_can_be_read(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    urls = client.get(reverse("api:root")).json()

    assert urls["leads"] == "http://testserver/api/v1/leads/"
    assert {"openapi", "hand-offs", "clocks", "compliance", "compliance-csv", "curve", "scorecards"} <= set(urls)
    assert {client.get(url).status_code for name, url in urls.items() if name != "openapi"} == {200}
