"""The supports in a bilan: launched by stages, then the trainings and the aids of the year."""

import datetime as dt
from dataclasses import replace

import pytest

from maillage.bilan.compose import compose
from maillage.bilan.context import Context
from maillage.bilan.document import Chart, Document, KeyFigures, Section, Timeline
from maillage.bilan.support_blocks import deployed, of_the_year
from maillage.indicators.register import Register
from maillage.supports.models import AidScheme
from maillage.territory.perimeter import Perimeter
from tests.cast import NOW, PLENARY, Cast, date
from tests.taught import hold, version

PEOPLE = [f"P{rank}" for rank in range(6)]


def context(place: str = "france", on: dt.date = PLENARY) -> Context:
    return Context(
        as_of=on,
        known_at=NOW,
        organisation="Le réseau",
        register=Register(NOW),
        perimeter=Perimeter.parse(place),
    )


def steps(section: Section) -> list[tuple[str, tuple[str, ...]]]:
    """Return the timeline of a section: each year with what it says."""
    (timeline,) = (block for block in section.blocks if isinstance(block, Timeline))
    return [(entry.when, entry.items) for entry in timeline.entries]


@pytest.fixture
def year(cast: Cast) -> Cast:
    """Train people in two years."""
    hold(cast.gard, date(2015, 4, 10), PEOPLE)
    hold(cast.gard, date(2016, 4, 15), [*PEOPLE, "Ana"])
    return cast


def test_the_first_session_and_the_opening_of_an_aid_are_steps(cast: Cast) -> None:
    before = steps(deployed(context()))
    hold(cast.gard, date(2016, 4, 15), ["Ana"], taught=version("mini-socle", "Mini-socle"))
    hold(cast.gard, date(2016, 9, 16), ["Ana"], taught=version("mini-socle", "Mini-socle"))
    hold(cast.gard, date(2016, 9, 16), ["Ana"])  # « Formation socle » was launched under that name
    for name, state in (("Aide nouvelle", "published"), ("Aide secrète", "draft")):
        AidScheme.objects.create(
            kind="appel",
            name=name,
            slug=name[-5:].strip(),
            purpose="Essai",
            state=state,
            for_teams=True,
            opens_on=date(2016, 5, 2),
            most_cents=1_000,
        )
    section = deployed(context())
    assert ("2016", (*dict(before)["2016"], "Mini-socle", "Aide nouvelle")) == steps(section)[-1]
    assert any("la première session d'une formation" in note for note in section.notes)
    assert not any("première session" in note for note in deployed(context(on=date(2015, 1, 1))).notes)


@pytest.mark.usefixtures("year")
def test_the_year_says_its_sessions_its_people_and_its_aids() -> None:
    (section,) = of_the_year(context())
    assert section.title == "En 2016 : 7 personnes ont été formées"
    figures, chart = section.blocks
    assert isinstance(figures, KeyFigures)
    assert [figure.value for figure in figures.items] == [1, 7, 0]
    assert isinstance(chart, Chart)
    assert chart.series[0].values == (6, 7)
    assert section.notes[0] == "En moyenne, 7,0 personnes formées par session."


@pytest.mark.usefixtures("cast")
def test_without_any_training_nor_aid_there_is_no_section() -> None:
    assert of_the_year(context()) == ()


@pytest.mark.usefixtures("year")
def test_few_people_of_a_small_place_are_neither_told_nor_drawn() -> None:
    (section,) = of_the_year(context("cooperation:cooperation-du-gard"))
    (figures,) = section.blocks
    assert isinstance(figures, KeyFigures)
    assert [figure.value for figure in figures.items] == [1, 7, 0]
    assert len(of_the_year(context("commune:59350"))) == 0


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(("code", "place"), [("rendez-vous", "france"), ("departement", "departement:30")])
def test_both_bilans_have_the_block_and_its_definitions(code: str, place: str) -> None:
    found: Document = compose(
        code,
        as_of=PLENARY,
        known_at=NOW,
        printed_on=PLENARY,
        organisation="Le réseau",
        perimeter=Perimeter.parse(place),
    )
    sections = {section.key: section for section in found.sections}
    assert "formations-et-aides" in sections
    assert "Personnes formées" in str(sections["methode"].blocks)
    quiet = replace(found, sections=())
    assert quiet.title == found.title
