"""Settings of Maillage: one file, read from the environment, with safe defaults."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("MAILLAGE_VAR", BASE_DIR / "var"))

DEBUG = os.environ.get("MAILLAGE_DEBUG", "") == "1"
ALLOWED_HOSTS = [h for h in os.environ.get("MAILLAGE_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("MAILLAGE_ORIGINS", "").split(",") if o]


def _secret_key() -> str:
    """Return the key of the environment, or one drawn once and kept beside the database."""
    if key := os.environ.get("MAILLAGE_SECRET_KEY"):
        return key
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()


def _database(url: str) -> dict[str, object]:
    """Return Django's settings of a database given as sqlite:///PATH or postgresql://USER:PASS@HOST:PORT/NAME."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        if not parts.path[1:]:
            VAR_DIR.mkdir(parents=True, exist_ok=True)
        # IMMEDIATE: with DEFERRED, two writers that read first make each other fail. FULL: nothing
        # acknowledged is lost at a power cut. The journal mode is set once, by "maillage migrate".
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] or str(VAR_DIR / "maillage.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA synchronous=FULL; PRAGMA cache_size=-64000; PRAGMA temp_store=2;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path[1:],
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    raise ValueError(
        f"DATABASE_URL : « {parts.scheme} » n'est pas connu ; écrivez sqlite:/// ou postgresql://."
    )


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "sqlite:///"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "maillage.common",
    "maillage.territory",
    "maillage.accounts",
    "maillage.network",
    "maillage.supports",
    "maillage.programme",
    "maillage.indicators",
    "maillage.bilan",
    "maillage.imports",
    "maillage.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages hold a map: on a slow line they travel four times faster compressed. Django masks the secrets of forms.
    "django.middleware.gzip.GZipMiddleware",
    "maillage.common.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "maillage.portal.middleware.actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "maillage.common.branding.branding",
            ],
            "builtins": ["maillage.common.templatetags.maillage"],
        },
    }
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français")), ("en", _("anglais"))]
LOCALE_PATHS = [BASE_DIR / "maillage" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Behind HTTPS unless one says that this is a trial on one's own machine ("make demo" does).
_https = os.environ.get("MAILLAGE_HTTPS", "0" if DEBUG else "1") == "1"
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("MAILLAGE_PROXY") == "1" else None
)
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# The name, the words and the contact of the mobilisation that runs this site.
BRANDING = {
    "name": os.environ.get("MAILLAGE_NAME", "MONALISA"),
    "baseline": os.environ.get(
        "MAILLAGE_BASELINE", "Mobilisation nationale contre l'isolement des personnes âgées"
    ),
    "telephone": os.environ.get("MAILLAGE_TELEPHONE", "01 99 00 12 34"),
}

# The life cycles drawn in docs/etats/ by "maillage states".
STATE_MACHINES = ("maillage.network.models.signing.SIGNING",)
# Mail: written to an outbox, sent by "maillage worker". Links in messages come from here, never from a request.
SITE_URL = os.environ.get("MAILLAGE_URL", "http://localhost:8000")
DEFAULT_FROM_EMAIL = os.environ.get("MAILLAGE_FROM", "Maillage <ne-pas-repondre@localhost>")
DEMO = os.environ.get("MAILLAGE_DEMO", "") == "1"


def _smtp(url: str) -> dict[str, object]:
    """Return Django's settings of a mail server given as smtp://USER:PASS@HOST:PORT or smtps://…; "" for none."""
    parts = urlsplit(url)
    if url and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise ValueError("MAILLAGE_SMTP : écrivez smtp://nom:mot-de-passe@serveur:587 ou smtps://…:465.")
    implicit = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if implicit else 587 if parts.username else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        # A password never travels in the clear.
        "EMAIL_USE_TLS": not implicit and bool(parts.username),
    }


EMAIL_TIMEOUT = 20
MAIL_READY = bool(os.environ.get("MAILLAGE_SMTP"))
globals().update(_smtp(os.environ.get("MAILLAGE_SMTP", "")))

# What the worker does once a day: functions of one moment, named so that the worker depends on none of them.
WORKER_JOBS: tuple[str, ...] = (
    "maillage.common.jobs.tidy",
    "maillage.network.operations.proposals.erase_proposers",
)

# From when a silence becomes a reason to call a cooperation; the page of those to relaunch prints these figures.
WATCH_THRESHOLDS: dict[str, int] = {
    "contact_months": 6,
    "meeting_months": 12,
    "stage_months": 18,
    "overdue_decisions": 3,
    "request_days": 30,
    "asleep_months": 12,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
