"""Documents that people join: told by what they hold, never by their name; never too heavy, never a trap."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import SkipFile
from django.test import RequestFactory

from maillage.common import attachments
from maillage.common.attachments import (
    MOST_BYTES,
    MOST_ENTRIES,
    PHOTOS,
    TYPES,
    WeighingHandler,
    clean_name,
    examined,
    refuse_heavy,
)
from maillage.common.errors import Refused

PDF = b"%PDF-1.7\n%%EOF\n"
JPEG = b"\xff\xd8\xff" + b"\x00" * 20 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20 + b"IEND\xaeB`\x82"


def archive(files: dict[str, bytes]) -> bytes:
    """Return an archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name), content)  # without its hour: two workers name the same tests
    return held.getvalue()


def office(main: str, more: dict[str, bytes] | None = None) -> bytes:
    """Return an office document as Office writes them."""
    return archive({"[Content_Types].xml": b"<Types/>", main: b"<x/>", **(more or {})})


ODT, ODS = (archive({"mimetype": TYPES[kind].encode(), "content.xml": b"<x/>"}) for kind in ("odt", "ods"))
DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.JPG", JPEG),
        ("a.jpeg", JPEG),
        ("a.png", PNG),
        ("a.odt", ODT),
        ("a.ods", ODS),
        ("a.docx", DOCX),
        ("a.xlsx", XLSX),
    ],
)
def test_a_document_is_known_by_what_it_holds(name: str, content: bytes) -> None:
    found = examined(name, io.BytesIO(content))
    kind = name.rsplit(".", maxsplit=1)[-1].lower().replace("jpeg", "jpg")
    assert (found.kind, found.media_type, found.name) == (kind, TYPES[kind], f"a.{kind}")
    assert (found.content, len(found.digest)) == (content, 64)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90\x00"),
        ("a.pdf", b"%PDF-1.7 cut short"),
        ("a.pdf", JPEG),
        ("a.docx", PDF),
        ("a.exe", PDF),
        ("a", PDF),
        ("a.jpg", b"\xff\xd8\xff cut short"),
        ("a.odt", ODS),
        ("a.odt", archive({"mimetype": b"application/zip"})),
        ("a.odt", archive({"mimetype": b"x" * 5_000})),
        ("a.odt", archive({"nothing": b""})),
        ("a.docx", b"PK\x03\x04 not an archive"),
        ("a.docx", office("autre/document.xml")),
        ("a.docx", office("word/document.xml", {"word/vbaProject.bin": b"Sub AutoOpen()"})),
        ("a.docx", office("word/document.xml", {"/etc/passwd": b""})),
        ("a.docx", office("word/document.xml", {"../a": b""})),
        ("a.xlsx", office("xl/workbook.xml", {f"f{n}": b"" for n in range(MOST_ENTRIES)})),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", b"<svg onload='alert(1)'/>"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_anything_else_is_refused_with_what_may_be_joined(name: str, content: bytes) -> None:
    with pytest.raises(Refused, match="n'est pas un document que nous savons ouvrir"):
        examined(name, io.BytesIO(content))


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_UNPACKED", 1_000)
    assert examined("a.odt", io.BytesIO(ODT)).kind == "odt"
    with pytest.raises(Refused, match="n'est pas un document que nous savons ouvrir"):
        examined("a.docx", io.BytesIO(office("word/document.xml", {"word/media.bin": b"x" * 1_001})))


def test_a_photo_is_an_image() -> None:
    with pytest.raises(Refused, match=r"« budget\.pdf » n'est pas une photo"):
        examined("budget.pdf", io.BytesIO(PDF), allowed=PHOTOS)
    assert examined("ici.png", io.BytesIO(PNG), allowed=PHOTOS).kind == "png"


def test_what_is_empty_or_too_heavy_is_refused() -> None:
    with pytest.raises(Refused, match=r"« vide\.pdf » est vide"):
        examined("vide.pdf", io.BytesIO())
    with pytest.raises(Refused, match=r"« lourd\.pdf » pèse plus de 10 Mo"):
        examined("lourd.pdf", io.BytesIO(PDF + b"x" * MOST_BYTES))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Mes documents\\budget 2017.pdf", "budget 2017.pdf"),
        ("<script>.pdf", "_script_.pdf"),
        ("a\x00\u202eb.pdf", "ab.pdf"),
        ("...pdf", "document.pdf"),
        ("é" * 200 + ".pdf", "é" * 80 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert clean_name(given, "pdf") == kept


def test_a_file_stops_being_kept_as_soon_as_it_weighs_too_much() -> None:
    request = RequestFactory().post("/")
    handler = WeighingHandler(request)
    handler.new_file("document", "lourd.pdf", "application/pdf", None)
    assert handler.receive_data_chunk(b"x" * MOST_BYTES, 0)
    with pytest.raises(SkipFile):
        handler.receive_data_chunk(b"x", MOST_BYTES)
    with pytest.raises(Refused, match=r"« lourd\.pdf » pèse plus de 10 Mo"):
        refuse_heavy(request)
    handler.new_file("document", "leger.pdf", "application/pdf", None)
    assert handler.receive_data_chunk(b"x", 0) == b"x"
    refuse_heavy(RequestFactory().post("/"))
    alone = WeighingHandler()
    with pytest.raises(SkipFile):
        alone.receive_data_chunk(b"x" * (MOST_BYTES + 1), 0)


def test_a_heavy_file_that_is_sent_reaches_no_form() -> None:
    sent = {
        "lourd": SimpleUploadedFile("lourd.pdf", PDF + b"x" * MOST_BYTES),
        "leger": SimpleUploadedFile("leger.pdf", PDF),
    }
    request = RequestFactory().post("/", sent)
    assert list(request.FILES) == ["leger"]
    with pytest.raises(Refused, match=r"lourd\.pdf"):
        refuse_heavy(request)
    request.close()
