"""The pages of the cockpit: what they say, who may open them, the calendar that they feed."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from maillage.accounts.models import Grant
from maillage.accounts.operations import revoke_role
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.network.models import (
    CooperationStage,
    StageRequest,
)
from maillage.network.operations import NewCooperation, NewStage, enter_stage, found_cooperations
from maillage.network.operations.meetings import cancel_meeting
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person, sign_in
from tests.cast import Cast, date
from tests.network import cockpit
from tests.network.cockpit import BY
from tests.network.cockpit_pages import DAY, GARD, done, refused, says, today
from tests.network.waiting import ask_to_recognise, ask_to_sign


@pytest.fixture
def animator(client: Client, cast: Cast) -> Client:
    """Sign the animator of the Gard in."""
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Odile Faure")
    return client


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
