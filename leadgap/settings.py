"""Settings, read from the environment. Every variable is explained in docs/settings.md.

Embedded (nothing set): SQLite, a queue of files and uploads, all under DATA_DIR.
Production: DATABASE_URL names PostgreSQL and REDIS_URL names Redis. The code is the same.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from leadgap.env import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("LEADGAP_DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# ── Where it runs ──────────────────────────────────────────────────────────────────────────────
DEBUG = env.yes_or_no("DEBUG", False)
LEADGAP_URL = env.str("LEADGAP_URL", f"http://127.0.0.1:{env.whole('PORT', 8000, 1)}").rstrip("/")
REDIS_URL = env.str("REDIS_URL", "")

_url = urlsplit(LEADGAP_URL)
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ON_LOOPBACK = _url.hostname in {"127.0.0.1", "localhost", "::1"}
ON_HTTPS = _url.scheme == "https"
if _url.scheme not in {"http", "https"} or not _url.hostname:
    raise ImproperlyConfigured(f"LEADGAP_URL is {LEADGAP_URL!r}; it must look like https://leadgap.example.com")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_url.hostname, *LOOPBACK_HOSTS])
CSRF_TRUSTED_ORIGINS = [f"{_url.scheme}://{_url.netloc}"]
ROOT_URLCONF = "leadgap.urls"
WSGI_APPLICATION = "leadgap.wsgi.application"

# ── Database ───────────────────────────────────────────────────────────────────────────────────
SQLITE_OPTIONS = {
    # Take the write lock at BEGIN: a read that upgrades later fails at once, without waiting for `timeout`.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=27103364; "
        "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
    ),
}
_database: dict[str, Any] = (
    env.db_url("DATABASE_URL")
    if env.str("DATABASE_URL", "")
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "leadgap.sqlite3")}
)
ON_SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
if ON_SQLITE:
    _database["OPTIONS"] = SQLITE_OPTIONS
else:
    _database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # Compiling a query takes 50 ms and more; every query of a page is over before that. A year of facts is sorted in
    # memory with 16 MB, and on disk with the 4 MB that are usual.
    _database.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c work_mem=16MB")
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Secret ─────────────────────────────────────────────────────────────────────────────────────


def _secret_key() -> str:
    """SECRET_KEY, or on the embedded default one that is made at the first start and kept in DATA_DIR."""
    if given := env.str("SECRET_KEY", ""):
        return given
    if not ON_SQLITE:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. An installation with a database server needs one, the same for all its processes: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    path = DATA_DIR / "secret_key"
    if not path.exists():
        mine = path.with_name(f".secret_key.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(mine, path)  # whole or not at all, and never over another process's key
        mine.unlink()
    return path.read_text()


SECRET_KEY = _secret_key()

# ── Applications ───────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "leadgap.ui",
    "leadgap.audit",
    "leadgap.jobs",
    "leadgap.accounts",
    "leads",
    "sla",
    "feedback",
    "leadgap.home",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leadgap.accounts.middleware.SignInRequired",
    "leadgap.accounts.middleware.AuditorsChangeNothing",
    "leadgap.accounts.middleware.OrganisationZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leadgap.ui.middleware.FragmentMiddleware",
    "leadgap.ui.middleware.RefusedFilters",
    "leadgap.ui.middleware.OnlyForForms",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "leadgap.ui.context.navigation",
                "leadgap.home.context.demo",
            ],
        },
    },
]
# Fields are rendered by the templates of the project, before those of Django.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# ── People ─────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ["email", "name"]},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
        "MinimumLengthValidator": {"min_length": 10},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "leadgap.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "leadgap.accounts.forms.sign_in.SignInForm",
    "change_password": "leadgap.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "leadgap.accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "leadgap.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "leadgap.accounts.forms.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "leadgap.accounts.forms.sign_in.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator's invitation vouches for the address
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _url.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 0, 0)
MFA_FORMS = {
    "authenticate": "leadgap.accounts.forms.sign_in.CodeForm",
    "reauthenticate": "leadgap.accounts.forms.sign_in.CodeAgainForm",
    "activate_totp": "leadgap.accounts.forms.sign_in.ActivateCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # as above; a mere look at a reset link writes the address down as unverified
MFA_TOTP_ISSUER = "LeadGap"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: phones' clocks drift, and people type slowly

SOCIALACCOUNT_ADAPTER = "leadgap.accounts.adapter.SocialAccountAdapter"
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
OIDC_NAME = env.str("OIDC_NAME", "Single sign-on")
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": env.needed("OIDC_CLIENT_ID", beside="OIDC_SERVER_URL"),
                "secret": env.needed("OIDC_CLIENT_SECRET", beside="OIDC_SERVER_URL"),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ],
    }

# ── Browser security ───────────────────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # Bootstrap's arrows and the QR code of the authenticator app
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ON_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = ON_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the container's health check, inside the proxy
SECURE_HSTS_SECONDS = 31_536_000 if ON_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ON_HTTPS

# ── API ────────────────────────────────────────────────────────────────────────────────────────
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # First, because it says how to ask again: who is nobody gets 401.
        "leadgap.accounts.api_keys.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "leadgap.parameters.KnownParameters",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "leadgap.pagination.Pagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "LeadGap",
    "DESCRIPTION": "Leads, hand-offs, clocks, compliance and scorecards: the same numbers as the pages.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "PromiseKindEnum": "sla.models.Promise.Kind",
        "MonthlyPromiseKindEnum": "sla.models.MonthlyPromise.Kind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "leadgap.openapi.add_refusals",
    ],
}

# ── Files ──────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "leadgap.ui.static_files.StaticFiles"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = DATA_DIR / "uploads"
UPLOAD_LIMIT = env.whole("UPLOAD_LIMIT_MB", 512, 1) * 1_000_000  # bytes of one file
FILE_UPLOAD_HANDLERS = [
    "leads.intake.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ── Cache (the sign-in's rate limits live there, so it is shared by all processes) ─────────────
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # Above this, entries are dropped before their time: with Django's 300, whoever tries that many
        # addresses would wash out the limits on signing in.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# ── Mail ───────────────────────────────────────────────────────────────────────────────────────
MAIL_CONFIGURED = bool(env.str("EMAIL_URL", ""))
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if MAIL_CONFIGURED:
    globals().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"LeadGap <leadgap@{_url.hostname}>")

# ── Time and language ──────────────────────────────────────────────────────────────────────────
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
# No translation is there yet, and looking for one takes a tenth of a page.
USE_I18N = False

# ── Jobs (level-triggered: a job asks the database what is due, so a lost message costs a minute) ─
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # nobody waits for a broker that is away: a tick comes each minute
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # its broadcasts would pile up as files
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 3600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT,  # above the longest task, else it runs twice
        "unacked_restore_throttle": 1,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "leadgap.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "queue"),
        "data_folder_out": str(DATA_DIR / "queue"),
        "control_folder": str(DATA_DIR / "queue-control"),
        "polling_interval": 0.1,
    }
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # in memory: a minute's tick needs no diary
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for task, seconds in {
        "leadgap.heartbeat": 60,
        "leadgap.jobs.tasks.tick": 60,
        "sla.tasks.judge_stale": 60,
        "sla.tasks.sweep_due": 60,
        "sla.tasks.rebuild_facts": 60,
        "feedback.tasks.rebuild_facts": 60,
        "leadgap.home.tasks.roll_demo": 300,
    }.items()
}

# ── Logging: plain lines on standard output; whoever starts the process keeps them ─────────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "plain"}},
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},  # scanners; the answer is 400
    },
}
