"""The plan of an experiment: written, registered once for all, reopened while nothing rests on it."""

import re
from decimal import Decimal
from typing import Any

import pytest

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.versions import Conflict
from maillage.experiments.assemble import needed
from maillage.experiments.models import (
    EXPERIMENT_LIFE,
    Decision,
    Experiment,
    Partner,
    Protocol,
    Site,
    Stage,
    Verdict,
    fingerprint,
    stage_of,
)
from maillage.experiments.operations.outcomes import Ruling, decide
from maillage.experiments.operations.plan import (
    add_partner,
    register_protocol,
    reopen_protocol,
    take_back,
    write_experiment,
)
from tests.cast import Cast, date, instant
from tests.experiments.bench import (
    BY,
    ENDS,
    REGISTERED,
    STARTS,
    TODAY,
    at,
    entered,
    generalised,
    plan,
    registered,
    seen,
    wave,
    written,
)

pytestmark = pytest.mark.django_db


def test_an_experiment_is_written_under_a_free_address() -> None:
    first, second = written(), written()
    assert (first.slug, second.slug) == ("un-cafe-par-semaine", "un-cafe-par-semaine-2")
    assert (first.version, str(first), first.higher_is_better) == (1, "Un café par semaine", False)
    assert written(title="???").slug == "experimentation"
    assert Entry.objects.about(first).count() == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"ends_on": date(2017, 2, 28)}, "finit le 28.février 2017 et commence le 1er.mars 2017"),
        ({"ends_on": date(2028, 1, 1)}, "dix ans au plus"),
        ({"scale": ""}, "Choisissez avec quoi vous mesurez"),
        ({"scale": "autre"}, "Écrivez ce qui est mesuré"),
        ({"smallest_effect": Decimal(0)}, "plus petite différence qui compterait est plus grande que zéro"),
        ({"spread": Decimal(-1)}, "écart-type attendu est plus grand que zéro"),
        ({"scale": "part"}, "Écrivez ce qui est mesuré"),
        ({"steps": 1}, "en deux vagues au moins"),
        ({"likeness": Decimal(1)}, "va de 0 à moins de 1"),
        ({"likeness": Decimal("-0.1")}, "va de 0 à moins de 1"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(told: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        written(**told)
    assert not Experiment.objects.exists()


def test_a_story_needs_no_measure() -> None:
    row = written(design="recit", scale="", hypothesis="")
    assert register_protocol(row, sites_needed=None, on=REGISTERED, by=BY).is_measured is False
    assert written(scale="autre", measured="sorties par mois", more_is_better=True).higher_is_better
    assert written(scale="lsns-6").higher_is_better


def test_two_people_do_not_overwrite_each_other() -> None:
    row = written()
    again = write_experiment(plan(title="Deux cafés"), experiment=row, version=1, by=BY)
    assert (again.title, again.slug, again.version) == ("Deux cafés", "un-cafe-par-semaine", 2)
    with pytest.raises(Conflict):
        write_experiment(plan(), experiment=row, version=1, by=BY)


def test_a_registered_protocol_does_not_change() -> None:
    told = registered(12)
    row = told.experiment
    assert (told.started_on, told.ended_on, told.last_day) == (STARTS, date(2018, 5, 1), ENDS)
    assert re.fullmatch("[0-9a-f]{64}", told.fingerprint)
    assert told.fingerprint == fingerprint(told, 12) != fingerprint(told, 13)
    with pytest.raises(Refused, match="il ne se change plus"):
        write_experiment(plan(title="Autre"), experiment=row, version=1, by=BY)
    with pytest.raises(Refused, match="déjà arrêté"):
        register_protocol(row, sites_needed=1, on=REGISTERED, by=BY)
    assert Protocol.objects.count() == 1


@pytest.mark.parametrize("told", [{"protocol": ""}, {"hypothesis": ""}])
def test_what_is_registered_says_what_it_expects_and_how(told: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="l'hypothèse et le protocole"):
        registered(**told)
    assert not Protocol.objects.exists()


def test_a_protocol_is_reopened_while_no_measure_rests_on_it(cast: Cast) -> None:
    row = registered().experiment
    reopen_protocol(row, reason="une question oubliée", by=BY)
    assert Protocol.objects.standing(row) is None
    with pytest.raises(Refused, match="pas encore arrêté"):
        reopen_protocol(row, reason="encore", by=BY)
    register_protocol(row, sites_needed=None, on=REGISTERED, by=BY)
    part = entered(row, cast.tilleul)
    measure = seen(wave(row, "Avant", STARTS), part, 20, "6", "1.5")
    with pytest.raises(Refused, match="ne se rouvre plus"):
        reopen_protocol(row, reason="trop tard", by=BY)
    with pytest.raises(Refused, match="retirez d'abord ces mesures"):
        take_back(measure.wave, row, reason="mauvais jour", by=BY)
    with pytest.raises(Refused, match="retirez d'abord ces mesures"):
        take_back(part, row, reason="mauvais site", by=BY)
    take_back(measure, row, reason="mauvais site", by=BY)
    take_back(measure.wave, row, reason="mauvais jour", by=BY)
    take_back(part, row, reason="mauvais site", by=BY)
    assert (str(part), Site.objects.of(row).taking_part().count()) == ("essaie", 0)


def test_a_partner_is_said_once_and_linked_to_the_register(cast: Cast) -> None:
    row = written()
    known = add_partner(row, name="CCAS d'Alès", brings="la salle", cents=None, by=BY)
    other = add_partner(row, name="Une fondation", brings="", cents=1_500_000, by=BY)
    assert (known.organisation, other.organisation, str(other)) == (cast.ccas, None, "Une fondation")
    with pytest.raises(Refused, match="déjà parmi les partenaires"):
        add_partner(row, name="Une fondation", brings="", cents=None, by=BY)
    take_back(other, row, reason="erreur", by=BY)
    assert [one.name for one in Partner.objects.believed().of(row)] == ["CCAS d'Alès"]


def test_where_it_stands_is_read_in_its_dates() -> None:
    protocol = registered()
    row = protocol.experiment

    def stage(day: Any) -> Stage:
        return stage_of(
            Protocol.objects.standing(row), list(Decision.objects.told(day, instant(2020, 1, 1)).of(row)), day
        )

    assert stage_of(None, [], TODAY) == Stage.QUESTION
    assert [stage(day) for day in (date(2017, 2, 28), STARTS, ENDS, date(2018, 5, 1))] == [
        Stage.READY,
        Stage.RUNNING,
        Stage.RUNNING,
        Stage.OVER,
    ]
    generalised(row)
    assert (stage(date(2018, 5, 31)), stage(TODAY)) == (Stage.OVER, Stage.GENERALISED)
    stop = Ruling(
        verdict=Verdict.STOP, body="Le bureau", reasons="Plus personne.", decided_on=date(2019, 1, 1)
    )
    decide(row, stop, on=date(2019, 1, 1), by=at(date(2019, 1, 1)))
    assert stage(date(2019, 1, 1)) == Stage.STOPPED
    assert EXPERIMENT_LIFE.may_become(Stage.OVER, Stage.GENERALISED)


@pytest.mark.parametrize(
    ("design", "sites"),
    [("avant-apres", 10), ("comparaison", 40), ("progressif", 12), ("recit", None)],
)
def test_a_plan_says_how_many_sites_it_needs(design: str, sites: int | None) -> None:
    # Half a point of UCLA-3 (sd 1.8), twenty people a site, one twentieth of the variance between sites.
    assert needed(written(design=design, steps=4)) == sites
    assert needed(written(design=design, spread=None)) is None
