"""Printed documents: typst templates that take their words as data, never as markup."""

import datetime as dt
import io
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast

import qrcode
import typst
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from maillage.common.charts import FONTS
from maillage.common.palette import BRIGHT_ORANGE, INK, LINE, MIST, MUTED, ORANGE, PAPER, TEAL, VIOLET

TEMPLATES = Path(__file__).resolve().parent / "documents_data"
CERTIFICATE = TEMPLATES / "certificate.typ"
SHEET = TEMPLATES / "sheet.typ"
FLYER = TEMPLATES / "flyer.typ"
COLOURS = {
    "ink": INK,
    "paper": PAPER,
    "violet": VIOLET,
    "orange": ORANGE,
    "bright": BRIGHT_ORANGE,
    "teal": TEAL,
    "muted": MUTED,
    "mist": MIST,
    "line": LINE,
}


@lru_cache(maxsize=16)
def compiler(template: Path) -> typst.Compiler:
    """Return the compiler of a template, which reads the fonts once and sees nothing outside its folder."""
    return typst.Compiler(
        input=str(template), root=str(template.parent), font_paths=[str(FONTS)], ignore_system_fonts=False
    )


def compiled(template: Path, data: Mapping[str, object], *, on: dt.date) -> bytes:
    """Return a template filled with data as a PDF, to the accessibility standard PDF/UA-1."""
    given = {"data": json.dumps(data, ensure_ascii=False)}
    printed = dt.datetime.combine(on, dt.time.min, tzinfo=dt.UTC)
    try:
        content = compiler(template).compile(sys_inputs=given, pdf_standards=["ua-1"], timestamp=printed)
    except typst.TypstError:
        # A letter that no font here can draw is refused by the standard, not by readers: print all the same.
        content = compiler(template).compile(sys_inputs=given, timestamp=printed)
    return cast("bytes", content)  # one file, since no output path is given


def print_pdf(template: Path, data: Mapping[str, object]) -> bytes:
    """Return a template filled with data, plus what every document knows: colours, language, mobilisation."""
    shared = {
        "colours": COLOURS,
        "language": (get_language() or "fr").partition("-")[0],
        "organisation": settings.BRANDING["name"],
        "baseline": settings.BRANDING["baseline"],
        "verify_label": _("Pour vérifier ce document"),
    }
    return compiled(template, {**shared, **data}, on=timezone.localdate())


def qr_svg(text: str) -> str:
    """Return a text as a QR code, drawn in SVG."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue().decode()
