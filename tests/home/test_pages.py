"""Home by role, the first look, the search, and the demo's own pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.models import DirtyRatingDay
from feedback.scorecards.facts import rebuild_dirty
from leadgap.accounts.models import Role, Team, User
from leadgap.home.first_look import SourceLook, headline, look
from leadgap.home.models import DemoCompany
from leadgap.jobs.models import Job
from leadgap.jobs.services import run_job
from leads.dirty import mark
from leads.intake.fields import QUALIFIED_BY_MARKETING
from leads.models import HandOff
from leads.models.handoffs import UNDATED
from sla.models import Promise
from tests.factories import NOW, HandOffFactory, LeadFactory, OwnerFactory, SourceFactory, SystemFactory, UserFactory
from tests.home.conftest import THEN

pytestmark = pytest.mark.django_db

HOME, LOOK, SEARCH = "/", "/first-look/", "/search/"


# ── Home ──
@pytest.mark.parametrize("role", ["marketer", "manager", "administrator", "auditor"])
def test_home_answers_in_a_sentence(demo, browser_of, time_machine, role):
    time_machine.move_to(THEN, tick=False)
    person = User.objects.filter(role=role).first()

    page = browser_of(person).get(HOME)

    assert page.status_code == 200
    said = page.context["headline"]
    assert ("gap" in said or "optimistic" in said) if role == "marketer" else said.startswith("Sales kept ")
    assert page.context["next"].url
    assert "Demo company: everything" in page.content.decode()


def test_home_of_a_rep_is_the_queue(rep, browser_of):
    assert browser_of(rep).get(HOME).url == reverse("desk:queue")


def test_home_of_an_administrator_without_leads_is_the_beginning(administrator, browser_of):
    assert browser_of(administrator).get(HOME).url == reverse("home:start")


@pytest.mark.parametrize("role", ["marketer", "manager", "auditor"])
def test_home_without_a_lead_says_so(request, browser_of, role):
    page = browser_of(request.getfixturevalue(role)).get(HOME)

    assert page.status_code == 200
    assert page.context["headline"].startswith("No ")
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

    assert queries() == few <= 46


@pytest.mark.parametrize("url", [HOME, "/scorecards/?period=all"])
def test_leads_that_are_not_counted_yet_are_not_said_to_be_none(marketer, browser_of, berlin, url):
    hand_off = HandOffFactory(team=berlin)
    mark(DirtyRatingDay, [hand_off.day])
    assert browser_of(marketer).get(url).context["headline"].endswith("Look again in a minute.")

    while rebuild_dirty(now=NOW):
        pass

    assert "counted" not in browser_of(marketer).get(url).context["headline"]


def test_a_manager_sees_the_overdue_of_the_own_branch_only(demo, browser_of, time_machine):
    time_machine.move_to(THEN, tick=False)
    head = User.objects.get(role=Role.MANAGER)
    everything = browser_of(head).get(HOME).context
    User.objects.filter(pk=head.pk).update(team=User.objects.get(name="Paul Gruber").team)

    own = browser_of(User.objects.get(pk=head.pk)).get(HOME).context

    assert {row.name for row, _ in own["kept_rows"]} == {"Vienna"}
    assert {row.name for row, _ in everything["kept_rows"]} == {"Berlin", "Vienna", "Boston"}
    assert 0 < own["overdue"] < everything["overdue"]
    assert {clock.team.name for clock in own["misses"]} == {"Vienna"}


@pytest.mark.parametrize("role", ["rep", "marketer", "manager", "auditor"])
def test_everyone_sees_the_totals_of_both_sides(demo, browser_of, time_machine, role):
    time_machine.move_to(THEN, tick=False)
    administrator = User.objects.get(role=Role.ADMINISTRATOR)
    person = User.objects.filter(role=role).first()
    User.objects.filter(pk=person.pk).update(team=User.objects.get(name="Paul Gruber").team)

    seen, whole = (
        browser_of(User.objects.get(pk=each.pk)).get(reverse("home:totals"), {"period": "30d"}).context["both"]
        for each in (person, administrator)
    )

    assert seen.scorecard == whole.scorecard
    assert seen.scorecard.volume == HandOff.objects.filter(**seen.period.days()).count() > 0
    assert [row.figures for row in seen.promises] == [row.figures for row in whole.promises]
    assert len(seen.promises) == len(Promise.Kind)


def test_a_manager_of_one_team_reads_of_that_team_beside_the_whole_company(demo, browser_of, time_machine):
    time_machine.move_to(THEN, tick=False)
    head = User.objects.get(role=Role.MANAGER)
    User.objects.filter(pk=head.pk).update(team=User.objects.get(name="Paul Gruber").team)

    page = browser_of(User.objects.get(pk=head.pk)).get(HOME)

    assert page.context["headline"].startswith("Vienna kept ")
    assert page.context["both"].scorecard.volume > page.context["card"].scorecard.volume


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


# ── First look ──
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

    page = browser_of(administrator).get(LOOK).context

    assert [need.what for need in page["missing"]] == [
        "When leads were handed over",
        "When Sales tried to reach them",
        "What Sales says of them, 1 to 5",
        "What Marketing thought of them",
        "An agreement",
    ]


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


def test_nothing_is_missing_in_the_demo(demo, browser_of):
    page = browser_of(User.objects.get(role=Role.ADMINISTRATOR)).get(LOOK)

    assert page.context["missing"] == []
    assert "from 5 sources" in page.context["headline"]


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


def test_before_an_agreement_home_leads_to_the_first_look(administrator, browser_of):
    HandOffFactory()

    assert browser_of(administrator).get(HOME).context["next"].url == LOOK


def test_first_look_without_leads_leads_to_the_import(administrator, browser_of):
    assert reverse("leads:import-new") in browser_of(administrator).get(LOOK).content.decode()


# ── Search ──
@pytest.fixture
def olga(rep):
    lead = LeadFactory(name="Olga Olsen", company="Quint Mills", email="olga@example.com", external_id="X-77")
    return HandOffFactory(lead=lead, owner=rep.owners.get(), team=rep.team, source=SourceFactory(name="Olive fair"))


@pytest.mark.parametrize("words", ["Olga", "olsen", "quint", "OLGA@example.com", "X-77", " Olga "])
@pytest.mark.parametrize(
    ("who", "finds"),
    [
        ("rep", True),
        ("stranger", False),
        ("manager", True),
        ("other_manager", False),
        ("marketer", True),
        ("auditor", True),
    ],
)
def test_leads_are_found_by_who_may_see_them(request, browser_of, olga, who, finds, words):
    page = browser_of(request.getfixturevalue(who)).get(SEARCH, {"q": words})

    found = [hit.url for hit in page.context["hits"] if hit.kind == "lead"]
    assert found == ([reverse("desk:hand-off", args=[olga.pk])] if finds else [])


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("rep", {"lead"}),
        ("marketer", {"lead", "source"}),
        ("administrator", {"lead", "source", "person"}),
        ("manager", {"lead", "source"}),
        ("stranger", set()),
    ],
)
def test_sources_and_people_are_found_by_who_may_look_at_them(request, browser_of, olga, who, kinds):
    User.objects.create_user("oliver@example.com", "x", name="Oliver")

    page = browser_of(request.getfixturevalue(who)).get(SEARCH, {"q": "ol"})

    assert {hit.kind for hit in page.context["hits"]} == kinds


def test_a_manager_finds_the_people_of_the_own_branch(manager, rep, stranger, browser_of):
    found = {hit.title for hit in browser_of(manager).get(SEARCH, {"q": "@"}).context["hits"] if hit.kind == "person"}

    assert rep.name in found
    assert stranger.name not in found


def test_pages_are_found_by_name(marketer, rep, browser_of):
    assert [hit.title for hit in browser_of(marketer).get(SEARCH, {"q": "score"}).context["hits"]] == ["Scorecards"]
    assert browser_of(rep).get(SEARCH, {"q": "score"}).context["hits"] == []


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "nothing like it", "' or 1=1"])
def test_words_that_name_nothing_find_nothing(administrator, browser_of, olga, words):
    page = browser_of(administrator).get(SEARCH, {"q": words})

    assert page.status_code == 200
    assert page.context["hits"] == []


def test_a_search_that_finds_more_than_it_shows_says_so(rep, browser_of, monkeypatch):
    monkeypatch.setattr("leadgap.home.search_views.MOST", 2)
    client = browser_of(rep)

    def found(number):
        while HandOff.objects.count() < number:
            HandOffFactory(lead=LeadFactory(name="Olga Olsen"), owner=rep.owners.get(), team=rep.team)
        page = client.get(SEARCH, {"q": "Olsen"})
        return len(page.context["hits"]), "There are more leads" in page.content.decode()

    assert (found(2), found(3)) == ((2, False), (2, True))


# ── The demo's pages ──
@pytest.mark.parametrize("role", list(Role.values))
def test_a_button_signs_in_as_a_role(demo, role):
    client = Client()
    assert f'value="{role}"' in client.get(reverse("account_login")).content.decode()

    response = client.post(reverse("home:demo-sign-in"), {"role": role})

    assert response.url == "/"
    assert User.objects.get(pk=client.session["_auth_user_id"]).role == role


@pytest.mark.parametrize("where", ["installation", "visitor"])
def test_off_loopback_there_are_no_buttons_and_no_way_in(demo, settings, where):
    settings.ON_LOOPBACK = where != "installation"
    client = Client(REMOTE_ADDR="127.0.0.1" if where == "installation" else "192.0.2.7")

    page = client.get(reverse("account_login")).content.decode()
    response = client.post(reverse("home:demo-sign-in"), {"role": "administrator"})

    assert "demo/sign-in" not in page
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_behind_a_proxy_on_this_machine_there_is_no_way_in(demo):
    """To the application every visitor of a proxy comes from loopback."""
    client = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.7")

    assert client.post(reverse("home:demo-sign-in"), {"role": "administrator"}).status_code == 404


def test_a_link_signs_nobody_in(demo):
    client = Client()

    assert client.get(reverse("home:demo-sign-in"), {"role": "manager"}).status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", ["", "superuser", "person"])
def test_there_is_no_button_for_another_role(demo, role):
    assert Client().post(reverse("home:demo-sign-in"), {"role": role}).status_code == 404


def test_without_a_demo_company_there_is_no_way_in(administrator):
    assert Client().post(reverse("home:demo-sign-in"), {"role": "administrator"}).status_code == 404


def test_somebody_of_ones_own_is_never_signed_in_by_a_button(demo):
    UserFactory(role=Role.REP, team=Team.objects.get(name="Vienna"))
    User.objects.filter(pk__in=DemoCompany.objects.get().made["accounts.user"], role=Role.REP).update(is_active=False)

    assert Client().post(reverse("home:demo-sign-in"), {"role": "rep"}).status_code == 404


def test_it_is_loaded_and_removed_by_two_clicks(administrator, browser_of, short_story, time_machine, monkeypatch):
    monkeypatch.setattr("leadgap.home.demo.company.DEFAULT_LEADS", 100)
    time_machine.move_to(THEN, tick=False)
    client = browser_of(administrator)

    to_job = client.post(reverse("home:demo-load"))
    run_job(Job.objects.get().pk, now=THEN)
    assert to_job.url == reverse("jobs:job", args=[Job.objects.get().pk])
    assert HandOff.objects.exists()
    assert client.get(reverse("home:demo-remove")).status_code == 200
    assert DemoCompany.objects.exists()

    client.post(reverse("home:demo-remove"))
    run_job(Job.objects.latest("pk").pk, now=THEN)

    assert not HandOff.objects.exists()
    assert not DemoCompany.objects.exists()
    assert "Demo company: every" not in client.get(HOME, follow=True).content.decode()


def test_loading_says_which_names_are_taken(administrator, browser_of, vienna):
    page = browser_of(administrator).post(reverse("home:demo-load"), follow=True).content.decode()

    assert "Vienna" in page
    assert not DemoCompany.objects.exists()
    assert not Job.objects.exists()


def test_removing_is_not_offered_while_nobody_else_could_sign_in(demo, browser_of):
    HandOffFactory()
    client = browser_of(User.objects.get(role=Role.ADMINISTRATOR))

    page = client.post(reverse("home:demo-remove")).content.decode()

    assert "Invite an administrator" in page
    assert not Job.objects.exists()


@pytest.mark.parametrize("role", ["rep", "marketer", "manager", "auditor"])
def test_only_administrators_load_and_remove(demo, browser_of, role):
    client = browser_of(User.objects.filter(role=role).first())

    assert client.post(reverse("home:demo-load")).status_code == 403
    assert client.post(reverse("home:demo-remove")).status_code == 403
    assert not Job.objects.exists()
