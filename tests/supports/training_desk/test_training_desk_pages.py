"""The pages of those who organise trainings: what they say, what the base holds, what is refused in words."""

from typing import Any

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.facts import stamp
from maillage.network.models import CooperationMember
from maillage.supports.models import (
    Curriculum,
    CurriculumVersion,
    Holding,
    Presence,
    Qualification,
    SeatHold,
    Trained,
    TrainingSession,
)
from maillage.supports.operations.training_sessions import open_session
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, date, instant
from tests.network.clock import set_clock
from tests.portal.reading import words
from tests.sending import send
from tests.supports.training_desk.holding import AFTER, DAY, HOUSE, came, closed, opened, slot, text, trainer
from tests.supports.training_seats.sitting import ON, fresh, seat, taught

pytestmark = pytest.mark.django_db


@pytest.fixture
def animator(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sign in who animates the cooperation of the Gard, in February 2017."""
    set_clock(monkeypatch, instant(2017, 2, 1))
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Nadia Ferrand")
    return client


def later(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the day after the session come, and the animator sign in anew."""
    set_clock(monkeypatch, instant(2017, 3, 7))
    sign_in(
        client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Nadia Ferrand le lendemain"
    )


def said(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return words(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def form(**fields: Any) -> dict[str, Any]:
    """Return what an organiser types to open a session."""
    version = taught()
    return {
        "version": "1",
        "taught": str(version.pk),
        "slots": "06/03/2017 de 9h à 12h30\n6 mars 2017, 14h-17h",
        "commune": "Nîmes",
        "place": "Maison des associations",
        "capacity": "12",
        "is_public": "on",
        "cost": "120,50",
        **fields,
    }


def test_an_animator_opens_a_session_and_reads_it(animator: Client, cast: Cast) -> None:
    yann = trainer()
    assert "Aucune session n'est prévue" in said(animator, "/mes-formations/")
    page = f"/mes-formations/ouvrir/{cast.gard.slug}/"
    assert "Yann Cozic (Aller vers)" in said(animator, page)
    answer = send(animator, page, form(trainers=[str(yann.pk)]))
    session = TrainingSession.objects.get()
    assert answer.headers["Location"] == f"/mes-formations/{session.pk}/"
    days = [
        (row.on, f"{row.starts_at:%H:%M}", f"{row.ends_at:%H:%M}") for row in session.half_days.in_order()
    ]
    assert days == [(DAY, "09:00", "12:30"), (DAY, "14:00", "17:00")]
    assert (session.cooperation, session.cost, session.capacity) == (cast.gard, 12_050, 12)
    read = said(animator, f"/mes-formations/{session.pk}/")
    for sentence in (
        "Aller vers", "0 places prises sur 12", "Lundi 6 mars 2017, de 9 h à 12 h 30", "Maison des associations",
        "Yann Cozic", "120,50 €", "Personne n'est encore inscrit", "Aucune : toutes les places sont à tous",
    ):  # fmt: skip
        assert sentence in read, sentence
    assert "Lundi 6 mars 2017" in said(animator, "/mes-formations/")
    assert "Aller vers" in said(animator, f"/formations/{session.pk}/")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"slots": "un jour"}, "« un jour » ne se lit pas"),
        ({"slots": "mars 2017 de 9h à 12h"}, "ne dit pas le jour"),
        ({"slots": "06/03/2017 de 29h à 30h"}, "n'est pas un jour et deux heures qui existent"),
        ({"slots": "32/03/2017 de 9h à 10h"}, "n'est pas un jour et deux heures qui existent"),
        ({"slots": ""}, "Écrivez quelques mots"),
        ({"commune": "Saint"}, "Laquelle ?"),
        ({"commune": "Xyzville"}, "Aucune commune ne commence par"),
        ({"capacity": "0"}, "Il faut au moins une place"),
        ({"capacity": "501"}, "500 places au plus"),
        ({"capacity": "beaucoup"}, "Écrivez un nombre"),
        ({"link": "pas une adresse"}, "qui commence par https://"),
        ({"cost": "12,345"}, "plus de deux décimales"),
        ({"slots": "06/03/2017 de 12h à 9h"}, "finit avant de commencer"),
        ({"slots": "06/01/2017 de 9h à 10h"}, "est passé"),
    ],
)
def test_what_does_not_read_is_said_and_nothing_is_opened(
    animator: Client, cast: Cast, fields: dict[str, str], sentence: str
) -> None:
    answer = send(animator, f"/mes-formations/ouvrir/{cast.gard.slug}/", form(**fields))
    assert answer.status_code in {409, 422}
    read = words(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")
    assert sentence in read
    assert not TrainingSession.objects.exists()


def test_without_any_curriculum_the_page_says_whom_to_ask(animator: Client, cast: Cast) -> None:
    assert "Aucune formation n'est encore écrite" in said(
        animator, f"/mes-formations/ouvrir/{cast.gard.slug}/"
    )


def test_a_session_is_changed_kept_for_some_and_cancelled(animator: Client, cast: Cast) -> None:
    CooperationMember.objects.create(
        cooperation=cast.gard, organisation=cast.voisins, started_on=date(2016, 1, 1), **stamp(HOUSE)
    )
    session = opened(cast, commune=None, link="https://visio.exemple/a")
    page = f"/mes-formations/{session.pk}/"
    shown = animator.get(f"{page}modifier/").content.decode()
    assert "06/03/2017 de 09h00 à 12h00" in shown
    assert (
        '<input type="hidden" name="version" value="1"' in shown
    )  # without it, every change would be a conflict
    send(animator, f"{page}modifier/", form(capacity="8", place="Mairie"))
    session.refresh_from_db()
    assert (session.capacity, session.place, session.version) == (8, "Mairie", 2)
    assert "Nîmes (30)" in animator.get(f"{page}modifier/").content.decode()
    send(
        animator,
        f"{page}places/",
        {"organisation": str(cast.voisins.pk), "seats": "3", "until": "2017-03-01"},
    )
    hold = SeatHold.objects.get()
    assert "3 places pour Les Voisins du Tilleul, jusqu'au 1er mars 2017" in said(animator, page)
    send(animator, f"{page}places/", {"organisation": str(cast.voisins.pk), "seats": "3"})
    assert "3 places pour Les Voisins du Tilleul" in said(animator, page)
    send(animator, f"{page}places/{hold.pk}/rendre/", {})
    assert not SeatHold.objects.exists()
    send(animator, f"{page}annuler/", {"reason": "La salle est prise."})
    assert "La salle est prise." in said(animator, page)
    assert "Annulée" in said(animator, "/mes-formations/")
    again = send(animator, f"{page}annuler/", {"reason": "Encore"})
    assert again.status_code == 409


def test_the_list_of_people_is_kept_by_telephone_too(animator: Client, cast: Cast) -> None:
    session = opened(cast, by_agreement=True, capacity=1)
    zoe, max_, lou = (
        seat(session),
        seat(session, "Max Noir"),
        seat(session, "Lou Vert", telephone="0466000001"),
    )
    page = f"/mes-formations/{session.pk}/"
    assert "Attendent un accord" in said(animator, page)
    send(animator, f"{page}{zoe.pk}/accord/", {})
    send(animator, f"{page}{max_.pk}/accord/", {})
    send(animator, f"{page}{lou.pk}/refus/", {"reason": "Une autre date vous ira mieux."})
    assert [fresh(one).state for one in (zoe, max_, lou)] == ["inscrite", "attente", "refusee"]
    read = said(animator, page)
    assert read.index("Ont une place") < read.index("Zoé Blanc") < read.index("Attendent une place")
    assert "Lou Vert" not in read.split("Attendent une place")[1].split("Quand")[0]
    send(animator, f"{page}{zoe.pk}/retrait/", {})
    assert (fresh(zoe).state, fresh(max_).state) == ("retiree", "inscrite")
    assert animator.get(f"{page}999/accord/").status_code == 404


def test_presences_are_entered_from_the_sheet_then_closed_then_corrected(
    animator: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(cast)
    zoe, max_ = seat(session), seat(session, "Max Noir")
    page = f"/mes-formations/{session.pk}/"
    assert animator.get(f"{page}feuille.pdf").content.startswith(b"%PDF")
    assert "Noter qui est venu" not in said(animator, page)
    later(animator, cast, monkeypatch)
    assert "Qui est venu ?" in said(animator, "/mes-formations/")
    shown = animator.get(f"{page}presences/").content.decode()
    assert shown.count("checked") == 4
    morning, afternoon = (str(row.pk) for row in session.half_days.in_order())
    send(animator, f"{page}presences/", {f"person-{zoe.pk}": [morning, afternoon], f"person-{max_.pk}": []})
    assert set(Presence.objects.values_list("enrolment", flat=True)) == {zoe.pk}
    assert animator.get(f"{page}presences/").content.decode().count("checked") == 2
    send(animator, f"{page}presences/ajouter/", {"name": "Ana Rouge", "telephone": "04 66 00 00 07"})
    unreachable = send(animator, f"{page}presences/ajouter/", {"name": "Sans Adresse"})
    assert "Donnez une adresse électronique ou un téléphone" in words(unreachable.content.decode())
    send(animator, f"{page}presences/clore/", {})
    assert Holding.objects.believed().count() == 1
    read = said(animator, page)
    assert "Tenue, présences closes" in read
    assert "Ont été formées" in read
    assert {row.trainee.name for row in Trained.objects.believed()} == {"Zoé Blanc", "Ana Rouge"}
    assert "Aucune session n'est prévue" in said(animator, "/mes-formations/")
    send(animator, f"{page}presences/rouvrir/", {"reason": "Max était là"})
    assert not Holding.objects.believed().exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_whatever_the_rows(
    animator: Client,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
    count: int,
) -> None:
    opened(cast, capacity=9, slots=[slot(AFTER)])
    for rank in range(count):
        over = opened(cast, capacity=9)
        people = [seat(over, f"Ana {rank} {n}", email=f"a{rank}{n}@exemple.fr") for n in range(count)]
        came(over, *people)
        if rank:
            closed(over)
        else:
            shown = over
        opened(cast, slots=[slot(AFTER)])
    later(animator, cast, monkeypatch)
    animator.get("/mes-formations/")
    with django_assert_num_queries(11):
        animator.get("/mes-formations/")
    with django_assert_num_queries(16):
        animator.get(f"/mes-formations/{shown.pk}/")


def test_the_network_writes_what_is_taught_and_who_may_train(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))
    sign_in(client, Role.OFFICER, name="Aïcha Benali")
    assert "Aucune formation n'est écrite" in said(client, "/programmes-de-formation/")
    send(
        client,
        "/programmes-de-formation/nouveau/",
        {"name": "Mini-socle", "variant": "mini-socle", "audience": "Qui débute"},
    )
    row = Curriculum.objects.get()
    page = f"/programmes-de-formation/{row.slug}/"
    assert "Aucune version n'est adoptée" in said(client, page)
    bad = send(
        client, f"{page}version/", {"number": "1", "adopted_on": "2017-02-01", "modules": "Sans durée"}
    )
    assert "« Sans durée » ne se lit pas" in words(bad.content.decode()).replace("\xa0", " ")
    told = {
        "number": "1",
        "adopted_on": "2017-02-01",
        "modules": "Écouter : 1h30\nVisiter, 45 min\nAgir (2 h)",
    }
    send(client, f"{page}version/", told)
    version = CurriculumVersion.objects.get()
    assert [(one.title, one.minutes) for one in version.modules.in_order()] == [
        ("Écouter", 90), ("Visiter", 45), ("Agir", 120),
    ]  # fmt: skip
    send(client, f"{page}formateurs/", {"name": "Yann Cozic", "since": "2017-01-01", "until": "2019-01-01"})
    yann = Qualification.objects.get()
    read = said(client, page)
    assert "Yann Cozic" in read
    assert "jusqu'au 1er janvier 2019" in read
    send(client, f"{page}formateurs/{yann.pk}/terminer/", {"on": "2017-06-01", "reason": "départ"})
    assert Qualification.objects.believed().get().ended_on is not None
    send(
        client,
        f"{page}modifier/",
        {"name": "Mini-socle", "variant": "mini-socle", "audience": "Tout le monde"},
    )
    public = said(Client(), f"/formations/programmes/{row.slug}/")
    for sentence in ("Tout le monde", "Écouter (90 minutes)", "Aucune n'est annoncée"):
        assert sentence in public, sentence
    opened(cast, taught=version)
    assert "Lundi 6 mars 2017" in said(Client(), f"/formations/programmes/{row.slug}/")


def test_who_organises_elsewhere_sees_nothing_of_it(animator: Client, cast: Cast) -> None:
    away = open_session(cast.nord, text(), on=ON, by=HOUSE)
    assert animator.get(f"/mes-formations/{away.pk}/").status_code == 404
    assert "Lundi" not in said(animator, "/mes-formations/")
    assert animator.get(f"/mes-formations/ouvrir/{cast.nord.slug}/").status_code == 404
