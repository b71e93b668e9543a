"""Coming to an event, from the public form to the sheet of the day; what the pages say, what the base holds."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from maillage.accounts.roles import Role
from maillage.events.models import (
    Attendance,
    EventSession,
    EventState,
    ProposalState,
    Registration,
    SessionMinutes,
    WorkshopProposal,
    WorkshopSeat,
)
from maillage.events.operations.letters import seat_link
from maillage.events.operations.programme import cancel_event
from maillage.events.operations.registrations import choose_workshops
from maillage.resources.models import Resource
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, date, instant
from tests.events.gathering import NEXT_DAY, ON, announced, by, guest, room, workshop
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.sending import new_token, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_february(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))


def typed(**told: str) -> dict[str, str]:
    """Return what someone types to come."""
    return {"name": "Zoé Blanc", "email": "zoe@exemple.fr", "consent": "on", **told}


def page_of(row: Registration) -> str:
    """Return the path of the page of someone who comes."""
    return seat_link(row).removeprefix("http://localhost:8000")


def test_a_person_signs_up_chooses_a_workshop_and_withdraws(client: Client, cast: Cast) -> None:
    one = announced(cast.gard)
    chosen = workshop(one, room=room(one))
    workshop(one, "Durer", on=NEXT_DAY)
    at = f"{one.get_absolute_url()}inscription/"
    assert "4 places libres" in read(client, one.get_absolute_url())
    assert cast.gard.name in client.get(at).content.decode()
    assert send(client, at, typed(consent="")).status_code == 422
    two = urlencode(
        [
            *typed().items(),
            ("cooperation", cast.gard.pk),
            ("cooperation", cast.ales.pk),
            ("form_token", new_token()),
        ]
    )
    refused = client.post(at, two, content_type="application/x-www-form-urlencoded")
    assert refused.status_code == 409
    assert "pour une seule coopération" in refused.content.decode()
    assert not Registration.objects.exists()
    answer = send(client, at, typed(cooperation=str(cast.gard.pk)))
    row = Registration.objects.get()
    mine = page_of(row)
    assert answer.headers["Location"].startswith("/ma-place/")
    twice = send(client, at, typed(name="Zoé B."))
    assert twice.status_code == 409
    assert "déjà inscrite" in twice.content.decode()
    page = read(client, mine)
    for told in ("Votre place est réservée", cast.gard.name, "Animer à deux · Salle Bleue · 2 places libres"):
        assert told in page, told
    send(client, mine, {"creneau-0": str(chosen.pk), "creneau-1": ""})
    assert WorkshopSeat.objects.get().session == chosen
    assert "Animer à deux · Salle Bleue · vous avez une place" in read(client, mine)
    assert "Je ne peux plus venir" in read(client, f"{mine}rendre/")
    send(client, f"{mine}rendre/")
    assert "Votre inscription est retirée" in read(client, mine)
    assert not WorkshopSeat.objects.exists()


def test_when_it_is_full_one_waits(client: Client) -> None:
    one = announced(capacity=1)
    full = workshop(one, seats=1)
    choose_workshops(guest(one, "Max Noir"), [full], on=ON, by=by())
    assert "C'est complet" in read(client, one.get_absolute_url())
    at = f"{one.get_absolute_url()}inscription/"
    assert "Le rendez-vous est complet." in read(client, at)
    send(client, at, typed())
    row = Registration.objects.get(name="Zoé Blanc")
    page = read(client, page_of(row))
    assert "Votre rang dans la liste : 1" in page
    assert "complet : liste d'attente" in page
    send(client, page_of(row), {"creneau-0": str(full.pk)})
    assert "en liste d'attente" in read(client, page_of(row))


def test_kept_seats_are_told(client: Client, cast: Cast) -> None:
    launched = type(cast.gard).objects.launched(as_of=ON, known_at=timezone.now()).count()
    one = announced(capacity=launched, kept_seats=1)
    page = read(client, one.get_absolute_url())
    assert "Les places qui restent sont gardées pour les coopérations." in page


def test_a_robot_registers_nobody(client: Client) -> None:
    one = announced()
    answer = send(client, f"{one.get_absolute_url()}inscription/", typed(courriel_bis="x"))
    assert answer.headers["Location"] == one.get_absolute_url()
    assert not Registration.objects.exists()


def test_too_many_sendings_wait(client: Client) -> None:
    one = announced()
    answers = [
        send(client, f"{one.get_absolute_url()}inscription/", typed(email=f"z{n}@exemple.fr"))
        for n in range(11)
    ]
    assert [answers[0].status_code, answers[-1].status_code] == [303, 429]


def test_what_is_closed_says_so(client: Client) -> None:
    one = announced(opens_on=date(2017, 2, 10))
    assert "ouvrent le 10" in read(client, one.get_absolute_url())
    assert "ouvrent le 10" in read(client, f"{one.get_absolute_url()}inscription/")
    row = guest(announced(title="Autre"))
    cancel_event(row.event, "Grève.", on=ON, by=by())
    assert "Ce rendez-vous est annulé" in read(client, page_of(row))
    Registration.objects.update(erased_at=timezone.now(), name="")
    assert "Vos coordonnées sont effacées" in read(client, page_of(row))


def test_a_link_that_is_cut_opens_nothing(client: Client) -> None:
    for path in ("/ma-place/abc/", "/ma-place/abc/rendre/"):
        assert client.get(path).status_code == 410


def desk(client: Client, cast: Cast, **told: Any) -> tuple[str, Any]:
    """Sign in who organises an event of the Gard; return the address of its desk, and the event."""
    one = announced(cast.gard, **told)
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Nadia Ferrand")
    return f"/organiser-rendez-vous/{one.pk}/", one


def test_organisers_follow_who_comes_until_the_day(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, one = desk(client, cast, capacity=1)
    zoe, max_ = guest(one, needs="Sans marches", cooperations=[cast.gard]), guest(one, "Max Noir")
    session = workshop(one)
    choose_workshops(zoe, [session], on=ON, by=by())
    page = read(client, mine)
    for told in (
        "1 personne a une place, sur 1.",
        "Sans marches",
        "En liste d'attente",
        "Max Noir",
        "1 / 2 places",
    ):
        assert told in page, told
    send(client, f"{mine}inscriptions/")
    assert "Rouvrir les inscriptions" in read(client, mine)
    send(client, f"{mine}inscriptions/{zoe.pk}/retirer/")
    assert set(Registration.objects.values_list("name", "state")) == {
        ("Zoé Blanc", "retiree"),
        ("Max Noir", "inscrite"),
    }
    for paper in (f"{mine}badges.pdf", f"{mine}seances/{session.pk}/feuille.pdf"):
        assert client.get(paper).content.startswith(b"%PDF-")
    EventSession.objects.update(kind="pleniere")
    assert client.get(f"{mine}seances/{session.pk}/feuille.pdf").content.startswith(b"%PDF-")
    set_clock(monkeypatch, instant(2017, 3, 6))
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Nadia F.")
    send(client, f"{mine}venus/ajouter/", {"name": "Lou Vert", "cooperation": str(cast.ales.pk)})
    lou = Registration.objects.get(name="Lou Vert")
    assert "Lou Vert · " in client.get(f"{mine}venus/").content.decode()
    send(client, f"{mine}venus/", {"present": [str(max_.pk), str(lou.pk)]})
    one.refresh_from_db()
    assert (one.state, Attendance.objects.at(one).count()) == (EventState.CLOSED, 2)
    assert "2 personnes sont venues." in read(client, mine)
    assert "Moins de 5 personnes sont venues." in read(client, one.get_absolute_url())
    send(
        client,
        f"{mine}seances/{session.pk}/compte-rendu/",
        {"text": "Dit.", "link": "https://exemple.fr/d", "credit": "Zoé", "version": "0"},
    )
    assert SessionMinutes.objects.get().credit == "Zoé"
    assert "Dit." in client.get(f"{mine}seances/{session.pk}/compte-rendu/").content.decode()
    assert "Compte rendu écrit" in read(client, mine)
    answer = send(client, f"{mine}seances/{session.pk}/bibliotheque/")
    assert answer.headers["Location"] == f"/mes-fiches/{Resource.objects.get().pk}/"
    assert "https://exemple.fr/d" in client.get(one.get_absolute_url()).content.decode()


def test_many_people_came_for_some_cooperations(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = announced(capacity=9)
    rows = [guest(one, name, cooperations=[cast.gard]) for name in ("A A", "B B", "C C", "D D", "E E")]
    set_clock(monkeypatch, instant(2017, 3, 6))
    sign_in(client, Role.OFFICER)
    mine = f"/organiser-rendez-vous/{one.pk}/"
    assert "1 représentée" in read(client, mine)
    send(client, f"{mine}venus/", {"present": [str(row.pk) for row in rows]})
    page = read(client, one.get_absolute_url())
    assert "5 personnes sont venues." in page
    assert "1 représentée" in page


def test_a_cooperation_proposes_and_is_answered(client: Client, cast: Cast) -> None:
    mine, one = desk(client, cast, proposals_until=date(2017, 2, 15))
    at = f"{one.get_absolute_url()}proposer-un-atelier/"
    assert "Proposer un atelier" in read(client, one.get_absolute_url())
    idea = {"cooperation": str(cast.gard.pk), "summary": "Nous racontons.", "leader": "Zoé Blanc"}
    assert send(client, at, {**idea, "title": ""}).status_code == 422
    for title in ("Animer à deux", "Durer"):
        send(client, at, {**idea, "title": title})
    first, second = WorkshopProposal.objects.order_by("pk")
    assert "Attend une réponse" in read(client, mine)
    hours = {"on": "2017-03-06", "starts_at": "14:00", "ends_at": "15:30", "seats": "9", "answer": "Merci !"}
    send(client, f"{mine}ateliers/{first.pk}/retenir/", hours)
    send(client, f"{mine}ateliers/{second.pk}/refuser/", {"answer": "Trop tard."})
    assert [row.state for row in WorkshopProposal.objects.order_by("pk")] == [
        ProposalState.ACCEPTED,
        ProposalState.DECLINED,
    ]
    page = read(client, mine)
    assert "Trop tard." in page
    assert "Retenu" in page
    assert "Animer à deux" in read(client, one.get_absolute_url())


def test_whoever_speaks_for_no_cooperation_proposes_nothing(client: Client) -> None:
    one = announced(proposals_until=date(2017, 2, 15))
    page = read(client, one.get_absolute_url())
    assert "peuvent proposer un atelier jusqu'au 15 février 2017" in page
    assert "Proposer un atelier" not in page
    sign_in(client, Role.MEMBER, Perimeter("cooperation", "nulle-part"))
    assert client.get(f"{one.get_absolute_url()}proposer-un-atelier/").status_code == 404
