"""A layout as a value: the parts of a bilan in the order that the network chose, its comments, its cover, its look."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillage.bilan.definitions.definition import Definition, Part
from maillage.bilan.document import Look
from maillage.bilan.models.layouts import BilanLayout
from maillage.common.palette import ORANGE, VIOLET


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Hold one part at its place: whether it is shown, and what the network says above it."""

    part: Part
    shown: bool = True
    comment: str = ""

    @property
    def plain(self) -> dict[str, object]:
        """Return it as a version keeps it."""
        return {"code": self.part.code, "shown": self.shown, "comment": self.comment}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Hold how a bilan is laid out."""

    placed: tuple[Placed, ...]
    title: str = ""
    subtitle: str = ""
    organisation: str = ""
    look: Look | None = None

    @property
    def shown(self) -> tuple[Placed, ...]:
        """Return the parts that are shown, in order."""
        return tuple(one for one in self.placed if one.shown)


def placed_parts(definition: Definition, kept: Sequence[Mapping[str, object]]) -> tuple[Placed, ...]:
    """Return every part of a definition: those of a version in its order, then those that it does not know."""
    found: dict[str, Placed] = {}
    for line in kept:
        part = definition.part(str(line.get("code", "")))
        if part is not None:
            found[part.code] = Placed(
                part=part, shown=bool(line.get("shown", True)), comment=str(line.get("comment", ""))
            )
    return (*found.values(), *(Placed(part=part) for part in definition.parts if part.code not in found))


def layout_of(definition: Definition, row: BilanLayout | None) -> Layout:
    """Return a version as a value; without one, the bilan is as the software made it."""
    if row is None:
        return Layout(placed=placed_parts(definition, ()))
    return Layout(
        placed=placed_parts(definition, row.parts),
        title=row.title,
        subtitle=row.subtitle,
        organisation=row.organisation,
        look=_look(row) if row.is_dressed else None,
    )


def _look(row: BilanLayout) -> Look:
    """Return the colours and the picture of a version."""
    content = b""
    if row.logo:
        with row.logo.open("rb") as kept:
            content = kept.read()
    return Look(
        colour=row.colour or VIOLET,
        accent=row.accent or ORANGE,
        logo=content,
        logo_kind=row.logo_kind,
        logo_alt=row.logo_alt,
    )


def standing_layout(definition: Definition, known_at: dt.datetime) -> Layout:
    """Return how a bilan was laid out at a moment."""
    return layout_of(definition, BilanLayout.objects.standing(definition.code, known_at))
