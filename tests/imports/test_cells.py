"""Cells: what a spreadsheet holds, and what the register keeps."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.normalise import clean_text
from maillage.imports import cells


@given(st.text())
def test_the_quick_way_to_clean_words_gives_what_the_slow_one_does(words: str) -> None:
    assert cells.text(words) == clean_text(words)


@given(st.text(alphabet="0123456789", min_size=14, max_size=14))
def test_the_quick_way_to_check_a_siret_gives_what_the_slow_one_does(digits: str) -> None:
    try:
        expected = normalise.siret(digits)
    except Refused:
        with pytest.raises(Refused):
            cells.siret(digits)
    else:
        assert cells.siret(digits) == expected


@pytest.mark.parametrize(
    ("read", "raw", "expected"),
    [
        (cells.text, None, ""),
        (cells.text, 2014.0, "2014"),
        (cells.text, dt.date(2014, 1, 27), "27/01/2014"),
        (cells.text, 12, "12"),
        (cells.day, " ", None),
        (cells.siret, 73282932000074.0, "73282932000074"),
        (cells.siret, " ", None),
        (cells.rna, " ", None),
        (cells.telephone, 466000000, "04 66 00 00 00"),
        (cells.telephone, " ", None),
        (cells.email, " ", None),
        (cells.website, " ", None),
        (cells.postal_code, 1000, "01000"),
        (cells.postal_code, " ", None),
        (cells.amount, "67 %", Decimal("67.00")),
        (cells.amount, 12.5, Decimal("12.50")),
        (cells.amount, " ", None),
        (cells.yes, True, True),
        (cells.yes, "non", False),
        (cells.yes, " ", None),
        (cells.rank, "Action 1.2", (1, 2)),
        (cells.rank, 3, (3,)),
        (cells.rank, " ", None),
        (cells.years, "2017 à 2019", (2017, 2019)),
        (cells.years, 2017, (2017, 2017)),
        (cells.years, " ", None),
        (cells.pieces, "30 ; Nîmes | Alès\n", ("30", "Nîmes", "Alès")),
        (cells.pieces, " ; ", None),
        (cells.pieces, 30, ("30",)),
        (cells.long_text, "un\ndeux", "un\ndeux"),
        (cells.long_text, 3, "3"),
        (cells.published_in, dt.date(2016, 11, 25), "2016-11-25"),
        (cells.published_in, 2016, "2016"),
    ],
)
def test_a_cell_is_read(read: object, raw: object, expected: object) -> None:
    assert read(raw) == expected  # type: ignore[operator] # each is a reading


def test_a_day_is_no_amount() -> None:
    with pytest.raises(Refused, match="n'est pas un nombre"):
        cells.amount(dt.date(2014, 1, 27))


def test_a_choice_ignores_case_accents_and_plurals() -> None:
    read = cells.choice(cells.spellings([("lancee", "lancée")], {"lancement": "lancee"}), shown=["lancée"])

    assert [read(word) for word in ("LANCÉES", "lancee", "Lancement", "")] == [
        "lancee",
        "lancee",
        "lancee",
        None,
    ]
