"""A figure as a person reads it: value, sentence, parts, published beside, refusals."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from maillage.common.facts import Author, retract, stamp
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.definitions import Ratio
from maillage.indicators.measure import Measure, Part, measure, measure_series, quotient
from maillage.indicators.models import PublishedFigure
from maillage.network.models import OrganisationSituation
from maillage.network.operations import affiliate, cover, move_organisation
from maillage.network.operations.places import Seat
from maillage.territory.models import Commune, FormerCommune
from maillage.territory.perimeter import Perimeter
from tests.cast import (
    AT_THE_PLENARY,
    NOW,
    PLENARY,
    TAKEN_OVER,
    Cast,
    commune,
    date,
    departement,
    instant,
    kind,
)

BY = Author(at=instant(2017, 2, 1), source="courrier")


def ask(code: str, perimeter: str = "france", **asked: Any) -> Measure:
    place = Perimeter.parse(perimeter)
    return measure(code, **{"as_of": PLENARY, "known_at": NOW, "perimeter": place, **asked})


def parts(found: Measure) -> dict[str, int]:
    return {part.label: part.value for part in found.parts}


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("code", "then", "now"),
    [
        ("signataires", 4, 5),
        ("membres", 2, 2),
        ("cooperations", 4, 4),
        ("cooperations-lancees", 1, 1),
        ("cooperations-departementales", 1, 1),
        ("cooperations-actives", 2, 2),
        ("cooperations-locales-ou-en-structuration", 1, 1),
        ("departements-en-amorce", 0, 0),
        ("departements-engages", 1, 1),
        ("equipes", 3, 3),
        ("equipes-connues", 5, 5),
        ("porteurs", 3, 3),
        ("organisations-porteuses", 4, 4),
        ("communes-couvertes", 4, 4),
        ("appuis", 3, 3),
        ("candidatures", 0, 0),
        ("laureats", 0, 0),
        ("aides-accordees", 0, 0),
        ("aides-versees", 0, 0),
        ("candidatures-appels", 0, 0),
        ("laureats-appels", 0, 0),
        ("sessions-formation", 0, 0),
        ("sessions-formation-socle", 0, 0),
        ("personnes-formees", 0, 0),
        ("equipes-formees", 0, 0),
        ("echanges-pratiques", 0, 0),
        ("participants-echanges", 0, 0),
        ("rendez-vous-tenus", 0, 0),
        ("participants-rendez-vous", 0, 0),
        ("cooperations-representees", 0, 0),
        ("ressources", 0, 0),
        ("ressources-de-la-periode", 0, 0),
        ("usages-ressources", 0, 0),
        ("engagements", 0, 0),
        ("engagements-constates", 0, 0),
        ("engagements-honores", 0, 0),
        ("conventions", 0, 0),
        ("experimentations-en-cours", 0, 0),
        ("adoptions-experimentations", 0, 0),
        ("visites", None, None),
        ("appels", None, None),
        ("sorties", None, None),
        ("moments-collectifs", None, None),
        ("accompagnements-mobilite", None, None),
        ("reperages-relayes", None, None),
        ("personnes-accompagnees", None, None),
        ("personnes-touchees", None, None),
        ("benevoles-actifs", None, None),
        ("heures-benevoles", None, None),
        ("equipes-qui-declarent", 0, 0),
    ],
)
def test_every_figure_of_the_plenary_as_known_that_day_and_since(
    code: str, then: int | None, now: int | None
) -> None:
    assert ask(code, known_at=AT_THE_PLENARY).value == then
    assert ask(code).value == now


def test_the_plenary_knows_every_figure() -> None:
    figures = test_every_figure_of_the_plenary_as_known_that_day_and_since.pytestmark  # type: ignore[attr-defined] # what pytest marks
    (marked,) = (mark for mark in figures if mark.name == "parametrize")
    ratios = {code for code, figure in CATALOGUE.items() if isinstance(figure, Ratio)}
    census = {code for code, figure in CATALOGUE.items() if figure.census}  # test_coverage knows these
    assert {row[0] for row in marked.args[1]} | ratios | census == set(CATALOGUE)


@pytest.mark.usefixtures("cast")
def test_a_twin_counts_until_it_is_retracted() -> None:
    day = date(2015, 1, 31)
    assert ask("signataires", as_of=day, known_at=instant(2015, 1, 31)).value == 6
    assert ask("signataires", as_of=day, known_at=instant(2015, 3, 10)).value == 5
    assert ask("signataires", as_of=date(2014, 1, 30)).value == 1
    assert ask("signataires", as_of=date(2014, 1, 31)).value == 2


@pytest.mark.usefixtures("cast")
def test_a_measure_says_all_that_it_means() -> None:
    found = ask("signataires", known_at=AT_THE_PLENARY)
    assert (found.code, found.title) == ("signataires", "Signataires de la charte nationale")
    assert (found.unit, found.source) == ("organisation", "registre des signatures")
    assert found.definition.startswith("Organisations distinctes dont une signature")
    assert (found.as_of, found.known_at, found.since) == (PLENARY, AT_THE_PLENARY, None)
    assert (found.perimeter, found.perimeter_label) == ("france", "France")
    assert (found.numerator, found.denominator, found.by, found.parts) == (None, None, "", ())


@pytest.mark.usefixtures("cast")
def test_the_sentence_agrees_with_the_value() -> None:
    assert ask("signataires").sentence == "organisations ont signé la charte"
    assert ask("cooperations-lancees").sentence == "coopération est lancée"
    none = ask("departements-en-amorce")
    assert (none.value, none.sentence) == (0, "département amorce la démarche")


@pytest.mark.usefixtures("cast")
def test_a_share_says_what_it_divides() -> None:
    found = ask("part-porteurs-ccas-commune")
    assert (found.numerator, found.denominator, found.value) == (1, 3, Decimal("33.33"))
    assert (found.unit, found.sentence, found.unknown_because) == ("%", "des équipes reconnues", "")
    assert ask("part-porteurs-clic", known_at=instant(2016, 12, 31)).numerator == 1
    assert ask("part-porteurs-association-nationale").value == Decimal("33.33")


@pytest.mark.usefixtures("cast")
def test_a_share_of_nothing_is_unknown_and_says_why() -> None:
    found = ask("part-porteurs-clic", as_of=date(2013, 1, 1))
    assert (found.value, found.numerator, found.denominator) == (None, 0, 0)
    assert found.unknown_because == "inconnu, parce que rien n'est à rapporter : le dénominateur est nul"
    assert found.sentence == "des équipes reconnues"


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (0, 0, None),
        (3, 0, None),
        (0, 3, "0.00"),
        (2, 3, "66.67"),
        (1, 8, "12.50"),
        (1, 800, "0.13"),
        (5, 2, "250.00"),
    ],
)
def test_quotients_are_rounded_as_people_do(numerator: int, denominator: int, value: str | None) -> None:
    assert quotient(numerator, denominator) == (None if value is None else Decimal(value))


@pytest.mark.usefixtures("cast")
def test_a_figure_splits_by_place_with_a_line_for_what_has_none() -> None:
    found = ask("signataires", by="departement")
    assert found.parts == (
        Part(key="30", label="Gard", value=2, share=Decimal("40.00")),
        Part(key="75", label="Paris", value=1, share=Decimal("20.00")),
        Part(key="974", label="La Réunion", value=1, share=Decimal("20.00")),
        Part(key="", label="sans territoire", value=1, share=Decimal("20.00")),
    )
    assert parts(ask("signataires", by="region")) == {
        "La Réunion": 1,
        "Île-de-France": 1,
        "Occitanie": 2,
        "sans territoire": 1,
    }
    assert parts(ask("signataires", by="zone")) == {
        "France métropolitaine": 3,
        "outre-mer": 1,
        "sans territoire": 1,
    }


@pytest.mark.usefixtures("cast")
def test_a_figure_splits_by_its_own_dimensions() -> None:
    assert parts(ask("signataires", by="nature")) == {
        "associations nationales": 1,
        "associations locales": 1,
        "CCAS, CIAS et communes": 1,
        "CLIC": 1,
        "nature inconnue": 1,
    }
    assert parts(ask("membres", by="college")) == {
        "signataires qui animent des bénévoles": 1,
        "collège inconnu": 1,
    }
    assert parts(ask("cooperations", by="niveau")) == {"départementale": 2, "territoriale": 1, "locale": 1}
    assert parts(ask("cooperations", by="etape")) == {
        "contact": 1,
        "lancée": 1,
        "active": 1,
        "en sommeil": 1,
    }
    assert parts(ask("equipes-connues")) == {"émergente": 1, "reconnue": 3, "en sommeil": 1}


@pytest.mark.usefixtures("cast")
def test_a_team_of_two_carriers_is_in_both_parts_and_the_overlap_is_told() -> None:
    found = ask("porteurs")
    assert found.by == "nature"
    assert parts(found) == {
        "associations nationales": 1,
        "associations locales": 1,
        "CCAS, CIAS et communes": 1,
        "CLIC": 1,
    }
    assert (found.value, found.overlap) == (3, 1)


def test_a_carrier_of_unknown_kind_is_not_an_absence_of_carrier(cast: Cast) -> None:
    move_organisation(cast.clic, on=date(2016, 8, 1), by=BY, kind=None, seat=Seat())
    assert parts(ask("porteurs"))["nature inconnue"] == 1
    assert parts(ask("porteurs", as_of=date(2016, 3, 1)))["sans porteur connu"] == 1
    assert ask("organisations-porteuses", by="departement").parts[-1].label == "sans territoire"


@pytest.mark.usefixtures("cast")
def test_a_flow_counts_what_was_launched_between_two_days() -> None:
    assert parts(ask("appuis")) == {"2014": 1, "2015": 1, "2016": 1}
    assert ask("appuis", since=date(2015, 1, 5)).value == 2
    assert ask("appuis", since=date(2015, 1, 6)).value == 1
    assert ask("appuis", as_of=date(2015, 1, 5)).value == 2
    assert ask("appuis", as_of=date(2015, 1, 4)).value == 1
    assert parts(ask("appuis", by="nature", since=date(2015, 1, 1))) == {"coup de pouce financier": 2}
    assert parts(ask("appuis", as_of=date(2013, 1, 1))) == {}


def test_a_seat_follows_a_move(cast: Cast) -> None:
    move_organisation(
        cast.ccas, on=date(2016, 1, 1), by=BY, kind=kind("clic"), seat=Seat(departement=departement("46"))
    )
    assert parts(ask("signataires", by="departement", as_of=date(2015, 12, 31)))["Gard"] == 2
    assert parts(ask("signataires", by="departement"))["Lot"] == 1
    assert parts(ask("signataires", by="departement", known_at=instant(2017, 1, 31)))["Gard"] == 2
    assert OrganisationSituation.objects.believed().filter(organisation=cast.ccas).count() == 2


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("perimeter", "label", "signatories", "teams", "communes"),
    [
        ("france", "France", 5, 3, 4),
        ("region:76", "Occitanie", 2, 1, 1),
        ("departement:30", "Gard", 2, 1, 1),
        ("departement:974", "La Réunion", 1, 1, 2),
        ("epci:200046977", "Métropole de Lyon", 0, 1, 1),
        ("commune:30007", "Alès", 1, 0, 0),
        ("commune:69123", "Lyon", 0, 1, 1),
        ("commune:69387", "Lyon 7e arrondissement", 0, 1, 0),
        ("cooperation:cooperation-du-gard", "Coopération du Gard", 2, 1, 1),
        ("cooperation:cooperation-du-pays-d-ales", "Coopération du Pays d'Alès", 1, 0, 0),
        ("cooperation:cooperation-errante", "Coopération errante", 0, 0, 0),
    ],
)
def test_a_figure_is_cut_to_a_perimeter(
    perimeter: str, label: str, signatories: int, teams: int, communes: int
) -> None:
    found = ask("signataires", perimeter)
    assert (found.value, found.perimeter, found.perimeter_label) == (signatories, perimeter, label)
    assert ask("equipes", perimeter).value == teams
    assert ask("communes-couvertes", perimeter).value == communes


def test_a_carrier_is_asked_for_its_teams_and_its_branches(cast: Cast) -> None:
    national = f"porteur:{cast.nationale.slug}"
    assert ask("equipes", national).value == 1
    assert ask("signataires", national).value == 1
    assert ask("equipes", f"porteur:{cast.voisins.slug}").value == 1
    assert ask("equipes", f"porteur:{cast.voisins.slug}", as_of=date(2014, 12, 31)).value == 0
    affiliate([(cast.ccas, cast.nationale)], on=date(2016, 1, 1), by=TAKEN_OVER)
    assert ask("signataires", national).value == 2
    assert ask("signataires", national, as_of=date(2015, 12, 31)).value == 1
    assert ask("part-porteurs-ccas-commune", f"porteur:{cast.voisins.slug}").value == Decimal("100.00")


def test_a_cooperation_reaches_what_it_covers_on_the_day(cast: Cast) -> None:
    gard = f"cooperation:{cast.gard.slug}"
    assert ask("signataires", gard, as_of=date(2014, 8, 31)).value == 0
    assert ask("signataires", gard, as_of=date(2014, 9, 1)).value == 2
    found = measure_series(
        "signataires",
        days=[date(2014, 8, 31), date(2014, 9, 1)],
        known_at=NOW,
        perimeter=Perimeter.parse(gard),
    )
    assert found.total == (0, 2)


def test_who_covers_a_commune_covers_its_arrondissements(cast: Cast) -> None:
    lyon = commune("69123")
    cover(cast.errante, [lyon], on=None, by=TAKEN_OVER)
    assert ask("equipes", f"cooperation:{cast.errante.slug}").value == 1
    metropole = lyon.epci
    assert metropole is not None
    cover(cast.nord, [metropole], on=None, by=TAKEN_OVER)
    assert ask("equipes", f"cooperation:{cast.nord.slug}").value == 1
    cover(cast.ales, [commune("69387")], on=None, by=TAKEN_OVER)
    assert ask("equipes", f"cooperation:{cast.ales.slug}").value == 1


def test_arrondissements_are_one_commune_in_its_departement(cast: Cast) -> None:
    assert parts(ask("communes-couvertes", by="departement")) == {"Gard": 1, "Rhône": 1, "La Réunion": 2}
    cover(cast.guillotiere, [commune("69123")], on=None, by=TAKEN_OVER)
    assert ask("communes-couvertes").value == 4


def test_a_territory_covers_its_communes(cast: Cast) -> None:
    day = date(2015, 6, 1)
    lot = Commune.objects.counted_once().filter(departement=departement("46")).count()
    assert parts(ask("communes-couvertes", by="departement", as_of=day)) == {
        "Gard": 1,
        "Lot": lot,
        "Rhône": 1,
    }
    agglomeration = commune("30189").epci
    assert agglomeration is not None
    cover(cast.tilleul, [agglomeration], on=None, by=TAKEN_OVER)
    communes = Commune.objects.counted_once().filter(epci=agglomeration).count()
    assert ask("communes-couvertes", "departement:30").value == communes


def test_a_commune_that_was_merged_counts_as_the_one_that_it_joined(cast: Cast) -> None:
    nimes, ales = commune("30189"), commune("30007")
    Commune.objects.filter(pk=nimes.pk).update(is_current=False)
    FormerCommune.objects.create(
        name="Nîmes", slug="nimes", folded="nimes", code="30189", successor=ales, ended_on=date(2024, 1, 1)
    )
    cover(cast.tilleul, [ales], on=None, by=TAKEN_OVER)
    assert parts(ask("communes-couvertes", by="departement")) == {"Gard": 1, "Rhône": 1, "La Réunion": 2}
    cover(cast.errante, [ales], on=None, by=TAKEN_OVER)
    assert ask("equipes", f"cooperation:{cast.errante.slug}").value == 1


def publish(cast: Cast, **fields: Any) -> PublishedFigure:  # noqa: ARG001 - the register is there
    given: dict[str, Any] = {
        "code": "equipes",
        "on": PLENARY,
        "value": Decimal(184),
        "unit": "équipes",
        "publication": "Lettre du réseau",
        **stamp(TAKEN_OVER),
    }
    return PublishedFigure.objects.create(**{**given, **fields})


def test_what_was_published_is_told_beside_with_the_gap(cast: Cast) -> None:
    (other,) = ask("signataires").published
    assert (other.value, other.gap, other.publication) == (
        Decimal(6),
        Decimal(-1),
        "Diaporama de la plénière",
    )
    row = publish(cast, approximate=True, note="environ")
    (other,) = ask("equipes").published
    assert (other.approximate, other.note, other.gap) == (True, "environ", Decimal(3 - 184))
    assert str(row) == "equipes 25/11/2016 : 184"


@pytest.mark.parametrize(
    ("precision", "on", "asked", "told"),
    [
        ("jour", PLENARY, PLENARY, True),
        ("jour", PLENARY, date(2016, 11, 26), False),
        ("mois", date(2016, 11, 1), PLENARY, True),
        ("mois", date(2016, 11, 1), date(2016, 12, 1), False),
        ("mois", date(2016, 11, 1), date(2015, 11, 1), False),
        ("annee", date(2016, 1, 1), date(2016, 1, 1), True),
        ("annee", date(2016, 1, 1), PLENARY, True),
        ("annee", date(2016, 1, 1), date(2017, 1, 1), False),
        ("annee", date(2016, 12, 31), PLENARY, True),
        ("annee", date(2016, 12, 31), date(2015, 12, 31), False),
    ],
)
def test_what_was_published_is_told_as_precisely_as_it_is_dated(
    cast: Cast,
    precision: str,
    on: dt.date,
    asked: dt.date,
    told: bool,  # noqa: FBT001 - a row of the truth table
) -> None:
    publish(cast, precision=precision, on=on)
    assert bool(ask("equipes", as_of=asked).published) is told


def test_what_was_published_elsewhere_or_retracted_is_not_told(cast: Cast) -> None:
    row = publish(cast)
    publish(cast, perimeter="departement:30", value=Decimal(2))
    (gard,) = ask("equipes", "departement:30").published
    assert (gard.value, gard.gap) == (Decimal(2), Decimal(-1))
    retract(row, reason="coquille", by=BY)
    assert ask("equipes").published == ()
    assert len(ask("equipes", known_at=instant(2017, 1, 31)).published) == 1


def test_there_is_no_gap_to_an_unknown_figure(cast: Cast) -> None:
    publish(cast, code="part-porteurs-clic", on=date(2013, 1, 1), value=Decimal(2))
    (other,) = ask("part-porteurs-clic", as_of=date(2013, 1, 1)).published
    assert (other.value, other.gap) == (Decimal(2), None)


@pytest.mark.usefixtures("cast")
def test_a_series_has_a_line_for_each_part() -> None:
    days = [date(2014, 1, 31), date(2015, 1, 31), date(2016, 1, 31)]
    found = measure_series("signataires", days=days, known_at=NOW, by="nature")
    assert (found.code, found.days, found.total) == ("signataires", tuple(days), (2, 5, 4))
    lines = {part.label: values for part, values in found.parts}
    assert lines == {
        "associations nationales": (1, 1, 1),
        "associations locales": (1, 1, 1),
        "CCAS, CIAS et communes": (0, 1, 1),
        "mutuelles": (0, 1, 0),
        "CLIC": (0, 0, 0),
        "nature inconnue": (0, 1, 1),
    }
    shares = {part.label: part.share for part, _values in found.parts}
    assert shares["associations nationales"] == Decimal("25.00")


@pytest.mark.usefixtures("cast")
def test_a_series_of_a_share_and_of_a_flow() -> None:
    days = [date(2013, 1, 1), date(2014, 9, 1), date(2016, 1, 1), PLENARY]
    share = measure_series("part-porteurs-ccas-commune", days=days, known_at=NOW, by="departement")
    assert share.total == (None, Decimal("0.00"), Decimal("50.00"), Decimal("33.33"))
    assert share.parts == ()
    flow = measure_series("appuis", days=days, known_at=NOW, by="annee")
    assert flow.total == (0, 1, 2, 3)
    assert {part.key: values for part, values in flow.parts} == {
        "2014": (0, 1, 1, 1),
        "2015": (0, 0, 1, 1),
        "2016": (0, 0, 0, 1),
    }
    assert measure_series("appuis", days=days, known_at=NOW).parts == ()


@pytest.mark.django_db
def test_an_empty_register_says_zero_and_never_fails() -> None:
    for code, figure in CATALOGUE.items():
        if figure.census:  # people live where no team is
            continue
        found = ask(code)
        assert not found.value, code
        assert found.parts == ()
        assert not any(measure_series(code, days=[PLENARY], known_at=NOW).total)
