"""Settings of Maillage: one file, read from the environment, with safe defaults."""

import os
import re
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
            "CONN_MAX_AGE": 60,  # to open the file and read its schema again takes as long as a page
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
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "maillage.common",
    "maillage.territory",
    "maillage.accounts",
    "maillage.network",
    "maillage.resources",
    "maillage.events",
    "maillage.supports",
    "maillage.tallies",
    "maillage.referrals",
    "maillage.alerts",
    "maillage.programme",
    "maillage.observatory",
    "maillage.experiments",
    "maillage.indicators",
    "maillage.bilan",
    "maillage.imports",
    "maillage.api",
    "maillage.portal",
    # After ours: the pages and the words of signing in are those of maillage.accounts.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "maillage.portal.kept_pages.kept_pages",
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
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"

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
# A choice made in the footer; without one, the language is that of the browser.
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "maillage" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# What people join to a file: never served as it is, so never under the address of the site.
PRIVATE_DIR = VAR_DIR / "pieces"
FILE_UPLOAD_HANDLERS = [
    "maillage.common.attachments.WeighingHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# What all the processes of the server must count together: the tries of a sign-in, the codes that have served.
# Public pages never ask it anything. Its table is made by "maillage migrate".
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "maillage_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Pages made for visitors, kept in memory: bytes for each process, 0 to keep none.
KEPT_PAGES = int(os.environ.get("MAILLAGE_KEPT_PAGES", "32")) * 1_000_000

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
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60  # from the sign-in: reading a page writes nothing
CSRF_COOKIE_SECURE = _https
LANGUAGE_COOKIE_SECURE = _https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Signing in: a code sent by e-mail, no password anywhere, accounts by invitation only.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "member_home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "maillage.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "maillage.accounts.forms.sign_in.AskCodeForm",
    "confirm_login_code": "maillage.accounts.forms.sign_in.CodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code, or the invitation, proves the address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_TIMEOUT = 20 * 60  # the code, then the second factor
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
# A code of six digits holds when it is rarely drawn: at most a hundred guesses a day at one account.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "30/h/ip,4/15m/key,20/d/key",
    "login_code_tried": "5/15m/key",
    "login": "60/h/ip",
    "login_failed": "30/15m/ip,5/15m/key",
    "reauthenticate": "20/15m/user",
}
# Behind a proxy of ours, the address of the visitor is the one it adds to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("MAILLAGE_PROXY") == "1" else 0

# The second factor: a passkey, or an application that shows codes; recovery codes shown once.
MFA_ADAPTER = "maillage.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "maillage.accounts.forms.sign_in.SecondFactorForm",
    "reauthenticate": "maillage.accounts.forms.sign_in.SecondFactorAgainForm",
    "activate_totp": "maillage.accounts.forms.sign_in.AddApplicationForm",
    "add_webauthn": "maillage.accounts.forms.sign_in.AddPasskeyForm",
    "authenticate_webauthn": "maillage.accounts.forms.sign_in.KeyForm",
    "login_webauthn": "maillage.accounts.forms.sign_in.EnterByKeyForm",
    "reauthenticate_webauthn": "maillage.accounts.forms.sign_in.KeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a code counts half a minute before and after: nobody is hurried

# The account of another house (OpenID Connect), when its address is given: it opens accounts that exist, no others.
SOCIALACCOUNT_ADAPTER = "maillage.accounts.adapters.PartnerAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: the policy on forms lets none leave the site
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
_oidc = {
    name: os.environ.get(f"MAILLAGE_OIDC_{name}", "")
    for name in ("NAME", "SERVER_URL", "CLIENT_ID", "CLIENT_SECRET")
}
if all(_oidc.values()):
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "partenaire",
                    "name": _oidc["NAME"],
                    "client_id": _oidc["CLIENT_ID"],
                    "secret": _oidc["CLIENT_SECRET"],
                    "settings": {"server_url": _oidc["SERVER_URL"]},
                }
            ],
        }
    }

# The name, the words and the contact of the mobilisation that runs this site.
BRANDING = {
    "name": os.environ.get("MAILLAGE_NAME", "MONALISA"),
    "baseline": os.environ.get(
        "MAILLAGE_BASELINE", "Mobilisation nationale contre l'isolement des personnes âgées"
    ),
    "telephone": os.environ.get("MAILLAGE_TELEPHONE", "01 99 00 12 34"),
}
MFA_TOTP_ISSUER = BRANDING["name"]
# Who publishes and hosts this site: the legal notice prints them, and says what is not told.
LEGAL = {
    name: os.environ.get(f"MAILLAGE_LEGAL_{name.upper()}", "")
    for name in (
        "publisher",
        "publisher_form",
        "publisher_address",
        "director",
        "host",
        "host_address",
        "host_telephone",
        "email",
        "privacy_email",
        "security_email",
    )
}


def _tiles(template: str, credit: str) -> dict[str, str]:
    """Return the ground that a visitor may ask to see under the map: its pictures, whose they are, their server.

    The server is named in the security policy of that page: nothing else than a plain host may stand there.
    """
    if not template:
        return {}
    parts = urlsplit(template)
    plain = re.fullmatch(r"[a-z0-9.-]+(:\d+)?", parts.netloc)
    if parts.scheme != "https" or not plain or sorted(re.findall("{(.*?)}", template)) != ["x", "y", "z"]:
        raise ValueError("MAILLAGE_TILES : écrivez https://serveur/{z}/{x}/{y}.png.")
    if not credit:
        raise ValueError("MAILLAGE_TILES_CREDIT : dites de qui est le fond de carte, il faut les citer.")
    return {"template": template, "credit": credit, "origin": f"https://{parts.netloc}", "host": parts.netloc}


# The ground under the national map: none, unless an address is given, and then for who asks to see it.
TILES = _tiles(os.environ.get("MAILLAGE_TILES", ""), os.environ.get("MAILLAGE_TILES_CREDIT", ""))

# The life cycles drawn in docs/etats/ by "maillage states".
STATE_MACHINES = (
    "maillage.bilan.models.campaigns.BILAN_LIFE",
    "maillage.events.models.programme.EVENT_LIFE",
    "maillage.events.models.proposals.PROPOSAL_LIFE",
    "maillage.events.models.registrations.REGISTRATION_LIFE",
    "maillage.network.models.enquiries.ENQUIRY_LIFE",
    "maillage.network.models.signing.SIGNING",
    "maillage.network.models.steps.COOPERATION",
    "maillage.network.models.teams.TEAM_LIFE",
    "maillage.referrals.models.referrals.REFERRAL_LIFE",
    "maillage.resources.models.advice.ADVICE_LIFE",
    "maillage.resources.models.resources.RESOURCE_LIFE",
    "maillage.experiments.models.plan.EXPERIMENT_LIFE",
    "maillage.supports.models.aid_applications.AID_LIFE",
    "maillage.supports.models.aid_schemes.SCHEME_LIFE",
    "maillage.supports.models.enrolments.ENROLMENT_LIFE",
    "maillage.supports.models.participations.PARTICIPATION_LIFE",
)

# Mail: written to an outbox, sent by "maillage worker". Links in messages come from here, never from a request.
SITE_URL = os.environ.get("MAILLAGE_URL", "http://localhost:8000")
DEFAULT_FROM_EMAIL = os.environ.get("MAILLAGE_FROM", "Maillage <ne-pas-repondre@localhost>")

# One click signs in as anybody of the demonstration: "make demo" says it, and nobody else does.
DEMO = os.environ.get("MAILLAGE_DEMO", "") == "1"


def _smtp(url: str) -> dict[str, object]:
    """Return Django's settings of a mail server given as smtp://USER:PASS@HOST:PORT or smtps://…; "" for none."""
    parts = urlsplit(url)
    if url and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise ValueError("MAILLAGE_SMTP : écrivez smtp://nom:mot-de-passe@serveur:587 ou smtps://…:465.")
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
    "maillage.accounts.operations.keys.tidy_keys",
    "maillage.bilan.operations.decks.forget_lots",
    "maillage.common.jobs.tidy",
    "maillage.events.operations.care.erase_needs",
    "maillage.events.operations.care.erase_old_registrations",
    "maillage.events.operations.care.give_lapsed_seats",
    "maillage.indicators.totals.keep",
    "maillage.network.operations.enquiry_care.erase_old_enquiries",
    "maillage.network.operations.enquiry_care.remind",
    "maillage.network.operations.proposals.erase_proposers",
    "maillage.network.operations.signing.purge_drafts",
    "maillage.referrals.operations.purge.purge_referrals",
    "maillage.referrals.operations.referrals.remind",
    "maillage.supports.operations.aid_care.daily",
    "maillage.supports.operations.exchange_care.erase_old_participants",
    "maillage.supports.operations.training_care.daily",
    "maillage.supports.operations.training_care.erase_old_trainees",
    "maillage.tallies.operations.reminders.remind",
    "maillage.portal.jobs.weekly_digest",
)

# Long works that "maillage worker" does a little of at each pass: functions of a clock, and of whether to stop.
WORKER_TURNS: tuple[str, ...] = ("maillage.bilan.operations.decks.print_lots",)

# What else forgets a person who leaves the register: functions of the account, named for the same reason.
ERASURES: tuple[str, ...] = (
    "maillage.resources.operations.resource_care.forget_person",
    "maillage.events.operations.care.forget_person",
    "maillage.observatory.operations.scenarios.forget_person",
    "maillage.programme.operations.keepers.forget_person",
    "maillage.referrals.operations.purge.forget_person",
    "maillage.supports.operations.aid_care.forget_person",
    "maillage.supports.operations.exchange_care.forget_person",
    "maillage.supports.operations.training_care.forget_person",
    "maillage.tallies.operations.tallies.forget_person",
)

# The figures that a target of the programme may be about, named here because they are computed above it.
TARGET_FIGURES = "maillage.indicators.catalogue.titles"

# From when a silence becomes a reason to call a cooperation; the page of those to relaunch prints these figures.
WATCH_THRESHOLDS: dict[str, int] = {
    "contact_months": 6,
    "meeting_months": 12,
    "stage_months": 18,
    "overdue_decisions": 3,
    "request_days": 30,
    "asleep_months": 12,
}

# Whom to call first, printed where teams answer an alert: the table of a country, each line with who says so.
EMERGENCY_NUMBERS = "maillage.alerts.models.urgent.FRANCE"

# What the cockpit of a cooperation says first: functions of a cooperation, a person and a day, in packages above it.
COCKPIT_NOTICES: tuple[str, ...] = ("maillage.alerts.views.notices.cockpit_notices",)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
