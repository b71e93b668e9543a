"""The pages of the cockpit: what they say, what they write, who may open them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from maillage.accounts.models import Entry, Grant
from maillage.accounts.operations import revoke_role
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.network.models import (
    Body,
    CooperationStage,
    Meeting,
    MemberPart,
    StageRequest,
)
from maillage.network.operations import NewCooperation, NewStage, enter_stage, found_cooperations
from maillage.network.operations.meetings import cancel_meeting
from maillage.network.operations.roadmap import save_diagnosis
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person, sign_in
from tests.cast import Cast, date
from tests.network import cockpit
from tests.network.cockpit import BY
from tests.network.waiting import ask_to_recognise, ask_to_sign
from tests.sending import new_token, send

GARD = "/cooperations/cooperation-du-gard/animer/"
DAY = dt.timedelta(days=1)


def today() -> dt.date:
    """Return the day that the pages speak of."""
    return timezone.localdate()


@pytest.fixture
def animator(client: Client, cast: Cast) -> Client:
    """Sign the animator of the Gard in."""
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Odile Faure")
    return client


def says(client: Client, path: str = "", status: int = 200) -> str:
    """Return the words of a page of the cockpit of the Gard."""
    answer: Any = client.get(GARD + path)
    assert answer.status_code == status
    text = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'").split())


def done(client: Client, path: str, data: dict[str, Any]) -> str:
    """Send a form that is carried out, and return where it leads, under the cockpit of the Gard."""
    answer = send(client, GARD + path, data)
    errors = re.findall(r'class="(?:errorlist|error-summary)".*?</ul>', answer.content.decode(), re.DOTALL)
    assert (answer.status_code, errors) == (303, [])
    return str(answer["Location"]).removeprefix(GARD)


def refused(client: Client, path: str, data: dict[str, Any], status: int = 409) -> str:
    """Send a form that is refused, and return its page."""
    answer = send(client, GARD + path, data)
    assert answer.status_code == status
    return str(answer.content.decode()).replace("&#x27;", "'").replace("\u00a0", " ").replace("\u202f", " ")


# --- The first page


def test_the_cockpit_of_a_cooperation_that_begins_says_what_to_do(client: Client, db: None) -> None:  # noqa: ARG001 - asked for, for its effect
    (fresh,) = found_cooperations([NewCooperation(name="Coopération du Gard")], by=BY)
    enter_stage([NewStage(subject=fresh, stage=CooperationStage.CONTACT, on=date(2017, 1, 1))], by=BY)
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", fresh.slug))
    page = says(client)
    for words in (
        "Pour l'étape « amorce », il manque : un premier contact noté, ou une réunion tenue.",
        "Aucune réunion n'est prévue.",
        "Aucune demande n'attend.",
        "Aucun membre n'est inscrit.",
        "Il reste à écrire, ensemble.",
        "Tout ce qui a été décidé est fait.",
    ):
        assert words in page


def test_at_most_three_things_to_do_now_the_most_pressing_first(animator: Client, cast: Cast) -> None:
    gard = cast.gard
    cockpit.meeting(gard, today() - 3 * DAY, "Comité passé")
    cockpit.decision(cockpit.meeting(gard, date(2017, 1, 2)), due_on=date(2017, 2, 1))
    cockpit.contact(gard, next_step="rappeler", next_due_on=today())
    cockpit.meeting(gard, today() + 3 * DAY, "Comité proche")
    page = says(animator)
    assert "« Comité passé » a eu lieu le" in page
    assert "1 décision a dépassé sa date." in page
    assert "Suite à donner avec la mairie d'Uzès : rappeler" in page
    assert "son ordre du jour est vide" not in page
    assert animator.get(GARD).content.decode().count('<ul class="todo">') == 1


def test_a_meeting_that_comes_without_an_agenda_is_something_to_do(animator: Client, cast: Cast) -> None:
    cockpit.meeting(cast.gard, today() + 3 * DAY, "Comité proche")
    cockpit.meeting(cast.gard, today() + 30 * DAY, "Comité lointain")
    page = says(animator)
    assert "« Comité proche » se tient le" in page
    assert "« Comité lointain » se tient" not in page
    assert "Aucune réunion n'est prévue" not in page


def test_what_waits_is_told_with_its_age(animator: Client, cast: Cast) -> None:
    now = timezone.now()
    ask_to_sign(cast.branche, at=now - 40 * DAY)
    ask_to_sign(cast.mutuelle, at=now - 50 * DAY)  # elsewhere
    ask_to_recognise(cast.tilleul, at=now - 2 * DAY)
    StageRequest.objects.create(
        cooperation=cast.gard, evidence_kind="reunion", met_on=today(), words="Prêts.", submitted_at=now
    )
    page = says(animator)
    assert "« Fraternité des Âges du Gard » demande à signer la charte depuis 40 jours" in page
    assert "L'équipe « Équipe du Tilleul » demande sa reconnaissance depuis 2 jours" in page
    assert "« Coopération du Gard » demande à être reconnue depuis aujourd'hui" in page
    assert "Mutuelle du Causse" not in page


def test_teams_that_nobody_leads_are_shown(animator: Client) -> None:
    assert "Équipe du Tilleul Sans référent de l'équipe" in says(animator)


def test_the_dates_ahead_come_in_order(animator: Client, cast: Cast) -> None:
    cockpit.meeting(cast.gard, today() + 9 * DAY, "Troisième")
    cockpit.action(cast.gard, "Deuxième", today() + 5 * DAY)
    cockpit.decision(cockpit.meeting(cast.gard, date(2017, 1, 2)), "Première", today() + DAY)
    page = says(animator).partition("Les prochaines dates")[2]
    assert page.index("Première") < page.index("Deuxième") < page.index("Troisième")


def test_a_sleeping_cooperation_says_since_when(client: Client, cast: Cast) -> None:
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.nord.slug))
    page = client.get("/cooperations/cooperation-du-nord/animer/").content.decode()
    assert "En sommeil depuis le 1er\xa0octobre 2015" in page


# --- Who may


@pytest.mark.parametrize("path", ["", "membres/", "reunions/", "historique/", "agenda/"])
def test_a_member_reads_and_changes_nothing(client: Client, cast: Cast, path: str) -> None:
    sign_in(client, Role.MEMBER, Perimeter("cooperation", cast.gard.slug))
    page = says(client, path)
    assert "Inscrire une réunion" not in page
    assert "Ajouter un membre" not in page
    assert "Passer la main" not in page


WRITES = (
    "etape/",
    "reconnaissance/",
    "membres/ajouter/",
    "membres/ajouter/ccas-d-ales/",
    "membres/ecrire/",
    "instances/creer/",
    "reunions/inscrire/",
    "feuille-de-route/ajouter/",
    "diagnostic/ecrire/",
    "contacts/noter/",
    "passer-la-main/",
    "rouvrir/",
)


@pytest.mark.parametrize("path", WRITES)
def test_what_is_not_ones_own_is_not_found(client: Client, cast: Cast, path: str) -> None:
    sign_in(client, Role.MEMBER, Perimeter("cooperation", cast.gard.slug))
    assert client.get(GARD + path).status_code == 404
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.nord.slug), name="Loin")
    assert client.get(GARD + path).status_code == 404
    assert client.get(GARD).status_code == 404


def test_a_closed_cooperation_is_read_and_reopened_by_the_national_team(client: Client, cast: Cast) -> None:
    closed = NewStage(subject=cast.gard, stage=CooperationStage.CLOSED, on=date(2017, 1, 1))
    enter_stage([closed], by=BY)
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Odile Faure")
    page = says(client)
    assert "Cette coopération est close" in page
    assert "La rouvrir" not in page
    assert client.get(f"{GARD}membres/ajouter/").status_code == 404
    assert client.get(f"{GARD}rouvrir/").status_code == 404
    sign_in(client, Role.OFFICER, name="Nadia Cher")
    assert "La rouvrir" in says(client)
    assert done(client, "rouvrir/", {"on": f"{today()}", "reason": "Le département relance."}) == ""
    assert "En sommeil depuis le" in says(client)


def test_what_belongs_to_another_cooperation_is_not_found_under_this_one(
    animator: Client, cast: Cast
) -> None:
    meeting = cockpit.meeting(cast.ales)
    decision = cockpit.decision(meeting)
    body = cockpit.committee(cast.ales)
    action = cockpit.action(cast.ales)
    note = cockpit.contact(cast.ales, next_step="rappeler")
    cockpit.join(cast.ales, cast.ccas)
    member = cast.ales.members.get()
    for path in (
        f"reunions/{meeting.pk}/",
        f"reunions/{meeting.pk}/compte-rendu/",
        f"decisions/{decision.pk}/faite/",
        f"decisions/{decision.pk}/abandonner/",
        f"instances/{body.pk}/personne/",
        f"instances/{body.pk}/clore/",
        f"sieges/{body.seats.get().pk}/depart/",
        f"feuille-de-route/{action.pk}/",
        f"feuille-de-route/{action.pk}/deplacer/",
        f"contacts/{note.pk}/suite/",
        f"membres/{member.pk}/",
        f"membres/{member.pk}/depart/",
        "reunions/99999999999999999999/",
    ):
        assert animator.get(GARD + path).status_code == 404, path


# --- Acts, one screen each


def test_a_member_is_found_added_changed_and_let_go(animator: Client, cast: Cast) -> None:
    assert "Aucune organisation du registre ne porte ce nom" in says(animator, "membres/ajouter/?q=zzz")
    assert "CCAS d'Alès Alès, Gard" in says(animator, "membres/ajouter/?q=ales")
    assert "Rien à ce nom" not in says(animator, "membres/ajouter/?q=")
    cast.ccas.siret = "21300007800019"
    cast.ccas.save()
    assert "CCAS d'Alès" in says(animator, "membres/ajouter/?q=213 000 078 00019")
    said = {
        "part": "animateur",
        "representative": "Zoé Lambert",
        "email": "zoe@exemple.fr",
        "on": "01/06/2017",
    }
    assert done(animator, "membres/ajouter/ccas-d-ales/", said) == "membres/"
    page = says(animator, "membres/")
    assert "« CCAS d'Alès » est maintenant membre." in page
    assert "CCAS d'Alès anime Zoé Lambert zoe@exemple.fr 1er juin 2017" in page
    assert "est déjà membre" in refused(animator, "membres/ajouter/ccas-d-ales/", said)
    pk = cast.gard.members.get().pk
    assert 'value="zoe@exemple.fr"' in animator.get(f"{GARD}membres/{pk}/").content.decode()
    assert done(animator, f"membres/{pk}/", {**said, "part": "financeur"}) == "membres/"
    (member,) = cast.gard.members.believed()
    assert member.part == MemberPart.FUNDS
    assert (
        done(animator, f"membres/{member.pk}/depart/", {"on": f"{today()}", "reason": "fusion"}) == "membres/"
    )
    assert "CCAS d'Alès jusqu'au" in says(animator, "membres/")


def test_a_form_says_what_is_missing_and_loses_nothing(animator: Client) -> None:
    page = refused(animator, "contacts/noter/", {"with_whom": "la mairie", "on": "demain"}, 422)
    assert "Il reste quelque chose à corriger" in page
    assert 'value="la mairie"' in page
    long = refused(animator, "diagnostic/ecrire/", {"text": "x" * 1_000_000}, 422)
    assert "il en faut 50000 au plus" in long


def test_a_form_sent_twice_counts_once(animator: Client, cast: Cast) -> None:
    said = {"title": "Comité", "on": "20/06/2017"}
    token = new_token()
    answers = [send(animator, f"{GARD}reunions/inscrire/", said, token=token) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert cast.gard.meetings.count() == 1


def test_the_members_are_written_to_after_a_look_at_who_gets_it(animator: Client, cast: Cast) -> None:
    cockpit.join(cast.gard, cast.voisins, name="Zoé Lambert", email="zoe@exemple.fr")
    cockpit.join(cast.gard, cast.ccas)
    said = {"subject": "Comité du 3 mars", "text": "Bonjour à toutes et à tous."}
    preview = refused(animator, "membres/ecrire/", said, 200)
    assert "1 personne va recevoir ce message" in preview
    assert "zoe@exemple.fr" in preview
    assert not Message.objects.exists()
    assert done(animator, "membres/ecrire/", {**said, "send": "1"}) == "membres/"
    (message,) = Message.objects.all()
    assert (message.to_email, message.subject) == ("zoe@exemple.fr", "Comité du 3 mars")
    assert "représentez « Les Voisins du Tilleul »" in message.because
    assert "Écrivez quelques mots ici." in refused(animator, "membres/ecrire/", {"subject": "x"}, 422)


def test_without_any_address_nothing_is_sent(animator: Client) -> None:
    said = {"subject": "Comité", "text": "Bonjour"}
    assert "Personne ne recevra ce message" in refused(animator, "membres/ecrire/", said, 200)
    assert "Aucun membre n'a donné d'adresse" in refused(animator, "membres/ecrire/", {**said, "send": "1"})


def test_a_committee_is_created_seated_and_closed(animator: Client, cast: Cast) -> None:
    cockpit.join(cast.gard, cast.voisins)
    said = {"kind": "comite-restreint", "name": "Comité restreint", "on": "01/01/2017"}
    assert done(animator, "instances/creer/", said) == "instances/"
    body = Body.objects.get()
    seat = {
        "person": "Paul Roy",
        "organisation": f"{cast.voisins.pk}",
        "email": "paul@exemple.fr",
        "on": "02/01/2017",
    }
    assert done(animator, f"instances/{body.pk}/personne/", seat) == "instances/"
    page = says(animator, "instances/")
    assert "Paul Roy Les Voisins du Tilleul , paul@exemple.fr" in page.replace("Tilleul,", "Tilleul ,")
    other = {**seat, "person": "Rose", "organisation": f"{cast.clic.pk}"}
    assert "n'est plus proposée" in refused(animator, f"instances/{body.pk}/personne/", other, 422)
    end = {"on": f"{today()}", "reason": "départ"}
    assert done(animator, f"sieges/{body.seats.get().pk}/depart/", end) == "instances/"
    assert "Personne n'y siège encore." in says(animator, "instances/")
    assert done(animator, f"instances/{body.pk}/clore/", end) == "instances/"
    assert "Les comités et les groupes de travail seront ici" in says(animator, "instances/")


def test_a_meeting_is_prepared_told_and_its_decisions_followed(animator: Client, cast: Cast) -> None:
    cockpit.join(cast.gard, cast.voisins)
    said = {"title": "Comité", "on": "20/06/2017", "starts_at": "14:30", "place": "Nîmes", "is_public": "on"}
    path = done(animator, "reunions/inscrire/", said)
    meeting = Meeting.objects.get()
    assert path == f"reunions/{meeting.pk}/"
    assert "Mardi 20 juin 2017, 14 h 30 Nîmes" in says(animator, path)
    prepared = {**said, "version": "1", "agenda": "1. Le bilan"}
    assert done(animator, f"{path}preparer/", prepared) == path
    written = {
        "version": "2",
        "minutes": "Douze présents.",
        "attendance": "12",
        "attended": [f"{cast.voisins.pk}"],
    }
    assert done(animator, f"{path}compte-rendu/", written) == path
    page = says(animator, path)
    assert "1. Le bilan" in page
    assert "12 personnes présentes : Les Voisins du Tilleul" in page.replace(" :", " :")
    assert "Douze présents." in page
    decided = {"words": "Écrire aux maires", "in_charge": "Paul", "due_on": "30/06/2017"}
    assert done(animator, f"{path}decision/", decided) == path
    decision = meeting.decisions.get()
    assert "date dépassée" in says(animator, "decisions/")
    assert done(animator, f"decisions/{decision.pk}/faite/", {"on": "21/06/2017"}) == "decisions/"
    assert "faite le 21 juin 2017" in says(animator, "decisions/")
    other = cockpit.decision(meeting, "Louer une salle")
    dropped = {"reason": "La mairie en prête une."}
    assert done(animator, f"decisions/{other.pk}/abandonner/", dropped) == "decisions/"
    assert "abandonnée La mairie en prête une." in says(animator, "decisions/")
    assert "elle a eu lieu" in refused(animator, f"{path}annuler/", {"version": "3", "reason": "erreur"})


def test_two_people_who_write_the_same_minutes_see_both_texts(animator: Client, cast: Cast) -> None:
    meeting = cockpit.meeting(cast.gard)
    path = f"reunions/{meeting.pk}/compte-rendu/"
    done(animator, path, {"version": "1", "minutes": "Le texte de Paul."})
    page = refused(animator, path, {"version": "1", "minutes": "Le texte de Zoé."})
    assert "Deux textes pour la même fiche" in page
    assert "Le texte de Paul." in page
    assert "Le texte de Zoé." in page
    meeting.refresh_from_db()
    assert meeting.minutes == "Le texte de Paul."
    assert (
        done(animator, path, {"version": "2", "minutes": "Le texte des deux."}) == f"reunions/{meeting.pk}/"
    )


def test_a_meeting_is_cancelled_with_its_reason(animator: Client, cast: Cast) -> None:
    meeting = cockpit.meeting(cast.gard, body=cockpit.committee(cast.gard))
    path = f"reunions/{meeting.pk}/"
    assert done(animator, f"{path}annuler/", {"version": "1", "reason": "grève"}) == path
    assert "Réunion annulée" in says(animator, path)
    assert "annulée" in says(animator, "reunions/")
    assert animator.get(f"{GARD}{path}preparer/").status_code == 200


def test_the_roadmap_is_written_changed_and_put_in_order(animator: Client, cast: Cast) -> None:
    cockpit.join(cast.gard, cast.voisins)
    said = {"title": "Former", "state": "prevue", "pilot": f"{cast.voisins.pk}", "due_on": "01/09/2017"}
    assert done(animator, "feuille-de-route/ajouter/", said) == "feuille-de-route/"
    cockpit.action(cast.gard, "Repérer")
    action = cast.gard.roadmap.get(title="Former")
    assert done(animator, f"feuille-de-route/{action.pk}/deplacer/", {"sens": "bas"}) == "feuille-de-route/"
    page = says(animator, "feuille-de-route/")
    assert page.index("Repérer") < page.index("Former")
    assert "Les Voisins du Tilleul, pour le 1er septembre 2017" in page
    assert "prévue, date dépassée" in page
    finished = {**said, "version": "1", "state": "faite", "done_on": "31/08/2017"}
    assert done(animator, f"feuille-de-route/{action.pk}/", finished) == "feuille-de-route/"
    assert "faite le 31 août 2017" in says(animator, "feuille-de-route/")
    assert "Deux textes" in refused(animator, f"feuille-de-route/{action.pk}/", finished)
    assert done(animator, f"feuille-de-route/{action.pk}/deplacer/", {"sens": "haut"}) == "feuille-de-route/"


def test_the_diagnosis_keeps_its_versions(animator: Client, cast: Cast) -> None:
    assert done(animator, "diagnostic/ecrire/", {"version": "0", "text": "Un canton vide."}) == "diagnostic/"
    assert "Un canton vide." in animator.get(f"{GARD}diagnostic/ecrire/").content.decode()
    save_diagnosis(cast.gard, text="Deux cantons vides.", version=1, by=BY)
    page = refused(animator, "diagnostic/ecrire/", {"version": "1", "text": "Trois cantons vides."})
    assert "Deux cantons vides." in page
    assert "Trois cantons vides." in page
    assert (
        done(animator, "diagnostic/ecrire/", {"version": "2", "text": "Trois cantons vides."})
        == "diagnostic/"
    )
    page = says(animator, "diagnostic/")
    assert page.index("Trois cantons") < page.index("Deux cantons") < page.index("Un canton")


def test_a_contact_is_noted_and_followed_up(animator: Client, cast: Cast) -> None:
    said = {
        "on": f"{today()}",
        "with_whom": "la mairie d'Uzès",
        "how": "appel",
        "words": "Ils cherchent.",
        "next_step": "rappeler",
        "next_due_on": f"{today()}",
    }
    assert done(animator, "contacts/noter/", said) == "contacts/"
    assert "noté par Odile Faure" in says(animator, "contacts/")
    note = cast.gard.contacts.get()
    assert done(animator, f"contacts/{note.pk}/suite/", {"on": f"{today()}"}) == "contacts/"
    assert "suite donnée le" in says(animator, "contacts/")


def test_a_stage_is_noted_or_refused_in_words(animator: Client, cast: Cast) -> None:
    said = {"stage": "en-sommeil", "on": f"{today()}", "evidence_kind": "reunion", "evidence": "comité"}
    assert "n'est plus proposée" in refused(animator, "etape/", {**said, "stage": "lancee"}, 422)
    tomorrow = refused(animator, "etape/", {**said, "on": f"{today() + DAY}"})
    assert "n'est pas encore venu" in tomorrow
    assert done(animator, "etape/", said) == ""
    assert "En sommeil depuis le" in says(animator)
    assert Entry.objects.about(cast.gard)[0].why == "comité"


def test_recognition_is_asked_for_from_the_cockpit(client: Client, cast: Cast) -> None:
    (fresh,) = found_cooperations([NewCooperation(name="Coopération neuve")], by=BY)
    enter_stage([NewStage(subject=fresh, stage=CooperationStage.STRUCTURED, on=date(2017, 1, 1))], by=BY)
    cockpit.committee(fresh)
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", fresh.slug))
    here = "/cooperations/cooperation-neuve/animer/"
    assert "Demander la reconnaissance" in client.get(here).content.decode()
    said = {"met_on": "02/05/2017", "evidence_kind": "reunion", "words": "Nous sommes prêts."}
    answer = send(client, f"{here}reconnaissance/", said)
    assert answer.status_code == 409
    assert "il manque encore" in answer.content.decode()
    cockpit.diagnosis(fresh)
    assert send(client, f"{here}reconnaissance/", said).status_code == 303
    (asked,) = StageRequest.objects.waiting()
    assert asked.cooperation == fresh
    assert "demande à être reconnue" in client.get(here).content.decode()
    assert cast.gard != fresh


def test_the_history_tells_who_did_what(animator: Client) -> None:
    done(animator, "contacts/noter/", {"on": "01/06/2017", "with_whom": "la mairie", "how": "visite"})
    page = says(animator, "historique/")
    assert "Odile Faure (animateur de coopération) a noté un contact du 1er juin 2017" in page


# --- The calendar


def feed(client: Client) -> str:
    """Open a personal address, and return it without its host."""
    done(client, "agenda/", {"act": "open"})
    found = re.search(
        r'value="https?://[^/]+(/cooperations/[^"]+\.ics)"', client.get(f"{GARD}agenda/").content.decode()
    )
    assert found
    return found[1]


def events(client: Client, path: str) -> dict[str, Any]:
    """Return what a calendar program reads at an address, by summary."""
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(answer.content)
    assert calendar["version"] == "2.0"
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_the_dates_are_read_by_a_calendar_program_without_a_session(animator: Client, cast: Cast) -> None:
    gard = cast.gard
    body = cockpit.committee(gard)
    hour = dt.time(14, 30)
    held = cockpit.meeting(
        gard, today() + 2 * DAY, "Comité", starts_at=hour, place="Nîmes", agenda="Bilan", body=body
    )
    cockpit.meeting(gard, today() + 3 * DAY, "Toute la journée", link="https://visio.exemple.fr/1")
    gone = cockpit.meeting(gard, today() + 4 * DAY, "Annulée")
    cancel_meeting(gone, reason="grève", version=1, by=BY)
    cockpit.meeting(gard, date(2016, 1, 1), "Très ancienne")
    decision = cockpit.decision(held, "Écrire aux maires", today() + 5 * DAY)
    cockpit.decision(held, "Sans date")
    action = cockpit.action(gard, "Former", today() + 6 * DAY)
    action.purpose = "Accueillir mieux"
    action.save()
    path = feed(animator)
    read = events(Client(), path)
    assert set(read) == {
        "Comité",
        "Toute la journée",
        "Annulée",
        "À faire : Écrire aux maires",
        "Échéance : Former",
    }
    assert read["Comité"].decoded("dtstart").isoformat().startswith(f"{today() + 2 * DAY}T14:30:00+0")
    assert read["Toute la journée"].decoded("dtstart") == today() + 3 * DAY
    assert (read["Comité"]["status"], read["Annulée"]["status"]) == ("CONFIRMED", "CANCELLED")
    assert (read["Comité"]["sequence"], read["Annulée"]["sequence"]) == (0, 1)
    assert str(read["Comité"]["location"]) == "Nîmes"
    assert read["Comité"]["uid"] == f"reunion-{held.pk}@localhost"
    assert read["À faire : Écrire aux maires"]["uid"] == f"decision-{decision.pk}@localhost"
    assert "Qui s'en charge : Paul" in str(read["À faire : Écrire aux maires"]["description"])
    assert str(read["Échéance : Former"]["description"]) == "Accueillir mieux"
    assert [event["uid"] for event in events(Client(), path).values()] == [
        event["uid"] for event in read.values()
    ]


def test_an_address_is_renewed_closed_and_dies_with_the_role(animator: Client, cast: Cast) -> None:
    old = feed(animator)
    new = feed(animator)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    assert Client().get(new.replace("-du-gard", "-du-nord")).status_code == 404
    assert Client().get(f"{new[:-8]}AAAA.ics").status_code == 404
    (grant,) = Grant.objects.on(Perimeter("cooperation", cast.gard.slug))
    revoke_role(grant, on=today(), reason="départ", by=Author(at=timezone.now()))
    assert Client().get(new).status_code == 404
    person("Odile Faure", Role.MEMBER, Perimeter("cooperation", cast.gard.slug))
    assert Client().get(new).status_code == 200
    assert done(animator, "agenda/", {"act": "close"}) == "agenda/"
    assert Client().get(new).status_code == 404
    assert "pas d'adresse d'agenda ouverte" in refused(animator, "agenda/", {"act": "close"})
