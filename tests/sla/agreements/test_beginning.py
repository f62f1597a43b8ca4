"""What a new version begins with."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.services import get_or_create_source
from sla.models import AgreementVersion
from tests.factories import NOW, AgreementFactory, CalendarFactory
from tests.sla.agreements.drafts import a_draft, page
from tests.sla.pages import text_of
from tests.sla.world import agree, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_hours_later")]


def test_a_new_version_begins_with_a_template(as_, marketer):
    calendar = CalendarFactory()

    response = as_(marketer).post(reverse("sla:agreement-new"), {"start": "event", "calendar": calendar.pk})

    version = AgreementVersion.objects.get()
    assert response["Location"] == page("agreement-edit", version)
    assert (version.title, version.calendar, version.created_by) == ("Agreement: event lists", calendar, marketer)


def begin(client, start):
    client.post(reverse("sla:agreement-new"), {"start": start, "calendar": CalendarFactory().pk})
    return AgreementVersion.objects.get()


def test_a_template_asks_nothing_that_no_lead_meets(as_, marketer):
    hand_over()
    client = as_(marketer)

    version = begin(client, "content")

    assert version.definition == {}
    said = text_of(client.get(page("agreement-edit", version)))
    assert "is left out of the definition: The lead can be reached. The company is known. Add it when" in said


@pytest.mark.parametrize(
    ("touches", "promised"),
    [([0, 1, 1], False), ([0, 0], True), ([1, 2], True), ([], True)],
    ids=["first touches", "no touch", "further touches", "no lead"],
)
def test_attempts_are_promised_unless_first_touches_are_all_that_is_known(as_, marketer, touches, promised):
    for number in touches:
        hand_over(*(touched(NOW - timedelta(hours=hour)) for hour in range(number)), at=NOW - timedelta(days=1))
    client = as_(marketer)

    version = begin(client, "demo")

    assert version.promises.filter(kind="attempts").exists() is promised
    said = text_of(client.get(page("agreement-edit", version)))
    assert ("so no number of attempts is promised." in said) is not promised


def test_a_template_asks_what_some_leads_meet(as_, marketer):
    hand_over(email="a@example.com")
    hand_over()

    version = begin(as_(marketer), "content")

    assert [clause["sentence"] for clause in version.definition["all"]] == ["The lead can be reached."]


@pytest.mark.parametrize(
    ("leads", "kept"),
    [
        ([("Web", {})], set()),
        ([("Web", {"email": "a@example.com"})], {"all", "points"}),
        ([("Demo", {"employees": 60})], {"points"}),
        ([], {"all", "points"}),
    ],
    ids=["nothing is known", "a clause is met", "only points are scored", "no lead"],
)
def test_points_stay_beside_a_clause_or_where_they_are_scored(as_, marketer, organisation, leads, kept):
    for source, lead in leads:
        hand_over(source=get_or_create_source(source), **lead)

    assert begin(as_(marketer), "mixed").definition.keys() == kept


def test_a_new_version_begins_with_the_one_in_force(as_, manager):
    in_force = agree(number=40, first_response=7, is_retrospective=True, title="Ours")
    a_draft(manager)
    url = reverse("sla:agreement-new")
    assert 'value="version" checked' in text_of(as_(manager).get(url))

    as_(manager).post(url, {"start": "version"})

    version = AgreementVersion.objects.first()
    assert (version.number, version.title) == (in_force.number + 2, "Ours")
    assert [promise.target for promise in version.promises.all()] == [7]
    assert (version.effective_on, version.is_retrospective) == (None, False)


def test_a_new_version_begins_with_any_other_that_is_named(as_, manager):
    agree(number=40, first_response=7, title="In force")
    old = AgreementFactory(number=30, title="Old", state="withdrawn")
    url = f"{reverse('sla:agreement-new')}?from=30"
    assert url in text_of(as_(manager).get(page("agreement-version", old)))
    assert "<strong>Version 30</strong>" in text_of(as_(manager).get(url))

    as_(manager).post(url, {"start": "version"})

    assert AgreementVersion.objects.first().title == "Old"


@pytest.mark.parametrize("number", ["99", "x", "9" * 5000])
def test_a_new_version_begins_with_none_that_is_not_there(as_, manager, number):
    assert as_(manager).get(reverse("sla:agreement-new"), {"from": number}).status_code == 404


def test_before_anything_is_in_force_a_new_version_begins_with_the_newest(as_, manager):
    a_draft(manager, title="Written")
    AgreementFactory(number=50, state="withdrawn")

    as_(manager).post(reverse("sla:agreement-new"), {"start": "version"})

    assert AgreementVersion.objects.first().title == "Written"


def test_without_a_calendar_one_is_made_first(as_, manager):
    response = as_(manager).post(reverse("sla:agreement-new"), {"start": "demo"})

    assert response["Location"] == reverse("sla:calendar-new")


def test_nothing_chosen_is_said(as_, manager):
    CalendarFactory()

    response = as_(manager).post(reverse("sla:agreement-new"), {})

    assert response.status_code == 422
    assert "Choose what the new version begins with." in text_of(response)
