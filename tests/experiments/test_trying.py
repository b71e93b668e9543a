"""Trying: sites that come and go, the lot, the waves, what each site saw, what was decided, who takes it up."""

from decimal import Decimal
from typing import Any

import pytest

from maillage.accounts.actors import NOBODY, Actor, Hat
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.experiments.models import (
    Adoption,
    Arm,
    Decision,
    Lesson,
    Measure,
    Note,
    Part,
    Protocol,
    Site,
    SpreadPlan,
    Verdict,
    Wave,
)
from maillage.experiments.operations.measures import Seen, enter_measure, note
from maillage.experiments.operations.outcomes import (
    Ruling,
    adopt,
    decide,
    keep_lesson,
    plan_spread,
    stop_adopting,
)
from maillage.experiments.operations.sites import leave_site, plan_wave
from maillage.territory.perimeter import FRANCE
from tests.cast import Cast, commune, date, instant
from tests.experiments.bench import (
    BY,
    ENDS,
    STARTS,
    TODAY,
    at,
    entered,
    generalised,
    registered,
    seen,
    wave,
    written,
)
from tests.resources.shelf import text

pytestmark = pytest.mark.django_db
KNOWN = instant(2019, 1, 1)


def parts(site: Site) -> list[tuple[str, Any, Any]]:
    """Return the parts of a site as they are believed."""
    return [(one.arm, one.started_on, one.ended_on) for one in Part.objects.believed().of_site(site)]


def test_a_site_is_a_team_a_cooperation_or_a_commune(cast: Cast) -> None:
    row = registered(design="comparaison").experiment
    for place, arm in (
        (cast.tilleul, Arm.TRIES),
        (cast.gard, Arm.COMPARES),
        (commune("30189"), Arm.COMPARES),
    ):
        entered(row, place, arm)
    sites = list(Site.objects.of(row).taking_part())
    assert [str(site) for site in sites] == [str(cast.tilleul), str(cast.gard), str(commune("30189"))]
    assert [site.ticket.split(":")[0] for site in sites] == ["team", "cooperation", "commune"]
    assert [bool(site.page) for site in sites] == [True, True, False]


def test_what_a_site_does_changes_on_a_day(cast: Cast) -> None:
    row = registered(design="comparaison").experiment
    site = entered(row, cast.tilleul, Arm.COMPARES).site
    with pytest.raises(Refused, match="prend déjà part"):
        entered(row, cast.tilleul, Arm.TRIES)
    entered(row, cast.tilleul, Arm.TRIES, date(2017, 9, 1))
    assert parts(site) == [("compare", STARTS, date(2017, 9, 1)), ("essaie", date(2017, 9, 1), None)]
    left = leave_site(site, since=date(2018, 1, 1), reason="la salle a fermé", on=TODAY, by=at(TODAY))
    assert (left.ended_on, left.end_reason) == (date(2018, 1, 1), "la salle a fermé")
    with pytest.raises(Refused, match="ne prend plus part"):
        leave_site(site, since=date(2018, 2, 1), reason="encore", on=TODAY, by=at(TODAY))
    with pytest.raises(Refused, match="prend déjà part"):
        entered(row, cast.tilleul, Arm.TRIES, date(2017, 12, 1))
    entered(row, cast.tilleul, Arm.TRIES, date(2018, 2, 1))
    with pytest.raises(Refused, match="son départ vient après"):
        leave_site(site, since=date(2018, 2, 1), reason="le jour même", on=TODAY, by=at(TODAY))
    assert len(parts(site)) == 3


def test_a_site_comes_within_the_protocol(cast: Cast) -> None:
    with pytest.raises(Refused, match="pas encore arrêté"):
        entered(written(), cast.tilleul)
    row = registered().experiment
    with pytest.raises(Refused, match="n'y entre pas après"):
        entered(row, cast.tilleul, since=date(2018, 5, 1))
    with pytest.raises(Refused, match="pas encore venu"):
        entered(row, cast.tilleul, since=date(2019, 5, 1))
    with pytest.raises(Refused, match="tous les sites essaient"):
        entered(row, cast.tilleul, Arm.COMPARES)
    assert not Site.objects.exists()


def test_a_wave_has_one_day() -> None:
    row = registered().experiment
    first = wave(row, "Avant", STARTS)
    assert (str(first), list(Wave.objects.due(STARTS))) == ("Avant", [first])
    with pytest.raises(Refused, match=r"déjà prévue le 1er.mars 2017"):
        wave(row, "Encore", STARTS)
    with pytest.raises(Refused, match="il ne prévoit pas de mesure"):
        plan_wave(registered(design="recit", scale="").experiment, name="Avant", on_day=STARTS, by=BY)


def told(**change: Any) -> Seen:
    """Return what a site saw."""
    usual: dict[str, Any] = {
        "asked": 25,
        "answers": 20,
        "mean": Decimal("5.4"),
        "deviation": Decimal("1.6"),
        "because": "",
    }
    return Seen(**{**usual, **change})


NOTHING = {"asked": None, "answers": None, "mean": None, "deviation": None}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"answers": 0}, "jamais zéro"),
        ({"answers": None}, "jamais zéro"),
        ({"mean": None}, "jamais zéro"),
        ({"answers": 26}, "26 réponses pour 25 personnes"),
        ({"deviation": None}, "Écrivez l'écart-type"),
        ({"answers": 1}, "Une seule réponse n'a pas d'écart-type"),
        ({"deviation": Decimal("-0.1")}, "jamais négatif"),
        ({"mean": Decimal("9.1")}, "entre 3 et 9"),
        ({"mean": Decimal("2.9")}, "entre 3 et 9"),
        ({"deviation": Decimal("6.5")}, "ne dépasse pas 6"),
        ({"because": "personne n'est venu"}, "l'un des deux"),
    ],
)
def test_numbers_that_cannot_be_are_refused(cast: Cast, change: dict[str, Any], sentence: str) -> None:
    row = registered().experiment
    part, first = entered(row, cast.tilleul), wave(row, "Avant", STARTS)
    with pytest.raises(Refused, match=sentence):
        enter_measure(first, part.site, told(**change), on=TODAY, by=BY)
    assert not Measure.objects.exists()


def test_a_share_goes_from_none_to_all(cast: Cast) -> None:
    row = registered(scale="part", measured="personnes sorties").experiment
    part, first = entered(row, cast.tilleul), wave(row, "Avant", STARTS)
    for mean in ("-1", "100.5"):
        with pytest.raises(Refused, match="une moyenne est entre 0 et 100"):
            seen(first, part, 20, mean, "40")
    assert seen(first, part, 20, "0", "0").mean == 0


def test_a_second_entry_corrects_the_first_and_a_missing_measure_says_why(cast: Cast) -> None:
    row = registered().experiment
    part, first = entered(row, cast.tilleul), wave(row, "Avant", STARTS)
    enter_measure(first, part.site, told(**NOTHING, because="la salle était fermée"), on=TODAY, by=BY)
    made = enter_measure(first, part.site, told(answers=1, deviation=None), on=TODAY, by=at(TODAY))
    assert [one.is_few for one in Measure.objects.believed()] == [True]
    assert Measure.objects.count() == 2
    assert str(made) == f"{cast.tilleul}, Avant"
    assert not told(**NOTHING, because="rien").answers


def test_a_measure_is_of_its_own_experiment_and_of_a_day_that_came(cast: Cast) -> None:
    row, other = registered().experiment, registered(title="Autre").experiment
    part = entered(row, cast.tilleul)
    with pytest.raises(Refused, match="n'est plus attendue"):
        enter_measure(wave(other, "Avant", STARTS), part.site, told(), on=TODAY, by=BY)
    with pytest.raises(Refused, match="pas encore venu"):
        enter_measure(wave(row, "Après", ENDS), part.site, told(), on=date(2017, 6, 1), by=BY)
    free = registered(title="Sorties", scale="autre", measured="sorties par mois").experiment
    site = entered(free, cast.tilleul).site
    assert (
        enter_measure(wave(free, "Avant", STARTS), site, told(mean=Decimal(42)), on=TODAY, by=BY).mean == 42
    )


def test_the_people_of_a_site_measure_it(cast: Cast) -> None:
    row = registered().experiment
    entered(row, cast.tilleul)
    entered(row, commune("30189"))
    officer = Hat(grant=1, role=Role.OFFICER, perimeter=FRANCE)
    assert Site.objects.measured_by(Actor(hats=(officer,))).count() == 2
    assert Site.objects.measured_by(NOBODY).count() == 0


def test_a_journal_keeps_what_happened() -> None:
    row = written()
    made = note(row, "Le café a ouvert.", on_day=STARTS, on=TODAY, by=BY)
    assert (str(made), list(Note.objects.told(STARTS, KNOWN).of(row))) == ("Le café a ouvert.", [made])
    with pytest.raises(Refused, match="pas encore venu"):
        note(row, "Demain.", on_day=date(2020, 1, 1), on=TODAY, by=BY)


RULING: dict[str, Any] = {
    "verdict": Verdict.PROLONG,
    "body": "Le bureau",
    "reasons": "Il faut un hiver de plus.",
    "decided_on": date(2018, 4, 1),
    "until": date(2018, 12, 31),
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"decided_on": STARTS}, "on en décide après"),
        ({"decided_on": date(2019, 1, 1)}, "pas encore venu"),
        ({"until": None}, "Dites jusqu'à quel jour"),
        ({"verdict": Verdict.STOP}, "Dites jusqu'à quel jour"),
        ({"until": ENDS}, "une prolongation va plus loin"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(change: dict[str, Any], sentence: str) -> None:
    row = registered().experiment
    with pytest.raises(Refused, match=sentence):
        decide(row, Ruling(**{**RULING, **change}), on=TODAY, by=BY)
    assert not Decision.objects.exists()


def test_prolonging_and_stopping_move_the_last_day() -> None:
    row = registered().experiment
    made = decide(row, Ruling(**RULING), on=TODAY, by=at(TODAY))
    standing = Protocol.objects.standing(row)
    assert standing is not None
    assert (standing.last_day, str(made)) == (date(2018, 12, 31), "la prolonger")
    stop = Ruling(
        verdict=Verdict.STOP, body="Le bureau", reasons="Faute de place.", decided_on=date(2018, 5, 15)
    )
    with pytest.raises(Refused, match="celle-ci vient après"):
        decide(
            row,
            Ruling(**{**vars(stop), "decided_on": date(2018, 3, 1)}),
            on=TODAY,
            by=BY,
        )
    decide(row, stop, on=TODAY, by=at(TODAY))
    standing = Protocol.objects.standing(row)
    assert standing is not None
    assert standing.last_day == date(2018, 5, 14)
    assert [one.experiment for one in Protocol.objects.known_at(instant(2017, 12, 1))] == [row]


def test_what_is_generalised_spreads(cast: Cast) -> None:
    row = registered().experiment
    for act in (
        lambda: adopt(row, cast.tilleul, since=TODAY, on=TODAY, by=BY),
        lambda: plan_spread(row, text="Partout.", goal=None, by_day=None, on=TODAY, by=BY),
    ):
        with pytest.raises(Refused, match="la décision vient d'abord"):
            act()
    generalised(row)
    with pytest.raises(Refused, match="porte son échéance"):
        plan_spread(row, text="Partout.", goal=10, by_day=None, on=TODAY, by=BY)
    with pytest.raises(Refused, match="échéance est passée"):
        plan_spread(row, text="Partout.", goal=10, by_day=TODAY, on=TODAY, by=BY)
    plan_spread(row, text="Partout.", goal=10, by_day=date(2019, 6, 1), on=TODAY, by=BY)
    again = plan_spread(row, text="D'abord le Gard.", goal=None, by_day=None, on=TODAY, by=at(TODAY))
    assert [str(one) for one in SpreadPlan.objects.believed().of(row)] == [str(again)]
    first = adopt(row, cast.tilleul, since=TODAY, on=TODAY, by=BY)
    adopt(row, cast.gard, since=TODAY, on=TODAY, by=BY)
    with pytest.raises(Refused, match="déjà dit l'avoir adoptée"):
        adopt(row, cast.tilleul, since=TODAY, on=TODAY, by=BY)
    later = date(2018, 9, 1)
    with pytest.raises(Refused, match="la fin vient après"):
        stop_adopting(first, since=TODAY, reason="erreur", on=later, by=at(later))
    ended = stop_adopting(first, since=later, reason="plus de salle", on=later, by=at(later))
    with pytest.raises(Refused, match="déjà dit l'avoir adoptée"):
        adopt(row, cast.tilleul, since=date(2018, 7, 1), on=later, by=at(later))
    adopt(row, cast.tilleul, since=date(2018, 10, 1), on=date(2018, 10, 1), by=at(date(2018, 10, 1)))
    assert (str(ended), ended.end_reason) == (str(cast.tilleul), "plus de salle")
    assert Adoption.objects.believed().as_of(later).count() == 1


def test_what_was_learned_begins_a_resource() -> None:
    row = written()
    with pytest.raises(Refused, match="pas encore arrêté"):
        keep_lesson(row, text(), by=BY)
    row = registered(title="Autre").experiment
    made = keep_lesson(row, text(), by=BY)
    lesson = Lesson.objects.believed().of(row).get()
    assert (lesson.resource, str(lesson)) == (made, made.title)
    assert [one.experiment for one in Lesson.objects.from_resource(made)] == [row]


def test_a_measure_of_few_is_told_apart(cast: Cast) -> None:
    row = registered().experiment
    part = entered(row, cast.tilleul)
    assert seen(wave(row, "Avant", STARTS), part, 10, "5", "1").is_few
    assert not seen(wave(row, "Après", ENDS), part, 11, "5", "1").is_few
