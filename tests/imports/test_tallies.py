"""Tallies kept in a spreadsheet: written once, corrected on purpose, refused as the page refuses."""

from pathlib import Path

import pytest

from maillage.common.errors import Refused
from maillage.common.facts import start_of_day
from maillage.imports.kinds.releves import count, period
from maillage.tallies.exports.tally_columns import import_table
from maillage.tallies.models import QUARTER, Counts, Period, Tally
from tests.cast import Cast, date, instant
from tests.imports.files import csv_file, imported, outcomes, xlsx_file
from tests.tallies.sheets import MARCH, QUARTER_1, declared

pytestmark = pytest.mark.django_db
HEAD = (
    "Équipe;Mois;Visites à domicile;Appels;Personnes accompagnées;Touchées;Heures;Rien;Mot;Rempli par;Retrait"
)
LINES = (
    "Équipe du Tilleul;mars 2017;12;30;4;9;40;;Une belle sortie;Jeanne Marchand;",
    "équipe du tilleul;2017-04;;;;;;oui;;;",
    "Équipe de la Guillotière;1er trimestre 2017;300;;;;;;;;",
)


def brought(folder: Path, *lines: str, known_from: tuple[int, int, int] = (2017, 5, 20)) -> list[str]:
    path = csv_file(folder, "\n".join((HEAD, *lines)))
    return outcomes(imported(path, "releves", known_from=known_from, document="tableur des équipes"))


def refused(folder: Path, *lines: str) -> str:
    path = csv_file(folder, "\n".join((HEAD, *lines)))
    plan = imported(path, "releves", known_from=(2017, 5, 20), apply=False)
    return " / ".join(row.sentence for row in plan.rows if str(row.outcome) == "refuse")


@pytest.mark.usefixtures("cast")
def test_a_file_enters_once_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    assert brought(tmp_path, *LINES) == ["create"] * 3
    assert brought(tmp_path, *LINES) == ["same"] * 3
    assert brought(tmp_path, *LINES, known_from=(2017, 5, 25)) == ["same"] * 3
    march, april, quarter = Tally.objects.order_by("pk")
    assert march.counts == Counts(visits=12, calls=30, accompanied=4, reached=9, hours=40)
    assert (march.word, march.filled_by, march.how) == ("Une belle sortie", "Jeanne Marchand", "import")
    assert (march.source, march.known_from) == ("tableur des équipes", start_of_day(date(2017, 5, 20)))
    assert (april.nothing, april.counts.is_empty) == (True, True)
    assert (quarter.period, quarter.visits, quarter.calls) == (QUARTER_1, 300, None)


@pytest.mark.usefixtures("cast")
def test_a_correction_is_a_new_fact_and_an_empty_cell_changes_nothing(tmp_path: Path) -> None:
    brought(tmp_path, *LINES)
    again = ("Équipe du Tilleul;mars 2017;14;;;;;;;;", "Équipe du Tilleul;avril 2017;5;;;;;;;;")
    assert brought(tmp_path, *again, known_from=(2017, 5, 25)) == ["change", "change"]
    march = Tally.objects.believed().get(period_on=date(2017, 3, 1), months=1)
    assert march.counts == Counts(visits=14, calls=30, accompanied=4, reached=9, hours=40)
    april = Tally.objects.believed().get(period_on=date(2017, 4, 1))
    assert (april.nothing, april.visits) == (False, 5)
    assert Tally.objects.known_at(instant(2017, 5, 22)).get(period_on=date(2017, 3, 1)).visits == 12
    # The first file, sent again as it was known: what was said since stands.
    assert brought(tmp_path, *LINES) == ["same"] * 3
    nothing = "Équipe du Tilleul;mars 2017;;;;;;oui;;;"
    assert brought(tmp_path, nothing, known_from=(2017, 5, 26)) == ["change"]
    assert Tally.objects.believed().get(period_on=date(2017, 3, 1), months=1).nothing


@pytest.mark.usefixtures("cast")
def test_a_tally_is_taken_back_with_its_reason(tmp_path: Path) -> None:
    brought(tmp_path, *LINES)
    gone = "Équipe du Tilleul;mars 2017;;;;;;;;;Mauvais mois"
    assert brought(tmp_path, gone) == ["change"]
    assert brought(tmp_path, gone) == ["same"]
    assert Tally.objects.get(period_on=date(2017, 3, 1), months=1).retraction_reason == "Mauvais mois"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Équipe du Tilleul;mai 2017;1;;;;;;;;", "n'est pas encore fini"),
        ("Équipe du Tilleul;mars 1990;1;;;;;;;;", "existe depuis le"),
        ("Équipe du Tilleul;mars 2017;;;5;4;;;;;", "5 personnes accompagnées pour 4 personnes touchées"),
        ("Équipe du Tilleul;mars 2017;-1;;;;;;;;", "un nombre n'est jamais négatif"),
        ("Équipe du Tilleul;mars 2017;100000;;;;;;;;", "99\u202f999 au plus"),
        ("Équipe du Tilleul;mars 2017;douze;;;;;;;;", "douze"),
        ("Équipe du Tilleul;mars 2017;1,5;;;;;;;;", "n'est pas un nombre entier"),
        ("Équipe du Tilleul;mars 2017;;;;;;;;;", "Écrivez un nombre au moins"),
        ("Équipe du Tilleul;mars 2017;3;;;;;oui;;;", "gardez l'un ou l'autre"),
        ("Équipe du Tilleul;2017;1;;;;;;;;", "ne dit pas de quel mois"),
        ("Équipe du Tilleul;bientôt;1;;;;;;;;", "bientôt"),
        ("Équipe inconnue;mars 2017;1;;;;;;;;", "n'est pas dans le registre"),
        pytest.param(
            f"Équipe du Tilleul;mars 2017;1;;;;;;{'x' * 1001};;", "1000 caractères au plus", id="too long"
        ),
    ],
)
@pytest.mark.usefixtures("cast")
def test_what_the_page_refuses_a_line_refuses(tmp_path: Path, line: str, sentence: str) -> None:
    assert sentence in refused(tmp_path, line)
    with pytest.raises(Refused):
        brought(tmp_path, line)
    assert not Tally.objects.exists()


def test_two_lines_of_one_month_and_a_month_of_a_told_quarter_are_refused(tmp_path: Path, cast: Cast) -> None:
    assert "La ligne 2 dit déjà mars\u00a02017 de cette équipe" in refused(tmp_path, LINES[0], LINES[0])
    declared(cast.tilleul, QUARTER_1, Counts(visits=1))
    assert "mars\u00a02017 en fait partie ou le contient" in refused(tmp_path, LINES[0])
    declared(cast.causse, MARCH, Counts(visits=1))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mars 2017", Period(date(2017, 3, 1))),
        ("2017-03", Period(date(2017, 3, 1))),
        ("03/2017", Period(date(2017, 3, 1))),
        (date(2017, 3, 31), Period(date(2017, 3, 1))),
        ("T2 2017", Period(date(2017, 4, 1), QUARTER)),
        ("2017-T3", Period(date(2017, 7, 1), QUARTER)),
        ("2e trimestre 2017", Period(date(2017, 4, 1), QUARTER)),
        ("1er trim. 2017", Period(date(2017, 1, 1), QUARTER)),
        ("trimestre 4 2016", Period(date(2016, 10, 1), QUARTER)),
        ("août 2016", Period(date(2016, 8, 1))),
        ("  ", None),
    ],
)
def test_a_period_is_read_as_people_write_it(words: object, expected: Period | None) -> None:
    assert period(words) == expected  # type: ignore[arg-type] # what a cell holds


def test_a_count_is_a_whole_number() -> None:
    assert [count(raw) for raw in (3, 3.0, "1 200", " ")] == [3, 3, 1200, None]


def test_what_came_in_comes_out_in_the_same_columns(tmp_path: Path, cast: Cast) -> None:
    brought(tmp_path, *LINES)
    table = import_table(Tally.objects.believed().by_team())
    rows = [[column.title for column in table.columns], *table.rows]
    path = xlsx_file(tmp_path, {"releves": rows}, name="sortie.xlsx")
    assert outcomes(imported(path, "releves", known_from=(2017, 5, 30))) == ["same"] * 3
    assert cast.tilleul.name in str(rows)
