"""Pact, project, request and decision; and two who decide at once."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from maillage.common.errors import Refused
from maillage.common.versions import Conflict
from maillage.network.models import (
    Pact,
    Recognition,
    RecognitionRequest,
    RequestState,
    Signature,
    Sitting,
    Team,
    TeamProject,
    TeamStage,
    TeamStageChange,
)
from maillage.network.operations import (
    adopt_pact,
    close_team,
    decide_recognition,
    end_lead,
    end_signature,
    missing_for_recognition,
    recognise,
    recognition,
    submit_recognition,
    team_stages,
    write_project,
)
from tests.accounts.rivals import arena, meeting, race
from tests.cast import date
from tests.network.teams import (
    BY,
    CARRIED,
    DECIDED,
    FOUNDED,
    MET,
    TODAY,
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


# Pact and project


def test_a_pact_is_adopted_by_a_carried_team_and_renewed_by_a_recognised_one() -> None:
    team = team_at(S.CARRIED)
    adopt_pact(team, participants=7, charter=team_charter(), place="mairie", on=MET, by=BY)
    assert stage_on(team) == S.PACT
    change = TeamStageChange.objects.get(team=team, stage=S.PACT)
    assert (change.evidence_kind, change.evidence, change.changed_on) == ("reunion", "mairie", MET)
    write_project(team, text="Ensemble.", expected=None, on=MET, by=BY)
    recognise(team, on=DECIDED, by=BY)
    adopt_pact(team, participants=9, charter=team_charter(), on=TODAY, by=BY)
    assert stage_on(team) == S.RECOGNISED
    assert [pact.participants for pact in Pact.objects.latest_first().filter(team=team)] == [9, 7]
    assert str(Pact.objects.get(participants=7)) == (
        "Équipe des Collines : Charte de l'équipe citoyenne, 01/03/2017"
    )


@pytest.mark.parametrize(
    ("stage", "participants", "on", "refusal"),
    [
        (S.IDEA, 7, MET, "dites qu'elle cherche un porteur, ou qui la porte"),
        (S.EMERGING, 7, MET, "une équipe adopte son pacte quand elle est portée"),
        (S.CARRIED, 1, MET, "au moins deux personnes"),
        (S.CARRIED, 7, date(2017, 6, 1), "n'est pas encore arrivé"),
        (S.CARRIED, 7, FOUNDED, "ne peut pas entrer à l'étape « pacte adopté »"),
        (S.PACT, 7, MET, "est déjà enregistrée"),
    ],
)
def test_a_pact_is_refused(stage: TeamStage, participants: int, on: dt.date, refusal: str) -> None:
    team = team_at(stage)
    before = Pact.objects.filter(team=team).count()
    with pytest.raises(Refused, match=refusal), transaction.atomic():
        adopt_pact(team, participants=participants, charter=team_charter(), on=on, by=BY)
    assert Pact.objects.filter(team=team).count() == before


def test_each_save_of_a_project_is_a_new_version() -> None:
    team = team_at(S.IDEA)
    first = write_project(team, text="Un.", expected=None, on=FOUNDED, by=BY)
    second = write_project(team, text="Deux.", expected=1, on=CARRIED, by=BY)
    assert (first.version, second.version) == (1, 2)
    assert write_project(team, text="Deux.", expected=2, on=MET, by=BY) == second  # nothing changed
    assert [p.text for p in TeamProject.objects.filter(team=team).latest_first()] == ["Deux.", "Un."]
    assert str(second) == "Équipe des Collines : 2"
    with pytest.raises(Conflict) as conflict:
        write_project(team, text="Trois.", expected=1, on=MET, by=BY)
    assert conflict.value.current == second
    assert team.projects.count() == 2


@pytest.mark.parametrize(("text", "refusal"), [(" \n", "Le projet est vide"), ("x" * 20_001, "trop long")])
def test_a_project_is_some_words(text: str, refusal: str) -> None:
    team = team_at(S.IDEA)
    with pytest.raises(Refused, match=refusal):
        write_project(team, text=text, expected=None, on=MET, by=BY)


def test_the_project_of_a_closed_team_is_only_read() -> None:
    team = team_at(S.IDEA)
    close_team(team, on=CARRIED, reason="faute de bénévoles", by=BY)
    with pytest.raises(Refused, match="ne s'écrit plus"):
        write_project(team, text="Un.", expected=None, on=MET, by=BY)


# Asking and deciding


def test_a_team_that_has_everything_asks_once() -> None:
    team = team_at(S.PACT)
    request = submitted(team)
    assert request.title == str(request) == "« Équipe des Collines » demande sa reconnaissance"
    assert list(RecognitionRequest.objects.waiting()) == [request]
    with pytest.raises(Refused, match="sa demande attend une décision"):
        submitted(team)
    assert RecognitionRequest.objects.count() == 1


def test_what_is_missing_is_said_in_words() -> None:
    team = team_at(S.IDEA)
    assert missing_for_recognition(team, on=MET) == [
        "un porteur dont la signature est en vigueur, ou la signature de l'équipe",
        "le pacte d'engagement, adopté en réunion",
        "le projet de l'équipe, même court",
    ]
    with pytest.raises(Refused, match="est à l'étape « idée » : la reconnaissance se demande après le pacte"):
        submitted(team)
    ready = team_at(S.PACT, "Équipe des Lices")
    assert missing_for_recognition(ready, on=MET) == []
    end_lead(lead_of(ready), on=MET, reason="déménagement", by=BY)
    with pytest.raises(
        Refused, match=r"Il manque encore à « Équipe des Lices » le 1er.avril 2017 : un référent"
    ):
        submitted(ready)


def test_an_animator_recognises_by_delegation() -> None:
    team = team_at(S.PACT)
    asked = submitted(team)
    request = recognise(team, on=DECIDED, by=BY)
    assert request == asked
    assert (request.state, request.delegated, request.decided_on) == (RequestState.ACCEPTED, True, DECIDED)
    assert stage_on(team) == S.RECOGNISED
    held = Recognition.objects.get(team=team)
    assert (held.delegated, held.sitting, held.started_on) == (True, None, DECIDED)
    assert held.number == f"EC-{team.pk:05d}-20170401"
    assert str(held) == f"Équipe des Collines : {held.number}"
    assert Recognition.objects.certificate_of(held.number) == held
    assert Recognition.objects.certificate_of("EC-00000-20170401") is None
    assert told(team)[0] == "a reconnu l'équipe Équipe des Collines"


def test_without_a_request_waiting_the_delegation_is_one() -> None:
    team = team_at(S.PACT)
    recognise(team, on=DECIDED, by=BY)
    assert RecognitionRequest.objects.get(team=team).state == RequestState.ACCEPTED
    with pytest.raises(Refused, match="est à l'étape « reconnue »"):
        recognise(team, on=DECIDED, by=BY)


def test_a_sitting_recognises() -> None:
    team = team_at(S.PACT)
    sitting = Sitting.objects.create(body="Comité national", held_on=DECIDED)
    request = decide_recognition(
        submitted(team), accepted=True, sitting=sitting, reason="", on=DECIDED, by=BY
    )
    assert (request.state, request.sitting, request.delegated) == (RequestState.ACCEPTED, sitting, False)
    assert Recognition.objects.get(team=team).sitting == sitting
    change = TeamStageChange.objects.get(team=team, stage=S.RECOGNISED)
    assert (change.evidence_kind, change.evidence) == ("decision", "Comité national, 01/04/2017")
    with pytest.raises(Refused, match=r"a déjà été décidée le 1er.avril 2017 : elle est acceptée"):
        decide_recognition(request, accepted=False, sitting=sitting, reason="non", on=DECIDED, by=BY)


def test_a_refusal_has_its_reason_and_the_team_asks_again() -> None:
    team = team_at(S.PACT)
    request = submitted(team)
    with pytest.raises(Refused, match="Dites pourquoi la reconnaissance est refusée"):
        decide_recognition(request, accepted=False, sitting=None, reason=" ", on=DECIDED, by=BY)
    decide_recognition(request, accepted=False, sitting=None, reason="projet à préciser", on=DECIDED, by=BY)
    request.refresh_from_db()
    assert (request.state, request.reason) == (RequestState.REFUSED, "projet à préciser")
    assert stage_on(team) == S.PACT
    assert told(team)[0] == "a refusé de reconnaître l'équipe Équipe des Collines"
    submitted(team)
    assert [r.state for r in team.recognition_requests.latest_first()] == ["deposee", "refusee"]


@pytest.mark.parametrize(
    ("on", "refusal"),
    [
        (date(2017, 6, 1), "n'est pas encore arrivé"),
        (date(2017, 2, 15), "Il manque encore"),
        (date(2017, 4, 10), "Il manque encore"),
    ],
)
def test_the_gate_is_looked_at_on_the_day_of_the_decision(on: dt.date, refusal: str) -> None:
    team = team_at(S.PACT)
    request = submitted(team)
    signed = Signature.objects.get(organisation=team.carryings.get().organisation)
    end_signature(signed, on=date(2017, 4, 5), reason="départ", by=BY)
    with pytest.raises(Refused, match=refusal), transaction.atomic():
        decide_recognition(request, accepted=True, sitting=None, reason="", on=on, by=BY)
    assert stage_on(team) == S.PACT
    assert list(RecognitionRequest.objects.waiting()) == [request]
    decide_recognition(request, accepted=True, sitting=None, reason="", on=date(2017, 4, 4), by=BY)


def test_the_database_keeps_requests_whole() -> None:
    team = team_at(S.PACT)
    request = submitted(team)
    for fields in (
        {"state": "acceptee"},
        {"decided_on": DECIDED},
        {"state": "refusee", "decided_on": DECIDED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecognitionRequest.objects.filter(pk=request.pk).update(**fields)


# Two at once


def refusing(request: RecognitionRequest) -> Callable[[], object]:
    return lambda: decide_recognition(
        request, accepted=False, sitting=None, reason="à revoir", on=DECIDED, by=BY
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_at_once_one_decides_and_the_other_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = submitted(team_at(S.PACT))
    monkeypatch.setattr(recognition, "refuse_future", meeting(team_stages.refuse_future))
    with arena(tmp_path):
        met = race(refusing(request), refusing(request))
    assert [type(refusal) for refusal in met if refusal] == [Refused]
    assert None in met


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    request = submitted(team_at(S.PACT))
    monkeypatch.setattr(recognition, "lock", lambda _subjects: None)
    monkeypatch.setattr(recognition, "refuse_future", meeting(team_stages.refuse_future))
    with arena(tmp_path):
        assert race(refusing(request), refusing(request)) == [None, None]
