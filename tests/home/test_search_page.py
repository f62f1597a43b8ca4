"""The page of the search: what each person finds."""

import pytest
from django.urls import reverse

from leadgap.accounts.models import User
from leads.models import HandOff
from tests.factories import HandOffFactory, LeadFactory, SourceFactory

pytestmark = pytest.mark.django_db

SEARCH = "/search/"


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


def test_the_box_repeats_what_was_searched_for_and_no_filter_of_another_page(administrator, browser_of):
    browser = browser_of(administrator)

    assert 'data-search value="ol"' in browser.get(SEARCH, {"q": "ol"}).content.decode()
    assert 'data-search value=""' in browser.get(reverse("accounts:people"), {"q": "ol"}).content.decode()
