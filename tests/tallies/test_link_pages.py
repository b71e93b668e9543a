"""Declaring by a personal link: the boxes, the thanks, what is refused, the link that serves no more."""

import html
import json
import re
import uuid

import pytest
from django.test import Client

from maillage.common.models import Message
from maillage.network.models import Team, TeamStage
from maillage.network.operations import NewPerson, succeed_lead
from maillage.tallies.models import Counts, Tally, TallyLink
from maillage.tallies.operations.links import address_of, give_link, revoke_link
from maillage.tallies.operations.rhythm import set_rhythm
from maillage.tallies.operations.tallies import Declared, declare
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.network.sending import send
from tests.network.teams import BY, lead_of, team_at
from tests.portal.reading import read, words
from tests.tallies.sheets import APRIL, MARCH, NUMBERS, QUARTER_1, TODAY, at, declared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 5, 2))


@pytest.fixture
def link() -> TallyLink:
    """Give a link to the lead of a team."""
    return give_link(lead_of(team_at(TeamStage.CARRIED)), on=TODAY, by=BY)


def page_of(link: TallyLink) -> str:
    """Return the page that a link opens."""
    return f"/releve/{link.token}/"


def team_of(link: TallyLink) -> Team:
    """Return the team of a link."""
    return link.lead.team


def test_a_lead_declares_the_month_that_is_over(client: Client, link: TallyLink) -> None:
    page = read(client, page_of(link))
    assert "Équipe des Collines Avril 2017" in page
    assert "Rien ce mois-ci" in page
    assert "Comme la dernière fois" not in page  # there is none yet
    assert "N'écrivez aucun nom, aucune adresse" in page
    assert "Il manque aussi Mars 2017 Février 2017" in page  # carried from February on
    status, where = send(client, page_of(link), visits=" 1 2 ", hours="40", reached="", word="Un café.")
    assert (status, where) == (303, f"{page_of(link)}2017-04/")
    tally = Tally.objects.get()
    assert (tally.counts, tally.word) == (Counts(visits=12, hours=40), "Un café.")
    assert (tally.how, tally.filled_by, tally.recorded_by) == ("lien", "Jeanne Marchand", None)
    assert TallyLink.objects.get().last_used_on == TODAY
    thanks = read(client, where)
    assert "C'est noté. Merci !" in thanks
    assert "Merci, avril 2017 est noté" in thanks
    assert "Écrit par Jeanne Marchand, le 2 mai 2017 à 14 h." in thanks
    assert "Visites 12" in thanks
    assert "Appels pas compté" in thanks
    assert "Corriger ce relevé" in thanks
    assert "Merci, avril 2017 est noté" in read(client, page_of(link))


def test_nothing_this_month_is_one_button(client: Client, link: TallyLink) -> None:
    status, where = send(client, page_of(link), nothing="1")
    assert status == 303
    assert Tally.objects.get().nothing
    assert "Rien sur cette période." in read(client, where)


def test_as_last_time_fills_the_boxes_and_sends_nothing(client: Client, link: TallyLink) -> None:
    declared(team_of(link), MARCH, word="Jamais repris")
    page = client.get(f"{page_of(link)}?comme=derniere").content.decode()
    assert 'name="visits" value="12"' in page
    assert "Jamais repris" not in page
    assert "Les nombres de mars 2017 sont repris" in words(page)
    held = re.search(r'data-as-last="([^"]*)"', page)
    assert held is not None
    assert json.loads(html.unescape(held[1])) == {
        name: value for name, value in vars(NUMBERS).items() if value is not None
    }
    assert Tally.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"visits": "-3"}, "Visites : Un nombre n'est jamais négatif"),
        ({"calls": "douze"}, "Appels : Écrivez ce nombre en chiffres, par exemple 12"),
        ({"hours": "12,5"}, "Écrivez un nombre entier : arrondissez au plus près"),
        ({"hours": "1" * 30}, "99 999 au plus : un chiffre a peut-être été tapé deux fois"),
        ({"accompanied": "5", "reached": "4"}, "5 personnes accompagnées pour 4 personnes touchées"),
        ({}, "Écrivez un nombre au moins"),
        ({"visits": "3", "nothing": "1"}, "gardez l'un ou l'autre"),
        (
            {"visits": "3", "word": "x" * 1001},
            "Un mot sur ce qui s'est passé : Ce texte fait 1001 caractères",
        ),
        ({"visits": "3", "period": "2017-13"}, "Cette période n'est pas comprise"),
        ({"visits": "3", "period": "2017-05"}, "Mai 2017 n'est pas encore fini"),
        ({"visits": "3", "period": "2016-12"}, "existe depuis le 10 janvier 2017 : décembre 2016 est avant"),
        ({"visits": "3", "sent_as": "zut"}, "Il reste quelque chose à corriger"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_lost(
    client: Client, link: TallyLink, typed: dict[str, str], sentence: str
) -> None:
    typed = {"outings": "7", **typed} if typed and "nothing" not in typed else typed
    status, said = send(client, page_of(link), **typed)
    assert status in {409, 422}
    assert sentence in said
    assert not Tally.objects.exists()


def test_what_was_typed_stays_on_the_page(client: Client, link: TallyLink) -> None:
    token = client.get(page_of(link)).content.decode().split('name="form_token" value="')[1].split('"')[0]
    answer = client.post(
        page_of(link), {"form_token": token, "visits": "douze", "calls": "30", "word": "Oui"}
    )
    page = answer.content.decode()
    assert 'name="visits" value="douze"' in page
    assert 'name="calls" value="30"' in page
    assert "Oui</textarea>" in page


def test_a_month_declared_by_somebody_else_is_shown_and_may_be_replaced(
    client: Client, link: TallyLink
) -> None:
    page = client.get(page_of(link)).content.decode()
    token = page.split('name="form_token" value="')[1].split('"')[0]
    declared(team_of(link), APRIL, filled_by="Paul Vidal")
    answer = client.post(page_of(link), {"form_token": token, "visits": "99"})
    again = answer.content.decode()
    assert answer.status_code == 409
    assert "a déjà déclaré avril 2017 : Paul Vidal, le 2 mai 2017" in words(again)
    assert "Visites 12" in words(again)
    assert "Remplacer par mes nombres" in words(again)
    assert 'name="visits" value="99"' in again
    token = again.split('name="form_token" value="')[1].split('"')[0]
    replaces = again.split('name="replaces" value="')[1].split('"')[0]
    answer = client.post(page_of(link), {"form_token": token, "visits": "99", "replaces": replaces})
    assert answer.status_code == 303
    assert [one.visits for one in Tally.objects.believed()] == [99]
    assert Tally.objects.count() == 2


def test_what_is_sent_of_an_older_month_is_compared_with_that_month(client: Client, link: TallyLink) -> None:
    declared(team_of(link), MARCH)
    answer = client.post(
        page_of(link), {"form_token": "jeton-de-la-page-mars", "period": "2017-03", "visits": "99"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mars 2017" in words(page)
    assert "Remplacer par mes nombres" in words(page)
    assert 'name="period" value="2017-03"' in page
    assert f'name="replaces" value="{Tally.objects.get().pk}"' in page


def test_a_tally_is_corrected_and_what_it_said_stays(client: Client, link: TallyLink) -> None:
    declared(team_of(link), APRIL, word="Un café.")
    page = f"{page_of(link)}2017-04/corriger/"
    shown = client.get(page).content.decode()
    assert 'name="visits" value="12"' in shown
    assert "Un café.</textarea>" in shown
    replaces = shown.split('name="replaces" value="')[1].split('"')[0]
    status, where = send(client, page, visits="13", replaces=replaces)
    assert (status, where) == (303, f"{page_of(link)}2017-04/")
    assert Tally.objects.believed().get().visits == 13
    assert Tally.objects.count() == 2


def test_what_a_device_kept_arrives_once_under_its_period(client: Client, link: TallyLink) -> None:
    number = str(uuid.uuid4())
    sent = {"form_token": number, "sent_as": number, "period": "2017-03", "visits": "8"}
    answers = [client.post(page_of(link), sent) for _time in range(5)]
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["Location"] for answer in answers} == {f"{page_of(link)}2017-03/"}
    again = client.post(page_of(link), {**sent, "form_token": "autre-jeton-autre-jeton"})
    assert again.status_code == 303
    assert "déjà arrivé : il n'est écrit qu'une fois" in read(client, again.headers["Location"])
    assert Tally.objects.get().period == MARCH


def test_a_team_that_declares_each_quarter_is_asked_for_a_quarter(client: Client, link: TallyLink) -> None:
    set_rhythm(team_of(link), 3, since=date(2017, 1, 1), by=BY)
    page = read(client, page_of(link))
    assert "1er trimestre 2017" in page
    assert "Rien ce trimestre" in page


def test_the_page_of_the_device_knows_the_periods_to_come(client: Client, link: TallyLink) -> None:
    declared(team_of(link), MARCH)
    page = client.get(f"{page_of(link)}hors-ligne/").content.decode()
    assert page.count("data-opens=") == 14
    assert 'value="2017-04"\n' in page
    assert 'data-opens="2017-04-24"' in page
    assert "Mai 2018" in words(page)
    assert "Comme la dernière fois" in words(page)
    worker = client.get("/releve/hors-ligne.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert worker.headers["Cache-Control"] == "no-cache"
    assert "jamais le nom d'une personne âgée" in read(client, "/releve/sur-cet-appareil/")


@pytest.mark.parametrize("page", ["2017-13/", "mars/", "2017-99/corriger/"])
def test_a_period_that_is_none_is_no_page(client: Client, link: TallyLink, page: str) -> None:
    assert client.get(page_of(link) + page).status_code == 404


@pytest.mark.parametrize("page", ["", "2017-04/", "2017-04/corriger/", "hors-ligne/"])
def test_a_link_that_was_taken_back_says_so_on_each_page(client: Client, link: TallyLink, page: str) -> None:
    revoke_link(link, by=BY)
    said = read(client, page_of(link) + page, status=410)
    assert "a été retiré le 2 mai 2017" in said
    assert "M'envoyer le lien qui sert" not in said
    assert client.post(page_of(link) + page, {"visits": "1", "again": "1"}).status_code == 410
    assert not Message.objects.exists()


def test_a_link_that_was_forwarded_serves_no_more_once_the_lead_passed_on(
    client: Client, link: TallyLink
) -> None:
    succeed_lead(link.lead, NewPerson(name="Paul Vidal", email="paul@exemple.fr"), on=TODAY, by=BY)
    assert "ne s'occupe plus de « Équipe des Collines »" in read(client, page_of(link), status=410)


def test_whoever_holds_an_old_link_may_have_the_one_that_serves(client: Client, link: TallyLink) -> None:
    following = give_link(link.lead, on=TODAY, by=at(date(2017, 5, 3)))
    page = client.get(page_of(link))
    assert page.status_code == 410
    assert "Un lien plus récent" in words(page.content.decode())
    sent = {"again": "1", "form_token": "jeton-de-la-page-410"}
    answer = client.post(page_of(link), sent)
    assert answer.status_code == 303
    assert "Le lien est parti" in read(client, page_of(link), status=410)
    (message,) = Message.objects.all()
    assert message.to_email == "jeanne@exemple.fr"
    assert address_of(following) in message.text
    client.post(page_of(link), {**sent, "form_token": "un-autre-jeton-encore"})
    assert Message.objects.count() == 1  # once a day


def test_a_lead_without_an_address_is_told_to_call(client: Client) -> None:
    team = team_at(TeamStage.CARRIED)
    lead = lead_of(team)
    first = give_link(lead, on=TODAY, by=BY)
    type(lead).objects.filter(pk=lead.pk).update(email="")
    give_link(lead, on=TODAY, by=at(date(2017, 5, 3)))
    said = read(client, page_of(first), status=410)
    assert "M'envoyer le lien qui sert" not in said
    assert "de vive voix" in said


def test_a_quarter_already_declared_answers_for_its_months(client: Client, link: TallyLink) -> None:
    team = team_of(link)
    declared(team, QUARTER_1)
    assert "Merci, 1er trimestre 2017 est noté" in read(client, f"{page_of(link)}2017-03/")
    declare(team, APRIL, Declared(counts=NUMBERS), on=TODAY, by=BY)
    assert "Merci, avril 2017 est noté" in read(client, page_of(link))
