"""Canonical forms of what people type: one module serves forms, the API and imports."""

import re
import unicodedata

# Letters that Unicode does not decompose, though French readers and keyboards do.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ŋ": "n"}
)
_NOT_WORD = re.compile(r"[\W_]+")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte"}


def fold(text: str) -> str:
    """Return the key by which a text is searched, matched and sorted."""
    # Decomposed before and after the change of case, because each can make work for the other.
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in letters if not unicodedata.combining(c)).translate(_LETTERS)
    words = _NOT_WORD.sub(" ", bare).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
