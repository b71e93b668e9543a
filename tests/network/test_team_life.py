"""The life of a team: founded, carried by who signed, asleep, awake, closed, opened again."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from maillage.accounts.operations import broken_links
from maillage.common.errors import Refused
from maillage.common.versions import Conflict
from maillage.network.models import (
    Alert,
    Carrying,
    Recognition,
    RecognitionRequest,
    RequestState,
    Signature,
    Team,
    TeamStage,
    TeamStageChange,
)
from maillage.network.operations import (
    NewOrganisation,
    NewSignature,
    NewTeam,
    carry_team,
    close_team,
    describe_team,
    end_signature,
    enrol,
    enter_team_stage,
    found_team,
    found_teams,
    look_for_carrier,
    put_to_sleep,
    reopen_team,
    sign,
    stand_alone,
    stop_carrying,
    submit_recognition,
    wake_up,
)
from maillage.network.operations.cooperations import NewStage
from maillage.network.operations.places import Contact
from tests.cast import date, instant
from tests.network.teams import (
    BY,
    CARRIED,
    DECIDED,
    FOUNDED,
    JEANNE,
    MET,
    TODAY,
    carrier,
    lead_of,
    stage_on,
    team_at,
    team_charter,
    told,
)

pytestmark = pytest.mark.django_db
S = TeamStage


def submitted(team: Team) -> RecognitionRequest:
    return submit_recognition(team, on=DECIDED, by=BY)


# Founding


def test_a_team_is_founded_as_an_idea_with_its_lead() -> None:
    team = found_team(NewTeam(name="Équipe des Lices"), lead=JEANNE, on=FOUNDED, by=BY)
    assert stage_on(team) == S.IDEA
    assert lead_of(team).name == "Jeanne Marchand"
    assert (team.telephone, team.email) == ("", "")  # what is told of a person is not told to the public
    assert told(team) == [
        "a nommé Jeanne Marchand référent de l'équipe Équipe des Lices",
        "a fondé l'équipe Équipe des Lices",
    ]
    assert list(broken_links()) == []


def test_a_team_founded_by_its_carrier_is_carried() -> None:
    organisation = carrier()
    team = found_team(NewTeam(name="Équipe des Lices"), carrier=organisation, on=FOUNDED, by=BY)
    assert stage_on(team) == S.CARRIED
    assert Carrying.objects.get(team=team).organisation == organisation


def test_a_carrier_that_did_not_sign_founds_nothing() -> None:
    (organisation,) = enrol([NewOrganisation(name="Sans signature")], by=BY)
    with pytest.raises(Refused, match="n'avait pas signé la charte ce jour-là"), transaction.atomic():
        found_team(NewTeam(name="Équipe des Lices"), carrier=organisation, on=FOUNDED, by=BY)
    assert not Team.objects.filter(name="Équipe des Lices").exists()


@pytest.mark.parametrize(
    ("name", "on", "refusal"),
    [(" ", FOUNDED, "Donnez un nom à l'équipe"), ("Équipe", date(2017, 6, 1), "n'est pas encore arrivé")],
)
def test_a_team_is_not_founded_without_a_name_nor_tomorrow(name: str, on: dt.date, refusal: str) -> None:
    with pytest.raises(Refused, match=refusal):
        found_team(NewTeam(name=name), on=on, by=BY)


def test_what_the_public_reads_is_written_again() -> None:
    team = team_at(S.IDEA)
    contact = Contact(telephone="04 66 00 00 09")
    describe_team(team, activities="des sorties", contact=contact, version=1, by=BY)
    kept = Team.objects.get(pk=team.pk)
    assert (kept.activities, kept.telephone, kept.email) == ("des sorties", "04 66 00 00 09", "")
    assert (kept.version, kept.saved_at) == (2, BY.at)
    with pytest.raises(Conflict):
        describe_team(team, activities="des visites", contact=contact, version=1, by=BY)
    assert Team.objects.get(pk=team.pk).activities == "des sorties"


# Carrying


def test_a_team_looks_for_a_carrier_then_finds_one_then_another() -> None:
    team = team_at(S.IDEA)
    look_for_carrier(team, on=FOUNDED, by=BY)
    assert stage_on(team) == S.EMERGING
    organisation = carrier()
    carry_team(team, organisation, on=CARRIED, by=BY)
    carry_team(team, carrier("Mutuelle des Collines"), on=MET, by=BY)
    assert stage_on(team) == S.CARRIED
    assert team.stage_changes.count() == 3
    assert team.carryings.count() == 2
    assert told(team)[0] == "a noté que Mutuelle des Collines porte l'équipe Équipe des Collines"
    assert told(team)[1] == "a noté que Entraide des Collines porte l'équipe Équipe des Collines"


@pytest.mark.parametrize("stage", [S.DORMANT, S.CLOSED])
def test_a_team_asleep_or_closed_takes_no_carrier(stage: TeamStage) -> None:
    team = team_at(S.EMERGING)
    enter_team_stage([NewStage(subject=team, stage=stage, on=FOUNDED)], by=BY)
    with pytest.raises(Refused, match="puis dites qui la porte"):
        carry_team(team, carrier(), on=CARRIED, by=BY)
    assert not team.carryings.exists()


# The gate, on the day: who signed, from when, until when.
@pytest.mark.parametrize(
    ("signatory", "since", "until", "opens"),
    [
        ("carrier", date(2017, 1, 1), None, True),
        ("carrier", CARRIED, None, True),
        ("carrier", date(2017, 2, 2), None, False),
        ("carrier", date(2016, 1, 1), CARRIED, False),
        ("carrier", date(2016, 1, 1), date(2017, 2, 2), True),
        ("team", date(2017, 1, 1), None, True),
        ("team", date(2017, 2, 2), None, False),
        ("team", date(2016, 1, 1), CARRIED, False),
        ("other", date(2016, 1, 1), None, False),
        ("nobody", date(2016, 1, 1), None, False),
        ("retracted", date(2016, 1, 1), None, False),
    ],
)
def test_the_gate_opens_to_a_signature_in_force_on_the_day(
    signatory: str, since: dt.date, until: dt.date | None, *, opens: bool
) -> None:
    team = team_at(S.EMERGING)
    organisation, other = enrol([NewOrganisation(name="Porteur"), NewOrganisation(name="Autre")], by=BY)
    who: Any = {"carrier": organisation, "retracted": organisation, "team": team, "other": other}.get(
        signatory
    )
    if who:
        sign(
            [NewSignature(charter=team_charter(), signatory=who, on=since, until=until, end_reason="x")],
            by=BY,
        )
    if signatory == "retracted":
        Signature.objects.filter(organisation=organisation).update(
            retracted_at=BY.at, known_until=BY.at, retraction_reason="erreur"
        )
    if not opens:
        with (
            pytest.raises(Refused, match="elle n'avait pas signé la charte ce jour-là"),
            transaction.atomic(),
        ):
            carry_team(team, organisation, on=CARRIED, by=BY)
        assert stage_on(team) == S.EMERGING
        assert not Team.objects.with_gate(as_of=CARRIED).filter(pk=team.pk).exists()
        return
    carry_team(team, organisation, on=CARRIED, by=BY)
    assert stage_on(team) == S.CARRIED
    assert Team.objects.with_gate(as_of=CARRIED).filter(pk=team.pk).exists()
    gone = Team.objects.without_gate(as_of=date(2017, 2, 2)).filter(pk=team.pk).exists()
    assert gone == (until is not None and until <= date(2017, 2, 2))


def test_a_team_that_signed_stands_alone() -> None:
    team = team_at(S.EMERGING)
    with pytest.raises(Refused, match="ni « Équipe des Collines » ni un porteur de l'équipe"):
        stand_alone(team, on=CARRIED, by=BY)
    sign([NewSignature(charter=team_charter(), signatory=team, on=CARRIED)], by=BY)
    stand_alone(team, on=CARRIED, by=BY)
    assert stage_on(team) == S.CARRIED
    assert not team.carryings.exists()


def test_a_carrier_leaves_and_the_team_stays() -> None:
    team = team_at(S.RECOGNISED)
    held = team.carryings.get()
    with pytest.raises(Refused, match="Dites en quelques mots pourquoi"):
        stop_carrying(held, on=TODAY, reason=" ", by=BY)
    ended = stop_carrying(held, on=TODAY, reason="réorganisation", by=BY)
    assert (ended.ended_on, ended.end_reason) == (TODAY, "réorganisation")
    with pytest.raises(Refused, match="ne porte déjà plus"):
        stop_carrying(ended, on=TODAY, reason="encore", by=BY)
    assert stage_on(team) == S.RECOGNISED
    assert team in Team.objects.without_gate(as_of=TODAY)


def test_a_carrier_whose_signature_ends_breaks_nothing_and_is_told() -> None:
    team = team_at(S.RECOGNISED)
    carrying = team.carryings.get()
    end_signature(Signature.objects.get(organisation=carrying.organisation), on=TODAY, reason="départ", by=BY)
    assert stage_on(team) == S.RECOGNISED
    staged = Team.objects.staged(as_of=TODAY, known_at=instant(2030, 1, 1)).watched(as_of=TODAY)
    assert [row.pk for row in staged.alerted(Alert.GATE)] == [team.pk]
    assert [line.signed for line in team.carryings.with_signature(as_of=TODAY)] == [False]
    assert [line.signed for line in team.carryings.with_signature(as_of=DECIDED)] == [True]


# Rest, end, beginning again


@pytest.mark.parametrize("stage", [S.IDEA, S.CARRIED, S.RECOGNISED])
def test_a_team_wakes_up_where_it_fell_asleep(stage: TeamStage) -> None:
    team = team_at(stage)
    put_to_sleep(team, on=date(2017, 4, 20), reason="l'été", by=BY)
    assert stage_on(team) == S.DORMANT
    wake_up(team, on=TODAY, by=BY)
    assert stage_on(team) == stage
    assert stage_on(team, date(2017, 4, 25)) == S.DORMANT
    with pytest.raises(Refused, match="n'est pas en sommeil"):
        wake_up(team, on=TODAY, by=BY)


def test_a_sleep_undone_on_the_very_day_never_was() -> None:
    team = team_at(S.CARRIED)
    put_to_sleep(team, on=TODAY, reason="par erreur", by=BY)
    wake_up(team, on=TODAY, by=BY)
    assert stage_on(team) == S.CARRIED
    assert not TeamStageChange.objects.believed().filter(team=team, stage=S.DORMANT).exists()


def test_a_team_known_only_as_asleep_wakes_up_looking_for_a_carrier() -> None:
    (team,) = found_teams([NewTeam(name="Équipe")], by=BY)
    enter_team_stage([NewStage(subject=team, stage=S.DORMANT, on=FOUNDED)], by=BY)
    wake_up(team, on=TODAY, by=BY)
    assert stage_on(team) == S.EMERGING


def test_a_closed_team_loses_its_recognition_and_opens_again_from_the_start() -> None:
    team = team_at(S.RECOGNISED)
    number = Recognition.objects.get(team=team).number
    with pytest.raises(Refused, match="Dites en quelques mots pourquoi"):
        close_team(team, on=TODAY, reason="", by=BY)
    close_team(team, on=date(2017, 4, 20), reason="faute de bénévoles", by=BY)
    ended = Recognition.objects.certificate_of(number)
    assert ended is not None
    assert (ended.ended_on, ended.end_reason) == (date(2017, 4, 20), "équipe close")
    with pytest.raises(Refused, match="Dites en quelques mots pourquoi"):
        reopen_team(team, on=TODAY, reason="", by=BY)
    reopen_team(team, on=TODAY, reason="trois voisines reprennent", by=BY)
    assert stage_on(team) == S.CARRIED  # its carrier still stands for it
    with pytest.raises(Refused, match="n'est pas close"):
        reopen_team(team, on=TODAY, reason="encore", by=BY)
    assert told(team)[:2] == ["a rouvert l'équipe Équipe des Collines", "a clos l'équipe Équipe des Collines"]


def test_a_closed_team_without_carrier_opens_again_looking_for_one() -> None:
    team = team_at(S.EMERGING)
    close_team(team, on=CARRIED, reason="faute de bénévoles", by=BY)
    reopen_team(team, on=TODAY, reason="reprise", by=BY)
    assert stage_on(team) == S.EMERGING


def test_the_request_of_a_team_that_closes_falls() -> None:
    team = team_at(S.PACT)
    request = submitted(team)
    close_team(team, on=TODAY, reason="faute de bénévoles", by=BY)
    request.refresh_from_db()
    assert (request.state, request.reason) == (RequestState.REFUSED, "équipe close")
