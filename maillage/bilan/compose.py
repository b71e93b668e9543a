"""Compose a bilan: a definition, a day, a knowledge and a perimeter make a document."""

import datetime as dt
from dataclasses import replace

from maillage.bilan.context import Context
from maillage.bilan.definitions import definition
from maillage.bilan.document import Document, fingerprint
from maillage.indicators.measure import FRANCE
from maillage.indicators.register import Register
from maillage.territory.perimeter import Perimeter


def compose(
    code: str,
    *,
    as_of: dt.date,
    known_at: dt.datetime,
    printed_on: dt.date,
    organisation: str,
    perimeter: Perimeter = FRANCE,
    register: Register | None = None,
) -> Document:
    """Return the document of a bilan; the register may be shared by bilans of one knowledge."""
    chosen = definition(code)
    context = Context(
        as_of=as_of,
        known_at=known_at,
        organisation=organisation,
        register=register or Register(known_at),
        perimeter=perimeter,
    )
    document = Document(
        code=code,
        title=str(chosen.title(context)),
        subtitle=str(chosen.subtitle(context)),
        organisation=organisation,
        as_of=as_of,
        known_at=known_at,
        perimeter_label=context.perimeter_label,
        printed_on=printed_on,
        sections=chosen.sections(context),
    )
    return replace(document, reference=fingerprint(document)[:12])
