"""From rows to arrays: what the files say of the communes of today, or an estimate that says so; the teams of a day."""

from pathlib import Path

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from maillage.network.models import CooperationLevel, TeamStage
from maillage.network.operations import NewCooperation, cover, found_cooperations
from maillage.observatory.assemble import (
    Communes,
    communes_on,
    communes_over,
    covered_by,
    estimate,
    teams_on,
    totals,
)
from maillage.observatory.assemble.kept import Kept
from maillage.territory.models import Commune, Departement, Epci
from tests.cast import NOW, PLENARY, TAKEN_OVER, Cast, date, seat
from tests.observatory.official import ALES, GUERET, NIMES, UZES, ages, households, load, movements, written

pytestmark = pytest.mark.django_db
LATER = date(2026, 1, 1)


def read() -> Communes:
    """Return the communes, as known now."""
    return communes_on(as_of=LATER, known_at=NOW)


def of(communes: Communes, code: str, values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    """Return what is said of a commune."""
    return float(values[communes.places.numbers[code]])


def test_without_files_shares_that_were_published_stand_in() -> None:
    found = read()
    people = Commune.objects.get(code=NIMES).population or 0
    assert found.people_are_estimated
    assert found.alone_are_estimated
    assert of(found, NIMES, found.people) == round(people * 604_797 / 5_730_753)
    assert of(found, NIMES, found.alone) == pytest.approx(of(found, NIMES, found.people) / 3, rel=0.002)
    assert of(found, "97105", found.people) == round(of(found, "97105", found.population) * 28396 / 400186)


def test_over_all_time_each_vintage_serves_from_its_first_of_january(tmp_path: Path) -> None:
    assert [span.first for span in communes_over(known_at=NOW)] == [date(1960, 1, 1)]
    for year, people in ((2012, 100), (2014, 200), (2016, 300)):
        load("structure-population", ages(tmp_path, {NIMES: people}, year=year))
    load("familles-menages", households(tmp_path, {NIMES: (9, 3, 50, 20)}, year=2015))
    spans = communes_over(known_at=NOW)
    # The only file of households serves every year: it turns nothing.
    assert [(span.first, of(span.communes, NIMES, span.communes.people)) for span in spans] == [
        (date(1960, 1, 1), 100),
        (date(2014, 1, 1), 200),
        (date(2016, 1, 1), 300),
    ]
    for day in (date(2011, 5, 1), date(2013, 12, 31), date(2014, 1, 1), date(2030, 1, 1)):
        serving = [span for span in spans if span.first <= day][-1]
        assert serving.communes is communes_on(as_of=day, known_at=NOW)


def test_the_shares_cover_every_region_and_add_up_to_france() -> None:
    told = estimate()
    assert set(told.aged) == set(Departement.objects.values_list("region__code", flat=True))
    assert all(0.005 < share < 0.15 for share in told.aged.values())
    assert "Insee" in told.aged_source
    assert "Insee" in told.alone_source


def test_paris_is_one_commune_and_the_codes_come_in_order() -> None:
    found = read()
    assert "75056" in found.places.codes
    assert "75101" not in found.places.codes
    assert list(found.places.codes) == sorted(found.places.codes)
    assert len(found.places.codes) == Commune.objects.counted_once().count()


def test_a_file_takes_the_place_of_the_estimate_and_leaves_unknown_what_it_does_not_say(
    tmp_path: Path,
) -> None:
    load("structure-population", ages(tmp_path, {ALES: 5000, NIMES: "s"}))
    found = read()
    assert not found.people_are_estimated
    assert found.alone_are_estimated
    assert of(found, ALES, found.people) == 5000
    assert np.isnan(of(found, NIMES, found.people))
    assert np.isnan(of(found, UZES, found.people))


def test_who_lives_alone_at_75_is_counted_from_80_and_shared_below(tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, {ALES: 5000, NIMES: 1000, UZES: 100, GUERET: 10}))
    rows = {
        ALES: (6000, 1800, 3000, 1500),  # 2,000 people of 75 to 79, of whom 30 % alone: 600
        NIMES: (0, 0, 900, 500),  # nobody from 65 to 79, and yet 100 from 75 to 79: unknown
        UZES: (100, 50, 200, 90),  # more people of 80 than of 75: nobody between
        GUERET: (10, 9, 5, 30),  # more alone than there are
    }
    load("familles-menages", households(tmp_path, rows))
    found = read()
    assert not found.alone_are_estimated
    assert of(found, ALES, found.alone) == pytest.approx(2100)
    assert np.isnan(of(found, NIMES, found.alone))
    assert of(found, UZES, found.alone) == 90
    # 5 of 80 or more, and 90 % of the 5 others: 9.5, and nobody is half a person.
    assert of(found, GUERET, found.alone) == 10


def test_counts_follow_a_merger_and_a_split_and_rates_do_not(tmp_path: Path) -> None:
    rows = [
        ("32", "2025-01-01", "30998", ALES),
        ("32", "2025-01-01", ALES, ALES),
        ("21", "2025-01-01", NIMES, NIMES),
        ("21", "2025-01-01", NIMES, UZES),
    ]
    load("mouvements", movements(tmp_path, rows))
    load("structure-population", ages(tmp_path, {ALES: 5000, "30998": 100, NIMES: 1000}))
    lines = [["CODGEO", "MED21", "TP6021", "TP60AGE621"], [ALES, 18000, 20, "s"], ["30998", 1, 10, "s"]]
    load("filosofi", written(tmp_path, "filosofi_2021.csv", [*lines, [NIMES, 19000, 30, "s"]]))
    found = read()
    assert of(found, ALES, found.people) == 5100
    assert of(found, NIMES, found.people) + of(found, UZES, found.people) == pytest.approx(1000)
    assert of(found, NIMES, found.people) > of(found, UZES, found.people) > 0
    assert np.isnan(of(found, ALES, found.poverty))
    assert of(found, NIMES, found.poverty) == 30


def test_an_unknown_part_makes_a_merged_commune_unknown(tmp_path: Path) -> None:
    load("mouvements", movements(tmp_path, [("32", "2025-01-01", "30998", ALES)]))
    load("structure-population", ages(tmp_path, {ALES: 5000, "30998": "s"}))
    assert np.isnan(of(read(), ALES, read().people))


def test_official_positions_and_districts_are_taken(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "pos-2025.csv",
        [["code_insee", "latitude", "longitude"], [ALES, 44.5, 4.25], [UZES, "", ""]],
    )
    load("positions", path)
    load(
        "quartiers-prioritaires", written(tmp_path, "qpv_2024.csv", [["code_qp", "insee_com"], ["QN1", ALES]])
    )
    found = read()
    rank = found.places.numbers[ALES]
    assert found.degrees[rank].tolist() == [44.5, 4.25]
    assert not found.approximate[rank]
    assert np.isfinite(found.degrees[found.places.numbers[UZES]]).all()
    assert of(found, ALES, found.districts) == 1
    assert of(found, UZES, found.districts) == 0


def test_the_communes_are_read_once_for_as_long_as_the_same_files_serve(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = read()
    with django_assert_num_queries(2):
        assert read() is first
    load("structure-population", ages(tmp_path, {ALES: 5000}))
    assert read() is not first
    before = communes_on(as_of=LATER, known_at=TAKEN_OVER.knows_since)
    assert before is first


def test_no_more_than_a_few_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maillage.observatory.assemble.communes.KEPT", Kept(4))
    first = read()
    for people in range(1, 6):
        load("structure-population", ages(tmp_path, {ALES: people}))
        read()
    assert communes_on(as_of=LATER, known_at=TAKEN_OVER.knows_since) is not first


def test_sums_leave_out_what_is_unknown_and_count_it(tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, {ALES: 5000, NIMES: 1000, UZES: "s", GUERET: 10}))
    found = read()
    sums = totals(found, found.departement, len(found.departements.codes))
    gard, creuse = (found.departements.numbers[code] for code in ("30", "23"))
    assert (sums.people[gard], sums.people[creuse]) == (6000, 10)
    assert sums.unknown[gard] == sums.communes[gard] - 2
    assert sums.communes.sum() == len(found.places.codes)
    chosen = found.in_departement("30")
    assert totals(found, found.departement, len(found.departements.codes), chosen).people.sum() == 6000
    assert not found.in_departement("99").any()
    within = totals(found, found.epci, len(found.epcis.codes))
    assert within.communes.sum() == (found.epci >= 0).sum()


def test_the_communes_of_a_cooperation_are_those_of_what_it_covers() -> None:
    (one,) = found_cooperations(
        [NewCooperation(name="Ici", seat=seat(ALES), level=CooperationLevel.LOCAL)], by=TAKEN_OVER
    )
    found = read()
    assert not covered_by(found, one, as_of=PLENARY, known_at=NOW).any()
    nimes = Commune.objects.get(code=NIMES)
    epci = Epci.objects.get(communes__code=ALES)
    cover(one, [nimes, epci, Departement.objects.get(code="23")], on=date(2015, 1, 1), by=TAKEN_OVER)
    here = covered_by(found, one, as_of=PLENARY, known_at=NOW)
    held = {code for code, inside in zip(found.places.codes, here, strict=True) if inside}
    expected = set(Commune.objects.filter(departement__code="23").values_list("code", flat=True)) | {NIMES}
    assert held == expected | set(epci.communes.filter(is_current=True).values_list("code", flat=True))


def test_an_arrondissement_that_is_covered_brings_its_city() -> None:
    (one,) = found_cooperations([NewCooperation(name="Paris", seat=seat("75101"))], by=TAKEN_OVER)
    cover(one, [Commune.objects.get(code="75113")], on=date(2015, 1, 1), by=TAKEN_OVER)
    found = read()
    here = covered_by(found, one, as_of=PLENARY, known_at=NOW)
    assert [found.places.codes[rank] for rank in np.flatnonzero(here)] == ["75056"]


def test_teams_are_those_of_the_day(cast: Cast) -> None:
    found = teams_on(as_of=PLENARY, known_at=NOW)
    assert len(found.pins) == len(found.degrees) == len(found.recognised) == 3
    assert found.nowhere == 1
    assert (
        all(stage == TeamStage.RECOGNISED for stage in (pin.stage for pin in found.pins))
        == found.recognised.all()
    )
    assert cast.tilleul.slug in {pin.slug for pin in found.pins}
    assert teams_on(as_of=date(2013, 1, 1), known_at=NOW).degrees.shape == (0, 2)
