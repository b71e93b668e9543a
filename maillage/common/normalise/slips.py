"""Words that one slip of the finger separates: a letter too many, missing, changed, or two in the wrong order."""

import string
from collections.abc import Iterator

SHORTEST, LONGEST = 4, 40  # under that everything looks alike; over that nobody types it wrong just once


def one_slip(word: str) -> frozenset[str]:
    """Return the words at one slip from a folded word, itself left out; none for a word too short or too long."""
    if not SHORTEST <= len(word) <= LONGEST:
        return frozenset()
    return frozenset(_slips(word)) - {word}


def _slips(word: str) -> Iterator[str]:
    letters = string.ascii_lowercase
    for cut in range(len(word) + 1):
        before, after = word[:cut], word[cut:]
        for letter in letters:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
