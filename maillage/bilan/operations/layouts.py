"""Lay bilans out: move, hide, show and comment their parts, dress their cover, go back to a version of before."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.bilan.definitions import definition
from maillage.bilan.definitions.definition import Definition
from maillage.bilan.layout import Placed, placed_parts
from maillage.bilan.looks import check_colours
from maillage.bilan.models import BilanLayout
from maillage.common.attachments import Document
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract, stamp
from maillage.common.pictures import redrawn

HEAVIEST = 500_000  # bytes of a picture that every printed bilan carries
CHANGED = gettext_noop("mise en page changée")
_KEPT = ("parts", "title", "subtitle", "organisation", "colour", "accent", "logo", "logo_kind", "logo_alt")
Placing = list[Placed]


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Say how the cover of a bilan is dressed; empty words leave those of the software."""

    title: str = ""
    subtitle: str = ""
    organisation: str = ""
    colour: str = ""
    accent: str = ""
    logo_alt: str = ""
    logo: Document | None = None
    without_logo: bool = False


def move_part(code: str, part: str, *, down: bool, by: Author) -> BilanLayout:
    """Set a part one place higher, or lower; at the end of the list there is nowhere to go."""

    def do(placed: Placing, rank: int) -> None:
        other = rank + (1 if down else -1)
        if not 0 <= other < len(placed):
            raise Refused(
                _("« %s » est déjà la dernière partie.") % placed[rank].part.name
                if down
                else _("« %s » est déjà la première partie.") % placed[rank].part.name
            )
        placed[rank], placed[other] = placed[other], placed[rank]

    sentence = gettext_noop("a déplacé « %(part)s » dans le bilan « %(name)s »")
    return _rearranged(code, part, do, sentence, by)


def show_part(code: str, part: str, *, shown: bool, by: Author) -> BilanLayout:
    """Show a part, or hide it; a bilan keeps one part at least."""

    def do(placed: Placing, rank: int) -> None:
        if not shown and not any(one.shown for one in placed if one is not placed[rank]):
            raise Refused(
                _("Un bilan garde au moins une partie : montrez-en une autre avant de cacher celle-ci.")
            )
        placed[rank] = replace(placed[rank], shown=shown)

    sentence = (
        gettext_noop("montre « %(part)s » dans le bilan « %(name)s »")
        if shown
        else gettext_noop("cache « %(part)s » dans le bilan « %(name)s »")
    )
    return _rearranged(code, part, do, sentence, by)


def comment_part(code: str, part: str, comment: str, *, by: Author) -> BilanLayout:
    """Say something above a part, in every bilan of this sort; empty words say nothing."""

    def do(placed: Placing, rank: int) -> None:
        placed[rank] = replace(placed[rank], comment=comment)

    sentence = gettext_noop("a commenté « %(part)s » dans le bilan « %(name)s »")
    return _rearranged(code, part, do, sentence, by)


@transaction.atomic
def dress(code: str, cover: Cover, *, by: Author) -> BilanLayout:
    """Dress the cover of a bilan: its words, its colours, its picture."""
    chosen = definition(code)
    check_colours(cover.colour, cover.accent)
    standing = _locked(code)
    fields = _fields(chosen, standing) | {
        name: getattr(cover, name) for name in ("title", "subtitle", "organisation", "colour", "accent")
    }
    fields |= _logo(cover, fields)
    made = _written(code, standing, fields, by)
    record(by, gettext_noop("a habillé le bilan « %(name)s »"), made, name=str(chosen.name))
    return made


def _logo(cover: Cover, held: dict[str, Any]) -> dict[str, Any]:
    """Return the picture of a cover: a new one drawn again, the former, or none."""
    if cover.without_logo:
        return {"logo": "", "logo_kind": "", "logo_alt": ""}
    if cover.logo is None:
        return {"logo_alt": cover.logo_alt or held["logo_alt"]} if held["logo"] else {"logo_alt": ""}
    if not cover.logo_alt:
        raise Refused(
            _("Dites en quelques mots ce que montre le logo : c'est ce qu'entend qui ne le voit pas.")
        )
    drawn = redrawn(cover.logo)
    if len(drawn.content) > HEAVIEST:
        raise Refused(
            _(
                "« %s » est trop lourd pour une couverture : réduisez-le à 800 pixels de large, puis joignez-le."
            )
            % cover.logo.name
        )
    kept = BilanLayout()
    kept.logo.save(secrets.token_hex(16), ContentFile(drawn.content), save=False)
    return {"logo": kept.logo.name, "logo_kind": drawn.kind, "logo_alt": cover.logo_alt}


@transaction.atomic
def go_back(code: str, version: BilanLayout | None, *, by: Author) -> BilanLayout | None:
    """Lay a bilan out as in a version of before; without one, as the software made it."""
    chosen = definition(code)
    standing = _locked(code)
    made = None
    if version is None:
        if standing is None:
            raise Refused(_("Ce bilan est déjà tel que le logiciel le compose."))
        retract(standing, reason=str(CHANGED), by=by)
        about = standing
    else:
        if standing is not None and version.pk == standing.pk:
            raise Refused(_("C'est déjà la mise en page de ce bilan."))
        about = made = _written(code, standing, {name: getattr(version, name) for name in _KEPT}, by)
    record(
        by,
        gettext_noop("est revenu à une autre mise en page du bilan « %(name)s »"),
        about,
        name=str(chosen.name),
    )
    return made


def _locked(code: str) -> BilanLayout | None:
    """Return the version that stands, which nobody else changes until the end of the transaction."""
    return BilanLayout.objects.believed().of(code).select_for_update(of=("self",)).first()


def _fields(chosen: Definition, standing: BilanLayout | None) -> dict[str, Any]:
    """Return what the next version holds, unless it is changed."""
    held: dict[str, Any] = {name: getattr(standing, name) if standing else "" for name in _KEPT}
    return held | {"parts": [one.plain for one in placed_parts(chosen, standing.parts if standing else ())]}


def _written(code: str, standing: BilanLayout | None, fields: dict[str, Any], by: Author) -> BilanLayout:
    """Write a version in the place of the one that stands."""
    if standing is not None:
        retract(standing, reason=str(CHANGED), by=by)
    return BilanLayout.objects.create(definition=code, **fields, **stamp(by))


@transaction.atomic
def _rearranged(
    code: str, part: str, do: Callable[[Placing, int], None], sentence: str, by: Author
) -> BilanLayout:
    """Write a version whose parts are arranged otherwise."""
    chosen = definition(code)
    standing = _locked(code)
    fields = _fields(chosen, standing)
    placed = list(placed_parts(chosen, fields["parts"]))
    rank = _rank(placed, part)
    do(placed, rank)
    named = str(next(one.part.name for one in placed if one.part.code == part))
    made = _written(code, standing, {**fields, "parts": [one.plain for one in placed]}, by)
    record(by, sentence, made, part=named, name=str(chosen.name))
    return made


def _rank(placed: Sequence[Placed], part: str) -> int:
    """Return at which place a part is; refuse one that the bilan has not."""
    found = next((rank for rank, one in enumerate(placed) if one.part.code == part), None)
    if found is None:
        raise Refused(_("Ce bilan n'a pas cette partie : rechargez la page."))
    return found
