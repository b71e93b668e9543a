"""Changes proposed by anyone: kept within limits, answered by the people of the sheet, applied unless it changed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.common.versions import Conflict, lock_version
from maillage.network.models import (
    ChangeProposal,
    Cooperation,
    Organisation,
    ProposalField,
    ProposalState,
    Team,
)
from maillage.network.models.places import Subject
from maillage.network.models.proposals import seal_of
from maillage.network.operations import proposals as operations
from maillage.network.operations.proposals import (
    accept_proposal,
    erase_proposers,
    propose_change,
    refuse_proposal,
)
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import sign_in
from tests.accounts.rivals import arena, meeting, race
from tests.cast import NOW, Cast, date, instant
from tests.network.sending import send, token
from tests.network.waiting import officer, written_by
from tests.portal.reading import read

TODAY = date(2017, 6, 1)
BY_ANYONE = Author(at=NOW, role="public")
FIELD = ProposalField


def propose(
    subject: Subject,
    field: str = FIELD.TELEPHONE,
    value: str = "0466 00 00 01",
    told: str = "",
    sender: str = "",
    address: str = "",
) -> ChangeProposal:
    """Propose a change, as anyone."""
    return propose_change(
        subject,
        field=field,
        value=value,
        words=told,
        name="Lucie",
        address=address,
        sender=sender,
        on=TODAY,
        by=BY_ANYONE,
    )


# --- Proposing


def test_a_change_is_kept_as_the_sheet_would_write_it(cast: Cast) -> None:
    proposal = propose(cast.tilleul, told=" Vu sur\x00 l'affiche. ", address="Lucie@Exemple.FR")
    assert (proposal.subject, proposal.before, proposal.value) == (cast.tilleul, "", "04 66 00 00 01")
    assert (proposal.words, proposal.proposer_email) == ("Vu sur l'affiche.", "lucie@exemple.fr")
    assert str(proposal) == "Équipe du Tilleul : le téléphone"
    entry = Entry.objects.get()
    assert (entry.who, entry.what) == (
        "une personne, par le site",
        "a proposé de changer le téléphone de « Équipe du Tilleul »",
    )


@pytest.mark.parametrize(
    ("field", "value", "told", "sentence"),
    [
        (FIELD.TELEPHONE, "12", "", "n'est pas un numéro de téléphone"),
        (FIELD.EMAIL, "lucie", "", "n'est pas une adresse électronique"),
        (FIELD.WEBSITE, "javascript:alert(1)", "", "n'est pas l'adresse d'une page"),
        (FIELD.NAME, "x" * 201, "", "200 au plus"),
        (FIELD.NAME, " ", "", "Une fiche garde un nom"),
        (FIELD.NAME, "Équipe du Tilleul", "", "C'est déjà ce que dit la fiche"),
        (FIELD.WEBSITE, "", "", "C'est déjà ce que dit la fiche"),
        (FIELD.OTHER, "", "  ", "Dites en quelques mots"),
        (FIELD.ACTIVITIES, "x" * 2001, "", "2000 au plus"),
    ],
)
def test_what_changes_nothing_or_is_no_value_is_refused(
    cast: Cast, field: str, value: str, told: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        propose(cast.tilleul, field, value, told)
    assert not ChangeProposal.objects.exists()


def test_only_a_team_says_what_it_does(cast: Cast) -> None:
    with pytest.raises(Refused, match="n'a pas cette ligne"):
        propose(cast.voisins, FIELD.ACTIVITIES, "visites")
    assert propose(cast.tilleul, FIELD.ACTIVITIES, "visites,\r\nappels").value == "visites,\nappels"
    assert propose(cast.gard, FIELD.OTHER, "", "Le territoire a grandi.").current == ""


def test_a_sheet_and_a_sender_have_their_days_worth(cast: Cast) -> None:
    for rank in range(5):
        propose(cast.tilleul, value=f"04660000{rank:02}", sender="a" * 64)
    with pytest.raises(Refused, match="Beaucoup de propositions"):
        propose(cast.voisins, sender="a" * 64)
    for rank in range(5, 10):
        propose(cast.tilleul, value=f"04660000{rank:02}", sender=f"{rank}")
    with pytest.raises(Refused, match="Beaucoup de propositions"):
        propose(cast.tilleul, sender="autre")
    propose(cast.voisins, sender="autre")
    ChangeProposal.objects.update(submitted_at=instant(2017, 5, 31, 12))
    propose(cast.tilleul, sender="a" * 64)


def test_the_database_keeps_a_proposal_whole(cast: Cast) -> None:
    proposal = propose(cast.tilleul)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeProposal.objects.filter(pk=proposal.pk).update(cooperation=cast.gard)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeProposal.objects.filter(pk=proposal.pk).update(state=ProposalState.ACCEPTED)
    with pytest.raises(LookupError):
        _subject = ChangeProposal().subject


# --- Answering


def test_an_accepted_change_is_written_and_thanked_for(cast: Cast) -> None:
    proposal = propose(cast.tilleul, FIELD.NAME, "Équipe du Grand Tilleul", address="lucie@exemple.fr")
    accepted = accept_proposal(proposal, seen=proposal.seal, by=written_by(officer()), reason="Bien vu.")
    team = Team.objects.get(pk=cast.tilleul.pk)
    assert (team.name, team.folded, team.slug) == (
        "Équipe du Grand Tilleul",
        "equipe du grand tilleul",
        "equipe-du-tilleul",
    )
    assert (accepted.state, accepted.reason, str(accepted.decided_by)) == (
        "acceptee",
        "Bien vu.",
        "Anne Martin",
    )
    assert Entry.objects.order_by("-number")[0].what == (
        "a accepté un changement proposé pour « Équipe du Grand Tilleul » : le nom"
    )
    message = Message.objects.get(kind="proposition-reponse")
    assert (message.to_email, message.subject) == ("lucie@exemple.fr", "Merci pour votre proposition")
    assert "Votre proposition a été suivie. Merci de votre aide." in message.text
    assert "Bien vu." in message.text
    with pytest.raises(Refused, match="elle est acceptée"):
        refuse_proposal(proposal, reason="Trop tard.", by=written_by(officer()))


def test_an_empty_value_takes_a_line_away(cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="04 66 00 00 09")
    cast.tilleul.refresh_from_db()
    proposal = propose(cast.tilleul, value=" ")
    accept_proposal(proposal, seen=seal_of("04 66 00 00 09"), by=written_by(officer()))
    assert Team.objects.get(pk=cast.tilleul.pk).telephone == ""
    assert not Message.objects.filter(kind="proposition-reponse").exists()


def test_whoever_is_editing_the_sheet_is_told_that_it_changed(cast: Cast) -> None:
    proposal = propose(cast.voisins)
    accept_proposal(proposal, seen=proposal.seal, by=written_by(officer()))
    with pytest.raises(Conflict):
        lock_version(cast.voisins, cast.voisins.version)
    # Of a cooperation nobody edits the sheet: what is proposed is all that changes it.
    asked = propose(cast.gard)
    accept_proposal(asked, seen=asked.seal, by=written_by(officer()))
    assert Cooperation.objects.get(pk=cast.gard.pk).telephone == asked.value


def test_a_refused_change_says_why(cast: Cast) -> None:
    proposal = propose(cast.tilleul, address="lucie@exemple.fr")
    with pytest.raises(Refused, match="Dites en quelques mots pourquoi"):
        refuse_proposal(proposal, reason=" ", by=written_by(officer()))
    refused = refuse_proposal(proposal, reason="C'est un ancien numéro.", by=written_by(officer()))
    assert (refused.state, Team.objects.get(pk=cast.tilleul.pk).telephone) == ("refusee", "")
    assert "C'est un ancien numéro." in Message.objects.get(kind="proposition-reponse").text


def test_a_sheet_that_changed_meanwhile_shows_both(cast: Cast) -> None:
    proposal = propose(cast.tilleul)
    seen = proposal.seal
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="04 66 00 00 02")
    with pytest.raises(
        Refused, match="elle dit maintenant « 04 66 00 00 02 », et la proposition « 04 66 00 00 01 »"
    ):
        accept_proposal(proposal, seen=seen, by=written_by(officer()))
    proposal = ChangeProposal.objects.with_subjects().get()
    assert proposal.is_waiting
    assert proposal.has_changed
    accept_proposal(proposal, seen=proposal.seal, by=written_by(officer()))
    assert Team.objects.get(pk=cast.tilleul.pk).telephone == "04 66 00 00 01"


def test_free_words_are_followed_by_hand(cast: Cast) -> None:
    proposal = propose(cast.gard, FIELD.PLACE, "Tout le Gard et Arles")
    assert not proposal.is_written
    assert not proposal.has_changed
    accept_proposal(proposal, seen="", by=written_by(officer()))
    assert ChangeProposal.objects.get().state == ProposalState.ACCEPTED


def test_who_proposed_is_erased_and_the_change_stays(cast: Cast) -> None:
    answered = propose(cast.tilleul, address="lucie@exemple.fr", sender="a")
    refuse_proposal(answered, reason="Non.", by=written_by(officer()))
    forgotten = propose(cast.voisins, address="lucie@exemple.fr", sender="a")
    assert erase_proposers(NOW + dt.timedelta(days=89)) == 0
    assert erase_proposers(NOW + dt.timedelta(days=91)) == 1
    answered.refresh_from_db()
    assert (answered.proposer_name, answered.proposer_email, answered.sender) == ("", "", "")
    assert answered.value == "04 66 00 00 01"
    assert erase_proposers(NOW + dt.timedelta(days=366)) == 1
    forgotten.refresh_from_db()
    assert forgotten.proposer_email == ""
    assert Entry.objects.order_by("-number")[0].what == "a effacé l'identité de 1 auteurs de propositions"


# --- Two people at once


def rivals(cast: Cast) -> tuple[ChangeProposal, Callable[[], object], Callable[[], object]]:
    """Return a proposal, and the acts of two people who answer it, one yes and one no."""
    proposal = propose(cast.tilleul)
    by = written_by(officer())
    return (
        proposal,
        lambda: accept_proposal(proposal, seen=seal_of(""), by=by),
        lambda: refuse_proposal(proposal, reason="Non.", by=by),
    )


@pytest.mark.django_db(transaction=True)
def test_a_proposal_is_answered_once(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal, *acts = rivals(cast)
    monkeypatch.setattr(operations, "_answer", meeting(operations._answer))
    with arena(tmp_path):
        assert [type(met) for met in race(*acts) if met] == [Refused]
        proposal.refresh_from_db()
        telephone = Team.objects.get(pk=cast.tilleul.pk).telephone
        assert (proposal.state, telephone) in {("acceptee", "04 66 00 00 01"), ("refusee", "")}


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_be_answered_twice(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    _proposal, *acts = rivals(cast)
    monkeypatch.setattr(operations, "_answer", meeting(operations._answer))
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(operations, "record", lambda *_what, **_said: None)
    with arena(tmp_path):
        assert race(*acts) == [None, None]


# --- Pages


@pytest.mark.parametrize(
    "sheet",
    ["/equipes/equipe-du-tilleul/", "/cooperations/cooperation-du-gard/", "/organisations/ccas-d-ales/"],
)
def test_every_sheet_takes_proposals_from_anyone(client: Client, cast: Cast, sheet: str) -> None:
    assert cast
    assert f'href="{sheet}proposer/"' in client.get(sheet).content.decode()
    said = read(client, f"{sheet}proposer/")
    assert "Aucun compte n'est demandé." in said
    assert ("Ce que fait l'équipe" in said) == ("equipes" in sheet)
    status, found = send(client, f"{sheet}proposer/", field="telephone", value="0466000001")
    assert (status, found) == (303, "/proposition-recue/")
    assert "Merci, c'est reçu" in read(client, found)
    proposal = ChangeProposal.objects.get()
    assert proposal.subject.get_absolute_url() == sheet
    assert len(proposal.sender) == 64


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"field": "telephone", "value": "12"}, "n'est pas un numéro"),
        ({"value": "0466000001"}, "Choisissez une réponse"),
        ({"field": "lune", "value": "x"}, "n'est plus proposée"),
        ({"field": "autre"}, "Dites en quelques mots"),
        ({"field": "autre", "words": "x" * 5000}, "2000 au plus"),
        ({"field": "telephone", "value": "0466000001", "address": "lucie"}, "n'est pas une adresse"),
    ],
)
def test_a_form_that_is_not_understood_loses_nothing(
    client: Client, cast: Cast, typed: dict[str, str], sentence: str
) -> None:
    assert cast
    status, said = send(client, "/equipes/equipe-du-tilleul/proposer/", **typed)
    assert status == 422
    assert sentence in said
    assert not ChangeProposal.objects.exists()


def test_a_robot_is_thanked_and_forgotten(client: Client, cast: Cast) -> None:
    assert cast
    sent = send(
        client, "/equipes/equipe-du-tilleul/proposer/", field="autre", value="Achetez", courriel_bis="x"
    )
    assert sent == (303, "/proposition-recue/")
    assert not ChangeProposal.objects.exists()


def test_a_form_sent_twice_counts_once(client: Client, cast: Cast) -> None:
    assert cast
    address = "/equipes/equipe-du-tilleul/proposer/"
    typed = {
        "form_token": token(client.get(address).content.decode()),
        "field": "site",
        "value": "exemple.fr",
    }
    assert [client.post(address, typed).status_code for _time in range(2)] == [303, 303]
    assert ChangeProposal.objects.count() == 1


@pytest.mark.django_db
def test_what_is_not_a_sheet_takes_no_proposal(client: Client) -> None:
    assert client.get("/chiffres/signataires/proposer/").status_code == 404
    assert client.get("/equipes/lune/proposer/").status_code == 404


@pytest.mark.parametrize(
    ("role", "perimeter", "subject", "seen"),
    [
        (Role.OFFICER, FRANCE, "tilleul", True),
        (Role.OFFICER, FRANCE, "ccas", True),
        (Role.AUDITOR, FRANCE, "tilleul", False),
        (Role.LEAD, Perimeter("equipe", "equipe-du-tilleul"), "tilleul", True),
        (Role.LEAD, Perimeter("equipe", "equipe-du-barachois"), "tilleul", False),
        (Role.ANIMATOR, Perimeter("cooperation", "cooperation-du-gard"), "gard", True),
        (Role.ANIMATOR, Perimeter("cooperation", "cooperation-du-gard"), "tilleul", True),
        (Role.ANIMATOR, Perimeter("cooperation", "cooperation-du-gard"), "ccas", False),
        (Role.CARRIER, Perimeter("porteur", "ccas-d-ales"), "ccas", True),
        (Role.MEMBER, Perimeter("cooperation", "cooperation-du-gard"), "gard", False),
    ],
)
def test_a_proposal_is_seen_by_whoever_may_change_the_sheet(
    client: Client, cast: Cast, role: Role, perimeter: Perimeter, subject: str, *, seen: bool
) -> None:
    proposal = propose(getattr(cast, subject))
    sign_in(client, role, perimeter)
    assert ("le téléphone" in read(client, "/propositions/")) is seen
    assert client.get(f"/propositions/{proposal.pk}/").status_code == (200 if seen else 404)


def test_the_owner_answers_yes_or_no(client: Client, cast: Cast) -> None:
    yes, no = propose(cast.voisins), propose(cast.voisins, FIELD.NAME, "Voisins")
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.voisins.slug))
    assert "04 66 00 00 01" in read(client, f"/propositions/{yes.pk}/")
    sent = send(client, f"/propositions/{yes.pk}/", answer="accepter", seen=yes.seal)
    assert sent == (303, "/propositions/")
    assert Organisation.objects.get(pk=cast.voisins.pk).telephone == "04 66 00 00 01"
    status, said = send(client, f"/propositions/{no.pk}/", answer="refuser")
    assert (status, "Dites en quelques mots pourquoi" in said) == (422, True)
    assert send(client, f"/propositions/{no.pk}/", answer="refuser", reason="Non.")[0] == 303
    said = read(client, "/propositions/")
    assert "Aucun changement n'attend" in said
    assert "Refusée" in said
    assert "Non." in read(client, f"/propositions/{no.pk}/")
    assert Entry.objects.order_by("-number")[0].role == Role.CARRIER


def test_a_sheet_that_changed_while_one_reads_is_shown_again(client: Client, cast: Cast) -> None:
    proposal = propose(cast.tilleul)
    sign_in(client, Role.OFFICER)
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="04 66 00 00 02")
    status, said = send(client, f"/propositions/{proposal.pk}/", answer="accepter", seen=seal_of(""))
    assert status == 409
    assert "La fiche a changé pendant que vous lisiez" in said
    assert "Quand la proposition a été faite, la fiche disait : rien." in said
    page = client.get(f"/propositions/{proposal.pk}/").content.decode()
    assert f'name="seen" value="{seal_of("04 66 00 00 02")}"' in page


@pytest.mark.parametrize(("proxy", "same"), [(None, True), (("HTTP_X_FORWARDED_PROTO", "https"), False)])
def test_behind_a_proxy_the_sender_is_the_one_before_it(
    client: Client, cast: Cast, settings: object, proxy: object, *, same: bool
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = proxy  # type: ignore[attr-defined] # pytest-django's
    for rank, came_from in enumerate(("192.0.2.1", "192.0.2.2")):
        page = client.get("/equipes/equipe-du-tilleul/proposer/").content.decode()
        typed = {"form_token": token(page), "field": "telephone", "value": f"046600000{rank}"}
        client.post("/equipes/equipe-du-tilleul/proposer/", typed, headers={"x-forwarded-for": came_from})
    senders = set(ChangeProposal.objects.about(cast.tilleul).values_list("sender", flat=True))
    assert (len(senders) == 1) is same
