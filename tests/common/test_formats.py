"""How figures, dates and sentences are written. In these tests "~" is U+00A0 and "_" is U+202F."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils.translation import override

from maillage.common import formats
from maillage.common.facts import Precision


def shown(text: str) -> str:
    """Make the two kinds of fixed spaces visible."""
    assert "~" not in text
    return text.replace("\u00a0", "~").replace("\u202f", "_")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (297, 0, "297"),
        (1204, 0, "1_204"),
        (1234567, 0, "1_234_567"),
        (-12, 0, "−12"),
        (-0.4, 0, "0"),
        (2.5, 0, "3"),
        (0.285, 2, "0,29"),
        (Decimal("1234.5"), 1, "1_234,5"),
        (Decimal(3), 2, "3,00"),
        (None, 0, "inconnu"),
    ],
)
def test_a_number(value: formats.Numeric | None, decimals: int, expected: str) -> None:
    assert shown(formats.number(value, decimals)) == expected


@pytest.mark.parametrize(
    ("share", "decimals", "expected"),
    [
        (Decimal("0.67"), 0, "67~%"),
        (0.21, 0, "21~%"),
        (0.125, 1, "12,5~%"),
        (0.005, 0, "1~%"),
        (1, 0, "100~%"),
        (0, 0, "0~%"),
        (None, 0, "inconnu"),
    ],
)
def test_a_percentage_is_given_as_a_share_of_one(
    share: formats.Numeric | None, decimals: int, expected: str
) -> None:
    assert shown(formats.percent(share, decimals)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(94, "+94"), (-3, "−3"), (0, "0"), (0.2, "0"), (1500, "+1_500"), (None, "inconnu")],
)
def test_a_change_carries_its_sign(value: formats.Numeric | None, expected: str) -> None:
    assert shown(formats.change(value)) == expected


@pytest.mark.parametrize(
    ("date", "precision", "expected"),
    [
        (dt.date(2016, 11, 25), Precision.DAY, "25~novembre 2016"),
        (dt.date(2014, 1, 1), Precision.DAY, "1er~janvier 2014"),
        (dt.date(2014, 1, 1), Precision.MONTH, "janvier~2014"),
        (dt.date(2014, 1, 1), Precision.YEAR, "2014"),
        (dt.date(2014, 8, 11), "jour", "11~août 2014"),
        (None, Precision.DAY, "date inconnue"),
    ],
)
def test_a_day_is_as_exact_as_it_is_known(date: dt.date | None, precision: str, expected: str) -> None:
    assert shown(formats.day(date, precision)) == expected


def test_a_day_of_the_week() -> None:
    assert shown(formats.long_day(dt.date(2025, 3, 3))) == "lundi 3~mars 2025"
    assert formats.long_day(None) == "date inconnue"


def test_a_short_day() -> None:
    assert formats.short_day(dt.date(2016, 1, 5)) == "05/01/2016"
    assert formats.short_day(None) == "date inconnue"


def test_a_time_of_day() -> None:
    assert shown(formats.hour(dt.time(14, 30))) == "14~h~30"
    assert shown(formats.hour(dt.time(9, 0))) == "9~h"
    assert shown(formats.hour(dt.time(9, 5))) == "9~h~05"


def test_a_moment_is_told_in_the_time_zone_of_the_site() -> None:
    assert shown(formats.moment(dt.datetime(2026, 7, 31, 22, 5, tzinfo=dt.UTC))) == "1er~août 2026 à 0~h~05"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0~équipe"), (1, "1~équipe"), (1.5, "2~équipe"), (2, "2~équipes"), (1204, "1_204~équipes")],
)
def test_nought_and_one_are_singular_in_french(count: formats.Numeric, expected: str) -> None:
    assert shown(formats.counted(count, "équipe", "équipes")) == expected


def test_an_unknown_count_is_never_nought() -> None:
    assert formats.counted(None, "équipe", "équipes") == "inconnu"


def test_what_is_unknown_says_why() -> None:
    assert formats.unknown() == "inconnu"
    assert formats.unknown("personne ne l'a dit.") == "inconnu, parce que personne ne l'a dit"
    assert formats.unknown("aucun relevé n'est arrivé") == "inconnu, parce qu'aucun relevé n'est arrivé"


@pytest.mark.parametrize(
    ("word", "name", "expected"),
    [
        ("de", "Ardèche", "d'Ardèche"),
        ("de", "Lyon", "de Lyon"),
        ("de", "Étampes", "d'Étampes"),
        ("de", "Yvetot", "d'Yvetot"),
        ("de", "Hérault", "d'Hérault"),
        ("de", "Haute-Loire", "de Haute-Loire"),
        ("de", "Honfleur", "de Honfleur"),
        ("La", "équipe", "L'équipe"),
        ("parce que", "une équipe", "parce qu'une équipe"),
        ("à", "Alès", "à Alès"),
        ("de", "", "de"),
    ],
)
def test_small_words_lose_their_vowel_before_another(word: str, name: str, expected: str) -> None:
    assert formats.elide(word, name) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ""),
        (["contact"], "contact"),
        (["contact", "amorce"], "contact et amorce"),
        (["a", "b", "c"], "a, b et c"),
    ],
)
def test_a_list_is_said(words: list[str], expected: str) -> None:
    assert formats.listing(words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonjour !", "Bonjour_!"),
        ("Qui?", "Qui_?"),
        ("Ah ?!", "Ah_?!"),
        ("Oui; non", "Oui_; non"),
        ("Trois mots : un", "Trois mots~: un"),
        ("La « charte » dit", "La «~charte~» dit"),
        ("La «charte»", "La «~charte~»"),
        ("(vraiment ?)", "(vraiment_?)"),
        ("67 % et 40€", "67~% et 40~€"),
        ("https://exemple.fr/?au=2016", "https://exemple.fr/?au=2016"),
        ("14:30", "14:30"),
        ("Tom &amp; Lou", "Tom &amp; Lou"),
        ("&nbsp; ; fin", "&nbsp; ; fin"),
        ("sans rien", "sans rien"),
        ("", ""),
    ],
)
def test_french_spaces(text: str, expected: str) -> None:
    assert shown(formats.typo(text)) == expected


@pytest.mark.parametrize("text", ["Bonjour !", "La « charte » : quoi ?", "Ah ?!", "67 %"])
def test_french_spaces_are_put_once(text: str) -> None:
    once = formats.typo(text)
    assert formats.typo(once) == once


@pytest.mark.parametrize(
    ("text", "expected", "link"),
    [
        ("0199001234", "01~99~00~12~34", "tel:+33199001234"),
        ("01.99.00.12.34", "01~99~00~12~34", "tel:+33199001234"),
        ("3977", "3977", "tel:3977"),
        ("+32 2 123 45 67", "+32~2~123~45~67", "tel:+3221234567"),
    ],
)
def test_a_telephone_number_stays_on_one_line_and_dials(text: str, expected: str, link: str) -> None:
    assert shown(formats.telephone(text)) == expected
    assert formats.telephone_link(text) == link


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (lambda: formats.number(1234.5, 1), "1,234.5"),
        (lambda: formats.percent(0.67), "67%"),
        (lambda: formats.day(dt.date(2014, 1, 1)), "1~January 2014"),
        (lambda: formats.day(dt.date(2014, 1, 1), Precision.MONTH), "January~2014"),
        (lambda: formats.long_day(dt.date(2025, 3, 3)), "Monday 3~March 2025"),
        (lambda: formats.hour(dt.time(9, 5)), "09:05"),
        (lambda: formats.counted(0, "team", "teams"), "0~teams"),
        (lambda: formats.counted(1, "team", "teams"), "1~team"),
        (lambda: formats.typo("Really?"), "Really?"),
    ],
)
def test_english_pages_are_written_in_english(write: Callable[[], str], expected: str) -> None:
    with override("en"):
        assert shown(write()) == expected


def test_an_english_reason_is_not_elided() -> None:
    with override("en"):
        assert formats.unknown("a team is late").endswith("a team is late")


def test_without_a_language_it_is_french() -> None:
    with override(None):
        assert shown(formats.number(1204)) == "1_204"
