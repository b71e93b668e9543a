"""What teams do in a bilan: the acts of the year and the people of the last month, with how many answered."""

import pytest

from maillage.bilan.compose import compose
from maillage.bilan.context import Context
from maillage.bilan.document import Chart, Document, KeyFigures, Section, Table
from maillage.bilan.renderers import html, json, pdf, pptx, wording, xlsx
from maillage.bilan.tally_blocks import anybody_declared, of_the_year
from maillage.indicators.register import Register
from maillage.tallies.models import Counts, Period
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.cast import Cast, date, instant
from tests.tallies.sheets import APRIL, MARCH, declared

pytestmark = pytest.mark.django_db
LATER, DAY = instant(2018, 1, 1), date(2017, 4, 30)


def context(place: str = "france") -> Context:
    return Context(
        as_of=DAY,
        known_at=LATER,
        organisation="Le réseau",
        register=Register(LATER),
        perimeter=Perimeter.parse(place),
    )


@pytest.fixture
def told(cast: Cast) -> Cast:
    for month in (1, 2):
        declared(cast.tilleul, Period(date(2017, month, 1)), Counts(visits=10, hours=5))
    declared(cast.tilleul, MARCH, Counts(visits=12, hours=40, accompanied=7, reached=9))
    declared(cast.guillotiere, MARCH, Counts(visits=30))
    declared(cast.tilleul, APRIL, Counts(visits=8, accompanied=8))
    return cast


def whole(definition: str, perimeter: Perimeter) -> Document:
    asked = {"as_of": DAY, "known_at": LATER, "printed_on": DAY}
    return compose(definition, perimeter=perimeter, organisation="Le réseau", **asked)  # type: ignore[arg-type] # same


def block(section: Section, kind: type) -> object:
    (found,) = [one for one in section.blocks if isinstance(one, kind)]
    return found


@pytest.mark.usefixtures("told")
def test_the_year_says_what_teams_did_and_how_many_answered() -> None:
    acts, people = of_the_year(context())
    assert acts.title == "En 2017 : 70 visites ont été faites"
    figures = block(acts, KeyFigures)
    assert isinstance(figures, KeyFigures)
    assert [(one.text, one.sentence) for one in figures.items] == [
        ("70", "visites ont été faites (5 mois déclarés par les équipes, sur 12 attendus)"),
        ("", "appels ont été passés (5 mois déclarés par les équipes, sur 12 attendus)"),
        ("50", "heures de bénévolat ont été données (5 mois déclarés par les équipes, sur 12 attendus)"),
    ]
    chart, table = block(acts, Chart), block(acts, Table)
    assert isinstance(chart, Chart)
    assert chart.series[0].values == (10, 10, 42, 8)
    assert isinstance(table, Table)
    assert table.rows[:2] == (
        ("Visites", 70, "5 mois déclarés par les équipes, sur 12 attendus"),
        ("Appels", None, "5 mois déclarés par les équipes, sur 12 attendus"),
    )
    assert people.title == "En avril\u00a02017 : 8 personnes sont accompagnées"
    assert any("La somme ne porte que sur ce qui a été déclaré" in note for note in acts.notes)


@pytest.mark.usefixtures("cast")
def test_where_nobody_ever_declared_nothing_is_said() -> None:
    assert of_the_year(context()) == ()
    assert not anybody_declared(context())
    document = whole("rendez-vous", FRANCE)
    assert "activite" not in {section.key for section in document.sections}


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("definition", "place"), [("rendez-vous", "france"), ("departement", "departement:30")]
)
def test_bilans_print_it_in_every_format(definition: str, place: str) -> None:
    document = whole(definition, Perimeter.parse(place))
    assert {"activite", "personnes"} <= {section.key for section in document.sections}
    for renderer in (html, json, pdf, pptx, xlsx):
        assert renderer.render(document)


def test_a_team_that_declares_reads_what_it_did_and_the_others_have_their_sheet_alone(told: Cast) -> None:
    def sections(slug: str) -> dict[str, str]:
        found = whole("equipe", Perimeter("equipe", slug))
        return {section.key: section.title for section in found.sections}

    did = sections(told.tilleul.slug)
    assert did["activite"] == "En 2017 : 40 visites ont été faites"
    assert did["personnes"].endswith("8 personnes sont accompagnées")
    assert not {"activite", "personnes"} & set(sections(told.esquisse.slug))


@pytest.mark.usefixtures("told")
def test_what_nobody_counted_says_so_once() -> None:
    acts, _people = of_the_year(context())
    figures = block(acts, KeyFigures)
    assert isinstance(figures, KeyFigures)
    assert wording.because(figures.items[1]) == "inconnu, parce qu'aucune équipe ne l'a compté"
