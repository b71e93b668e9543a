"""The files of need: their columns, their rows, and why a line is to be read with care."""

from collections.abc import Sequence
from math import isfinite

from django.utils.translation import gettext as _

from maillage.common.formats import LEAST
from maillage.common.spreadsheets import Column, OutCell
from maillage.observatory.assemble import FEW, Reach
from maillage.observatory.exports.lines import Level, Line


def columns(level: Level, reach: Reach) -> list[Column]:
    """Return the columns of a file."""
    codes = {
        Level.DEPARTEMENT: _("Code du département"),
        Level.EPCI: _("SIREN"),
        Level.CANTON: _("Code du canton"),
        Level.COMMUNE: _("Code INSEE"),
    }
    return [
        Column(codes[level]),
        Column(_("Territoire")),
        Column(_("Communes"), "integer"),
        Column(_("Personnes de 75 ans ou plus"), "integer"),
        Column(_("Dont vivant seules"), "integer"),
        Column(_("Part vivant seules"), "percent"),
        Column(_("Part, au moins"), "percent"),
        Column(_("Part, au plus"), "percent"),
        Column(_("En solitude, selon le modèle"), "integer"),
        Column(_("À moins de %d km d'une équipe") % reach.radius, "integer"),
        *(
            [
                Column(_("Part près d'une équipe"), "percent"),
                Column(_("Part près, au moins"), "percent"),
                Column(_("Part près, au plus"), "percent"),
                Column(_("Communes sans équipe proche"), "integer"),
            ]
            if level != Level.COMMUNE
            else []
        ),
        *([Column(_("Équipe la plus proche (km)"), "decimal")] if level == Level.COMMUNE else []),
        Column(_("À lire avec prudence")),
    ]


def rows(held: Sequence[Line]) -> list[tuple[OutCell, ...]]:
    """Return the rows of a file; what is too small to be told, or unknown, is empty and said in the last column."""
    return [
        (
            line.code,
            line.name,
            line.communes,
            None if line.people is None or line.hides(line.people) else line.people,
            None if line.alone is None or line.hides(line.alone) else line.alone,
            *((None,) * 3 if line.is_silent else (line.share, line.low, line.high)),
            None if line.risk is None or line.is_silent or line.hides(line.risk[0]) else line.risk[0],
            None if line.near is None or line.hides(line.near) else line.near,
            *((*line.near_shares, line.white) if line.level != Level.COMMUNE else ()),
            *([_told_km(line)] if line.level == Level.COMMUNE else []),
            caution(line),
        )
        for line in held
    ]


def _told_km(line: Line) -> float | None:
    """Return how far the nearest team is, to a tenth; none where there is none, or it is not known."""
    return None if line.km is None or not isfinite(line.km) else round(line.km, 1)


def caution(line: Line) -> str:
    """Say why a line is to be read with care; nothing where it is not."""
    if line.people is None:
        return _("inconnu : aucun fichier chargé ne le dit, ou il est secret")
    if line.hides(line.people) or (line.alone is not None and line.hides(line.alone)):
        return _("moins de %d personnes : non publié") % LEAST
    if line.is_small:
        return _("moins de %d personnes de 75 ans ou plus") % FEW
    if line.shared:
        return _("commune entière, que plusieurs cantons se partagent")
    if line.unknown:
        return _("%d communes inconnues, comptées nulle part") % line.unknown
    return ""
