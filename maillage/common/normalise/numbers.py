"""Numbers, amounts and yes or no, written the French way."""

import math
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.normalise.text import ascii_digits, clean_text, fold, quoted

INTEGER_MIN, INTEGER_MAX = -(2**31), 2**31 - 1  # what an integer column holds in PostgreSQL

_GROUPED = {
    separator: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(separator)}\d{{3}})+")
    for separator in (" ", ".", ",")
}
_MAX_DIGITS = 15  # what a spreadsheet keeps of a number


def parse_decimal(value: str | float | Decimal) -> Decimal:
    """Return a number written the French way, a percentage as a share of one, or refuse it."""
    if isinstance(value, str):
        return _number_in_words(value)
    if isinstance(value, bool) or not math.isfinite(value):
        raise Refused(_not_a_number(value))
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _number_in_words(text: str) -> Decimal:
    plain = ascii_digits(text)
    body, percent = (plain[:-1].rstrip(), True) if plain.endswith("%") else (plain, False)
    negative, body = body.startswith("-"), body.removeprefix("-").removeprefix("+").strip()
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", body):
        raise Refused(
            _(
                "Le nombre « %(found)s » est ambigu : écrivez %(whole)s si le point sépare les milliers, "
                "%(comma)s s'il sépare les décimales."
            )
            % {"found": quoted(text), "whole": body.replace(".", ""), "comma": body.replace(".", ",")}
        )
    digits = _plain_digits(body)
    if digits is None or len(digits.replace(".", "")) > _MAX_DIGITS:
        raise Refused(_not_a_number(text))
    number = Decimal(digits) / 100 if percent else Decimal(digits)
    return -number if negative else number


def _plain_digits(body: str) -> str | None:
    """Return the digits of a number with a dot before its decimals, or nothing if it is not one."""
    for mark, groups in ((",", " ."), (".", " ,")):
        whole, found, decimals = body.partition(mark)
        if found and not re.fullmatch(r"\d*", decimals):
            continue
        if any(_GROUPED[separator].fullmatch(whole) for separator in groups):
            whole = re.sub(r"\D", "", whole)
        if re.fullmatch(r"\d+", whole):
            return f"{whole}.{decimals}"
    return None


def parse_integer(
    value: str | float | Decimal, *, minimum: int = INTEGER_MIN, maximum: int = INTEGER_MAX
) -> int:
    """Return a whole number within bounds, or refuse it."""
    number = parse_decimal(value)
    if number != number.to_integral_value():
        raise Refused(
            _("« %(found)s » n'est pas un nombre entier : écrivez-le sans virgule.")
            % {"found": quoted(value)}
        )
    if number < minimum:
        raise Refused(
            _("Le nombre %(found)s est trop petit : il faut au moins %(limit)d.")
            % {"found": quoted(value), "limit": minimum}
        )
    if number > maximum:
        raise Refused(
            _("Le nombre %(found)s est trop grand : il faut au plus %(limit)d.")
            % {"found": quoted(value), "limit": maximum}
        )
    return int(number)


def _not_a_number(found: object) -> str:
    return _("« %(found)s » n'est pas un nombre : écrivez-le en chiffres, par exemple 1 234,5.") % {
        "found": quoted(found)
    }


_EUROS = re.compile(r"(?:€|euros?|eur)$", re.IGNORECASE)
_MAX_CENTS = 10**14


def parse_euros(value: str | float | Decimal) -> int:
    """Return an amount in euros as whole cents, or refuse it."""
    bare = _EUROS.sub("", clean_text(value)).strip() if isinstance(value, str) else value
    if isinstance(bare, str) and bare.endswith("%"):
        raise Refused(_not_a_number(value))
    cents = parse_decimal(bare) * 100
    whole = cents.to_integral_value()
    # A formula leaves noise after its decimals (0.1 + 0.2); a typed amount does not.
    if cents != whole and not (isinstance(value, float) and abs(cents - whole) < Decimal("0.0001")):
        raise Refused(
            _("Le montant « %(found)s » a plus de deux décimales : arrondissez-le au centime.")
            % {"found": quoted(value)}
        )
    if abs(whole) > _MAX_CENTS:
        raise Refused(
            _("Le montant « %(found)s » est trop grand : vérifiez ses zéros.") % {"found": quoted(value)}
        )
    return int(whole)


_YES = {"oui", "o", "vrai", "x", "1", "yes", "y", "true", "ok"}
_NO = {"non", "n", "faux", "0", "no", "false"}
_TICKS = {"✓", "✔", "☑", "✅"}


def parse_boolean(value: str | float) -> bool:
    """Return yes or no, or refuse: an empty cell is unknown, not no."""
    if isinstance(value, str):
        word = fold(value)
        if word in _YES or clean_text(value) in _TICKS:
            return True
        if word in _NO:
            return False
    elif value in {0, 1}:
        return bool(value)
    raise Refused(_("« %(found)s » n'est ni oui ni non : écrivez oui ou non.") % {"found": quoted(value)})
