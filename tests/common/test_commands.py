"""The commands that keep the house: the journal of SQLite, the server, the page of definitions."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from maillage.common.errors import Refused
from maillage.common.management.commands.migrate import wal_is_safe


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_the_write_ahead_log_is_for_versions_without_its_bug(
    version: tuple[int, int, int], *, safe: bool
) -> None:
    assert wal_is_safe(version) is safe


def test_migrating_sets_the_journal_that_is_safe(tmp_path: Path) -> None:
    base = tmp_path / "base.sqlite3"
    subprocess.run(
        [sys.executable, "-m", "config.command", "migrate", "contenttypes", "--verbosity", "0"],
        check=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{base}", "MAILLAGE_VAR": str(tmp_path)},
    )
    kept = sqlite3.connect(base)
    mode = kept.execute("PRAGMA journal_mode").fetchone()[0]
    kept.close()
    assert mode == ("wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete")


def test_serving_gathers_the_static_files_then_becomes_the_server(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _path, arguments: became.append(arguments))
    with override_settings(STATIC_ROOT=str(tmp_path)):
        call_command("serve", bind="127.0.0.1:8765", workers=1)
    assert (tmp_path / "maillage.css").is_file()
    server = "-m gunicorn config.wsgi --no-control-socket --bind 127.0.0.1:8765 --workers 1"
    assert became == [[sys.executable, *server.split()]]
    assert "http://127.0.0.1:8765/" in capsys.readouterr().out


def test_the_page_of_definitions_is_that_of_the_catalogue(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = (Path(settings.BASE_DIR) / "docs" / "chiffres.md").read_text(encoding="utf-8")
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    (tmp_path / "docs").mkdir()
    with pytest.raises(Refused, match="maillage catalogue"):
        call_command("catalogue", check=True)
    call_command("catalogue")
    call_command("catalogue", check=True)
    assert (tmp_path / "docs" / "chiffres.md").read_text(encoding="utf-8") == kept


@pytest.mark.django_db
def test_the_database_of_the_tests_is_the_one_that_was_asked_for() -> None:
    asked = os.environ.get("DATABASE_URL", "sqlite:///").partition(":")[0]
    assert connection.vendor == asked
