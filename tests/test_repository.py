"""The rules of the house, held on the files of the repository themselves."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE, LONGEST_TEMPLATE, LONGEST_VIEW = 500, 120, 25
BANNED_NAMES = {"utils", "helpers", "misc", "mixins", "services", "selectors", "signals", "singletons"}
# Spelled with brackets, so that this file does not hold what it looks for.
REGISTRIES = re.compile(r"p[y]pi\.org|python[h]osted|npm[j]s\.|index[-_]url\s*=|crates\.[i]o", re.IGNORECASE)
MACHINE_PATHS = re.compile(r"(?<![\w.:/~-])/(?:home|root|work|Users|farm|mnt)/\w")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b|^(?:<{7}|>{7}) ", re.MULTILINE)
TEXTS = {
    ".py",
    ".md",
    ".html",
    ".css",
    ".js",
    ".toml",
    ".txt",
    ".in",
    ".json",
    ".csv",
    ".po",
    ".typ",
    ".svg",
    ".cfg",
}
NAMES_THE_MOBILISATION = {"config/settings.py"}  # its branding


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in found if path.is_file())


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def texts() -> Iterator[tuple[str, str]]:
    """Return the name and the content of every text of ours."""
    for path in tracked():
        ours = "vendor" not in path.parts and not path.name.endswith(".min.js")
        if ours and (path.suffix in TEXTS or path.name in {"Makefile", "run"}):
            yield named(path), path.read_text(encoding="utf-8", errors="replace")


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of some folders, or of all, without the migrations."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and (not folders or path.relative_to(ROOT).parts[0] in folders)
    ]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_the_repository_is_read() -> None:
    names = {named(path) for path in tracked()}
    assert {"pyproject.toml", "config/settings.py", "maillage/common/facts.py"} <= names
    assert len(python_files()) > 100


def test_no_file_is_too_long() -> None:
    assert [named(path) for path in python_files() if lines(path) > LONGEST_FILE] == []


def test_no_template_is_too_long() -> None:
    templates = [path for path in tracked() if path.suffix == ".html" and "templates" in path.parts]
    assert templates
    assert [named(path) for path in templates if lines(path) > LONGEST_TEMPLATE] == []


def test_no_file_is_a_drawer_of_odds_and_ends() -> None:
    assert [named(path) for path in python_files() if path.stem in BANNED_NAMES] == []
    assert [named(path) for path in tracked() if BANNED_NAMES & set(path.relative_to(ROOT).parts[:-1])] == []


@pytest.mark.parametrize("pattern", [REGISTRIES, MACHINE_PATHS, UNFINISHED])
def test_no_text_holds_what_belongs_to_a_machine_or_to_another_day(pattern: re.Pattern[str]) -> None:
    found = [(name, match[0]) for name, text in texts() for match in pattern.finditer(text)]
    assert found == []


def test_the_patterns_find_what_they_look_for() -> None:
    assert REGISTRIES.search("https://{}.org/simple".format("pypi"))
    assert REGISTRIES.search("--{}-url=https://example.org".format("index"))
    assert MACHINE_PATHS.search("voir /{}/anne/reseau".format("home"))
    assert not MACHINE_PATHS.search("https://example.org/home/anne")
    assert UNFINISHED.search("# {}{} plus tard".format("TO", "DO"))


def test_the_mobilisation_is_named_in_its_settings_alone() -> None:
    holders = [
        name
        for name, text in texts()
        if name.startswith(("maillage/", "config/")) and re.search("monalisa", text, re.IGNORECASE)
    ]
    assert set(holders) <= NAMES_THE_MOBILISATION


def test_every_package_has_its_place_among_the_layers() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (packages,) = (contract for contract in contracts if contract["containers"] == ["maillage"])
    placed = {name.strip() for layer in packages["layers"] for name in layer.split("|")}
    present = {
        path.parent.name
        for path in tracked()
        if path.match("maillage/*/__init__.py") and path.parent.parent.name == "maillage"
    }
    assert placed == present
    assert packages["exhaustive"]


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def view_files() -> list[Path]:
    return [
        path
        for path in python_files("maillage")
        if path.stem.startswith("views") or path.parent.name == "views"
    ]


def length(function: ast.FunctionDef) -> int:
    """Return how many lines a function takes, its docstring set apart."""
    end = function.end_lineno or function.lineno
    return end - function.lineno + 1 - (ast.get_docstring(function) is not None)


def test_every_view_is_short() -> None:
    views = {
        f"{named(path)}:{function.name}": length(function)
        for path in view_files()
        for function in functions(path)
        if [argument.arg for argument in function.args.args][:1] == ["request"] and function.name[0] != "_"
    }
    assert len(views) > 10
    assert {name: size for name, size in views.items() if size > LONGEST_VIEW} == {}


def test_no_view_asks_the_database_in_its_own_words() -> None:
    asked = [
        f"{named(path)}:{node.lineno}"
        for path in view_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"filter", "exclude", "annotate", "aggregate", "raw", "extra"}
    ]
    assert asked == []


def test_nothing_happens_behind_a_save() -> None:
    behind = [
        f"{named(path)}:{function.name}"
        for path in python_files("maillage")
        for function in functions(path)
        if function.name in {"save", "delete"}
        or any("receiver" in ast.dump(decorator) for decorator in function.decorator_list)
    ]
    assert behind == []


def test_the_domain_has_no_clock() -> None:
    """Only views, commands and middlewares read the time."""
    clock = re.compile(
        r"timezone\.(?:now|localdate|localtime)\(|date\.today\(|datetime\.(?:utc)?now\(|time\.time\("
    )
    domain = [
        path
        for path in python_files("maillage")
        if path.relative_to(ROOT).parts[1]
        in {"science", "territory", "network", "observatory", "supports", "programme", "indicators"}
        and "management" not in path.parts
        and not path.stem.startswith("views")
        and path.parent.name != "views"
    ]
    assert domain
    assert [named(path) for path in domain if clock.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "peers.txt"])
def test_dependencies_are_pinned_with_their_checksums(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if not entry.startswith("#")]
    assert len(entries) > 10
    for entry in entries:
        assert re.match(r"[\w.\[\], -]+==[\w.+!-]+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert not re.search(r"^\s*(?:-i|--(?:extra-)?index|--find-links|-f)\b", text, re.MULTILINE)


def test_the_checks_are_pinned_above_what_runs() -> None:
    def pins(name: str) -> set[tuple[str, str]]:
        # What is asked of a package (« pydantic[email] ») may be more for the checks; its version is the same.
        text = (ROOT / "requirements" / name).read_text()
        return set(re.findall(r"^([\w.-]+)(?:\[[\w, -]+\])?(==[\w.+!-]+)", text, re.MULTILINE))

    assert pins("run.txt") <= pins("dev.txt") <= pins("peers.txt")


@pytest.mark.django_db
def test_migrations_are_up_to_date() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_production_settings_leave_no_warning(tmp_path: Path) -> None:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAILLAGE_", "DJANGO_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "config.command", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**kept, "MAILLAGE_VAR": str(tmp_path), "MAILLAGE_HOSTS": "reseau.example.org"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "0" in done.stdout
