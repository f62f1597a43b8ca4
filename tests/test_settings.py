"""What the environment makes of LeadGap. Each case is a process of its own, as settings are read once."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

BASE = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
PRODUCTION = {
    "DATABASE_URL": "postgres://leadgap:secret@127.0.0.1:1/leadgap",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "0123456789" * 6,
    "LEADGAP_URL": "https://leadgap.example.com",
}
SHOW = """
import json, sys
from leadgap import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def run(*command: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=BASE | {"LEADGAP_DATA_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
    )


def show(*names: str, folder: Path, **environment: str) -> Any:
    """The named settings in an environment; one name gives its value alone."""
    result = run("-c", SHOW, *names, folder=folder, **environment)
    assert result.returncode == 0, result.stderr
    values = json.loads(result.stdout)
    return values[names[0]] if len(names) == 1 else [values[name] for name in names]


def test_with_nothing_set_everything_is_in_the_data_folder(tmp_path: Path) -> None:
    database, static, media, queue, debug, mail = show(
        "DATABASES",
        "STATIC_ROOT",
        "MEDIA_ROOT",
        "CELERY_BROKER_TRANSPORT_OPTIONS",
        "DEBUG",
        "MAIL_CONFIGURED",
        folder=tmp_path,
    )

    for path in (database["default"]["NAME"], static, media, queue["data_folder_in"], queue["control_folder"]):
        assert Path(path).is_relative_to(tmp_path)
    assert debug is False
    assert mail is False


def test_sqlite_takes_the_write_lock_first_and_waits(tmp_path: Path) -> None:
    for url in ("", f"sqlite:///{tmp_path}/other.sqlite3"):
        options = show("DATABASES", folder=tmp_path, DATABASE_URL=url)["default"]["OPTIONS"]

        assert options["transaction_mode"] == "IMMEDIATE"
        assert options["timeout"] == 20
        assert "journal_mode=WAL" in options["init_command"]


def test_servers_are_used_when_they_are_named(tmp_path: Path) -> None:
    database, cache, broker = show("DATABASES", "CACHES", "CELERY_BROKER_URL", folder=tmp_path, **PRODUCTION)

    assert database["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert database["default"]["OPTIONS"] == {"options": "-c jit=off -c work_mem=16MB"}
    assert cache["default"]["BACKEND"].endswith("RedisCache")
    assert broker == PRODUCTION["REDIS_URL"]


def test_a_killed_workers_task_comes_back_only_after_the_longest_task(tmp_path: Path) -> None:
    limit, options = show("CELERY_TASK_TIME_LIMIT", "CELERY_BROKER_TRANSPORT_OPTIONS", folder=tmp_path, **PRODUCTION)

    assert options["visibility_timeout"] > limit


def test_no_schedule_uses_a_delay_that_a_killed_worker_would_lose(tmp_path: Path) -> None:
    schedule = show("CELERY_BEAT_SCHEDULE", folder=tmp_path)

    assert {option for line in schedule.values() for option in line["options"]} == {"expires"}


def test_the_secret_key_is_made_once_whoever_starts_first(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as together:
        keys = set(together.map(lambda _: show("SECRET_KEY", folder=tmp_path), range(4)))

    assert keys == {(tmp_path / "secret_key").read_text()}
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_database_server_needs_a_secret_key(tmp_path: Path) -> None:
    result = run("-c", SHOW, folder=tmp_path, **(PRODUCTION | {"SECRET_KEY": ""}))

    assert result.returncode != 0
    assert "SECRET_KEY is not set. An installation with a database server needs one" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["leadgap.example.com", "ftp://leadgap.example.com", "https://"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    result = run("-c", SHOW, folder=tmp_path, LEADGAP_URL=url)

    assert result.returncode != 0
    assert "it must look like https://leadgap.example.com" in result.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [("UPLOAD_LIMIT_MB", "512 MB"), ("UPLOAD_LIMIT_MB", "0"), ("TRUSTED_PROXY_COUNT", "-1"), ("PORT", "http")],
)
def test_a_number_that_is_none_is_refused_by_its_name(tmp_path: Path, name: str, text: str) -> None:
    result = run("-c", SHOW, folder=tmp_path, **{name: text})

    assert result.returncode != 0
    assert f"{name} is {text!r}; it must be a whole number, " in result.stderr


@pytest.mark.parametrize("text", ["maybe", "2", "yes please"])
def test_what_is_neither_yes_nor_no_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    result = run("-c", SHOW, folder=tmp_path, DEBUG=text)

    assert result.returncode != 0
    assert f"DEBUG is {text!r}; it must be 1 for yes or 0 for no." in result.stderr


@pytest.mark.parametrize(
    ("text", "debug"), [("1", True), (" Yes ", True), ("on", True), ("0", False), ("FALSE", False), ("", False)]
)
def test_yes_and_no_are_read_as_people_write_them(tmp_path: Path, text: str, debug: bool) -> None:
    assert show("DEBUG", folder=tmp_path, DEBUG=text) is debug


@pytest.mark.parametrize(
    ("url", "secure", "loopback"),
    [
        ("https://leadgap.example.com", True, False),
        ("http://leadgap.internal", False, False),
        ("http://127.0.0.1:8000", False, True),
        ("http://localhost:8000", False, True),
        ("http://[::1]:8000", False, True),
        ("https://localhost", True, True),
    ],
)
def test_https_makes_cookies_secure(tmp_path: Path, url: str, secure: bool, loopback: bool) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "ON_LOOPBACK", "SECURE_HSTS_SECONDS")
    session, csrf, redirect, on_loopback, hsts = show(*names, folder=tmp_path, LEADGAP_URL=url)

    assert (session, csrf, redirect, hsts > 0) == (secure, secure, secure, secure)
    assert on_loopback is loopback


def test_only_the_own_address_and_loopback_are_answered(tmp_path: Path) -> None:
    hosts = show("ALLOWED_HOSTS", folder=tmp_path, LEADGAP_URL="https://leadgap.example.com:8443/")

    assert hosts == ["leadgap.example.com", "127.0.0.1", "localhost", "[::1]"]


def test_port_moves_the_address(tmp_path: Path) -> None:
    assert show("LEADGAP_URL", folder=tmp_path, PORT="8123") == "http://127.0.0.1:8123"


def test_scripts_and_styles_come_from_here_only(tmp_path: Path) -> None:
    directives = show("CONTENT_SECURITY_POLICY", folder=tmp_path)["DIRECTIVES"]

    assert directives["default-src"] == ["'self'"]
    assert not [name for name in directives if name.startswith(("script", "style", "connect", "font"))]
    assert "unsafe" not in str(directives)


def test_single_sign_on_is_off_until_a_provider_is_named(tmp_path: Path) -> None:
    assert show("SOCIALACCOUNT_PROVIDERS", folder=tmp_path) == {}


def test_single_sign_on_needs_no_hole_in_the_content_policy(tmp_path: Path) -> None:
    oidc = {"OIDC_SERVER_URL": "https://id.example.com/realm", "OIDC_CLIENT_ID": "me", "OIDC_CLIENT_SECRET": "s"}

    providers, policy = show("SOCIALACCOUNT_PROVIDERS", "CONTENT_SECURITY_POLICY", folder=tmp_path, **oidc)

    assert providers["openid_connect"]["APPS"][0]["settings"]["server_url"] == oidc["OIDC_SERVER_URL"]
    assert policy["DIRECTIVES"]["form-action"] == ["'self'"]


@pytest.mark.parametrize("missing", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
@pytest.mark.parametrize("empty", [{}, {"OIDC_CLIENT_ID": "", "OIDC_CLIENT_SECRET": ""}], ids=["unset", "empty"])
def test_single_sign_on_says_what_it_lacks(tmp_path: Path, missing: str, empty: dict[str, str]) -> None:
    oidc = {"OIDC_CLIENT_ID": "me", "OIDC_CLIENT_SECRET": "s"}
    del oidc[missing]

    result = run("-c", SHOW, folder=tmp_path, OIDC_SERVER_URL="https://id.example.com/realm", **(empty | oidc))

    assert result.returncode != 0
    assert f"{missing} is not set; it is needed with OIDC_SERVER_URL." in result.stderr


def test_mail_is_sent_when_a_server_is_named(tmp_path: Path) -> None:
    configured, backend, host = show(
        "MAIL_CONFIGURED",
        "EMAIL_BACKEND",
        "EMAIL_HOST",
        folder=tmp_path,
        EMAIL_URL="smtp+tls://me:secret@mail.example.com:587",
    )

    assert (configured, host) == (True, "mail.example.com")
    assert backend == "django.core.mail.backends.smtp.EmailBackend"


def deploy_check(folder: Path, **environment: str) -> str:
    command = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = run(*command, folder=folder, **environment)
    return "" if result.returncode == 0 else result.stderr


def test_a_production_installation_passes_the_deployment_check(tmp_path: Path) -> None:
    assert deploy_check(tmp_path, **PRODUCTION) == ""


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"LEADGAP_URL": "http://leadgap.internal"}, "leadgap.W001"),
        ({"REDIS_URL": ""}, "leadgap.W002"),
        ({"DEBUG": "1"}, "security.W018"),
        ({"SECRET_KEY": "short"}, "security.W009"),
    ],
)
def test_the_deployment_check_names_what_is_wrong(tmp_path: Path, change: dict[str, str], warning: str) -> None:
    assert warning in deploy_check(tmp_path, **(PRODUCTION | change))
