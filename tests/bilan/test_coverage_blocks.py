"""Who has a team near in a bilan: shares, a map, white zones; an estimate says so, a frozen bilan keeps its file."""

from decimal import Decimal
from pathlib import Path

import pytest

from maillage.bilan.campaign_blocks import _sums
from maillage.bilan.compose import compose
from maillage.bilan.context import Context
from maillage.bilan.coverage_blocks import near_a_team, white_zones
from maillage.bilan.document import Document, FranceMap, KeyFigures, Prose, Section, Table
from maillage.bilan.models import FrozenBilan
from maillage.bilan.operations import freeze, verify
from maillage.bilan.renderers import html, json, pdf, pptx, xlsx
from maillage.common.facts import Author
from maillage.indicators.maps import coverage_map
from maillage.indicators.register import Register
from maillage.observatory.assemble import communes_on, reach_of, teams_on
from maillage.observatory.exports import drawing
from maillage.observatory.exports.lines import Level, lines, zone_lines
from maillage.territory.perimeter import Perimeter
from tests.cast import AT_THE_PLENARY, NOW, PLENARY, Cast, instant
from tests.observatory.official import ALES, NIMES, UZES, ages, load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
ESTIMATE = "(estimation de démonstration)"


def context(place: str = "france") -> Context:
    return Context(
        as_of=PLENARY,
        known_at=NOW,
        organisation="Le réseau",
        register=Register(NOW),
        perimeter=Perimeter.parse(place),
    )


def table(section: Section) -> Table:
    (found,) = [block for block in section.blocks if isinstance(block, Table)]
    return found


def test_the_country_is_told_in_figures_on_a_map_and_by_region() -> None:
    asked = context()
    shares, drawn, places = near_a_team(asked)
    whole, near, white = (
        asked.measure(f"personnes-75{end}").value for end in ("", "-proches", "-zone-blanche")
    )
    assert shares.title.endswith(
        f"des personnes de 75 ans ou plus ont une équipe à moins de 15 km {ESTIMATE}"
    )
    (figures,) = shares.blocks
    assert isinstance(figures, KeyFigures)
    assert [figure.value for figure in figures.items[:2]] == [whole, near]
    assert all(figure.sentence.endswith(ESTIMATE) for figure in figures.items)
    assert drawn.title.endswith(f"personnes de 75 ans ou plus vivent en zone blanche {ESTIMATE}")
    rows = table(places).rows
    assert rows[-1] == ("Ensemble", whole, near, rows[-1][3], white)
    assert isinstance(rows[-1][3], Decimal)
    for column in (1, 2, 4):
        assert sum(int(str(row[column])) for row in rows[:-1]) == rows[-1][column]
    assert table(places).title.endswith(ESTIMATE)
    assert any("à ne pas publier" in note for note in shares.notes)


def test_the_map_has_the_colours_of_the_page() -> None:
    found = coverage_map(Register(NOW), PLENARY)
    communes = communes_on(as_of=PLENARY, known_at=NOW)
    reach = reach_of(communes, teams_on(as_of=PLENARY, known_at=NOW), 15)
    held = lines(communes, Level.DEPARTEMENT, reach=reach)
    assert {code: value.step for code, value in found.values.items()} == {
        line.code: drawing.near_step(line) for line in held
    }
    assert found.title.endswith(ESTIMATE)
    assert found.alt.startswith("Carte des départements selon la part")


def test_a_region_is_told_by_departement_and_a_departement_zone_by_zone() -> None:
    _shares, drawn, places = near_a_team(context("region:76"))
    assert isinstance(drawn.blocks[0], FranceMap)
    assert [row[0] for row in table(places).rows] == ["Gard", "Lot", "Ensemble"]
    asked = context("departement:30")
    _shares, zones = near_a_team(asked)
    communes = communes_on(as_of=PLENARY, known_at=NOW)
    reach = reach_of(communes, teams_on(as_of=PLENARY, known_at=NOW), 15)
    gard = communes.in_departement("30")
    page = zone_lines(communes, reach, lines(communes, Level.COMMUNE, gard, reach))
    assert [zone.name for zone in white_zones(asked)] == [zone.name for zone in page]
    assert {(row[0], row[1], row[2]) for row in table(zones).rows} <= {
        (zone.around[:1].upper() + zone.around[1:], len(zone.communes), zone.people) for zone in page
    }
    assert zones.title == f"{asked.measure('communes-zone-blanche').value} communes sont en zone blanche"


def test_a_cooperation_reads_the_zones_of_what_it_covers(cast: Cast, tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, {NIMES: 9000, ALES: 5000, UZES: 3}))
    shares, zones = near_a_team(context(f"cooperation:{cast.gard.slug}"))
    assert ESTIMATE not in shares.title
    assert "Insee, recensement de la population, 2021" in shares.source
    (drawn,) = zones.blocks
    if isinstance(drawn, Table):
        assert all(row[2] == "moins de 5" or int(str(row[2])) >= 5 for row in drawn.rows)
    (row,) = near_a_team(context(f"commune:{NIMES}"))[1].blocks
    assert isinstance(row, Prose)
    assert row.paragraphs == ("Ici, aucune zone blanche n'est connue à cette date.",)


def whole(definition: str, place: str = "france") -> Document:
    return compose(
        definition,
        as_of=PLENARY,
        known_at=NOW,
        printed_on=PLENARY,
        organisation="Le réseau",
        perimeter=Perimeter.parse(place),
    )


@pytest.mark.parametrize(
    ("definition", "place"), [("rendez-vous", "france"), ("departement", "departement:30")]
)
def test_bilans_print_it_in_every_format_and_never_an_estimate_without_its_name(
    definition: str, place: str
) -> None:
    document = whole(definition, place)
    assert {"personnes-et-equipes", "zones-blanches"} <= {section.key for section in document.sections}
    for renderer in (html, json, pdf, pptx, xlsx):
        assert renderer.render(document)
    for said in (html.render(document), json.render(document)):
        text = said.decode() if isinstance(said, bytes) else said
        assert "estimation de démonstration" in text


def test_a_frozen_bilan_keeps_the_file_that_was_known(tmp_path: Path) -> None:
    by = Author(at=instant(2016, 6, 1), source="essai")
    load("structure-population", ages(tmp_path, {NIMES: 9000, ALES: 5000}), by=by)
    asked = {"as_of": PLENARY, "known_at": AT_THE_PLENARY, "organisation": "Maillage"}
    freeze("rendez-vous", by=Author(at=NOW, role="essai"), **asked)  # type: ignore[arg-type] # a dict of arguments
    later = Author(at=instant(2017, 6, 2), source="autre")
    load("structure-population", ages(tmp_path, {NIMES: 8000, ALES: 4000}), by=later)
    load("structure-population", ages(tmp_path, {NIMES: 7000, ALES: 3000}, year=2016), by=later)
    assert verify(FrozenBilan.objects.get()).equal


def test_sums_of_a_campaign_name_an_estimate() -> None:
    row = FrozenBilan(figures=[["personnes-75", PLENARY.isoformat(), "", "9000"]])
    found = _sums(context(), [row], "1 coopération sur 1 a rendu son bilan")
    assert found is not None
    assert found.rows[0][:2] == (f"Personnes de 75 ans ou plus {ESTIMATE}", 9000)
