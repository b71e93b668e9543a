"""A resource on paper: the words of its page, with where it comes from."""

from collections.abc import Mapping
from pathlib import Path

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.documents import print_pdf
from maillage.common.mail import site_link
from maillage.common.markdown import blocks
from maillage.resources.models import Publication, ResourcePiece, pictures_of

TEMPLATE = Path(__file__).resolve().parent.parent / "data" / "resource.typ"


def resource_pdf(row: Publication) -> bytes:
    """Return a published version as a PDF."""
    pieces = {piece.name: piece for piece in ResourcePiece.objects.of_version(row)}
    told = {"number": row.number, "day": formats.day(row.started_on) if row.started_on else ""}
    return print_pdf(
        TEMPLATE,
        {
            "title": row.title,
            "what": f"{capfirst(row.get_kind_display())} · {capfirst(row.get_theme_display())}",
            "summary": row.summary,
            "credit": _("Écrite par %(credit)s") % {"credit": row.credit},
            "foot": _("Version %(number)s, publiée le %(day)s") % told
            + f" · {site_link(row.resource.get_absolute_url())}",
            "blocks": [_drawn(block, pieces) for block in blocks(row.text, pictures_of([*pieces.values()]))],
            "joined": [piece.name for piece in pieces.values() if not piece.is_picture],
            "joined_title": _("Documents joints, à prendre sur la page"),
        },
    )


def _drawn(block: dict[str, object], pieces: Mapping[str, ResourcePiece]) -> dict[str, object]:
    """Return a block of the text, with the bytes of the image where it is one."""
    if block["kind"] != "picture":
        return block
    with pieces[str(block["name"])].content.open("rb") as kept:
        return {**block, "bytes": list(kept.read())}
