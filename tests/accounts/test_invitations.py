"""Invitations: sent, sent again, taken back, opened by a link or by six digits, accepted once."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from maillage.accounts.models import Entry, Grant, Invitation, InvitationState, User
from maillage.accounts.operations import (
    NewInvitation,
    accept_invitation,
    broken_links,
    erase_person,
    invitations,
    invite,
    link_of,
    record,
    resend_invitation,
    revoke_invitation,
    try_code,
)
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.links import read_link
from maillage.common.models import Draft, Message
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import give, nobody_special, person
from tests.accounts.rivals import arena, meeting, race
from tests.cast import date, instant

pytestmark = pytest.mark.django_db

NOW, TODAY = instant(2017, 6, 1), date(2017, 6, 1)
GARD = Perimeter("cooperation", "cooperation-du-gard")
CLAIRE = "claire.petit@exemple.fr"


def anne() -> Author:
    user = nobody_special() if User.objects.exists() else person("Anne Martin", Role.ANIMATOR, GARD)
    return Author(at=NOW, user=user, role=Role.ANIMATOR)


def claire(**told: Any) -> NewInvitation:
    given = {"name": "Claire Petit", "role": Role.ANIMATOR, "perimeter": GARD, "place": "Coopération du Gard"}
    return NewInvitation(**{**given, "email": CLAIRE, **told})


def door(at: dt.datetime = NOW) -> Author:
    return Author(at=at, role="lien")


def accept(invitation: Invitation, **told: Any) -> Any:
    at = told.pop("at", NOW)
    given = {
        "serial": invitation.serial,
        "proves": True,
        "name": "Claire Petit",
        "email": "",
        "signed_in": None,
        "on": TODAY,
    }
    return accept_invitation(invitation, **{**given, **told}, by=door(at))


def test_an_invitation_is_written_with_its_letter() -> None:
    sent = invite(claire(), by=anne())
    kept = Invitation.objects.get()
    assert str(kept) == "Claire Petit"
    assert (kept.invited_by, kept.invited_as, kept.perimeter) == (nobody_special(), Role.ANIMATOR, GARD)
    assert (kept.expires_at, kept.state(NOW)) == (instant(2017, 6, 15), InvitationState.WAITING)
    letter = Message.objects.get()
    assert (letter.to_email, letter.to_name, letter.kind) == (CLAIRE, "Claire Petit", "code-d-invitation")
    assert letter.subject == "Une invitation de Anne Martin"
    assert "Votre rôle : animateur de coopération." in letter.text
    assert "L'invitation vaut jusqu'au 15\u00a0juin 2017." in letter.text
    assert sent.spoken in letter.text
    assert "qu'Anne Martin vous invite" in letter.because
    link = re.search(r"\S+/invitation/\S+", letter.text)
    assert link is not None
    token = link[0].rstrip("/").rsplit("/", 1)[1]
    assert read_link("invitation", token, days=14) == {"i": kept.pk, "s": 1, "p": 1}
    told = Entry.objects.about(kept).get()
    assert told.what == "a invité Claire Petit à devenir « animateur de coopération » (Coopération du Gard)"


def test_only_the_print_of_the_code_is_kept() -> None:
    sent = invite(claire(), by=anne())
    assert re.fullmatch(r"\d{6}", sent.code)
    kept = Invitation.objects.get()
    assert sent.code not in str(Invitation.objects.values().get())
    assert kept.is_code(sent.code)
    assert not kept.is_code(f"{(int(sent.code) + 1) % 1_000_000:06d}")


def test_without_an_address_nothing_is_sent_and_the_code_is_read() -> None:
    sent = invite(claire(email="", telephone="04 66 00 00 00"), by=anne())
    assert not Message.objects.exists()
    assert try_code("04 66 00 00 00", sent.code) == sent.invitation


def test_an_invitation_without_any_way_to_reach_is_refused() -> None:
    with pytest.raises(Refused, match="Donnez une adresse électronique, ou un numéro"):
        invite(claire(email=""), by=anne())
    assert not Invitation.objects.exists()


def test_the_same_invitation_twice_is_refused_and_elsewhere_is_another() -> None:
    invite(claire(), by=anne())
    with pytest.raises(Refused, match="déjà invitée à ce rôle"):
        invite(claire(), by=anne())
    invite(claire(perimeter=Perimeter("cooperation", "autre")), by=anne())
    invite(claire(role=Role.MEMBER), by=anne())
    assert Invitation.objects.count() == 3


def test_who_has_the_role_already_is_not_invited_to_it() -> None:
    by = anne()
    give(User.objects.create_user(CLAIRE, "Claire"), Role.ANIMATOR, GARD)
    with pytest.raises(Refused, match="a déjà ce rôle ici"):
        invite(claire(), by=by)


def test_sending_again_kills_the_link_and_the_code_of_before() -> None:
    first = invite(claire(), by=anne())
    Invitation.objects.update(tries=5)
    later = instant(2017, 6, 10)
    second = resend_invitation(first.invitation, by=Author(at=later, user=nobody_special()))
    assert (second.invitation.serial, second.invitation.tries) == (2, 0)
    assert second.invitation.expires_at == instant(2017, 6, 24)
    assert Message.objects.count() == 2
    if first.code != second.code:
        assert try_code(CLAIRE, first.code) is None
    with pytest.raises(Refused, match="Une invitation plus récente"):
        accept(first.invitation, serial=1)
    assert accept(first.invitation, serial=2).user.email == CLAIRE


def test_a_revoked_invitation_is_dead_and_may_be_made_anew() -> None:
    sent = invite(claire(), by=anne())
    revoke_invitation(sent.invitation, by=anne())
    with pytest.raises(
        Refused, match=r"a été retirée\. Si vous l'attendiez, demandez-en une autre à Anne Martin"
    ):
        accept(sent.invitation)
    with pytest.raises(Refused, match="déjà été retirée"):
        revoke_invitation(sent.invitation, by=anne())
    with pytest.raises(Refused, match="déjà été retirée"):
        resend_invitation(sent.invitation, by=anne())
    assert try_code(CLAIRE, sent.code) is None
    assert Invitation.objects.get().state(NOW) == InvitationState.REVOKED
    invite(claire(), by=anne())


def test_an_expired_invitation_says_until_when_and_whom_to_ask() -> None:
    sent = invite(claire(), by=anne())
    accept_at = instant(2017, 6, 15)
    assert sent.invitation.state(accept_at) == InvitationState.EXPIRED
    with pytest.raises(Refused, match=r"valait jusqu'au 15\u00a0juin 2017[.] Demandez à Anne Martin"):
        accept(sent.invitation, at=accept_at)
    assert not Invitation.objects.waiting(accept_at).exists()
    assert not Grant.objects.of_role(Role.ANIMATOR).filter(user__email=CLAIRE).exists()


def test_accepting_creates_the_person_with_their_role() -> None:
    sent = invite(claire(), by=anne())
    accepted = accept(sent.invitation, name="Claire Petit-Roux")
    assert (accepted.user.email, accepted.user.name) == (CLAIRE, "Claire Petit-Roux")
    assert not accepted.user.has_usable_password()
    assert Grant.objects.in_force(TODAY).get(user=accepted.user).perimeter == GARD
    assert (accepted.grant.recorded_by, accepted.grant.source) == (
        nobody_special(),
        f"invitation nº {sent.invitation.pk}",
    )
    lines = [str(line) for line in Entry.objects.about(accepted.user)]
    assert lines[1].endswith(
        "Claire Petit-Roux a accepté l'invitation de Anne Martin : « animateur de coopération » (Coopération du Gard)"
    )
    assert "Anne Martin a donné à Claire Petit-Roux le rôle" in lines[0]


def test_an_invitation_serves_once() -> None:
    sent = invite(claire(), by=anne())
    accept(sent.invitation)
    with pytest.raises(Refused, match="a déjà servi"):
        accept(sent.invitation)
    with pytest.raises(Refused, match="déjà été acceptée"):
        resend_invitation(sent.invitation, by=anne())
    assert try_code(CLAIRE, sent.code) is None
    assert Invitation.objects.get().state(NOW) == InvitationState.ACCEPTED


def test_a_link_sent_to_a_known_address_finds_its_person_and_closes_other_sessions() -> None:
    known = User.objects.create_user(CLAIRE, "Claire Petit")
    by = Author(at=NOW, user=person("Anne Martin", Role.ANIMATOR, GARD), role=Role.ANIMATOR)
    before = known.get_session_auth_hash()
    accepted = accept(invite(claire(), by=by).invitation, name="Autre nom")
    assert (accepted.user, accepted.user.name) == (known, "Claire Petit")
    assert accepted.user.get_session_auth_hash() != before


def test_a_code_does_not_open_the_account_of_someone_else() -> None:
    """Whoever invites knows the code: it must not let them in as the person."""
    by = anne()
    User.objects.create_user(CLAIRE, "Claire Petit")
    sent = invite(claire(), by=by)
    with pytest.raises(Refused, match="Un compte existe déjà à cette adresse : connectez-vous d'abord"):
        accept(sent.invitation, proves=False)
    by_telephone = invite(claire(email="", telephone="04 66 00 00 00"), by=by)
    with pytest.raises(Refused, match="Un compte existe déjà"):
        accept(by_telephone.invitation, email=CLAIRE)
    assert not Grant.objects.filter(user__email=CLAIRE).exists()


def test_an_invitation_by_telephone_asks_for_an_address() -> None:
    sent = invite(claire(email="", telephone="04 66 00 00 00"), by=anne())
    with pytest.raises(Refused, match="Donnez votre adresse électronique"):
        accept(sent.invitation, proves=False)
    accepted = accept(sent.invitation, proves=False, email="c@exemple.fr", name="")
    assert (accepted.user.email, accepted.user.name) == ("c@exemple.fr", "Claire Petit")


def test_whoever_is_signed_in_accepts_what_is_theirs_and_nothing_else() -> None:
    by = anne()
    luc, someone = nobody_special("Luc Bonnet"), User.objects.create_user(CLAIRE, "Claire Petit")
    sent = invite(claire(), by=by)
    with pytest.raises(Refused, match="adressée à une autre personne"):
        accept(sent.invitation, signed_in=luc)
    assert accept(sent.invitation, proves=False, signed_in=someone).user == someone
    by_telephone = invite(claire(email="", telephone="04 66 00 00 00"), by=by)
    assert accept(by_telephone.invitation, proves=False, signed_in=luc).user == luc


def test_five_wrong_codes_lock_the_code_and_leave_the_link() -> None:
    sent = invite(claire(), by=anne())
    wrong = f"{(int(sent.code) + 1) % 1_000_000:06d}"
    for _time in range(7):
        assert try_code(CLAIRE, wrong) is None
    kept = Invitation.objects.get()
    assert (kept.tries, kept.state(NOW)) == (5, InvitationState.LOCKED)
    opened = try_code(CLAIRE, sent.code)
    assert opened == kept
    with pytest.raises(Refused, match="tapé faux cinq fois"):
        accept(kept, proves=False)
    assert accept(kept).user.email == CLAIRE


def test_a_code_opens_the_invitation_of_its_contact_alone() -> None:
    first = invite(claire(), by=anne())
    other = invite(claire(email="luc@exemple.fr"), by=anne())
    assert try_code("inconnu@exemple.fr", first.code) is None
    assert try_code("", first.code) is None
    assert try_code("luc@exemple.fr", other.code) == other.invitation
    second = invite(claire(role=Role.MEMBER), by=anne())
    assert try_code(CLAIRE, second.code) == second.invitation
    assert list(Invitation.objects.values_list("tries", flat=True).distinct()) == [0]


def test_the_successor_takes_the_place_of_the_one_before() -> None:
    by = anne()
    sent = invite(claire(succeeds=by.user), by=by)
    accepted = accept(sent.invitation)
    in_force = Grant.objects.in_force(TODAY).of_role(Role.ANIMATOR).on(GARD)
    assert [grant.user for grant in in_force] == [accepted.user]
    ended = Grant.objects.believed().get(user=nobody_special())
    assert (ended.ended_on, ended.end_reason) == (TODAY, "passage de relais")


def test_a_succession_that_has_nothing_left_to_end_gives_the_role() -> None:
    by = anne()
    gone = nobody_special("Luc Bonnet")
    first = accept(invite(claire(succeeds=gone), by=by).invitation)
    assert Grant.objects.in_force(TODAY).filter(user=first.user).exists()
    # One who takes up their own succession keeps it.
    again = invite(claire(email="", telephone="04 66 00 00 00", succeeds=first.user), by=by)
    accept(again.invitation, signed_in=first.user)
    assert Grant.objects.in_force(TODAY).filter(user=first.user).exists()


def test_the_house_may_invite_and_the_last_administrator_may_be_succeeded() -> None:
    house = Author(at=NOW, role="maison")
    first = accept(
        invite(claire(role=Role.ADMINISTRATOR, perimeter=FRANCE, place="France"), by=house).invitation
    )
    assert "une invitation de MONALISA" in Message.objects.get().subject.lower().replace(
        "monalisa", "MONALISA"
    )
    told = Entry.objects.about(first.user)[1]
    assert "a accepté l'invitation de MONALISA" in told.what
    by = Author(at=NOW, user=first.user, role=Role.ADMINISTRATOR)
    new = claire(
        name="Luc",
        email="luc@exemple.fr",
        role=Role.ADMINISTRATOR,
        perimeter=FRANCE,
        place="France",
        succeeds=first.user,
    )
    accept(invite(new, by=by).invitation, name="Luc")
    assert [grant.user.name for grant in Grant.objects.in_force(TODAY)] == ["Luc"]


def test_the_database_holds_the_rules() -> None:
    sent = invite(claire(), by=anne())
    for fields in (
        {"email": "", "telephone": ""},
        {"accepted_at": NOW},
        {"accepted_at": NOW, "accepted_by": nobody_special(), "revoked_at": NOW},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=sent.invitation.pk).update(**fields)
    twin = Invitation.objects.get()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_invitations_are_read_the_last_first() -> None:
    invite(claire(), by=anne())
    invite(claire(role=Role.MEMBER), by=anne())
    assert [row.role for row in Invitation.objects.with_people()] == [Role.MEMBER, Role.ANIMATOR]


def test_the_link_read_on_the_screen_proves_nothing() -> None:
    sent = invite(claire(), by=anne())
    token = link_of(sent.invitation, proves=False).rstrip("/").rsplit("/", 1)[1]
    assert read_link("invitation", token, days=14)["p"] == 0


def test_an_erased_person_leaves_their_acts_and_no_name() -> None:
    by = anne()
    accepted = accept(invite(claire(), by=by).invitation)
    person_, grant = accepted.user, accepted.grant
    record(Author(at=NOW, user=person_, role=Role.ANIMATOR), "a réuni 12 personnes", grant)
    waiting = invite(claire(role=Role.MEMBER), by=by)
    Draft.objects.create(user=person_, key="projet", data={}, updated_at=NOW)
    erase_person(person_, on=date(2017, 7, 1), reason="à sa demande", by=by)
    left = User.objects.get(pk=person_.pk)
    assert (str(left), left.is_active) == (f"personne retirée nº {left.pk}", False)
    assert left.email == f"personne-retiree-{left.pk}@retiree.invalid"
    assert not Grant.objects.in_force(date(2017, 7, 1)).filter(user=left).exists()
    assert Invitation.objects.get(pk=waiting.invitation.pk).state(NOW) == InvitationState.REVOKED
    assert not Draft.objects.exists()
    lines = [str(line) for line in Entry.objects.latest_first()]
    assert f"Anne Martin a retiré personne retirée nº {left.pk} du registre" in lines[0]
    assert any(f"personne retirée nº {left.pk} a réuni 12 personnes" in line for line in lines)
    assert list(broken_links()) == []
    everything = " ".join(
        str(row)
        for model in (User, Invitation, Message, Grant, Entry)
        for row in model._default_manager.values()
    )
    assert "Claire" not in everything
    assert CLAIRE not in everything
    with pytest.raises(Refused, match="déjà été retirée"):
        erase_person(left, on=TODAY, reason="encore", by=by)
    with pytest.raises(Refused, match="a quitté le réseau"):
        give(left, Role.MEMBER, GARD)


def test_the_last_administrator_is_not_erased() -> None:
    last = person("Anne Martin", Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="dernier administrateur"):
        erase_person(last, on=TODAY, reason="à sa demande", by=door())
    assert User.objects.get(pk=last.pk).is_active


@pytest.fixture
def sent(transactional_db: None) -> Invitation:  # noqa: ARG001 - for its effect
    """Invite, for two hands that accept at once."""
    return invite(claire(email="", telephone="04 66 00 00 00"), by=anne()).invitation


def accepting(invitation: Invitation, name: str) -> object:
    return accept(invitation, proves=False, email=f"{name}@exemple.fr", name=name)


@pytest.mark.django_db(transaction=True)
def test_of_two_hands_that_accept_at_once_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: Invitation
) -> None:
    monkeypatch.setattr(invitations, "_person", meeting(invitations._person))
    with arena(tmp_path):
        met = race(lambda: accepting(sent, "a"), lambda: accepting(sent, "b"))
        assert [type(refusal) for refusal in met if refusal] == [Refused]
        assert Grant.objects.of_role(Role.ANIMATOR).count() == 2  # Anne's, and one more


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_invitation_would_let_two_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: Invitation
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    monkeypatch.setattr(invitations, "_person", meeting(invitations._person))
    monkeypatch.setattr(invitations, "record", lambda *_what, **_said: None)
    original = QuerySet.select_for_update

    def unlocked(self: Any, **how: Any) -> Any:
        return self if self.model is Invitation else original(self, **how)

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    with arena(tmp_path):
        assert race(lambda: accepting(sent, "a"), lambda: accepting(sent, "b")) == [None, None]
        assert Grant.objects.of_role(Role.ANIMATOR).count() == 3
