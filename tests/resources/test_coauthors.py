"""Writing together: invited by the author, with the same text and the same rule about publishing."""

import pytest
from django.test import Client

from maillage.accounts.models import Entry, User
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.network.operations.erasure import let_go
from maillage.network.reach import wearing
from maillage.resources.models import CoAuthor, Publication, Resource, ResourceState
from maillage.resources.operations.coauthors import invite_coauthor, leave_coauthor
from maillage.resources.operations.resources import propose_resource, publish_resource
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import enter, nobody_special, person
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.resources.shelf import BY, NEXT_YEAR, TODAY, TYPED, written
from tests.sending import send

pytestmark = pytest.mark.django_db
LATER = date(2018, 9, 1)


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))


def member(name: str) -> User:
    return person(name, Role.MEMBER, Perimeter("cooperation", "nulle-part"))


def may_write(user: User) -> list[Resource]:
    return list(Resource.objects.written_by(wearing(user, today=TODAY, strong=True)))


def test_whoever_is_invited_writes_and_stops(client: Client) -> None:
    zoe, max_ = member("Zoé Blanc"), member("Max Noir")
    row = written(zoe)
    mine = f"/mes-fiches/{row.pk}/"
    enter(client, max_)
    assert client.get(mine).status_code == 404
    enter(client, zoe)
    assert "Une seule personne écrit cette fiche." in read(client, mine)
    assert send(client, f"{mine}auteurs/inviter/", {"email": "personne@exemple.fr"}).status_code == 409
    send(client, f"{mine}auteurs/inviter/", {"email": "Max-Noir@exemple.fr"})
    (share,) = CoAuthor.objects.standing()
    assert (share.user, share.started_on, str(share)) == (max_, TODAY, "Max Noir")
    assert "Max Noir, depuis le 1er juin 2018 · Retirer" in read(client, mine)
    told = Message.objects.get()
    assert (told.to_email, told.kind) == (max_.email, "ressource-invitation")
    assert mine in told.text

    enter(client, max_)
    assert "Inviter quelqu'un" not in read(client, mine)
    assert client.get(f"{mine}auteurs/inviter/").status_code == 404
    send(client, f"{mine}reprendre/", {**TYPED, "summary": "À deux.", "version": "1"})
    send(client, f"{mine}remettre/")
    row.refresh_from_db()
    assert (row.summary, row.author, row.credit) == ("À deux.", zoe, TYPED["credit"])
    assert row.state == ResourceState.PROPOSED
    send(client, f"{mine}auteurs/{share.pk}/retirer/")
    assert may_write(max_) == []
    assert may_write(zoe) == [row]
    assert client.get(mine).status_code == 404


def test_a_coauthor_sends_no_other_away(client: Client) -> None:
    zoe, max_, ana = member("Zoé Blanc"), member("Max Noir"), member("Ana Roux")
    row = written(zoe)
    invite_coauthor(row, max_.email, on=TODAY, by=BY)
    other = invite_coauthor(row, ana.email, on=TODAY, by=BY)
    assert len(may_write(max_)) == len(may_write(zoe)) == 1
    enter(client, max_)
    path = f"/mes-fiches/{row.pk}/auteurs/{other.pk}/retirer/"
    assert client.get(path).status_code == 404
    enter(client, zoe)
    send(client, path)
    assert [share.user for share in CoAuthor.objects.of(row)] == [max_]


@pytest.mark.parametrize("email", ["personne@exemple.fr", "sans-role@exemple.fr"])
def test_only_people_of_the_field_are_invited(email: str) -> None:
    nobody_special("Sans Rôle")
    with pytest.raises(Refused, match="Aucune personne"):
        invite_coauthor(written(), email, on=TODAY, by=BY)
    assert not CoAuthor.objects.exists()
    assert not Message.objects.exists()


def test_one_is_invited_once_and_not_to_ones_own() -> None:
    zoe, max_ = member("Zoé Blanc"), member("Max Noir")
    row = written(zoe)
    with pytest.raises(Refused, match="déjà la vôtre"):
        invite_coauthor(row, zoe.email, on=TODAY, by=BY)
    share = invite_coauthor(row, max_.email, on=TODAY, by=BY)
    with pytest.raises(Refused, match="écrit déjà cette fiche"):
        invite_coauthor(row, max_.email, on=TODAY, by=BY)
    leave_coauthor(share, on=LATER, by=BY)
    with pytest.raises(Refused, match="n'écrit déjà plus"):
        leave_coauthor(share, on=LATER, by=BY)
    (ended,) = CoAuthor.objects.believed()
    assert (ended.started_on, ended.ended_on) == (TODAY, LATER)
    assert Entry.objects.about(row).count() == 3


def test_nobody_publishes_what_they_wrote_with_others_be_it_for_a_day() -> None:
    zoe, officer = member("Zoé Blanc"), person("Aïcha Benali", Role.OFFICER)
    row = written(zoe)
    leave_coauthor(invite_coauthor(row, officer.email, on=TODAY, by=BY), on=TODAY, by=BY)
    propose_resource(row, by=BY)
    with pytest.raises(Refused, match="Vous avez écrit cette fiche"):
        publish_resource(row, review_on=NEXT_YEAR, on=TODAY, by=Author(at=BY.at, user=officer))
    assert not Publication.objects.exists()


def test_who_leaves_the_register_writes_no_more() -> None:
    max_ = member("Max Noir")
    share = invite_coauthor(written(), max_.email, on=TODAY, by=BY)
    let_go(max_, on=LATER, reason="À sa demande", by=Author(at=instant(2018, 9, 1), role="maison"))
    assert not CoAuthor.objects.standing()
    assert "Max" not in str(CoAuthor.objects.get(pk=share.pk))
