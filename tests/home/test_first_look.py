"""The first look: what can be said of leads before anything is promised, and what is missing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leadgap.home.first_look import SourceLook, headline, look
from leads.intake.fields import QUALIFIED_BY_MARKETING
from leads.models import HandOff
from tests.factories import (
    NOW,
    AgreementFactory,
    HandOffFactory,
    LeadFactory,
    OwnerFactory,
    SourceFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db

HOME = "/"
LOOK = "/first-look/"


def test_of_untouched_and_undated_leads_nothing_is_said_that_is_not_known(administrator, browser_of):
    system = SystemFactory(key="file", touches_from=None)
    for outcome in ("open", "open"):
        HandOffFactory(lead=LeadFactory(system=system), handed_off_at=None, outcome=outcome)

    (row, _) = look(HandOff.objects.all())
    page = browser_of(administrator).get(LOOK).content.decode()

    assert (row.speed.median, row.follow_up.value, row.conversion.value) == (None, None, None)
    assert "how fast Sales answers is not known yet" in page
    assert "0\u00a0%" not in page
    assert "answered within" not in page
    assert "Followed up" not in page
    assert "Won of closed" not in page


def test_what_is_missing_is_said_with_the_way_to_it(administrator, browser_of):
    HandOffFactory(lead=LeadFactory(system=SystemFactory(key="file", touches_from=None)), handed_off_at=None)

    page = browser_of(administrator).get(LOOK)

    assert [need.what for need in page.context["missing"]] == [
        "When leads were handed over",
        "When Sales tried to reach them",
        "What Sales says of them, 1 to 5",
        "What Marketing thought of them",
        "An agreement",
    ]
    assert "Nothing is missing for the rest" not in page.content.decode()


def test_no_date_is_missing_of_what_is_qualified_and_not_handed_over(administrator, browser_of):
    HandOffFactory()
    HandOffFactory(handed_off_at=None)
    for _ in range(2):
        HandOffFactory(handed_off_at=None, lead=LeadFactory(attributes={QUALIFIED_BY_MARKETING: "2026-06-01T08:00:00"}))

    missing = [need.what for need in browser_of(administrator).get(LOOK).context["missing"]]

    assert "When 1 lead was handed over" in missing


@pytest.mark.parametrize(
    ("who", "imports", "matches"),
    [("administrator", True, True), ("marketer", True, False), ("manager", False, False), ("auditor", False, False)],
)
def test_what_is_missing_leads_nobody_where_they_may_not_go(request, browser_of, rep, who, imports, matches):
    OwnerFactory()
    hand_off = HandOffFactory(owner=rep.owners.get(), team=rep.team)

    page = browser_of(request.getfixturevalue(who)).get(LOOK).content.decode()

    assert hand_off.source.name in page
    assert "Who 1 owner is" in page
    assert ("Import activities</a>" in page, "Match owners</a>" in page) == (imports, matches)


def test_speed_follow_up_and_outcome_by_source(administrator, browser_of):
    web, fair = SourceFactory(name="Web"), SourceFactory(name="Fair")
    for minutes in (10, 20, 30):
        HandOffFactory(source=web, handed_off_at=NOW, first_genuine_at=NOW + timedelta(minutes=minutes), outcome="won")
    HandOffFactory(source=web, handed_off_at=NOW, outcome="lost")
    HandOffFactory(source=fair, handed_off_at=NOW, first_genuine_at=NOW + timedelta(hours=2))

    first, second = look(HandOff.objects.all())

    assert (first.name, first.hand_offs, first.speed.median) == ("Web", 4, 1200)
    assert (first.follow_up.part, first.follow_up.whole) == (3, 4)
    assert (first.conversion.part, first.conversion.whole) == (3, 4)
    assert (second.name, second.conversion.value, second.follow_up.value) == ("Fair", None, 1)
    assert "half of the answers came within 25\u00a0min" in browser_of(administrator).get(LOOK).context["headline"]


def of_source(name, leads, **known):
    return SourceLook(name, hand_offs=leads, **known)


def test_the_headline_names_no_source_that_is_too_small_to_say_anything():
    fast, slow = of_source("IVR", 9, seconds=[0] * 9), of_source("Phone", 30, seconds=[1200] * 30)

    assert "those from Phone are answered fastest, half of them within 20\u00a0min" in headline([slow, fast])
    assert "half of the answers came within 0\u00a0s" in headline([fast])


def test_without_times_the_headline_is_about_the_outcome():
    best, small = of_source("Fair", 40, won=30, closed=40), of_source("Web", 9, won=9, closed=9)

    assert headline([best, small]) == (
        "49 leads from 2 sources; those from Fair are won most often, 75\u00a0% of 40 closed."
    )


def test_small_sources_are_folded_away(administrator, browser_of):
    HandOffFactory.create_batch(10, source=SourceFactory(name="Web"))
    HandOffFactory(source=SourceFactory(name="Fair"))

    page = browser_of(administrator).get(LOOK)

    assert ([row.name for row in page.context["rows"]], [row.name for row in page.context["small"]]) == (
        ["Web"],
        ["Fair"],
    )
    assert "1 source with fewer than 10 leads" in page.content.decode()


def test_leads_without_a_date_among_others_are_missed_by_their_number(administrator, browser_of):
    HandOffFactory.create_batch(2, handed_off_at=None)
    HandOffFactory(first_genuine_at=NOW + timedelta(minutes=1))

    assert "When 2 leads were handed over" in [
        need.what for need in browser_of(administrator).get(LOOK).context["missing"]
    ]


@pytest.mark.parametrize(
    ("state", "way"), [(None, "sla:agreement-new"), ("withdrawn", "sla:agreement-new"), ("draft", "sla:agreement")]
)
def test_an_agreement_is_begun_or_gone_on_with(administrator, browser_of, state, way):
    HandOffFactory()
    if state:
        AgreementFactory(state=state)

    page = browser_of(administrator).get(LOOK)

    assert page.context["missing"][-1].url == reverse(way)
    assert f'href="{reverse(way)}"' in page.content.decode()


def test_before_an_agreement_home_leads_to_the_first_look(administrator, browser_of):
    HandOffFactory()

    assert browser_of(administrator).get(HOME).context["next"].url == LOOK


def test_first_look_without_leads_leads_to_the_import(administrator, browser_of):
    assert reverse("leads:import-new") in browser_of(administrator).get(LOOK).content.decode()
