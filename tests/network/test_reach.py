"""How far a hat reaches: teams of a territory, branches of a carrier, one team, the whole of France."""

from typing import Any

import pytest
from django.db.models import Q

from maillage.accounts.actors import Actor, Hat
from maillage.accounts.roles import GRANTED, Right, Role
from maillage.common.facts import retract
from maillage.network import permissions
from maillage.network.models import (
    Carrying,
    Cooperation,
    CooperationMember,
    CooperationStage,
    Organisation,
    Team,
    TeamStage,
)
from maillage.network.operations import NewStage, cover, enter_stage, enter_team_stage
from maillage.network.reach import label_of, labels_of, reach_of, wearing
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import give, nobody_special
from tests.cast import TAKEN_OVER, Cast, commune, date

TODAY = date(2017, 6, 1)
MODELS: dict[str, type[Organisation] | type[Cooperation] | type[Team]] = {
    "organisation": Organisation,
    "cooperation": Cooperation,
    "team": Team,
}


def reached(perimeter: Perimeter, *, live: bool = False, today: Any = TODAY) -> dict[str, set[str]]:
    """Return the slugs that a perimeter reaches, by model; a model that it does not know is absent."""
    reach = reach_of(perimeter, today=today)
    found = reach.live if live else reach.rows
    return {
        model: set(
            MODELS[model]
            ._default_manager.filter(~Q(pk__in=[]) if rows is None else Q(pk__in=rows))
            .values_list("slug", flat=True)
        )
        for model, rows in found.items()
    }


def everything() -> dict[str, set[str]]:
    return {
        name: set(model._default_manager.values_list("slug", flat=True)) for name, model in MODELS.items()
    }


@pytest.mark.usefixtures("cast")
def test_france_reaches_everything_even_without_territory() -> None:
    assert reached(FRANCE) == reached(FRANCE, live=True) == everything()


@pytest.mark.usefixtures("cast")
def test_what_is_reached_is_built_when_it_is_asked_for(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        reach = reach_of(Perimeter("cooperation", "cooperation-du-gard"), today=TODAY)
        assert (len(reach.rows), set(reach.live)) == (3, {"organisation", "cooperation", "team"})
        assert "departement" not in reach.rows
    with django_assert_num_queries(1):  # the territories, which both share
        assert reach.rows["team"] is reach.rows["team"]
        assert reach.rows["organisation"] is not None


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    "perimeter",
    [
        Perimeter("region", "76"),
        Perimeter("departement", "30"),
    ],
)
def test_a_place_reaches_what_sits_there(perimeter: Perimeter) -> None:
    found = reached(perimeter)
    lot = perimeter.kind == "region"
    assert found["cooperation"] == {"cooperation-du-gard", "cooperation-du-pays-d-ales"}
    assert found["team"] == {"equipe-du-tilleul"} | ({"equipe-du-causse"} if lot else set())
    assert "fraternite-des-ages" not in found["organisation"]
    assert {"les-voisins-du-tilleul", "ccas-d-ales"} <= found["organisation"]


def test_a_commune_and_an_agglomeration_reach_what_sits_there(cast: Cast) -> None:
    assert reached(Perimeter("commune", "30007"))["organisation"] == {"ccas-d-ales"}
    agglomeration = commune("30007").epci
    assert agglomeration is not None
    found = reached(Perimeter("epci", agglomeration.code))
    assert found["cooperation"] == {cast.ales.slug}
    assert found["team"] == set()


def test_a_cooperation_reaches_its_members_and_its_territory(cast: Cast) -> None:
    found = reached(Perimeter("cooperation", cast.gard.slug))
    assert found["cooperation"] == {cast.gard.slug}
    assert found["team"] == {cast.tilleul.slug}
    assert cast.nationale.slug not in found["organisation"]
    assert {cast.voisins.slug, cast.ccas.slug, cast.branche.slug} <= found["organisation"]
    member = CooperationMember.objects.create(
        cooperation=cast.gard,
        organisation=cast.nationale,
        started_on=date(2016, 1, 1),
        recorded_at=TAKEN_OVER.at,
        known_from=TAKEN_OVER.at,
    )
    assert cast.nationale.slug in reached(Perimeter("cooperation", cast.gard.slug))["organisation"]
    retract(member, reason="erreur", by=TAKEN_OVER)
    assert cast.nationale.slug not in reached(Perimeter("cooperation", cast.gard.slug))["organisation"]


def test_a_cooperation_by_agglomeration_by_commune_or_by_parts_of_a_city(cast: Cast) -> None:
    alesian = reached(Perimeter("cooperation", cast.ales.slug))
    assert cast.ccas.slug in alesian["organisation"]
    assert cast.voisins.slug not in alesian["organisation"]
    assert alesian["team"] == set()
    cover(cast.errante, [commune("69123")], on=date(2016, 1, 1), by=TAKEN_OVER)
    # The seventh arrondissement is a part of Lyon.
    assert reached(Perimeter("cooperation", cast.errante.slug))["team"] == {cast.guillotiere.slug}


def test_a_cooperation_without_territory_reaches_itself_alone(cast: Cast) -> None:
    assert reached(Perimeter("cooperation", cast.nord.slug)) == {
        "organisation": set(),
        "cooperation": {cast.nord.slug},
        "team": set(),
    }


def test_a_carrier_reaches_its_branches_and_the_teams_that_they_carry(cast: Cast) -> None:
    assert reached(Perimeter("porteur", cast.nationale.slug)) == {
        "organisation": {cast.nationale.slug, cast.branche.slug},
        "team": {cast.guillotiere.slug},
    }
    assert reached(Perimeter("porteur", cast.branche.slug))["organisation"] == {cast.branche.slug}
    assert reached(Perimeter("porteur", cast.voisins.slug))["team"] == {cast.tilleul.slug}


def test_a_carrier_no_longer_reaches_the_team_that_it_carried(cast: Cast) -> None:
    carrying = Carrying.objects.get(organisation=cast.nationale)
    carrying.ended_on = date(2016, 1, 1)
    carrying.save()
    assert reached(Perimeter("porteur", cast.nationale.slug))["team"] == set()
    before = reached(Perimeter("porteur", cast.nationale.slug), today=date(2015, 12, 31))
    assert before["team"] == {cast.guillotiere.slug}


def test_a_team_reaches_itself_alone(cast: Cast) -> None:
    assert reached(Perimeter("equipe", cast.tilleul.slug)) == {"team": {cast.tilleul.slug}}
    assert reached(Perimeter("equipe", "inconnue")) == {"team": set()}


def test_what_is_closed_is_out_of_the_living_and_what_never_had_a_stage_is_in(cast: Cast) -> None:
    enter_team_stage(
        [NewStage(subject=cast.tilleul, stage=TeamStage.CLOSED, on=date(2017, 1, 1))], by=TAKEN_OVER
    )
    enter_stage(
        [NewStage(subject=cast.gard, stage=CooperationStage.CLOSED, on=date(2017, 1, 1))], by=TAKEN_OVER
    )
    cast.esquisse.stage_changes.all().delete()
    for perimeter in (FRANCE, Perimeter("departement", "30")):
        assert {cast.tilleul.slug} <= reached(perimeter)["team"]
        assert cast.tilleul.slug not in reached(perimeter, live=True)["team"]
        assert cast.gard.slug not in reached(perimeter, live=True)["cooperation"]
    assert cast.esquisse.slug in reached(FRANCE, live=True)["team"]
    assert cast.tilleul.slug in reached(FRANCE, live=True, today=date(2016, 12, 31))["team"]


def test_what_closes_tomorrow_lives_today(cast: Cast) -> None:
    enter_team_stage(
        [NewStage(subject=cast.tilleul, stage=TeamStage.CLOSED, on=date(2017, 6, 2))], by=TAKEN_OVER
    )
    ours = Perimeter("equipe", cast.tilleul.slug)
    assert reached(ours, live=True) == {"team": {cast.tilleul.slug}}
    assert reached(ours, live=True, today=date(2017, 6, 2)) == {"team": set()}


def test_the_subjects_that_perimeters_name_are_read_at_once(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    asked = [
        Perimeter("cooperation", cast.gard.slug),
        Perimeter("cooperation", cast.ales.slug),
        Perimeter("porteur", cast.voisins.slug),
        Perimeter("equipe", cast.tilleul.slug),
        Perimeter("equipe", cast.causse.slug),
        Perimeter("departement", "30"),
        FRANCE,
    ]
    with django_assert_num_queries(2):
        named = labels_of(asked)
    assert list(named.values()) == [named[perimeter] for perimeter in named]
    assert [named[perimeter] for perimeter in asked] == [
        "Coopération du Gard",
        "Coopération du Pays d'Alès",
        "Les Voisins du Tilleul",
        "Équipe du Tilleul",
        "Équipe du Causse",
        "Gard",
        "France",
    ]
    assert label_of(Perimeter("equipe", "equipe-disparue")) == "equipe disparue"


@pytest.mark.parametrize("hats", [1, 3])
def test_a_person_is_read_in_as_many_queries_whatever_their_hats(
    cast: Cast, hats: int, django_assert_num_queries: Any
) -> None:
    anne = nobody_special()
    for team in (cast.tilleul, cast.causse, cast.barachois)[:hats]:
        give(anne, Role.LEAD, Perimeter("equipe", team.slug))
    with django_assert_num_queries(2):
        actor = wearing(anne, today=TODAY, strong=False)
    assert [hat.label for hat in actor.hats] == [
        "Équipe du Tilleul",
        "Équipe du Causse",
        "Équipe du Barachois",
    ][:hats]


RIGHTS = {
    permissions.see_organisation: (Right.SEE_ORGANISATION, Organisation, False),
    permissions.edit_organisation: (Right.EDIT_ORGANISATION, Organisation, True),
    permissions.instruct_signature: (Right.INSTRUCT_SIGNATURE, Organisation, False),
    permissions.end_signature: (Right.END_SIGNATURE, Organisation, False),
    permissions.see_cooperation: (Right.SEE_COOPERATION, Cooperation, False),
    permissions.edit_cooperation: (Right.EDIT_COOPERATION, Cooperation, True),
    permissions.reopen_cooperation: (Right.REOPEN, Cooperation, False),
    permissions.see_team: (Right.SEE_TEAM, Team, False),
    permissions.edit_team: (Right.EDIT_TEAM, Team, True),
    permissions.carry_team: (Right.CARRY_TEAM, Team, True),
    permissions.recognise_team: (Right.RECOGNISE_TEAM, Team, True),
    permissions.close_team: (Right.CLOSE_TEAM, Team, True),
    permissions.reopen_team: (Right.REOPEN, Team, False),
}


def test_each_right_of_the_register_follows_the_table(cast: Cast) -> None:
    """Cross every right with every role, on what is near, far and closed."""
    enter_team_stage(
        [NewStage(subject=cast.tilleul, stage=TeamStage.CLOSED, on=date(2017, 1, 1))], by=TAKEN_OVER
    )
    gard = Perimeter("departement", "30")
    for function, (right, model, changes) in RIGHTS.items():
        for role in Role:
            hat = Hat(grant=1, role=role, perimeter=gard, reach=reach_of(gard, today=TODAY))
            found = set(
                model._default_manager.filter(function(Actor(hats=(hat,)))).values_list("slug", flat=True)
            )
            expected = reached(gard, live=changes)[str(model._meta.model_name)]
            assert found == (expected if role in GRANTED[right] else set()), (function.__name__, role)
