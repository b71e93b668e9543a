"""The settings: read from the environment, safe when it says nothing."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import settings

GIVEN = {"MAILLAGE_SECRET_KEY": "given"}
ASKED = """
import json
from config import settings
names = {names!r}
print(json.dumps({{name: getattr(settings, name) for name in names}}, default=str))
"""


def read(var: Path, *names: str, **environment: str) -> dict[str, object]:
    """Return settings as a new process reads them from an environment."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MAILLAGE_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    done = subprocess.run(
        [sys.executable, "-c", ASKED.format(names=names)],
        env={**kept, "MAILLAGE_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_without_an_environment_the_settings_are_those_of_production(tmp_path: Path) -> None:
    safe = read(
        tmp_path,
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "ALLOWED_HOSTS",
        "SECURE_PROXY_SSL_HEADER",
        "X_FRAME_OPTIONS",
    )
    assert safe == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SECURE_PROXY_SSL_HEADER": None,
        "X_FRAME_OPTIONS": "DENY",
    }


def test_a_trial_on_one_s_own_machine_needs_no_https(tmp_path: Path) -> None:
    for environment in ({"MAILLAGE_DEBUG": "1"}, {"MAILLAGE_HTTPS": "0"}):
        found = read(tmp_path, "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", **environment)
        assert found == {"SECURE_SSL_REDIRECT": False, "SECURE_HSTS_SECONDS": 0}
    both = read(tmp_path, "SECURE_SSL_REDIRECT", MAILLAGE_DEBUG="1", MAILLAGE_HTTPS="1")
    assert both == {"SECURE_SSL_REDIRECT": True}


def test_hosts_and_origins_come_from_the_environment(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "SECURE_PROXY_SSL_HEADER",
        MAILLAGE_HOSTS="reseau.example.org,,www.example.org",
        MAILLAGE_ORIGINS="https://reseau.example.org",
        MAILLAGE_PROXY="1",
    )
    assert found == {
        "ALLOWED_HOSTS": ["reseau.example.org", "www.example.org"],
        "CSRF_TRUSTED_ORIGINS": ["https://reseau.example.org"],
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    }


def test_the_key_is_drawn_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    var = tmp_path / "var"
    first = read(var, "SECRET_KEY")["SECRET_KEY"]
    assert isinstance(first, str)
    assert len(first) > 60
    assert read(var, "SECRET_KEY")["SECRET_KEY"] == first
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    assert read(tmp_path / "other", "SECRET_KEY")["SECRET_KEY"] != first
    assert read(var, "SECRET_KEY", **GIVEN) == {"SECRET_KEY": "given"}


def test_another_mobilisation_says_its_own_name(tmp_path: Path) -> None:
    found = read(tmp_path, "BRANDING", MAILLAGE_NAME="Voisins unis", MAILLAGE_TELEPHONE="01 99 00 00 00")
    branding = found["BRANDING"]
    assert isinstance(branding, dict)
    assert (branding["name"], branding["telephone"]) == ("Voisins unis", "01 99 00 00 00")


def test_a_database_is_given_by_its_address() -> None:
    postgresql = settings._database("postgresql://anne:mot%40passe@db.example.org:5433/reseau")
    assert postgresql == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "reseau",
        "USER": "anne",
        "PASSWORD": "mot@passe",
        "HOST": "db.example.org",
        "PORT": "5433",
        "CONN_MAX_AGE": 60,
    }
    local = settings._database("postgres:///reseau")
    assert (local["USER"], local["HOST"], local["PORT"], local["NAME"]) == ("", "", "", "reseau")


def test_sqlite_is_the_database_by_default_and_takes_one_writer_at_a_time() -> None:
    default = settings._database("sqlite:///")
    assert default["NAME"] == str(settings.VAR_DIR / "maillage.sqlite3")
    options = default["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert settings._database("sqlite:////srv/reseau.sqlite3")["NAME"] == "/srv/reseau.sqlite3"
    assert settings._database("sqlite:///reseau.sqlite3")["NAME"] == "reseau.sqlite3"


def test_an_unknown_database_is_refused_with_what_to_write() -> None:
    with pytest.raises(ValueError, match="« mysql » n'est pas connu ; écrivez sqlite:/// ou postgresql://"):
        settings._database("mysql://localhost/reseau")


def test_a_mail_server_is_given_by_its_address(tmp_path: Path) -> None:
    names = (
        "MAIL_READY",
        "EMAIL_HOST",
        "EMAIL_PORT",
        "EMAIL_HOST_USER",
        "EMAIL_HOST_PASSWORD",
        "EMAIL_USE_SSL",
        "EMAIL_USE_TLS",
    )
    found = read(tmp_path, *names, MAILLAGE_SMTP="smtp://anne%40exemple.fr:mot%2Fpasse@smtp.exemple.fr")
    assert list(found.values()) == [True, "smtp.exemple.fr", 587, "anne@exemple.fr", "mot/passe", False, True]
    found = read(tmp_path, *names, MAILLAGE_SMTP="smtps://anne:secret@smtp.exemple.fr")
    assert list(found.values()) == [True, "smtp.exemple.fr", 465, "anne", "secret", True, False]
    found = read(tmp_path, *names, MAILLAGE_SMTP="smtp://127.0.0.1:2525")
    assert list(found.values()) == [True, "127.0.0.1", 2525, "", "", False, False]
    assert read(tmp_path, "MAIL_READY", "DEMO") == {"MAIL_READY": False, "DEMO": False}


@pytest.mark.parametrize("address", ["http://smtp.exemple.fr", "smtp.exemple.fr:25", "smtp://"])
def test_an_unknown_mail_server_is_refused_with_what_to_write(address: str) -> None:
    with pytest.raises(ValueError, match="MAILLAGE_SMTP\u00a0: écrivez smtp://"):
        settings._smtp(address)


def test_links_senders_and_the_demonstration_come_from_the_environment(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "SITE_URL",
        "DEFAULT_FROM_EMAIL",
        "DEMO",
        MAILLAGE_URL="https://reseau.exemple.fr",
        MAILLAGE_FROM="Réseau <reseau@exemple.fr>",
        MAILLAGE_DEMO="1",
    )
    assert list(found.values()) == ["https://reseau.exemple.fr", "Réseau <reseau@exemple.fr>", True]
    assert read(tmp_path, "SITE_URL") == {"SITE_URL": "http://localhost:8000"}


def test_a_fresh_install_with_its_own_key_finds_a_place_for_its_database(tmp_path: Path) -> None:
    var = tmp_path / "var"
    done = subprocess.run(
        [sys.executable, "-m", "config.command", "showmigrations", "territory"],
        env={
            **{k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "MAILLAGE_VAR": str(var),
            **GIVEN,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "[ ] 0001_initial" in done.stdout


def test_no_ground_lies_under_the_map_unless_its_address_is_given(tmp_path: Path) -> None:
    assert read(tmp_path, "TILES") == {"TILES": {}}
    given = {
        "MAILLAGE_TILES": "https://tuiles.exemple.fr:8443/{z}/{x}/{y}.png",
        "MAILLAGE_TILES_CREDIT": "© X",
    }
    assert read(tmp_path, "TILES", **given)["TILES"] == {
        "template": given["MAILLAGE_TILES"],
        "credit": "© X",
        "origin": "https://tuiles.exemple.fr:8443",
        "host": "tuiles.exemple.fr:8443",
    }


@pytest.mark.parametrize(
    "template",
    [
        "http://tuiles.exemple.fr/{z}/{x}/{y}.png",
        "https://tuiles.exemple.fr/",
        "https://tuiles.exemple.fr/{z}/{x}/{y}/{clef}.png",
        "https://{s}.exemple.fr/{z}/{x}/{y}.png",
        "https://tuiles.exemple.fr; script-src */{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
    ],
)
def test_a_ground_that_is_no_plain_address_is_refused_with_what_to_write(template: str) -> None:
    with pytest.raises(ValueError, match=r"MAILLAGE_TILES : écrivez https://serveur/{z}/{x}/{y}.png."):
        settings._tiles(template, "© X")


def test_a_ground_is_never_shown_without_its_author() -> None:
    with pytest.raises(ValueError, match="MAILLAGE_TILES_CREDIT"):
        settings._tiles("https://tuiles.exemple.fr/{z}/{x}/{y}.png", "")
