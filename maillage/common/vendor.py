"""The files of others that this site serves: what they are, and whether they are still what was checked."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static" / "vendor"
MANIFEST = FOLDER / "vendored.json"


@dataclass(frozen=True, kw_only=True)
class Vendored:
    """Name one file of somebody else, with its version, licence, checksum and the day we took it."""

    name: str
    version: str
    licence: str
    licence_file: str
    file: str
    sha256: str
    taken_on: str
    note: str = ""

    @property
    def day(self) -> dt.date:
        """Return the day we took it."""
        return dt.date.fromisoformat(self.taken_on)


def vendored() -> list[Vendored]:
    """Return the files of others, as the manifest lists them."""
    return [Vendored(**entry) for entry in json.loads(MANIFEST.read_text(encoding="utf-8"))]


def checksum(file: str) -> str:
    """Return the SHA-256 of a vendored file."""
    return hashlib.sha256((FOLDER / file).read_bytes()).hexdigest()
