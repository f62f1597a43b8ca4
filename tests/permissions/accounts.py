"""Signing in, people, teams, the organisation, oneself, the audit log."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from leadgap.accounts.services import invitations, keys
from tests.factories import NOW, OwnerFactory, TeamFactory
from tests.permissions import NO_SUCH_METHOD, Row, World, answers, of_rep


def an_invitation(world: World) -> invitations.Invited:
    return invitations.invite(
        email="ana@example.com", name="", role="rep", team=None, actor=world.administrator, now=timezone.now()
    )


def of_invitation(world: World) -> list[Any]:
    return [an_invitation(world).invitation.pk]


def of_invitation_link(world: World) -> list[Any]:
    return [an_invitation(world).token]


def of_owner(world: World) -> list[Any]:
    return [OwnerFactory(user=world.rep).pk]


def of_empty_team(world: World) -> list[Any]:
    return [TeamFactory(name="Graz").pk]


def of_key(world: World) -> list[Any]:
    key, _text = keys.create_key(person=world.rep, name="report", now=NOW)
    return [key.pk]


EVERYONE = answers(200)
PUBLIC = answers(200, anonymous=200)
READING = answers(403, administrator=200, auditor=200)  # the pages of the administrator, which auditors read
ACTING = answers(403, administrator=302)
# Not one of the own matters that an auditor may see to.
NOT_FOR_AUDITORS = answers(405, auditor=403)

SIGNING_IN = [
    Row("account_login", get=answers(302, anonymous=200), post=answers(302, anonymous=200)),
    Row("account_logout", get=answers(200, anonymous=302), post=answers(302, anonymous=302)),
    Row("account_signup", get=PUBLIC, post=answers(200, anonymous=200, auditor=403)),
    Row("account_inactive", get=PUBLIC, post=answers(405, anonymous=405, auditor=403)),
    Row("account_reauthenticate", get=EVERYONE, post=EVERYONE),
    Row("account_change_password", get=EVERYONE, post=EVERYONE),
    Row("account_set_password", get=answers(302), post=answers(302)),
    Row("account_reset_password", get=PUBLIC, post=PUBLIC),
    Row("account_reset_password_done", get=PUBLIC, post=answers(405, anonymous=405, auditor=403)),
    Row(
        "account_reset_password_from_key",
        arguments=lambda world: ["1", "wrong-key"],
        get=PUBLIC,
        post=PUBLIC,
    ),
    Row("account_reset_password_from_key_done", get=PUBLIC, post=answers(405, anonymous=405, auditor=403)),
    Row("mfa_index", get=EVERYONE, post=NOT_FOR_AUDITORS),
    Row("mfa_authenticate", get=answers(302, anonymous=302), post=answers(302, anonymous=302)),
    Row("mfa_reauthenticate", get=answers(302), post=answers(302)),
    Row("mfa_activate_totp", get=answers(302), post=answers(302)),
    Row("mfa_deactivate_totp", get=answers(404), post=answers(404)),
    Row("mfa_view_recovery_codes", get=answers(404), post=answers(405, auditor=403)),
    Row("mfa_generate_recovery_codes", get=answers(302), post=answers(302)),
    Row("mfa_download_recovery_codes", get=answers(404), post=answers(404, auditor=403)),
    Row("socialaccount_login_cancelled", get=PUBLIC, post=answers(405, anonymous=405, auditor=403)),
    # No provider is configured here; tests/accounts/test_openid_connect.py has one.
    Row(
        "openid_connect_login",
        arguments=lambda world: ["oidc"],
        get=answers(404, anonymous=404),
        post=answers(404, anonymous=404),
    ),
    Row(
        "openid_connect_callback",
        arguments=lambda world: ["oidc"],
        get=answers(404, anonymous=404),
        post=answers(404, anonymous=404, auditor=403),
    ),
]

ROWS = [
    *SIGNING_IN,
    Row("accounts:people", get=answers(200, reps=403, marketer=403), post=NOT_FOR_AUDITORS),
    Row(
        "accounts:person",
        arguments=of_rep,
        get=answers(200, reps=403, marketer=403, other_manager=404),
        post=answers(403, administrator=422),
    ),
    Row("accounts:make-reset-link", arguments=of_rep, get=NO_SUCH_METHOD, post=answers(403, administrator=200)),
    Row("accounts:turn-off-two-step", arguments=of_rep, get=NO_SUCH_METHOD, post=ACTING),
    Row("accounts:invite", get=answers(403, administrator=200), post=answers(403, administrator=422)),
    Row("accounts:invite-csv", get=answers(403, administrator=200), post=answers(403, administrator=422)),
    Row(
        "accounts:send-invitation-again",
        arguments=of_invitation,
        get=NO_SUCH_METHOD,
        post=answers(403, administrator=200),
    ),
    Row("accounts:revoke-invitation", arguments=of_invitation, get=NO_SUCH_METHOD, post=ACTING),
    Row("accounts:owners", get=READING, post=ACTING),
    Row("accounts:unmatch-owner", arguments=of_owner, get=NO_SUCH_METHOD, post=ACTING),
    Row("accounts:teams", get=READING, post=answers(403, administrator=422)),
    Row(
        "accounts:team",
        arguments=of_empty_team,
        get=answers(403, administrator=200),
        post=answers(403, administrator=422),
    ),
    Row("accounts:archive-team", arguments=of_empty_team, get=NO_SUCH_METHOD, post=ACTING),
    Row("accounts:restore-team", arguments=of_empty_team, get=NO_SUCH_METHOD, post=ACTING),
    Row(
        "accounts:open-invitation",
        arguments=of_invitation_link,
        get=answers(302, anonymous=302),
        post=answers(405, anonymous=405, auditor=403),
    ),
    Row("accounts:accept-invitation", get=answers(404, anonymous=404), post=answers(404, anonymous=404)),
    Row("accounts:settings", get=READING, post=answers(403, administrator=422)),
    Row("accounts:audit", get=READING, post=NOT_FOR_AUDITORS),
    Row("accounts:profile", get=EVERYONE, post=answers(422)),
    Row("accounts:api-keys", get=EVERYONE, post=answers(422)),
    Row(
        "accounts:revoke-api-key",
        arguments=of_key,
        get=NO_SUCH_METHOD,
        post=answers(404, rep=302, administrator=302),
    ),
]
