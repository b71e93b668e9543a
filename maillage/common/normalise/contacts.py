"""The ways to reach people: e-mail, telephone, page on the web."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.normalise.text import ascii_digits, clean_text, quoted

_MAX_EMAIL = 254


def email(text: str) -> str:
    """Return an e-mail address in lower case, or refuse it."""
    address = clean_text(text).lower().removeprefix("mailto:").strip()
    try:
        EmailValidator()(address)
    except ValidationError as error:
        raise Refused(_not_an_address(text, several=address.count("@") > 1)) from error
    if len(address) > _MAX_EMAIL:
        raise Refused(_not_an_address(text, several=False))
    return address


def _not_an_address(text: str, *, several: bool) -> str:
    if several:
        return _("« %(found)s » contient plusieurs adresses électroniques : gardez-en une seule.") % {
            "found": quoted(text)
        }
    return _(
        "« %(found)s » n'est pas une adresse électronique : il faut par exemple prenom.nom@exemple.fr."
    ) % {"found": quoted(text)}


# Calling codes of overseas territories inside the national plan: their numbers keep ten digits, after a 0.
_NATIONAL_CODES = {"262": "0", "590": "0", "594": "0", "596": "0", "508": "0508"}
_PACIFIC_LENGTHS = {"681": 6, "687": 6, "689": 8}  # territories with a plan of their own


def telephone(text: str | int) -> str:
    """Return a French telephone number as « 04 66 00 00 00 », or refuse it."""
    found = ascii_digits(str(text)).replace("(0)", "")
    compact = re.sub(r"[\s.\-/()_]", "", found)
    compact = re.sub(r"^00(?=[1-9])", "+", compact)
    number = _national(compact)
    if re.fullmatch(r"0[1-9]\d{8}", number) or re.fullmatch(r"3\d{3}|1\d{3}", number):
        return " ".join(re.findall("..", number))
    if re.fullmatch(r"11\d", number):
        return number
    if (
        number.startswith("+")
        and len(number) - 4 == _PACIFIC_LENGTHS.get(number[1:4])
        and number[1:].isdigit()
    ):
        return " ".join([number[:4], *re.findall("..", number[4:])])
    raise Refused(
        _(
            "« %(found)s » n'est pas un numéro de téléphone français : il faut dix chiffres, par exemple "
            "04 66 00 00 00."
        )
        % {"found": quoted(text)}
    )


def _national(compact: str) -> str:
    """Return a number as it is dialled in France."""
    if compact.startswith("+33"):
        return "0" + compact[3:].removeprefix("0")
    code, rest = compact[1:4], compact[4:]
    if compact.startswith("+") and code in _NATIONAL_CODES:
        return _NATIONAL_CODES[code] + rest.removeprefix("0")
    # Nine digits: a spreadsheet took the number for a figure and dropped its zero.
    return "0" + compact if re.fullmatch(r"[1-9]\d{8}", compact) else compact


def url(text: str, *, max_length: int = 500) -> str:
    """Return the address of a page on the web, or refuse it."""
    address = clean_text(text, max_length=max_length)
    if not re.match(r"[a-z][a-z0-9+.\-]*:", address, re.IGNORECASE):
        address = "https://" + address
    # A name before @ shows one site and opens another.
    host = address.partition("://")[2].partition("/")[0]
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise Refused(_not_a_page(text)) from error
    if "@" in host:
        raise Refused(_not_a_page(text))
    scheme, _colon, rest = address.partition(":")
    return f"{scheme.lower()}:{rest}"


def _not_a_page(text: str) -> str:
    return _("« %(found)s » n'est pas l'adresse d'une page : il faut par exemple https://www.exemple.fr.") % {
        "found": quoted(text)
    }
