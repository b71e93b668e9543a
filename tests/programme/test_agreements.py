"""Public policies and agreements: what the register holds, what the pages say, who may write, what is refused."""

from dataclasses import replace

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.network.models import Cooperation
from maillage.programme.models import Agreement, PublicPolicy
from maillage.programme.operations.policies import (
    PolicyText,
    Terms,
    agree,
    end_agreement,
    take_back_agreement,
    write_policy,
)
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import sign_in
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read, words
from tests.programme.plan import BY, TODAY, later
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
HEAT = PolicyText(name="Plan canicule", kind="plan-canicule", text="Chaque été.", since=date(2004, 5, 5))
GARD = Terms(perimeter=Perimeter("departement", "30"), started_on=date(2017, 1, 1), parties="Le département")


@pytest.fixture
def policy() -> PublicPolicy:
    """Write a policy."""
    return write_policy(HEAT, by=BY)


def cooperation() -> Cooperation:
    """Return a cooperation of the cast that is not closed, with what it covers."""
    found = Cooperation.objects.filter(coverages__isnull=False, slug__contains="gard").order_by("pk").first()
    assert found is not None
    return found


def test_a_policy_is_written_once_and_again_by_versions(policy: PublicPolicy) -> None:
    assert (policy.slug, policy.version) == ("plan-canicule", 1)
    with pytest.raises(Refused, match="porte déjà ce nom"):
        write_policy(HEAT, by=BY)
    with pytest.raises(Refused, match="ne suit pas le début"):
        write_policy(replace(HEAT, name="Autre", until=date(2000, 1, 1)), by=BY)
    told = replace(HEAT, name="Plan vagues de chaleur")
    write_policy(told, policy=policy, version=1, by=BY)
    with pytest.raises(Refused, match="Quelqu'un a enregistré"):
        write_policy(told, policy=policy, version=1, by=BY)
    assert [(row.name, row.version) for row in PublicPolicy.objects.all()] == [("Plan vagues de chaleur", 2)]
    other = write_policy(HEAT, by=BY)
    assert other.slug == "plan-canicule-2"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (replace(GARD, ended_on=date(2017, 1, 1)), "ne suit pas le début"),
        (replace(GARD, started_on=date(2003, 1, 1)), "n'existe que depuis le 5 mai 2004"),
        (replace(GARD, parties=""), "Dites qui l'a conclue"),
        (replace(GARD, sits=True), "Seule une coopération siège"),
        (replace(GARD, amount_cents=0), "plus grand que zéro"),
        (replace(GARD, perimeter=Perimeter("cooperation", "gard")), "n'est pas un territoire"),
    ],
)
def test_what_cannot_be_agreed_is_refused(policy: PublicPolicy, told: Terms, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence.replace(" ", r"\s")):
        agree(policy, told, on=TODAY, by=BY)
    assert not Agreement.objects.exists()


def test_an_agreement_holds_in_a_place_until_it_ends(policy: PublicPolicy) -> None:
    row = agree(policy, GARD, on=TODAY, by=BY)
    with pytest.raises(Refused, match="déjà inscrite"):
        agree(policy, GARD, on=TODAY, by=BY)
    national = agree(policy, replace(GARD, perimeter=FRANCE), on=TODAY, by=BY)
    town = agree(policy, replace(GARD, perimeter=Perimeter("commune", "30189")), on=TODAY, by=BY)
    assert [one.perimeter for one in (row, national, town)] == [
        Perimeter("departement", "30"),
        FRANCE,
        Perimeter("commune", "30189"),
    ]
    for place, found in (
        (FRANCE, {row, national, town}),
        (Perimeter("region", "76"), {row, town}),
        (Perimeter("departement", "30"), {row, town}),
        (Perimeter("commune", "30189"), {town}),
        (Perimeter("departement", "46"), set()),
        (Perimeter("cooperation", "gard"), {town}),
    ):
        if place.is_place:
            assert set(Agreement.objects.standing(TODAY, BY.at).in_perimeter(place)) == found, place
    tomorrow = later(date(2018, 6, 2))
    with pytest.raises(Refused, match="pas encore venu"):
        end_agreement(row, ended_on=date(2019, 1, 1), reason="", on=TODAY, by=tomorrow)
    made = end_agreement(row, ended_on=date(2018, 1, 1), reason="non reconduite", on=TODAY, by=tomorrow)
    assert set(Agreement.objects.standing(TODAY, tomorrow.at)) == {national, town}
    assert row in set(Agreement.objects.standing(TODAY, BY.at))
    take_back_agreement(made, reason="erreur", on=TODAY, by=later(date(2018, 6, 3)))
    for refused in (row, made):
        with pytest.raises(Refused, match="a été retirée"):
            take_back_agreement(refused, reason="erreur", on=TODAY, by=BY)


def test_the_pages_say_where_an_agreement_holds(client: Client, policy: PublicPolicy) -> None:
    agree(policy, replace(GARD, amount_cents=1_200_000, reference="2017-04"), on=TODAY, by=BY)
    told = replace(GARD, perimeter=FRANCE, parties="", cooperation=cooperation(), sits=True)
    agree(policy, told, on=TODAY, by=BY)
    assert "Plan canicule Plan canicule 2 conventions en cours" in read(client, "/politiques/?au=2018-06-01")
    assert "0 convention en cours" in read(client, "/politiques/?au=2016-06-01")
    policy.since = date(2017, 1, 1)
    policy.save()
    assert "Aucune politique publique n'est connue" in read(client, "/politiques/?au=2016-06-01")
    said = read(client, "/politiques/plan-canicule/?au=2018-06-01")
    for sentence in (
        "2 conventions, 2 territoires. Montants connus : 12 000 euros en tout. 1 montant n'est pas connu.",
        "Gard Le département Depuis le 1er janvier 2017 · 2017-04 · 12 000 €",
        f"France {cooperation().name} (elle y siège)",
    ):
        assert sentence in said, sentence
    assert "Aucune convention n'est connue" in read(client, "/politiques/plan-canicule/?au=2016-06-01")
    taken = client.get("/politiques/plan-canicule/?au=2018-06-01&format=csv").content.decode("utf-8-sig")
    assert "departement:30" in taken


def test_an_officer_writes_policies_and_agreements(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))
    sign_in(client, Role.OFFICER, name="Nadia Ferrand")
    typed = {"name": "Loi ASV", "kind": "loi", "text": "Adapter la société.", "since": "28/12/2015"}
    assert send(client, "/tenir-les-conventions/politique/", typed).status_code == 303
    row = PublicPolicy.objects.get()
    page = f"/tenir-les-conventions/politique/{row.slug}/"
    assert send(client, page, {**typed, "version": "1", "text": "Mieux dit."}).status_code == 303
    assert send(client, page, {**typed, "version": "1"}).status_code == 409
    row.refresh_from_db()
    assert row.text == "Mieux dit."
    new = "/tenir-les-conventions/nouvelle/"
    agreed = {
        "policy": str(row.pk),
        "perimeter": "Gard (30), département",
        "parties": "Le département",
        "started_on": "01/01/2017",
        "amount": "1 500",
        "sits": "",
    }
    assert send(client, new, agreed).status_code == 303
    held = Agreement.objects.get()
    assert (str(held.perimeter), held.amount_cents, held.sits) == ("departement:30", 150_000, None)
    for place, sentence in (
        ("Zzzz", "Aucun lieu ne commence"),
        ("Saint", "Plusieurs lieux commencent ainsi"),
    ):
        answer = send(client, new, {**agreed, "perimeter": place})
        assert answer.status_code == 422
        assert sentence in words(answer.content.decode())
    assert "Loi ASV, Gard" in read(client, "/tenir-les-conventions/")
    act = f"/tenir-les-conventions/{held.pk}/"
    assert send(client, act + "fin/", {"ended_on": "01/02/2018", "reason": ""}).status_code == 303
    ended = Agreement.objects.believed().get()
    assert ended.ended_on == date(2018, 2, 1)
    assert (
        send(client, f"/tenir-les-conventions/{ended.pk}/retirer/", {"reason": "erreur"}).status_code == 303
    )
    assert not Agreement.objects.believed().exists()


def test_an_animator_writes_the_agreements_of_the_cooperation_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch, policy: PublicPolicy
) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))
    mine = cooperation()
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", mine.slug), name="Karim Benali")
    national = agree(policy, GARD, on=TODAY, by=BY)
    page = f"/tenir-les-conventions/nouvelle/{mine.slug}/"
    assert f"Inscrire une convention : {mine.name}" in read(client, "/tenir-les-conventions/")
    typed = {
        "policy": str(policy.pk),
        "perimeter": "departement:30",
        "started_on": "01/02/2017",
        "sits": "oui",
    }
    assert send(client, page, {**typed, "perimeter": "departement:46"}).status_code == 422
    assert send(client, page, typed).status_code == 303
    row = Agreement.objects.get(cooperation=mine)
    assert (str(row.perimeter), row.sits) == ("departement:30", True)
    for address in (
        "/tenir-les-conventions/nouvelle/",
        "/tenir-les-conventions/politique/",
        f"/tenir-les-conventions/{national.pk}/retirer/",
    ):
        assert client.get(address).status_code == 404, address
    assert (
        send(client, f"/tenir-les-conventions/{row.pk}/fin/", {"ended_on": "01/03/2018"}).status_code == 303
    )
