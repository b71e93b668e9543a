"""Leads and support officers: appointed, followed by others, ended; and two people who appoint at once."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection

from maillage.accounts.models import Grant
from maillage.accounts.roles import Role
from maillage.common import facts
from maillage.common.errors import Refused
from maillage.network.models import Alert, Team, TeamLead, TeamStage, TeamSupport
from maillage.network.operations import (
    NewPerson,
    appoint_lead,
    appoint_support,
    close_team,
    end_lead,
    end_support,
    leads,
    succeed_lead,
    succeed_support,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import give, nobody_special
from tests.accounts.rivals import arena, meeting, race
from tests.cast import date, instant
from tests.network.teams import (
    BY,
    CARRIED,
    FOUNDED,
    JEANNE,
    MET,
    PAUL,
    TODAY,
    carrier,
    lead_of,
    team_at,
    told,
)

pytestmark = pytest.mark.django_db
S = TeamStage


def names(team: Team, model: type[TeamLead] | type[TeamSupport], day: Any = TODAY) -> list[str]:
    return sorted(row.name for row in model.objects.believed().as_of(day).filter(team=team))


def test_a_team_may_have_several_leads() -> None:
    team = team_at(S.IDEA)
    paul = appoint_lead(team, PAUL, on=CARRIED, by=BY)
    assert names(team, TeamLead) == ["Jeanne Marchand", "Paul Vidal"]
    assert (paul.email, paul.telephone, paul.user) == ("", "04 66 00 00 03", None)
    assert told(team)[0] == "a nommé Paul Vidal référent de l'équipe Équipe des Collines"


def test_leads_and_support_officers_are_never_merged() -> None:
    team = team_at(S.IDEA)
    organisation = carrier()
    officer = NewPerson(name="Jeanne Marchand", email="jeanne@exemple.fr", organisation=organisation)
    appoint_support(team, officer, on=CARRIED, by=BY)
    appoint_support(team, PAUL, on=CARRIED, by=BY)
    assert names(team, TeamLead) == ["Jeanne Marchand"]
    assert names(team, TeamSupport) == ["Jeanne Marchand", "Paul Vidal"]
    assert TeamSupport.objects.get(name="Jeanne Marchand").organisation == organisation
    assert told(team)[1] == (
        "a noté que Jeanne Marchand, référent d'équipes, appuie l'équipe Équipe des Collines"
    )


@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        (NewPerson(name=" ", telephone="04 66 00 00 01"), "Écrivez le nom"),
        (NewPerson(name="Paul Vidal"), "Donnez une adresse électronique ou un téléphone"),
        (NewPerson(name="JEANNE  marchand", telephone="04 66 00 00 01"), "est déjà en place"),
    ],
)
def test_a_lead_has_a_name_can_be_reached_and_is_named_once(person: NewPerson, refusal: str) -> None:
    team = team_at(S.IDEA)
    with pytest.raises(Refused, match=refusal):
        appoint_lead(team, person, on=CARRIED, by=BY)
    assert names(team, TeamLead) == ["Jeanne Marchand"]


def test_nobody_is_appointed_to_a_closed_team() -> None:
    team = team_at(S.IDEA)
    close_team(team, on=CARRIED, reason="faute de bénévoles", by=BY)
    with pytest.raises(Refused, match="est close"):
        appoint_lead(team, PAUL, on=MET, by=BY)


def test_the_old_lead_ends_the_day_when_the_next_begins() -> None:
    team = team_at(S.IDEA)
    paul = succeed_lead(lead_of(team), PAUL, on=MET, by=BY)
    assert paul.started_on == MET
    jeanne = TeamLead.objects.believed().get(team=team, name="Jeanne Marchand")
    assert (jeanne.ended_on, jeanne.end_reason) == (MET, "relais")
    assert names(team, TeamLead, date(2017, 2, 28)) == ["Jeanne Marchand"]
    assert names(team, TeamLead, MET) == ["Paul Vidal"]
    assert told(team)[0] == (
        "a noté que Paul Vidal prend la suite de Jeanne Marchand, référent de l'équipe Équipe des Collines"
    )
    with pytest.raises(Refused, match="n'est déjà plus en place"):
        succeed_lead(jeanne, PAUL, on=TODAY, by=BY)
    # Whoever left may come back.
    succeed_lead(paul, JEANNE, on=TODAY, by=BY)
    assert names(team, TeamLead) == ["Jeanne Marchand"]
    assert [row.name for row in TeamLead.objects.believed().filter(team=team).in_order()] == [
        "Jeanne Marchand",
        "Paul Vidal",
        "Jeanne Marchand",
    ]


def test_nobody_follows_before_the_other_began() -> None:
    team = team_at(S.IDEA)
    with pytest.raises(Refused, match="ne vient pas après le début"):
        succeed_lead(lead_of(team), PAUL, on=FOUNDED, by=BY)
    assert names(team, TeamLead) == ["Jeanne Marchand"]


def test_a_lead_ends_and_the_team_is_told_apart() -> None:
    team = team_at(S.RECOGNISED)
    staged = Team.objects.staged(as_of=TODAY, known_at=instant(2030, 1, 1)).watched(as_of=TODAY)
    assert not staged.alerted(Alert.LEAD).exists()
    with pytest.raises(Refused, match="Dites en quelques mots"):
        end_lead(lead_of(team), on=TODAY, reason=" ", by=BY)
    end_lead(lead_of(team), on=TODAY, reason="déménagement", by=BY)
    assert [row.pk for row in staged.alerted(Alert.LEAD)] == [team.pk]
    assert team in Team.objects.without_lead(as_of=TODAY)
    assert team not in Team.objects.without_lead(as_of=MET)


def test_a_professional_is_followed_by_another_of_the_same_house_and_ends() -> None:
    team = team_at(S.IDEA)
    organisation = carrier()
    first = appoint_support(team, JEANNE._replace(organisation=organisation), on=CARRIED, by=BY)
    second = succeed_support(first, PAUL, on=MET, by=BY)
    assert (second.name, second.organisation) == ("Paul Vidal", organisation)
    ended = end_support(second, on=TODAY, reason="retraite", by=BY)
    assert ended.ended_on == TODAY
    assert names(team, TeamSupport) == []
    assert told(team)[0] == "a noté que Paul Vidal n'appuie plus l'équipe Équipe des Collines"


def test_the_hat_ends_with_the_place() -> None:
    user = nobody_special("Jeanne Marchand")
    team = team_at(S.IDEA)
    appoint_lead(team, NewPerson(name="Jeanne M.", email=user.email), on=FOUNDED, by=BY)
    other = team_at(S.IDEA, "Équipe des Lices")
    give(user, Role.LEAD, Perimeter("equipe", team.slug))
    give(user, Role.SUPPORT, Perimeter("equipe", team.slug))
    give(user, Role.LEAD, Perimeter("equipe", other.slug))
    held = TeamLead.objects.get(team=team, email=user.email)
    assert held.user == user
    end_lead(held, on=TODAY, reason="relais", by=BY)
    left = Grant.objects.in_force(TODAY).filter(user=user)
    assert sorted((grant.role, grant.perimeter_code) for grant in left) == [
        ("referent-equipe", "equipe-des-lices"),
        ("referent-equipes", "equipe-des-collines"),
    ]


def test_who_is_reached_by_telephone_alone_takes_no_hat_away() -> None:
    team = team_at(S.IDEA)
    give(nobody_special(), Role.LEAD, Perimeter("equipe", team.slug))
    paul = appoint_lead(team, PAUL, on=FOUNDED, by=BY)
    end_lead(paul, on=TODAY, reason="relais", by=BY)
    assert Grant.objects.in_force(TODAY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_appoint_the_same_lead_at_once_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = team_at(S.IDEA)
    monkeypatch.setattr(leads, "stamp", meeting(facts.stamp))
    with arena(tmp_path):
        met = race(*[lambda: appoint_lead(team, PAUL, on=CARRIED, by=BY)] * 2)
    assert [type(refusal) for refusal in met if refusal] == [Refused]
    assert None in met


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_alone_keeps_the_second_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    team = team_at(S.IDEA)
    monkeypatch.setattr(leads, "lock", lambda _subjects: None)
    monkeypatch.setattr(leads, "stamp", meeting(facts.stamp))
    with arena(tmp_path):
        met = race(*[lambda: appoint_lead(team, PAUL, on=CARRIED, by=BY)] * 2)
    assert [type(refusal) for refusal in met if refusal] == [IntegrityError]
