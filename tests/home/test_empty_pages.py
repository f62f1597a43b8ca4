"""Before the first lead, each list says what brings one, to whoever may bring it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
IMPORT = reverse("leads:import-new")


@pytest.mark.parametrize(
    ("page", "writer", "reader"),
    [
        ("leads:sources", "marketer", "auditor"),
        ("accounts:owners", "administrator", "auditor"),
        ("feedback:expected-ratings", "marketer", "manager"),
    ],
)
def test_who_may_import_is_led_there_and_nobody_else(request, client, page, writer, reader):
    client.force_login(request.getfixturevalue(writer))
    assert f'href="{IMPORT}"' in client.get(reverse(page)).content.decode()

    client.force_login(request.getfixturevalue(reader))
    assert f'href="{IMPORT}"' not in client.get(reverse(page)).content.decode()


def test_what_is_expected_is_asked_once_there_is_a_source(client, marketer):
    client.force_login(marketer)
    page = reverse("feedback:expected-ratings")
    assert "Expect this rating" not in client.get(page).content.decode()

    SourceFactory()

    assert "Expect this rating" in client.get(page).content.decode()
