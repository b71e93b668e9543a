"""What a file is, by its content: a name proves nothing."""

import zipfile
from pathlib import Path

from maillage.common.spreadsheet_child.bounds import MEGABYTE, Limits, Stopped

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
)
_PARTS = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "document"),
    ("ppt/presentation.xml", "slides"),
)
_MIMETYPES = (("spreadsheet", "ods"), ("text", "document"), ("presentation", "slides"))
_ENCRYPTED_FLAG = 0x1


def nature(path: Path, limits: Limits) -> str:
    """Return what a file is: xlsx, ods, xls, csv, or the name of what cannot be read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise Stopped("empty")
    if head.startswith(_OLE):
        return _inside_ole(path)
    if head.startswith(b"PK"):
        return _inside_zip(path, limits)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<body")):
        return "markup"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "unknown"
    return "csv"


def _inside_ole(path: Path) -> str:
    """Tell an old Excel workbook from what borrows its container."""
    content = path.read_bytes()
    if _utf16("EncryptedPackage") in content:
        raise Stopped("encrypted")
    if _utf16("Workbook") in content or _utf16("Book") in content:
        return "xls"
    return "document" if _utf16("WordDocument") in content else "unknown"


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _inside_zip(path: Path, limits: Limits) -> str:
    """Tell what a zip holds, after weighing its directory."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Stopped("cut") from error
    with archive:
        weigh(archive, limits)
        names = {plain_name(name): name for name in archive.namelist()}
        if "encrypted-package" in names:
            raise Stopped("encrypted")
        for part, kind in _PARTS:
            if part in names:
                return kind
        if "mimetype" in names and "content.xml" in names:
            _refuse_encrypted_ods(archive, names)
            mimetype = archive.read(names["mimetype"])[:200].decode("ascii", "replace")
            return next((kind for word, kind in _MIMETYPES if f".{word}" in mimetype), "unknown")
    return "archive"


def plain_name(name: str) -> str:
    """Return the name of a part as every program agrees on it: some write backslashes or capitals."""
    return name.replace("\\", "/").lower().lstrip("/")


def weigh(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse a zip whose directory announces too many parts, or parts too large to be honest."""
    parts = archive.infolist()
    if len(parts) > limits.entries:
        raise Stopped("bomb")
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise Stopped("encrypted")
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise Stopped("bomb")
    for part in parts:
        # Small parts may pack very well and are harmless: a blank sheet is nearly nothing.
        if part.file_size > 10 * MEGABYTE and part.file_size > limits.ratio * max(part.compress_size, 1):
            raise Stopped("bomb")


def _refuse_encrypted_ods(archive: zipfile.ZipFile, names: dict[str, str]) -> None:
    manifest = names.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in archive.read(manifest):
        raise Stopped("encrypted")
