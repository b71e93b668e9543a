"""Pictures that people join: drawn again, so that nothing of what came is kept but what is seen."""

from io import BytesIO
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from maillage.common.attachments import Document, clean_name
from maillage.common.errors import Refused

LONGEST_SIDE = 1_600  # pixels: a sheet of paper needs no more
MOST_PIXELS = 40_000_000
_FORMATS = {"jpg": "JPEG", "png": "PNG"}


def redrawn(document: Document) -> Document:
    """Return a picture as JPEG or PNG, upright, of a size to read, without what the device wrote in it."""
    try:
        with Image.open(BytesIO(document.content), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(
                    _("« %s » est une image trop grande : réduisez-la, puis joignez-la de nouveau.")
                    % document.name
                )
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _written(document, upright)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as fault:
        raise Refused(
            _("« %s » ne s'ouvre pas : enregistrez de nouveau cette image, puis joignez-la.") % document.name
        ) from fault


def _written(document: Document, picture: Image.Image) -> Document:
    """Return a picture as a file of its own; what is seen through stays so."""
    kind = "png" if picture.has_transparency_data or document.kind == "png" else "jpg"
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    plain.info = {}  # where it was taken, by which device, when
    out = BytesIO()
    plain.save(out, _FORMATS[kind], optimize=True)
    return Document(
        name=clean_name(f"{PurePosixPath(document.name).stem}.{kind}", kind),
        kind=kind,
        content=out.getvalue(),
    )
