"""Several hats on one head: each acts where it reaches, and nowhere else; one that is gone acts no more."""

import pytest
from django.test import Client
from django.urls import reverse

from maillage.accounts.models import Entry, Grant, Invitation, User
from maillage.accounts.operations import revoke_role
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.network.models import Carrying, Meeting, Signature, Team
from maillage.network.operations import NewCarrying, carry, found_teams
from maillage.network.operations.teams import NewTeam
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import enter, give, nobody_special, person, sign_in
from tests.cast import Cast, date, instant, seat
from tests.network.answers import post
from tests.network.clock import set_clock
from tests.network.working import ALES, GARD, at
from tests.portal.reading import read

pytestmark = pytest.mark.django_db
BY = Author(at=instant(2017, 1, 2), role="maison")
DAY = {"on": "2017-05-02"}
NATIONALE = Perimeter("porteur", "fraternite-des-ages")


@pytest.fixture(autouse=True)
def _it_is_may_2017(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 5, 2))


@pytest.fixture
def anne(client: Client, cast: Cast) -> User:  # noqa: ARG001 - asked for, for its effect
    """Sign in Anne, who animates the Gard and manages a carrier of Paris that carries a team in Lyon."""
    anne = sign_in(client, Role.ANIMATOR, GARD)
    give(anne, Role.CARRIER, NATIONALE)
    return anne


def last_line() -> Entry:
    return Entry.objects.latest_first()[0]


def wear(client: Client, user: User, role: Role) -> None:
    grant = Grant.objects.get(user=user, role=role)
    assert client.post("/casquette/", {"grant": grant.pk}).status_code == 302


@pytest.mark.parametrize("worn", [Role.ANIMATOR, Role.CARRIER])
def test_an_act_is_written_under_the_hat_that_reaches(
    client: Client, cast: Cast, anne: User, worn: Role
) -> None:
    wear(client, anne, worn)
    for team, role in ((cast.tilleul, Role.ANIMATOR), (cast.guillotiere, Role.CARRIER)):
        assert post(client, at("describe_team", team), activities="Des visites.", version="1")[0] == 303
        assert (last_line().role, last_line().user) == (role, anne)


@pytest.mark.usefixtures("anne")
def test_the_animator_of_one_place_does_not_choose_the_carriers_of_another(
    client: Client, cast: Cast
) -> None:
    assert "Les Voisins du Tilleul" in read(client, at("carry_team", cast.tilleul) + "?q=voisins")
    elsewhere = at("carry_team", cast.guillotiere)
    assert "Les Voisins du Tilleul" not in read(client, f"{elsewhere}?q=voisins")
    status, said = post(client, f"{elsewhere}?q=voisins", organisation=cast.voisins.pk, **DAY)
    assert (status, "n'est plus proposée" in said) == (422, True)
    assert Carrying.objects.filter(team=cast.guillotiere).get().organisation == cast.nationale


def test_a_carrier_leaves_a_team_and_sends_no_other_away(client: Client, cast: Cast) -> None:
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    mine = Carrying.objects.get(team=cast.tilleul, organisation=cast.ccas)
    theirs = Carrying.objects.get(team=cast.tilleul, organisation=cast.voisins)
    page = client.get(at("work_team", cast.tilleul)).content.decode()
    assert at("stop_carrying", cast.tilleul, mine.pk) in page
    assert at("stop_carrying", cast.tilleul, theirs.pk) not in page
    answer = client.post(at("stop_carrying", cast.tilleul, theirs.pk), {**DAY, "reason": "à nous"})
    assert answer.status_code == 404
    assert post(client, at("stop_carrying", cast.tilleul, mine.pk), reason="départ", **DAY)[0] == 303
    assert [
        row.organisation for row in Carrying.objects.believed().filter(ended_on=None, team=cast.tilleul)
    ] == [cast.voisins]


def test_the_keys_of_another_team_open_nothing_here(client: Client, cast: Cast) -> None:
    """A fact of a foreign team, under the address of one's own."""
    sign_in(client, Role.ANIMATOR, GARD)
    foreign = Carrying.objects.get(team=cast.guillotiere)
    address = at("stop_carrying", cast.tilleul, foreign.pk)
    assert client.post(address, {**DAY, "reason": "à nous"}).status_code == 404
    assert Carrying.objects.get(pk=foreign.pk).retracted_at is None


def test_a_role_is_given_and_ended_under_the_hat_that_gives_it(
    client: Client, cast: Cast, anne: User
) -> None:
    wear(client, anne, Role.ANIMATOR)
    address = f"{reverse('invite')}?role=gestionnaire-porteur&ou=porteur:{cast.nationale.slug}"
    assert post(client, address, name="Zoé", email="zoe@exemple.fr", telephone="")[0] == 303
    assert (last_line().role, Invitation.objects.get().invited_as) == (Role.CARRIER, Role.CARRIER)
    asked = Invitation.objects.get()
    assert post(client, reverse("invitation_resend", args=[asked.pk]))[0] == 303
    assert last_line().role == Role.CARRIER
    assert post(client, reverse("invitation_revoke", args=[asked.pk]))[0] == 303
    assert last_line().role == Role.CARRIER
    person("Claire Petit", Role.LEAD, Perimeter("equipe", cast.guillotiere.slug))
    given = Grant.objects.get(user__name="Claire Petit")
    assert post(client, reverse("end_role", args=[given.pk]), reason="fin")[0] == 303
    assert last_line().role == Role.CARRIER


def test_one_leaves_a_role_that_one_may_not_give_under_no_hat(client: Client, cast: Cast) -> None:
    me = sign_in(client, Role.MEMBER, Perimeter("cooperation", cast.gard.slug))
    assert post(client, reverse("end_role", args=[Grant.objects.get(user=me).pk]), reason="fin")[0] == 303
    assert last_line().role == ""


def test_a_form_opened_under_a_role_that_ended_since_writes_nothing(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    anne = sign_in(client, Role.ANIMATOR, GARD)
    address = reverse("cockpit_add_meeting", args=[cast.gard.slug])
    assert client.get(address).status_code == 200
    held = Grant.objects.get(user=anne)
    revoke_role(held, on=date(2017, 5, 2), reason="fin de mandat", by=BY)
    before = Entry.objects.count()
    assert post(client, address, title="Réunion", on="2017-06-01")[0] == 404
    # A role that was given until a day ends by itself.
    claire = sign_in(client, Role.ANIMATOR, GARD, name="Claire Petit")
    Grant.objects.filter(user=claire).update(ended_on=date(2017, 5, 3))
    assert client.get(address).status_code == 200
    set_clock(monkeypatch, instant(2017, 5, 3))
    assert post(client, address, title="Réunion", on="2017-06-01")[0] == 404
    # Nor a person whose account is closed, in a session that is still open.
    zoe = sign_in(client, Role.ANIMATOR, GARD, name="Zoé Blanc")
    User.objects.filter(pk=zoe.pk).update(is_active=False)
    assert post(client, address, title="Réunion", on="2017-06-01")[0] == 302
    # Nor a role that decides, without its second factor.
    enter(client, person("Aïcha Benali", Role.OFFICER), strong=False)
    assert post(client, address, title="Réunion", on="2017-06-01")[0] == 404
    assert not Meeting.objects.exists()
    assert Entry.objects.filter(number__gt=before).exclude(sentence__startswith="a donné").count() == 0


def test_the_hat_of_another_place_does_not_pass_through_what_is_sent(client: Client, cast: Cast) -> None:
    """Whatever is added to what a form sends, the address alone says what it is about."""
    sign_in(client, Role.ANIMATOR, ALES)
    address = reverse("cockpit_add_meeting", args=[cast.ales.slug])
    more = {
        "cooperation": cast.nord.pk,
        "slug": cast.nord.slug,
        "pk": cast.nord.pk,
        "by": "1",
        "role": "maison",
    }
    assert post(client, address, title="Réunion", on="2017-06-01", **more)[0] == 303
    assert (Meeting.objects.get().cooperation, last_line().role) == (cast.ales, Role.ANIMATOR)
    foreign = reverse("cockpit_add_meeting", args=[cast.nord.slug])
    assert post(client, foreign, title="Réunion", on="2017-06-01", cooperation=cast.ales.pk)[0] == 404


def test_hats_of_two_teams_open_each_its_own(client: Client, cast: Cast) -> None:
    """One person, lead here and support officer there: several roles, several places, no mixing."""
    me = nobody_special("Claire Petit")
    give(me, Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    give(me, Role.SUPPORT, Perimeter("equipe", cast.causse.slug))
    enter(client, me)
    for team, status in ((cast.tilleul, 303), (cast.causse, 303), (cast.barachois, 404)):
        assert post(client, at("describe_team", team), activities="Des visites.", version="1")[0] == status
    assert [line.role for line in Entry.objects.latest_first()[:2]] == [Role.SUPPORT, Role.LEAD]
    # A support officer founds teams where they are, and does not close what they support.
    assert client.get(at("close_team", cast.causse)).status_code == 404


def test_an_organisation_is_signatory_carrier_and_member_at_once(client: Client, cast: Cast) -> None:
    """Law 7 for organisations: one more part takes none away."""
    (team,) = found_teams([NewTeam(name="Équipe neuve", seat=seat("30189"))], by=BY)
    carry([NewCarrying(team=team, organisation=cast.voisins, on=date(2017, 1, 1))], by=BY)
    sign_in(client, Role.ANIMATOR, GARD)
    address = reverse("cockpit_add_member", args=[cast.gard.slug, cast.voisins.slug])
    assert post(client, address, part="co-porteur", on="2017-05-02")[0] == 303
    status, said = post(client, address, part="comite-elargi", on="2017-05-02")
    assert (status, "est déjà membre" in said) == (409, True)
    assert cast.voisins.cooperation_memberships.count() == 1
    assert Team.objects.filter(carryings__organisation=cast.voisins).distinct().count() == 2
    assert Signature.objects.in_force(date(2017, 5, 2)).about(cast.voisins).exists()
