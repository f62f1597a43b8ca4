"""Signing in as a person does."""

from __future__ import annotations

from django.urls import reverse

from tests.accounts.conftest import PASSWORD

LOGIN = reverse("account_login")


def sign_in(client, email, password=PASSWORD, **query):
    return client.post(LOGIN, {"login": email, "password": password, **query})


def is_signed_in(client):
    return "_auth_user_id" in client.session
