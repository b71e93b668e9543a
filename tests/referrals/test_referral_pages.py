"""The pages of referrals: whoever runs, refers, answers, by account or by a personal link, and nobody else."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.common.models import Message
from maillage.referrals.models import Referral, ReferralService
from maillage.referrals.operations.letters import link_of
from maillage.referrals.operations.referrals import answer_referral
from maillage.territory.models import Quartier
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import enter, person, sign_in
from tests.cast import Cast, commune, date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.referrals.asking import BY, TODAY, accepted, led, met, opened, prepared, sent
from tests.sending import send

pytestmark = pytest.mark.django_db
DESK = "/orientations/cooperation/cooperation-du-gard/"
ASKED = {
    "wish": "visite",
    "age_band": "",
    "availability": "le mardi",
    "referrer": "Le CLIC",
    "capacity": "ccas-clic",
    "telephone": "04 66 00 00 00",
    "email": "",
}


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))


def animator(client: Client, cast: Cast) -> None:
    """Sign in as who animates the Gard."""
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))


def test_the_animator_opens_the_service_then_stops_it(client: Client, cast: Cast) -> None:
    animator(client, cast)
    assert "Les orientations n'y sont pas ouvertes." in read(client, "/orientations/")
    page = read(client, DESK)
    assert "Il faut l'accord d'un délégué à la protection des données" in page
    assert "Qui vient dans cette commune" not in page
    bare = send(client, f"{DESK}ouvrir/", {"officer": "Le CDG 30", "agreed_on": "2018-05-02"})
    assert (bare.status_code, ReferralService.objects.count()) == (422, 0)
    told = {"officer": "Le CDG 30", "agreed_on": "2018-05-02", "reference": "RT-7"}
    send(client, f"{DESK}ouvrir/", told)
    page = read(client, DESK)
    assert "Les orientations sont ouvertes." in page
    assert "Accord de Le CDG 30, le 2 mai 2018, référence RT-7." in page
    sent(cast)
    assert send(client, f"{DESK}arreter/", {"reason": ""}).status_code == 422
    send(client, f"{DESK}arreter/", {"reason": "l'accord est retiré"})
    assert "Les orientations sont arrêtées ; 1 a été effacée." in read(client, DESK)
    assert not Referral.objects.exists()
    opened(cast)
    send(client, f"{DESK}arreter/", {"reason": "encore"})
    assert "il n'y en avait aucune" in read(client, DESK)


def test_who_comes_to_a_commune_is_told_and_a_person_is_referred(client: Client, cast: Cast) -> None:
    opened(cast)
    led(cast.tilleul)
    Quartier.objects.create(name="Pissevin", commune=commune("30189"))
    sign_in(client, Role.MEMBER, Perimeter("cooperation", cast.gard.slug), name="Paul Roux")
    assert "Aucune commune ne répond" in read(client, f"{DESK}?lieu=Nulle-Part")
    assert "Aucune équipe ne vient à Alès" in read(client, f"{DESK}?lieu=Alès")
    page = read(client, f"{DESK}?lieu=Nîmes")
    assert "1 équipe vient à Nîmes" in page
    assert "Équipe du Tilleul" in page
    new = f"{DESK}nouvelle/30189/"
    named = send(client, new, {**ASKED, "availability": "Mme Durand, 06 12 34 56 78"})
    assert "Ce texte contient un numéro de téléphone" in named.content.decode()
    lost = send(client, new, {**ASKED, "telephone": ""})
    assert "équipe appellera qui oriente." in lost.content.decode()
    assert not Referral.objects.exists()
    answer = send(client, new, {**ASKED, "quartier": str(Quartier.objects.get().pk)})
    row = Referral.objects.get()
    assert answer["Location"] == f"/orientations/{row.pk}/"
    page = read(client, f"/orientations/{row.pk}/")
    for words in (row.code, "Nîmes, Pissevin", "pas encore demandé : rien n'est envoyé", "Étape 2 sur 2"):
        assert words in page
    yes = {"consented_on": "2018-06-01", "consent_how": "ecrit", "consent_by": "Le CLIC"}
    without = send(client, f"/orientations/{row.pk}/", {**yes, "team": str(cast.tilleul.pk)})
    assert "accord de la personne, rien n" in without.content.decode()
    assert not Message.objects.exists()
    send(client, f"/orientations/{row.pk}/", {**yes, "team": str(cast.tilleul.pk), "agreed": "on"})
    page = read(client, f"/orientations/{row.pk}/")
    assert "réponse attendue le 11 juin 2018" in page
    assert "Il n'y a rien à faire de votre côté" in page
    assert row.code in read(client, "/orientations/")
    assert Message.objects.count() == 1


def test_a_member_reads_what_they_referred_and_no_other(client: Client, cast: Cast) -> None:
    opened(cast)
    row = sent(cast)
    sign_in(client, Role.MEMBER, Perimeter("cooperation", cast.gard.slug), name="Paul Roux")
    assert client.get(f"/orientations/{row.pk}/").status_code == 404
    assert row.code not in read(client, DESK)


def test_the_team_answers_with_its_account(client: Client, cast: Cast) -> None:
    opened(cast)
    row = sent(cast)
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Luc Bonnet")
    home = read(client, "/accueil/")
    assert "1 orientation attend une réponse de votre équipe." in home
    assert row.code not in home
    mine = f"/orientations/{row.pk}/"
    bare = send(client, mine, {"answer": "non", "reason": ""})
    assert "Dites pourquoi : choisissez le motif le plus proche." in bare.content.decode()
    send(client, mine, {"answer": "oui", "reason": ""})
    page = read(client, mine)
    assert "Acceptée par l'équipe" in page
    undated = send(client, mine, {"answer": "oui", "met_on": "", "reason": ""})
    assert "Écrivez le jour de la rencontre" in undated.content.decode()
    wrong = send(client, mine, {"answer": "oui", "met_on": "un jour", "reason": ""})
    assert wrong.status_code == 422
    send(client, mine, {"answer": "oui", "met_on": "2018-06-01", "reason": ""})
    assert send(client, mine, {"outcome": "sans-suite", "reason": ""}).status_code == 422
    send(client, mine, {"outcome": "lien", "reason": ""})
    page = read(client, mine)
    assert "Un lien régulier s'est noué" in page
    assert "s'efface d'elle-même le 1er juillet 2018" in page
    assert "1 orientation attend une réponse" not in read(client, "/accueil/")


def test_what_the_team_cannot_take_is_no_longer_its_own(client: Client, cast: Cast) -> None:
    opened(cast)
    row = accepted(cast)
    enter(client, person("Luc Bonnet", Role.LEAD, Perimeter("equipe", cast.tilleul.slug)))
    mine = f"/orientations/{row.pk}/"
    answer = send(client, mine, {"answer": "non", "met_on": "", "reason": "pause"})
    assert answer.status_code == 303
    assert client.get(mine).status_code == 404
    animator(client, cast)
    assert "1 orientation n'a pas trouvé son équipe" in read(client, "/accueil/")
    page = read(client, mine)
    assert "l'équipe fait une pause" in page
    assert "Demander à une équipe" in page
    send(client, f"{mine}clore/", {"reason": "aucune-equipe"})
    assert "aucune équipe ne peut venir" in read(client, mine)


def test_the_person_changes_their_mind(client: Client, cast: Cast) -> None:
    opened(cast)
    row = met(cast)
    animator(client, cast)
    assert "Tout ce qui est écrit ici s'efface aussitôt" in read(client, f"/orientations/{row.pk}/effacer/")
    answer = send(client, f"/orientations/{row.pk}/effacer/", {})
    assert answer["Location"] == "/orientations/"
    assert not Referral.objects.exists()
    assert "L'orientation est effacée." in read(client, "/orientations/")


def path_of(row: Referral, cast: Cast) -> str:
    """Return the path of the personal link of the lead of the team."""
    return link_of(row, cast.tilleul.leads.get()).removeprefix("http://localhost:8000")


def test_the_lead_answers_by_a_personal_link(client: Client, cast: Cast) -> None:
    opened(cast)
    row = sent(cast)
    address = path_of(row, cast)
    page = read(client, address)
    assert row.code in page
    assert "tout effacer" not in page
    assert send(client, address, {"answer": "oui", "reason": ""}).status_code == 303
    assert "Dire si la rencontre a eu lieu" in read(client, address)
    send(client, address, {"answer": "oui", "met_on": "2018-06-01", "reason": ""})
    send(client, address, {"outcome": "rencontre", "reason": ""})
    assert "Ils se sont rencontrés" in read(client, address)
    row.refresh_from_db()
    assert row.state == "close"


def test_a_link_serves_no_more_when_the_team_or_its_lead_has_changed(client: Client, cast: Cast) -> None:
    opened(cast)
    row = sent(cast)
    address = path_of(row, cast)
    cast.tilleul.leads.update(ended_on=TODAY)
    assert "n'est plus confiée à votre équipe" in read(client, address, status=410)
    cast.tilleul.leads.update(ended_on=None)
    answer_referral(row, accepts=False, reason="loin", on=TODAY, by=BY)
    assert "n'est plus confiée à votre équipe" in read(client, address, status=410)
    row.delete()
    assert "elle s'est effacée" in read(client, address, status=410)
    assert "Ce lien n'est pas complet" in read(client, "/orientations/lien/faux/", status=410)


def test_a_national_officer_reads_where_it_is_open_and_counts(client: Client, cast: Cast) -> None:
    sign_in(client, Role.OFFICER, FRANCE)
    assert "Aucune coopération ne les a ouvertes." in read(client, "/orientations/ou/")
    opened(cast)
    row = met(cast)
    page = read(client, "/orientations/ou/")
    for words in ("Coopération du Gard", "référence RT-2018-014", "Orientations terminées en 2018 : 0"):
        assert words in page
    assert row.code not in page
    for address in ("/orientations/", DESK, f"/orientations/{row.pk}/"):
        assert client.get(address).status_code == 404
    assert row.code not in read(client, "/accueil/")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_much_whatever_they_show(
    client: Client, cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    opened(cast)
    for _rank in range(count):
        sent(cast)
    prepared(cast, on=date(2018, 6, 1))
    animator(client, cast)
    with django_assert_num_queries(7):
        assert len(client.get("/orientations/").context["rows"]) == count + 1
    with django_assert_num_queries(10):
        assert len(client.get(DESK).context["rows"]) == count + 1
