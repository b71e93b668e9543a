"""Founding teams, their stages, and who may carry them."""

import datetime as dt
from typing import Any

import pytest

from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract
from maillage.network.models import (
    Carrying,
    Charter,
    Signature,
    Team,
    TeamSituation,
    TeamStage,
    TeamStageChange,
)
from maillage.network.operations import (
    NewCarrying,
    NewSignature,
    NewStage,
    NewTeam,
    carry,
    end_carrying,
    end_signature,
    enter_team_stage,
    found_teams,
    sign,
)
from maillage.network.operations.places import Contact
from tests.cast import NOW, Cast, commune, date, instant, seat

BY = Author(at=instant(2017, 2, 1), source="courrier")
DAY = date(2017, 1, 1)


@pytest.mark.django_db
def test_a_team_is_founded_where_it_sits() -> None:
    contact = Contact(email="equipe@example.org", telephone="01 99 00 12 34")
    (written,) = found_teams(
        [NewTeam(name="Équipe du Lavoir", seat=seat("30007"), contact=contact, activities="visites")], by=BY
    )
    team = Team.objects.get(pk=written.pk)
    assert (team.slug, team.activities, team.email) == ("equipe-du-lavoir", "visites", "equipe@example.org")
    situation = TeamSituation.objects.get(team=team)
    assert situation.commune == commune("30007")
    assert str(situation) == "Équipe du Lavoir : Alès"


def test_a_stage_is_recorded_with_its_evidence(cast: Cast) -> None:
    new = NewStage(
        subject=cast.esquisse,
        stage=TeamStage.PACT,
        on=DAY,
        precision="mois",
        evidence_kind="reunion",
        evidence="réunion du pacte",
    )
    (written,) = enter_team_stage([new], by=BY)
    row = TeamStageChange.objects.get(pk=written.pk)
    assert (row.stage, row.changed_on, row.precision) == ("pacte", DAY, "mois")
    assert (row.evidence_kind, row.evidence, row.source) == ("reunion", "réunion du pacte", "courrier")
    assert str(row) == "Équipe en esquisse : pacte adopté"


def staged(team: Team, day: dt.date, known_at: dt.datetime = NOW) -> tuple[str | None, dt.date | None]:
    found: Any = Team.objects.staged(as_of=day, known_at=known_at).get(pk=team.pk)
    return found.stage, found.since


def test_the_stage_of_a_day_is_the_last_one_entered(cast: Cast) -> None:
    assert staged(cast.tilleul, date(2014, 5, 31)) == (None, None)
    assert staged(cast.tilleul, date(2014, 6, 1)) == ("emergente", date(2014, 6, 1))
    assert staged(cast.tilleul, date(2014, 12, 31)) == ("emergente", date(2014, 6, 1))
    assert staged(cast.tilleul, date(2015, 1, 1)) == ("reconnue", date(2015, 1, 1))
    assert staged(cast.causse, date(2017, 1, 1)) == ("en-sommeil", date(2016, 1, 1))


def test_a_stage_is_that_of_the_knowledge(cast: Cast) -> None:
    recognised = TeamStageChange.objects.get(team=cast.tilleul, stage=TeamStage.RECOGNISED)
    correct(recognised, reason="mauvaise date", by=BY, changed_on=date(2015, 6, 1))
    assert staged(cast.tilleul, date(2015, 3, 1), instant(2017, 1, 31)) == ("reconnue", date(2015, 1, 1))
    assert staged(cast.tilleul, date(2015, 3, 1), instant(2017, 2, 1)) == ("emergente", date(2014, 6, 1))


def test_two_stages_of_one_day_are_in_the_order_of_the_path(cast: Cast) -> None:
    first, _second = enter_team_stage(
        [
            NewStage(subject=cast.esquisse, stage=stage, on=DAY, precision="annee")
            for stage in (TeamStage.CARRIED, TeamStage.PACT)
        ],
        by=BY,
    )
    assert staged(cast.esquisse, DAY) == ("pacte", DAY)
    correct(first, reason="preuve ajoutée", by=BY, evidence="procès-verbal")
    assert staged(cast.esquisse, DAY) == ("pacte", DAY)


def test_who_signed_may_carry(cast: Cast) -> None:
    new = NewCarrying(
        team=cast.esquisse, organisation=cast.ccas, on=date(2014, 6, 12), precision="mois", until=DAY
    )
    (written,) = carry([new], by=BY)
    row = Carrying.objects.get(pk=written.pk)
    assert (row.started_on, row.started_precision, row.ended_on) == (date(2014, 6, 12), "mois", DAY)
    assert str(row) == "CCAS d'Alès → Équipe en esquisse"


def test_who_had_not_signed_that_day_may_not_carry(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        carry([NewCarrying(team=cast.esquisse, organisation=cast.ccas, on=date(2014, 6, 11))], by=BY)
    assert str(refusal.value) == (
        "« CCAS d'Alès » ne peut pas porter « Équipe en esquisse » le 11/06/2014 : elle n'avait pas signé la "
        "charte ce jour-là. Enregistrez d'abord sa signature."
    )
    assert not Carrying.objects.filter(team=cast.esquisse).exists()


def test_who_never_signed_may_not_carry(cast: Cast) -> None:
    with pytest.raises(Refused, match="« Fraternité des Âges du Gard » ne peut pas porter"):
        carry([NewCarrying(team=cast.esquisse, organisation=cast.branche, on=DAY)], by=BY)


def test_who_left_the_charter_may_not_carry_any_more(cast: Cast) -> None:
    with pytest.raises(Refused, match="« Mutuelle du Causse » ne peut pas porter"):
        carry([NewCarrying(team=cast.esquisse, organisation=cast.mutuelle, on=date(2015, 7, 1))], by=BY)
    carry([NewCarrying(team=cast.esquisse, organisation=cast.mutuelle, on=date(2015, 6, 30))], by=BY)
    assert Carrying.objects.filter(team=cast.esquisse).count() == 1


def test_a_retracted_signature_opens_no_gate(cast: Cast) -> None:
    with pytest.raises(Refused, match="ne peut pas porter"):
        carry([NewCarrying(team=cast.esquisse, organisation=cast.twin, on=date(2014, 6, 1))], by=BY)


def test_a_team_that_signed_opens_the_gate_to_its_carrier(cast: Cast) -> None:
    charter = Charter.objects.get(kind=Charter.Kind.TEAM)
    sign([NewSignature(charter=charter, signatory=cast.esquisse, on=DAY)], by=BY)
    with pytest.raises(Refused, match="le 31/12/2016"):
        carry([NewCarrying(team=cast.esquisse, organisation=cast.branche, on=date(2016, 12, 31))], by=BY)
    carry([NewCarrying(team=cast.esquisse, organisation=cast.branche, on=DAY)], by=BY)
    assert Carrying.objects.get(team=cast.esquisse).organisation == cast.branche


@pytest.mark.parametrize("on", [date(2015, 1, 1), date(2016, 1, 1), date(2014, 12, 1)])
def test_a_team_is_carried_once_by_each(cast: Cast, on: dt.date) -> None:
    with pytest.raises(Refused, match="« Les Voisins du Tilleul » porte déjà « Équipe du Tilleul »"):
        carry([NewCarrying(team=cast.tilleul, organisation=cast.voisins, on=on)], by=BY)
    assert Carrying.objects.filter(team=cast.tilleul, organisation=cast.voisins).count() == 1


def test_a_team_is_carried_once_by_each_within_a_batch(cast: Cast) -> None:
    twice = [NewCarrying(team=cast.esquisse, organisation=cast.voisins, on=DAY)] * 2
    with pytest.raises(Refused, match="porte déjà"):
        carry(twice, by=BY)
    assert not Carrying.objects.filter(team=cast.esquisse).exists()


def test_a_carrying_ends_after_its_beginning(cast: Cast) -> None:
    with pytest.raises(Refused, match="La fin du 01/01/2017 ne vient pas après le début du 01/01/2017"):
        carry([NewCarrying(team=cast.esquisse, organisation=cast.voisins, on=DAY, until=DAY)], by=BY)


def test_a_carrying_that_has_ended_leaves_room_for_another(cast: Cast) -> None:
    held = Carrying.objects.get(team=cast.tilleul, organisation=cast.voisins)
    ended = end_carrying(held, on=DAY, reason="relais passé", by=BY)
    assert (ended.ended_on, ended.end_reason) == (DAY, "relais passé")
    carry([NewCarrying(team=cast.tilleul, organisation=cast.voisins, on=DAY)], by=BY)
    held_on = Carrying.objects.believed().filter(team=cast.tilleul, organisation=cast.voisins)
    assert [held_on.as_of(day).count() for day in (date(2016, 12, 31), DAY)] == [1, 1]


def test_a_carrying_is_not_ended_before_it_began(cast: Cast) -> None:
    held = Carrying.objects.get(team=cast.tilleul, organisation=cast.voisins)
    with pytest.raises(Refused, match="ne vient pas après le début du 01/01/2015"):
        end_carrying(held, on=date(2015, 1, 1), reason="relais passé", by=BY)


def test_a_carrier_that_leaves_the_charter_keeps_its_teams(cast: Cast) -> None:
    end_signature(Signature.objects.get(organisation=cast.ccas), on=DAY, reason="retrait", by=BY)
    assert Carrying.objects.believed().as_of(DAY).filter(organisation=cast.ccas).exists()


def test_a_retracted_carrying_does_not_stand_in_the_way(cast: Cast) -> None:
    held = Carrying.objects.get(team=cast.tilleul, organisation=cast.voisins)
    retract(held, reason="erreur", by=BY)
    carry([NewCarrying(team=cast.tilleul, organisation=cast.voisins, on=date(2015, 2, 1))], by=BY)
    assert Carrying.objects.believed().filter(team=cast.tilleul).count() == 2


def test_carrying_nothing_writes_nothing(cast: Cast) -> None:
    before = Carrying.objects.filter(team=cast.tilleul).count()
    assert carry([], by=BY) == []
    assert Carrying.objects.filter(team=cast.tilleul).count() == before
