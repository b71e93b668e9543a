"""The little words before the name of a département or of a region."""

# "of" and "in", then the codes of those that take them.
_DEPARTEMENTS = {
    ("du", "dans le"): "14 15 18 25 29 30 32 39 45 46 56 59 62 63 67 68 69 81 83 84 90 94 95",
    ("de l'", "dans l'"): "01 02 03 10 11 12 27 34 36 60 61 89",
    ("de l'", "en"): "07 09 38 91",
    ("de la", "dans la"): "23 26 42 50 51 55 58 72 80 86",
    ("de la", "en"): "16 17 19 21 24 2A 2B 31 33 43 44 48 52 53 57 70 73 74 76 85 87 93 971 972 973",
    ("des", "dans les"): "04 05 06 08 13 22 40 64 65 66 78 79 88 92",
    ("de", "en"): "49 54 71 77 82",
    ("d'", "en"): "28 35 37",
    ("de", "dans le"): "41 47",
    ("de", "à"): "75 974 976",
}
_REGIONS = {
    ("de la", "en"): "01 02 03 94",
    ("de", "à"): "04 06",
    ("de", "en"): "27 28 53 75 93",
    ("d'", "en"): "11 76 84",
    ("du", "en"): "24",
    ("du", "dans le"): "44",
    ("des", "dans les"): "32 52",
}


def _forms(table: dict[tuple[str, str], str], code: str, name: str) -> tuple[str, str]:
    """Return a name after "of" and after "in"."""
    for words, codes in table.items():
        if code in codes.split():
            genitive, locative = (
                f"{word}{name}" if word.endswith("'") else f"{word} {name}" for word in words
            )
            return genitive, locative
    raise KeyError(code)


def departement_forms(code: str, name: str) -> tuple[str, str]:
    """Return the name of a département after "of" and after "in": du Gard, dans le Gard."""
    return _forms(_DEPARTEMENTS, code, name)


def region_forms(code: str, name: str) -> tuple[str, str]:
    """Return the name of a region after "of" and after "in": de Normandie, en Normandie."""
    return _forms(_REGIONS, code, name)
