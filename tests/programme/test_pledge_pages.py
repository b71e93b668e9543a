"""The pages of pledges: what they say on a day, what the national team types, what is refused."""

from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.network.models import Organisation, Signature
from maillage.programme.models import Outcome, Pledge, PledgeOutcome
from maillage.programme.operations.pledges import Promise, pledge, say_outcome
from maillage.programme.operations.policies import PolicyText, write_policy
from tests.accounts.people import sign_in
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read, words
from tests.programme.plan import BY, TODAY, programme
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
FIRST = date(2017, 1, 1)


@pytest.fixture
def officer(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sign in an officer, in June 2018."""
    set_clock(monkeypatch, instant(2018, 6, 1))
    sign_in(client, Role.OFFICER, name="Nadia Ferrand")
    return client


def signatory() -> Organisation:
    """Return an organisation that had signed the charter in 2017."""
    found = Signature.objects.believed().as_of(date(2017, 6, 1)).national().order_by("pk").first()
    assert found is not None
    assert found.organisation is not None
    return found.organisation


def stranger() -> Organisation:
    """Return an organisation that never signed."""
    signed = Signature.objects.exclude(organisation=None).values("organisation")
    found = Organisation.objects.exclude(pk__in=signed).order_by("pk").first()
    return found or Organisation.objects.create(name="Passants", slug="passants", folded="passants")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_whatever_its_length(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    [action] = programme(2017, "Essayer")
    for rank in range(rows):
        told = Promise(what=f"Salle {rank}", kind="nature", action=action, started_on=date(2017, 1, 1))
        row = pledge(signatory(), told, on=TODAY, by=BY)
        say_outcome(row, Outcome.KEPT, seen_on=date(2018, 1, 1), words="", on=TODAY, by=BY)
    client.get("/engagements/?au=2018-06-01")  # what is read once a process is read
    with django_assert_num_queries(6):
        client.get("/engagements/?au=2018-06-01")


def test_the_list_says_who_pledges_what_on_the_day(client: Client) -> None:
    [action] = programme(2017, "Essayer")
    told = PolicyText(name="Plan canicule", kind="plan-canicule", text="Chaque été.", since=date(2004, 5, 5))
    policy = write_policy(told, by=BY)
    room = pledge(
        signatory(),
        Promise(what="Une salle", kind="nature", action=action, started_on=FIRST, ended_on=date(2018, 1, 1)),
        on=TODAY,
        by=BY,
    )
    pledge(
        stranger(),
        Promise(
            what="De quoi former",
            kind="financier",
            amount_cents=300_000,
            policy=policy,
            started_on=date(2017, 3, 1),
        ),
        on=TODAY,
        by=BY,
    )
    words_ = "Deux fois sur trois."
    say_outcome(room, Outcome.PARTLY, seen_on=date(2018, 1, 10), words=words_, on=TODAY, by=BY)
    said = read(client, "/engagements/?au=2017-06-01")
    for sentence in (
        "2 engagements",
        f"Une salle {signatory().name} (signataire de la charte) · Des locaux, du matériel, des services :",
        "quantité inconnue Du 1er janvier 2017 au 1er janvier 2018 Pour l'action 1.1 Essayer",
        f"{stranger().name} (non signataire à cette date) · De l'argent : 3 000 €",
        "Pour la politique Plan canicule",
    ):
        assert sentence in said, sentence
    assert "Tenu en partie" not in said
    over = read(client, "/engagements/?au=2018-06-01&etat=finis")
    assert "1 engagement Une salle" in over
    assert "Tenu en partie constaté le 10 janvier 2018 : Deux fois sur trois." in over
    for asked, count in (
        ("nature=financier", 1),
        ("etat=tous", 2),
        (f"etat=tous&action={action.pk}", 1),
        ("politique=plan-canicule", 1),
        (f"q={quote(stranger().name)}", 1),
        ("politique=inventee", 1),
    ):
        assert f"{count} engagement" in read(client, f"/engagements/?au=2018-06-01&{asked}"), asked
    assert "Aucun engagement ne répond" in read(client, "/engagements/?au=2016-06-01")
    assert "Qui s'engage pour elle" in read(client, "/programme/programme-2017-2019/1.1/?au=2018-06-01")
    assert "Ce qu'elle promet en public Une salle" in read(
        client, f"{signatory().get_absolute_url()}?au=2018-06-01"
    )
    assert "Qui s'engage à ce titre De quoi former" in read(
        client, "/politiques/plan-canicule/?au=2018-06-01"
    )
    taken = client.get("/engagements/?au=2018-06-01&etat=tous&format=csv").content.decode("utf-8-sig")
    assert "Une salle" in taken
    assert "Deux fois sur trois." in taken


def test_an_officer_writes_a_pledge_says_what_it_became_and_renews_it(officer: Client) -> None:
    [action] = programme(2017, "Essayer")
    owner = signatory()
    assert "Aucun engagement n'est encore inscrit" in read(officer, "/tenir-les-engagements/")
    assert owner.name in read(officer, f"/tenir-les-engagements/nouveau/?q={owner.name}")
    assert "Aucune organisation ne répond" in read(officer, "/tenir-les-engagements/nouveau/?q=zzz")
    assert "Qui s'engage" in read(officer, "/tenir-les-engagements/nouveau/")
    typed = {
        "what": "Deux jours par mois",
        "kind": "humain",
        "quantity": "2",
        "unit": "jours par mois",
        "action": str(action.pk),
        "started_on": "01/01/2017",
        "ended_on": "01/01/2018",
    }
    answer = send(officer, f"/tenir-les-engagements/nouveau/{owner.slug}/", typed)
    row = Pledge.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/tenir-les-engagements/{row.pk}/")
    assert (row.organisation, row.extent, row.action) == (owner, "2 jours par mois", action)
    assert "Finis, et rien n'en est dit" in read(officer, "/tenir-les-engagements/")
    page = f"/tenir-les-engagements/{row.pk}/"
    told = {"outcome": "non-tenu", "seen_on": "02/01/2018", "words": "La personne est partie."}
    assert send(officer, page + "suite/", told).status_code == 303
    following = {**typed, "what": "Un jour par mois", "started_on": "01/01/2018", "ended_on": ""}
    assert send(officer, page + "renouveler/", following).status_code == 303
    next_one = Pledge.objects.get(what="Un jour par mois")
    said = read(officer, page)
    assert "Non tenu, constaté le 2 janvier 2018 La personne est partie." in said
    assert "Il est renouvelé par Un jour par mois" in said
    assert "Il renouvelle Deux jours par mois" in read(officer, f"/tenir-les-engagements/{next_one.pk}/")
    refused = send(officer, page + "retirer/", {"reason": "erreur"})
    assert refused.status_code == 409
    other = f"/tenir-les-engagements/{next_one.pk}/"
    assert send(officer, other + "renouvelle/", {"former": ""}).status_code == 303
    assert send(officer, other + "retirer/", {"reason": "erreur"}).status_code == 303
    assert officer.get(other).status_code == 404
    assert [one.what for one in Pledge.objects.believed()] == ["Deux jours par mois"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "humain", "amount": "30"}, "Un montant va avec de l'argent"),
        ({"kind": "financier", "amount": "-30"}, "montant"),
        ({"ended_on": "01/01/2016"}, "ne suit pas le début"),
        ({"quantity": "2", "unit": ""}, "va avec son unité"),
        ({"action": "999999"}, "n'est plus proposée"),
        ({"what": ""}, "Écrivez quelques mots ici"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    officer: Client, changes: dict[str, str], sentence: str
) -> None:
    typed = {"what": "Une salle", "kind": "nature", "started_on": "01/01/2017", **changes}
    answer = send(officer, f"/tenir-les-engagements/nouveau/{signatory().slug}/", typed)
    assert answer.status_code in {409, 422}
    assert sentence in words(answer.content.decode())
    assert not Pledge.objects.exists()
    assert not PledgeOutcome.objects.exists()
