"""The pages of alerts: who starts, who counts, by account or by a link, and what is told of it elsewhere."""

import datetime as dt

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.alerts.models import Alert, DailyCount
from maillage.alerts.operations.alerts import stop_alert
from maillage.common.models import Message
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import enter, person, sign_in
from tests.alerts.calling import BY, TODAY, asked, given, led, link_in, more_teams, started
from tests.cast import Cast, date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.sending import send

pytestmark = pytest.mark.django_db
TYPED = {
    "day": "2018-08-03",
    "to_call": "20",
    "called": "18",
    "reached": "15",
    "relayed": "",
    "volunteers": "",
}


@pytest.fixture(autouse=True)
def _in_august(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 8, 3))


def animator(client: Client, cast: Cast) -> None:
    """Sign in as who animates the Gard."""
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))


def test_the_animator_starts_follows_and_stops(client: Client, cast: Cast) -> None:
    led(cast.tilleul)
    more_teams(2)
    animator(client, cast)
    assert "Aucune alerte n'est en cours : tant mieux." in read(client, "/alertes/")
    begin = "/alertes/cooperation/cooperation-du-gard/lancer/"
    assert "Coopération du Gard. 3 équipes seront prévenues." in read(client, begin)
    told = {"kind": "canicule", "level": "rouge", "starts_on": "2018-08-01", "message": "Mme Durand d'abord"}
    named = send(client, begin, told)
    assert "Ce texte contient le nom" in named.content.decode()
    send(client, begin, {**told, "message": "Les caves sont ouvertes."})
    alert = Alert.objects.get()
    mine = f"/alertes/{alert.pk}/"
    page = read(client, mine)
    for words in (
        "L'alerte est lancée",
        "Vigilance rouge",
        "0 équipe sur 3 a répondu",
        "Rien n'est encore connu",
    ):
        assert words in page
    given(asked(alert, cast.tilleul), relayed=2)
    page = read(client, mine)
    for words in (
        "1 équipe sur 3 a répondu (33 %)",
        "18 sur 20 à appeler",
        "Situations transmises 2",
        "inconnu, aucune équipe ne l'a dit",
        "2 août 2018 0 équipe sur 3 inconnu, aucune équipe n'a répondu",
        "rien n'est estimé pour celles qui n'ont pas répondu",
        "Les caves sont ouvertes.",
    ):
        assert words in page
    assert "Alerte canicule en cours : 1 équipe sur 3 a répondu aujourd'hui." in read(client, "/accueil/")
    assert "1 équipe sur 3" in read(client, "/alertes/")
    cockpit = read(client, "/cooperations/cooperation-du-gard/animer/")
    assert "Alerte canicule depuis le 1er août 2018 : 1 équipe sur 3 a répondu aujourd'hui." in cockpit
    assert "Suivre l'alerte" in cockpit
    send(client, f"{mine}arreter/", {"stopped_on": "2018-08-03", "lessons": "Appeler tôt le matin."})
    page = read(client, mine)
    for words in ("L'alerte est terminée", "du 1er août 2018 au 3 août 2018", "Appeler tôt le matin."):
        assert words in page
    assert "Terminées" in read(client, "/alertes/")
    assert "Alerte canicule" not in read(client, "/cooperations/cooperation-du-gard/animer/")


def test_an_alert_that_has_not_begun(client: Client, cast: Cast) -> None:
    alert = started(cast, starts_on=date(2018, 8, 5))
    animator(client, cast)
    assert "Elle n'a pas encore commencé" in read(client, f"/alertes/{alert.pk}/")
    page = read(client, f"/alertes/{alert.pk}/equipes/{cast.tilleul.slug}/")
    assert "L'alerte commence le 5 août 2018" in page


def test_the_team_counts_on_its_telephone(client: Client, cast: Cast) -> None:
    alert = started(cast, message="Passez voir les caves.")
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Luc Bonnet")
    home = read(client, "/accueil/")
    assert "Alerte canicule : les nombres du jour de « Équipe du Tilleul » sont attendus." in home
    assert "Nombres du jour attendus" in read(client, "/alertes/")
    mine = f"/alertes/{alert.pk}/equipes/{cast.tilleul.slug}/"
    page = read(client, mine)
    for words in ("Une urgence ? Appelez d'abord", "15 SAMU", "3977 Maltraitance", "Passez voir les caves."):
        assert words in page
    assert client.get(f"/alertes/{alert.pk}/").status_code == 404
    for wrong, words in (
        ({"called": "-1"}, "jamais négatif"),
        ({"called": "99999999999"}, "un chiffre est sans doute de trop"),
        ({"called": "douze"}, "un nombre entier"),
        ({"called": ""}, "écrivez 0"),
        ({"reached": "19"}, "19 contre 18"),
        ({"day": "2018-08-04"}, "pas encore passé"),
        ({"day": "2018-07-31"}, "a commencé le 1er"),
    ):
        answer = send(client, mine, {**TYPED, **wrong})
        assert answer.status_code in {409, 422}
        assert words in answer.content.decode().replace("\u00a0", " ")
    assert not DailyCount.objects.exists()
    send(client, mine, TYPED)
    page = read(client, mine)
    assert "C'est noté. Merci, et à demain." in page
    assert "Vous avez déjà donné le 3 août 2018" in page
    assert "18 appelées sur 20, 15 jointes" in page
    assert "les nombres du jour" not in read(client, "/accueil/")
    assert "Nombres du jour donnés" in read(client, "/alertes/")
    send(client, mine, {**TYPED, "day": "2018-08-02", "reached": "18"})
    assert 'value="18"' in client.get(f"{mine}?jour=2018-08-02").content.decode()
    for day in ("2018-07-01", "2019-01-01", "jamais"):
        assert 'value="2018-08-03"' in client.get(f"{mine}?jour={day}").content.decode()
    send(client, mine, {**TYPED, "reached": "16"})
    assert DailyCount.objects.believed().get(on=TODAY).reached == 16


def test_a_link_counts_without_an_account(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    led(cast.tilleul)
    alert = started(cast)
    address = link_in(Message.objects.get())
    assert "Les nombres du jour" in read(client, address)
    send(client, address, TYPED)
    made = DailyCount.objects.get()
    assert (made.called, made.recorded_by) == (18, None)
    assert "Ce lien n'est pas complet" in read(client, "/alertes/lien/faux/", status=410)
    stop_alert(alert, stopped_on=TODAY, lessons="", on=TODAY, by=BY)
    assert "Cette alerte s'est arrêtée le 3 août 2018" in read(client, address)
    set_clock(monkeypatch, instant(2018, 8, 18))
    assert "terminée depuis plus de deux semaines" in read(client, address, status=410)


def test_the_secret_of_a_link_is_kept_nowhere_once_its_letter_is_sent(client: Client, cast: Cast) -> None:
    led(cast.tilleul)
    started(cast)
    address = link_in(Message.objects.get())
    token = address.split("/")[3]
    once = {**TYPED, "form_token": "un-jeton-de-formulaire"}
    assert [client.post(address, once)["Location"] for _twice in range(2)] == [address, address]
    assert DailyCount.objects.count() == 1
    Message.objects.update(text="")  # as the worker does: its family is secret
    holding = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in {"accounts", "alerts", "common", "network"}
        if any(token in str(value) for row in model._default_manager.values_list() for value in row)
    ]
    assert holding == []


def test_the_animator_takes_a_link_back_and_sends_another(client: Client, cast: Cast) -> None:
    led(cast.tilleul)
    alert = started(cast)
    address = link_in(Message.objects.get())
    animator(client, cast)
    page = f"/alertes/{alert.pk}/equipes/{cast.tilleul.slug}/lien/"
    send(client, page, {"what": "retirer"})
    assert "Lien retiré" in read(client, f"/alertes/{alert.pk}/")
    assert client.get(address).status_code == 410
    send(client, page, {"what": "renouveler"})
    assert client.get(link_in(Message.objects.latest("pk"))).status_code == 200


def test_the_animator_gives_the_numbers_of_a_team_that_was_called(client: Client, cast: Cast) -> None:
    alert = started(cast)
    animator(client, cast)
    send(client, f"/alertes/{alert.pk}/equipes/{cast.tilleul.slug}/", TYPED)
    assert DailyCount.objects.get().recorded_by is not None


def test_whoever_only_reads_the_cockpit_sees_that_an_alert_runs(client: Client, cast: Cast) -> None:
    alert = started(cast)
    sign_in(client, Role.OFFICER, FRANCE)
    cockpit = read(client, "/cooperations/cooperation-du-gard/animer/")
    assert "Alerte canicule depuis le 1er août 2018" in cockpit
    assert "Suivre l'alerte" not in cockpit
    assert client.get(f"/alertes/{alert.pk}/").status_code == 404
    client.logout()
    public = read(client, "/cooperations/cooperation-du-gard/")
    assert "canicule" not in public.lower()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_much_whatever_they_show(
    client: Client, cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    more_teams(count)
    for rank, kind in enumerate(("canicule", "epidemie", "autre")[:count]):
        alert = started(cast, kind=kind)
        given(asked(alert, cast.tilleul), day=TODAY - dt.timedelta(days=min(rank, 2)))
    enter(client, person("Anne Martin", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug)))
    with django_assert_num_queries(8):
        assert len(client.get("/alertes/").context["running"]) == count
    with django_assert_num_queries(10):
        shown = client.get(f"/alertes/{alert.pk}/").context
    assert len(shown["awaited"]) + len(shown["answered"]) == count + 1
