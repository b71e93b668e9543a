"""The tallies of a team at work: declared by an account, copied from paper, corrected, and the links of its leads."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.common.models import Message
from maillage.network.models import Team, TeamStage
from maillage.network.operations import appoint_lead
from maillage.tallies.models import Period, Tally, TallyLink, TallyRhythm
from maillage.tallies.operations.links import address_of, give_link
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import enter, person
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.network.sending import send
from tests.network.teams import BY, PAUL, lead_of, team_at
from tests.portal.reading import read, words
from tests.tallies.sheets import APRIL, TODAY, declared

pytestmark = pytest.mark.django_db
HOME = "/mes-equipes/equipe-des-collines/releves/"


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 5, 2))


@pytest.fixture
def team() -> Team:
    """Return a team that is carried since February."""
    return team_at(TeamStage.CARRIED)


def signed(client: Client, name: str, role: Role, perimeter: Perimeter) -> User:
    """Sign in a person who wears a hat."""
    return enter(client, person(name, role, perimeter))


def lead(client: Client, team: Team) -> User:
    """Sign in somebody who leads the team."""
    return signed(client, "Odile Ferrand", Role.LEAD, Perimeter("equipe", team.slug))


def test_whoever_leads_the_team_declares_with_an_account(client: Client, team: Team) -> None:
    someone = lead(client, team)
    page = read(client, HOME)
    assert "Ce qui attend Avril 2017" in page
    assert "L'équipe n'a encore rien déclaré" in page
    assert "L'équipe déclare chaque mois." in page
    assert "Imprimer la feuille : mai 2017" in page
    assert send(client, f"{HOME}2017-04/", visits="12") == (303, f"{HOME}2017-04/")
    tally = Tally.objects.get()
    assert (tally.how, tally.filled_by, tally.recorded_by) == ("page", "Odile Ferrand", someone)
    assert "Merci, avril 2017 est noté" in read(client, f"{HOME}2017-04/")
    replaces = str(tally.pk)
    assert send(client, f"{HOME}2017-04/corriger/", visits="13", replaces=replaces)[0] == 303
    page = read(client, HOME)
    assert "Avril 2017 2 mai 2017 · 1 correction" in page
    assert (
        "Avant : écrit par Odile Ferrand le 2 mai 2017 à 14 h, jusqu'au 2 mai 2017 à 14 h (relevé corrigé)."
        in page
    )
    assert "visites : 12" in page
    assert read(client, "/mes-equipes/equipe-des-collines/").count("Relevés") == 1


def test_a_sheet_of_paper_is_printed_and_copied_by_somebody_else(client: Client, team: Team) -> None:
    someone = signed(client, "Nadia Bord", Role.OFFICER, FRANCE)
    assert team.slug in HOME
    printed = client.get(f"{HOME}2017-04/feuille.pdf")
    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-")
    status, said = send(client, f"{HOME}2017-04/recopier/", visits="12")
    assert (status, "Qui a rempli la feuille" in said) == (422, True)
    assert send(client, f"{HOME}2017-04/recopier/", visits="12", filled_by="Jeanne")[0] == 303
    tally = Tally.objects.get()
    assert (tally.how, tally.filled_by, tally.recorded_by) == ("papier", "Jeanne", someone)
    assert (
        "Déclaré par Jeanne, sur une feuille, recopiée, le 2 mai 2017 à 14 h. Recopié par Nadia Bord."
        in read(client, HOME)
    )


def test_a_tally_that_should_not_be_is_taken_back(client: Client, team: Team) -> None:
    lead(client, team)
    tally = declared(team, APRIL)
    page = f"{HOME}retirer/{tally.pk}/"
    assert "corrigez plutôt le relevé" in read(client, page)
    assert send(client, page, reason="mauvaise équipe") == (303, HOME)
    tally.refresh_from_db()
    assert tally.retraction_reason == "mauvaise équipe"
    assert client.get(page).status_code == 404


def test_a_team_changes_its_rhythm(client: Client, team: Team) -> None:
    lead(client, team)
    assert "1er juillet 2017" in read(client, f"{HOME}rythme/")
    assert send(client, f"{HOME}rythme/", months="3", since="2017-t3") == (303, HOME)
    assert TallyRhythm.objects.get().started_on == date(2017, 7, 1)
    status, said = send(client, f"{HOME}rythme/", months="3", since="2017-t3")
    assert (status, "déclare déjà chaque trimestre" in said) == (409, True)


def test_a_link_is_given_replaced_and_taken_back(client: Client, team: Team) -> None:
    lead(client, team)
    person = lead_of(team)
    give = f"{HOME}liens/{person.pk}/donner/"
    assert send(client, give) == (303, HOME)
    page = read(client, HOME)
    assert "Le lien part à l'adresse jeanne@exemple.fr." in page
    assert "Lien personnel donné le 2 mai 2017, sert jusqu'au 6 juin 2018. N'a pas encore servi." in page
    (message,) = Message.objects.all()
    held = TallyLink.objects.get()
    assert (message.kind, address_of(held) in message.text) == ("invitation-releve", True)
    TallyLink.objects.update(last_used_on=TODAY)
    assert "A servi le 2 mai 2017." in read(client, HOME)
    assert send(client, give)[0] == 303
    assert TallyLink.objects.serving(TODAY).count() == 1
    held = TallyLink.objects.serving(TODAY).get()
    assert send(client, f"{HOME}liens/{held.pk}/retirer/") == (303, HOME)
    assert "Pas de lien personnel." in read(client, HOME)
    status, said = send(client, f"{HOME}liens/{held.pk}/retirer/")
    assert (status, "ne servait déjà plus" in said) == (409, True)


def test_a_lead_without_an_address_is_given_the_link_to_copy(client: Client, team: Team) -> None:
    lead(client, team)
    paul = appoint_lead(team, PAUL, on=TODAY, by=BY)
    assert send(client, f"{HOME}liens/{paul.pk}/donner/")[0] == 303
    assert f"Voici son lien, à recopier dans un SMS : {address_of(TallyLink.objects.get())}" in read(
        client, HOME
    )
    assert not Message.objects.exists()


def test_whoever_only_reads_changes_nothing(client: Client, team: Team) -> None:
    tally = declared(team, APRIL)
    link = give_link(lead_of(team), on=TODAY, by=BY)
    signed(client, "Alex Lecture", Role.AUDITOR, FRANCE)
    page = read(client, HOME)
    assert "Corriger" not in page
    assert "Donner un lien" not in page
    for address in (
        "2017-04/",
        "2017-04/corriger/",
        "2017-04/recopier/",
        f"retirer/{tally.pk}/",
        "rythme/",
        f"liens/{link.lead_id}/donner/",
        f"liens/{link.pk}/retirer/",
    ):
        assert client.get(HOME + address).status_code == 404, address
    signed(client, "Bob Ailleurs", Role.LEAD, Perimeter("equipe", "autre"))
    assert client.get(HOME).status_code == 404


@pytest.mark.parametrize("page", ["2017-13/", "2017-13/feuille.pdf"])
def test_a_period_that_is_none_is_no_page(client: Client, team: Team, page: str) -> None:
    lead(client, team)
    assert client.get(HOME + page).status_code == 404


@pytest.mark.parametrize("months", [1, 3])
def test_a_history_costs_the_same_however_long(
    client: Client, team: Team, months: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead(client, team)
    for month in (date(2017, 2, 1), date(2017, 3, 1), date(2017, 4, 1))[:months]:
        declared(team, Period(month), on=TODAY)
    read(client, HOME)
    with django_assert_num_queries(15):
        page = client.get(HOME)
    assert words(page.content.decode()).count("Déclaré par Jeanne Marchand") == months
