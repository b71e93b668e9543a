"""The library in a bilan: published in the year, by kind; taken up most, with no territory before another."""

import pytest

from maillage.bilan.compose import compose
from maillage.bilan.context import Context
from maillage.bilan.document import Chart, KeyFigures, Section, Table
from maillage.bilan.resource_blocks import of_the_year
from maillage.common.facts import Author
from maillage.indicators.measure import measure
from maillage.indicators.records import records
from maillage.indicators.register import Register
from maillage.resources.models import Resource
from maillage.resources.operations.resources import take_up
from maillage.territory.perimeter import Perimeter
from tests.cast import NOW, PLENARY, Cast, date, instant
from tests.resources.shelf import published

BY = Author(at=instant(2016, 6, 1), role="maison")


def context(place: str = "france", year: int = 2016) -> Context:
    return Context(
        as_of=date(year, 11, 25),
        known_at=NOW,
        organisation="Le réseau",
        register=Register(NOW),
        perimeter=Perimeter.parse(place),
    )


@pytest.fixture
def library(cast: Cast) -> Cast:
    """Publish resources in two years, and take them up."""
    published(on=date(2015, 3, 1), title="La plus ancienne")
    for title, kind in (("Un repère", "repere"), ("Un outil", "outil"), ("Un autre outil", "outil")):
        published(on=date(2016, 3, 1), title=title, kind=kind)
    old, tool = Resource.objects.get(slug="la-plus-ancienne"), Resource.objects.get(slug="un-outil")
    take_up(old, cast.tilleul, on=date(2015, 6, 1), by=BY)
    take_up(old, cast.gard, on=date(2016, 5, 1), by=BY)
    take_up(tool, cast.tilleul, on=date(2016, 5, 2), by=BY)
    take_up(tool, cast.gard, on=date(2016, 5, 3), by=BY)
    take_up(tool, cast.esquisse, on=date(2016, 5, 4), by=BY)
    return cast


def figures(section: Section) -> list[int]:
    (block,) = (block for block in section.blocks if isinstance(block, KeyFigures))
    return [int(figure.value or 0) for figure in block.items]


def taken_up(section: Section) -> list[tuple[object, ...]]:
    return [row for block in section.blocks if isinstance(block, Table) for row in block.rows]


@pytest.mark.usefixtures("library")
def test_the_year_says_what_was_published_by_kind_and_what_was_taken_up() -> None:
    (section,) = of_the_year(context())
    assert section.title == "En 2016 : 3 ressources ont été publiées"
    assert figures(section) == [3, 4]
    (chart,) = (block for block in section.blocks if isinstance(block, Chart))
    assert chart.alt == "Outil : 2, Repère : 1"
    assert taken_up(section) == [("Un outil", "Outil", 3), ("La plus ancienne", "Fiche mémo", 1)]


@pytest.mark.usefixtures("library")
def test_a_territory_is_told_of_its_own_uses() -> None:
    (section,) = of_the_year(context("departement:30"))
    assert section.title == "En 2016 : 3 équipes ou coopérations ont dit se servir d'une ressource"
    assert figures(section) == [3]
    assert taken_up(section) == [("Un outil", "Outil", 2), ("La plus ancienne", "Fiche mémo", 1)]
    assert of_the_year(context("departement:59")) == ()


@pytest.mark.usefixtures("library")
def test_uses_are_counted_where_those_who_use_sit() -> None:
    asked = {"as_of": PLENARY, "known_at": NOW}
    parts = measure("usages-ressources", by="departement", **asked).parts  # type: ignore[arg-type] # a dict
    assert {part.label: part.value for part in parts} == {"Gard": 4, "sans territoire": 1}
    found = records("usages-ressources", perimeter=Perimeter.parse("commune:30189"), **asked)  # type: ignore[arg-type] # same
    assert {record.place for record in found} == {"Gard"}


@pytest.mark.usefixtures("library")
def test_a_quiet_year_says_so_and_an_empty_library_says_nothing() -> None:
    (section,) = of_the_year(context(year=2017))
    assert section.title == "En 2017 : 0 ressource a été publiée"
    assert len(section.blocks) == 1
    assert of_the_year(context(year=2014)) == ()


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("code", "place"),
    [("rendez-vous", "france"), ("rendez-vous", "region:76"), ("departement", "departement:30")],
)
def test_the_bilans_have_the_block_and_its_definitions(code: str, place: str) -> None:
    found = compose(
        code,
        as_of=PLENARY,
        known_at=NOW,
        printed_on=PLENARY,
        organisation="Le réseau",
        perimeter=Perimeter.parse(place),
    )
    sections = {section.key: section for section in found.sections}
    assert "ressources" in sections
    assert "Usages de ressources" in str(sections["methode"].blocks)
