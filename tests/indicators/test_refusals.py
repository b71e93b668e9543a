"""What is asked of a figure and cannot be told: refused in words, with what may be asked instead."""

from dataclasses import replace

import pytest

from maillage.common.errors import Refused
from maillage.indicators.catalogue import indicator
from maillage.indicators.reach import within
from maillage.indicators.register import Register
from maillage.territory.perimeter import Perimeter
from tests.cast import NOW, Cast
from tests.indicators.test_measure import ask


@pytest.mark.parametrize(
    ("code", "near"),
    [("signataire", "signataires"), ("equipe", "equipes"), ("cooperations-lancée", "cooperations-lancees")],
)
def test_an_unknown_figure_is_refused_with_the_nearest_ones(code: str, near: str) -> None:
    with pytest.raises(Refused) as refusal:
        indicator(code)
    assert str(refusal.value).startswith(f"L'indicateur « {code} » n'existe pas. Les plus proches : ")
    assert near in str(refusal.value)


def test_a_figure_like_no_other_is_refused_with_a_few() -> None:
    with pytest.raises(
        Refused,
        match="Les plus proches : accompagnements-mobilite, adoptions-experimentations, aides-accordees",
    ):
        indicator("xyz")


@pytest.mark.usefixtures("cast")
def test_what_does_not_split_says_how_it_does() -> None:
    with pytest.raises(
        Refused, match=r"ne se répartit pas par « couleur ». Possible : nature, departement, region, zone"
    ):
        ask("signataires", by="couleur")
    with pytest.raises(Refused, match="Possible : nature, annee"):
        ask("appuis", by="departement")
    with pytest.raises(Refused, match="Possible : aucune répartition"):
        ask("part-porteurs-clic", by="departement")


@pytest.mark.usefixtures("cast")
def test_what_has_no_place_refuses_a_place() -> None:
    with pytest.raises(Refused, match="« Appuis déployés » vaut pour toute la France"):
        ask("appuis", "departement:30")


def test_what_no_carrier_holds_refuses_a_carrier(cast: Cast) -> None:
    with pytest.raises(Refused, match="« Coopérations lancées » ne se découpe pas par porteur"):
        ask("cooperations-lancees", f"porteur:{cast.voisins.slug}")


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("perimeter", "sentence"),
    [
        ("cooperation:inconnue", "Aucune coopération ne porte l'identifiant « inconnue »"),
        ("porteur:inconnu", "Aucune organisation ne porte l'identifiant « inconnu »"),
    ],
)
def test_an_unknown_cooperation_or_carrier_is_refused(perimeter: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        ask("equipes", perimeter)


def test_dated_amounts_are_not_cut_by_carrier(cast: Cast) -> None:
    placed = replace(indicator("appuis"), has_place=True)
    register = Register(NOW)
    with pytest.raises(Refused, match="ne se découpe pas par porteur"):
        within(
            register.deployments,
            Perimeter("porteur", cast.voisins.slug),
            figure=placed,
            register=register,
        )
