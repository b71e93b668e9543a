"""Cells: from what a spreadsheet holds to what the register keeps."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.normalise import Day, clean_text, fold
from maillage.common.normalise.text import quoted

Raw = str | int | float | bool | dt.date | dt.datetime

NAME_LENGTH = 200
SIRET_LENGTH = 14
_DOUBLED = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}  # as Luhn's key counts them
_PLAIN_BELOW = "\u0250"  # beyond, some letters are blank to the eye: the slow way looks at each of them


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stand for a cell that could not be read, and say why."""

    reason: str


class RowRefused(Refused):
    """Refuse a line, because of one of its columns where it is known which."""

    def __init__(self, sentence: str, column: str = "") -> None:
        super().__init__(sentence)
        self.column = column


def text(raw: object) -> str:
    """Return words on one line; a whole number keeps no decimals."""
    if isinstance(raw, str):
        plain = (
            raw.isprintable()
            and (not raw or max(raw) < _PLAIN_BELOW)
            and "  " not in raw
            and raw.strip() == raw
            and unicodedata.is_normalized("NFC", raw)
        )
        return raw if plain else clean_text(raw)
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.date):
        return f"{raw:%d/%m/%Y}"
    return clean_text(str(raw))


def short(limit: int) -> Callable[[object], str]:
    """Return the reading of words that the register keeps up to a length."""

    def read(raw: object) -> str:
        words = text(raw)
        return words if len(words) <= limit else clean_text(words, max_length=limit)

    return read


name = short(NAME_LENGTH)


def long_text(raw: object) -> str:
    """Return words that may take several lines."""
    return clean_text(raw, multiline=True) if isinstance(raw, str) else text(raw)


def day(raw: Raw) -> Day | None:
    """Return a day with its precision."""
    if isinstance(raw, str):
        raw = text(raw)
        if not raw:
            return None
    return normalise.parse_day(raw)


def siret(raw: Raw) -> str | None:
    """Return a SIRET; a spreadsheet may have taken it for a number."""
    if isinstance(raw, str) and _plainly_right(raw):
        return raw
    return normalise.siret(_number(raw)) if text(raw) else None


def _plainly_right(digits: str) -> bool:
    """Tell whether a SIRET is already canonical with right keys; any doubt goes the slow way, which explains."""
    if len(digits) != SIRET_LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    whole = sum(map(int, digits[1::2])) + sum(map(_DOUBLED.__getitem__, digits[::2]))
    siren = sum(map(int, digits[:9:2])) + sum(map(_DOUBLED.__getitem__, digits[1:9:2]))
    return whole % 10 == 0 and siren % 10 == 0 and siren > 0


def rna(raw: Raw) -> str | None:
    """Return the number of an association."""
    return normalise.rna(text(raw)) if text(raw) else None


def _number(raw: Raw) -> str | int:
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return raw if isinstance(raw, int) else text(raw)


def telephone(raw: Raw) -> str | None:
    """Return a telephone number."""
    if not text(raw):
        return None
    return normalise.telephone(_number(raw))


def email(raw: Raw) -> str | None:
    """Return an e-mail address."""
    return normalise.email(text(raw)) if text(raw) else None


def website(raw: Raw) -> str | None:
    """Return the address of a page."""
    return normalise.url(text(raw), max_length=NAME_LENGTH) if text(raw) else None


def postal_code(raw: Raw) -> str | None:
    """Return a postal code; a number cell has lost its first zero."""
    words = text(raw)
    if not words:
        return None
    digits = re.sub(r"\s", "", words)
    digits = digits.zfill(5) if not isinstance(raw, str) else digits
    if not re.fullmatch(r"\d{5}", digits):
        raise Refused(
            _("« %s » n'est pas un code postal : il faut cinq chiffres, par exemple 30000.") % quoted(words)
        )
    return digits


def amount(raw: Raw) -> Decimal | None:
    """Return a figure with at most two decimals, a percentage as it is written."""
    if isinstance(raw, str):
        words = text(raw)
        if not words:
            return None
        percent = words.endswith("%")
        number = normalise.parse_decimal(words) * (100 if percent else 1)
    elif isinstance(raw, int | float):
        number = normalise.parse_decimal(raw)
    else:
        raise Refused(_("« %s » n'est pas un nombre : écrivez-le en chiffres.") % quoted(raw))
    rounded = number.quantize(Decimal("0.01"))
    if abs(rounded) >= Decimal(10) ** 12:  # what the column of the register holds
        raise Refused(_("Le nombre « %s » est trop grand : vérifiez ses zéros.") % quoted(raw))
    return rounded


def yes(raw: Raw) -> bool | None:
    """Return yes or no."""
    if isinstance(raw, int | float):
        return normalise.parse_boolean(raw)
    return normalise.parse_boolean(text(raw)) if text(raw) else None


def rank(raw: Raw) -> tuple[int, ...] | None:
    """Return the numbers of an axis or an action: « Axe 1 », « 1.2 »."""
    words = text(raw)
    if not words:
        return None
    numbers = re.fullmatch(r"\D*(\d{1,3})(?:[.,](\d{1,3}))?\D*", words)
    if numbers is None:
        raise Refused(_("« %s » n'est pas un numéro : écrivez 1, ou 1.2 pour une action.") % quoted(words))
    return tuple(int(number) for number in numbers.groups() if number)


def years(raw: Raw) -> tuple[int, int] | None:
    """Return the first and the last year: « 2017-2019 »."""
    words = text(raw)
    if not words:
        return None
    found = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words)]
    if not 1 <= len(found) <= 2:  # noqa: PLR2004 - a first and a last year
        raise Refused(_("« %s » ne dit pas des années : écrivez 2017-2019.") % quoted(words))
    if found[0] > found[-1]:
        raise Refused(_("Les années « %s » sont à l'envers : écrivez la première d'abord.") % quoted(words))
    return found[0], found[-1]


def pieces(raw: Raw) -> tuple[str, ...] | None:
    """Return the parts of a list separated by semicolons, bars or line ends."""
    words = raw if isinstance(raw, str) else text(raw)
    parts = tuple(part for piece in re.split(r"[;|\n\r]", words) if (part := text(piece)))
    return parts or None


def choice(options: Mapping[str, str], *, shown: Iterable[str]) -> Callable[[object], str | None]:
    """Return the reading of a word among folded spellings, each leading to a code."""
    listed = ", ".join(shown)

    def read(raw: object) -> str | None:
        words = text(raw)
        if not words:
            return None
        try:
            return options[spelled(words)]
        except KeyError:
            raise Refused(
                _("« %(found)s » n'est pas connu ici : écrivez %(known)s.")
                % {"found": quoted(words), "known": listed}
            ) from None

    return read


def spellings(choices: Iterable[tuple[str, str]], others: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the spellings of choices: codes, labels and other words."""
    known = {}
    for code, label in choices:
        for word in (code, label):
            known[spelled(str(word))] = code
    return known | {spelled(word): code for word, code in (others or {}).items()}


def spelled(words: str) -> str:
    """Return the key of a choice: accents, case and the marks of plurals are ignored."""
    return " ".join(word.rstrip("sx") or word for word in fold(words).split())


def published_in(raw: object) -> str:
    """Return the date of a publication, as exactly as it is told: a year, a month or a day."""
    words = f"{raw:%Y-%m-%d}" if isinstance(raw, dt.date) else text(raw)
    return clean_text(words, max_length=10)
