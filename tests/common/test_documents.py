"""Printed documents: a certificate that poppler opens, words as data, a code that points at its proof."""

import io
import subprocess
from pathlib import Path
from typing import Any

import pypdf
import pytest

from maillage.common.documents import CERTIFICATE, print_pdf, qr_svg

CHECK = "https://reseau.exemple.fr/verifier/S-2016-0042/"


def certificate(**changes: object) -> bytes:
    """Print a certificate."""
    given: dict[str, object] = {
        "title": "Certificat de signature",
        "name": "Les Voisins du Tilleul",
        "lines": ["a signé la charte nationale le 3 mars 2016.", "Cette signature est en vigueur."],
        "number": "n° S-2016-0042",
        "date": "Le 25 novembre 2016",
        "signed_by": "Le comité national",
        "verify_url": CHECK,
        "qr_svg": qr_svg(CHECK),
    }
    return print_pdf(CERTIFICATE, {**given, **changes})


@pytest.mark.office
def test_a_certificate_is_one_sheet_with_all_its_words(tmp_path: Path) -> None:
    path = tmp_path / "certificat.pdf"
    path.write_bytes(certificate())
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in (
        "Certificat de signature",
        "Les Voisins du Tilleul",
        "a signé la charte nationale le 3 mars 2016.",
        "n° S-2016-0042",
        "Le 25 novembre 2016",
        "Le comité national",
        CHECK,
    ):
        assert words in text
    subprocess.run(["pdftoppm", "-r", "40", "-png", path, tmp_path / "page"], check=True)
    assert [found.name for found in tmp_path.glob("page*.png")] == ["page-1.png"]


def test_a_certificate_is_a4_landscape_tagged_in_french() -> None:
    content = certificate()
    book = pypdf.PdfReader(io.BytesIO(content))
    box = book.pages[0].mediabox
    assert (len(book.pages), round(box.width), round(box.height)) == (1, 842, 595)
    root: Any = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert b"pdfuaid" in content
    assert book.metadata is not None
    assert book.metadata.title == "Certificat de signature, Les Voisins du Tilleul"


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd") *gras* $x^2$ <étiquette> @ici',
        "Centre intercommunal d'action sociale de la communauté de communes du Pays de "
        + "Très-" * 20
        + "Loin",
        "Association des amis 🙂 du quartier",
        "x" * 200,
    ],
)
def test_any_name_holds_on_the_sheet_and_is_never_markup(name: str) -> None:
    book = pypdf.PdfReader(io.BytesIO(certificate(name=name, lines=[name, name])))
    assert len(book.pages) == 1
    text = "".join(book.pages[0].extract_text().split())
    assert "".join(name.split())[:12].replace("🙂", "") in text


def test_a_code_is_drawn_in_svg() -> None:
    drawn = qr_svg(CHECK)
    assert drawn.lstrip().startswith("<?xml")
    assert "<path" in drawn
    assert qr_svg(CHECK) == drawn
    assert qr_svg(CHECK + "x") != drawn
