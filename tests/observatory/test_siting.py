"""Where to found next: the question and its refusals, the answer, what it changes, teams moved by hand."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maillage.common.errors import Refused
from maillage.common.formats import percent
from maillage.observatory.assemble import (
    CAP_KM,
    Asked,
    Need,
    Objective,
    Proof,
    Proposal,
    effects,
    ground_of,
    moved,
    outcome,
    proposal_of,
)
from maillage.observatory.assemble.kept import Kept
from maillage.observatory.exports.answers import siting_words
from maillage.territory.models import Commune
from maillage.territory.perimeter import Perimeter
from tests.cast import NOW, date
from tests.observatory.official import ALES, GUERET, NIMES, UZES, ages, load
from tests.observatory.test_coverage import DAY, placed, team

pytestmark = pytest.mark.django_db
GARD = Perimeter("departement", "30")


def question(p: int = 1, **more: Any) -> Asked:
    """Return a question of the day."""
    return Asked(**{"p": p, "as_of": DAY, "known_at": NOW, "perimeter": GARD, **more})


def answer(p: int = 1, **more: Any) -> Proposal:
    """Return the answer to a question of the day."""
    return proposal_of(question(p, **more))


def test_the_next_team_goes_where_most_people_have_nobody(tmp_path: Path) -> None:
    placed(tmp_path)
    found = answer()
    # Nîmes and Uzès are 8 km apart: a team in either reaches 9,300 people, and more live in Nîmes.
    assert found.value == pytest.approx(9300)
    assert found.bound == pytest.approx(9300)
    assert found.gap == pytest.approx(0)
    assert found.codes == (NIMES,)
    assert found.gains is not None
    assert found.gains.tolist() == pytest.approx([9300])


def test_teams_that_exist_count_already_unless_told_otherwise(tmp_path: Path) -> None:
    placed(tmp_path)
    team()
    assert answer().codes == (ALES,)
    assert answer().value == pytest.approx(5000)
    assert answer(existing=False).value == pytest.approx(9300)


def test_what_changes_in_each_departement_adds_up(tmp_path: Path) -> None:
    placed(tmp_path)
    team()
    found = answer(2, perimeter=Perimeter("france"))
    told = {one.code: one for one in effects(found)}
    assert {code: (one.teams, one.before, one.after) for code, one in told.items()} == {
        "23": (1, 0, 1000),
        "30": (1, 9300, 14300),
    }
    assert told["30"].people == 14300
    assert sum(one.after - one.before for one in told.values()) == pytest.approx(found.value)


def test_communes_of_which_nothing_is_known_are_counted_aside(tmp_path: Path) -> None:
    placed(tmp_path)
    Commune.objects.filter(code="30001").update(latitude=None, longitude=None)
    load("structure-population", ages(tmp_path, {ALES: 5000, NIMES: 9000, UZES: 300, "30001": 7}))
    ground = answer().ground
    gard = ground.communes.in_departement("30").sum()
    assert ground.unknown == gard - 3, "Alès, Nîmes and Uzès"
    assert "30001" not in ground.places
    assert ground.need.sum() == 14300


def test_who_lives_alone_may_be_counted_instead(tmp_path: Path) -> None:
    placed(tmp_path)
    assert ground_of(question(need=Need.ALONE)).need.sum() < ground_of(question()).need.sum()


def test_a_commune_is_forced_another_excluded(tmp_path: Path) -> None:
    placed(tmp_path)
    assert ALES in answer(forced=(ALES,)).codes
    assert NIMES not in answer(forbidden=(NIMES,)).codes


def test_a_second_team_is_worth_something_when_it_backs_up_the_first(tmp_path: Path) -> None:
    placed(tmp_path)
    found = answer(2, objective=Objective.BACKUP)
    # 70 % of a need for the first team near, the rest for the second: one in Nîmes, one between Alès and Uzès.
    assert found.value == pytest.approx(0.7 * 14300 + 0.3 * 300)
    assert found.outcome.value == pytest.approx(found.value)
    team()
    # With a team in Nîmes: one between Alès and Uzès, then a second one in Nîmes.
    assert answer(1, objective=Objective.BACKUP).value == pytest.approx(0.7 * 5000 + 0.3 * 300)
    assert answer(2, objective=Objective.BACKUP).value == pytest.approx(0.7 * 5000 + 0.3 * 9300)


@pytest.mark.parametrize("proof", [Proof.QUICK, Proof.NEAR])
def test_the_least_distance_counts_the_teams_that_are_there(tmp_path: Path, proof: Proof) -> None:
    placed(tmp_path)
    team()
    found = answer(1, objective=Objective.MEDIAN, proof=proof)
    assert found.codes == (ALES,)
    assert found.gains is None
    assert found.value == pytest.approx(300 * 8.006 / 14300, rel=1e-3)
    assert found.outcome.value == pytest.approx(found.value)
    assert found.bound <= found.value
    assert (found.ground.km <= CAP_KM).all()


def test_a_floor_is_met_in_every_departement_or_refused_with_the_best(tmp_path: Path) -> None:
    placed(tmp_path)
    france = Perimeter("france")
    assert set(answer(2, perimeter=france).codes) & {GUERET} == set()
    fair = answer(2, perimeter=france, floor=0.6)
    assert [one.after / one.people for one in effects(fair)] == pytest.approx([1.0, 9300 / 14300])
    with pytest.raises(Refused, match=r"Avec 2 équipes, atteindre 90 % .* est 65(,\d)? %"):
        answer(2, perimeter=france, floor=0.9)


def test_a_team_is_moved_by_hand(tmp_path: Path) -> None:
    placed(tmp_path)
    found = answer(1, forced=(NIMES,))
    assert outcome(found, moved(found, [(NIMES, ALES)])).value == pytest.approx(5000)
    assert outcome(found, moved(found, [(NIMES, ALES), (ALES, NIMES)])).value == pytest.approx(9300)
    with pytest.raises(Refused, match=r"Aucune équipe n'est proposée dans la commune 30007"):
        moved(found, [(ALES, NIMES)])
    with pytest.raises(Refused, match=r"Une équipe est déjà proposée dans la commune 30189"):
        moved(found, [(NIMES, NIMES)])
    with pytest.raises(Refused, match=r"Guéret \(23096\) n'est pas dans le territoire demandé"):
        moved(found, [(NIMES, GUERET)])
    told = effects(found, moved(found, [(NIMES, ALES)]), np.zeros(len(found.ground.ranks), np.bool_))
    assert [(one.code, one.teams, one.after) for one in told] == [("30", 1, 0)]


def test_the_same_question_has_the_same_answer_and_is_asked_once(tmp_path: Path) -> None:
    placed(tmp_path)
    first = answer()
    assert answer() is first
    assert Asked.read(first.asked.written()) == first.asked
    later = answer(as_of=date(2017, 6, 2))
    assert (later.asked.as_of, later.ground, later.digest) == (date(2017, 6, 2), first.ground, first.digest)
    team(ALES)
    assert answer().digest != first.digest
    assert answer(existing=False).digest != first.digest


@pytest.mark.parametrize(
    ("perimeter", "code"),
    [
        (Perimeter("region", "76"), NIMES),
        (Perimeter("epci", "200066918"), ALES),
        (Perimeter("france"), NIMES),
    ],
)
def test_the_perimeter_bounds_the_people_and_the_teams(
    tmp_path: Path, perimeter: Perimeter, code: str
) -> None:
    placed(tmp_path)
    found = answer(perimeter=perimeter)
    assert found.codes == (code,)
    assert found.value == pytest.approx(5000 if code == ALES else 9300)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"p": 0}, "Demandez de 1 à 2000 équipes : 0 ne convient pas."),
        ({"p": 2001}, "Demandez de 1 à 2000 équipes"),
        ({"radius": 0}, "Choisissez un rayon de 1 à 60 km : 0 km ne convient pas."),
        ({"radius": float("nan")}, "Choisissez un rayon de 1 à 60 km : nan km"),
        (
            {"floor": 1.5},
            "La part à atteindre dans chaque département va de 1 à 100 % : 150 % ne convient pas.",
        ),
        ({"floor": 0.5, "objective": Objective.MEDIAN}, "ne se demande qu'avec l'objectif « couvrir »"),
        ({"forced": (NIMES, ALES)}, "2 communes imposées pour 1 équipes : demandez plus d'équipes"),
        ({"forced": (NIMES,), "forbidden": (NIMES,)}, "La commune 30189 est à la fois imposée et exclue"),
    ],
)
def test_what_cannot_be_asked_is_refused(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        question(**{"p": 1, **more})
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"perimeter": Perimeter("epci", "200066918"), "p": 900}, "n'a que"),
        (
            {"perimeter": Perimeter("cooperation", "nulle-part")},
            "Aucune coopération ne s'appelle « nulle-part ».",
        ),
        ({"perimeter": Perimeter("equipe", "x")}, "Ce calcul se fait pour la France, une région"),
        ({"perimeter": Perimeter("departement", "46")}, "aucune commune n'a à la fois une position"),
        ({"perimeter": Perimeter("epci", "000000000")}, "aucune commune n'a à la fois une position"),
        ({"forced": ("75101",)}, "Paris 1er arrondissement (75101) n'est pas compté à part : écrivez 75056"),
    ],
)
def test_what_a_territory_cannot_answer_is_refused(
    tmp_path: Path, more: dict[str, Any], sentence: str
) -> None:
    placed(tmp_path)
    with pytest.raises(Refused) as refusal:
        answer(**more)
    assert sentence in str(refusal.value)


def test_only_the_last_things_asked_for_are_kept() -> None:
    kept: Kept[str] = Kept(2)
    made = []

    def ask(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key

        return kept.get(key, make)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert ask(key) == key
    assert made == ["a", "b", "c", "b"]
    kept.clear()
    ask("b")
    assert made[-1] == "b"


def test_how_much_better_another_choice_may_be_is_told_of_what_this_one_brings(tmp_path: Path) -> None:
    placed(tmp_path)
    loose = replace(answer(), value=50.0, bound=100.0, gap=0.5)
    # Half of the bound is not reached: another choice may bring twice as much.
    assert loose.better == pytest.approx(1.0)
    assert f"Personne ne peut faire mieux de plus de {percent(1, 2)}." in siting_words(loose)
    assert replace(loose, value=0.0).better == 0
