"""Colours that a network chooses for its bilans: read, and measured so that everybody can read what they carry."""

import re

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.formats import number
from maillage.common.palette import PAPER, WHITE

COLOUR = re.compile(r"#[0-9A-F]{6}")
TEXT, MARK = 4.5, 3.0  # to one, from WCAG 2.2: words (1.4.3), what is drawn (1.4.11)
_LINEAR, _SLOPE, _OFFSET, _POWER = 0.04045, 12.92, 0.055, 2.4  # sRGB
_WEIGHTS = (0.2126, 0.7152, 0.0722)
_FLARE = 0.05


def read_colour(text: str) -> str:
    """Return a colour as « #4B2E83 »; nothing for nothing."""
    said = text.strip().upper()
    if said and not said.startswith("#"):
        said = f"#{said}"
    if said and not COLOUR.fullmatch(said):
        raise Refused(
            _(
                "« %s » n'est pas une couleur : écrivez un dièse et six chiffres ou lettres, par exemple #4B2E83."
            )
            % text.strip()[:20]
        )
    return said


def _luminance(colour: str) -> float:
    """Return how much light a colour gives, in [0, 1]."""
    channels = (value / 255 for value in bytes.fromhex(colour[1:]))
    lit = (c / _SLOPE if c <= _LINEAR else ((c + _OFFSET) / (1 + _OFFSET)) ** _POWER for c in channels)
    return sum(weight * value for weight, value in zip(_WEIGHTS, lit, strict=True))


def contrast(one: str, other: str) -> float:
    """Return how far apart two colours are, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + _FLARE) / (dark + _FLARE)


def check_colours(colour: str, accent: str) -> None:
    """Refuse colours that would not be read: words stand on the one, and are written in it; the other draws rules."""
    if colour and (found := min(contrast(colour, WHITE), contrast(colour, PAPER))) < TEXT:
        raise Refused(
            _(
                "La couleur %(colour)s est trop pâle pour que des mots s'y lisent : son contraste est de %(found)s, il "
                "en faut %(needed)s. Choisissez-la plus foncée."
            )
            % {"colour": colour, "found": number(found, 1), "needed": number(TEXT, 1)}
        )
    if accent and (found := contrast(accent, PAPER)) < MARK:
        raise Refused(
            _(
                "La couleur des filets %(colour)s se voit à peine : son contraste est de %(found)s, il en faut "
                "%(needed)s. Choisissez-la plus foncée."
            )
            % {"colour": accent, "found": number(found, 1), "needed": number(MARK, 0)}
        )
