"""What is left of a name once the words that tell nothing are put aside."""

from functools import lru_cache

_NOT_TELLING = {
    *("association", "ccas", "cias", "centre", "communal", "action", "sociale"),
    *("equipe", "citoyenne", "cooperation"),
    *("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour", "sur"),
}


@lru_cache(maxsize=8)  # a new subject is compared with the others, then added to them
def near_key(folded: str) -> str:
    """Return what is left of a name without the words that writers add or drop: the key of near twins."""
    words: list[str] = []
    initials = ""
    for word in [*folded.split(), ""]:
        if len(word) == 1:
            initials += word
            continue
        if len(initials) > 1:
            words.append(initials)  # « c c a s » is what is left of « C.C.A.S. »
        initials = ""
        words.append(word)
    telling = [word for word in words if word and word not in _NOT_TELLING]
    return " ".join(telling)
