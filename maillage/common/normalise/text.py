"""Text without traps, and the key by which it is searched."""

import re
import unicodedata

from django.utils.text import slugify
from django.utils.translation import gettext as _

from maillage.common.errors import Refused

# Letters that Unicode does not decompose, though French readers and keyboards do.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ŋ": "n"}
)
_LATIN_ENDS = 0x250
_NOT_WORD = re.compile(r"[\W_]+")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte"}

# Blank to the eye, letters or symbols to Unicode: the Hangul fillers and the empty Braille cell.
_BLANK = re.compile("[\\s\u115f\u1160\u2800\u3164\uffa0]+")
_LINE_END = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = {"Cc", "Cf", "Cs"}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


class _Bare(dict[int, str]):
    """Hold what a character is in a key: what no French text holds is worked out each time, not kept."""

    def __missing__(self, code: int) -> str:
        # Decomposed before and after the change of case, because each can make work for the other.
        character = unicodedata.normalize("NFKD", chr(code)).casefold()
        letters = unicodedata.normalize("NFKD", character)
        bare = "".join(c for c in letters if not unicodedata.combining(c)).translate(_LETTERS)
        bare = _NOT_WORD.sub(" ", bare)
        if code < _LATIN_ENDS:
            self[code] = bare
        return bare


_BARE = _Bare()


def fold(text: str) -> str:
    """Return the key by which a text is searched, matched and sorted."""
    words = text.translate(_BARE).split()
    return " ".join([_ABBREVIATIONS.get(word, word) for word in words])


def slugify_fr(text: str) -> str:
    """Return the part of an address that stands for a text: « Cœur d'Hérault » gives coeur-d-herault."""
    return slugify(fold(text))


def clean_text(value: str, *, max_length: int | None = None, multiline: bool = False) -> str:
    """Return a text without controls nor stray spaces, on one line unless asked otherwise."""
    lines = [_clean_line(line) for line in _LINE_END.split(value)]
    text = re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip() if multiline else " ".join(filter(None, lines))
    # Composed once more: the joint of two lines may compose, and the length counts what is stored.
    text = unicodedata.normalize("NFC", text)
    if max_length is not None and len(text) > max_length:
        raise Refused(
            _("Ce texte fait %(length)d caractères ; il en faut %(limit)d au plus. Raccourcissez-le.")
            % {"length": len(text), "limit": max_length}
        )
    return text


def _clean_line(line: str) -> str:
    spaced = _BLANK.sub(" ", line)
    # By kind of character, not one by one: a text of a million letters holds few kinds.
    unseen = {ord(c) for c in set(spaced) if unicodedata.category(c) in _UNSEEN}
    seen = spaced.translate(dict.fromkeys(unseen)) if unseen else spaced
    return _BLANK.sub(" ", unicodedata.normalize("NFC", seen)).strip()


def ascii_digits(text: str) -> str:
    """Return a text cleaned, with the digits of every script as 0 to 9 and every dash as a hyphen."""
    plain = unicodedata.normalize("NFKC", clean_text(text)).translate(_DASHES)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)


def quoted(text: object, limit: int = 40) -> str:
    """Return what was found, short enough to be repeated in a sentence."""
    found = clean_text(str(text))
    return found if len(found) <= limit else found[: limit - 1] + "…"
