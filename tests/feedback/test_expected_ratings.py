"""The page on which Marketing says what it expects of a source or a campaign."""

from __future__ import annotations

import pytest
from django.urls import reverse

from feedback.models import ExpectedRating
from tests.factories import NOW, CampaignFactory, SourceFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("feedback:expected-ratings")


@pytest.fixture
def fair():
    return CampaignFactory(name="Spring", source=SourceFactory(name="Fair"))


@pytest.fixture
def post(client, marketer, django_capture_on_commit_callbacks):
    client.force_login(marketer)

    def post(**data):
        with django_capture_on_commit_callbacks():
            return client.post(PAGE, data)

    return post


def test_a_campaign_is_chosen_in_the_group_of_its_source(client, marketer, fair):
    CampaignFactory(name="Past", source=fair.source, archived_at=NOW)
    SourceFactory(name="Old", archived_at=NOW)
    client.force_login(marketer)

    form = client.get(PAGE).context["form"]

    assert form.fields["leads_of"].choices == [
        ("", "Choose a source or a campaign"),
        ("Fair", [(f"source-{fair.source_id}", "All of Fair"), (f"campaign-{fair.pk}", "Spring")]),
    ]


def test_it_is_expected_of_all_of_a_source_or_of_a_campaign(post, fair):
    assert post(leads_of=f"source-{fair.source_id}", rating="2").status_code == 302
    assert post(leads_of=f"campaign-{fair.pk}", rating="5").status_code == 302

    found = ExpectedRating.objects.order_by("pk").values_list("source", "campaign", "rating")
    assert list(found) == [(fair.source_id, None, 2), (fair.source_id, fair.pk, 5)]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"leads_of": "", "rating": "2"}, id="nothing"),
        pytest.param({"leads_of": "source-0", "rating": "2"}, id="no-such-source"),
        pytest.param({"leads_of": "source", "rating": "2"}, id="no-key"),
        pytest.param({"leads_of": "source-{source}"}, id="no-rating"),
        pytest.param({"leads_of": "source-{source}", "rating": "6"}, id="a-rating-of-6"),
    ],
)
def test_what_is_not_on_the_list_is_refused(post, fair, asked):
    answer = post(**{name: value.format(source=fair.source_id) for name, value in asked.items()})

    assert answer.status_code == 422
    assert not ExpectedRating.objects.exists()
