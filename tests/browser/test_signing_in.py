"""Signing in as people do it, with nothing of it pretended: the browser holds redirects against the CSP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from leadgap.accounts.models import User
from leadgap.accounts.services import invitations
from tests.accounts.provider import Provider, running_provider, settings_for
from tests.browser.screens import PHONE
from tests.factories import HandOffFactory

PASSWORD = "correct-horse-battery"


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with running_provider() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = settings_for(provider)
        yield provider


@pytest.mark.parametrize("sends_elsewhere", [False, True], ids=["at once", "by another address"])
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_by_the_organisations_provider(live_server, browser, provider, rep, sends_elsewhere, javascript) -> None:
    provider.sends_elsewhere = sends_elsewhere
    provider.claims = {"sub": "1", "email": rep.email, "email_verified": True}
    with browser.new_context(java_script_enabled=javascript) as context:
        page = context.new_page()

        page.goto(f"{live_server.url}/people/")
        page.get_by_role("button", name="Example ID").click()
        page.wait_for_url(f"{live_server.url}/people/")

        expect(page.locator(".account-name")).to_contain_text("Rita Rep")


def test_by_password_and_out_again(live_server, page: Page, rep, accessible) -> None:
    rep.set_password(PASSWORD)
    rep.save()
    page.goto(f"{live_server.url}/profile/")
    accessible()

    page.locator("[name=login]").fill(rep.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/profile/")
    accessible()

    page.locator(".account > summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_by_an_invitation(live_server, page: Page, administrator, accessible) -> None:
    HandOffFactory()
    invited = invitations.invite(
        email="ana@example.com", name="Ana", role="rep", team=None, actor=administrator, now=timezone.now()
    )
    page.goto(f"{live_server.url}/invitation/{invited.token}/")
    accessible()
    assert invited.token not in page.url

    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.get_by_role("button", name="Accept and sign in").click()

    expect(page.locator(".account-name")).to_contain_text("Ana")
    assert User.objects.get(email="ana@example.com").check_password(PASSWORD)


def test_on_a_phone_all_of_the_secret_is_shown_that_an_app_is_told(live_server, page: Page, rep, accessible) -> None:
    rep.set_password(PASSWORD)
    rep.save()
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/accounts/sign-in/?next=/accounts/two-step/totp/activate/")
    page.locator("[name=login]").fill(rep.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    expect(page.get_by_role("link", name="Not now")).to_have_attribute("href", "/profile/")
    accessible()

    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    secret = page.get_by_label("Or copy this secret into the app")
    expect(secret).to_be_visible()
    accessible()

    assert len(secret.inner_text()) == 32
    assert secret.evaluate("secret => secret.scrollWidth <= secret.clientWidth")
