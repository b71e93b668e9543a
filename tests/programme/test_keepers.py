"""Who follows one action, the roadmaps that answer to it, and the course of actions that an import brings back."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.network.models import Cooperation, RoadmapAction
from maillage.network.operations.erasure import let_go
from maillage.programme.models import (
    Action,
    ActionConduct,
    ActionKeeper,
    ActionReview,
    ActionState,
    RoadmapLink,
    State,
)
from maillage.programme.operations.course import say_state
from maillage.programme.operations.keepers import answer_to, end_keeper, name_keeper
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import enter, nobody_special, sign_in
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read, words
from tests.programme.plan import BY, TODAY, later, programme
from tests.sending import send

pytestmark = pytest.mark.django_db
JANUARY = date(2018, 1, 1)


def test_a_keeper_is_named_once_until_the_end() -> None:
    [action] = programme(2017, "Essayer")
    user = nobody_special("Louise Perrin")
    for email, since, sentence in (
        ("inconnue@exemple.fr", JANUARY, "Personne n'a de compte"),
        (user.email, date(2018, 6, 2), "pas encore venu"),
    ):
        with pytest.raises(Refused, match=sentence):
            name_keeper(action, email=email, since=since, on=TODAY, by=BY)
    keeper = name_keeper(action, email=user.email.upper(), since=JANUARY, on=TODAY, by=BY)
    with pytest.raises(Refused, match="suit déjà cette action"):
        name_keeper(action, email=user.email, since=JANUARY, on=TODAY, by=BY)
    made = end_keeper(keeper, ended_on=date(2018, 5, 1), on=TODAY, by=later(date(2018, 6, 2)))
    assert made.ended_on == date(2018, 5, 1)
    with pytest.raises(Refused, match="ne suit plus"):
        end_keeper(keeper, ended_on=TODAY, on=TODAY, by=BY)
    again = name_keeper(action, email=user.email, since=TODAY, on=TODAY, by=BY)
    end_keeper(again, ended_on=TODAY, on=TODAY, by=BY)
    assert not ActionKeeper.objects.open().exists()


def test_a_visitor_tells_the_course_of_nothing() -> None:
    programme(2017, "Essayer")
    assert not Action.objects.told_by(Actor()).exists()


def test_who_leaves_the_register_follows_no_action_any_more() -> None:
    [action] = programme(2017, "Essayer")
    user = nobody_special("Louise Perrin")
    name_keeper(action, email=user.email, since=JANUARY, on=TODAY, by=BY)
    let_go(user, on=TODAY, reason="à sa demande", by=later(date(2018, 6, 2)))
    assert not ActionKeeper.objects.open().exists()


def test_a_keeper_tells_the_course_of_one_action_and_no_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))
    mine, other = programme(2017, "Essayer", "Former")
    user = nobody_special("Louise Perrin")
    enter(client, user)
    assert client.get("/tenir-le-programme/").status_code == 404
    name_keeper(mine, email=user.email, since=JANUARY, on=TODAY, by=BY)
    said = read(client, "/tenir-le-programme/")
    assert "Les actions que vous suivez" in said
    assert "1.1 Essayer" in said
    assert "1.2 Former" not in said
    assert "Les actions que vous suivez" in read(client, "/accueil/")
    page = f"/tenir-le-programme/{mine.pk}/"
    told = {"since": "01/01/2017", "until": "31/12/2017", "weather": "soleil", "synthesis": "Tout va bien."}
    assert send(client, page + "etat/", {"state": "en-cours", "since": "02/01/2018"}).status_code == 303
    assert send(client, page + "synthese/", told).status_code == 303
    shown = read(client, page)
    assert "Tout va bien." in shown
    for hidden in ("Donner une cible", "Poser un jalon", "Retirer", "Qui suit cette action"):
        assert hidden not in shown, hidden
    for closed in ("conduite/", "cible/", "jalon/", "reprise/", "suivi/"):
        assert send(client, page + closed, {}).status_code == 404, closed
    assert client.get(f"/tenir-le-programme/{other.pk}/").status_code == 404
    assert send(client, f"/tenir-le-programme/{other.pk}/etat/", {}).status_code == 404
    assert ActionState.objects.get().recorded_by == user
    assert ActionReview.objects.get().action == mine


def test_an_officer_names_and_ends_a_keeper(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))
    sign_in(client, Role.OFFICER, name="Nadia Ferrand")
    [action] = programme(2017, "Essayer")
    user = nobody_special("Louise Perrin")
    page = f"/tenir-le-programme/{action.pk}/"
    answer = send(client, page + "suivi/", {"email": "personne@exemple.fr", "since": "01/01/2018"})
    assert "invitez d'abord cette personne" in words(answer.content.decode())
    assert send(client, page + "suivi/", {"email": user.email, "since": "01/01/2018"}).status_code == 303
    assert "Louise Perrin depuis le 1er janvier 2018" in read(client, page)
    keeper = ActionKeeper.objects.get()
    assert send(client, f"{page}suivi/{keeper.pk}/", {"ended_on": "01/05/2018"}).status_code == 303
    assert "L'équipe nationale seule en dit l'état" in read(client, page)


@pytest.mark.usefixtures("cast")
def test_a_roadmap_answers_to_the_programme(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))
    first, second = programme(2017, "Essayer", "Former")
    mine = Cooperation.objects.filter(slug__contains="gard").order_by("pk").first()
    assert mine is not None
    local = RoadmapAction.objects.create(cooperation=mine, title="Un café des voisins")
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", mine.slug), name="Karim Benali")
    page = f"/feuilles-de-route/{mine.slug}/"
    assert "Un café des voisins Aucune action du programme n'est dite" in read(client, page)
    assert send(client, f"{page}{local.pk}/", {"action": str(first.pk)}).status_code == 303
    assert send(client, f"{page}{local.pk}/", {"action": str(first.pk)}).status_code == 409
    assert "Un café des voisins 1.1 Essayer" in read(client, page)
    said = read(client, "/programme/programme-2017-2019/1.1/")
    assert f"Les coopérations qui y répondent {mine.name}" in said
    assert "Un café des voisins" not in said
    assert "y répondent" not in read(client, "/programme/programme-2017-2019/1.1/?au=2018-05-31")
    assert send(client, f"{page}{local.pk}/", {"action": str(second.pk)}).status_code == 303
    assert [link.action for link in RoadmapLink.objects.believed()] == [second]
    assert answer_to(local, None, on=TODAY, by=later(date(2018, 6, 2))) is None
    assert not RoadmapLink.objects.believed().exists()


def imported(path: Path, *lines: str, **options: object) -> str:
    head = "programme;action;titre de l'action;état;depuis le;menée par;menée depuis le"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    out = io.StringIO()
    call_command("import", str(path), kind="programme", document="essai", apply=True, stdout=out, **options)
    return out.getvalue().replace("\xa0", " ")


def test_an_import_tells_the_course_of_actions(tmp_path: Path) -> None:
    [action] = programme(2017, "Essayer")
    path = tmp_path / "programme.csv"
    line = "Programme 2017-2019;1.1;Essayer;En cours;02/01/2017;La commission;03/01/2017"
    said = imported(path, line, "Programme 2017-2019;1.2;Former;À venir;05/01/2017;;")
    assert "1 créées, 1 changées" in said
    assert {(row.action.number, row.state, row.started_on) for row in ActionState.objects.all()} == {
        (1, "en-cours", date(2017, 1, 2)),
        (2, "a-venir", date(2017, 1, 5)),
    }
    assert [(row.pilot, row.started_on) for row in ActionConduct.objects.all()] == [
        ("La commission", date(2017, 1, 3))
    ]
    assert "1 laissées" in imported(path, line)
    imported(path, "Programme 2017-2019;1.1;Essayer;Réalisée;01/06/2018;;")
    assert [row.state for row in ActionState.objects.believed().about(action)] == ["en-cours", "realisee"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Programme 2017-2019;1.1;Essayer;Réalisée;;;", "Il manque depuis quand"),
        ("Programme 2017-2019;1.1;Essayer;Réalisée;01/01/2017;;", "donnez une date qui la suit"),
        ("Programme 2017-2019;1.1;Essayer;Réalisée;01/01/2099;;", "n'est pas encore venue"),
        ("Programme 2017-2019;1.1;Essayer;peut-être;01/06/2018;;", "n'est pas connu ici"),
        ("Programme 2017-2019;;;Réalisée;01/06/2018;;", "se dit d'une action"),
    ],
)
def test_a_course_that_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, line: str, sentence: str
) -> None:
    [action] = programme(2017, "Essayer")
    say_state(action, State.RUNNING, since=JANUARY, on=TODAY, by=BY)
    with pytest.raises(Refused, match=sentence):
        imported(tmp_path / "programme.csv", line)
    assert ActionState.objects.count() == 1
    assert Action.objects.count() == 1
