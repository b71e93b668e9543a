"""Documents that people join: a few kinds, told by what the file holds and not by its name, and never too heavy."""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

from maillage.common.errors import Refused

MOST_BYTES = 10_000_000
MOST_ENTRIES, MOST_UNPACKED = 2_000, 200_000_000
TOO_HEAVY = "maillage.too_heavy"  # in the META of a request: the name of a file that was left unread
_ODF = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "odt": f"{_ODF}text",
    "ods": f"{_ODF}spreadsheet",
    "docx": f"{_OOXML}wordprocessingml.document",
    "xlsx": f"{_OOXML}spreadsheetml.sheet",
    "odp": f"{_ODF}presentation",
    "pptx": f"{_OOXML}presentationml.presentation",
    "webp": "image/webp",
}
PHOTOS = ("jpg", "png")
PICTURES = (*PHOTOS, "webp")
DOCUMENTS = ("pdf", *PHOTOS, "odt", "ods", "docx", "xlsx")
HANDOUTS = ("pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx")


@dataclass(frozen=True, kw_only=True)
class Document:
    """Hold a document that was examined: its clean name, what it is, its bytes."""

    name: str
    kind: str
    content: bytes

    @property
    def media_type(self) -> str:
        """Return the type that a browser is told."""
        return TYPES[self.kind]

    @property
    def digest(self) -> str:
        """Return what tells it from any other."""
        return hashlib.sha256(self.content).hexdigest()


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Keep what people join in a folder that no web server shows."""

    @property
    def base_location(self) -> str:
        """Return the folder that the settings name."""
        return str(settings.PRIVATE_DIR)

    @property
    def location(self) -> str:
        """Return the folder, in full."""
        return str(Path(settings.PRIVATE_DIR).resolve())


class WeighingHandler(FileUploadHandler):
    """Stop keeping a file as soon as it weighs too much: nothing of it reaches the memory or the disk."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.weight = 0

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Begin to weigh another file."""
        super().new_file(*arguments, **options)
        self.weight = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's own signature
        """Pass on what came, unless it is too much."""
        self.weight += len(raw_data)
        if self.weight > MOST_BYTES:
            if self.request is not None:
                self.request.META[TOO_HEAVY] = self.file_name or "fichier"
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to those who keep it."""


def refuse_heavy(request: HttpRequest) -> None:
    """Refuse what was left unread because it weighed too much."""
    if name := request.META.get(TOO_HEAVY):
        raise Refused(_too_heavy(clean_name(name, "")))


def _too_heavy(name: str) -> str:
    return _(
        "« %(name)s » pèse plus de 10 Mo : réduisez-le, par exemple en le numérisant en moins grand, puis "
        "joignez-le de nouveau."
    ) % {"name": name}


def clean_name(name: str, extension: str) -> str:
    """Return a name that is only a name: no folder, no control, the ending that tells what it is."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").split("/")[-1])
    stem = PurePosixPath(last).stem if extension else last
    kept = re.sub(r"[^\w .'-]", "_", "".join(c for c in stem if c.isprintable())).strip(" .")[:80]
    return f"{kept or 'document'}.{extension}" if extension else kept or "document"


def examined(name: str, stream: IO[bytes], *, allowed: tuple[str, ...] = DOCUMENTS) -> Document:
    """Return a document that may be kept, or refuse it and say what may be joined."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused(_too_heavy(clean_name(name, "")))
    if not content:
        raise Refused(
            _("« %s » est vide : vérifiez le fichier, puis joignez-le de nouveau.") % clean_name(name, "")
        )
    kind = _kind_of(content)
    ending = PurePosixPath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if kind not in allowed or ending != kind:
        raise Refused(_not_one_of(allowed) % clean_name(name, ""))
    return Document(name=clean_name(name, kind), kind=kind, content=content)


def _not_one_of(allowed: tuple[str, ...]) -> str:
    """Return the sentence that says what may be joined."""
    if allowed == PHOTOS:
        return _("« %s » n'est pas une photo : joignez une image JPEG ou PNG.")
    if allowed == PICTURES:
        return _("« %s » n'est pas une image que nous savons montrer : joignez une image JPEG, PNG ou WebP.")
    if allowed == HANDOUTS:
        return _(
            "« %s » n'est pas un document que nous savons ouvrir : joignez un PDF, un texte (ODT, DOCX), un tableur "
            "(ODS, XLSX) ou un diaporama (ODP, PPTX)."
        )
    return _(
        "« %s » n'est pas un document que nous savons ouvrir : joignez un PDF, une image JPEG ou PNG, un texte "
        "(ODT, DOCX) ou un tableur (ODS, XLSX)."
    )


def _kind_of(content: bytes) -> str:
    """Return what a file holds, told by its first bytes and its structure; nothing for any other."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return "pdf"
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]:
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in content[-64:]:
        return "png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    return _kind_of_archive(content) if content.startswith(b"PK\x03\x04") else ""


def _kind_of_archive(content: bytes) -> str:
    """Return what an office document holds; nothing for an archive of anything else, or with programs in it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                return ""
            if any(name.startswith("/") or ".." in name or name.endswith("vbaProject.bin") for name in names):
                return ""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < len(TYPES["xlsx"]) * 2:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                return next((kind for kind in ("odt", "ods", "odp") if TYPES[kind] == said), "")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    mains = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
    return next((kind for kind, main in mains.items() if main in names), "")
