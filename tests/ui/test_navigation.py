import pytest
from django.test import RequestFactory

from leadgap.accounts.models import Role, User
from leadgap.ui import navigation
from leadgap.ui.context import navigation as context
from leadgap.ui.navigation import Place

ADDRESSES = {"home:home": "/", "desk:queue": "/queue/", "desk:my-week": "/my-week/", "sla:agreement": "/agreement/"}


@pytest.fixture
def _four_pages(monkeypatch):
    monkeypatch.setattr(navigation, "url_of", lambda name: ADDRESSES.get(name, ""))


def texts(links):
    return [str(link.text) for link in links]


def test_the_roles_are_those_of_people():
    assert set(Role.values) == navigation.EVERYONE


@pytest.mark.usefixtures("_four_pages")
def test_a_rep_has_three_places():
    assert texts(navigation.links("rep", "/queue/")) == ["Queue", "My week", "Agreement"]


@pytest.mark.usefixtures("_four_pages")
@pytest.mark.parametrize("role", Role.values)
def test_everyone_sees_the_agreement(role):
    assert "Agreement" in texts(navigation.links(role, "/"))


@pytest.mark.usefixtures("_four_pages")
def test_a_page_that_does_not_exist_is_left_out():
    assert "Compliance" not in texts(navigation.links("manager", "/"))


@pytest.mark.usefixtures("_four_pages")
@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["Home"]),
        ("/queue/", ["Queue"]),
        ("/queue/17/", ["Queue"]),
        ("/queues/", []),
        ("/agreement/3/sign/", ["Agreement"]),
        ("/elsewhere/", []),
    ],
)
def test_the_current_place_is_the_one_we_are_under(path, current):
    assert [str(link.text) for link in navigation.links("manager", path) if link.is_current] == current


@pytest.mark.parametrize(
    ("role", "path", "current"),
    [
        ("marketer", "/expected-ratings/", ["Scorecards"]),
        ("manager", "/calendars/people/3/edit/", ["Agreement"]),
        ("manager", "/judge-again/", ["Agreement"]),
        ("manager", "/waivers/new/", ["Compliance"]),
        ("manager", "/board/leads/", ["Board"]),
        ("rep", "/board/leads/", ["Agreement"]),
        ("manager", "/compliance/curve/", ["Compliance"]),
        ("rep", "/compliance/curve/", ["My week"]),
    ],
)
def test_pages_elsewhere_belong_to_their_place_all_the_same(role, path, current):
    assert [str(link.text) for link in navigation.links(role, path) if link.is_current] == current


def test_the_nearest_place_wins(monkeypatch):
    places = [Place("Data", "database", "a", navigation.EVERYONE), Place("People", "people", "b", navigation.EVERYONE)]
    monkeypatch.setattr(navigation, "PLACES", places)
    monkeypatch.setattr(navigation, "url_of", {"a": "/data/", "b": "/data/people/"}.get)

    assert [link.is_current for link in navigation.links("rep", "/data/people/4/")] == [False, True]


@pytest.mark.parametrize("place", navigation.PLACES, ids=lambda place: place.url_name)
def test_every_place_has_an_icon(render, place):
    assert render("{% icon name %}", name=place.icon)


def a_request(role=None, **cookies):
    request = RequestFactory().get("/queue/")
    request.COOKIES = cookies
    if role:
        request.user = User(pk=1, email="x@example.com", role=role)
    return request


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("<script>", ""), ("", "")])
def test_the_theme_is_one_that_exists(cookie, theme):
    assert context(a_request(theme=cookie))["theme"] == theme


def test_someone_who_is_not_signed_in_has_no_places():
    assert "places" not in context(a_request())


@pytest.mark.usefixtures("_four_pages")
def test_few_places_all_stand_on_the_dock():
    found = context(a_request("rep"))

    assert (texts(found["dock"]), found["more"], str(found["place"])) == (
        ["Queue", "My week", "Agreement"],
        [],
        "Queue",
    )


def test_many_places_leave_four_on_the_dock(monkeypatch):
    monkeypatch.setattr(navigation, "url_of", lambda name: f"/{name}/")

    found = context(a_request("administrator"))

    assert len(found["dock"]) == 4
    assert found["dock"] + found["more"] == found["places"]
