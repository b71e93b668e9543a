"""A bilan as JSON: every word and every number, in an order that never changes."""

import json

from maillage.bilan.document import Document, canonical, fingerprint
from maillage.bilan.renderers.wording import clean

FORMAT = "maillage-bilan-1"


def render(document: Document) -> bytes:
    """Return a bilan as canonical JSON."""
    document = clean(document)
    data = {"format": FORMAT, "fingerprint": fingerprint(document), "document": canonical(document)}
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
