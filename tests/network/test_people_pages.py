"""The pages of people: who sees whom, ends which role, reads the journal."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maillage.accounts.models import Entry, Grant, User
from maillage.accounts.operations import (
    NewInvitation,
    broken_links,
    erase_person,
    invite,
)
from maillage.accounts.roles import Role
from maillage.common.facts import Author, stamp
from maillage.network.models import (
    Body,
    BodySeat,
    CooperationMember,
    Team,
    TeamLead,
    TeamSupport,
)
from maillage.network.operations.erasure import let_go
from maillage.network.operations.leads import NewPerson, appoint_lead, appoint_support
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import give, nobody_special, person, sign_in
from tests.cast import Cast, date, instant
from tests.network.people import CAUSSE, GARD, TILLEUL, VOISINS, invited
from tests.portal.reading import read, words
from tests.sending import send


@pytest.mark.usefixtures("cast")
def test_an_animator_sees_the_people_of_their_territory_and_no_others(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    person("Claire Petit", Role.LEAD, TILLEUL)
    person("Luc Bonnet", Role.CARRIER, VOISINS)
    person("Zoé Leroy", Role.LEAD, CAUSSE)
    person("Paul Rivoire", Role.ADMINISTRATOR)
    said = read(client, "/personnes/")
    assert "3 personnes" in said
    assert (
        "Claire Petit claire-petit@exemple.fr référent de l'équipe (bénévole), Équipe du Tilleul depuis le"
        in said
    )
    assert "Zoé" not in said
    assert "Paul" not in said
    assert "1 personne " in read(client, "/personnes/?q=claire")
    assert "1 personne " in read(client, "/personnes/?role=gestionnaire-porteur")
    assert "3 personnes" in read(client, "/personnes/?role=magicien")
    assert "Personne ne répond" in read(client, "/personnes/?q=zzz")
    for name, status in (
        ("Claire Petit", 200),
        ("Luc Bonnet", 200),
        ("Zoé Leroy", 404),
        ("Paul Rivoire", 404),
    ):
        assert client.get(f"/personnes/{User.objects.get(name=name).pk}/").status_code == status


@pytest.mark.usefixtures("cast")
def test_a_lead_sees_the_leads_of_the_team(client: Client) -> None:
    sign_in(client, Role.LEAD, TILLEUL)
    person("Claire Petit", Role.LEAD, TILLEUL)
    person("Luc Bonnet", Role.SUPPORT, TILLEUL)
    said = read(client, "/personnes/")
    assert "2 personnes" in said
    assert "Luc" not in said


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("role", [Role.MEMBER, Role.TRAINER, Role.FUNDER])
def test_those_who_see_nobody_have_no_list(client: Client, role: Role) -> None:
    sign_in(client, role, GARD)
    assert client.get("/personnes/").status_code == 404


@pytest.mark.usefixtures("cast")
def test_an_auditor_sees_everybody_and_changes_nothing(client: Client) -> None:
    sign_in(client, Role.AUDITOR, name="Victor Meunier")
    claire = person("Claire Petit", Role.LEAD, TILLEUL)
    row = invited(client)
    said = read(client, "/personnes/")
    assert "Inviter une personne" not in said
    assert f"/personnes/invitations/{row.pk}/" not in client.get("/personnes/").content.decode()
    said = read(client, f"/personnes/{claire.pk}/")
    assert "Terminer" not in said
    assert "a donné à Claire Petit le rôle" in said
    grant = Grant.objects.get(user=claire)
    assert client.get(f"/personnes/roles/{grant.pk}/terminer/").status_code == 404


@pytest.mark.usefixtures("cast")
def test_a_role_is_ended_with_a_reason(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    claire = person("Claire Petit", Role.LEAD, TILLEUL)
    grant = Grant.objects.get(user=claire)
    said = read(client, f"/personnes/{claire.pk}/")
    assert "Référent de l'équipe (bénévole) Équipe du Tilleul, depuis le 1er janvier 2014" in said
    assert "Passer le relais" in said
    path = f"/personnes/roles/{grant.pk}/terminer/"
    assert "garde ses autres rôles" in read(client, path)
    assert send(client, path, {"reason": ""}).status_code == 422
    assert send(client, path, {"reason": "fin de mandat"}).headers["Location"] == "/personnes/"
    assert Grant.objects.believed().get(user=claire).end_reason == "fin de mandat"
    said = read(client, f"/personnes/{claire.pk}/")
    assert "Cette personne n'a plus de rôle ici." in said
    assert "(fin de mandat)" in said
    assert (
        "Anne Martin (animateur de coopération) a terminé le rôle « référent de l'équipe (bénévole) »" in said
    )
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("cast")
def test_one_may_leave_ones_own_role_and_no_other(client: Client) -> None:
    me = sign_in(client, Role.FUNDER, GARD)
    other = give(nobody_special("Claire Petit"), Role.FUNDER, GARD)
    mine = Grant.objects.get(user=me)
    assert "Ce rôle est le vôtre" in read(client, f"/personnes/roles/{mine.pk}/terminer/")
    assert client.get(f"/personnes/roles/{other.pk}/terminer/").status_code == 404
    done = send(client, f"/personnes/roles/{mine.pk}/terminer/", {"reason": "je pars"})
    assert done.headers["Location"] == "/accueil/"
    assert "Vous n'avez pas de rôle pour l'instant" in read(client, "/accueil/")


@pytest.mark.usefixtures("cast")
def test_the_last_administrator_reads_why_they_stay(client: Client) -> None:
    me = sign_in(client, Role.ADMINISTRATOR)
    grant = Grant.objects.get(user=me)
    answer = send(client, f"/personnes/roles/{grant.pk}/terminer/", {"reason": "je pars"})
    assert answer.status_code == 409
    assert "C'est le dernier administrateur national" in words(answer.content.decode())
    assert Grant.objects.open().get() == grant


@pytest.mark.usefixtures("cast")
def test_an_officer_does_not_end_the_role_of_an_administrator(client: Client) -> None:
    sign_in(client, Role.OFFICER)
    grant = give(nobody_special("Paul Rivoire"), Role.ADMINISTRATOR)
    give(nobody_special("Zoé Leroy"), Role.ADMINISTRATOR)
    assert client.get(f"/personnes/roles/{grant.pk}/terminer/").status_code == 404
    assert client.get(f"/personnes/{grant.user_id}/").status_code == 200


@pytest.mark.usefixtures("cast")
def test_only_an_administrator_lets_a_person_go(client: Client) -> None:
    claire = person("Claire Petit", Role.LEAD, TILLEUL)
    sign_in(client, Role.OFFICER, name="Luc Bonnet")
    assert client.get(f"/personnes/{claire.pk}/retirer/").status_code == 404
    sign_in(client, Role.ADMINISTRATOR, name="Paul Rivoire")
    assert "Retirer cette personne" in read(client, f"/personnes/{claire.pk}/")
    assert "Cela ne se défait pas." in read(client, f"/personnes/{claire.pk}/retirer/")
    assert send(client, f"/personnes/{claire.pk}/retirer/", {"reason": "à sa demande"}).status_code == 303
    said = read(client, f"/personnes/{claire.pk}/")
    assert f"personne retirée nº {claire.pk}" in said
    assert "Claire" not in said
    assert client.get(f"/personnes/{claire.pk}/retirer/").status_code == 404


def test_a_person_who_goes_leaves_what_they_led_and_no_name(cast: Cast) -> None:
    admin = person("Paul Rivoire", Role.ADMINISTRATOR)
    by = Author(at=instant(2017, 6, 1), user=admin, role=Role.ADMINISTRATOR)
    claire = person("Claire Petit", Role.LEAD, TILLEUL)
    today, mail = date(2017, 6, 1), claire.email
    lead = appoint_lead(cast.tilleul, NewPerson(name="Claire Petit", email=mail), on=date(2016, 1, 1), by=by)
    appoint_support(cast.tilleul, NewPerson(name="Claire Petit", email=mail), on=today, by=by)
    body = Body.objects.create(cooperation=cast.gard, kind="groupe-de-travail", name="Groupe")
    BodySeat.objects.create(body=body, person="Claire Petit", email=mail, **stamp(by))
    CooperationMember.objects.create(
        cooperation=cast.gard,
        organisation=cast.voisins,
        representative="Claire Petit",
        representative_email=mail,
        **stamp(by),
    )
    assert any("Claire Petit" in line.what for line in Entry.objects.about(cast.tilleul))
    let_go(claire, on=today, reason="à sa demande", by=by)
    gone = f"personne retirée nº {claire.pk}"
    assert TeamLead.objects.believed().get().ended_on == today
    assert set(TeamLead.objects.values_list("name", "telephone")) == {(gone, "")}
    assert not TeamSupport.objects.believed().exists()
    assert BodySeat.objects.believed().get().ended_on == today
    assert not Team.objects.with_lead(as_of=today).filter(pk=cast.tilleul.pk).exists()
    told = [str(line) for line in Entry.objects.latest_first()]
    assert any(f"a nommé {gone} référent de l'équipe" in line for line in told)
    rows = " ".join(
        str(row)
        for model in (User, Entry, Grant, TeamLead, TeamSupport, BodySeat, CooperationMember)
        for row in model._default_manager.values()
    )
    assert "Claire" not in rows
    assert mail not in rows
    assert list(broken_links()) == []
    assert str(lead.pk) in rows


@pytest.mark.usefixtures("cast")
def test_the_journal_is_read_by_those_who_watch(client: Client) -> None:
    claire = person("Claire Petit", Role.LEAD, TILLEUL)
    sign_in(client, Role.ANIMATOR, GARD)
    assert client.get("/journal/").status_code == 404
    sign_in(client, Role.AUDITOR, name="Victor Meunier")
    said = read(client, "/journal/")
    assert "3 lignes" in said
    assert (
        "Le 1er janvier 2014, la plateforme a donné à Claire Petit le rôle « référent de l'équipe (bénévole) »"
        in said
    )
    erase_person(
        claire,
        on=timezone.localdate(),
        reason="à sa demande",
        by=Author(at=timezone.now(), user=nobody_special(), role=Role.ADMINISTRATOR),
    )
    said = read(client, "/journal/?who=anne")
    assert "2 lignes" in said
    assert "Motif : à sa demande." in said
    assert "0 ligne" in read(client, "/journal/?about=zzz")
    assert "3 lignes" in read(client, "/journal/?about=retir")
    assert "1 ligne" in read(client, "/journal/?about=victor")
    assert "3 lignes" in read(client, "/journal/?last=2014-01-01")
    assert "2 lignes" in read(client, "/journal/?first=2014-01-02")
    assert "il faut" in read(client, "/journal/?first=bientot").lower() or "date" in read(
        client, "/journal/?first=bientot"
    )


@pytest.mark.usefixtures("cast")
def test_a_seal_is_checked(client: Client) -> None:
    sign_in(client, Role.AUDITOR)
    entry = Entry.objects.get()
    assert "Ce sceau tient." in read(client, f"/journal/?number={entry.number}&seal={entry.digest[:12]}")
    assert "Ce sceau ne tient pas." in read(client, f"/journal/?number={entry.number}&seal={'0' * 12}")
    assert "Ce sceau" not in read(client, f"/journal/?number={entry.number}&seal=abc")


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_as_many_queries_whatever_their_length(client: Client, rows: int) -> None:
    me = sign_in(client, Role.ADMINISTRATOR)
    for number in range(rows):
        person(f"Claire {number}", Role.LEAD, TILLEUL)
        give(
            nobody_special("Claire 0"),
            Role.LEAD,
            [TILLEUL, CAUSSE, Perimeter("equipe", "equipe-du-barachois")][number],
        )
        invite(
            NewInvitation(
                name="Luc", role=Role.LEAD, perimeter=TILLEUL, place="T", email=f"{number}@exemple.fr"
            ),
            by=Author(at=timezone.now(), user=me, role=Role.ADMINISTRATOR),
        )
    found = []
    for path in (
        "/personnes/",
        f"/personnes/{User.objects.get(name='Claire 0').pk}/",
        "/journal/",
        "/accueil/",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        found.append(len(asked))
    assert found == [8, 9, 10, 23]
