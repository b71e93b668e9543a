"""How figures, dates and sentences are written, in French typography or in English.

Like gettext, these functions follow the language that is active; without one, they write French.
"""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language, gettext

from maillage.common.facts import Precision

LEAST = 5  # fewer people of a small place are not told: nobody must be recognised
NARROW = "\u202f"  # before ; ! ? and between thousands
FIXED = "\u00a0"  # before : and %, inside « », and wherever a line must not break
MINUS = "\u2212"

MONTHS_FR = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Numeric = int | float | Decimal


def _english() -> bool:
    """Tell whether the active language is English."""
    return (get_language() or "fr").startswith("en")


def _rounded(value: Numeric, decimals: int) -> Decimal:
    """Round halves away from zero, as people do; through text, so that 0.285 stays 0.285."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: Numeric | None, decimals: int = 0) -> str:
    """Write a number: « 12 345 », « 3,5 »; without a value, « inconnu », never 0."""
    if value is None:
        return gettext("inconnu")
    rounded = _rounded(value, decimals)
    text = f"{abs(rounded):,f}"
    if not _english():
        text = text.replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def exact(value: Decimal | None) -> str:
    """Write a number with the decimals that it has, and no more: « 12 », « 3,5 »; without a value, « inconnu »."""
    if value is None:
        return number(value)
    least = value.normalize().as_tuple().exponent
    return number(value, max(0, -least) if isinstance(least, int) else 0)


def euros(cents: int) -> str:
    """Write cents as euros: « 1 250,50 € »."""
    whole, part = divmod(cents, 100)
    written = f"{whole:,}".replace(",", NARROW)
    return f"{written},{part:02d}{FIXED}€" if part else f"{written}{FIXED}€"


def percent(share: Numeric | None, decimals: int = 0) -> str:
    """Write a share of one as a percentage: 0.67 gives « 67 % »."""
    if share is None:
        return gettext("inconnu")
    text = number(Decimal(str(share)) * 100, decimals)
    return f"{text}%" if _english() else f"{text}{FIXED}%"


def change(value: Numeric | None, decimals: int = 0) -> str:
    """Write a difference with its sign: « +27 », « −3 », « 0 »."""
    text = number(value, decimals)
    return f"+{text}" if value is not None and _rounded(value, decimals) > 0 else text


def day(date: dt.date | None, precision: str = Precision.DAY) -> str:
    """Write a date as exactly as it is known: « 1er janvier 2014 », « janvier 2014 », « 2014 »."""
    if date is None:
        return gettext("date inconnue")
    if precision == Precision.YEAR:
        return str(date.year)
    month = (MONTHS_EN if _english() else MONTHS_FR)[date.month - 1]
    if precision == Precision.MONTH:
        return f"{month}{FIXED}{date.year}"
    rank = "1er" if date.day == 1 and not _english() else str(date.day)
    return f"{rank}{FIXED}{month} {date.year}"


def long_day(date: dt.date | None) -> str:
    """Write a date with its day of the week: « lundi 3 mars 2025 »."""
    if date is None:
        return gettext("date inconnue")
    return f"{(WEEKDAYS_EN if _english() else WEEKDAYS_FR)[date.weekday()]} {day(date)}"


def short_day(date: dt.date | None) -> str:
    """Write a date in figures: « 25/11/2016 »."""
    return gettext("date inconnue") if date is None else f"{date:%d/%m/%Y}"


def hour(time: dt.time) -> str:
    """Write a time of day: « 14 h 30 », « 9 h »."""
    if _english():
        return f"{time:%H:%M}"
    minutes = f"{FIXED}{time:%M}" if time.minute else ""
    return f"{time.hour}{FIXED}h{minutes}"


def hours(on: dt.date, starts_at: dt.time, ends_at: dt.time) -> str:
    """Write when something takes place: « lundi 3 mars 2025, de 9 h à 12 h 30 »."""
    return gettext("%(day)s, de %(starts)s à %(ends)s") % {
        "day": long_day(on),
        "starts": hour(starts_at),
        "ends": hour(ends_at),
    }


def moment(at: dt.datetime) -> str:
    """Write a day and an hour, in the time zone of the site: « 3 mars 2026 à 14 h 30 »."""
    local = timezone.localtime(at)
    return gettext("%(day)s à %(hour)s") % {"day": day(local.date()), "hour": hour(local.time())}


def plural(count: Numeric, singular: str, plural_form: str) -> str:
    """Choose the form that agrees: in French 0 and 1 are singular, in English 1 alone."""
    single = count == 1 if _english() else -2 < count < 2  # noqa: PLR2004 - the rule of French grammar
    return singular if single else plural_form


def counted(count: Numeric | None, singular: str, plural_form: str) -> str:
    """Write a number with its noun: « 297 organisations », « 0 équipe »."""
    if count is None:
        return unknown()
    return f"{number(count)}{FIXED}{plural(count, singular, plural_form)}"


def unknown(because: str = "") -> str:
    """Say that a value is unknown, and why: « inconnu, parce qu'aucun relevé n'est arrivé »."""
    if not because:
        return gettext("inconnu")
    because = because.rstrip(".")
    if _english():
        return gettext("inconnu, parce que %(because)s") % {"because": because}
    return f"inconnu, {elide('parce que', because)}"


# Words of French place names whose h does not allow an elision.
ASPIRATED = (
    "hague",
    "halle",
    "ham",
    "hameau",
    "haut",
    "havre",
    "hollande",
    "hongrie",
    "honfleur",
    "houilles",
    "huit",
)
ELIDED = {"ce", "de", "je", "la", "le", "me", "ne", "que", "se", "te", "jusque", "lorsque", "puisque"}
VOWELS = "aàâäæeéèêëiîïoôöœuùûüyh"


def elide(word: str, name: str) -> str:
    """Put a small word before a name: « d'Ardèche », « de Lyon », « parce qu'une équipe »."""
    small, first = word.rsplit(" ", maxsplit=1)[-1].lower(), name[:1].lower()
    aspirated = first == "h" and name.lower().startswith(ASPIRATED)
    if small in ELIDED and first and first in VOWELS and not aspirated:
        return f"{word[:-1]}'{name}"
    return f"{word} {name}".strip()


def listing(words: Sequence[str]) -> str:
    """Join words as one says them: « contact, amorce et structuration »."""
    if len(words) < 2:  # noqa: PLR2004 - a conjunction needs two words
        return "".join(words)
    return f"{', '.join(words[:-1])} {gettext('et')} {words[-1]}"


# What is found, what is put in its place. Addresses and times ("https://", "14:30", "?au=") have no space
# after their punctuation, and stay as they are; so do HTML entities, which end in a semicolon.
ENTITY = re.compile(r"(&#?\w+;)")
SPACING = (
    (re.compile(r"«[ \u00a0\u202f]*(?=\S)"), f"«{FIXED}"),
    (re.compile(r"(?<=\S)[ \u00a0\u202f]*»"), f"{FIXED}»"),
    (re.compile(r"(?<=[^\s;!?])[ \u00a0\u202f]*(?=[;!?]+(?:[\s\u00a0)»\"”]|$))"), NARROW),
    (re.compile(r"(?<=[^\s:])[ \u00a0\u202f]*:(?=\s|$)"), f"{FIXED}:"),
    (re.compile(r"(?<=\d)[ \u00a0\u202f]*(?=[%€](?:\W|$))"), FIXED),
)


def small_count() -> str:
    """Return what is read in the place of a small number: « moins de 5 »."""
    return gettext("moins de %d") % LEAST


def people(count: int) -> str:
    """Write how many people of a small place: « 12 », « moins de 5 »; nobody is told."""
    return small_count() if 0 < count < LEAST else number(count)


def typo(text: str) -> str:
    """Put the spaces of French typography around its punctuation; in English, leave the text alone."""
    if _english():
        return text
    pieces = ENTITY.split(text)
    for pattern, replacement in SPACING:
        pieces[::2] = [pattern.sub(replacement, piece) for piece in pieces[::2]]
    return "".join(pieces)


def telephone(text: str) -> str:
    """Write a telephone number so that it stays on one line: « 01 99 00 12 34 »."""
    digits = re.sub(r"[^\d+]", "", text)
    if re.fullmatch(r"0\d{9}", digits):
        digits = " ".join(digits[i : i + 2] for i in range(0, 10, 2))
        return digits.replace(" ", FIXED)
    return text.strip().replace(" ", FIXED)


def telephone_link(text: str) -> str:
    """Return the address that dials a number: « tel:+33199001234 »."""
    digits = re.sub(r"[^\d+]", "", text)
    return f"tel:+33{digits[1:]}" if re.fullmatch(r"0\d{9}", digits) else f"tel:{digits}"
