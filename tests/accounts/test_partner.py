"""Signing in with the account of another house, when one is given in the environment."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.accounts.apart import in_a_process
from tests.accounts.other_house import KNOWN
from tests.portal.reading import words

GIVEN = {
    "MAILLAGE_OIDC_NAME": "la Fédération",
    "MAILLAGE_OIDC_SERVER_URL": "https://id.example.org",
    "MAILLAGE_OIDC_CLIENT_ID": "maillage",
    "MAILLAGE_OIDC_CLIENT_SECRET": "secret",
}


@pytest.fixture(scope="module")
def told(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what happened to those who came from the other house."""
    folder = tmp_path_factory.mktemp("partner")
    shutil.copy(migrated, folder / "base.sqlite3")
    found: dict[str, Any] = json.loads(in_a_process(folder, "-m", "tests.accounts.other_house", **GIVEN))
    return found


def test_its_button_is_on_the_entrance(told: dict[str, Any]) -> None:
    assert "Continuer avec la Fédération" in words(told["entrance"])


@pytest.mark.django_db
def test_without_a_partner_there_is_no_button_and_no_address(client: Client) -> None:
    assert "Continuer avec" not in client.get("/connexion/").content.decode()
    assert client.get("/connexion/partenaire/").status_code == 404
    assert client.get("/connexion/partenaire/retour/").status_code == 404


def test_an_existing_address_that_the_house_has_proven_comes_in(told: dict[str, Any]) -> None:
    assert (told["known"]["in"], told["known"]["to"]) == (True, "/compte/sessions/")
    assert told["known"]["asked"]["code_challenge_method"] == "S256"
    assert told["known"]["asked"]["redirect_uri"] == "http://localhost/connexion/partenaire/retour/"


def test_once_tied_the_account_is_known_by_its_number(told: dict[str, Any]) -> None:
    assert told["again"]["in"]


@pytest.mark.parametrize("who", ["unproven", "word", "stranger"])
def test_nobody_else_comes_in_and_no_account_is_opened(told: dict[str, Any], who: str) -> None:
    assert (told[who]["in"], told[who]["to"]) == (False, "")
    assert "Les comptes s'ouvrent sur invitation" in words(told[who]["page"])
    assert told["people"] == [KNOWN]


def test_nothing_of_the_profile_is_kept(told: dict[str, Any]) -> None:
    assert told["kept"] == [[KNOWN, "1", {}]]


def test_an_account_is_tied_by_its_address_and_never_by_hand(told: dict[str, Any]) -> None:
    assert (told["tied"], told["kept_after"]) == ("/compte/", 1)


def test_a_house_that_answers_badly_is_told_calmly(told: dict[str, Any]) -> None:
    assert told["cancelled"] < 500


def test_a_partner_is_given_whole_or_not_at_all(tmp_path: Path) -> None:
    asked = "from config import settings; print('openid' in str(settings.INSTALLED_APPS))"
    partial = {name: value for name, value in GIVEN.items() if not name.endswith("SECRET")}
    assert in_a_process(tmp_path, "-c", asked, **GIVEN) == "True\n"
    assert in_a_process(tmp_path, "-c", asked, **partial) == "False\n"
