"""Lists taken away: the rows of the page, all of them and no others; those that name people are noted."""

import csv
import datetime as dt
import io
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.models import Entry, Grant
from maillage.accounts.roles import Role
from maillage.common.facts import stamp
from maillage.common.formats import day
from maillage.network.models import Campaign, CampaignTeam, Organisation, TeamLead, TeamStage
from maillage.network.operations import (
    NewOrganisation,
    NewStage,
    NewTeam,
    enrol,
    enter_team_stage,
    found_teams,
)
from maillage.network.operations.commitments import take_commitment
from maillage.network.operations.meetings import finish_decision
from maillage.network.operations.members import leave_cooperation
from maillage.network.operations.proposals import propose_change, refuse_proposal
from maillage.network.views import lists
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person, sign_in
from tests.cast import TAKEN_OVER, Cast, date, departement, seat
from tests.network import cockpit
from tests.network.cockpit import BY, TODAY
from tests.network.signing import DAY as SIGNED_ON
from tests.network.signing import brought
from tests.network.signing import officer as deciding
from tests.network.waiting import NOW, ask_to_sign, officer, written_by
from tests.portal import crowd
from tests.portal.reading import read, words

GARD = Perimeter("cooperation", "cooperation-du-gard")
ANIMER = "/cooperations/cooperation-du-gard/animer/"
HOSTILE = ("=SOMME(1;2)", "+33 équipe", "-1 équipe", "@équipe")


def rows_of(answer: Any) -> list[list[str]]:
    """Return the rows of a CSV, without its titles."""
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))[1:]


def firsts(answer: Any, column: int = 0) -> list[str]:
    return [row[column] for row in rows_of(answer)]


def cells_of(answer: Any) -> list[list[Any]]:
    """Return the cells of a workbook."""
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]


def took(client: Client, address: str, kind: str = "csv") -> Any:
    """Press the button that takes a list away."""
    return client.post(address, {"format": kind})


def in_order(page: str, names: list[str]) -> bool:
    """Tell whether a page says these words in this order."""
    places = [page.index(name) for name in names]
    return places == sorted(places)


def noted() -> list[str]:
    """Return what the journal says was taken away, the last first."""
    return [entry.what for entry in Entry.objects.latest_first() if "a emporté la liste" in entry.what]


def lead(cast: Cast, name: str = "Marthe Blanc") -> None:
    TeamLead.objects.create(
        team=cast.tilleul, name=name, telephone="0466000002", started_on=date(2015, 1, 1), **stamp(TAKEN_OVER)
    )


def waiting(organisation: Organisation, code: str = "30") -> None:
    """Hand in the file of an organisation of a département."""
    file = ask_to_sign(organisation)
    file.departement = departement(code)
    file.save(update_fields=["departement"])


def asked_team(cast: Cast) -> Campaign:
    """Ask two teams in a campaign."""
    campaign = Campaign.objects.create(year=2017, perimeter_kind="france", opened_at=NOW)
    for team in (cast.tilleul, cast.esquisse):
        CampaignTeam.objects.create(campaign=campaign, team=team, year=2017, asked_at=NOW)
    return campaign


# --- By a link: lists that name nobody


def test_the_files_of_signatures_are_taken_as_filtered(client: Client, cast: Cast) -> None:
    for one, code in ((cast.branche, "30"), (cast.ccas, "30"), (cast.mutuelle, "46")):
        waiting(one, code)
    sign_in(client, Role.OFFICER)
    asked = "/dossiers/?departement=30"
    names = firsts(client.get(f"{asked}&format=csv"))
    assert sorted(names) == ["CCAS d'Alès", "Fraternité des Âges du Gard"]
    assert in_order(read(client, asked), names)
    assert "Mutuelle du Causse" not in read(client, asked)
    cells = cells_of(client.get(f"{asked}&format=xlsx"))
    assert [row[0] for row in cells[:5]] == [
        "Dossiers de signature",
        f"Au {day(timezone.localdate())}",
        "État : En cours",
        "Attend depuis : Tous",
        "Siège : 30 Gard",
    ]
    assert noted() == []


def test_a_file_holds_the_lines_of_every_page(client: Client, cast: Cast) -> None:  # noqa: ARG001 - the register is not empty
    names = [NewOrganisation(name=f"Entraide {n}", seat=seat("30189")) for n in range(31)]
    for one in enrol(names, by=TAKEN_OVER):
        waiting(one)
    sign_in(client, Role.OFFICER)
    answer = client.get("/dossiers/?page=2&format=csv")
    assert len(rows_of(answer)) == 31
    name = f"dossiers-de-signature-{timezone.localdate():%Y-%m-%d}.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    page = client.get("/dossiers/?departement=30&page=2").content.decode()
    assert 'href="?departement=30&amp;format=ods"' in page, "the links keep the filters, not the page"


def test_the_commitments_to_follow_are_taken_by_who_follows_them(client: Client, cast: Cast) -> None:
    by = deciding()
    for one in (cast.branche, cast.ccas):
        take_commitment(one, brought(starts_on=date(2015, 1, 1)), on=SIGNED_ON, by=by)
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    assert rows_of(client.get("/espace/engagements/?format=csv")) == [
        ["CCAS d'Alès", "une salariée un jour par semaine", "01/01/2015", "", "", ""]
    ]
    assert "Fraternité" not in read(client, "/espace/engagements/")


def test_the_proposals_are_taken_by_who_answers_them(client: Client, cast: Cast) -> None:
    def propose(team: Any, words: str) -> Any:
        return propose_change(
            team, field="autre", value="", words=words, on=TODAY, by=written_by(officer(), NOW)
        )

    refuse_proposal(propose(cast.tilleul, "Déjà dit"), reason="C'est fait.", by=written_by(officer(), NOW))
    propose(cast.tilleul, "Le local a changé")
    propose(cast.causse, "Ailleurs")
    sign_in(client, Role.ANIMATOR, GARD, name="Claire Petit")
    rows = rows_of(client.get("/propositions/?format=csv"))
    assert [(row[3], row[5], row[7]) for row in rows] == [
        ("Le local a changé", "en attente", ""),
        ("Déjà dit", "refusée", "C'est fait."),
    ]
    page = read(client, "/propositions/")
    assert "Emporter cette liste" in page
    assert "Ailleurs" not in page


def test_the_follow_up_of_a_campaign_is_taken_with_its_total(client: Client, cast: Cast) -> None:
    campaign = asked_team(cast)
    sign_in(client, Role.OFFICER)
    assert rows_of(client.get(f"/national/campagnes/{campaign.pk}/?format=csv")) == [
        ["Gard", "1", "0", "0", "1"],
        ["sans territoire", "1", "0", "0", "1"],
        ["Ensemble", "2", "0", "0", "2"],
    ]
    assert client.get(f"/national/campagnes/{campaign.pk}/?format=ods").status_code == 200


def test_the_meetings_are_taken_in_the_order_of_their_page(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    days = (("Dans dix jours", 10), ("Demain", 1), ("Hier", -1), ("Avant-hier", -2))
    for title, shift in days:
        cockpit.meeting(cast.gard, today + dt.timedelta(days=shift), title)
    cockpit.meeting(cast.ales, today, "Ailleurs")
    sign_in(client, Role.MEMBER, GARD)
    names = firsts(client.get(f"{ANIMER}reunions/?format=csv"), 1)
    assert names == ["Demain", "Dans dix jours", "Hier", "Avant-hier"]
    assert in_order(read(client, f"{ANIMER}reunions/"), names)
    assert noted() == []


# --- By a button, and noted: lists that name people


def test_my_teams_are_taken_with_who_leads_them(client: Client, cast: Cast) -> None:
    lead(cast)
    sign_in(client, Role.ANIMATOR, GARD)
    (row,) = rows_of(took(client, "/mes-equipes/"))
    assert row[0:2] == ["Équipe du Tilleul", "reconnue"]
    assert row[7:] == ["Marthe Blanc", "0466000002", "", "Pas encore confirmée cette année"]
    assert "Causse" not in read(client, "/mes-equipes/")
    assert noted() == ["a emporté la liste « Équipes » : 1 ligne"]
    entry = Entry.objects.latest_first()[0]
    assert (entry.role, str(entry.user)) == (Role.ANIMATOR, "Anne Martin")


def test_my_teams_are_taken_as_filtered(client: Client, cast: Cast) -> None:  # noqa: ARG001 - the register is not empty
    sign_in(client, Role.OFFICER)
    asked = "/mes-equipes/?etape=reconnue&q=equipe"
    names = firsts(took(client, asked))
    assert names == ["Équipe de la Guillotière", "Équipe du Barachois", "Équipe du Tilleul"]
    page = read(client, asked)
    assert in_order(page, names)
    assert "Équipe du Causse" not in page
    cells = [row[0] for row in cells_of(took(client, asked, "xlsx"))]
    assert cells[2:5] == ["Nom : equipe", "Étape : reconnue", "À voir : Toutes"]
    assert "equipe" not in noted()[0], "what was searched for may be a name"


def test_people_are_taken_a_line_for_each_role(client: Client, cast: Cast) -> None:  # noqa: ARG001 - the register is not empty
    person("Claire Petit", Role.LEAD, Perimeter("equipe", "equipe-du-tilleul"))
    person("Claire Petit", Role.MEMBER, GARD)
    person("Luc Ailleurs", Role.LEAD, Perimeter("equipe", "equipe-du-causse"))
    sign_in(client, Role.ANIMATOR, GARD)
    rows = rows_of(took(client, "/personnes/?q=claire"))
    assert {(row[0], row[2], row[3]) for row in rows} == {
        ("Claire Petit", "référent de l'équipe (bénévole)", "Équipe du Tilleul"),
        ("Claire Petit", "membre de coopération", "Coopération du Gard"),
    }
    everyone = set(firsts(took(client, "/personnes/")))
    assert everyone == {"Anne Martin", "Claire Petit"}
    assert "Luc Ailleurs" not in read(client, "/personnes/")
    assert noted() == [
        "a emporté la liste « Personnes » : 3 lignes",
        "a emporté la liste « Personnes » : 2 lignes",
    ]


def test_who_may_only_give_roles_takes_the_people_they_see(client: Client, cast: Cast) -> None:  # noqa: ARG001 - the register is not empty
    sign_in(client, Role.LEAD, Perimeter("equipe", "equipe-du-tilleul"))
    assert firsts(took(client, "/personnes/")) == ["Anne Martin"]
    assert Entry.objects.latest_first()[0].role == Role.LEAD


def test_the_journal_is_taken_as_filtered(client: Client, cast: Cast) -> None:  # noqa: ARG001 - the register is not empty
    claire = person("Claire Petit", Role.MEMBER, GARD)
    sign_in(client, Role.AUDITOR)
    ((number, *told),) = rows_of(took(client, "/journal/?about=claire"))
    entry = Entry.objects.about_all([*Grant.objects.of_people([claire])])[0]
    assert int(number) == entry.number
    assert told == ["01/01/2014 13:00", "la plateforme", "", entry.what, ""]
    cells = [row[0] for row in cells_of(took(client, "/journal/?about=claire&first=2014-01-01", "xlsx"))]
    assert {"À propos de : claire", "Depuis le : 1er\u00a0janvier 2014"} <= set(cells)
    assert len(noted()) == 2


@pytest.mark.django_db
def test_a_journal_too_long_for_a_file_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client, Role.AUDITOR)
    person("Claire Petit", Role.OFFICER)
    monkeypatch.setattr(lists, "MOST", 1)
    answer = took(client, "/journal/")
    assert "Cette liste a 2 lignes, et un fichier en porte 1 au plus" in words(answer.content.decode())
    assert noted() == []


def fill(cast: Cast) -> None:
    """Give the Gard a row of each kind, and the same to another cooperation."""
    for row in (cast.gard, cast.ales):
        mark = "" if row == cast.gard else "Ailleurs "
        cockpit.join(row, cast.voisins, name=f"{mark}Zoé Lambert", email="zoe@exemple.fr")
        cockpit.join(row, cast.ccas)
        leave_cooperation(row.members.get(organisation=cast.ccas), on=TODAY, reason="fin du projet", by=BY)
        cockpit.committee(row, f"{mark}Comité")
        meeting = cockpit.meeting(row, title=f"{mark}Réunion")
        finish_decision(cockpit.decision(meeting, f"{mark}Déjà faite"), on=TODAY, by=BY)
        cockpit.decision(meeting, f"{mark}À faire")
        cockpit.action(row, f"{mark}Former")
        cockpit.action(row, f"{mark}Écouter")
        cockpit.contact(row, f"{mark}la mairie")


LISTS = (
    ("membres/", "Membres", 0, ["Les Voisins du Tilleul", "CCAS d'Alès"]),
    ("instances/", "Instances", 2, ["Paul Comité"]),
    ("decisions/", "Décisions", 0, ["À faire", "Déjà faite"]),
    ("feuille-de-route/", "Feuille de route", 0, ["Former", "Écouter"]),
    ("contacts/", "Contacts", 1, ["la mairie"]),
)


@pytest.mark.parametrize(("page", "title", "column", "expected"), LISTS)
def test_a_list_of_the_cockpit_is_taken_and_noted(
    client: Client, cast: Cast, page: str, title: str, column: int, expected: list[str]
) -> None:
    fill(cast)
    sign_in(client, Role.MEMBER, GARD)
    said = read(client, ANIMER + page).partition("Historique")[2]
    answer = took(client, ANIMER + page)
    assert firsts(answer, column) == expected
    assert in_order(said, expected)
    assert "Ailleurs" not in said + answer.content.decode()
    kind = "lignes" if len(expected) > 1 else "ligne"
    entry = Entry.objects.about(cast.gard)[0]
    assert entry.what == f"a emporté la liste « {title} » : {len(expected)} {kind}"
    assert entry.role == Role.MEMBER
    cells = [row[0] for row in cells_of(took(client, ANIMER + page, "xlsx"))]
    assert cells[:3] == [title, f"Au {day(timezone.localdate())}", "Coopération du Gard"]
    assert took(client, ANIMER + page, "ods")["Content-Type"].endswith("opendocument.spreadsheet")


def test_the_history_of_a_cooperation_is_taken(client: Client, cast: Cast) -> None:
    cockpit.action(cast.gard, "Former")
    sign_in(client, Role.MEMBER, GARD)
    before = Entry.objects.about(cast.gard).count()
    rows = rows_of(took(client, f"{ANIMER}historique/"))
    assert len(rows) == before
    assert "« Former »" in rows[0][4]
    assert "a emporté la liste « Journal »" in read(client, f"{ANIMER}historique/")


def test_an_empty_body_has_its_line(client: Client, cast: Cast) -> None:
    body = cockpit.committee(cast.gard)
    body.seats.all().delete()
    sign_in(client, Role.MEMBER, GARD)
    assert rows_of(took(client, f"{ANIMER}instances/")) == [
        ["Comité restreint", "comité restreint", "", "", "", "01/01/2015"]
    ]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ANIMATOR])
def test_the_teams_to_call_are_taken_with_their_numbers(client: Client, cast: Cast, role: Role) -> None:
    lead(cast)
    campaign = asked_team(cast)
    user = sign_in(client, role, *([GARD] if role == Role.ANIMATOR else []))
    rows = rows_of(took(client, f"/campagnes/{campaign.pk}/a-appeler/"))
    assert ["Équipe du Tilleul", "Gard", "non", "Marthe Blanc", "0466000002"] in rows
    assert ("Équipe en esquisse" in [row[0] for row in rows]) is (role == Role.OFFICER)
    entry = Entry.objects.about(user)[0]
    assert entry.what.startswith("a emporté la liste « Équipes à appeler »")
    assert entry.role == role


# --- What is not done


PERSONAL = (
    "/mes-equipes/",
    "/personnes/",
    "/journal/",
    *(ANIMER + page for page, *_rest in LISTS),
    f"{ANIMER}historique/",
)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("address", PERSONAL)
def test_a_link_takes_no_list_that_names_people(client: Client, address: str) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    answer = client.get(f"{address}?format=csv")
    assert answer["Content-Type"].startswith("text/html")
    assert took(client, address, "exe")["Content-Type"].startswith("text/html")
    assert noted() == []


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("address", PERSONAL)
def test_another_site_takes_no_list(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, Role.ADMINISTRATOR)
    assert took(client, address).status_code == 403
    page = client.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    answer = client.post(address, {"format": "csv", "csrfmiddlewaretoken": token[1]})
    assert answer.status_code == 200


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("address", [ANIMER + page for page, *_rest in LISTS] + ["/journal/", "/personnes/"])
def test_a_foreign_list_does_not_exist(client: Client, address: str) -> None:
    sign_in(client, Role.MEMBER, Perimeter("cooperation", "cooperation-du-pays-d-ales"))
    assert took(client, address).status_code == 404
    assert noted() == []


# --- What a cell may hold


def hostile(cast: Cast) -> None:
    """Name teams as formulas are."""
    teams = found_teams([NewTeam(name=name, seat=seat("30189")) for name in HOSTILE], by=TAKEN_OVER)
    stage = TeamStage.EMERGING
    enter_team_stage(
        [NewStage(subject=one, stage=stage, on=date(2016, 1, 1)) for one in teams], by=TAKEN_OVER
    )
    lead(cast, "=HYPERLINK(1)")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_cell_is_a_formula(client: Client, cast: Cast, kind: str) -> None:
    hostile(cast)
    sign_in(client, Role.OFFICER)
    answer = took(client, "/mes-equipes/", kind)
    if kind == "csv":
        assert {f"'{name}" for name in HOSTILE} <= set(firsts(answer))
        return
    cells = [cell for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in row]
    assert {*HOSTILE, "=HYPERLINK(1)"} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "d", "n"}, "none is « f »"


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_libreoffice_opens_a_list_and_computes_nothing(
    client: Client, cast: Cast, kind: str, tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None and not os.environ.get("CI"):
        pytest.skip("LIBREOFFICE EST ABSENT : ce que l'on emporte n'a pas été ouvert par un vrai tableur")
    assert office is not None
    hostile(cast)
    sign_in(client, Role.OFFICER)
    (tmp_path / f"a.{kind}").write_bytes(took(client, "/mes-equipes/?etape=", kind).content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    form = "csv:Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true"
    command = [office, profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / f"a.{kind}")], check=True, capture_output=True, timeout=120)
    found = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig")), delimiter=";"))
    assert found[0][0] == "Équipes"
    assert {*HOSTILE, "Équipe du Tilleul"} <= {row[0] for row in found}
    assert "=HYPERLINK(1)" in {row[7] for row in found}


# --- No list asks more when it grows


def crowded(cast: Cast, count: int) -> None:
    """Fill the lists."""
    for team in crowd.teams(count):
        TeamLead.objects.create(team=team, name="Zoé", telephone="0466000002", **stamp(TAKEN_OVER))
        person(f"Référente {team.slug}", Role.LEAD, Perimeter("equipe", team.slug))
    for n, one in enumerate(Organisation.objects.order_by("pk")[:count]):
        ask_to_sign(one)
        cockpit.join(cast.gard, one, name="Zoé", email="zoe@exemple.fr")
        meeting = cockpit.meeting(cast.gard, body=cockpit.committee(cast.gard, f"Comité {n}"))
        meeting.attended.add(one)
        cockpit.decision(meeting)
        cockpit.action(cast.gard, f"Action {n}")
        cockpit.contact(cast.gard)


COUNTED = (
    ("get", "/dossiers/?format=csv", 5),
    ("get", f"{ANIMER}reunions/?format=csv", 7),
    ("post", "/mes-equipes/", 13),
    ("post", "/personnes/", 14),
    ("post", "/journal/", 14),
    ("post", f"{ANIMER}membres/", 14),
    ("post", f"{ANIMER}instances/", 14),
    ("post", f"{ANIMER}decisions/", 14),
    ("post", f"{ANIMER}feuille-de-route/", 13),
    ("post", f"{ANIMER}contacts/", 13),
)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("verb", "address", "queries"), COUNTED)
def test_a_list_asks_as_much_whatever_the_rows(
    client: Client,
    cast: Cast,
    django_assert_num_queries: DjangoAssertNumQueries,
    verb: str,
    address: str,
    queries: int,
    count: int,
) -> None:
    crowded(cast, count)
    sign_in(client, Role.OFFICER)
    with django_assert_num_queries(queries):
        answer = client.get(address) if verb == "get" else took(client, address)
    assert "attachment" in answer["Content-Disposition"]
