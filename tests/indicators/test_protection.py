"""Small numbers of people: « moins de 5 » below the département, on every road that a figure takes."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client

from maillage.common.formats import LEAST
from maillage.indicators.algebra import Amounts
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.definitions import PEOPLE, Flow, Ratio, Stock
from maillage.indicators.measure import FRANCE, measure, measure_series
from maillage.indicators.protection import counts_people, hides, is_guarded, small_text
from maillage.indicators.records import differences, records
from maillage.indicators.register import Register
from maillage.network.models import Team, TeamStageChange
from maillage.territory.models import Commune
from maillage.territory.perimeter import Perimeter
from tests.cast import AT_THE_PLENARY, NOW, PLENARY, date
from tests.portal.reading import read

NIMES = Perimeter("commune", "30189")
GARD = Perimeter("departement", "30")
BELOW = (NIMES, Perimeter("epci", "243000643"), Perimeter("cooperation", "cooperation-du-gard"))
Try = Callable[[int], None]


def _given(count: int) -> Callable[[Register], Amounts]:
    """Return the declarations of a team at Nîmes: so many people on two days, at two teams."""

    def population(_register: Register) -> Amounts:
        nimes = Commune.objects.get(code="30189")
        teams = list(Team.objects.order_by("pk").values_list("pk", flat=True)[:2])
        facts = list(TeamStageChange.objects.order_by("pk").values_list("pk", flat=True)[:2])
        places = {"commune": nimes.pk, "departement": nimes.departement_id, "nature": 0}
        return Amounts(
            subject=np.array(teams),
            on=np.array([date(2016, 1, 1).toordinal(), date(2016, 2, 1).toordinal()]),
            amount=np.array([count - 1, 1]),
            fact=np.array(facts),
            attributes={name: np.full(2, pk) for name, pk in places.items()},
        )

    return population


@pytest.fixture
def trial(cast: object, monkeypatch: pytest.MonkeyPatch) -> Try:  # noqa: ARG001 - asked for, for its effect
    """Put figures of people in the catalogue, for a trial: a flow, a stock, a share."""
    teams = CATALOGUE["equipes"]
    assert isinstance(teams, Stock)

    def put(count: int) -> None:
        told: dict[str, Any] = {
            "one": "personne est accompagnée",
            "many": "personnes sont accompagnées",
            "unit": PEOPLE,
        }
        flow = Flow(
            code="essai-flux", title="Personnes accompagnées", definition="Essai.", source="essai", subject=Team,
            fact=TeamStageChange, population=_given(count), **told,
        )  # fmt: skip
        stock = replace(teams, code="essai-stock", title="Personnes d'essai", **told)
        share = Ratio(
            code="essai-part", title="Part d'essai", one="des personnes", many="des personnes", unit="%",
            definition="Essai.", source="essai", subject=Team, numerator=stock, denominator=stock,
        )  # fmt: skip
        for figure in (flow, stock, share):
            monkeypatch.setitem(CATALOGUE, figure.code, figure)

    return put


def test_only_figures_of_people_are_guarded_and_only_below_the_departement() -> None:
    people = replace(CATALOGUE["equipes"], unit=PEOPLE)
    for wide in (FRANCE, GARD, Perimeter("region", "76")):
        assert not is_guarded(people, wide)
    for perimeter in (*BELOW, Perimeter("porteur", "x")):
        assert is_guarded(people, perimeter)
        assert hides(people, perimeter, LEAST - 1)
        assert hides(people, perimeter, LEAST, 0)
        assert not hides(people, perimeter, LEAST)
        assert not hides(CATALOGUE["equipes"], perimeter, 1)


def test_the_figures_that_count_people_are_those_of_need_tallies_training_exchanges_and_events() -> None:
    counted = [code for code, figure in CATALOGUE.items() if counts_people(figure)]
    assert counted == [
        "personnes-75",
        "personnes-75-proches",
        "part-75-proches",
        "personnes-75-seules",
        "personnes-75-seules-proches",
        "part-75-seules-proches",
        "personnes-75-zone-blanche",
        "reperages-relayes",
        "personnes-accompagnees",
        "personnes-touchees",
        "benevoles-actifs",
        "personnes-formees",
        "personnes-par-session",
        "formation-engagement",
        "participants-echanges",
        "participants-rendez-vous",
    ]


@pytest.mark.parametrize(("count", "said"), [(4, None), (5, 5)])
def test_a_flow_is_silent_below_five(trial: Try, count: int, said: int | None) -> None:
    trial(count)
    asked: dict[str, Any] = {"as_of": PLENARY, "known_at": NOW}
    measured = measure("essai-flux", perimeter=NIMES, by="departement", **asked)
    assert measured.value == said
    assert measured.unknown_because.startswith("moins de 5" if said is None else "")
    assert [part.value for part in measured.parts] == ([5] if said else [])
    assert measure("essai-flux", perimeter=GARD, **asked).value == count
    assert len(records("essai-flux", perimeter=NIMES, **asked)) == (2 if said else 0)
    days = [date(2015, 1, 1), date(2016, 1, 15), PLENARY]
    series = measure_series("essai-flux", days=days, known_at=NOW, perimeter=NIMES, by="departement")
    assert series.total == (None, None, said)
    assert series.parts == ()
    assert measure_series("essai-flux", days=days, known_at=NOW).total == (0, count - 1, count)


def test_a_part_that_is_small_takes_all_the_parts_away(trial: Try) -> None:
    trial(5)
    split = measure("essai-flux", as_of=PLENARY, known_at=NOW, perimeter=NIMES, by="departement")
    assert split.parts
    flow = CATALOGUE["essai-flux"]
    assert isinstance(flow, Flow)
    whole = flow.population

    def elsewhere(register: Register) -> Amounts:
        rows = whole(register)
        rows.attributes["departement"][1] = -1
        return rows

    CATALOGUE["essai-flux"] = replace(flow, population=elsewhere)
    split = measure("essai-flux", as_of=PLENARY, known_at=NOW, perimeter=NIMES, by="departement")
    assert (split.value, split.parts, split.overlap) == (5, (), 0)


def test_a_stock_a_share_their_records_and_what_changed_are_silent(trial: Try) -> None:
    trial(5)
    for perimeter in BELOW:
        asked: dict[str, Any] = {"as_of": PLENARY, "known_at": NOW, "perimeter": perimeter}
        for code in ("essai-stock", "essai-part"):
            measured = measure(code, **asked)
            assert (measured.value, measured.numerator, measured.denominator) == (None, None, None), perimeter
            assert measured.unknown_because.startswith(small_text(CATALOGUE[code]))
            assert records(code, **asked) == []
        series = measure_series("essai-part", days=[PLENARY], known_at=NOW, perimeter=perimeter)
        assert series.total == (None,)
        changed = differences(
            "essai-stock", as_of=PLENARY, before=AT_THE_PLENARY, after=NOW, perimeter=perimeter
        )
        assert changed == []
    assert measure("essai-stock", as_of=PLENARY, known_at=NOW, perimeter=GARD).value == 1
    assert len(records("essai-stock", as_of=PLENARY, known_at=NOW, perimeter=GARD)) == 1


def test_the_page_the_files_and_the_command_say_less_than_five(trial: Try, client: Client) -> None:
    trial(4)
    query = f"au=2016-11-25&perimetre={NIMES}"
    for code, text in (
        ("essai-flux", "moins de 5"),
        ("essai-stock", "moins de 5"),
        ("essai-part", "non publié"),
    ):
        said = read(client, f"/chiffres/{code}/?{query}")
        assert f"{text} personnes" in said or f"{text} des personnes" in said
        assert "un nombre de personnes inférieur à 5" in said
        assert "dénominateur" not in said
        assert f"25 novembre 2016 {text}" in said  # the table, month by month
        listed = read(client, f"/chiffres/{code}/fiches/?{query}")
        assert "moins de 5 fiches" in listed
        assert "Tilleul" not in listed
        for path in (f"/chiffres/{code}/", f"/chiffres/{code}/fiches/"):
            taken = client.get(f"{path}?{query}&format=csv").content.decode("utf-8-sig")
            assert "Tilleul" not in taken
            assert ";4" not in taken
        assert "25/11/2016;moins de 5" in taken or "fiches" in path
    out = io.StringIO()
    call_command("indicator", "essai-flux", as_of="2016-11-25", perimeter=str(NIMES), stdout=out)
    assert "moins de 5" in out.getvalue()
    whole = read(client, "/chiffres/essai-flux/?au=2016-11-25&perimetre=departement:30")
    assert "4 personnes sont accompagnées" in whole
