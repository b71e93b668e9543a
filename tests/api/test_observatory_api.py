"""The observatory by the API: the answers of the command, what may be asked of it, and how much."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from maillage.api.v1 import observatory
from tests.accounts.keys import given as key_given
from tests.accounts.keys import shown
from tests.observatory.official import ALES, NIMES
from tests.observatory.test_coverage import placed, team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commands_keep_the_connection", "_four")]
ROOT, DAY = "/api/v1/observatory", "as_of=2017-06-01"


@pytest.fixture
def _four(tmp_path: Path) -> None:
    """Hold four communes whose people are known, and a team at Nîmes."""
    placed(tmp_path)
    team(NIMES)


def ask(client: Client, address: str, status: int = 200, headers: dict[str, str] | None = None) -> Any:
    """Return what the API answers."""
    answer = client.get(f"{ROOT}/{address}&{DAY}", headers=headers or {})
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("coverage?radius=10&by=epci&limit=500", ("coverage", "--radius", "10", "--by", "epci")),
        (
            "gaps?radius=10&perimeter=departement:30",
            ("gaps", "--radius", "10", "--perimeter", "departement:30"),
        ),
        (
            "site?p=2&existing=true&seed=3&need=seules",
            ("site", "--p", "2", "--existing", "--seed", "3", "--need", "seules"),
        ),
        (
            "site?p=1&forced=23096&forbidden=30007&forbidden=30189",
            ("site", "--p", "1", "--forced", "23096", "--forbidden", "30007", "30189"),
        ),
    ],
)
def test_the_api_answers_what_the_command_answers(
    client: Client, address: str, words: tuple[str, ...]
) -> None:
    out = StringIO()
    call_command("observatory", *words, "--as-of", "2017-06-01", "--format", "json", stdout=out)
    by_command, by_api = json.loads(out.getvalue()), ask(client, address)
    for answer in (by_command, by_api):
        assert answer["question"].pop("known_at")
    assert by_api == by_command


def test_an_answer_of_the_api_is_computed_again_by_the_command(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "reponse.json"
    path.write_text(json.dumps(ask(client, "site?p=2&existing=true")))
    err = StringIO()
    call_command("observatory", "site", "--again", str(path), stdout=StringIO(), stderr=err)
    assert "La réponse est la même" in err.getvalue()


def test_territories_come_in_parts(client: Client) -> None:
    first = ask(client, "coverage?by=commune&perimeter=departement:30&limit=300")
    assert (first["count"], len(first["results"])) == (350, 300)
    assert "offset=300" in first["next"]
    rest = ask(client, "coverage?by=commune&perimeter=departement:30&limit=300&offset=300")
    assert (len(rest["results"]), rest["next"]) == (50, None)
    assert rest["whole"] == first["whole"]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("site?p=1&radius=nan", 422, "radius"),
        ("site?p=1&radius=61", 422, "radius"),
        ("site?p=2001", 422, "p"),
        ("site?existing=true", 422, "Paramètre non compris : p."),
        ("site?p=1&floor=0", 422, "floor"),
        ("site?p=1&forced=trop-long", 422, "forced"),
        ("coverage?by=canton", 422, "by"),
        ("site?p=400&perimeter=departement:30", 409, "n'a que 350 communes où en fonder"),
        ("site?p=1&perimeter=lune", 409, "n'est pas compris"),
        ("site?p=1&perimeter=commune:30007", 409, "Ce calcul se fait pour la France"),
        ("coverage?perimeter=porteur:lune", 409, "« lune »"),
        ("site?p=1&floor=0.9", 409, "le mieux que nous ayons trouvé est"),
        ("site?p=1&forced=75101", 409, "écrivez 75056"),
        ("site?p=1&forced=1001", 409, "écrivez 01001"),
        ("site?p=1&proof=exact", 409, "la commande « maillage observatory site »"),
        ("site?p=2000&objective=median", 409, "demande trop de calcul"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    client: Client, address: str, status: int, words: str
) -> None:
    told = ask(client, address, status)
    assert told["status"] == status
    assert words in told["detail"].replace("\u00a0", " ")


def test_a_large_radius_is_for_small_territories(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maillage.observatory.assemble.siting.QUICK_PAIRS", 350 * 60**2)
    assert "rayon ou un territoire plus petit" in ask(client, "site?p=1&radius=60", 409)["detail"]
    assert ask(client, "site?p=1&radius=60&perimeter=departement:30")["value"] == 14300
    assert ask(client, "site?p=1&objective=median&perimeter=departement:30")["unit"] == "km"


def test_without_a_key_so_many_an_hour_are_computed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observatory, "CALLS", 2)
    address = f"site?p=1&forced={ALES}"
    assert ask(client, address)["results"][0]["code"] == ALES
    ask(client, "site?p=1&proof=exact", 409)  # what is refused before any computing is not counted
    ask(client, address)
    answer = client.get(f"{ROOT}/{address}&{DAY}")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "2 calculs par heure au plus sans clé" in answer.json()["detail"]
    _key, secret = key_given()
    assert ask(client, address, headers=shown(secret))["value"] == 5000
    assert ask(client, "gaps?radius=10")["count"] == 2
