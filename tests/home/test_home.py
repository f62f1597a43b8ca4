"""Home: what it says to each role, and that it asks as much for many leads as for few."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.models import DirtyRatingDay
from feedback.scorecards.facts import rebuild_dirty
from leadgap.accounts.models import Organisation
from leadgap.home.dashboards import low_ratings
from leads.dirty import mark
from leads.lifecycle import UNDO
from leads.models import HandOff
from leads.models.handoffs import UNDATED
from tests.factories import NOW, HandOffFactory

pytestmark = pytest.mark.django_db

HOME = "/"


def test_home_of_a_rep_is_the_queue(rep, browser_of):
    assert browser_of(rep).get(HOME).url == reverse("desk:queue")


def test_home_of_an_administrator_without_leads_is_the_beginning(administrator, browser_of):
    assert browser_of(administrator).get(HOME).url == reverse("home:start")


@pytest.mark.parametrize("role", ["marketer", "manager", "auditor"])
def test_home_without_a_lead_says_so(request, browser_of, role):
    page = browser_of(request.getfixturevalue(role)).get(HOME)

    assert page.status_code == 200
    assert page.context["headline"].startswith("No ")
    said = page.content.decode().partition("<main")[2].partition("</main")[0]
    assert (f'href="{reverse("leads:import-new")}"' in said) == (role == "marketer")
    assert "Demo company" not in page.content.decode()


@pytest.mark.parametrize("role", ["marketer", "manager", "administrator", "auditor"])
def test_home_takes_as_many_queries_for_twenty_leads_as_for_two(request, browser_of, berlin, role):
    client = browser_of(request.getfixturevalue(role))

    def queries():
        client.get(HOME)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(HOME).status_code == 200
        return len(seen)

    HandOffFactory.create_batch(2, team=berlin, sales_rating=1, sales_rated_at=NOW)
    few = queries()
    HandOffFactory.create_batch(18, team=berlin, sales_rating=1, sales_rated_at=NOW)

    assert queries() == few <= 44


@pytest.mark.parametrize("url", [HOME, "/scorecards/?period=all"])
def test_leads_that_are_not_counted_yet_are_not_said_to_be_none(marketer, browser_of, berlin, url):
    hand_off = HandOffFactory(team=berlin)
    mark(DirtyRatingDay, [hand_off.day])
    assert browser_of(marketer).get(url).context["headline"].endswith("Look again in a minute.")

    while rebuild_dirty(now=NOW):
        pass

    assert "counted" not in browser_of(marketer).get(url).context["headline"]


@pytest.mark.parametrize("role", ["marketer", "manager", "administrator"])
@pytest.mark.parametrize("url", [HOME, reverse("home:totals", query={"period": "all"})])
def test_leads_that_are_still_being_counted_are_not_shown_as_0(request, browser_of, berlin, role, url):
    hand_off = HandOffFactory(team=berlin)
    mark(DirtyRatingDay, [hand_off.day])
    client = browser_of(request.getfixturevalue(role))

    page = client.get(url)

    assert page.context["volume"] is None
    assert "still being counted" in page.content.decode()
    while rebuild_dirty(now=NOW):
        pass
    page = client.get(url)
    assert page.context["volume"] == 1
    assert "still being counted" not in page.content.decode()


def test_gaps_by_source_are_listed_once_both_sides_have_rated_a_lead(marketer, browser_of, berlin, time_machine):
    later = NOW + timedelta(hours=1)
    time_machine.move_to(later, tick=False)
    hand_off = HandOffFactory(team=berlin, sales_rating=2, sales_rated_at=NOW)
    columns = "Sales ← more optimistic → Marketing"

    def home():
        mark(DirtyRatingDay, [hand_off.day])
        while rebuild_dirty(now=later):
            pass
        return browser_of(marketer).get(HOME).content.decode()

    assert columns not in home()
    HandOff.objects.update(marketing_rating=4, marketing_rated_at=NOW, marketing_basis="individual")
    assert columns in home()


@pytest.mark.parametrize("role", ["marketer", "auditor"])
def test_home_of_leads_without_a_date_is_of_all_time(request, browser_of, role):
    HandOffFactory(handed_off_at=None, sales_rating=4, marketing_rating=5, marketing_basis="individual")
    mark(DirtyRatingDay, [UNDATED])
    rebuild_dirty(now=NOW)

    page = browser_of(request.getfixturevalue(role)).get(HOME)

    assert page.context["period"].is_all_time
    assert page.context["both"].scorecard.volume == 1
    assert "30 days before" not in page.content.decode()


def test_totals_of_an_odd_period_are_not_shown(rep, browser_of):
    page = browser_of(rep).get(reverse("home:totals"), {"period": "soon"})

    assert page.status_code == 400
    assert "“soon” is not a period." in page.content.decode()
    assert "No lead was handed over" not in page.content.decode()


def test_a_low_rating_of_unknown_time_is_listed_after_those_whose_time_is_known(marketer, browser_of, time_machine):
    time_machine.move_to(NOW, tick=False)
    recent, long_ago = NOW - timedelta(days=2), NOW - timedelta(days=40)
    low = {"sales_rating": 1}
    undated = HandOffFactory(handed_off_at=recent, day=recent.date(), sales_rated_at=None, **low)
    dated = HandOffFactory(handed_off_at=long_ago, day=long_ago.date(), sales_rated_at=recent, **low)
    HandOffFactory(handed_off_at=long_ago, day=long_ago.date(), sales_rated_at=None, **low)
    HandOffFactory(handed_off_at=recent, day=recent.date(), sales_rating=4, sales_rated_at=None)

    assert browser_of(marketer).get(HOME).context["low_ratings"] == [dated, undated]


def test_of_unknown_time_none_is_looked_for_where_others_fill_the_list(marketer, django_assert_num_queries):
    """Where all times are known, every hand-off of 30 days would be read to find none."""
    organisation = Organisation.current()
    at = {"handed_off_at": NOW - timedelta(days=2), "sales_rating": 1}
    dated = HandOffFactory.create_batch(6, sales_rated_at=NOW - timedelta(days=1), **at)
    HandOffFactory(sales_rated_at=None, **at)

    with django_assert_num_queries(1):
        assert low_ratings(marketer, organisation=organisation, now=NOW) == dated[::-1]


def test_what_lies_30_days_back_goes_by_the_day_of_the_organisation(marketer, browser_of, time_machine):
    in_berlin = NOW.replace(hour=23, minute=30).astimezone(ZoneInfo("Europe/Berlin"))
    time_machine.move_to(in_berlin, tick=False)
    first = in_berlin.date() - timedelta(days=30)
    low = {"handed_off_at": NOW, "sales_rating": 1, "sales_rated_at": None}
    listed = HandOffFactory(day=first, **low)
    HandOffFactory(day=first - timedelta(days=1), **low)

    assert browser_of(marketer).get(HOME).context["low_ratings"] == [listed]


@pytest.mark.parametrize(("ago", "is_listed"), [(UNDO, True), (UNDO - timedelta(seconds=1), False)])
def test_a_low_rating_is_listed_once_it_cannot_be_undone(marketer, browser_of, time_machine, ago, is_listed):
    time_machine.move_to(NOW, tick=False)
    at = NOW - ago
    rated = HandOffFactory(
        handed_off_at=NOW - timedelta(days=1), sales_rating=1, sales_rated_at=at, sales_answered_at=at
    )

    assert browser_of(marketer).get(HOME).context["low_ratings"] == [rated] * is_listed
