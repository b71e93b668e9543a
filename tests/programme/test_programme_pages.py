"""The pages of the programme: what they say on a day, what those who keep it type, what comes back by import."""

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.measure import measure
from maillage.programme.models import (
    Action,
    ActionConduct,
    ActionReview,
    ActionState,
    Evidence,
    Milestone,
    State,
    Target,
    TargetReading,
)
from maillage.programme.operations.course import (
    Conduct,
    Review,
    lead_action,
    prove_action,
    review_action,
    say_state,
)
from maillage.programme.operations.targets import Aim, plan_milestone, read_target, set_target
from tests.accounts.people import sign_in
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read, words
from tests.programme.plan import BY, TODAY, programme
from tests.sending import send

pytestmark = pytest.mark.django_db
JANUARY = date(2018, 1, 1)


@pytest.fixture
def officer(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sign in an officer, in June 2018."""
    set_clock(monkeypatch, instant(2018, 6, 1))
    sign_in(client, Role.OFFICER, name="Nadia Ferrand")
    return client


def followed(count: int) -> list[Action]:
    """Write a programme whose actions are all told."""
    actions = programme(2017, *(f"Action {rank}" for rank in range(count)))
    for action in actions:
        say_state(action, State.RUNNING, since=JANUARY, on=TODAY, by=BY)
        lead_action(action, Conduct(pilot="La commission réseau"), since=JANUARY, on=TODAY, by=BY)
        told = Review(
            since=date(2017, 1, 1), until=date(2017, 12, 31), weather="nuages", synthesis="Peu de temps."
        )
        review_action(action, told, on=TODAY, by=BY)
        prove_action(action, title="Un recueil", shown_on=JANUARY, url="https://exemple.fr/", on=TODAY, by=BY)
        plan_milestone(action, title="Dix équipes", due_on=date(2018, 3, 1), on=TODAY, by=BY)
        aim = Aim(
            since=JANUARY, until=date(2018, 12, 31), code="equipes", baseline=Decimal(2), value=Decimal(40)
        )
        set_target(action, aim, on=TODAY, by=BY)
        told_by_hand = replace(
            aim, code="", title="Rencontres", method="Comptées.", baseline=None, value=Decimal(12)
        )
        declared = set_target(action, told_by_hand, on=TODAY, by=BY)
        read_target(declared, read_on=JANUARY, value=None, because="pas de réunion", on=TODAY, by=BY)
    return actions


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("rows", [1, 3])
def test_the_programme_asks_as_much_whatever_its_length(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    followed(rows)
    client.get("/programme/programme-2017-2019/?au=2018-06-01")  # what is read once a process is read
    with django_assert_num_queries(13):
        client.get("/programme/programme-2017-2019/?au=2018-06-01")
    with django_assert_num_queries(15):
        client.get("/programme/programme-2017-2019/1.1/?au=2018-06-01")


@pytest.mark.usefixtures("cast")
def test_the_programme_says_what_is_known_on_the_day_and_no_more(client: Client) -> None:
    assert "Aucun programme n'est connu à cette date" in read(client, "/programme/?au=2016-01-01")
    actions = [*followed(1)]
    Action.objects.create(axis=actions[0].axis, number=2, title="Celle dont on ne sait rien")
    said = read(client, "/programme/?au=2018-06-01&connu=2018-06-01")
    for sentence in (
        "Programme 2017-2019",
        "de 2017 à 2019, adopté le 25 novembre 2016",
        "2 actions : 1 en cours et 1 d'état inconnu",
        "Action 0 En cours depuis le 1er janvier 2018",
        "Des difficultés (du 1er janvier 2017 au 31 décembre 2017)",
        "visé : 40 au 31 décembre 2018",
        "Rencontres : inconnu (pas de réunion), visé : 12",
        "1 preuve jointe",
        "Celle dont on ne sait rien État inconnu",
    ):
        assert sentence in said, sentence
    before = read(client, "/programme/?au=2017-06-01")
    assert "2 actions : 2 d'état inconnu" in before
    assert "Des difficultés" not in before


@pytest.mark.usefixtures("cast")
def test_a_target_of_the_catalogue_is_measured_on_the_day(client: Client) -> None:
    followed(1)
    said = read(client, "/programme/programme-2017-2019/1.1/?au=2018-06-01")
    figure = CATALOGUE["equipes"]
    count = measure("equipes", as_of=TODAY, known_at=instant(2020, 1, 1)).value
    assert count
    for sentence in (
        f"{figure.title} {count} (au 1er juin 2018). Visé : 40 au 31 décembre 2018.",
        "Au départ : 2 au 1er janvier 2018",
        "Sur une route droite, on en serait à 18",
        "La commission réseau",
        "Dix équipes : prévu pour le 1er mars 2018, pas encore atteint",
        "Peu de temps.",
        "Un recueil",
        "inconnu (pas de réunion). Visé : 12 au 31 décembre 2018. Le départ n'est pas connu.",
    ):
        assert sentence in said, sentence


@pytest.mark.usefixtures("cast")
def test_the_plan_taken_away_comes_back_as_it_is(client: Client, tmp_path: Path) -> None:
    followed(2)
    answer = client.get("/programme/programme-2017-2019/?au=2018-06-01&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[6:] for row in rows if row[0] == "Programme 2017-2019"][-2:] == [
        ["1.1", "Action 0", "En cours", rows[-2][9], "La commission réseau", rows[-2][9]],
        ["1.2", "Action 1", "En cours", rows[-1][9], "La commission réseau", rows[-1][9]],
    ]
    path = tmp_path / "programme.xlsx"
    path.write_bytes(answer.content)
    said = _imported(path)
    assert "Lignes : 0 à créer, 0 à changer, 2 à laisser, 0 refusées" in said.replace("\xa0", " ")
    assert Action.objects.count() == 2


def _imported(path: Path) -> str:
    from django.core.management import call_command  # noqa: PLC0415 - used here alone

    out = io.StringIO()
    call_command("import", str(path), kind="programme", document="essai", stdout=out)
    return out.getvalue()


def test_an_officer_tells_the_course_of_an_action(officer: Client) -> None:
    [former] = programme(2014, "Commencer")
    [action] = programme(2017, "Essayer")
    page = f"/tenir-le-programme/{action.pk}/"
    assert "1.1 Essayer" in read(officer, "/tenir-le-programme/")
    said = read(officer, page)
    assert "Son état n'est pas connu" in said
    for path, typed in (
        ("etat/", {"state": "en-cours", "since": "01/01/2018"}),
        (
            "conduite/",
            {"pilot": "La commission", "partners": "Deux CLIC", "means": "", "since": "01/01/2018"},
        ),
        (
            "synthese/",
            {"since": "01/01/2017", "until": "31/12/2017", "weather": "orage", "synthesis": "Bloqué."},
        ),
        ("preuve/", {"title": "Un recueil", "url": "https://exemple.fr/recueil", "shown_on": "01/02/2018"}),
        ("reprise/", {"former": str(former.pk)}),
        ("jalon/", {"title": "Dix équipes", "due_on": "01/03/2018"}),
        ("cible/", {"code": "equipes", "since": "01/01/2018", "until": "31/12/2019", "value": "1 400,5"}),
        (
            "cible/",
            {
                "title": "Rencontres",
                "method": "Comptées.",
                "since": "01/01/2018",
                "until": "31/12/2019",
                "value": "12",
            },
        ),
    ):
        assert send(officer, page + path, typed).status_code == 303, path
    step, declared = Milestone.objects.get(), Target.objects.get(code="")
    assert send(officer, f"{page}jalon/{step.pk}/", {"reached_on": "02/03/2018"}).status_code == 303
    typed = {"read_on": "01/05/2018", "value": "3", "because": ""}
    assert send(officer, f"{page}cible/{declared.pk}/", typed).status_code == 303
    action.refresh_from_db()
    assert action.takes_over == former
    assert ActionState.objects.get().state == "en-cours"
    assert ActionConduct.objects.get().partners == "Deux CLIC"
    assert ActionReview.objects.get().weather == "orage"
    assert Evidence.objects.get().url == "https://exemple.fr/recueil"
    assert Milestone.objects.believed().get().reached_on == date(2018, 3, 2)
    assert Target.objects.get(code="equipes").value == Decimal("1400.5")
    assert TargetReading.objects.get().value == 3
    said = read(officer, page)
    for sentence in (
        "En cours",
        "atteint le 2 mars 2018",
        "1 400,5 à atteindre",
        "Elle reprend « 1.1 Commencer »",
    ):
        assert sentence in said, sentence
    public = read(officer, "/programme/programme-2014-2016/1.1/")
    assert "Elle est reprise par 1.1 Essayer (Programme 2017-2019)" in public


def test_what_is_false_is_taken_back_with_a_reason(officer: Client) -> None:
    [action] = programme(2017, "Essayer")
    state = say_state(action, State.RUNNING, since=JANUARY, on=TODAY, by=BY)
    page = f"/tenir-le-programme/{action.pk}/retirer/"
    assert officer.get(f"{page}autre/{state.pk}/").status_code == 404
    assert officer.get(f"{page}jalon/{state.pk}/").status_code == 404
    assert send(officer, f"{page}etat/{state.pk}/", {"reason": ""}).status_code == 422
    assert send(officer, f"{page}etat/{state.pk}/", {"reason": "autre action"}).status_code == 303
    assert not ActionState.objects.believed().exists()
    assert "État inconnu" in read(officer, "/programme/programme-2017-2019/1.1/")


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("etat/", {"state": "en-cours", "since": "02/06/2018"}, "n'est pas encore venu"),
        ("etat/", {"state": "peut-être", "since": "01/06/2018"}, "n'est plus proposée"),
        ("preuve/", {"title": "x", "url": "javascript:alert(1)", "shown_on": "01/02/2018"}, "URL"),
        (
            "cible/",
            {"code": "equipes", "since": "01/01/2018", "until": "01/01/2017", "value": "1"},
            "vient avant",
        ),
        (
            "cible/",
            {"code": "equipes", "since": "01/01/2018", "until": "01/01/2019", "value": "beaucoup"},
            "nombre",
        ),
        (
            "cible/",
            {"code": "equipes", "since": "01/01/2018", "until": "01/01/2019", "value": "1,234"},
            "2 chiffres après la virgule",
        ),
        (
            "cible/",
            {"code": "rien", "since": "01/01/2018", "until": "01/01/2019", "value": "1"},
            "n'est plus proposée",
        ),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    officer: Client, path: str, typed: dict[str, str], sentence: str
) -> None:
    [action] = programme(2017, "Essayer")
    answer = send(officer, f"/tenir-le-programme/{action.pk}/{path}", typed)
    assert answer.status_code in {409, 422}
    assert sentence in words(answer.content.decode())
    assert not ActionState.objects.exists()
    assert not Evidence.objects.exists()
    assert not Target.objects.exists()
