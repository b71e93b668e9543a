"""The acts of the cockpit, one screen each: what they write, what they refuse, what they keep."""

import pytest
from django.test import Client

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.models import Message
from maillage.network.models import (
    Body,
    CooperationStage,
    Meeting,
    MemberPart,
    StageRequest,
)
from maillage.network.operations import NewCooperation, NewStage, enter_stage, found_cooperations
from maillage.network.operations.roadmap import save_diagnosis
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, date
from tests.network import cockpit
from tests.network.cockpit import BY
from tests.network.cockpit_pages import DAY, GARD, done, refused, says, today
from tests.sending import new_token, send


@pytest.fixture
def animator(client: Client, cast: Cast) -> Client:
    """Sign the animator of the Gard in."""
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Odile Faure")
    return client


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
