"""Scenarios: a question kept under a name, read again as it was, shared, compared, taken away."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from maillage.accounts.models import Entry, User
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.models import Cooperation
from maillage.observatory.assemble import Asked, Objective, proposal_of
from maillage.observatory.exports.kept import compared, read
from maillage.observatory.models import Scenario
from maillage.observatory.operations.scenarios import (
    NewScenario,
    forget_person,
    rename_scenario,
    save_scenario,
    share_scenario,
    withdraw_scenario,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import enter, person, sign_in
from tests.cast import date, instant
from tests.observatory.official import ALES, GUERET, NIMES, UZES, ages, load
from tests.portal.reading import read as page_of
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
SLUG = "cooperation-du-gard"
GARD = Perimeter("cooperation", SLUG)
DAY, AT = date(2016, 11, 25), instant(2016, 11, 25)


@pytest.fixture(autouse=True)
def census(tmp_path: Path) -> None:
    """Load people of four communes."""
    load("structure-population", ages(tmp_path, {ALES: 5000, NIMES: 900, UZES: 100, GUERET: 3}))


def question(p: int = 1, **told: object) -> Asked:
    """Return a question of the cooperation, from nothing."""
    asked = Asked(p=p, as_of=DAY, known_at=AT, perimeter=GARD, radius=9, existing=False)
    return replace(asked, **told)  # type: ignore[arg-type] # the fields of a question


def kept(
    name: str = "Une équipe",
    asked: Asked | None = None,
    *,
    moves: tuple[tuple[str, str], ...] = (),
    by: User | None = None,
    shared: bool = True,
    national: bool = False,
) -> Scenario:
    """Keep a question, with what it finds."""
    asked = asked or question()
    proposal = proposal_of(asked)
    new = NewScenario(
        name=name,
        question=asked.written(),
        moves=moves,
        ground=proposal.ground.digest,
        found=proposal.digest,
        cooperation=None if national else Cooperation.objects.get(slug=SLUG),
        shared=shared,
    )
    return save_scenario(new, on=DAY, by=Author(at=AT, user=by, role="animateur"))


def by(user: User | None = None) -> Author:
    """Return who writes."""
    return Author(at=AT, user=user, role="animateur")


def told() -> list[str]:
    """Return the sentences of the journal."""
    return [entry.sentence % entry.said for entry in Entry.objects.order_by("number")]


def test_a_question_is_saved_with_its_moves_and_its_digests(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    address = (
        f"/cooperations/{SLUG}/animer/ou-aller/enregistrer/?equipes=1&existantes=non&deplace={ALES}-{NIMES}"
    )
    answer = send(client, address, {"name": "Nîmes plutôt", "shared": "on"})
    row = Scenario.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert (row.name, row.shared, row.pairs, str(row)) == (
        "Nîmes plutôt",
        True,
        ((ALES, NIMES),),
        "Nîmes plutôt",
    )
    assert row.cooperation == Cooperation.objects.get(slug=SLUG)
    assert row.question["p"] == 1
    assert len(row.ground) == len(row.found) == 64
    assert "a enregistré le scénario « Nîmes plutôt »" in told()
    said = page_of(client, row.get_absolute_url())
    assert "1 déplacement à la main : 4 100 personnes de moins" in said
    assert "Ce n'est plus" not in said
    assert "Nîmes plutôt" in page_of(client, f"/cooperations/{SLUG}/animer/ou-aller/")


def test_a_question_that_has_no_answer_is_not_saved(client: Client) -> None:
    sign_in(client, Role.OFFICER)
    answer = client.get("/ou-aller/enregistrer/?equipes=0")
    assert answer.status_code == 302
    assert answer["Location"] == "/ou-aller/?equipes=0"
    assert Scenario.objects.count() == 0


def test_the_nation_keeps_its_own(client: Client) -> None:
    sign_in(client, Role.OFFICER)
    send(client, "/ou-aller/enregistrer/?equipes=1&territoire=Gard&existantes=non", {"name": "Le Gard"})
    row = Scenario.objects.get()
    assert (row.cooperation, row.shared, row.question["perimeter"]) == (None, False, "departement:30")
    said = page_of(client, row.get_absolute_url())
    assert "Territoire : Gard." in said
    assert "pour vous seul" in said


def test_what_is_not_shared_is_its_author_s_alone(client: Client) -> None:
    author, other = person("Anne", Role.ANIMATOR, GARD), person("Bruno", Role.ANIMATOR, GARD)
    row = kept(by=author, shared=False)
    enter(client, other)
    assert client.get(row.get_absolute_url()).status_code == 404
    share_scenario(row, on=DAY, by=by(author))
    assert "enregistré le 25/11/2016 par Anne" in page_of(client, row.get_absolute_url())
    assert "a partagé le scénario « Une équipe »" in told()
    with pytest.raises(Refused, match="déjà partagé"):
        share_scenario(row, on=DAY, by=by(author))


def test_sharing_is_asked_on_a_page_that_says_with_whom(client: Client) -> None:
    author = person("Anne", Role.ANIMATOR, GARD)
    row = kept(by=author, shared=False)
    enter(client, author)
    address = f"/scenarios/{row.pk}/partager/"
    assert "Les personnes qui animent Coopération du Gard le liront" in page_of(client, address)
    send(client, address, {})
    assert Scenario.objects.get().shared
    officer = person("Odile", Role.OFFICER)
    national = kept("France", by=officer, shared=False, national=True)
    enter(client, officer)
    assert "L'équipe nationale le lira" in page_of(client, f"/scenarios/{national.pk}/partager/")


def test_a_scenario_is_renamed_and_withdrawn(client: Client) -> None:
    row = kept()
    sign_in(client, Role.ANIMATOR, GARD)
    send(client, f"/scenarios/{row.pk}/renommer/", {"name": "Autrement"})
    assert Scenario.objects.get().name == "Autrement"
    assert "a renommé le scénario « Une équipe » : « Autrement »" in told()
    with pytest.raises(Refused, match="s'appelle déjà ainsi"):
        rename_scenario(row, name="Autrement", on=DAY, by=by())
    answer = send(client, f"/scenarios/{row.pk}/retirer/", {"reason": "fait à la main depuis"})
    assert answer["Location"] == f"/cooperations/{SLUG}/animer/ou-aller/"
    assert client.get(row.get_absolute_url()).status_code == 404
    assert Scenario.objects.get().retraction_reason == "fait à la main depuis"
    with pytest.raises(Refused, match="a été retiré"):
        withdraw_scenario(row, reason="encore", on=DAY, by=by())


def test_a_scenario_without_a_name_is_refused_by_the_base() -> None:
    row = kept()
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.filter(pk=row.pk).update(name="")


def test_who_leaves_the_register_takes_away_what_nobody_else_could_read() -> None:
    author = person("Anne", Role.ANIMATOR, GARD)
    kept("Privé", by=author, shared=False)
    shared = kept("Partagé", by=author)
    kept("Autre", by=person("Bruno", Role.ANIMATOR, GARD), shared=False)
    forget_person(author, name="Anne", email="", on=DAY, by=by())
    assert set(Scenario.objects.values_list("name", flat=True)) == {shared.name, "Autre"}


def test_a_scenario_says_when_and_why_its_answer_is_no_longer_the_same(client: Client) -> None:
    row, same = kept(), kept()
    assert read(same).otherwise == ""
    Scenario.objects.filter(pk=row.pk).update(found="0" * 64)
    row.refresh_from_db()
    assert "le calcul a changé depuis" in read(row).otherwise
    Scenario.objects.filter(pk=row.pk).update(ground="0" * 64)
    sign_in(client, Role.ANIMATOR, GARD)
    assert "ne sont plus connus de la même façon" in page_of(client, row.get_absolute_url())


def test_what_is_learned_later_does_not_change_a_scenario(tmp_path: Path) -> None:
    row = kept()
    later = Author(at=instant(2017, 1, 1), source="essai")
    load("structure-population", ages(tmp_path, {ALES: 1, NIMES: 9000}), by=later)
    again = read(row)
    assert again.otherwise == ""
    assert again.answer is not None
    assert round(again.answer.after) == 5000


def test_a_question_that_cannot_be_asked_any_more_says_why_and_gives_no_file(client: Client) -> None:
    row = kept()
    Scenario.objects.filter(pk=row.pk).update(question={**row.question, "p": 2000})
    sign_in(client, Role.ANIMATOR, GARD)
    assert "2000 équipes sont demandées" in page_of(client, row.get_absolute_url())
    assert client.get(f"/scenarios/{row.pk}/points.geojson").status_code == 404
    assert client.get(f"/bilan/scenarios/{row.pk}/fichier.pdf").status_code == 404


def test_two_scenarios_are_set_side_by_side(client: Client) -> None:
    one, two = kept("Une"), kept("Deux", question(2))
    moved = kept("À la main", moves=((ALES, UZES),))
    sign_in(client, Role.ANIMATOR, GARD)
    said = page_of(client, f"/scenarios/comparer/?s={one.pk}&s={two.pk}")
    assert "Personnes de plus ayant une équipe près d'elles 5 000 5 900" in said
    assert "Proposées par tous : Alès." in said
    assert "Par « Deux » seulement : Nîmes" in said
    assert "Par « Une » seulement : aucune" in said
    assert "Gard (30) 5 000 5 900" in said
    assert "ne se comparent pas tels quels" not in said
    three = page_of(client, f"/scenarios/comparer/?s={one.pk}&s={two.pk}&s={moved.pk}")
    assert "Aucune commune n'est proposée par tous." in three
    assert "Cochez deux scénarios au moins" in page_of(client, f"/scenarios/comparer/?s={one.pk}&s=999999")


def test_scenarios_that_do_not_count_the_same_say_so() -> None:
    creuse = question(perimeter=Perimeter("departement", "23"))
    sides = compared(
        [
            read(kept()),
            read(kept("Creuse", creuse, national=True)),
            read(kept("Loin", question(objective=Objective.MEDIAN))),
        ]
    )
    assert sides.unlike
    assert [side.values for side in sides.departements] == [
        ("hors du territoire", "moins de 5", "hors du territoire"),
        ("5 000".replace(" ", "\u202f"), "hors du territoire", "5 000".replace(" ", "\u202f")),
    ]
    assert compared([]).common == ()


def test_the_points_hold_the_sites_the_teams_and_the_communes(client: Client) -> None:
    row = kept("Deux", question(2, existing=True))
    sign_in(client, Role.ANIMATOR, GARD)
    answer = client.get(f"/scenarios/{row.pk}/points.geojson")
    held = json.loads(answer.content)
    assert answer["Content-Type"] == "application/geo+json"
    sorts = [one["properties"]["sorte"] for one in held["features"]]
    assert sorts.count("equipe proposee") == 2
    assert {"equipe existante", "commune couverte"} <= set(sorts)
    longitude, latitude = held["features"][0]["geometry"]["coordinates"]
    assert 3 < longitude < 5
    assert 43 < latitude < 45
    assert held["title"] == "Deux"


@pytest.mark.parametrize("form", ["pptx", "pdf", "xlsx", "json", "html"])
def test_a_scenario_is_printed_by_what_prints_bilans(client: Client, form: str) -> None:
    row = kept(moves=((ALES, NIMES),))
    sign_in(client, Role.ANIMATOR, GARD)
    answer = client.get(f"/bilan/scenarios/{row.pk}/fichier.{form}")
    assert answer.status_code == 200
    assert f"scenario-{row.pk}.{form}" in answer["Content-Disposition"]
    assert client.get(f"/bilan/scenarios/{row.pk}/fichier.doc").status_code == 404


def test_poppler_reads_the_booklet(client: Client, tmp_path: Path) -> None:
    row = kept(moves=((ALES, NIMES),))
    sign_in(client, Role.ANIMATOR, GARD)
    path = tmp_path / "scenario.pdf"
    path.write_bytes(client.get(f"/bilan/scenarios/{row.pk}/fichier.pdf").content)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    said = " ".join(done.stdout.split())
    assert "Nîmes" in said
    assert "(30189)" in said
    assert "dans l'ordre où ouvrir" in said
    assert "ce n'est pas un classement" in said


@pytest.mark.office
@pytest.mark.parametrize("form", ["pptx", "xlsx"])
def test_libreoffice_opens_the_slides_and_the_workbook(client: Client, tmp_path: Path, form: str) -> None:
    office = shutil.which("soffice")
    assert office
    row = kept()
    sign_in(client, Role.ANIMATOR, GARD)
    path = tmp_path / f"scenario.{form}"
    path.write_bytes(client.get(f"/bilan/scenarios/{row.pk}/fichier.{form}").content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    pdf = tmp_path / "scenario.pdf"
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    assert "Alès (30007)" in " ".join(done.stdout.split())
