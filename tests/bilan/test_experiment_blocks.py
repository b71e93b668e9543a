"""Experiments in a bilan: nothing while they run, where each stands once one is over."""

import pytest

from maillage.bilan.compose import compose
from maillage.bilan.context import Context
from maillage.bilan.document import KeyFigures, Table
from maillage.bilan.experiment_blocks import tried
from maillage.experiments.operations.outcomes import adopt
from maillage.indicators.register import Register
from tests.cast import Cast, date, instant
from tests.experiments.bench import TODAY, at, entered, generalised, registered

pytestmark = pytest.mark.django_db
KNOWN = instant(2019, 1, 1)


def context(year: int) -> Context:
    return Context(
        as_of=date(year, 11, 25), known_at=KNOWN, organisation="Le réseau", register=Register(KNOWN)
    )


def test_what_was_tried_is_told_once_it_is_over(cast: Cast) -> None:
    row = registered().experiment
    entered(row, cast.tilleul)
    generalised(row)
    adopt(row, cast.gard, since=TODAY, on=TODAY, by=at(TODAY))
    registered(title="Un autre essai", ends_on=date(2019, 12, 31))
    assert tried(context(2017)) == ()
    (section,) = tried(context(2018))
    assert section.title == "Ce que le réseau essaie : 1 équipe ou coopération a adopté une expérimentation"
    figures, table = section.blocks
    assert isinstance(figures, KeyFigures)
    assert isinstance(table, Table)
    assert [int(figure.value or 0) for figure in figures.items] == [1, 1]
    assert sorted(table.rows, key=str) == [
        ("Un autre essai", "En cours", 0, 0),
        ("Un café par semaine", "Généralisée", 1, 1),
    ]
    found = compose(
        "rendez-vous", as_of=date(2018, 11, 25), known_at=KNOWN, printed_on=TODAY, organisation="Le réseau"
    )
    sections = {one.key: one for one in found.sections}
    assert "experimentations" in sections
    assert "Adoptions d'expérimentations" in str(sections["methode"].blocks)
