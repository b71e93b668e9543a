"""Keys by which invented names are compared: without accents, capitals or punctuation."""

import re
import unicodedata


def key(text: str) -> str:
    """Return the words of a text in plain lower-case letters."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())
