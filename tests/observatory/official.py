"""Official files in small, written as their producers publish them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from maillage.common.facts import Author
from maillage.observatory.operations.loading import Loaded, load_file
from tests.cast import instant

BY = Author(at=instant(2016, 6, 1), source="essai")
# Alès, Nîmes and Uzès, in the Gard; Guéret, in the Creuse.
ALES, NIMES, UZES, GUERET = "30007", "30189", "30334", "23096"


def written(folder: Path, name: str, lines: Iterable[Any], *, delimiter: str = ";") -> Path:
    """Write a CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def zipped(path: Path, *, meta: bool = True) -> Path:
    """Put a CSV in a ZIP, beside the description of its columns, as Insee does."""
    target = path.with_name(f"{path.stem}_csv.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
        if meta:
            archive.writestr(f"meta_{path.name}", "COD_VAR;LIB_VAR\nP21_POP;Population en 2021\n")
    return target


def ages(folder: Path, people: Mapping[str, object], *, year: int = 2021, name: str = "") -> Path:
    """Write the population by age: so many people of 75 or more in each commune, ten times as many in all."""
    yy, old = f"{year % 100:02}", f"{(year - 6) % 100:02}"
    titles = ["CODGEO"]
    for one in (yy, old):
        titles += [f"P{one}_POP", f"P{one}_POP6074", f"P{one}_POP75P"]
    lines = [[code, *([_times(told, 10), _times(told, 2), told] * 2)] for code, told in people.items()]
    return written(folder, name or f"base-cc-evol-struct-pop-{year}.CSV", [titles, *lines])


def _times(told: object, by: int) -> object:
    return told * by if isinstance(told, int | float) else told


def households(folder: Path, alone: Mapping[str, Sequence[object]], *, year: int = 2021) -> Path:
    """Write who lives alone: of each commune, people of 65 to 79, of them alone, of 80 or more, of them alone."""
    yy = f"{year % 100:02}"
    titles = ["CODGEO", f"P{yy}_POP6579", f"P{yy}_POP6579_PSEUL", f"P{yy}_POP80P", f"P{yy}_POP80P_PSEUL"]
    lines = [[code, *told] for code, told in alone.items()]
    return written(folder, f"base-cc-coupl-fam-men-{year}.CSV", [titles, *lines])


def movements(folder: Path, rows: Iterable[Sequence[object]], *, year: int = 2026) -> Path:
    """Write movements: the code of the movement, its day, the commune before, the commune after."""
    titles = ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "LIBELLE_AV", "TYPECOM_AP", "COM_AP", "LIBELLE_AP"]
    lines = [[mod, day, "COM", before, "Là", "COM", after, "Ici"] for mod, day, before, after in rows]
    return written(folder, f"v_mvt_commune_{year}.csv", [titles, *lines], delimiter=",")


def load(code: str, path: Path, *, vintage: int | None = None, by: Author = BY) -> Loaded:
    """Load a file."""
    return load_file(code, path, vintage=vintage, by=by)
