"""What is done to a team through its pages; its badge, its certificate, the link of an e-mail."""

import re

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.facts import end_of_day
from maillage.common.models import Message
from maillage.network.models import (
    Answer,
    Confirmation,
    Recognition,
    Signature,
    Sitting,
    Team,
    TeamLead,
    TeamStage,
    TeamSupport,
)
from maillage.network.operations import (
    ask_confirmation,
    close_team,
    confirm_team,
    decide_recognition,
    end_lead,
    end_signature,
    put_to_sleep,
    submit_recognition,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, date, instant
from tests.network.clock import set_clock
from tests.network.teams import (
    BY,
    DECIDED,
    JEANNE,
    PAUL,
    TODAY,
    carrier,
    lead_of,
    stage_on,
    team_at,
    team_charter,
)
from tests.network.working import DAY, animating, at, done, refused
from tests.portal.reading import read
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


# Acts


def test_a_carrier_is_looked_for_by_name_then_chosen(animator: Client, cast: Cast) -> None:
    team = team_at(S.EMERGING)
    done(send(animator, at("look_for_carrier", team_at(S.IDEA, "Équipe des Lices")), {"on": DAY}))
    address = at("carry_team", team)
    assert "Un porteur est une organisation qui a signé la charte" in read(animator, address)
    assert "Aucune organisation signataire ne s'appelle « lune »" in read(animator, f"{address}?q=lune")
    page = read(animator, f"{address}?q=voisins")
    assert "Les Voisins du Tilleul" in page
    assert cast.branche.name not in read(animator, f"{address}?q=fraternite")  # it did not sign
    refused(send(animator, f"{address}?q=voisins", {"on": DAY}), "Choisissez une réponse", status=422)
    for key in ("x", str(cast.branche.pk), "9" * 30):
        answer = send(animator, f"{address}?q=voisins", {"on": DAY, "organisation": key})
        refused(answer, "Cette réponse n'est plus proposée", status=422)
    done(send(animator, f"{address}?q=voisins", {"on": DAY, "organisation": cast.voisins.pk}))
    assert stage_on(team) == S.CARRIED
    refused(
        send(animator, f"{address}?q=voisins", {"on": DAY, "organisation": cast.voisins.pk}), "porte déjà"
    )
    held = team.carryings.get()
    assert "ne portera plus l'équipe" in read(animator, at("stop_carrying", team, held.pk))
    refused(
        send(animator, at("stop_carrying", team, held.pk), {"on": DAY, "reason": "départ"}), "ne vient pas"
    )


def test_many_organisations_found_are_told(animator: Client) -> None:
    team = team_at(S.EMERGING)
    for rank in range(21):
        carrier(f"Entraide {rank}")
    assert "Voici les 20 premières" in read(animator, f"{at('carry_team', team)}?q=entraide")


def test_a_carrier_offers_itself_and_nobody_else(client: Client, cast: Cast) -> None:
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.voisins.slug))
    address = at("carry_team", cast.tilleul)
    assert "Aucune organisation signataire" in read(client, f"{address}?q=fraternite")
    assert "Les Voisins du Tilleul" in read(client, f"{address}?q=voisins")


def test_a_carrying_ends_and_the_team_says_what_it_looks_for(animator: Client) -> None:
    team = team_at(S.RECOGNISED)
    done(send(animator, at("stop_carrying", team, team.carryings.get().pk), {"on": DAY, "reason": "départ"}))
    page = read(animator, at("work_team", team))
    assert "Cherche un porteur qui a signé" in page
    assert "jusqu'au : 2 mai 2017 (départ)" in page


def test_a_signature_that_ended_is_told_beside_the_carrier(animator: Client) -> None:
    team = team_at(S.RECOGNISED)
    held = Signature.objects.get(organisation=team.carryings.get().organisation)
    end_signature(held, on=TODAY, reason="départ", by=BY)
    assert "signature terminée" in read(animator, at("work_team", team))


def test_a_pact_is_recorded(animator: Client) -> None:
    team = team_at(S.CARRIED)
    assert "À une réunion de tous ses membres" in read(animator, at("adopt_pact", team))
    given = {"on": "1er mars 2017", "participants": "7", "place": "mairie", "charter": team_charter().pk}
    refused(
        send(animator, at("adopt_pact", team), {**given, "participants": "1"}), "au moins deux", status=422
    )
    done(send(animator, at("adopt_pact", team), given))
    page = read(animator, at("work_team", team))
    assert "Adopté en réunion le 1er mars 2017, à 7 : Charte de l'équipe citoyenne (mairie)" in page


def test_two_who_write_the_project_lose_nothing(animator: Client) -> None:
    team = team_at(S.PACT)
    address = at("write_project", team)
    assert "Version 1, du 1er mars 2017" in read(animator, address)
    done(send(animator, address, {"text": "Deux.", "version": "1"}))
    answer = send(animator, address, {"text": "Trois.", "version": "1"})
    refused(answer, "Deux textes pour la même fiche", "Deux.", "Trois.")
    done(send(animator, address, {"text": "Trois.", "version": "2"}))
    assert [row.text for row in team.projects.latest_first()] == ["Trois.", "Deux.", "Ne plus être seul."]
    assert "Version 3" in read(animator, address)


def test_the_first_project_is_written_and_a_closed_eye_is_kept_on_its_size(animator: Client) -> None:
    team = team_at(S.IDEA)
    refused(send(animator, at("write_project", team), {"text": "x" * 1_000_000}), "20", status=422)
    done(send(animator, at("write_project", team), {"text": "Ensemble.", "version": ""}))
    assert team.projects.get().text == "Ensemble."


def test_what_the_public_reads_is_written_again(animator: Client) -> None:
    team = team_at(S.IDEA)
    assert "des visites" in animator.get(at("describe_team", team)).content.decode()
    given = {
        "activities": "des sorties",
        "telephone": "0466000009",
        "email": "",
        "website": "",
        "version": "1",
    }
    done(send(animator, at("describe_team", team), given))
    assert "04 66 00 00 09" in read(animator, f"/equipes/{team.slug}/")
    # Whoever had opened the page before sees both texts, and loses nothing.
    late = {**given, "activities": "des visites à domicile"}
    answer = send(animator, at("describe_team", team), late)
    refused(answer, "Deux textes pour la même fiche", "des sorties", "des visites à domicile")
    assert Team.objects.get(pk=team.pk).activities == "des sorties"
    done(send(animator, at("describe_team", team), {**late, "version": "2"}))


def test_a_delegation_recognises_or_refuses_with_a_reason(animator: Client) -> None:
    team = team_at(S.PACT)
    address = at("recognise_team", team)
    assert "Vous décidez par délégation" in read(animator, address)
    refused(send(animator, address, {"accepted": "non", "on": DAY}), "Dites pourquoi")
    done(send(animator, address, {"accepted": "non", "reason": "projet à préciser", "on": DAY}))
    assert "refusée 2 mai 2017 (projet à préciser)" in read(animator, at("work_team", team))
    done(send(animator, address, {"accepted": "oui", "on": DAY}))
    page = read(animator, at("work_team", team))
    assert f"Reconnue le 2 mai 2017, certificat n° EC-{team.pk:05d}-20170502" in page
    assert "en tant qu" not in page


def test_people_are_appointed_followed_and_thanked(animator: Client) -> None:
    team = team_at(S.CARRIED)
    paul = {"name": "Paul Vidal", "telephone": "0466000003", "on": DAY}
    refused(
        send(animator, at("appoint_lead", team), {"name": "Paul", "on": DAY}), "ou un téléphone", status=422
    )
    done(send(animator, at("appoint_lead", team), paul))
    refused(send(animator, at("appoint_lead", team), paul), "est déjà en place")
    jeanne = TeamLead.objects.believed().get(name=JEANNE.name)
    assert "Qui prend la suite de Jeanne Marchand" in read(animator, at("succeed_lead", team, jeanne.pk))
    done(send(animator, at("succeed_lead", team, jeanne.pk), {**paul, "name": "Ida Bel"}))
    held = TeamLead.objects.believed().get(name=PAUL.name)
    assert "Paul Vidal ne sera plus référent" in read(animator, at("end_lead", team, held.pk))
    refused(send(animator, at("end_lead", team, held.pk), {"on": DAY, "reason": "x"}), "ne vient pas après")
    page = read(animator, at("work_team", team))
    assert "Jeanne Marchand, jusqu'au : 2 mai 2017 (relais)" in page
    assert "Ida Bel" in page


def test_support_officers_speak_for_a_carrier(animator: Client, cast: Cast) -> None:
    team = team_at(S.CARRIED)
    organisation = team.carryings.get().organisation
    lina = {
        "name": "Lina Roy",
        "email": "lina@exemple.fr",
        "on": "2017-04-01",
        "organisation": organisation.pk,
    }
    wrong = send(animator, at("appoint_support", team), {**lina, "organisation": cast.mutuelle.pk})
    refused(wrong, "n'est plus proposée", status=422)
    done(send(animator, at("appoint_support", team), lina))
    officer = TeamSupport.objects.get()
    assert f"Lina Roy ({organisation.name})" in read(animator, at("work_team", team))
    assert "Qui prend la suite de Lina Roy" in read(animator, at("succeed_support", team, officer.pk))
    done(
        send(
            animator, at("succeed_support", team, officer.pk), {**lina, "name": "Noé Ric", "on": "2017-04-10"}
        )
    )
    noe = TeamSupport.objects.believed().get(name="Noé Ric")
    assert noe.organisation == organisation
    assert "Noé Ric n'appuiera plus l'équipe" in read(animator, at("end_support", team, noe.pk))
    done(send(animator, at("end_support", team, noe.pk), {"on": DAY, "reason": "retraite"}))
    assert "Aucun professionnel n'appuie l'équipe aujourd'hui" in read(animator, at("work_team", team))


# The yearly confirmation


def link_of(message: Message) -> str:
    (path,) = re.findall(r"/confirmation/[^/\s]+/", message.text)
    return str(path)


def test_an_animator_asks_and_the_lead_answers_in_one_click(
    animator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = team_at(S.RECOGNISED)
    assert "Jeanne Marchand, jeanne@exemple.fr" in read(animator, at("ask_confirmation", team))
    done(send(animator, at("ask_confirmation", team)))
    assert "jeanne@exemple.fr" in read(animator, at("work_team", team))
    link, lead = link_of(Message.objects.get()), Client()
    page = read(lead, link)
    assert "« Équipe des Collines » vit-elle toujours ?" in page
    assert "Nîmes, Gard" in page
    assert "Entraide, Équipe des Collines" in page
    assert "Jeanne" not in page
    assert not Confirmation.objects.answered().exists()  # opening changes nothing
    refused(send(lead, link, {"answer": "peut-être"}), "Il reste quelque chose à corriger", status=422)
    done(send(lead, link, {"answer": "vit"}), link)
    thanks = read(lead, link)
    assert "Merci, « Équipe des Collines » a répondu" in thanks
    assert "Pour 2017, Jeanne Marchand a répondu le 2 mai 2017 : « L'équipe vit »." in thanks
    # The link again, and again its form: kindly.
    refused(send(lead, link, {"answer": "terminee"}), "Merci")
    assert Confirmation.objects.get().answer == Answer.LIVES
    assert "Vérifiée le 2 mai 2017" in read(lead, f"/equipes/{team.slug}/")
    set_clock(monkeypatch, instant(2017, 8, 1))
    refused(lead.get(link), "Ce lien a plus de 60 jours", "Vous pouvez répondre de vive voix", status=410)


@pytest.mark.usefixtures("cast")
def test_a_link_that_serves_no_more_says_why(client: Client) -> None:
    team = team_at(S.RECOGNISED)
    ask_confirmation(team, year=2017, on=TODAY, by=BY)
    link = link_of(Message.objects.get())
    refused(client.get(link[:-4] + "/"), "Ce lien n'est pas complet", status=410)
    end_lead(lead_of(team), on=TODAY, reason="départ", by=BY)
    refused(client.get(link), "qui ne s'occupe plus de « Équipe des Collines »", status=410)
    refused(send(client, link, {"answer": "vit"}), "qui ne s'occupe plus", status=410)
    assert not Confirmation.objects.answered().exists()


def test_a_link_to_a_team_that_closed_since_changes_nothing(client: Client) -> None:
    team = team_at(S.RECOGNISED)
    ask_confirmation(team, year=2017, on=TODAY, by=BY)
    link = link_of(Message.objects.get())
    close_team(team, on=TODAY, reason="plus personne", by=BY)
    assert client.get(link).status_code == 200
    refused(send(client, link, {"answer": "vit"}), "est close dans le registre", "Appelez-nous".lower())
    assert not Confirmation.objects.answered().exists()
    assert stage_on(team) == S.CLOSED


def test_an_answer_heard_on_the_telephone_is_noted(animator: Client) -> None:
    team = team_at(S.RECOGNISED)
    end_lead(lead_of(team), on=TODAY, reason="départ", by=BY)
    refused(send(animator, at("ask_confirmation", team)), "appelez l'équipe, puis notez sa réponse")
    assert "L'équipe a répondu au téléphone" in read(animator, at("note_answer", team))
    given = {"answer": "en-pause", "who": "Jeanne, au téléphone", "on": DAY}
    done(send(animator, at("note_answer", team), given))
    page = read(animator, at("work_team", team))
    assert "Elle est en pause, 2 mai 2017" in page
    assert stage_on(team) == S.DORMANT


# What the public sees


def test_a_badge_is_drawn_while_the_team_is_recognised(client: Client, cast: Cast) -> None:
    team = team_at(S.RECOGNISED, "Équipe du très long chemin des Collines & « co »")
    answer = client.get(at("team_badge", team))
    assert answer.headers["Content-Type"] == "image/svg+xml"
    drawn = answer.content.decode()
    assert "&amp;" in drawn
    assert "depuis 2017" in drawn
    assert f'src="{at("team_badge", team)}"' in client.get(f"/equipes/{team.slug}/").content.decode()
    assert client.get("/equipes/lune/badge.svg").status_code == 404
    put_to_sleep(team, on=TODAY, reason="l'été", by=BY)
    gone = client.get(at("team_badge", team))
    assert gone.status_code == 410
    assert "ce badge n'est plus valable" in gone.content.decode()
    assert "badge.svg" not in client.get(f"/equipes/{team.slug}/").content.decode()
    assert "Équipe du Tilleul" in client.get(at("team_badge", cast.tilleul)).content.decode()


@pytest.mark.usefixtures("cast")
def test_a_certificate_is_verified_by_anyone(client: Client) -> None:
    team = team_at(S.RECOGNISED)
    number = Recognition.objects.get(team=team).number
    address = f"/reconnaissances/{number}/"
    page = read(client, address)
    assert "Ce certificat est vrai, et valable" in page
    assert "la coopération, par délégation" in page
    assert "Jeanne" not in page
    put_to_sleep(team, on=date(2017, 4, 20), reason="l'été", by=BY)
    assert "l'équipe se repose" in read(client, address)
    close_team(team, on=TODAY, reason="faute de bénévoles", by=BY)
    assert "Ce certificat est vrai, mais n'est plus valable" in read(client, address)
    assert client.get("/reconnaissances/EC-00000-20170101/").status_code == 404


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("body", ["Comité national", ""])
def test_a_certificate_is_printed(client: Client, body: str) -> None:
    team = team_at(S.PACT)
    sitting = Sitting.objects.create(body=body, held_on=DECIDED) if body else None
    request = submit_recognition(team, on=DECIDED, by=BY)
    sign_in(client, Role.LEAD, Perimeter("equipe", team.slug))
    assert client.get(at("team_certificate", team)).status_code == 404
    decide_recognition(request, accepted=True, sitting=sitting, reason="", on=DECIDED, by=BY)
    answer = client.get(at("team_certificate", team))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    number = Recognition.objects.get(team=team).number
    expected = "Comité national" if body else "l'équipe nationale"
    assert expected in read(client, f"/reconnaissances/{number}/")


def test_a_team_is_checked_as_the_day_has_seen_it(client: Client, cast: Cast) -> None:
    assert "Vérifiée" not in read(client, f"/equipes/{cast.tilleul.slug}/")
    confirm_team(cast.tilleul, year=2017, answer=Answer.LIVES, who="Jeanne", on=date(2017, 4, 3), by=BY)
    assert "Vérifiée le 3 avril 2017" in read(client, f"/equipes/{cast.tilleul.slug}/")
    assert "Vérifiée" not in read(client, f"/equipes/{cast.tilleul.slug}/?au=2017-04-02")
    assert end_of_day(TODAY) > BY.at
