"""The pages of national work: the desk, the sittings, the cooperations to relaunch; no business of anyone else."""

import csv
import datetime as dt
import io
import re

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.common.formats import day
from maillage.network.models import (
    ContactNote,
    Cooperation,
    RecognitionRequest,
    SigningState,
    Sitting,
    SittingItem,
    SittingOutcome,
)
from maillage.network.operations import NewSignature, sign
from maillage.network.operations.proposals import propose_change
from maillage.network.operations.sittings import Decision, decide_lines, put_on_agenda, write_minutes
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import sign_in
from tests.cast import NOW, TAKEN_OVER, Cast, date, national_charter
from tests.network.sending import send, token
from tests.network.waiting import (
    TODAY,
    ask_for_stage,
    ask_to_recognise,
    ask_to_sign,
    officer,
    sitting,
    written_by,
)
from tests.portal import crowd
from tests.portal.reading import read, words


def agenda(cast: Cast) -> tuple[Sitting, list[SittingItem]]:
    """Put a request of each kind on the agenda of a sitting: a signature, a team, a cooperation."""
    chosen = {
        "signing": [ask_to_sign(cast.branche).pk],
        "recognition": [ask_to_recognise(cast.esquisse).pk],
        "stage": [ask_for_stage(cast.ales).pk],
    }
    held = sitting()
    return held, put_on_agenda(held, chosen, by=written_by(officer()))


# --- The desk


def test_the_desk_says_what_waits_with_one_link_each(client: Client, cast: Cast) -> None:
    ask_to_sign(cast.branche, timezone.now() - dt.timedelta(days=12))
    ask_to_sign(cast.clic, timezone.now() - dt.timedelta(days=3))
    propose_change(
        cast.tilleul, field="autre", value="x", words="", on=TODAY, by=written_by(officer(), timezone.now())
    )
    sign_in(client, Role.OFFICER)
    said = read(client, "/national/")
    assert "Signatures à décider 2 demandes · la plus ancienne a 12 jours" in said
    assert "Équipes à reconnaître Rien n'attend." in said
    assert "Changements proposés 1 demande · la plus ancienne a 0 jour" in said
    assert "Aucune séance n'est prévue." in said
    assert "4 coopérations méritent un appel" in said
    assert "Aucune campagne n'est en cours." in said
    assert "5 équipes cherchent un référent" in said


def test_the_desk_names_the_next_sitting(client: Client, cast: Cast) -> None:
    assert cast
    sign_in(client, Role.OFFICER)
    held = sitting(held_on=timezone.localdate())
    assert f'href="/national/seances/{held.pk}/"' in client.get("/national/").content.decode()


def test_an_auditor_reads_the_list_to_relaunch_and_decides_nothing(client: Client, cast: Cast) -> None:
    held, _items = agenda(cast)
    sign_in(client, Role.AUDITOR, name="Rita Blanc")
    said = read(client, "/national/")
    assert "Coopérations à relancer" in said
    assert "Prévoir une séance" not in said
    assert "Campagne de confirmation" not in said
    assert client.get("/national/a-relancer/").status_code == 200
    assert client.get(held.get_absolute_url()).status_code == 404


ADDRESSES = (
    "/national/",
    "/national/a-relancer/",
    "/national/seances/",
    "/national/seances/nouvelle/",
    "/national/seances/{pk}/",
    "/national/seances/{pk}/modifier/",
    "/national/seances/{pk}/ordre-du-jour/",
    "/national/seances/{pk}/points/{item}/retirer/",
    "/national/seances/{pk}/compte-rendu/",
    "/national/seances/{pk}/clore/",
    "/national/seances/{pk}/compte-rendu.pdf",
)


@pytest.mark.parametrize(
    ("role", "perimeter"),
    [
        (Role.ANIMATOR, Perimeter("cooperation", "cooperation-du-gard")),
        (Role.LEAD, Perimeter("equipe", "equipe-du-tilleul")),
        (Role.CARRIER, Perimeter("porteur", "ccas-d-ales")),
        (Role.FUNDER, FRANCE),
    ],
)
def test_national_work_does_not_exist_for_anyone_else(
    client: Client, cast: Cast, role: Role, perimeter: Perimeter
) -> None:
    held, items = agenda(cast)
    sign_in(client, role, perimeter, name="Rita Blanc")
    for address in ADDRESSES:
        assert client.get(address.format(pk=held.pk, item=items[0].pk)).status_code == 404, address


def test_an_officer_without_a_second_factor_decides_nothing(client: Client, cast: Cast) -> None:
    held, items = agenda(cast)
    sign_in(client, Role.OFFICER, strong=False)
    for address in ADDRESSES:
        assert client.get(address.format(pk=held.pk, item=items[0].pk)).status_code == 404, address


# --- Sittings


def test_a_sitting_is_prepared_decided_and_closed(client: Client, cast: Cast) -> None:
    signing = ask_to_sign(cast.branche)
    team = ask_to_recognise(cast.esquisse)
    sign_in(client, Role.OFFICER)
    assert "2 demandes attendent d'être à l'ordre du jour" in read(client, "/national/seances/")
    today = f"{timezone.localdate():%Y-%m-%d}"
    status, found = send(client, "/national/seances/nouvelle/", body="Bureau", held_on=today, place="Paris")
    held = Sitting.objects.get()
    assert (status, found) == (303, f"/national/seances/{held.pk}/ordre-du-jour/")
    said = read(client, found)
    assert "Fraternité des Âges du Gard demande à signer" in said
    assert "depuis le 1er mars 2017" in said
    status, said = send(client, found)
    assert (status, "cochez au moins une demande" in said) == (409, True)
    assert send(client, found, everything="1") == (303, f"/national/seances/{held.pk}/")
    items = {item.kind: item for item in held.items.with_requests()}
    assert "Rien" not in read(client, "/national/seances/").split("Closes")[0]
    decisions = {
        f"outcome-{items['signing'].pk}": "acceptee",
        f"outcome-{items['recognition'].pk}": "refusee",
    }
    assert send(client, held.get_absolute_url(), **decisions) == (303, held.get_absolute_url())
    said = read(client, held.get_absolute_url())
    assert "1 décision est enregistrée. 1 point n'a pas pu l'être :" in said
    assert "Pas enregistrée : Un refus se dit avec son motif" in said
    assert type(signing).objects.get(pk=signing.pk).state == SigningState.ACCEPTED
    refusal = {
        f"outcome-{items['recognition'].pk}": "refusee",
        f"words-{items['recognition'].pk}": "Le pacte manque.",
    }
    assert send(client, held.get_absolute_url(), **refusal)[0] == 303
    assert RecognitionRequest.objects.get(pk=team.pk).reason == "Le pacte manque."
    said = read(client, held.get_absolute_url())
    assert "Tout est décidé." in said
    assert "Clore le compte rendu" not in said
    minutes = f"/national/seances/{held.pk}/compte-rendu/"
    assert send(client, minutes, minutes="Présents : Anne.", version="1")[0] == 303
    assert "Clore le compte rendu" in read(client, held.get_absolute_url())
    assert send(client, f"/national/seances/{held.pk}/clore/", version="2")[0] == 303
    said = read(client, held.get_absolute_url())
    assert "Compte rendu clos" in said
    assert "Écrire le compte rendu" not in said
    assert "Mettre à l'ordre du jour" not in said
    answer = client.get(f"/national/seances/{held.pk}/compte-rendu.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    status, said = send(client, minutes, minutes="Encore", version="3")
    assert (status, "est clos" in said) == (409, True)
    assert "Bureau" in read(client, "/national/seances/").split("Closes")[1]


def test_a_sitting_to_come_is_prepared_not_decided(client: Client, cast: Cast) -> None:
    sign_in(client, Role.OFFICER)
    held = sitting(held_on=timezone.localdate() + dt.timedelta(days=9))
    assert "L'ordre du jour est vide" in read(client, held.get_absolute_url())
    (item,) = put_on_agenda(held, {"stage": [ask_for_stage(cast.ales).pk]}, by=written_by(officer()))
    said = read(client, held.get_absolute_url())
    assert "Les décisions s'écriront à partir du" in said
    assert "Enregistrer ces décisions" not in said
    address = f"/national/seances/{held.pk}/points/{item.pk}/retirer/"
    assert "La demande attendra une autre séance." in read(client, address)
    assert send(client, address) == (303, held.get_absolute_url())
    assert not held.items.exists()
    assert client.get(address).status_code == 404


def test_a_sitting_is_changed(client: Client, cast: Cast) -> None:
    assert cast
    sign_in(client, Role.OFFICER)
    held = sitting()
    address = f"/national/seances/{held.pk}/modifier/"
    status, _found = send(client, address, body="Bureau", held_on="2017-05-31", place="Lyon", version="1")
    assert status == 303
    held.refresh_from_db()
    assert (held.held_on, held.place) == (date(2017, 5, 31), "Lyon")
    status, said = send(client, address, body="Bureau", held_on="2017-06-30", place="Nice", version="1")
    assert status == 409
    assert "Lyon" in said
    assert (
        "Nice"
        in client.post(
            address,
            {
                "form_token": token(client.get(address).content.decode()),
                "body": "Bureau",
                "held_on": "2017-06-30",
                "place": "Nice",
                "version": "1",
            },
        ).content.decode()
    )
    status, said = send(client, "/national/seances/nouvelle/", body="", held_on="hier")
    assert (status, said.count("Écrivez quelques mots ici.")) == (422, 2)


def test_two_texts_of_the_same_minutes_are_shown(client: Client, cast: Cast) -> None:
    assert cast
    sign_in(client, Role.OFFICER)
    held = sitting()
    write_minutes(held, text="Le texte de Zoé.", version=1, by=written_by(officer("Zoé Roux")))
    status, said = send(
        client, f"/national/seances/{held.pk}/compte-rendu/", minutes="Mon texte.", version="1"
    )
    assert status == 409
    assert "Le texte de Zoé." in said
    assert "Zoé Roux a enregistré cette fiche" in said
    held.refresh_from_db()
    assert held.minutes == "Le texte de Zoé."


def test_a_request_that_waits_no_more_is_left_aside(client: Client, cast: Cast) -> None:
    file = ask_to_sign(cast.branche)
    other = ask_to_recognise(cast.esquisse)
    sign_in(client, Role.OFFICER)
    held = sitting()
    address = f"/national/seances/{held.pk}/ordre-du-jour/"
    page = client.get(address).content.decode()
    put_on_agenda(sitting("Conseil"), {"signing": [file.pk]}, by=written_by(officer()))
    answer = client.post(
        address, {"form_token": token(page), "chosen": [f"signing:{file.pk}", f"recognition:{other.pk}"]}
    )
    assert answer.status_code == 422
    assert "Une demande cochée n'attend plus" in words(answer.content.decode())
    assert send(client, address, chosen=[f"recognition:{other.pk}"])[0] == 303
    assert "Il n'y en a pas aujourd'hui." in read(client, address)


def test_what_another_officer_decided_is_told(client: Client, cast: Cast) -> None:
    held, (signing, *_others) = agenda(cast)
    sign_in(client, Role.OFFICER)
    page = client.get(held.get_absolute_url()).content.decode()
    decide_lines(
        held,
        [Decision(item=signing.pk, outcome=SittingOutcome.POSTPONED)],
        on=TODAY,
        by=written_by(officer("Zoé Roux")),
    )
    answer = client.post(
        held.get_absolute_url(), {"form_token": token(page), f"outcome-{signing.pk}": "acceptee"}
    )
    assert answer.status_code == 409
    assert "Choisissez une décision" in words(answer.content.decode())
    assert "Reportée" in words(answer.content.decode())


def test_minutes_are_printed_before_they_close_whatever_they_hold(client: Client, cast: Cast) -> None:
    held, items = agenda(cast)
    sign_in(client, Role.OFFICER)
    address = f"/national/seances/{held.pk}/compte-rendu.pdf"
    sign([NewSignature(national_charter(), cast.branche, date(2017, 4, 1))], by=TAKEN_OVER)
    write_minutes(held, text="#let x = [*]\n\n= Titre $", version=1, by=written_by(officer()))
    decide_lines(
        held,
        [Decision(item=items[2].pk, outcome=SittingOutcome.REFUSED, words="#panic()")],
        on=TODAY,
        by=written_by(officer()),
    )
    assert client.get(address).content.startswith(b"%PDF")
    empty = sitting("Conseil")
    assert client.get(f"/national/seances/{empty.pk}/compte-rendu.pdf").content.startswith(b"%PDF")


# --- The cooperations to relaunch


def test_the_list_says_why_and_from_which_thresholds(client: Client, cast: Cast) -> None:
    assert cast
    Cooperation.objects.filter(pk=cast.nord.pk).update(telephone="0320000001")
    sign_in(client, Role.AUDITOR)
    said = read(client, "/national/a-relancer/")
    assert "4 coopérations" in said
    assert "Coopération du Nord En sommeil · Nord En sommeil depuis le 1er octobre 2015" in said
    assert "03 20 00 00 01" in said
    assert "Sans contact récent : aucun contact noté depuis 6 mois" in said
    assert "Décisions en retard : plus de 3 décisions" in said
    names = re.findall(
        r"Coopération (?:du Gard|du Nord|du Pays d'Alès|errante) (?:Active|En|Lancée|Contact)", said
    )
    assert [name.split()[-2] for name in names] == ["Gard", "Nord", "d'Alès", "errante"]


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("region=76", ["Coopération du Gard", "Pays d'Alès"], ["Coopération du Nord", "errante"]),
        ("motif=sommeil", ["Coopération du Nord"], ["Coopération du Gard"]),
        ("motif=demande", ["Aucune coopération n'est à relancer"], ["Coopération du Nord"]),
        ("region=lune", ["Ce choix n'existe pas", "Coopération du Gard"], []),
    ],
)
@pytest.mark.usefixtures("cast")
def test_the_list_is_chosen_by_region_and_by_reason(
    client: Client, query: str, seen: list[str], unseen: list[str]
) -> None:
    sign_in(client, Role.AUDITOR)
    said = read(client, f"/national/a-relancer/?{query}")
    assert all(name in said for name in seen)
    assert not any(name in said for name in unseen)


def test_the_list_may_begin_with_the_oldest_reason(client: Client, cast: Cast) -> None:
    ContactNote.objects.create(cooperation=cast.gard, on=timezone.localdate(), with_whom="Paul", how="appel")
    sign_in(client, Role.AUDITOR)
    said = read(client, "/national/a-relancer/?ordre=anciennete")
    assert said.index("Coopération du Pays d'Alès Lancée") < said.index("Coopération errante Contact")


@pytest.mark.usefixtures("cast")
def test_the_list_is_taken_away_as_it_is_shown(client: Client) -> None:
    sign_in(client, Role.AUDITOR)
    answer = client.get("/national/a-relancer/?motif=sommeil&format=csv")
    today = timezone.localdate()
    name = f"cooperations-a-relancer-{today:%Y-%m-%d}.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Coopération", "Étape", "Département", "Motif", "Depuis le", "Téléphone"],
        [
            "Coopération du Nord",
            "en sommeil",
            "Nord",
            "En sommeil depuis le 1er\u00a0octobre 2015 : à réveiller, ou à clore.",
            "01/10/2015",
            "",
        ],
    ]
    answer = client.get("/national/a-relancer/?motif=sommeil&format=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [str(row[0].value or "") for row in sheet.iter_rows()]
    assert cells[0] == "Coopérations à relancer"
    assert cells[1] == f"Au {day(today)}"
    assert {"Région : Toutes", "Motif : en sommeil"} <= set(cells)
    assert "sans contact récent : aucun contact noté depuis 6 mois" in cells
    assert client.get("/national/a-relancer/?format=ods").status_code == 200


# --- No page asks more when the network grows


def crowded(count: int) -> Sitting:
    """Fill the register, with as many requests of each kind on an agenda, and as many that wait."""
    cooperations = crowd.cooperations(2 * count)
    teams = crowd.teams(2 * count)
    organisations = crowd.organisations(2 * count)
    files = [ask_to_sign(one) for one in organisations]
    asked = [ask_to_recognise(one) for one in teams]
    stages = [ask_for_stage(one) for one in cooperations]
    held = sitting()
    rows = zip(("signing", "recognition", "stage"), (files, asked, stages), strict=True)
    chosen = {kind: [one.pk for one in found[:count]] for kind, found in rows}  # type: ignore[index] # lists
    put_on_agenda(held, chosen, by=written_by(officer()))
    for team in teams:
        propose_change(team, field="autre", value="x", words="", on=TODAY, by=written_by(officer(), NOW))
    return held


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/national/", 14),
        ("/national/a-relancer/", 11),
        ("/national/a-relancer/?format=csv", 11),
        ("/national/seances/", 7),
        ("/national/seances/{pk}/", 5),
        ("/national/seances/{pk}/ordre-du-jour/", 7),
        ("/national/seances/{pk}/compte-rendu.pdf", 5),
        ("/propositions/", 5),
    ],
)
@pytest.mark.django_db
def test_a_page_asks_as_much_whatever_the_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, page: str, queries: int, count: int
) -> None:
    held = crowded(count)
    sign_in(client, Role.OFFICER)
    with django_assert_num_queries(queries):
        assert client.get(page.format(pk=held.pk)).status_code == 200
