"""Pictures that people join: drawn again, without what the device wrote in them; a trap is refused."""

import io

import pytest
from PIL import Image

from maillage.common import pictures
from maillage.common.attachments import HANDOUTS, PICTURES, examined
from maillage.common.errors import Refused
from maillage.common.pictures import redrawn
from tests.common.test_attachments import PDF, archive, office
from tests.resources.drawn import drawn, picture


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_where_and_when_a_picture_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the device was held on its side
    exif[0x010F] = "Marque de l'appareil"
    found = redrawn(picture(content=drawn(exif=exif, comment=b"chez Mme Martin")))
    seen = opened(found.content)
    assert (found.name, found.kind, seen.size) == ("cafe.jpg", "jpg", (30, 40))  # upright
    assert not seen.getexif()
    assert b"Martin" not in found.content
    assert b"Marque" not in found.content


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", drawn("PNG"), "png"),
        ("a.webp", drawn("WEBP"), "jpg"),
        ("a.webp", drawn("WEBP", mode="RGBA"), "png"),
    ],
)
def test_what_every_page_and_printer_can_show_is_kept(name: str, content: bytes, kind: str) -> None:
    found = redrawn(examined(name, io.BytesIO(content), allowed=PICTURES))
    assert (found.name, found.kind) == (f"a.{kind}", kind)
    assert opened(found.content).format == {"jpg": "JPEG", "png": "PNG"}[kind]


def test_a_great_picture_is_made_smaller_and_a_greater_one_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened(redrawn(picture(content=drawn(size=(3_200, 1_600)))).content).size == (1_600, 800)
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1_000)
    with pytest.raises(Refused, match="trop grande"):
        redrawn(picture(content=drawn()))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    with pytest.raises(Refused, match="ne s'ouvre pas"):
        redrawn(picture(content=drawn()))


def test_what_only_looks_like_a_picture_is_refused() -> None:
    with pytest.raises(Refused, match=r"« cafe\.jpg » ne s'ouvre pas"):
        redrawn(picture(content=b"\xff\xd8\xff" + b"\x00" * 20 + b"\xff\xd9"))
    for name, content in (
        ("a.svg", b"<svg onload='alert(1)'/>"),
        ("a.png", b"<svg onload='alert(1)'/>"),
        ("a.gif", drawn("GIF")),
        ("a.jpg", PDF),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVE"),
    ):
        with pytest.raises(Refused, match="JPEG, PNG ou WebP"):
            examined(name, io.BytesIO(content), allowed=PICTURES)


def test_a_handout_is_a_document_and_no_picture() -> None:
    odp = archive({"mimetype": b"application/vnd.oasis.opendocument.presentation"})
    for name, content in (("a.pdf", PDF), ("a.odp", odp), ("a.pptx", office("ppt/presentation.xml"))):
        assert examined(name, io.BytesIO(content), allowed=HANDOUTS).name == name
    with pytest.raises(Refused, match="diaporama"):
        examined("a.jpg", io.BytesIO(drawn()), allowed=HANDOUTS)
    with pytest.raises(Refused, match="un tableur"):
        examined("a.pptx", io.BytesIO(office("ppt/presentation.xml")))  # elsewhere, as before
