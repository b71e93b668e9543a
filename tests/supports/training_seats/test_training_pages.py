"""The pages of trainings: who reads, who asks for a seat, who follows it by a link, who agrees."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from maillage.common.limits import LIMITS
from maillage.common.models import SendingCount
from maillage.supports.models import Enrolment, EnrolmentState, Trainee
from maillage.supports.operations.training_care import erase_old_trainees
from maillage.supports.operations.training_letters import agreement_link, seat_link
from tests.cast import Cast, commune, date, departement, instant
from tests.linked_data import block_of
from tests.network.clock import set_clock
from tests.portal.reading import read, words
from tests.sending import send as sent
from tests.supports.training_seats.sitting import DAY, fresh, hold, seat, session

pytestmark = pytest.mark.django_db
_S = EnrolmentState


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))


def form(**more: object) -> dict[str, object]:
    return {
        "name": "Zoé Blanc",
        "telephone": "",
        "email": "zoe@exemple.fr",
        "organisation_name": "",
        "needs": "",
        "consent": "on",
        **more,
    }


def send(client: Client, address: str, **typed: object) -> tuple[int, str]:
    """Send a form; return the status, and where it leads or what the page says."""
    answer = sent(client, address, typed)
    return answer.status_code, answer.headers.get("Location") or words(answer.content.decode())


def path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


# Reading.


def test_the_list_says_what_comes_and_nothing_of_what_is_past_hidden_or_cancelled(
    client: Client, cast: Cast
) -> None:
    page = read(client, "/formations/")
    assert "Aucune formation n'est prévue" in page
    assert "01 99 00 12 34" in page
    assert "Département" not in page
    session(cast, capacity=1, days=(DAY, date(2017, 3, 7)))
    far = session(cast, departement=departement("46"), commune=commune("46042"), days=(date(2017, 5, 2),))
    online = session(cast, departement=None, commune=None, place="", days=(date(2017, 4, 3),), capacity=1)
    seat(online)
    session(cast, days=(date(2017, 1, 5),), place="passée")
    session(cast, is_public=False)
    session(cast, cancelled_at=instant(2017, 1, 1), cancel_reason="Neige")
    page = read(client, "/formations/")
    assert page.count("Aller vers") == 3
    assert "Du lundi 6 mars 2017 au mardi 7 mars 2017 Nîmes · Formation socle Il reste 1 place" in page
    assert "Lundi 3 avril 2017 En visioconférence · Formation socle Complet : liste d'attente" in page
    assert page.index("6 mars") < page.index("3 avril") < page.index("2 mai")
    near = read(client, "/formations/?departement=46")
    assert "Nîmes" not in near
    assert "Cahors" in near
    assert "En visioconférence" in near
    for nonsense in ("?departement=999", "?departement=%00", "?page=-1", f"?page={'9' * 5000}", "?page=x"):
        assert client.get(f"/formations/{nonsense}").status_code == 200
    assert far.get_absolute_url() in client.get("/sitemap.xml").content.decode()


def test_a_long_list_costs_what_a_short_one_costs(client: Client, cast: Cast) -> None:
    counts = []
    for made in (1, 2):
        for _time in range(made):
            one = session(cast)
            hold(one, cast.ccas)
            seat(one)
        with CaptureQueriesContext(connection) as asked:
            client.get("/formations/")
        counts.append(len(asked))
    assert counts == [5, 5]


def test_twenty_fit_on_a_page_and_the_filter_stays(client: Client, cast: Cast) -> None:
    for _time in range(21):
        session(cast)
    answer = client.get("/formations/?departement=30").content.decode()
    assert "?departement=30&amp;page=2" in answer
    assert read(client, "/formations/?departement=30&page=2").count("Aller vers") == 1


def test_a_training_says_what_when_where_for_whom_and_how_much(client: Client, cast: Cast) -> None:
    one = session(
        cast,
        capacity=3,
        link="https://visio.exemple.fr/salle",
        cost=1250,
        funded_by="la Conférence des financeurs",
        practical="Apportez un stylo.",
        contact_name="Odile Roy",
        contact_telephone="0466000009",
        closes_on=date(2017, 3, 1),
    )
    page = read(client, f"/formations/{one.pk}/")
    for expected in (
        "Il reste 3 places",
        "Lundi 6 mars 2017, de 9 h à 12 h 30",
        "Maison des associations, Nîmes",
        "visioconférence. Le lien est donné aux personnes inscrites",
        "Les bénévoles des équipes.",
        "Écouter, aller vers.",
        "L'isolement",
        "12,50 € par personne.",
        "financée par la Conférence des financeurs",
        "Apportez un stylo.",
        "Appelez Odile Roy : 04 66 00 00 09",
        "Dernier jour pour s'inscrire : 1er mars 2017",
        "Coopération du Gard",
        "Demander une place",
    ):
        assert expected in page
    assert "visio.exemple.fr" not in client.get(f"/formations/{one.pk}/").content.decode()
    assert "C'est gratuit." in read(client, f"/formations/{session(cast, cost=0).pk}/")
    plain = session(cast, place="", commune=None, by_agreement=True, days=())
    page = read(client, f"/formations/{plain.pk}/")
    for expected in ("Le coût n'est pas dit", "n'a pas encore de date", "Le lieu vous sera dit"):
        assert expected in page
    assert "En visioconférence" in read(
        client, f"/formations/{session(cast, place='', commune=None, link='https://v.exemple.fr').pk}/"
    )
    assert "donne son accord" in read(client, f"/formations/{session(cast, by_agreement=True).pk}/")
    assert client.get(f"/formations/{session(cast, is_public=False).pk}/").status_code == 404
    assert client.get(f"/formations/{10**30}/").status_code == 404


def test_a_training_says_to_machines_what_it_says_to_people(client: Client, cast: Cast) -> None:
    def data(**fields: Any) -> Any:
        page = client.get(session(cast, **fields).get_absolute_url()).content.decode()
        return block_of(page) if "ld+json" in page else None

    said = data(cost=0, link="https://visio.exemple.fr/salle")
    assert (said["@type"], said["name"], said["startDate"]) == (
        "EducationEvent", "Aller vers", "2017-03-06T09:00:00+01:00",
    )  # fmt: skip
    assert (said["remainingAttendeeCapacity"], said["isAccessibleForFree"]) == (2, True)
    assert said["location"]["name"] == "Maison des associations – Nîmes"
    assert "visio" not in json.dumps(said)
    off = data(cancelled_at=instant(2017, 1, 1), cancel_reason="Neige", place="", commune=None)
    assert off["eventStatus"].endswith("EventCancelled")
    assert not {"location", "isAccessibleForFree"} & set(off)
    assert data(days=()) is None


def test_a_full_training_offers_the_waiting_list(client: Client, cast: Cast) -> None:
    one = session(cast, capacity=2)
    hold(one, cast.ccas, 1, until=date(2017, 2, 20))
    for name in ("Zoé Blanc", "Ana Roux"):
        seat(one, name)
    page = read(client, f"/formations/{one.pk}/")
    for expected in (
        "Complet : liste d'attente",
        "Sur la liste d'attente aujourd'hui : 1 personne.",
        "gardées pour une organisation jusqu'au 20 février 2017",
        "M'inscrire sur la liste d'attente",
    ):
        assert expected in page
    assert "la première place qui se libère va" in read(client, f"/formations/{one.pk}/inscription/")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"cancelled_at": instant(2017, 1, 1), "cancel_reason": "Neige"}, "annulée : Neige."),
        ({"closes_on": date(2017, 1, 2)}, "closes depuis le 2 janvier 2017"),
        ({"days": (date(2017, 1, 9),)}, "a commencé le 9 janvier 2017"),
    ],
)
def test_a_closed_training_says_why_and_what_to_do(
    client: Client, cast: Cast, fields: dict[str, Any], sentence: str
) -> None:
    one = session(cast, **fields)
    for address in (f"/formations/{one.pk}/", f"/formations/{one.pk}/inscription/"):
        page = read(client, address)
        assert sentence in page
        assert "Demander une place" not in page
        assert "Envoyer mon inscription" not in page
    status, said = send(client, f"/formations/{one.pk}/inscription/", **form())
    assert status == 409
    assert sentence in said
    assert not Enrolment.objects.exists()


# Asking for a seat.


def test_anyone_signs_up_and_lands_on_a_page_of_their_own(client: Client, cast: Cast) -> None:
    one = session(cast, capacity=1, link="https://visio.exemple.fr/salle", practical="Un stylo.")
    status, where = send(
        client,
        f"/formations/{one.pk}/inscription/",
        **form(house=f"team-{cast.tilleul.pk}", needs="Sans marches", shows_name="on"),
    )
    assert status == 303
    assert where.startswith("/mon-inscription/")
    page = read(client, where)
    for expected in (
        "Votre place est réservée",
        "Zoé Blanc",
        "Lundi 6 mars 2017, de 9 h à 12 h 30",
        "https://visio.exemple.fr/salle",
        "Un stylo.",
        "Sans marches",
    ):
        assert expected in page
    made = Enrolment.objects.get()
    assert (made.team, made.shows_name, made.state) == (cast.tilleul, True, _S.SEATED)
    status, second = send(
        client,
        f"/formations/{one.pk}/inscription/",
        **form(name="Ana Roux", email="", telephone="0466000001"),
    )
    assert status == 303
    page = read(client, second)
    assert "Vous êtes sur la liste d'attente" in page
    assert "Votre rang dans la liste : 1." in page
    assert "visio.exemple.fr" not in page
    status, _where = send(client, where)
    assert status == 303
    assert "Votre inscription est retirée" in read(client, where)
    assert "Votre place est réservée" in read(client, second)
    assert "Retirer mon inscription" not in read(client, where)


def test_kept_seats_and_teams_of_the_place_are_offered_or_only_words(client: Client, cast: Cast) -> None:
    one = session(cast)
    hold(one, cast.ccas)
    page = read(client, f"/formations/{one.pk}/inscription/")
    assert "Aucune de celles-ci CCAS d'Alès Équipe du Tilleul" in page
    online = session(cast, departement=None)
    assert "Aucune de celles-ci" not in read(client, f"/formations/{online.pk}/inscription/")
    status, _where = send(
        client, f"/formations/{online.pk}/inscription/", **form(organisation_name="CCAS d'Alès")
    )
    assert status == 303
    assert Enrolment.objects.get().organisation == cast.ccas
    send(client, f"/formations/{one.pk}/inscription/", **form(house=f"organisation-{cast.ccas.pk}"))
    assert Enrolment.objects.get(session=one).hold is not None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Écrivez quelques mots ici."),
        ({"email": ""}, "Donnez un téléphone ou une adresse électronique."),
        ({"email": "zoe"}, "zoe"),
        ({"telephone": "12"}, "12"),
        ({"consent": ""}, "sans votre accord, nous ne pouvons pas vous inscrire"),
        ({"house": "team-999999"}, "Cette réponse n'est plus proposée"),
        ({"house": "' OR 1=1 --"}, "Cette réponse n'est plus proposée"),
        ({"name": "Zoé\x00"}, "caractères invisibles"),
        ({"needs": "é" * 10_000}, "300"),
        ({"name": "z" * 100_000}, "150"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_is_kept(
    client: Client, cast: Cast, typed: dict[str, object], sentence: str
) -> None:
    one = session(cast)
    status, said = send(client, f"/formations/{one.pk}/inscription/", **form(**typed))
    assert status == 422
    assert sentence in said
    assert not Trainee.objects.exists()
    assert not SendingCount.objects.exists()


def test_twice_is_said_robots_are_forgotten_and_floods_are_stopped(client: Client, cast: Cast) -> None:
    one = session(cast, capacity=500)
    address = f"/formations/{one.pk}/inscription/"
    send(client, address, **form())
    status, said = send(client, address, **form(name="zoe blanc"))
    assert status == 409
    assert "est déjà sur la liste" in said
    assert send(client, address, **form(name="Robot", courriel_bis="x")) == (303, "/formations/")
    statuses = [
        send(client, address, **form(name=f"Personne {rank}"))[0] for rank in range(LIMITS["formation"][0][1])
    ]
    assert set(statuses) == {303, 429}
    assert Enrolment.objects.count() == 8


def test_an_injected_text_stays_text(client: Client, cast: Cast) -> None:
    one = session(cast)
    _status, where = send(
        client, f"/formations/{one.pk}/inscription/", **form(name="<script>alert(1)</script>")
    )
    assert "<script>alert(1)" not in client.get(where).content.decode()


# The personal pages.


def test_a_page_of_ones_own_follows_what_happens(client: Client, cast: Cast) -> None:
    one = session(cast, is_public=False, by_agreement=True)
    made = seat(one)
    where = path(seat_link(made))
    page = read(client, where)
    assert "Votre demande est bien arrivée" in page
    assert "attend l'accord" in page
    assert f"/formations/{one.pk}/" not in client.get(where).content.decode()
    Enrolment.objects.filter(pk=made.pk).update(state=_S.REFUSED)
    assert "n'a pas été retenue" in read(client, where)
    type(one).objects.filter(pk=one.pk).update(
        cancelled_at=instant(2017, 2, 1), cancel_reason="Salle fermée."
    )
    page = read(client, where)
    assert "Cette formation est annulée" in page
    assert "Salle fermée." in page
    erase_old_trainees(instant(2031, 1, 1))
    assert "Vos coordonnées sont effacées" in read(client, where)


def test_once_it_begins_nobody_gives_a_seat_back_by_a_click(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = seat(session(cast))
    where = path(seat_link(made))
    set_clock(monkeypatch, instant(2017, 3, 6))
    assert "Retirer mon inscription" not in read(client, where)
    status, said = send(client, where)
    assert status == 409
    assert "a commencé : appelez le" in said


@pytest.mark.parametrize("page", ["mon-inscription", "mon-accord"])
def test_a_false_link_opens_nothing(client: Client, cast: Cast, page: str) -> None:
    made = seat(session(cast))
    for token in ("abc", "a.b.c", "%00", path(seat_link(made)).split("/")[2][:-2], "x" * 3000):
        assert client.get(f"/{page}/{token}/").status_code in {404, 410}
    other = path(agreement_link(made)).split("/")[2]
    assert client.get(f"/mon-inscription/{other}/").status_code == 410
    Enrolment.objects.all().delete()
    assert client.get(path(seat_link(made))).status_code == 404


def test_who_agrees_reads_who_it_is_and_answers_once(client: Client, cast: Cast) -> None:
    one = session(cast, by_agreement=True)
    first, second = seat(one, organisation=cast.ccas), seat(one, "Ana Roux")
    where = path(agreement_link(first))
    page = read(client, where)
    assert "Zoé Blanc demande à suivre la formation « Aller vers »." in page
    assert "Pour : CCAS d'Alès" in page
    assert send(client, where)[0] == 422
    assert send(client, where, answer="peut-etre")[0] == 422
    assert send(client, where, answer="oui")[0] == 303
    assert fresh(first).state == _S.SEATED
    assert "Cette inscription a sa réponse : inscrite." in read(client, where)
    status, said = send(client, where, answer="non", reason="Trop tard")
    assert status == 409
    assert "déjà traitée" in said
    other = path(agreement_link(second))
    status, said = send(client, other, answer="non")
    assert status == 409
    assert "Dites en quelques mots pourquoi" in said
    assert send(client, other, answer="non", reason="Pas cette fois")[0] == 303
    assert fresh(second).state == _S.REFUSED


# Calendars.


def events(client: Client, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_training_goes_into_a_calendar_at_the_clock_of_its_place(client: Client, cast: Cast) -> None:
    one = session(
        cast,
        days=(DAY, date(2017, 3, 7)),
        link="https://visio.exemple.fr/salle",
        departement=departement("974"),
    )
    first, second = events(client, f"/formations/{one.pk}/agenda.ics")
    assert str(first["summary"]) == "Formation : Aller vers"
    assert first.decoded("dtstart").astimezone(instant(2017, 1, 1).tzinfo) == instant(2017, 3, 6, 5)
    assert str(first["location"]) == "Maison des associations, Nîmes"
    assert str(first["status"]) == "CONFIRMED"
    assert first["uid"] != second["uid"]
    assert "visio" not in client.get(f"/formations/{one.pk}/agenda.ics").content.decode()
    off = session(cast, place="", commune=None, cancelled_at=instant(2017, 1, 1), cancel_reason="Neige")
    (gone,) = events(client, f"/formations/{off.pk}/agenda.ics")
    assert str(gone["status"]) == "CANCELLED"
    assert "location" not in gone
    assert client.get(f"/formations/{session(cast, is_public=False).pk}/agenda.ics").status_code == 404


def test_the_trainings_of_a_territory_are_followed(client: Client, cast: Cast) -> None:
    session(cast, departement=departement("46"), commune=commune("46042"))
    session(cast)
    session(cast, is_public=False)
    session(cast, days=(date(2017, 1, 5),))
    assert len(events(client, "/formations/agenda/france.ics")) == 2
    assert len(events(client, "/formations/agenda/departement:46.ics")) == 1
    assert len(events(client, "/formations/agenda/region:76.ics")) == 2
    for nonsense in ("lune", "departement:999", "cooperation:cooperation-du-gard", "%00", "x" * 3000):
        answer = client.get(f"/formations/agenda/{nonsense}.ics")
        assert answer.status_code == 400
        assert answer.headers["Content-Type"].startswith("text/plain")


# In English.


def test_the_pages_are_read_in_english(client: Client, cast: Cast) -> None:
    one = session(cast, capacity=1)
    hold(one, cast.ccas)
    for address, expected in (
        ("/formations/", "Full: waiting list"),
        (f"/formations/{one.pk}/", "There is no free place left."),
        (f"/formations/{one.pk}/inscription/", "Or its name, if it is not in the list"),
        (path(seat_link(seat(one))), "You are on the waiting list"),
    ):
        answer = client.get(address, headers={"accept-language": "en"})
        assert expected in words(answer.content.decode())
