"""Compose a bilan: a definition, its layout, a day, a knowledge and a perimeter make a document."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from maillage.bilan import blocks
from maillage.bilan.context import Context
from maillage.bilan.definitions import definition
from maillage.bilan.definitions.definition import Definition
from maillage.bilan.document import Document, Prose, Section, fingerprint
from maillage.bilan.layout import Layout, Placed, standing_layout
from maillage.common.formats import day as written_day
from maillage.indicators.measure import FRANCE
from maillage.indicators.register import Register
from maillage.territory.perimeter import Perimeter

WORD = "mot"  # the code of what its author says of the whole bilan


def compose(
    code: str,
    *,
    as_of: dt.date,
    known_at: dt.datetime,
    printed_on: dt.date,
    organisation: str,
    perimeter: Perimeter = FRANCE,
    register: Register | None = None,
    texts: Mapping[str, str] | None = None,
) -> Document:
    """Return the document of a bilan; the register may be shared by bilans of one knowledge.

    `texts` are what its author wrote beside its parts, by their codes.
    """
    chosen = definition(code)
    context = Context(
        as_of=as_of,
        known_at=known_at,
        organisation=organisation,
        register=register or Register(known_at),
        perimeter=perimeter,
    )
    chosen.check(context)
    layout = standing_layout(chosen, known_at)
    title = _filled(layout.title, context) or str(chosen.title(context))
    document = Document(
        code=code,
        title=title,
        subtitle=_filled(layout.subtitle, context) or str(chosen.subtitle(context)),
        organisation=layout.organisation or organisation,
        as_of=as_of,
        known_at=known_at,
        perimeter_label=context.perimeter_label,
        printed_on=printed_on,
        sections=tuple(_sections(chosen, layout, context, title, texts or {})),
        look=layout.look,
    )
    return replace(document, reference=fingerprint(document)[:12])


def _filled(words: str, context: Context) -> str:
    """Return words of the cover with the place and the day that they call for."""
    return words.replace("{lieu}", context.perimeter_label).replace("{jour}", written_day(context.as_of))


def _sections(
    chosen: Definition, layout: Layout, context: Context, title: str, texts: Mapping[str, str]
) -> Iterator[Section]:
    """Yield the cover, the parts that are shown with what is written beside them, the method."""
    if chosen.covered:
        yield blocks.cover(title)
    if texts.get(WORD):
        yield _written(context, WORD, _("Le mot de ceux qui l'ont écrit"), texts[WORD])
    shown = [one for one in layout.shown if context.perimeter.is_france or not one.part.national]
    for one in shown:
        yield from _commented(one, one.part.make(context))
        if text := texts.get(one.part.code):
            yield _written(context, one.part.code, _("%s : ce qu'on en dit ici") % one.part.name, text)
    yield from chosen.method(context, [one.part for one in shown])


def _commented(one: Placed, sections: tuple[Section, ...]) -> Iterator[Section]:
    """Yield the sections of a part, the first with what the network says above it."""
    for rank, section in enumerate(sections):
        said = (Prose(paragraphs=(one.comment,)),) if one.comment and rank == 0 else ()
        yield replace(section, blocks=(*said, *section.blocks)) if said else section


def _written(context: Context, code: str, title: str, text: str) -> Section:
    """Return what an author wrote as a section of its own."""
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return Section(
        key=f"{code}-texte",
        title=title,
        blocks=(Prose(paragraphs=lines),),
        source=context.perimeter_label,
    )
