"""Images and documents for tests, as people send them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from maillage.common.attachments import Document

PDF = b"%PDF-1.7\n%%EOF\n"


def drawn(
    kind: str = "JPEG", size: tuple[int, int] = (40, 30), *, mode: str = "RGB", **told: object
) -> bytes:
    """Draw an image."""
    out = io.BytesIO()
    Image.new(mode, size, (75, 46, 131) if mode == "RGB" else (75, 46, 131, 0)).save(out, kind, **told)
    return out.getvalue()


def sent(name: str = "Café du marché.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    """Return a file as a form sends it."""
    return SimpleUploadedFile(name, drawn() if content is None else content)


def picture(name: str = "cafe.jpg", content: bytes | None = None) -> Document:
    """Return an image that was examined."""
    kind = name.rsplit(".", 1)[-1]
    return Document(name=name, kind=kind, content=drawn() if content is None else content)
