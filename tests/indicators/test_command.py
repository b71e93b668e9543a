"""The command « maillage indicator », as a shell runs it."""

import csv
import io
import json
from typing import Any

import pytest

from config.command import DONE, REFUSED, main
from maillage.common.command import USAGE
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.steps import month_ends
from tests.cast import date

pytestmark = pytest.mark.usefixtures("cast", "commands_keep_the_connection")
PLENARY = ("--as-of", "2016-11-25")


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run « maillage indicator » and return its exit code, what it says and what it complains of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["indicator", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_without_a_code_the_catalogue_is_listed(said: Any) -> None:
    code, out, err = said()
    assert (code, err) == (DONE, "")
    lines = out.splitlines()
    assert lines[0].split() == ["code", "titre"]
    assert [line.split()[0] for line in lines[1:]] == list(CATALOGUE)
    assert "signataires" in json.loads(said("--format", "json")[1])[0]["code"]


def test_a_figure_is_written_for_a_person(said: Any) -> None:
    code, out, _err = said("signataires", *PLENARY, "--known-at", "25/11/2016")
    assert code == DONE
    assert out.splitlines() == [
        "4 organisations ont signé la charte",
        "France, au 25\u00a0novembre 2016, tel que connu le 25/11/2016 23:59",
        str(CATALOGUE["signataires"].definition),
        "Source : registre des signatures",
        "Publié : 6 (Diaporama de la plénière, 25\u00a0novembre 2016), écart \u22122",
    ]


def test_a_figure_is_written_with_its_parts_and_their_overlap(said: Any) -> None:
    _code, out, _err = said("porteurs", *PLENARY)
    assert out.splitlines()[4:] == [
        "  associations nationales : 1 (33 %)",
        "  associations locales : 1 (33 %)",
        "  CCAS, CIAS et communes : 1 (33 %)",
        "  CLIC : 1 (33 %)",
        "  compté dans plusieurs parts : 1",
    ]


def test_an_unknown_figure_says_why(said: Any) -> None:
    _code, out, _err = said("part-porteurs-clic", "--as-of", "2013-01-01")
    assert out.startswith("inconnu, parce que rien n'est à rapporter")


def test_a_figure_is_written_for_a_program(said: Any) -> None:
    code, out, _err = said("signataires", *PLENARY, "--by", "departement", "--format", "json")
    found = json.loads(out)
    assert code == DONE
    assert (found["value"], found["as_of"], found["perimeter"]) == (5, "2016-11-25", "france")
    assert found["parts"][0] == {"key": "30", "label": "Gard", "value": 2, "share": 40.0}
    assert found["published"][0]["gap"] == -1


def test_a_figure_is_written_for_a_spreadsheet(said: Any) -> None:
    _code, out, _err = said(
        "signataires", *PLENARY, "--perimeter", "departement:30", "--by", "nature", "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(out), delimiter=";"))
    assert [(row["part"], row["value"], row["share"]) for row in rows] == [
        ("", "2", ""),
        ("association-locale", "1", "50.0"),
        ("ccas-commune", "1", "50.0"),
    ]
    assert {row["perimeter"] for row in rows} == {"departement:30"}


def test_a_flow_is_asked_from_a_day_to_a_day(said: Any) -> None:
    _code, out, _err = said("appuis", "--from", "2015-01-01", "--to", "2016-11-25")
    assert out.startswith("2 appuis ont été lancés")


def test_records_are_listed_in_the_three_forms(said: Any) -> None:
    asked = ("signataires", *PLENARY, "--records", "--perimeter", "departement:30", "--format")
    rows = json.loads(said(*asked, "json")[1])
    assert sorted(row["label"] for row in rows) == ["CCAS d'Alès", "Les Voisins du Tilleul"]
    rows = list(csv.DictReader(io.StringIO(said(*asked, "csv")[1]), delimiter=";"))
    assert sorted(row["since"] for row in rows) == ["2014-01-31", "2014-06-12"]
    assert "Les Voisins du Tilleul" in said(*asked, "table")[1]


@pytest.mark.parametrize("form", ["csv", "table"])
def test_no_record_is_an_empty_answer(said: Any, form: str) -> None:
    code, out, _err = said("departements-en-amorce", *PLENARY, "--records", "--format", form)
    assert (code, out.strip()) == (DONE, "")


def series(said: Any, *arguments: str) -> list[list[str]]:
    code, out, _err = said("signataires", *arguments, "--format", "csv")
    assert code == DONE
    return list(csv.reader(io.StringIO(out), delimiter=";"))


def test_a_series_by_year_keeps_the_month_it_starts_with(said: Any) -> None:
    asked = ("--from", "2014-01-31", "--to", "2016-11-25", "--step", "year")
    assert series(said, *asked) == [
        ["jour", "total"],
        ["2014-01-31", "2"],
        ["2015-01-31", "5"],
        ["2016-01-31", "4"],
        ["2016-11-25", "5"],
    ]
    assert series(said, *asked, "--known-at", "2016-11-25")[-1] == ["2016-11-25", "4"]
    assert series(said, *asked, "--by", "zone")[0] == [
        "jour",
        "total",
        "metropole",
        "outre-mer",
        "sans territoire",
    ]


def test_a_series_by_month_and_by_quarter(said: Any) -> None:
    asked = ("--from", "2014-01-01", "--to", "2014-06-30", "--step")
    assert [row[0] for row in series(said, *asked, "month")[1:]] == [
        "2014-01-31",
        "2014-02-28",
        "2014-03-31",
        "2014-04-30",
        "2014-05-31",
        "2014-06-30",
    ]
    assert [row[0] for row in series(said, *asked, "quarter")[1:]] == [
        "2014-01-31",
        "2014-04-30",
        "2014-06-30",
    ]


def test_month_ends_close_with_the_last_day() -> None:
    assert month_ends(date(2014, 1, 31), date(2014, 1, 31), 1) == [date(2014, 1, 31)]
    assert month_ends(date(2014, 1, 5), date(2014, 1, 10), 1) == [date(2014, 1, 10)]
    assert month_ends(date(2015, 12, 1), date(2016, 3, 1), 1) == [
        date(2015, 12, 31),
        date(2016, 1, 31),
        date(2016, 2, 29),
        date(2016, 3, 1),
    ]
    assert month_ends(date(2015, 11, 1), date(2016, 6, 30), 3) == [
        date(2015, 11, 30),
        date(2016, 2, 29),
        date(2016, 5, 31),
        date(2016, 6, 30),
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("signataire", *PLENARY),
            "L'indicateur « signataire » n'existe pas. Les plus proches : signataires",
        ),
        (("signataires", "--as-of", "hier"), "« hier » n'est pas une date que l'on comprend"),
        (("signataires", *PLENARY, "--by", "couleur"), "ne se répartit pas par « couleur »"),
        (("signataires", *PLENARY, "--perimeter", "lune"), "Le périmètre « lune » n'est pas compris"),
        (("appuis", *PLENARY, "--from", "2017-01-01"), "Le premier jour (--from) vient après le dernier"),
    ],
)
def test_what_is_refused_is_a_sentence_and_leaves_with_one(
    said: Any, arguments: tuple[str, ...], sentence: str
) -> None:
    code, out, err = said(*arguments)
    assert (code, out) == (REFUSED, "")
    assert sentence in err.replace("\u00a0", " ")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("signataires",), "Dites de quel jour : --as-of 2016-11-25.\n"),
        (
            ("signataires", *PLENARY, "--step", "month"),
            "Une série demande son premier jour : --from 2014-01-01.\n",
        ),
    ],
)
def test_what_is_misused_is_a_sentence_and_leaves_with_two(
    said: Any, arguments: tuple[str, ...], sentence: str
) -> None:
    assert said(*arguments) == (USAGE, "", sentence)


@pytest.mark.parametrize("arguments", [("signataires", "--format", "pdf"), ("signataires", "--step", "day")])
def test_an_option_that_does_not_exist_leaves_with_two(said: Any, arguments: tuple[str, ...]) -> None:
    code, out, err = said(*arguments)
    assert (code, out) == (USAGE, "")
    assert "invalid choice" in err or "choix" in err
