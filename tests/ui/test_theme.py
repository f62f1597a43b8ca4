import pytest
from django.urls import reverse


@pytest.fixture
def choose(client):
    return lambda **data: client.post(reverse("ui:choose-theme"), data)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_choice_is_kept(choose, theme):
    cookie = choose(theme=theme, next="/queue/").cookies["theme"]

    assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (theme, 31_536_000, "Lax", True)


@pytest.mark.parametrize("theme", ["", "purple"])
def test_anything_else_is_forgotten(choose, client, theme):
    client.cookies["theme"] = "dark"

    assert choose(theme=theme, next="/").cookies["theme"].value == ""


@pytest.mark.parametrize(
    ("given", "back"),
    [("/queue/?sort=due", "/queue/?sort=due"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("", "/")],
)
def test_it_leads_back_to_where_one_was_and_nowhere_else(choose, given, back):
    assert choose(theme="dark", next=given)["Location"] == back


def test_looking_at_it_changes_nothing(client):
    assert client.get(reverse("ui:choose-theme")).status_code == 405


def test_the_first_byte_of_a_page_has_the_chosen_theme(client, rep):
    client.cookies["theme"] = "dark"

    assert '<html lang="en" data-bs-theme="dark">' in client.get(reverse("account_login")).text


def test_without_a_choice_the_device_decides(client, rep):
    html = client.get(reverse("account_login")).text

    assert '<html lang="en">' in html
    assert '<meta name="color-scheme" content="light dark">' in html
