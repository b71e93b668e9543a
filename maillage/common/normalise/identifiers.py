"""The numbers by which the State knows organisations."""

import re

from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from maillage.common.errors import Refused
from maillage.common.normalise.text import ascii_digits, quoted


def siren(text: str | int) -> str:
    """Return a SIREN as its nine digits, or refuse it."""
    number = _register_number(text, "SIREN", 9)
    try:
        return str(stdnum_siren.validate(number))
    except WrongNumber as error:
        raise Refused(_wrong_key("SIREN", stdnum_siren.format(number), 9)) from error


def siret(text: str | int) -> str:
    """Return a SIRET as its fourteen digits, or refuse it; La Poste has its own rule."""
    number = _register_number(text, "SIRET", 14)
    try:
        return str(stdnum_siret.validate(number))
    except WrongNumber as error:
        raise Refused(_wrong_key("SIRET", stdnum_siret.format(number), 14)) from error


def _register_number(text: str | int, kind: str, length: int) -> str:
    found = ascii_digits(str(text))
    number = re.sub(r"[\s.\-_/']", "", found)
    if isinstance(text, int) and length - 3 < len(number) < length:
        number = number.zfill(length)  # a number cell has lost the zeros that it began with
    if re.fullmatch(r"\d+([.,]\d+)?E\+?\d+", found, re.IGNORECASE):
        raise Refused(
            _(
                "Le %(kind)s « %(found)s » a été abrégé par le tableur : mettez la colonne au format Texte, "
                "puis saisissez de nouveau ses %(length)d chiffres."
            )
            % {"kind": kind, "found": quoted(text), "length": length}
        )
    if not number.isdigit() or len(number) != length:
        raise Refused(
            _(
                "Le %(kind)s « %(found)s » n'a pas la forme attendue : il faut %(length)d chiffres, on en "
                "trouve %(digits)d. Recopiez-le de l'avis de situation."
            )
            % {
                "kind": kind,
                "found": quoted(text),
                "length": length,
                "digits": sum(c.isdigit() for c in number),
            }
        )
    if not number.strip("0"):
        raise Refused(
            _("Le %(kind)s ne peut pas être fait de zéros : laissez la case vide s'il est inconnu.")
            % {"kind": kind}
        )
    return number


def _wrong_key(kind: str, shown: str, length: int) -> str:
    return _(
        "Le %(kind)s %(shown)s a une clé fausse : vérifiez ses %(length)d chiffres sur l'avis de situation."
    ) % {"kind": kind, "shown": shown, "length": length}


def rna(text: str) -> str:
    """Return the number of an association in the national register, or refuse it."""
    number = re.sub(r"[\s.\-_/]", "", ascii_digits(text)).upper()
    # W, the département (2A and 2B in Corsica, 9 and a letter overseas), the office, six digits.
    if not re.fullmatch(r"W(\d\d|2[AB]|9[A-Z])[0-9A-Z]\d{6}", number) or not number[1:].strip("0"):
        raise Refused(
            _(
                "Le numéro RNA « %(found)s » n'a pas la forme attendue : la lettre W puis neuf chiffres, par "
                "exemple W301234567 (W2A… et W2B… en Corse, W9… et une lettre outre-mer). Recopiez-le du "
                "récépissé de la préfecture."
            )
            % {"found": quoted(text)}
        )
    return number
