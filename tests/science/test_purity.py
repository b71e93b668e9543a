"""The calculations ask nothing of the world: no database, no file, no clock, no chance but a seed."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import maillage.science

ALLOWED = {"numpy", "scipy", "maillage.science"}
WORLDLY = {
    "asyncio",
    "datetime",
    "io",
    "os",
    "pathlib",
    "random",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "time",
}


def imported(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_science_imports_numpy_scipy_and_itself() -> None:
    (folder,) = map(Path, maillage.science.__path__)
    found = {name for path in folder.glob("*.py") for name in imported(path)}
    assert {"numpy", "scipy", "maillage.science.evaluation"} <= found
    calm = sys.stdlib_module_names - WORLDLY
    strangers = {
        name for name in found if name.split(".")[0] not in calm and not name.startswith(tuple(ALLOWED))
    }
    assert strangers == set()
