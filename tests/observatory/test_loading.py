"""Official files enter as they are published: whole, with their year, their fingerprint and what they leave unknown."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from maillage.accounts.models import Entry
from maillage.common.spreadsheets import Column, SheetOut, write_xlsx
from maillage.observatory.models import DatasetImport, Movement, Observation, TravelTimes, lineage
from tests.cast import date, instant
from tests.observatory.official import (
    ALES,
    BY,
    GUERET,
    NIMES,
    UZES,
    ages,
    households,
    load,
    movements,
    written,
    zipped,
)

pytestmark = pytest.mark.django_db
PARIS, ARRONDISSEMENTS = "75056", [f"751{rank:02}" for rank in range(1, 21)]


def told(code: str, name: str) -> float | None:
    """Return what is believed of a commune."""
    return Observation.objects.get(code=code, figure=name, load__retracted_at=None).value


def test_a_file_in_its_zip_keeps_its_year_its_fingerprint_and_its_decimals(tmp_path: Path) -> None:
    path = zipped(ages(tmp_path, {ALES: 5102.482, NIMES: 14210}))
    done = load("structure-population", path)
    assert done.changed
    kept = DatasetImport.objects.get()
    assert (kept.dataset, kept.vintage, kept.geography) == ("structure-population", 2021, 2024)
    assert (kept.rows, kept.kept, kept.unknown, kept.left) == (2, 6, 0, 0)
    assert kept.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert kept.file_name == path.name
    assert told(ALES, "personnes-75p") == 5102.482
    assert Entry.objects.latest("number").said == {"file": path.name, "year": 2021}


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = ages(tmp_path, {ALES: 5000})
    assert load("structure-population", path).changed
    assert not load("structure-population", path).changed
    assert DatasetImport.objects.count() == 1


def test_another_file_of_the_year_takes_the_place_of_the_first_which_stays_to_be_asked_again(
    tmp_path: Path,
) -> None:
    first = load("structure-population", ages(tmp_path, {ALES: 5000})).load
    later = type(BY)(at=instant(2016, 7, 1))
    second = load("structure-population", ages(tmp_path, {ALES: 5100}), by=later).load
    first.refresh_from_db()
    assert first.retraction_reason == f"remplacé par le fichier {second.file_name}"
    assert told(ALES, "personnes-75p") == 5100
    before = DatasetImport.objects.serving(as_of=date(2026, 1, 1), known_at=instant(2016, 6, 15))
    assert before == {"structure-population": first}


def test_a_day_is_told_by_the_last_year_before_it_or_the_first_after(tmp_path: Path) -> None:
    old = load("structure-population", ages(tmp_path, {ALES: 4000}, year=2015)).load
    new = load("structure-population", ages(tmp_path, {ALES: 5000}, year=2021)).load
    for year, expected in ((2014, old), (2016, old), (2021, new), (2026, new)):
        found = DatasetImport.objects.serving(as_of=date(year, 6, 1), known_at=instant(2030, 1, 1))
        assert found == {"structure-population": expected}, year


def test_what_is_secret_or_absent_stays_unknown(tmp_path: Path) -> None:
    path = ages(tmp_path, {ALES: "s", NIMES: "nd", UZES: "NaN", GUERET: ""})
    done = load("structure-population", path)
    assert (done.load.kept, done.load.unknown) == (0, 12)
    assert told(UZES, "personnes-75p") is None


def test_old_windows_text_and_lines_of_other_levels_are_read(tmp_path: Path) -> None:
    titles = "NIVGEO;CODGEO;LIBGEO;SEXE;AGEPYR10;STAT_CONJ;NB"
    lines = [
        "COM;30007;Alès;1;80;4;100,5",
        "COM;30007;Alès;2;80;4;200",
        "COM;30007;Alès;2;65;4;50",
        "COM;30007;Alès;2;80;1;999",
        "COM;97701;Saint-Barthélemy;2;80;4;7",
        "DEP;30;Gard;2;80;4;9000",
    ]
    path = tmp_path / "TD_POP3_2021.csv"
    path.write_text("\n".join([titles, *lines]), encoding="latin-1")
    done = load("veuvage", path)
    assert (done.load.vintage, done.load.rows, done.load.left) == (2021, 6, 2)
    assert told(ALES, "veuves-80p") == 300.5
    assert told(ALES, "veuves-6579") == 50


def test_a_secret_cell_makes_the_whole_unknown(tmp_path: Path) -> None:
    titles = ["CODGEO", "SEXE", "AGEPYR10", "COUPLE", "NB"]
    lines = [[ALES, "1", "80", "2", "s"], [ALES, "2", "80", "2", "12"]]
    load("vie-en-couple", written(tmp_path, "TD_POP4_2021.csv", [titles, *lines]))
    assert told(ALES, "sans-couple-80p") is None


def test_incomes_are_read_with_their_commas(tmp_path: Path) -> None:
    titles = ["CODGEO", "MED21", "TP6021", "TP60AGE621"]
    path = written(tmp_path, "cc_filosofi_2021_COM.csv", [titles, [ALES, "18 210", "28,0", "s"]])
    load("filosofi", path)
    assert told(ALES, "niveau-de-vie") == 18210
    assert told(ALES, "pauvrete") == 28
    assert told(ALES, "pauvrete-75p") is None


def test_positions_are_read_from_a_workbook(tmp_path: Path) -> None:
    columns = (Column("code_insee"), Column("latitude", "decimal"), Column("longitude", "decimal"))
    sheet = SheetOut(name="Communes", columns=columns, rows=[(ALES, 44.125, 4.08)])
    path = tmp_path / "communes-2025.xlsx"
    write_xlsx(path, [sheet])
    load("positions", path)
    assert (told(ALES, "latitude"), told(ALES, "longitude")) == (44.125, 4.08)


def test_priority_districts_are_counted_in_each_commune_that_holds_some(tmp_path: Path) -> None:
    titles = ["code_qp", "lib_qp", "insee_com"]
    lines = [
        ["QN03001M", "Un", f'="{NIMES}"'],
        ["QN03002M", "Deux", f"{NIMES};{ALES}"],
        ["QN97801M", "Loin", "97801"],
    ]
    done = load("quartiers-prioritaires", written(tmp_path, "liste_qpv_2024.csv", [titles, *lines]))
    assert (told(NIMES, "quartiers-prioritaires"), told(ALES, "quartiers-prioritaires")) == (2, 1)
    assert done.load.left == 1


def test_journeys_are_kept_side_by_side(tmp_path: Path) -> None:
    lines = [["depart", "arrivee", "minutes"], [ALES, NIMES, "45,5"], [NIMES, ALES, 44], [ALES, UZES, ""]]
    path = written(tmp_path, "trajets.csv", lines)
    done = load("temps-de-trajet", path, vintage=2025)
    assert (done.load.kept, done.load.left) == (2, 1)
    kept = TravelTimes.objects.get().arrays()
    assert [str(code) for code in kept.codes] == [ALES, NIMES]
    assert kept.pairs.tolist() == [[0, 1], [1, 0]]
    assert kept.minutes.tolist() == [45.5, 44.0]


# Paris, Lyon and Marseille.


def test_a_city_told_with_its_arrondissements_counts_once(tmp_path: Path) -> None:
    people: dict[str, object] = {PARIS: 2003, **dict.fromkeys(ARRONDISSEMENTS, 100)}
    done = load("structure-population", ages(tmp_path, people))
    assert set(Observation.objects.values_list("code", flat=True)) == {PARIS}
    assert (told(PARIS, "personnes-75p"), done.load.left) == (2003, 20)


def test_a_city_with_some_of_its_arrondissements_is_told_by_itself(tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, {PARIS: 2000, "75101": 100, "75102": "s"}))
    assert told(PARIS, "personnes-75p") == 2000


def test_a_city_told_by_its_arrondissements_alone_is_their_sum(tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, dict.fromkeys(ARRONDISSEMENTS, 100)))
    assert told(PARIS, "personnes-75p") == 2000


def test_a_rate_is_not_added(tmp_path: Path) -> None:
    lines = [
        ["CODGEO", "MED21", "TP6021", "TP60AGE621"],
        *([code, 30000, 12, "s"] for code in ARRONDISSEMENTS),
    ]
    path = written(tmp_path, "cc_filosofi_2021.csv", [*lines, [ALES, 18000, 20, "s"]])
    load("filosofi", path)
    assert told(ALES, "pauvrete") == 20
    assert not Observation.objects.filter(code=PARIS).exists()


def test_an_unknown_arrondissement_makes_the_city_unknown(tmp_path: Path) -> None:
    people: dict[str, object] = {**dict.fromkeys(ARRONDISSEMENTS, 100), "75101": "s"}
    load("structure-population", ages(tmp_path, people))
    assert told(PARIS, "personnes-75p") is None


# What became of the communes.


def test_codes_are_followed_through_mergers_splits_and_changes(tmp_path: Path) -> None:
    rows = [
        ("32", "2016-01-01", "30998", ALES),
        ("32", "2016-01-01", ALES, ALES),
        ("41", "01/01/2018", "30997", "30998"),
        ("21", "2025-01-01", NIMES, NIMES),
        ("21", "2025-01-01", NIMES, UZES),
        ("10", "2020-01-01", UZES, UZES),
    ]
    done = load("mouvements", movements(tmp_path, rows))
    assert (done.load.vintage, Movement.objects.count()) == (2026, 6)
    line = lineage(done.load)
    assert line.heirs("30998", 2015) == ((ALES, 1.0),)
    assert line.heirs("30997", 2015) == ()  # it became a code that was gone by then
    assert line.heirs("30998", 2017) == ()
    shared = dict(line.heirs(NIMES, 2024))
    assert set(shared) == {NIMES, UZES}
    assert sum(shared.values()) == pytest.approx(1)
    assert shared[NIMES] > 0.9
    assert line.heirs(NIMES, 2025) == ((NIMES, 1.0),)
    assert line.heirs("99999", 2024) == ()


def test_movements_of_parts_of_communes_are_left(tmp_path: Path) -> None:
    path = movements(tmp_path, [("32", "2016-01-01", "30998", ALES)])
    path.write_text(path.read_text() + f"70,2020-01-01,COMA,30999,Là,COMD,{ALES},Ici\r\n")
    assert load("mouvements", path).load.left == 1


def test_without_movements_the_geography_follows_what_it_knows(tmp_path: Path) -> None:
    line = lineage(None)
    code, heirs = next(iter(sorted(line.former.items())))
    assert {one for one, _part in line.heirs(code, 2010)} == set(heirs)
    load("structure-population", ages(tmp_path, {code: 10}))
    assert told(code, "personnes-75p") == 10


def test_the_list_of_the_communes_of_a_year_judges_the_files_of_that_year(tmp_path: Path) -> None:
    titles = ["TYPECOM", "COM", "REG", "DEP", "COMPARENT"]
    lines = [["COM", ALES, "76", "30", ""], ["COMD", UZES, "", "", ALES], ["COM", "98701", "", "", ""]]
    done = load("communes", written(tmp_path, "v_commune_2024.csv", [titles, *lines], delimiter=","))
    assert (done.load.kept, done.load.left) == (1, 2)
    load("structure-population", ages(tmp_path, {ALES: 10}))
    with pytest.raises(Exception, match=f"au 1er janvier 2024, par exemple {NIMES}"):
        load("structure-population", ages(tmp_path, {ALES: 10, NIMES: 10}))


def test_households_are_read(tmp_path: Path) -> None:
    rows: dict[str, Sequence[object]] = {ALES: (6000, 1800, 3000, 1500)}
    load("familles-menages", households(tmp_path, rows))
    assert told(ALES, "seules-80p") == 1500


def test_each_row_says_what_it_is(tmp_path: Path) -> None:
    load("mouvements", movements(tmp_path, [("32", "2016-01-01", "30998", ALES)]))
    load("structure-population", ages(tmp_path, {ALES: 5000}))
    lines = [["depart", "arrivee", "minutes"], [ALES, NIMES, "45"]]
    load("temps-de-trajet", written(tmp_path, "trajets_2025.csv", lines))
    assert str(Movement.objects.get()) == f"01/01/2016 : 30998 → {ALES}"
    assert str(Observation.objects.get(figure="personnes-75p")) == f"{ALES} personnes-75p : 5000.0"
    assert str(TravelTimes.objects.get()) == "temps-de-trajet 2025"
