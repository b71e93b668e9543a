"""The pages of the library: written by people of the field, read again by the network, found by everybody."""

import io
from typing import Any

import pypdf
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.common.markdown import blocks, rendered
from maillage.resources.models import Publication, Resource, ResourceState, Use
from maillage.resources.operations.resources import (
    return_resource,
    take_up,
    withdraw_resource,
    write_resource,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, departement, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.resources.shelf import BY, TODAY, TYPED, proposed, published, text, written
from tests.sending import send

pytestmark = pytest.mark.django_db
PAGE = "/ressources/preparer-une-premiere-visite/"


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))


def test_from_the_first_line_to_the_library(client: Client) -> None:
    sign_in(client, Role.MEMBER, Perimeter("cooperation", "nulle-part"), name="Zoé Blanc")
    assert "Vous n'avez pas encore écrit de fiche." in read(client, "/mes-fiches/")
    missing = send(client, "/mes-fiches/ecrire/", {**TYPED, "title": ""})
    assert missing.status_code == 422
    assert not Resource.objects.exists()
    send(client, "/mes-fiches/ecrire/", {**TYPED, "stage": "lancee", "departement": "30"})
    row = Resource.objects.get()
    assert (row.stage, row.departement, row.state) == ("lancee", departement("30"), ResourceState.DRAFT)
    mine = f"/mes-fiches/{row.pk}/"
    page = read(client, mine)
    for words in (
        "En cours d'écriture",
        "appeler la veille",
        "étape : lancée",
        "Gard",
        "Proposer à la bibliothèque",
    ):
        assert words in page
    assert "Préparer une première visite" in client.get(f"{mine}reprendre/").content.decode()
    send(client, f"{mine}reprendre/", {**TYPED, "summary": "Avant de sonner.", "version": "1"})
    send(client, f"{mine}remettre/")
    row.refresh_from_db()
    assert (row.summary, row.departement, row.state) == ("Avant de sonner.", None, ResourceState.PROPOSED)
    waiting = read(client, mine)
    assert "Reprendre le texte" not in waiting
    assert send(client, f"{mine}remettre/").status_code == 409
    assert client.get(PAGE).status_code == 404  # its title is nobody's to know yet
    return_resource(row, "Dites qui appeler.", by=BY)
    assert "Votre fiche « Préparer une première visite » est à reprendre" in read(client, "/accueil/")
    for page in (read(client, "/mes-fiches/"), read(client, mine)):
        assert "À reprendre : Dites qui appeler." in page


def test_the_text_of_another_does_not_exist(client: Client) -> None:
    row = written()
    sign_in(client, Role.OFFICER, name="Aïcha Benali")
    for page in ("", "reprendre/", "remettre/"):
        assert client.get(f"/mes-fiches/{row.pk}/{page}").status_code == 404
    # A first draft is nobody else's, even of those who read before publishing.
    assert client.get(f"/relire-les-fiches/{row.pk}/").status_code == 404


def test_the_network_reads_gives_back_publishes_and_withdraws(client: Client) -> None:
    sign_in(client, Role.OFFICER, name="Aïcha Benali")
    row = proposed()
    desk = f"/relire-les-fiches/{row.pk}/"
    assert "Préparer une première visite" in read(client, "/relire-les-fiches/")
    assert "1 fiche est proposée à la bibliothèque." in read(client, "/accueil/")
    assert "venir à deux" in read(client, desk)
    assert send(client, f"{desk}rendre/", {"remark": ""}).status_code == 422
    late = send(client, f"{desk}publier/", {"review_on": "2018-06-01"})
    assert late.status_code == 409
    assert not Publication.objects.exists()
    send(client, f"{desk}publier/", {"review_on": "2019-06-01"})
    assert "Version 1, publiée le 1er juin 2018" in read(client, desk)
    send(client, f"{desk}confirmer/", {"review_on": "2020-06-01"})
    assert "à relire avant le 1er juin 2020" in read(client, PAGE)
    send(client, f"{desk}retirer/", {"reason": "La loi a changé."})
    assert Resource.objects.get().state == ResourceState.WITHDRAWN
    assert "Aucune fiche n'attend." in read(client, "/relire-les-fiches/")
    other = proposed(title="Une autre")
    send(client, f"/relire-les-fiches/{other.pk}/rendre/", {"remark": "Plus court."})
    assert Resource.objects.get(pk=other.pk).remark == "Plus court."


def test_what_has_aged_is_said_to_readers_and_to_the_network(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()
    assert "devait être relue" not in read(client, PAGE)
    set_clock(monkeypatch, instant(2019, 7, 1))
    assert "devait être relue avant le 1er juin 2019" in read(client, PAGE)
    sign_in(client, Role.OFFICER, name="Aïcha Benali")
    assert "Préparer une première visite" in read(client, "/relire-les-fiches/")
    assert "1 fiche publiée devait être relue." in read(client, "/accueil/")


def test_everybody_finds_reads_and_takes_away(client: Client, cast: Cast) -> None:
    published()
    published(
        title="Le café du jeudi", kind="bonne-pratique", theme="sortir", text="Un **café** chaque jeudi."
    )
    proposed(title="Pas encore lue")
    listed = read(client, "/ressources/")
    assert "2 ressources" in listed
    assert "Pas encore lue" not in listed
    assert "1 ressource " in read(client, "/ressources/?theme=sortir")
    assert "Aucune ressource ne répond" in read(client, "/ressources/?theme=sortir&nature=repere")
    found = read(client, "/ressources/?q=cafés+jeudis")
    assert "Le café du jeudi" in found
    assert "Préparer" not in found
    assert "Ressource" in read(client, "/recherche/?q=veille")
    assert "0 ressource" in read(client, "/ressources/?au=2018-05-01")
    line = client.get("/ressources/?format=csv").content.decode()
    assert "Le café du jeudi" in line
    page = client.get(PAGE).content.decode()
    assert "<h2>Avant</h2>" in page
    assert "<strong>à deux</strong>" in page
    assert read(client, f"{PAGE}?au=2018-05-01", status=404)
    assert client.get("/ressources/inconnue/").status_code == 404
    assert cast


def test_who_makes_use_of_it_is_said_and_taken_back(client: Client, cast: Cast) -> None:
    row = published().resource
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Jeanne Roy")
    assert "Personne ne l'a encore dit." in read(client, PAGE)
    send(client, f"{PAGE}utiliser/", {"user": f"equipe-{cast.tilleul.pk}"})
    (use,) = Use.objects.believed()
    assert (use.team, use.on) == (cast.tilleul, TODAY)
    assert "1 équipe ou coopération s'en sert" in read(client, "/ressources/")
    assert send(client, f"{PAGE}utiliser/", {"user": f"equipe-{cast.tilleul.pk}"}).status_code == 409
    assert send(client, f"{PAGE}utiliser/", {"user": f"equipe-{cast.causse.pk}"}).status_code == 422
    other = take_up(row, cast.gard, on=TODAY, by=BY)
    assert client.get(f"{PAGE}utiliser/{other.pk}/retirer/").status_code == 404
    page = read(client, PAGE)
    assert "Équipe du Tilleul, depuis le 1er juin 2018 · Retirer" in page
    assert "Coopération du Gard, depuis le 1er juin 2018 ·" not in page
    send(client, f"{PAGE}utiliser/{use.pk}/retirer/")
    assert list(Use.objects.believed()) == [other]


def test_what_is_published_stays_readable_while_the_next_version_is_written(client: Client) -> None:
    row = published().resource
    row.refresh_from_db()
    told = text(title="Une version secrète")
    again = write_resource(told, resource=row, version=row.version, by=BY)
    page = read(client, PAGE)
    assert "venir à deux" in page
    assert "secrète" not in page + read(client, f"{PAGE}?au=2018-05-01", status=404)
    sign_in(client, Role.OFFICER, name="Aïcha Benali")
    assert client.get(f"/relire-les-fiches/{again.pk}/").status_code == 200


def test_a_withdrawn_resource_says_why(client: Client) -> None:
    row = published(on=TODAY.replace(month=1)).resource
    withdraw_resource(row, "La loi a changé.", on=TODAY, by=BY)
    page = read(client, PAGE)
    assert "Cette fiche a été retirée le 1er juin 2018. La loi a changé." in page
    assert "Nous nous en servons" not in page
    assert "venir à deux" in read(client, f"{PAGE}?au=2018-02-01")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[ici](javascript:alert(1))", "<p>[ici](javascript:alert(1))</p>\n"),
        ("![x](https://espion.exemple/p.png)", '<p>!<a href="https://espion.exemple/p.png">x</a></p>\n'),
        ('<img src=x onerror="alert(1)">', "<p>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</p>\n"),
        ("# Un titre", "<h2>Un titre</h2>\n"),
        ("### Un titre", "<h3>Un titre</h3>\n"),
        ("[ici](data:text/html;base64,PHNjcmlwdD4=)", "<p>[ici](data:text/html;base64,PHNjcmlwdD4=)</p>\n"),
    ],
)
def test_hostile_text_is_only_text(typed: str, shown: str) -> None:
    assert rendered(typed) == shown


def test_a_text_made_to_be_slow_is_read(client: Client) -> None:
    published(title="Crochets", text="[" * 9_000 + "*_" * 5_000)
    assert client.get("/ressources/crochets/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_whatever_the_rows(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for rank in range(count):
        published(title=f"Fiche {rank}", departement=departement("30"))
    client.get("/ressources/")
    with django_assert_num_queries(1):
        assert f"{count} ressource" in read(client, "/ressources/?theme=visites")


def test_the_library_is_open_data_and_answers_the_api(client: Client, cast: Cast) -> None:
    published(stage="lancee")
    published(title="Au marché d'Alès", departement=departement("30"))
    take_up(Resource.objects.get(slug="au-marche-d-ales"), cast.gard, on=TODAY, by=BY)
    lines = client.get("/open-data/ressources.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "id",
        "au-marche-d-ales",
        "preparer-une-premiere-visite",
    ]
    told = client.get("/api/v1/resources", {"perimeter": "commune:30189"}).json()["results"]
    assert [(row["titre"], row["usages"], row["code_departement"]) for row in told] == [
        ("Au marché d'Alès", 1, "30"),
        ("Préparer une première visite", 0, None),
    ]
    assert told[1]["etape"] == "lancée"
    elsewhere = client.get("/api/v1/resources", {"perimeter": "departement:59"}).json()["results"]
    assert [row["id"] for row in elsewhere] == ["preparer-une-premiere-visite"]
    before = client.get("/api/v1/resources", {"as_of": "2018-05-01"}).json()["results"]
    assert before == []


def test_a_resource_is_printed_with_its_words_and_where_it_comes_from(client: Client) -> None:
    told = (
        "# Avant\n\nOn appelle *la veille*,\nà deux.  \nPuis :\n\n- un\n- **deux**\n  - dedans\n\n"
        "3. trois\n4. quatre\n\n"
        "Voir [la charte](https://exemple.fr/charte).\n\n```\nun code\n```\n"
    )
    row = published(text=told)
    assert [(one["kind"], one.get("number"), one.get("depth")) for one in blocks(told)] == [
        ("title", None, None),
        ("paragraph", None, None),
        ("item", 0, 1),
        ("item", 0, 1),
        ("item", 0, 2),
        ("item", 3, 1),
        ("item", 4, 1),
        ("paragraph", None, None),
        ("paragraph", None, None),
    ]
    answer = client.get(f"{PAGE}fiche.pdf")
    assert answer["Content-Type"] == "application/pdf"
    printed = pypdf.PdfReader(io.BytesIO(answer.content))
    words = " ".join(" ".join(page.extract_text() for page in printed.pages).split())
    for expected in (
        row.title,
        row.summary,
        "Avant",
        "la veille",
        "deux",
        "trois",
        "un code",
        "Version 1, publiée le",
    ):
        assert expected in words
    marks: Any = printed.pages[0]["/Annots"]
    links = [mark.get_object()["/A"]["/URI"] for mark in marks]
    assert "https://exemple.fr/charte" in links
    assert client.get(f"{PAGE}fiche.pdf?au=2018-05-01").status_code == 404
