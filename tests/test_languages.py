"""The interface speaks French from the source, and English from a complete catalogue."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

SOURCES = Path(settings.BASE_DIR) / "maillage"
CATALOGUE = SOURCES / "locale" / "en" / "LC_MESSAGES"
MARKS = {"_", "gettext", "gettext_lazy"}
TRANSLATE = re.compile(r"""{% translate (["'])(.+?)\1""")
WITHOUT_GETTEXT = "gettext (xgettext, msgfmt) manque : LE CATALOGUE ANGLAIS N'EST PAS VÉRIFIÉ."


@pytest.fixture
def tools() -> None:
    """Ask for the tools of gettext: skipped loudly without them, failed where everything must run."""
    if not shutil.which("xgettext"):
        if os.environ.get("CI"):
            pytest.fail(WITHOUT_GETTEXT)
        pytest.skip(WITHOUT_GETTEXT)


def french() -> Iterator[str]:
    """Yield the messages of the sources."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                    yield first.value
    for path in SOURCES.rglob("*.html"):
        yield from (found[1] for found in TRANSLATE.findall(path.read_text(encoding="utf-8")))


def test_no_french_message_is_an_english_word_that_django_translates() -> None:
    with translation.override("fr"):
        changed = {message: translation.gettext(message) for message in set(french())}
    assert {message: said for message, said in changed.items() if said != message} == {}


@pytest.mark.usefixtures("tools")
def test_every_message_is_called_by_a_name_that_the_tools_know() -> None:
    """What is said by « gettext as __ » is never found by xgettext, and so never in English."""
    odd = [
        f"{path.relative_to(SOURCES)} : {name.asname}"
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in MARKS and name.asname not in {None, "_"}
    ]
    assert odd == []


def test_every_message_has_its_english(tmp_path: Path) -> None:
    copy = tmp_path / "maillage"
    shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("static", "data", "__pycache__", "*.mo"))
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-wrap", "--no-location"],
        cwd=copy,
        check=True,
        capture_output=True,
        env=environment,
    )
    found = copy / "locale" / "en" / "LC_MESSAGES" / "django.po"
    for lacking in ("--untranslated", "--only-fuzzy"):
        listed = subprocess.run(
            ["msgattrib", lacking, "--no-obsolete", "--no-wrap", str(found)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert [
            line for line in listed.splitlines() if line.startswith("msgid ") and line != 'msgid ""'
        ] == []


@pytest.mark.usefixtures("tools")
def test_the_compiled_catalogue_is_that_of_the_source(tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "-o", str(compiled), str(CATALOGUE / "django.po")], check=True)
    with compiled.open("rb") as fresh, (CATALOGUE / "django.mo").open("rb") as kept:
        assert gettext.GNUTranslations(fresh)._catalog == gettext.GNUTranslations(kept)._catalog  # type: ignore[attr-defined] # the words themselves


@pytest.mark.django_db
def test_a_page_is_read_in_english() -> None:
    page = Client().get("/chiffres/", headers={"accept-language": "en"})
    assert page.headers["Content-Language"] == "en"
    assert "signatories" in page.content.decode().lower()
