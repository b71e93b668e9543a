"""The pages of a team: the list of mine, founding one, the workplace and what comes next."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.network.models import (
    Answer,
    Carrying,
    Confirmation,
    RecognitionRequest,
    Signature,
    Team,
    TeamStage,
)
from maillage.network.operations import (
    NewPerson,
    NewSignature,
    appoint_support,
    close_team,
    confirm_team,
    end_lead,
    end_signature,
    sign,
    stop_carrying,
)
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, commune, instant
from tests.network.clock import set_clock
from tests.network.teams import (
    BY,
    CARRIED,
    MET,
    TODAY,
    lead_of,
    stage_on,
    team_at,
    team_charter,
)
from tests.network.working import ALES, DAY, GARD, animating, at, done, next_button, refused
from tests.portal.reading import read, words
from tests.sending import send

pytestmark = pytest.mark.django_db
S = TeamStage


@pytest.fixture(autouse=True)
def _it_is_may_2017(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 5, 2))


@pytest.fixture
def animator(client: Client, cast: Cast) -> Client:  # noqa: ARG001 - asked for, for its effect
    """Sign in the animator of the cooperation of the Gard."""
    return animating(client)


# The list


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?etape=reconnue&alerte=sans-referent&q=equipe"])
def test_my_teams_ask_as_much_whatever_the_rows(
    animator: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int, query: str
) -> None:
    for rank in range(count):
        team = team_at(S.RECOGNISED, f"Équipe {rank}")
        end_lead(lead_of(team), on=TODAY, reason="départ", by=BY)
    with django_assert_num_queries(7):
        page = read(animator, f"/mes-equipes/{query}")
    assert page.count("Sans référent de l'équipe") >= count


def test_my_teams_are_those_that_my_hat_reaches(animator: Client, cast: Cast) -> None:
    page = read(animator, "/mes-equipes/")
    assert cast.tilleul.name in page
    assert cast.barachois.name not in page
    assert "Fonder une équipe" in page
    assert "1 équipe" in page


def test_my_teams_are_chosen_by_stage_by_name_and_by_what_they_lack(animator: Client, cast: Cast) -> None:
    team = team_at(S.EMERGING)
    page = read(animator, "/mes-equipes/?etape=emergente")
    assert team.name in page
    assert cast.tilleul.name not in page
    assert cast.tilleul.name in read(animator, "/mes-equipes/?alerte=sans-referent")
    assert cast.tilleul.name in read(animator, "/mes-equipes/?alerte=a-confirmer")
    assert "Aucune de vos équipes ne répond" in read(animator, "/mes-equipes/?alerte=sans-porteur")
    assert "Aucune de vos équipes ne répond" in read(animator, "/mes-equipes/?q=zzz")
    assert cast.tilleul.name in read(animator, "/mes-equipes/?etape=lune&page=99")
    for organisation in (cast.voisins, cast.ccas):
        held = Signature.objects.believed().get(organisation=organisation, ended_on=None)
        end_signature(held, on=TODAY, reason="départ", by=BY)
    assert "Cherche un porteur qui a signé" in read(animator, "/mes-equipes/?alerte=sans-porteur")


def test_a_closed_team_is_listed_when_asked_for(animator: Client) -> None:
    team = team_at(S.IDEA)
    close_team(team, on=TODAY, reason="faute de bénévoles", by=BY)
    assert team.name not in read(animator, "/mes-equipes/")
    page = read(animator, "/mes-equipes/?etape=close")
    assert team.name in page


@pytest.mark.usefixtures("cast")
def test_whoever_follows_no_team_is_told_what_will_be_here(client: Client) -> None:
    sign_in(client, Role.FUNDER, FRANCE)
    page = read(client, "/mes-equipes/")
    assert "Les équipes que vous suivez seront ici." in page
    assert "Fonder une équipe" not in page
    assert client.get("/mes-equipes/fonder/").status_code == 404
    sign_in(client, Role.ANIMATOR, ALES, name="Alix")
    assert "Fonder une équipe" in read(client, "/mes-equipes/")


def test_a_visitor_is_sent_to_sign_in(client: Client, cast: Cast) -> None:
    for address in ("/mes-equipes/", at("work_team", cast.tilleul), "/mes-equipes/fonder/"):
        assert client.get(address).status_code == 302


# Founding

NEW = {
    "name": "Équipe des Lices",
    "place": "Nîmes",
    "activities": "des visites",
    "lead_name": "Jeanne Marchand",
    "lead_email": "Jeanne@Exemple.fr",
    "lead_telephone": "",
}


def test_an_animator_founds_a_team_where_the_cooperation_covers(animator: Client) -> None:
    assert "Cinq questions suffisent" in read(animator, "/mes-equipes/fonder/")
    answer = send(animator, "/mes-equipes/fonder/", NEW)
    done(answer, "/mes-equipes/equipe-des-lices/")
    team = Team.objects.get(slug="equipe-des-lices")
    assert stage_on(team) == S.IDEA
    assert lead_of(team).email == "jeanne@exemple.fr"
    assert team.situations.get().commune == commune("30189")
    page = read(animator, "/mes-equipes/equipe-des-lices/")
    assert "L'équipe est inscrite" in page
    assert "Anne Martin a fondé l'équipe Équipe des Lices" in page
    public = read(animator, "/equipes/equipe-des-lices/")
    assert "Jeanne" not in public
    assert "jeanne@exemple.fr" not in public


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": "Lyon"}, "Lyon n'est pas dans votre territoire"),
        ({"place": "zzqqxx"}, "Aucune commune ne répond à « zzqqxx »"),
        ({"place": "x"}, "Aucune commune ne répond à « x »"),
        ({"place": "Nîmes (34000)"}, "Aucune commune ne répond"),
        ({"place": "Saint"}, "Plusieurs communes répondent"),
        ({"lead_email": ""}, "Donnez une adresse électronique, ou un téléphone."),
        ({"lead_email": "jeanne"}, "n'est pas une adresse électronique"),
        ({"name": " "}, "Écrivez quelques mots ici."),
        ({"name": "x" * 201}, "200"),
        ({"activities": "a\x00b"}, "caractères invisibles"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    animator: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = send(animator, "/mes-equipes/fonder/", {**NEW, **changes})
    refused(answer, sentence, status=422)
    assert "Jeanne Marchand" in answer.content.decode()
    assert not Team.objects.filter(name=NEW["name"]).exists()


@pytest.mark.parametrize("place", ["30000", "nimes", "Nîmes (30000), Gard", "Nîmes (30000)"])
def test_a_commune_is_named_as_people_do(animator: Client, place: str) -> None:
    done(send(animator, "/mes-equipes/fonder/", {**NEW, "place": place}))
    assert Team.objects.get(name=NEW["name"]).situations.get().commune == commune("30189")


def test_a_carrier_manager_becomes_its_carrier(client: Client, cast: Cast) -> None:
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.nationale.slug))
    done(send(client, "/mes-equipes/fonder/", {**NEW, "place": "Lyon (69001)"}), "")
    team = Team.objects.get(name=NEW["name"])
    assert Carrying.objects.get(team=team).organisation == cast.nationale
    assert stage_on(team) == S.CARRIED
    assert client.get(at("work_team", team)).status_code == 200


def test_a_carrier_that_did_not_sign_is_told_and_founds_nothing(client: Client, cast: Cast) -> None:
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.branche.slug))
    refused(send(client, "/mes-equipes/fonder/", NEW), "n'avait pas signé la charte ce jour-là")
    assert not Team.objects.filter(name=NEW["name"]).exists()


def test_a_national_officer_founds_anywhere_and_a_support_officer_of_one_team_nowhere(
    client: Client, cast: Cast
) -> None:
    sign_in(client, Role.SUPPORT, Perimeter("equipe", cast.tilleul.slug))
    refused(send(client, "/mes-equipes/fonder/", NEW), "n'est pas dans votre territoire", status=422)
    sign_in(client, Role.OFFICER, FRANCE, name="Olive")
    done(send(client, "/mes-equipes/fonder/", {**NEW, "place": "Cahors"}))
    assert Team.objects.get(name=NEW["name"]).situations.get().commune == commune("46042")


def test_a_form_sent_twice_founds_one_team(animator: Client) -> None:
    for _time in range(2):
        done(send(animator, "/mes-equipes/fonder/", NEW, token="a" * 32), "/mes-equipes/equipe-des-lices/")
    assert Team.objects.filter(name=NEW["name"]).count() == 1


# The workplace: what is missing, and the one button that does it


@pytest.mark.parametrize(
    ("stage", "missing", "button", "name"),
    [
        (S.IDEA, "quelqu'un qui la porte", "Dire qu'elle cherche un porteur", "look_for_carrier"),
        (S.EMERGING, "un porteur qui a signé la charte", "Dire qui la porte", "carry_team"),
        (S.CARRIED, "une réunion de toute l'équipe", "Enregistrer le pacte", "adopt_pact"),
        (S.PACT, "Vous pouvez la prendre par délégation", "Décider de la reconnaissance", "recognise_team"),
        (S.RECOGNISED, "un oui de l'équipe", "Demander la confirmation", "ask_confirmation"),
    ],
)
def test_the_workplace_says_what_comes_next(
    animator: Client, stage: TeamStage, missing: str, button: str, name: str
) -> None:
    team = team_at(stage)
    page = animator.get(at("work_team", team)).content.decode()
    assert missing in words(page)
    assert next_button(page) == (at(name, team), button)


def test_what_is_missing_at_the_pact_is_done_first(animator: Client) -> None:
    team = team_at(S.PACT)
    address = at("work_team", team)
    end_lead(lead_of(team), on=TODAY, reason="départ", by=BY)
    page = animator.get(address).content.decode()
    assert "Pour l'étape « reconnue » un référent de l'équipe." in words(page)
    assert next_button(page) == (at("appoint_lead", team), "Nommer un référent")
    team.projects.all().delete()
    assert next_button(animator.get(address).content.decode()) == (
        at("write_project", team),
        "Écrire le projet",
    )
    stop_carrying(team.carryings.get(), on=TODAY, reason="départ", by=BY)
    page = animator.get(address).content.decode()
    assert "un porteur dont la signature est en vigueur" in words(page)
    assert next_button(page) == (at("carry_team", team), "Dire qui la porte")


@pytest.mark.usefixtures("cast")
def test_a_lead_asks_and_waits(client: Client) -> None:
    team = team_at(S.PACT)
    sign_in(client, Role.LEAD, Perimeter("equipe", team.slug))
    assert "il reste à la demander" in read(client, at("work_team", team))
    done(send(client, at("submit_recognition", team)), at("work_team", team))
    page = read(client, at("work_team", team))
    assert "La demande est déposée. Vous verrez la décision ici." in page
    assert "une décision : la demande est déposée" in page
    assert RecognitionRequest.objects.get().submitted_by is not None
    refused(send(client, at("submit_recognition", team)), "sa demande attend une décision")
    assert client.get(at("recognise_team", team)).status_code == 404
    assert client.get(at("close_team", team)).status_code == 404


def test_a_team_that_signed_is_said_carried_by_itself(animator: Client) -> None:
    team = team_at(S.EMERGING)
    sign([NewSignature(charter=team_charter(), signatory=team, on=CARRIED)], by=BY)
    assert "une signature est en vigueur : il reste à le dire" in read(animator, at("work_team", team))
    assert "L'équipe a signé sa charte" in read(animator, at("stand_alone", team))
    done(send(animator, at("stand_alone", team), {"on": DAY}))
    assert stage_on(team) == S.CARRIED


def test_an_asleep_team_wakes_up_and_a_confirmed_one_is_thanked(animator: Client) -> None:
    team = team_at(S.RECOGNISED)
    refused(send(animator, at("put_to_sleep", team), {"on": DAY, "reason": ""}), "Pourquoi", status=422)
    done(send(animator, at("put_to_sleep", team), {"on": DAY, "reason": "l'été"}))
    assert "l'équipe est en sommeil" in read(animator, at("work_team", team))
    done(send(animator, at("wake_up", team), {"on": DAY}))
    confirm_team(team, year=2017, answer=Answer.LIVES, who="Jeanne", on=TODAY, by=BY)
    assert "c'est fait. Merci à l'équipe." in read(animator, at("work_team", team))


@pytest.mark.usefixtures("cast")
def test_a_team_is_closed_then_only_read_until_the_national_team_opens_it(client: Client) -> None:
    team = team_at(S.RECOGNISED)
    sign_in(client, Role.ANIMATOR, GARD)
    done(send(client, at("close_team", team), {"on": DAY, "reason": "faute de bénévoles"}))
    page = read(client, at("work_team", team))
    assert "Seule l'équipe nationale peut la rouvrir" in page
    assert "vos rôles ne permettent pas de la changer" in page
    for name in ("describe_team", "write_project", "carry_team", "wake_up", "reopen_team", "appoint_lead"):
        assert client.get(at(name, team)).status_code == 404
    sign_in(client, Role.OFFICER, FRANCE, name="Olive")
    refused(
        send(client, at("reopen_team", team), {"on": DAY, "reason": "reprise"}), "Choisissez le 3 mai 2017"
    )
    assert "Elle reprend au début de son chemin" in read(client, at("reopen_team", team))


@pytest.mark.usefixtures("cast")
def test_a_foreign_team_is_not_found(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, ALES)
    team = team_at(S.PACT)
    names = [
        "work_team",
        "team_certificate",
        "describe_team",
        "look_for_carrier",
        "carry_team",
        "stand_alone",
        "adopt_pact",
        "write_project",
        "submit_recognition",
        "recognise_team",
        "put_to_sleep",
        "wake_up",
        "close_team",
        "reopen_team",
        "appoint_lead",
        "appoint_support",
        "ask_confirmation",
        "note_answer",
    ]
    for name in names:
        assert client.get(at(name, team)).status_code == 404, name
        assert send(client, at(name, team)).status_code == 404 or name in {"work_team", "team_certificate"}
    key = lead_of(team).pk
    for name in ("succeed_lead", "end_lead"):
        assert client.get(at(name, team, key)).status_code == 404
    # The lead of another team is not reached through mine.
    mine = team_at(S.PACT, "Équipe d'Alès", "30007")
    assert client.get(at("end_lead", mine, key)).status_code == 404
    assert client.get(at("stop_carrying", mine, team.carryings.get().pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_workplace_asks_as_much_whatever_the_rows(
    animator: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    team = team_at(S.RECOGNISED)
    for rank in range(count):
        end_lead(lead_of(team), on=TODAY, reason="relais", by=BY) if rank == 0 else None
        appoint_support(team, NewPerson(name=f"Lina {rank}", telephone="04 66 00 00 01"), on=MET, by=BY)
        Confirmation.objects.create(team=team, year=2010 + rank)
    with django_assert_num_queries(18):
        animator.get(at("work_team", team))
