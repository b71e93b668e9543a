"""What people type becomes one canonical form, or a sentence."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.facts import Precision


def refusal(act: Callable[..., object], *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    # The typographic spaces are tested once, below; elsewhere they would make the sentences hard to read.
    return str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")


# Texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Équipe   de\tNîmes ", "Équipe de Nîmes"),
        ("E\u0301quipe", "Équipe"),
        ("nom\x00 coup\u200bé\u202e", "nom coupé"),
        ("deux\r\nlignes", "deux lignes"),
        ("a\u00a0b\u202fc\u2003d", "a b c d"),
        ("a\u3164b", "a b"),
        ("e\u200d\u0301", "é"),
        ("\u00ad", ""),
    ],
)
def test_a_text_loses_what_cannot_be_seen(typed: str, kept: str) -> None:
    assert normalise.clean_text(typed) == kept


def test_a_long_text_keeps_its_paragraphs() -> None:
    typed = " Bonjour, \r\n\r\n\n\nune  ligne\u2028une autre\n"
    assert normalise.clean_text(typed, multiline=True) == "Bonjour,\n\nune ligne\nune autre"


def test_a_text_is_measured_as_it_is_kept() -> None:
    assert normalise.clean_text(" e\u0301 ", max_length=1) == "é"
    assert refusal(normalise.clean_text, "trop long", max_length=8) == (
        "Ce texte fait 9 caractères ; il en faut 8 au plus. Raccourcissez-le."
    )


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = normalise.clean_text(text)
    assert normalise.clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    paragraphs = normalise.clean_text(text, multiline=True)
    assert normalise.clean_text(paragraphs, multiline=True) == paragraphs


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("L'HAY LES ROSES", "l hay les roses"),
        ("Œuvre de Ste-Marie", "oeuvre de sainte marie"),
        ("St Étienne / St-Priest", "saint etienne saint priest"),
        ("Stade de l'Est", "stade de l est"),
        ("Straße, Ægir", "strasse aegir"),
        ("  (Gard)  ", "gard"),
        ("１２", "12"),
    ],
)
def test_two_ways_to_write_a_name_share_a_key(text: str, key: str) -> None:
    assert normalise.fold(text) == key


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalise.fold(normalise.fold(text)) == normalise.fold(text)


def test_an_address_is_made_of_plain_letters() -> None:
    assert normalise.slugify_fr("Cœur d'Hérault – St-Guilhem") == "coeur-d-herault-saint-guilhem"


# Identifiers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("732 829 320 00074", "73282932000074"),
        ("732.829.320.00074", "73282932000074"),
        ("７３２８２９３２０ ０００７４", "73282932000074"),
        ("\u200b73282932000074\u00a0", "73282932000074"),
        (73282932000074, "73282932000074"),
        ("35600000000048", "35600000000048"),
        ("35600000049837", "35600000049837"),  # La Poste: the sum is a multiple of five, the key is false
    ],
)
def test_a_siret_is_its_fourteen_digits(typed: str | int, kept: str) -> None:
    assert normalise.siret(typed) == kept


def test_a_siren_is_its_nine_digits_even_from_a_cell_of_numbers() -> None:
    assert normalise.siren("732 829 320") == "732829320"
    assert normalise.siren(5580113) == "005580113"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "73282932000079",
            "Le SIRET 732 829 320 00079 a une clé fausse : vérifiez ses 14 chiffres sur l'avis de situation.",
        ),
        (
            "35600000049838",
            "Le SIRET 356 000 000 49838 a une clé fausse : vérifiez ses 14 chiffres sur l'avis de situation.",
        ),
        (
            "732 829 320",
            (
                "Le SIRET « 732 829 320 » n'a pas la forme attendue : il faut 14 chiffres, on en trouve 9. "
                "Recopiez-le de l'avis de situation."
            ),
        ),
        (
            "néant",
            (
                "Le SIRET « néant » n'a pas la forme attendue : il faut 14 chiffres, on en trouve 0. "
                "Recopiez-le de l'avis de situation."
            ),
        ),
        (
            "7,32829E+13",
            (
                "Le SIRET « 7,32829E+13 » a été abrégé par le tableur : mettez la colonne au format Texte, "
                "puis saisissez de nouveau ses 14 chiffres."
            ),
        ),
        ("0" * 14, "Le SIRET ne peut pas être fait de zéros : laissez la case vide s'il est inconnu."),
    ],
)
def test_a_wrong_siret_is_answered(typed: str, sentence: str) -> None:
    assert refusal(normalise.siret, typed) == sentence


def test_a_wrong_siren_is_answered() -> None:
    assert refusal(normalise.siren, "732829321") == (
        "Le SIREN 732 829 321 a une clé fausse : vérifiez ses 9 chiffres sur l'avis de situation."
    )


def test_a_long_mistake_is_not_repeated_whole() -> None:
    assert "« " + "x" * 39 + "… »" in refusal(normalise.siret, "x" * 1000)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("w301234567", "W301234567"),
        ("W 30 1 234567", "W301234567"),
        ("W2A1000123", "W2A1000123"),
        ("W9R2004567", "W9R2004567"),
        ("W9P1002760", "W9P1002760"),
        ("Ｗ９Ｎ1001234", "W9N1001234"),
    ],
)
def test_an_rna_number_may_come_from_corsica_or_overseas(typed: str, kept: str) -> None:
    assert normalise.rna(typed) == kept


@pytest.mark.parametrize(
    "typed", ["301234567", "W30123456", "W3012345678", "W000000000", "W30123456O", "W3B1234567", ""]
)
def test_a_wrong_rna_number_is_answered(typed: str) -> None:
    assert refusal(normalise.rna, typed).startswith(
        f"Le numéro RNA « {typed} » n'a pas la forme attendue : la lettre W puis neuf chiffres"
    )


# Days


@pytest.mark.parametrize(
    "typed",
    [
        "27/01/2014",
        "27-01-2014",
        "27.1.2014",
        "27 01 2014",
        "27 / 01 / 2014",
        "27–01–2014",
        "２７/０１/２０１４",
        "2014-01-27",
        "2014/01/27",
        "2014-01-27T10:30:00Z",
        "27/01/2014 10:30",
        "27 janvier 2014",
        "27 JANV. 2014",
        "lundi 27 janvier 2014",
        "le lundi, 27 janvier 2014",
        "le 27 janvier 2014",
        dt.date(2014, 1, 27),
        dt.datetime(2014, 1, 27, 10, 30),  # noqa: DTZ001 - as a spreadsheet gives it
        dt.datetime(2014, 1, 26, 23, 30, tzinfo=dt.UTC),  # already the 27th in Paris
        41666,
        41666.75,
    ],
)
def test_a_day_is_understood_however_it_is_written(typed: str | float | dt.date) -> None:
    assert normalise.parse_day(typed) == normalise.Day(dt.date(2014, 1, 27), Precision.DAY)


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("1er janvier 2014", dt.date(2014, 1, 1), Precision.DAY),
        ("29 février 2016", dt.date(2016, 2, 29), Precision.DAY),
        ("15 AOÛT 2015", dt.date(2015, 8, 15), Precision.DAY),
        ("03/04/2014", dt.date(2014, 4, 3), Precision.DAY),
        ("janvier 2014", dt.date(2014, 1, 1), Precision.MONTH),
        ("déc. 2014", dt.date(2014, 12, 1), Precision.MONTH),
        ("Sept-2014", dt.date(2014, 9, 1), Precision.MONTH),
        ("01/2014", dt.date(2014, 1, 1), Precision.MONTH),
        ("2014-01", dt.date(2014, 1, 1), Precision.MONTH),
        ("2014", dt.date(2014, 1, 1), Precision.YEAR),
        (2014, dt.date(2014, 1, 1), Precision.YEAR),
        (2014.0, dt.date(2014, 1, 1), Precision.YEAR),
        ("01/01/1900", dt.date(1900, 1, 1), Precision.DAY),
        ("31/12/2099", dt.date(2099, 12, 31), Precision.DAY),
        (73050, dt.date(2099, 12, 31), Precision.DAY),
    ],
)
def test_a_date_keeps_its_precision(typed: str | float, day: dt.date, precision: Precision) -> None:
    assert normalise.parse_day(typed) == normalise.Day(day, precision)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_comes_back_from_its_french_writing(day: dt.date) -> None:
    assert normalise.parse_day(f"{day:%d/%m/%Y}").on == day
    assert normalise.parse_day(day.isoformat()).on == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("27/01/14", "La date « 27/01/14 » est ambiguë : écrivez l'année"),
        ("27.1.14", "La date « 27.1.14 » est ambiguë"),
        ("janv-14", "La date « janv-14 » est ambiguë"),
        ("31/02/2014", "La date « 31/02/2014 » n'est pas au calendrier : ce mois-là va du 1 au 28."),
        ("00/01/2014", "La date « 00/01/2014 » n'est pas au calendrier : ce mois-là va du 1 au 31."),
        ("01/27/2014", "Dans la date « 01/27/2014 », le mois 27 n'existe pas : écrivez jour/mois/année."),
        ("00/2014", "Dans la date « 00/2014 », le mois 0 n'existe pas : écrivez jour/mois/année."),
        ("27/01/1899", "La date « 27/01/1899 » est hors du possible : l'année doit être entre 1900 et 2099."),
        ("2100", "La date « 2100 » est hors du possible"),
        (dt.date(2100, 1, 1), "La date « 2100-01-01 » est hors du possible"),
        (dt.datetime(1899, 12, 31), "La date « 1899-12-31 00:00:00 » est hors du possible"),  # noqa: DTZ001
        ("2014 ?", "« 2014 ? » n'est pas une date que l'on comprend"),
        ("2014-2015", "« 2014-2015 » n'est pas une date que l'on comprend"),
        ("printemps 2014", "« printemps 2014 » n'est pas une date"),
        ("27/01-2014", "« 27/01-2014 » n'est pas une date"),
        ("20140127", "« 20140127 » n'est pas une date"),
        ("41666", "« 41666 » n'est pas une date"),
        ("", "« » n'est pas une date"),
        (12, "« 12 » n'est pas une date"),
        (73051, "« 73051 » n'est pas une date"),
        (True, "« True » n'est pas une date"),
        (float("nan"), "« nan » n'est pas une date"),
    ],
)
def test_a_date_that_is_not_certain_is_refused(typed: str | float | dt.date, sentence: str) -> None:
    assert refusal(normalise.parse_day, typed).replace("«  »", "« »").startswith(sentence)


# Numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234.5", "1234.5"),
        ("12.5", "12.5"),
        ("1234.567", "1234.567"),
        ("0.125", "0.125"),
        ("-3", "-3"),
        ("− 3,5", "-3.5"),
        ("+4", "4"),
        ("12,", "12"),
        ("１２", "12"),
        ("67 %", "0.67"),
        ("67,5%", "0.675"),
        (5, "5"),
        (0.1, "0.1"),
        (Decimal("1.10"), "1.10"),
    ],
)
def test_a_number_is_read_the_french_way(typed: str | float | Decimal, number: str) -> None:
    assert normalise.parse_decimal(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["", "N/A", "12 34", "1 2", "douze", "1,2,3", "1.23.456", "--1", "1e5", "9" * 16, "%", "x1"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert refusal(normalise.parse_decimal, typed).endswith("écrivez-le en chiffres, par exemple 1 234,5.")


@pytest.mark.parametrize("typed", [True, float("inf"), float("nan"), Decimal("NaN")])
def test_a_value_without_figure_is_no_number(typed: float | Decimal) -> None:
    assert "n'est pas un nombre" in refusal(normalise.parse_decimal, typed)


def test_a_point_before_three_digits_may_mean_two_things() -> None:
    assert refusal(normalise.parse_decimal, "1.234") == (
        "Le nombre « 1.234 » est ambigu : écrivez 1234 si le point sépare les milliers, "
        "1,234 s'il sépare les décimales."
    )


@given(st.integers(-(10**14), 10**14))
def test_every_integer_comes_back_from_its_french_writing(number: int) -> None:
    assert normalise.parse_decimal(f"{number:,}".replace(",", "\u202f")) == number


def test_a_whole_number_has_bounds() -> None:
    assert normalise.parse_integer("1 234,0") == 1234
    assert normalise.parse_integer(12.0) == 12
    assert normalise.parse_integer(2**31 - 1) == 2**31 - 1
    assert (
        refusal(normalise.parse_integer, 2**31)
        == "Le nombre 2147483648 est trop grand : il faut au plus 2147483647."
    )
    assert (
        refusal(normalise.parse_integer, "-1", minimum=0)
        == "Le nombre -1 est trop petit : il faut au moins 0."
    )
    assert (
        refusal(normalise.parse_integer, "1,5")
        == "« 1,5 » n'est pas un nombre entier : écrivez-le sans virgule."
    )


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1 234,50 €", 123450),
        ("12 euros", 1200),
        ("12,5 EUR", 1250),
        ("0,01", 1),
        (12.1, 1210),
        (0.1 + 0.2, 30),
        (Decimal("3.20"), 320),
        ("-5 €", -500),
        (1500, 150000),
    ],
)
def test_an_amount_is_whole_cents(typed: str | float | Decimal, cents: int) -> None:
    assert normalise.parse_euros(typed) == cents


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1,234 €", "Le montant « 1,234 € » a plus de deux décimales : arrondissez-le au centime."),
        (1.234, "Le montant « 1.234 » a plus de deux décimales : arrondissez-le au centime."),
        (10**13, "Le montant « 10000000000000 » est trop grand : vérifiez ses zéros."),
        ("12 %", "« 12 % » n'est pas un nombre : écrivez-le en chiffres, par exemple 1 234,5."),
        ("3 k€", "« 3 k » n'est pas un nombre : écrivez-le en chiffres, par exemple 1 234,5."),
        ("", "«  » n'est pas un nombre : écrivez-le en chiffres, par exemple 1 234,5."),
    ],
)
def test_an_amount_that_is_not_certain_is_refused(typed: str | float, sentence: str) -> None:
    assert refusal(normalise.parse_euros, typed) == sentence


@pytest.mark.parametrize("typed", ["oui", "Oui.", "O", "X", "x", "VRAI", "1", 1, 1.0, True, "✓", " ✔ "])
def test_yes_has_many_writings(typed: str | float) -> None:
    assert normalise.parse_boolean(typed) is True


@pytest.mark.parametrize("typed", ["non", "NON", "n", "Faux", "0", 0, 0.0, False])
def test_no_has_many_writings(typed: str | float) -> None:
    assert normalise.parse_boolean(typed) is False


@pytest.mark.parametrize("typed", ["", "peut-être", "2", 2, 0.5])
def test_what_is_neither_yes_nor_no_is_refused(typed: str | float) -> None:
    assert refusal(normalise.parse_boolean, typed) == f"« {typed} » n'est ni oui ni non : écrivez oui ou non."


# Ways to reach people


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Jeanne.Martin@Exemple.FR ", "jeanne.martin@exemple.fr"),
        ("mailto:a@b.fr", "a@b.fr"),
        ("a\u200b@b.fr", "a@b.fr"),
    ],
)
def test_an_email_address_is_in_lower_case(typed: str, kept: str) -> None:
    assert normalise.email(typed) == kept


def test_a_wrong_email_address_is_answered() -> None:
    assert refusal(normalise.email, "jeanne chez exemple.fr") == (
        "« jeanne chez exemple.fr » n'est pas une adresse électronique : il faut par exemple prenom.nom@exemple.fr."
    )
    assert refusal(normalise.email, "a@b.fr ; c@d.fr") == (
        "« a@b.fr ; c@d.fr » contient plusieurs adresses électroniques : gardez-en une seule."
    )
    assert "n'est pas une adresse" in refusal(normalise.email, "a@" + "b." * 130 + "fr")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0466000000", "04 66 00 00 00"),
        ("04.66.00.00.00", "04 66 00 00 00"),
        ("04-66/00 00 00", "04 66 00 00 00"),
        ("+33 (0)4 66 00 00 00", "04 66 00 00 00"),
        ("+33 4 66 00 00 00", "04 66 00 00 00"),
        ("0033466000000", "04 66 00 00 00"),
        (466000000, "04 66 00 00 00"),
        ("466000000", "04 66 00 00 00"),
        ("+262 262 12 34 56", "02 62 12 34 56"),
        ("+590 690 12 34 56", "06 90 12 34 56"),
        ("+596 (0)596 12 34 56", "05 96 12 34 56"),
        ("+508 41 12 34", "05 08 41 12 34"),
        ("+687 26 12 34", "+687 26 12 34"),
        ("+689 40 12 34 56", "+689 40 12 34 56"),
        ("39 77", "39 77"),
        ("119", "119"),
    ],
)
def test_a_telephone_number_is_in_pairs(typed: str | int, kept: str) -> None:
    assert normalise.telephone(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "04 66 00 00", "00 66 00 00 00", "+32 2 123 45 67", "+689 40", "bureau", "04 66 00 00 00 01"],
)
def test_a_wrong_telephone_number_is_answered(typed: str) -> None:
    assert refusal(normalise.telephone, typed) == (
        f"« {typed} » n'est pas un numéro de téléphone français : il faut dix chiffres, par exemple 04 66 00 00 00."
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.exemple.fr/page?a=1", "https://www.exemple.fr/page?a=1"),
        ("HTTP://exemple.fr", "http://exemple.fr"),
        ("www.exemple.fr", "https://www.exemple.fr"),
    ],
)
def test_the_address_of_a_page_has_its_scheme(typed: str, kept: str) -> None:
    assert normalise.url(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://exemple.fr",
        "https://banque.fr@pirate.fr/",
        "pas une page",
        "",
        "data:text/html,x",
    ],
)
def test_what_is_no_page_is_refused(typed: str) -> None:
    assert "n'est pas l'adresse d'une page" in refusal(normalise.url, typed)


def test_an_endless_address_is_refused() -> None:
    assert "Raccourcissez-le" in refusal(normalise.url, "https://exemple.fr/" + "a" * 500)


def test_sentences_keep_the_french_spaces() -> None:
    with pytest.raises(Refused, match=r"^« peut-être » n'est ni oui ni non : écrivez oui ou non\.$"):
        normalise.parse_boolean("peut-être")
