"""Before the first lead, each list says what brings one, to whoever may bring it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import SourceFactory, SystemFactory
from tests.sla.world import agree, assigned, clock_of, hand_over

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


@pytest.mark.parametrize(
    "page",
    [
        reverse("sla:compliance"),
        reverse("feedback:scorecards"),
        reverse("sla:agreement-dry-run", args=[1]),
        reverse("home:first-look"),
    ],
)
@pytest.mark.parametrize("who", ["marketer", "manager", "auditor"])
def test_before_the_first_lead_only_who_may_import_is_led_to_the_imports(request, client, page, who):
    agree(number=1)
    client.force_login(request.getfixturevalue(who))

    said = client.get(page).content.decode().partition("<main")[2].partition("</main")[0]

    assert 'class="empty-state"' in said
    assert (f'href="{IMPORT}"' in said) == (who == "marketer")


@pytest.mark.parametrize("who", ["marketer", "manager"])
def test_without_touch_data_only_who_may_import_is_led_to_the_imports(request, client, who, rep):
    agree()
    hand_off = hand_over(assigned(rep.owners.get()), system=SystemFactory(key="silent", touches_from=None))
    client.force_login(request.getfixturevalue(who))

    said = (
        client.get(reverse("sla:clock", args=[clock_of(hand_off).pk]))
        .content.decode()
        .partition("<main")[2]
        .partition("</main")[0]
    )

    assert "No touch data." in said
    assert (f'href="{IMPORT}"' in said) == (who == "marketer")


def test_what_is_expected_is_asked_once_there_is_a_source(client, marketer):
    client.force_login(marketer)
    page = reverse("feedback:expected-ratings")
    assert "Expect this rating" not in client.get(page).content.decode()

    SourceFactory()

    assert "Expect this rating" in client.get(page).content.decode()
