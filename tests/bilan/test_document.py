"""A bilan as a value: its figures, its canonical form, its fingerprint."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from maillage.bilan.document import Prose, Section, canonical, figures, fingerprint
from tests.bilan.sample import figure, sample


def test_figures_come_in_reading_order_with_their_section() -> None:
    found = [(section.key, item.text) for section, item in figures(sample())]
    assert found[:3] == [
        ("cooperations-2014", "14"),
        ("cooperations-2014", "20"),
        ("cooperations-2015", "26"),
    ]


def test_the_same_figures_have_the_same_fingerprint_whenever_they_are_printed() -> None:
    again = replace(sample(), printed_on=dt.date(2030, 1, 1), title="Autre titre", organisation="Autre")
    assert fingerprint(again) == fingerprint(sample())
    assert len(fingerprint(sample())) == 64


def test_one_figure_changed_changes_the_fingerprint() -> None:
    document = sample()
    assert fingerprint(replace(document, as_of=dt.date(2016, 11, 24))) != fingerprint(document)
    fewer = replace(document, sections=document.sections[:-3])
    assert fingerprint(fewer) != fingerprint(document)
    words = Section(key="mots", title="Des mots", blocks=(Prose(paragraphs=("rien à compter",)),))
    more_words = replace(document, sections=(*document.sections, words))
    assert fingerprint(more_words) == fingerprint(document)


def test_canonical_data_keep_decimals_exact_and_name_blocks() -> None:
    data = canonical(figure("porteurs", Decimal("0.670"), "par une association", unit="%"))
    assert isinstance(data, dict)
    assert (data["value"], data["as_of"], data["known_at"]) == (
        "0.670",
        "2016-10-31",
        "2016-11-25T22:59:00+00:00",
    )
    assert canonical(Prose(paragraphs=("a",))) == {"paragraphs": ["a"], "title": None, "block": "Prose"}
