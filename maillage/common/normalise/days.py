"""Days as people and spreadsheets write them, each with its precision."""

import calendar
import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.facts import FIRST_DAY, LAST_DAY, Precision
from maillage.common.normalise.text import ascii_digits, quoted


@dataclass(frozen=True)
class Day:
    """Hold a day, and how exactly it is known: a month is its first day, to the month."""

    on: dt.date
    precision: Precision


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan",
            "fevrier fevr fev",
            "mars mar",
            "avril avr",
            "mai",
            "juin",
            "juillet juil",
            "aout",
            "septembre sept sep",
            "octobre oct",
            "novembre nov",
            "decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?P<month_name>" + "|".join(_MONTHS) + r")\.?"
_WEEKDAY = r"(?:le )?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? )?"
_TIME = r"(?:[t ]\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:z|[+-]\d{2}:?\d{2})?)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_DAY_SHAPES = [
    re.compile(shape)
    for shape in (
        r"(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})" + _TIME,
        r"(?P<day>\d{1,2})(?P<s> ?[-/.] ?| )(?P<month>\d{1,2})(?P=s)" + _YEAR + _TIME,
        _WEEKDAY + r"(?P<day>\d{1,2})(?:er)?[ -]" + _MONTH + "[ -]" + _YEAR,
        r"(?P<month>\d{1,2})[-/.]" + r"(?P<year>\d{4})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})",
        _MONTH + "[ -]" + _YEAR,
        r"(?P<year>\d{4})",
    )
]
_SERIAL_ORIGIN = dt.date(1899, 12, 30)
# Below, a bare number is more likely a year, an age or a count than a day written without its format.
_SERIAL_FROM = 10_000
_LAST_SERIAL = (LAST_DAY - _SERIAL_ORIGIN).days - 1


def parse_day(value: str | float | dt.date) -> Day:
    """Return a day as a person or a spreadsheet writes it, with its precision, or refuse it."""
    if isinstance(value, dt.datetime):
        return _within_reach((timezone.localtime(value) if value.tzinfo else value).date(), value)
    if isinstance(value, dt.date):
        return _within_reach(value, value)
    if isinstance(value, str):
        return _day_in_words(value)
    if isinstance(value, bool) or not math.isfinite(value):
        raise Refused(_not_a_day(value))
    if value == int(value) and FIRST_DAY.year <= value < LAST_DAY.year:
        return Day(dt.date(int(value), 1, 1), Precision.YEAR)
    if _SERIAL_FROM <= value < _LAST_SERIAL + 1:
        return Day(_SERIAL_ORIGIN + dt.timedelta(days=int(value)), Precision.DAY)
    raise Refused(_not_a_day(value))


def _day_in_words(text: str) -> Day:
    decomposed = unicodedata.normalize("NFKD", ascii_digits(text).casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    found = next((match for shape in _DAY_SHAPES if (match := shape.fullmatch(plain))), None)
    if found is None:
        raise Refused(_not_a_day(text))
    parts = found.groupdict()
    if len(parts["year"]) != len("2014"):
        raise Refused(
            _("La date « %(found)s » est ambiguë : écrivez l'année en quatre chiffres (27/01/2014).")
            % {"found": quoted(text)}
        )
    year = int(parts["year"])
    if not FIRST_DAY.year <= year < LAST_DAY.year:
        raise Refused(_out_of_reach(text))
    month = _MONTHS[parts["month_name"]] if parts.get("month_name") else int(parts.get("month") or 1)
    if not 1 <= month <= len(calendar.month_name) - 1:
        raise Refused(
            _("Dans la date « %(found)s », le mois %(month)d n'existe pas : écrivez jour/mois/année.")
            % {"found": quoted(text), "month": month}
        )
    day = int(parts.get("day") or 1)
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise Refused(
            _("La date « %(found)s » n'est pas au calendrier : ce mois-là va du 1 au %(length)d.")
            % {"found": quoted(text), "length": length}
        )
    return Day(dt.date(year, month, day), _precision(parts))


def _precision(parts: dict[str, str | None]) -> Precision:
    if parts.get("day"):
        return Precision.DAY
    return Precision.MONTH if parts.get("month") or parts.get("month_name") else Precision.YEAR


def _within_reach(day: dt.date, found: object) -> Day:
    if not FIRST_DAY <= day < LAST_DAY:
        raise Refused(_out_of_reach(found))
    return Day(day, Precision.DAY)


def _out_of_reach(found: object) -> str:
    return _("La date « %(found)s » est hors du possible : l'année doit être entre 1900 et 2099.") % {
        "found": quoted(found)
    }


def _not_a_day(found: object) -> str:
    return _(
        "« %(found)s » n'est pas une date que l'on comprend : écrivez 27/01/2014, janvier 2014 ou 2014."
    ) % {"found": quoted(found)}
