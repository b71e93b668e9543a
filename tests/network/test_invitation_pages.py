"""Invitations through their pages: who may give what, and nothing beyond; each dead one has its sentence."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maillage.accounts.actors import Actor, Hat
from maillage.accounts.models import Entry, Grant, Invitation, User
from maillage.accounts.operations import (
    NewInvitation,
    invite,
    revoke_role,
)
from maillage.accounts.permissions import gifts
from maillage.accounts.roles import GIVEN_ON, GIVES, WORN_ON, PerimeterKind, Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.network.forms.people import Choice, InvitationForm
from maillage.network.models import (
    TeamStage,
)
from maillage.network.operations import NewStage, enter_team_stage
from maillage.network.operations.people import invite_within, resend_within
from maillage.network.reach import may_give, reach_of
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import HOUSE, enter, give, nobody_special, person, sign_in
from tests.cast import TAKEN_OVER, Cast, date
from tests.network.people import (
    ALES,
    CAUSSE,
    CLAIRE,
    GARD,
    NATIONALE,
    TILLEUL,
    VOISINS,
    actor,
    invited,
    path_of,
)
from tests.portal.reading import read, words
from tests.sending import send

# Where each giver is put, and what of each kind lies within their reach, and beyond it.
SEATS: dict[Role, tuple[Perimeter, set[Perimeter]]] = {
    Role.ADMINISTRATOR: (
        FRANCE,
        {FRANCE, GARD, ALES, TILLEUL, CAUSSE, VOISINS, NATIONALE, Perimeter("departement", "30")},
    ),
    Role.OFFICER: (
        FRANCE,
        {FRANCE, GARD, ALES, TILLEUL, CAUSSE, VOISINS, NATIONALE, Perimeter("departement", "30")},
    ),
    Role.ANIMATOR: (GARD, {GARD, TILLEUL}),
    Role.CARRIER: (VOISINS, {VOISINS, TILLEUL}),
    Role.LEAD: (TILLEUL, {TILLEUL}),
}
EVERYWHERE = [FRANCE, GARD, ALES, TILLEUL, CAUSSE, VOISINS, NATIONALE, Perimeter("departement", "30")]


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("giver", Role)
def test_who_may_give_which_role_where(giver: Role) -> None:
    seat, near = SEATS.get(giver, (next(iter([GARD])), set()))
    for role in Role:
        for perimeter in EVERYWHERE:
            kind = PerimeterKind(perimeter.kind)
            expected = (
                role in GIVES.get(giver, ())
                and kind in WORN_ON[role]
                and kind in GIVEN_ON.get(PerimeterKind(seat.kind), ())
                and perimeter in near
            )
            assert may_give(actor(giver, seat), role, perimeter) is expected, (giver, role, perimeter)


@pytest.mark.usefixtures("cast")
def test_nobody_gives_on_what_is_not_there_or_is_closed(cast: Cast) -> None:
    officer = actor(Role.OFFICER, FRANCE)
    assert may_give(officer, Role.LEAD, TILLEUL)
    assert not may_give(officer, Role.LEAD, Perimeter("equipe", "inconnue"))
    enter_team_stage(
        [NewStage(subject=cast.tilleul, stage=TeamStage.CLOSED, on=date(2017, 1, 1))], by=TAKEN_OVER
    )
    assert not may_give(officer, Role.LEAD, TILLEUL)
    assert not may_give(actor(Role.LEAD, TILLEUL), Role.LEAD, TILLEUL)


@pytest.mark.usefixtures("cast")
def test_gifts_add_up() -> None:
    today = date(2017, 6, 1)
    hats = (
        Hat(grant=1, role=Role.LEAD, perimeter=TILLEUL, reach=reach_of(TILLEUL, today=today)),
        Hat(grant=2, role=Role.CARRIER, perimeter=NATIONALE, reach=reach_of(NATIONALE, today=today)),
    )
    both = Actor(hats=hats)
    assert may_give(both, Role.LEAD, TILLEUL)
    assert may_give(both, Role.LEAD, Perimeter("equipe", "equipe-de-la-guillotiere"))
    assert not may_give(both, Role.LEAD, CAUSSE)
    assert not may_give(both, Role.CARRIER, VOISINS)
    national = Hat(grant=3, role=Role.OFFICER, perimeter=FRANCE, reach=reach_of(FRANCE, today=today))
    for all_three in ((national, *hats), (*hats, national)):
        assert gifts(Actor(hats=all_three), live=False)[Role.LEAD, PerimeterKind.TEAM] is None
        assert may_give(Actor(hats=all_three), Role.LEAD, CAUSSE)


@pytest.mark.usefixtures("cast")
def test_an_act_beyond_reach_is_refused_even_past_the_page() -> None:
    anne = person("Anne Martin", Role.ANIMATOR, GARD)
    by = Author(at=timezone.now(), user=anne, role=Role.ANIMATOR)
    new = NewInvitation(name="Luc", email="l@exemple.fr", role=Role.ANIMATOR, perimeter=ALES, place="Alès")
    with pytest.raises(Refused, match="Vous ne pouvez pas donner ici le rôle « animateur de coopération »"):
        invite_within(actor(Role.ANIMATOR, GARD), new, by=by)
    assert not Invitation.objects.exists()
    row = invite(new, by=by).invitation
    with pytest.raises(Refused, match="Vous ne pouvez pas donner ici"):
        resend_within(actor(Role.ANIMATOR, GARD), row, by=by)
    assert Invitation.objects.get().serial == 1


@pytest.mark.usefixtures("cast")
def test_what_the_house_sent_needs_nobody_to_stand_for_it(client: Client) -> None:
    by = Author(at=timezone.now(), role="maison")
    new = NewInvitation(
        name="Paul", email="paul@exemple.fr", role=Role.ADMINISTRATOR, perimeter=FRANCE, place="France"
    )
    row = invite(new, by=by).invitation
    assert "Vous êtes invité à rejoindre le réseau." in read(client, path_of(row))
    assert send(client, path_of(row), {"name": "Paul"}).status_code == 303
    # The role decides for everybody: it waits for a second factor.
    assert "attend un second facteur" in read(client, "/accueil/")
    assert client.get("/personnes/").status_code == 404


@pytest.mark.usefixtures("cast")
def test_an_animator_invites_in_three_steps(client: Client) -> None:
    anne = sign_in(client, Role.ANIMATOR, GARD)
    said = read(client, "/personnes/inviter/")
    assert "Étape 1 sur 3" in said
    assert "Animateur de coopération Membre de coopération Référent d'équipes" in said
    assert "Administrateur" not in said
    said = read(client, "/personnes/inviter/?role=referent-equipe")  # one team: no question
    assert "Étape 3 sur 3" in said
    assert "Référent de l'équipe (bénévole), Équipe du Tilleul." in said
    answer = send(client, "/personnes/inviter/?role=referent-equipe", CLAIRE)
    row = Invitation.objects.get()
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/personnes/invitations/{row.pk}/"
    assert (row.name, row.role, row.perimeter, row.invited_by) == ("Claire Petit", Role.LEAD, TILLEUL, anne)
    said = read(client, f"/personnes/invitations/{row.pk}/")
    assert re.search(
        r"L'invitation de Claire Petit est partie\. Le code à lire au téléphone, si besoin : \d{3} \d{3}\.",
        said,
    )
    assert "En attente" in said
    again = read(client, f"/personnes/invitations/{row.pk}/")
    assert "Le code à lire" not in again
    assert "Claire Petit référent de l'équipe (bénévole), Équipe du Tilleul en attente" in read(
        client, "/personnes/"
    )


@pytest.mark.usefixtures("cast")
def test_an_invitation_by_telephone_shows_its_code(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    path = "/personnes/inviter/?role=membre-cooperation&ou=cooperation:cooperation-du-gard"
    answer = send(client, path, {"name": "Luc", "email": "", "telephone": "0466000000"})
    said = read(client, answer.headers["Location"])
    assert re.search(r"Lisez-lui ce code au téléphone : \d{3} \d{3}\.", said)
    assert not Message.objects.exists()


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    "query",
    [
        "role=administrateur-national",
        "role=administrateur-national&ou=france",
        "role=charge-national&ou=france",
        "role=gestionnaire-porteur&ou=porteur:les-voisins-du-tilleul",
        "role=animateur&ou=cooperation:cooperation-du-pays-d-ales",
        "role=animateur&ou=france",
        "role=formateur&ou=departement:30",
        "role=referent-equipes&ou=porteur:les-voisins-du-tilleul",
        "role=referent-equipe&ou=equipe:equipe-du-causse",
        "role=referent-equipe&ou=equipe:inconnue",
        "role=referent-equipe&ou=lune:30",
        "role=animateur&ou=cooperation:cooperation-du-gard&succede=999",
        "role=magicien",
    ],
)
def test_what_is_beyond_reach_is_not_given_and_nothing_is_written(client: Client, query: str) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    before = Entry.objects.count()
    assert client.get(f"/personnes/inviter/?{query}").status_code == 404
    assert send(client, f"/personnes/inviter/?{query}", CLAIRE).status_code == 404
    assert not Invitation.objects.exists()
    assert not Message.objects.exists()
    assert Entry.objects.count() == before


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("role", [role for role in Role if role not in SEATS])
def test_others_invite_nobody(client: Client, role: Role) -> None:
    kind = min(WORN_ON[role])
    perimeter = {"france": FRANCE, "cooperation": GARD, "equipe": TILLEUL, "porteur": VOISINS}.get(
        kind, Perimeter("commune", "30189")
    )
    sign_in(client, role, perimeter)
    assert client.get("/personnes/inviter/").status_code == 404
    assert send(client, "/personnes/inviter/?role=animateur", CLAIRE).status_code == 404


@pytest.mark.usefixtures("cast")
def test_an_officer_looks_for_the_place_by_its_name(client: Client) -> None:
    sign_in(client, Role.OFFICER)
    said = read(client, "/personnes/inviter/?role=referent-equipe&q=tilleul")
    assert "Étape 2 sur 3" in said
    assert "Équipe du Tilleul" in said
    assert "Barachois" not in said
    assert "Rien ne porte ce nom" in read(client, "/personnes/inviter/?role=referent-equipe&q=zzz")
    said = read(client, "/personnes/inviter/?role=formateur&q=gard")
    assert "Gard (30)" in said
    assert "Coopération du Gard" in said
    said = read(client, "/personnes/inviter/?role=financeur")
    assert "France" in said
    assert (
        "France"
        not in read(client, "/personnes/inviter/?role=financeur&q=nimes")
        .split("Où portera")[1]
        .split("Parler")[0]
    )
    assert "Étape 3" in read(client, "/personnes/inviter/?role=financeur&ou=commune:30189")
    assert client.get("/personnes/inviter/?role=financeur&ou=commune:99999").status_code == 404


@pytest.mark.usefixtures("cast")
def test_an_invitation_says_what_it_lacks(client: Client) -> None:
    sign_in(client, Role.LEAD, TILLEUL)
    answer = send(client, "/personnes/inviter/", {"name": "", "email": "", "telephone": ""})
    assert answer.status_code == 422
    answer = send(client, "/personnes/inviter/", {"name": "Luc", "email": "", "telephone": ""})
    assert "Donnez une adresse électronique, ou un numéro de téléphone." in words(answer.content.decode())
    give(User.objects.create_user(CLAIRE["email"], "Claire"), Role.LEAD, TILLEUL)
    answer = send(client, "/personnes/inviter/", CLAIRE)
    assert answer.status_code == 409
    assert "Cette personne a déjà ce rôle ici" in words(answer.content.decode())


def test_whom_comes_after_the_role_and_the_place() -> None:
    form = InvitationForm(CLAIRE)
    assert form.is_valid()
    with pytest.raises(LookupError):
        form.invitation(Choice(roles=()))


@pytest.mark.usefixtures("cast")
def test_opening_the_link_changes_nothing_and_accepting_signs_in(client: Client) -> None:
    row = invited(client)
    for _scanner in range(3):
        said = read(client, path_of(row))
    assert "Bonjour Claire Petit" in said
    assert "Anne Martin vous invite à rejoindre le réseau." in said
    assert "lire le tableau de bord d'une coopération" in said
    assert not User.objects.filter(email=CLAIRE["email"]).exists()
    assert "sessionid" not in client.cookies
    answer = send(client, path_of(row), {"name": "Claire Petit"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/accueil/")
    said = read(client, "/accueil/")
    assert "Bienvenue. Votre rôle est prêt" in said
    assert "Bonjour Claire" in said
    assert "Vous êtes ici membre de coopération, Coopération du Gard." in said
    assert client.get("/personnes/").status_code == 404


@pytest.mark.usefixtures("cast")
def test_a_link_already_used_says_so_and_leads_home(client: Client) -> None:
    row = invited(client)
    send(client, path_of(row), {"name": "Claire Petit"})
    said = read(client, path_of(row), status=410)
    assert "Cette invitation a déjà servi" in said
    assert "Mon espace" in said
    assert send(client, path_of(row), {"name": "Claire"}).status_code == 410
    assert Grant.objects.filter(user__email=CLAIRE["email"]).count() == 1


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"expires_at": dt.datetime(2016, 1, 1, tzinfo=dt.UTC)}, "valait jusqu'au 1er janvier 2016"),
        ({"revoked_at": dt.datetime(2016, 1, 1, tzinfo=dt.UTC)}, "Cette invitation a été retirée"),
        ({"serial": 2}, "Une invitation plus récente"),
    ],
)
def test_each_dead_invitation_has_its_sentence(client: Client, change: dict[str, Any], sentence: str) -> None:
    row = invited(client)
    path = path_of(row)
    Invitation.objects.filter(pk=row.pk).update(**change)
    assert sentence in read(client, path, status=410)
    assert send(client, path, {"name": "Claire"}).status_code == 410
    assert not User.objects.filter(email=CLAIRE["email"]).exists()


@pytest.mark.usefixtures("cast")
def test_a_forged_link_does_not_open(client: Client) -> None:
    path = path_of(invited(client))
    assert "Ce lien n'est pas complet" in read(client, path[:-3] + "xx/", status=410)


@pytest.mark.usefixtures("cast")
def test_an_invitation_of_someone_else_is_refused_when_signed_in(client: Client) -> None:
    row = invited(client)
    enter(client, nobody_special("Luc Bonnet"))
    assert "adressée à une autre personne que vous" in read(client, path_of(row), status=410)
    assert send(client, path_of(row), {}).status_code == 410
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.usefixtures("cast")
def test_whoever_is_signed_in_accepts_without_typing(client: Client) -> None:
    row = invited(client)
    claire = enter(client, User.objects.create_user(CLAIRE["email"], "Claire"))
    assert "Votre prénom" not in read(client, path_of(row, proves=False))
    assert send(client, path_of(row, proves=False)).status_code == 303
    assert Grant.objects.get(user=claire).perimeter == GARD


@pytest.mark.usefixtures("cast")
def test_an_invitation_dies_with_the_right_of_who_made_it(client: Client) -> None:
    row = invited(client)
    anne = Grant.objects.get(user__name="Anne Martin")
    revoke_role(anne, on=timezone.localdate(), reason="départ", by=HOUSE)
    assert "Anne Martin ne peut plus donner ce rôle" in read(client, path_of(row), status=410)
    assert send(client, path_of(row), {"name": "Claire"}).status_code == 410


@pytest.mark.usefixtures("cast")
def test_six_digits_open_the_invitation(client: Client) -> None:
    row = invited(client, email="", telephone="04 66 00 00 00")
    assert "Six chiffres" in read(client, "/invitation/")
    code = client.code  # type: ignore[attr-defined] # kept above
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answer = client.post("/invitation/", {"contact": "0466000000", "code": wrong})
    assert answer.status_code == 422
    assert "Ce code et ce contact ne vont pas ensemble" in words(answer.content.decode())
    assert Invitation.objects.get().tries == 1
    answer = client.post("/invitation/", {"contact": "04.66.00.00.00", "code": f"{code[:3]} {code[3:]}"})
    assert answer.status_code == 303
    path = answer.headers["Location"]
    assert "Votre adresse électronique" in read(client, path)
    assert send(client, path, {"name": "Claire", "email": ""}).status_code == 422
    done = send(client, path, {"name": "Claire", "email": "c@exemple.fr"})
    assert done.headers["Location"] == "/accueil/"
    assert Invitation.objects.get(pk=row.pk).accepted_by == User.objects.get(email="c@exemple.fr")


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("contact", "code", "sentence"),
    [
        ("", "123456", "Écrivez quelques mots"),
        ("pas un contact", "123456", "n'est pas un numéro de téléphone"),
        ("a@b", "123456", "n'est pas une adresse"),
        ("inconnu@exemple.fr", "12345", "Le code a six chiffres"),
        ("inconnu@exemple.fr", "１２３４５６", "Le code a six chiffres"),
        ("inconnu@exemple.fr", "123456", "ne vont pas ensemble"),
    ],
)
def test_a_code_that_is_not_one_has_its_sentence(
    client: Client, contact: str, code: str, sentence: str
) -> None:
    answer = client.post("/invitation/", {"contact": contact, "code": code})
    assert answer.status_code == 422
    assert sentence in words(answer.content.decode())


@pytest.mark.usefixtures("cast")
def test_five_wrong_codes_and_the_right_one_says_to_ask_again(client: Client) -> None:
    invited(client)
    code = client.code  # type: ignore[attr-defined] # kept above
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _try in range(5):
        client.post("/invitation/", {"contact": CLAIRE["email"], "code": wrong})
    answer = client.post("/invitation/", {"contact": CLAIRE["email"], "code": code})
    assert "tapé faux cinq fois" in read(client, answer.headers["Location"], status=410)


@pytest.mark.usefixtures("cast")
def test_an_invitation_is_sent_again_and_taken_back(client: Client) -> None:
    row = invited(client)
    enter(client, nobody_special("Anne Martin"))
    assert "quatorze jours" in read(client, f"/personnes/invitations/{row.pk}/renvoyer/")
    assert send(client, f"/personnes/invitations/{row.pk}/renvoyer/").status_code == 303
    assert Invitation.objects.get().serial == 2
    assert "ne serviront plus" in read(client, f"/personnes/invitations/{row.pk}/retirer/")
    assert send(client, f"/personnes/invitations/{row.pk}/retirer/").headers["Location"] == "/personnes/"
    assert "est retirée" in read(client, "/personnes/")
    assert send(client, f"/personnes/invitations/{row.pk}/renvoyer/").status_code == 409
    assert "Retirée" in read(client, f"/personnes/invitations/{row.pk}/")


@pytest.mark.usefixtures("cast")
def test_the_invitations_of_others_do_not_exist(client: Client) -> None:
    row = invited(client)
    sign_in(client, Role.ANIMATOR, ALES, name="Luc Bonnet")
    for act in ("", "renvoyer/", "retirer/"):
        assert client.get(f"/personnes/invitations/{row.pk}/{act}").status_code == 404
        assert send(client, f"/personnes/invitations/{row.pk}/{act}").status_code == 404
    assert (Invitation.objects.get().serial, Invitation.objects.get().revoked_at) == (1, None)


@pytest.mark.usefixtures("cast")
def test_the_relay_is_passed_by_an_invitation(client: Client) -> None:
    me = sign_in(client, Role.ANIMATOR, GARD)
    path = f"/personnes/inviter/?role=animateur&ou={GARD}&succede={me.pk}"
    assert "à la suite de Anne Martin" in read(client, path)
    send(client, path, CLAIRE)
    row = Invitation.objects.get()
    assert "À la suite de Anne Martin" in read(client, f"/personnes/invitations/{row.pk}/")
    client.logout()
    send(client, path_of(row), {"name": "Claire Petit"})
    held = Grant.objects.in_force(timezone.localdate()).of_role(Role.ANIMATOR)
    assert [grant.user.name for grant in held] == ["Claire Petit"]
    assert client.get("/personnes/").status_code == 200
    enter(client, me)
    assert client.get("/personnes/").status_code == 404
