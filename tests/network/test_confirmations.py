"""The yearly confirmation: asked by e-mail, answered in one click or by telephone, once."""

import re

import pytest
from django.db import IntegrityError, transaction

from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.links import read_link
from maillage.common.models import Message
from maillage.network.models import Alert, Answer, Confirmation, Team, TeamStage
from maillage.network.operations import (
    NewPerson,
    appoint_lead,
    appoint_support,
    ask_confirmation,
    close_team,
    confirm_team,
    end_lead,
    put_to_sleep,
)
from maillage.network.operations.confirmations import LINK_DAYS, PURPOSE
from tests.cast import date, instant
from tests.network.teams import BY, CARRIED, JEANNE, PAUL, TODAY, lead_of, stage_on, team_at, told

pytestmark = pytest.mark.django_db
S = TeamStage
LINK = Author(at=instant(2017, 5, 2), role="lien")


def test_the_leads_are_asked_by_e_mail_with_a_link_of_their_own() -> None:
    team = team_at(S.RECOGNISED)
    appoint_lead(team, PAUL, on=CARRIED, by=BY)  # has a telephone only
    appoint_support(team, NewPerson(name="Lina Roy", email="lina@exemple.fr"), on=CARRIED, by=BY)
    asked = ask_confirmation(team, year=2017, on=TODAY, by=BY)
    assert (asked.asked_to, asked.asked_at, asked.confirmed_on) == ("jeanne@exemple.fr", BY.at, None)
    assert str(asked) == "Équipe des Collines : 2017"
    (message,) = Message.objects.all()
    assert (message.to_email, message.subject) == (
        "jeanne@exemple.fr",
        "L'équipe « Équipe des Collines » vit-elle toujours ?",
    )
    (token,) = re.findall(r"/confirmation/([^/\s]+)/", message.text)
    assert read_link(PURPOSE, token, days=LINK_DAYS) == {
        "confirmation": asked.pk,
        "role": "referent",
        "person": lead_of_jeanne(team),
    }
    assert told(team)[0] == "a demandé à l'équipe Équipe des Collines de confirmer qu'elle vit en 2017"


def lead_of_jeanne(team: Team) -> int:
    return int(team.leads.get(name="Jeanne Marchand", ended_on=None, retracted_at=None).pk)


def test_asking_twice_on_one_day_writes_once() -> None:
    team = team_at(S.RECOGNISED)
    ask_confirmation(team, year=2017, on=TODAY, by=BY)
    ask_confirmation(team, year=2017, on=TODAY, by=BY)
    assert Message.objects.count() == 1
    assert Confirmation.objects.count() == 1


def test_without_a_lead_to_write_to_the_support_officer_is_asked() -> None:
    team = team_at(S.RECOGNISED)
    end_lead(lead_of(team), on=TODAY, reason="départ", by=BY)
    appoint_support(team, NewPerson(name="Lina Roy", email="lina@exemple.fr"), on=CARRIED, by=BY)
    assert ask_confirmation(team, year=2017, on=TODAY, by=BY).asked_to == "lina@exemple.fr"


def test_a_team_that_nobody_can_write_to_is_called() -> None:
    team = team_at(S.RECOGNISED)
    end_lead(lead_of(team), on=TODAY, reason="départ", by=BY)
    with pytest.raises(Refused, match="appelez l'équipe, puis notez sa réponse"), transaction.atomic():
        ask_confirmation(team, year=2017, on=TODAY, by=BY)
    assert not Confirmation.objects.exists()


def test_a_closed_team_is_neither_asked_nor_heard() -> None:
    team = team_at(S.RECOGNISED)
    close_team(team, on=TODAY, reason="faute de bénévoles", by=BY)
    with pytest.raises(Refused, match="il n'y a plus rien à lui demander"):
        ask_confirmation(team, year=2017, on=TODAY, by=BY)
    with pytest.raises(Refused, match="Si elle vit, appelez-nous"):
        confirm_team(team, year=2017, answer=Answer.LIVES, who="Jeanne", on=TODAY, by=LINK)


@pytest.mark.parametrize(
    ("before", "answer", "after"),
    [
        (S.RECOGNISED, Answer.LIVES, S.RECOGNISED),
        (S.RECOGNISED, Answer.PAUSED, S.DORMANT),
        (S.RECOGNISED, Answer.OVER, S.DORMANT),  # people close a team, an e-mail does not
        (S.DORMANT, Answer.LIVES, S.RECOGNISED),
        (S.DORMANT, Answer.PAUSED, S.DORMANT),
    ],
)
def test_the_answer_changes_the_stage_where_it_must(
    before: TeamStage, answer: Answer, after: TeamStage
) -> None:
    team = team_at(S.RECOGNISED)
    if before == S.DORMANT:
        put_to_sleep(team, on=date(2017, 4, 20), reason="l'été", by=BY)
    given = confirm_team(team, year=2017, answer=answer, who="Jeanne Marchand", on=TODAY, by=LINK)
    assert (given.answer, given.confirmed_by, given.confirmed_on) == (answer, "Jeanne Marchand", TODAY)
    assert stage_on(team) == after
    said = f"a répondu pour l'équipe Équipe des Collines en 2017 : « {answer.label} »"
    assert said in told(team)
    assert team in Team.objects.confirmed(2017)
    assert team not in Team.objects.unconfirmed(2017)


def test_an_unconfirmed_team_is_told_apart_while_it_is_recognised() -> None:
    team = team_at(S.RECOGNISED)
    idea = team_at(S.IDEA, "Équipe des Lices")
    staged = Team.objects.staged(as_of=TODAY, known_at=instant(2030, 1, 1)).watched(as_of=TODAY)
    assert [row.pk for row in staged.alerted(Alert.UNCONFIRMED)] == [team.pk]
    assert set(Team.objects.unconfirmed(2017)) == {team, idea}
    confirm_team(team, year=2017, answer=Answer.LIVES, who="Jeanne", on=TODAY, by=LINK)
    assert not staged.alerted(Alert.UNCONFIRMED).exists()
    assert Team.objects.unconfirmed(2018).count() == 2


def test_a_second_answer_is_refused_with_thanks() -> None:
    team = team_at(S.RECOGNISED)
    ask_confirmation(team, year=2017, on=TODAY, by=BY)
    confirm_team(team, year=2017, answer=Answer.LIVES, who="Jeanne", on=TODAY, by=LINK)
    said = (
        "« Équipe des Collines » a déjà répondu pour 2017, le 2 mai 2017 : « L'équipe vit ». "
        "Merci, tout est noté."
    )
    with pytest.raises(Refused) as answering:
        confirm_team(team, year=2017, answer=Answer.OVER, who="Paul", on=TODAY, by=LINK)
    with pytest.raises(Refused) as asking:
        ask_confirmation(team, year=2017, on=TODAY, by=BY)
    for refusal in (answering, asking):
        assert str(refusal.value).replace("\u00a0", " ") == said
    assert stage_on(team) == S.RECOGNISED
    assert list(Confirmation.objects.answered()) == list(Confirmation.objects.latest_first())
    assert not Confirmation.objects.waiting().exists()
    # Another year is another question.
    confirm_team(team, year=2018, answer=Answer.LIVES, who=JEANNE.name, on=TODAY, by=LINK)


def test_an_answer_is_one_of_the_three() -> None:
    team = team_at(S.RECOGNISED)
    with pytest.raises(Refused, match="Choisissez une des trois réponses"):
        confirm_team(team, year=2017, answer="peut-être", who="Jeanne", on=TODAY, by=LINK)
    assert not Confirmation.objects.exists()


def test_the_database_keeps_one_whole_answer_a_year() -> None:
    team = team_at(S.RECOGNISED)
    Confirmation.objects.create(team=team, year=2017)
    for fields in ({"year": 2017}, {"year": 2018, "answer": "vit"}, {"year": 2018, "confirmed_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Confirmation.objects.create(team=team, **fields)


def test_an_answer_is_neither_of_tomorrow_nor_older_than_the_team() -> None:
    team = team_at(S.RECOGNISED)
    for day, sentence in (
        (date(2017, 5, 3), "n'est pas encore arrivé"),
        (date(1950, 1, 1), "existe depuis le .*sa réponse ne peut pas dater du 1er.janvier 1950"),
    ):
        with pytest.raises(Refused, match=sentence):
            confirm_team(team, year=day.year, answer=Answer.LIVES, who="Jeanne", on=day, by=BY)
    assert not Confirmation.objects.exists()
