"""The yearly confirmation: a list read before it is sent, one message a person, once a year, calls for the rest."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.models import Entry, User
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import stamp
from maillage.common.mail import stop
from maillage.common.models import Message
from maillage.network.models import (
    Campaign,
    CampaignTeam,
    Confirmation,
    Team,
    TeamLead,
    TeamStage,
    TeamSupport,
)
from maillage.network.operations import NewStage, enter_team_stage
from maillage.network.operations import campaigns as operations
from maillage.network.operations.campaigns import (
    Plan,
    close_campaign,
    plan_campaign,
    plan_reminder,
    remind,
    send_campaign,
)
from maillage.network.operations.confirmations import ask_confirmation, confirm_team
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import nobody_special, sign_in
from tests.accounts.rivals import arena, meeting, race
from tests.cast import NOW, TAKEN_OVER, Cast, date, instant
from tests.network.sending import send, token
from tests.network.waiting import TODAY, officer, written_by
from tests.portal import crowd
from tests.portal.reading import read


def lead(team: Team, name: str, email: str = "", telephone: str = "", user: User | None = None) -> TeamLead:
    """Name the lead of a team."""
    return TeamLead.objects.create(
        team=team,
        name=name,
        email=email,
        telephone=telephone,
        user=user,
        started_on=date(2015, 1, 1),
        **stamp(TAKEN_OVER),
    )


def plan(year: int = 2017, perimeter: Perimeter = FRANCE) -> Plan:
    return plan_campaign(year=year, perimeter=perimeter, on=TODAY, at=NOW)


def launch(year: int = 2017, perimeter: Perimeter = FRANCE) -> Campaign:
    seal = plan(year, perimeter).seal
    return send_campaign(year=year, perimeter=perimeter, seal=seal, on=TODAY, by=written_by(officer()))


def written(found: Plan) -> list[tuple[str, list[str]]]:
    """Return who would be written to, and about which teams."""
    return [
        (one.to.email, [asked.team.name for asked in found.by_email if asked.team.name in one.text])
        for one in found.batch
    ]


# --- Who would get what


def test_recognised_teams_are_asked_through_their_leads_or_by_telephone(cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr", "04 66 00 00 01")
    lead(cast.barachois, "Jean", telephone="02 62 00 00 01")
    found = plan()
    assert written(found) == [("lucie@exemple.fr", ["Équipe du Tilleul"])]
    assert [(one.team.name, one.telephones) for one in found.to_call] == [
        ("Équipe de la Guillotière", ()),
        ("Équipe du Barachois", ("02 62 00 00 01",)),
    ]
    assert "la personne à joindre pour cette équipe : Équipe du Tilleul." in found.batch.recipients[0].because
    assert "(ici, un lien personnel)" in found.batch.recipients[0].text
    assert not Message.objects.exists()


def test_one_message_a_person_whatever_their_teams(cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    lead(cast.barachois, "Lucie B.", "Lucie@exemple.fr")
    lead(cast.barachois, "Jean", "jean@exemple.fr")
    found = plan()
    assert written(found) == [
        ("jean@exemple.fr", ["Équipe du Barachois"]),
        ("lucie@exemple.fr", ["Équipe du Barachois", "Équipe du Tilleul"]),
    ]
    assert "pour ces équipes : Équipe du Barachois, Équipe du Tilleul." in found.batch.recipients[1].because


def test_whoever_left_or_stopped_is_not_written_to(cast: Cast) -> None:
    left = nobody_special("Ancien Référent")
    User.objects.filter(pk=left.pk).update(is_active=False)
    left.refresh_from_db()
    lead(cast.tilleul, "Ancien", "ancien@exemple.fr", "04 66 00 00 01", user=left)
    lead(cast.barachois, "Jean", "jean@exemple.fr", "02 62 00 00 01")
    stop("jean@exemple.fr", operations.KIND, at=NOW)
    gone = lead(cast.guillotiere, "Zoé", "zoe@exemple.fr")
    TeamLead.objects.filter(pk=gone.pk).update(ended_on=date(2017, 1, 1), end_reason="départ")
    found = plan()
    assert written(found) == []
    assert len(found.to_call) == 3


def test_a_professional_is_written_to_where_no_volunteer_can_be(cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", telephone="04 66 00 00 01")
    TeamSupport.objects.create(
        team=cast.tilleul,
        name="Marc",
        email="marc@exemple.fr",
        started_on=date(2015, 1, 1),
        **stamp(TAKEN_OVER),
    )
    assert written(plan()) == [("marc@exemple.fr", ["Équipe du Tilleul"])]


def test_a_campaign_has_its_place_and_its_year(cast: Cast) -> None:
    assert cast
    assert [team.name for team in plan(perimeter=Perimeter.parse("departement:30")).teams] == [
        "Équipe du Tilleul"
    ]
    assert [team.name for team in plan(perimeter=Perimeter.parse("region:04")).teams] == [
        "Équipe du Barachois"
    ]
    assert plan(perimeter=Perimeter.parse("departement:23")).is_empty
    for year in (2013, 2019):
        with pytest.raises(Refused, match="Cette année ne se confirme pas"):
            plan(year)


# --- Sending


def test_what_was_read_is_sent_with_a_link_for_each_team(cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    lead(cast.barachois, "Lucie", "lucie@exemple.fr")
    campaign = launch()
    message = Message.objects.get(kind=operations.KIND)
    assert (message.to_email, message.to_name) == ("lucie@exemple.fr", "Lucie")
    links = re.findall(r"http\S+", message.text)
    assert len(set(links)) == 2
    assert [(row.team.name, row.by_email) for row in campaign.teams.with_places(TODAY, NOW)] == [
        ("Équipe du Tilleul", True),
        ("Équipe du Barachois", True),
        ("Équipe de la Guillotière", False),
    ]
    assert {row.asked_to for row in Confirmation.objects.all()} == {"lucie@exemple.fr"}
    assert Entry.objects.order_by("-number")[0].what == (
        "a demandé à 3 équipes de confirmer 2017 : 1 messages, 1 à appeler"
    )
    assert str(campaign) == "2017, France"


def test_a_link_of_a_campaign_answers_for_its_team(client: Client, cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    launch()
    (link,) = re.findall(r"https?://[^/\s]+(/\S+)", Message.objects.get(kind=operations.KIND).text)
    assert "Équipe du Tilleul" in read(client, link)


def test_a_team_is_asked_once_a_year(cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    lead(cast.barachois, "Jean", "jean@exemple.fr")
    ask_confirmation(cast.barachois, year=2017, on=TODAY, by=written_by(officer()))
    launch(perimeter=Perimeter.parse("departement:30"))
    found = plan()
    assert [team.name for team in found.teams] == ["Équipe de la Guillotière"]
    assert len(plan(2018).teams) == 3
    campaign = Campaign.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignTeam.objects.create(campaign=campaign, team=cast.tilleul, year=2017, asked_at=NOW)
    with pytest.raises(Refused, match="Il n'y a personne à qui écrire"):
        launch(perimeter=Perimeter.parse("departement:30"))


def test_a_list_that_changed_since_it_was_read_is_not_sent(cast: Cast) -> None:
    seal = plan().seal
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    with pytest.raises(Refused, match="La liste a changé depuis que vous l'avez lue"):
        send_campaign(year=2017, perimeter=FRANCE, seal=seal, on=TODAY, by=written_by(officer()))
    assert not Message.objects.exists()
    assert not Campaign.objects.exists()


# --- Reminding, closing


def test_those_who_are_silent_are_reminded_once_after_three_weeks(cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    lead(cast.barachois, "Jean", "jean@exemple.fr")
    jo = lead(cast.guillotiere, "Jo", "jo@exemple.fr", "04 72 00 00 01")
    campaign = launch()
    by = written_by(officer())
    confirm_team(cast.barachois, year=2017, answer="vit", who="Jean", on=TODAY, by=by)
    early, due = date(2017, 6, 21), date(2017, 6, 23)
    assert plan_reminder(campaign, on=early, at=instant(2017, 6, 21)).is_empty
    TeamLead.objects.filter(pk=jo.pk).update(email="")
    found = plan_reminder(campaign, on=due, at=instant(2017, 6, 23))
    assert written(found) == [("lucie@exemple.fr", ["Équipe du Tilleul"])]
    assert [one.team.name for one in found.to_call] == ["Équipe de la Guillotière"]
    with pytest.raises(Refused, match="La liste a changé"):
        remind(campaign, seal="", on=due, by=written_by(officer(), instant(2017, 6, 23)))
    later = written_by(officer(), instant(2017, 6, 23))
    assert remind(campaign, seal=found.seal, on=due, by=later) == 1
    assert Message.objects.filter(kind=operations.KIND).count() == 4
    assert Message.objects.filter(subject__startswith="Rappel").count() == 1
    assert not CampaignTeam.objects.get(team=cast.guillotiere).by_email
    assert plan_reminder(campaign, on=date(2017, 9, 1), at=instant(2017, 9, 1)).is_empty


def test_a_team_that_closed_meanwhile_is_left_in_peace(cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    campaign = launch()
    enter_team_stage(
        [NewStage(subject=cast.tilleul, stage=TeamStage.CLOSED, on=date(2017, 6, 10))], by=TAKEN_OVER
    )
    assert plan_reminder(campaign, on=date(2017, 7, 1), at=instant(2017, 7, 1)).is_empty


def test_a_closed_campaign_sends_nothing_more_and_withdraws_nobody(cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    by = written_by(officer())
    campaign = close_campaign(launch(perimeter=Perimeter.parse("departement:30")), on=TODAY, by=by)
    assert campaign.closed_on == TODAY
    with pytest.raises(Refused, match="déjà close"):
        close_campaign(campaign, on=TODAY, by=by)
    with pytest.raises(Refused, match="on ne relance plus personne"):
        remind(campaign, seal="", on=TODAY, by=by)
    CampaignTeam.objects.all().delete()
    Confirmation.objects.all().delete()
    with pytest.raises(Refused, match="Cette campagne est close"):
        launch(perimeter=Perimeter.parse("departement:30"))
    assert list(Campaign.objects.open()) == []
    found = Team.objects.staged(as_of=TODAY, known_at=NOW).get(pk=cast.tilleul.pk)
    assert found.stage == "reconnue"


# --- Two officers at once


def rivals(cast: Cast) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return the acts of two officers who send the same list."""
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    seal = plan().seal

    def act(who: str) -> Callable[[], object]:
        by = written_by(officer(who))
        return lambda: send_campaign(year=2017, perimeter=FRANCE, seal=seal, on=TODAY, by=by)

    return act("Anne Martin"), act("Zoé Roux")


@pytest.mark.django_db(transaction=True)
def test_two_officers_send_a_list_once(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    acts = rivals(cast)
    monkeypatch.setattr(operations, "_refuse_unseen", meeting(operations._refuse_unseen))
    with arena(tmp_path):
        assert [type(met) for met in race(*acts) if met] == [Refused]
        assert Message.objects.filter(kind=operations.KIND).count() == 1
        assert CampaignTeam.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_alone_stops_the_second(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    acts = rivals(cast)
    monkeypatch.setattr(operations, "_refuse_unseen", meeting(operations._refuse_unseen))
    monkeypatch.setattr(operations, "lock", lambda _teams: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    with arena(tmp_path):
        assert [type(met) for met in race(*acts) if met] == [IntegrityError]


# --- Pages


def test_a_campaign_is_chosen_read_sent_and_followed(client: Client, cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    lead(cast.barachois, "Jean", telephone="02 62 00 00 01")
    sign_in(client, Role.OFFICER)
    year = timezone.localdate().year
    assert "Il n'y en a pas encore eu" in read(client, "/national/campagnes/")
    answer = client.get(f"/national/campagnes/?annee={year}&lieu=france")
    address = f"/national/campagnes/apercu/?annee={year}&lieu=france"
    assert (answer.status_code, answer["Location"]) == (303, address)
    said = read(client, address)
    assert "1 message pour 1 équipe, et 2 équipes à appeler. Rien n'est encore parti." in said
    assert "lucie@exemple.fr" in said
    assert "02 62 00 00 01" in said
    assert "aucun numéro connu" in said
    page = client.get(address).content.decode()
    seal = page.split('name="seal" value="')[1].split('"')[0]
    status, found = send(client, address, seal="autre")
    assert (status, "La liste a changé" in found) == (409, True)
    status, found = send(client, address, seal=seal)
    campaign = Campaign.objects.get()
    assert (status, found) == (303, f"/national/campagnes/{campaign.pk}/")
    said = read(client, found)
    assert "0 réponse sur 3 équipes." in said
    assert "Gard 1 0 1 0" in said
    assert "La Réunion 1 0 0 1" in said
    assert "Ensemble 3 0 1 2" in said
    assert "Une relance se propose trois semaines après" in said
    assert "ont déjà été interrogées" in read(client, address)
    assert "0 réponse sur 3" in read(client, "/national/campagnes/")


def test_a_reminder_is_read_before_it_is_sent(client: Client, cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    campaign = launch()
    sign_in(client, Role.OFFICER)
    assert "Relancer 1 équipe silencieuse" in read(client, f"/national/campagnes/{campaign.pk}/")
    address = f"/national/campagnes/{campaign.pk}/relance/"
    assert "Relance de la campagne 2017 : France" in read(client, address)
    seal = client.get(address).content.decode().split('name="seal" value="')[1].split('"')[0]
    assert send(client, address, seal=seal) == (303, f"/national/campagnes/{campaign.pk}/")
    assert "1 rappel part." in read(client, f"/national/campagnes/{campaign.pk}/")
    assert send(client, f"/national/campagnes/{campaign.pk}/clore/")[0] == 303
    assert "Close le" in read(client, f"/national/campagnes/{campaign.pk}/")


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/national/campagnes/?annee=lune&lieu=france", 422, "Écrivez l'année, par exemple 2017."),
        ("/national/campagnes/?annee=2013&lieu=france", 422, "à partir de 2014"),
        ("/national/campagnes/?annee=2016&lieu=lune", 422, "Ce choix n'existe pas"),
        ("/national/campagnes/apercu/?annee=2099&lieu=france", 409, "Cette année ne se confirme pas"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_a_scope_that_is_not_understood_is_said(
    client: Client, address: str, status: int, sentence: str
) -> None:
    sign_in(client, Role.OFFICER)
    assert sentence in read(client, address, status=status)


@pytest.mark.usefixtures("cast")
def test_a_preview_without_a_scope_leads_back_to_the_choice(client: Client) -> None:
    sign_in(client, Role.OFFICER)
    answer = client.get("/national/campagnes/apercu/?annee=lune")
    assert (answer.status_code, answer["Location"]) == (303, "/national/campagnes/?annee=lune")


def test_an_animator_calls_their_own_teams(client: Client, cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", telephone="04 66 00 00 01")
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="04 66 00 00 02")
    campaign = launch()
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Rita Blanc")
    address = f"/campagnes/{campaign.pk}/a-appeler/"
    said = read(client, address)
    assert "Lucie 04 66 00 00 01" in said
    assert "Équipe du Tilleul 04 66 00 00 02" in said
    assert "Barachois" not in said
    assert client.get(f"/national/campagnes/{campaign.pk}/").status_code == 404
    assert client.get(f"/campagnes/{campaign.pk}/equipes/{cast.barachois.slug}/").status_code == 404
    theirs = f"/campagnes/{campaign.pk}/equipes/{cast.tilleul.slug}/"
    status, found = send(client, theirs, answer="vit")
    assert (status, "Écrivez quelques mots ici" in found) == (422, True)
    assert send(client, theirs, answer="vit", who="Lucie, au téléphone") == (303, address)
    assert "Toutes les équipes que vous suivez ont répondu" in read(client, address)
    confirmation = Confirmation.objects.get(team=cast.tilleul)
    assert (confirmation.year, confirmation.answer, confirmation.confirmed_by) == (
        2017,
        "vit",
        "Lucie, au téléphone",
    )
    status, found = send(client, theirs, answer="vit", who="Lucie")
    assert (status, "a déjà répondu pour 2017" in found) == (409, True)


def test_the_calls_are_printed(client: Client, cast: Cast) -> None:
    lead(cast.tilleul, "Lucie [*] #x", telephone="04 66 00 00 01")
    campaign = launch()
    sign_in(client, Role.OFFICER)
    answer = client.get(f"/campagnes/{campaign.pk}/a-appeler.pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="a-appeler-2017.pdf"'
    assert answer.content.startswith(b"%PDF")
    CampaignTeam.objects.all().delete()
    assert client.get(f"/campagnes/{campaign.pk}/a-appeler.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FUNDER])
def test_a_campaign_is_no_business_of_readers(client: Client, cast: Cast, role: Role) -> None:
    assert cast
    campaign = launch()
    sign_in(client, role, name="Rita Blanc")
    for address in (
        "/national/campagnes/",
        "/national/campagnes/apercu/?annee=2017&lieu=france",
        f"/national/campagnes/{campaign.pk}/",
        f"/national/campagnes/{campaign.pk}/relance/",
        f"/national/campagnes/{campaign.pk}/clore/",
        f"/campagnes/{campaign.pk}/a-appeler/",
        f"/campagnes/{campaign.pk}/a-appeler.pdf",
        f"/campagnes/{campaign.pk}/equipes/equipe-du-tilleul/",
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/national/campagnes/", 15),
        ("/national/campagnes/apercu/?annee={year}&lieu=france", 15),
        ("/national/campagnes/{pk}/", 15),
        ("/campagnes/{pk}/a-appeler/", 15),
    ],
)
@pytest.mark.django_db
def test_pages_of_campaigns_ask_as_much_whatever_the_rows(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, page: str, queries: int, count: int
) -> None:
    for rank, team in enumerate(crowd.teams(count)):
        lead(team, f"Lucie {rank}", f"lucie{rank}@exemple.fr", "04 66 00 00 01")
    campaign = launch()
    sign_in(client, Role.OFFICER)
    address = page.format(pk=campaign.pk, year=2016)
    with django_assert_max_num_queries(queries):
        assert client.get(address).status_code == 200


def test_a_sending_repeated_counts_once(client: Client, cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    sign_in(client, Role.OFFICER)
    address = f"/national/campagnes/apercu/?annee={timezone.localdate().year}&lieu=france"
    page = client.get(address).content.decode()
    typed = {"form_token": token(page), "seal": page.split('name="seal" value="')[1].split('"')[0]}
    assert [client.post(address, typed).status_code for _time in range(2)] == [303, 303]
    assert Message.objects.filter(kind=operations.KIND).count() == 1


def test_a_reminder_is_due_to_whoever_was_written_to_and_says_nothing(cast: Cast) -> None:
    lead(cast.tilleul, "Lucie", "lucie@exemple.fr")
    campaign = launch(perimeter=Perimeter.parse("departement:30"))
    (row,) = campaign.teams.with_answers()
    later = NOW + dt.timedelta(seconds=1)
    assert str(row) == "Équipe du Tilleul : 2017"
    assert row.is_due(later)
    assert not row.is_due(NOW)
    row.reminded_at = later
    assert not row.is_due(later)
