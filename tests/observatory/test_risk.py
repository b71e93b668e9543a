"""The model of loneliness: it adds up to its benchmark, leans on who lives alone, and stays silent on an estimate."""

from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from maillage.observatory.assemble import BENCHMARK, communes_on, expected
from maillage.observatory.exports.lines import Level, lines, whole
from tests.cast import NOW, date
from tests.observatory.official import ALES, GUERET, NIMES, ages, households, load
from tests.portal.reading import read

pytestmark = pytest.mark.django_db
DAY = date(2017, 6, 1)


def census(folder: Path) -> None:
    """Load three communes of as many people: most live alone at Alès, few at Nîmes, Guéret is unknown."""
    load("structure-population", ages(folder, {ALES: 1000, NIMES: 1000, GUERET: "s"}))
    rows = {ALES: (1000, 600, 500, 400), NIMES: (1000, 100, 500, 50), GUERET: (10, 5, 5, 2)}
    load("familles-menages", households(folder, rows))


def test_the_country_adds_up_to_the_benchmark_and_who_lives_alone_counts_more(tmp_path: Path) -> None:
    census(tmp_path)
    found = communes_on(as_of=DAY, known_at=NOW)
    groups = found.departement
    everywhere = np.ones(len(groups), np.bool_)
    told = expected(found, groups, len(found.departements.codes), everywhere)
    assert told is not None
    assert told.value.sum() == pytest.approx(BENCHMARK * 2000)
    held = {line.code: line.risk for line in lines(found, Level.COMMUNE)}
    ales, nimes = held[ALES], held[NIMES]
    assert ales is not None
    assert nimes is not None
    assert ales[0] > 1.3 * nimes[0]
    assert ales[0] + nimes[0] == pytest.approx(540, abs=1)
    assert ales[1] < ales[0] < ales[2]
    assert held[GUERET] is None
    total = whole(found).risk
    assert total == (540, 540, 540)  # every set of coefficients gives the country its total


def test_the_same_figures_come_again(tmp_path: Path) -> None:
    census(tmp_path)
    found = communes_on(as_of=DAY, known_at=NOW)
    assert lines(found, Level.EPCI) == lines(found, Level.EPCI)


def test_an_estimate_is_not_modelled(client: Client) -> None:
    found = communes_on(as_of=DAY, known_at=NOW)
    assert all(line.risk is None for line in lines(found, Level.DEPARTEMENT))
    assert lines(found, Level.DEPARTEMENT)[0].risk_told == "non publié"
    assert "selon le modèle" not in read(client, "/observatoire/?vue=tableau")


def test_the_page_tells_it_apart_as_a_model(client: Client, tmp_path: Path) -> None:
    census(tmp_path)
    said = read(client, "/observatoire/30/?vue=tableau")
    assert "Selon un modèle, environ 540 d'entre elles se sentent seules." in said
    assert "En solitude, selon le modèle" in said
    assert "27 % des personnes de 75 ans ou plus" in read(client, "/observatoire/methode/")
