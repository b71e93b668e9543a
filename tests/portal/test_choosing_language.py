"""Choosing one's language: everybody can, on every page; it stays, it is theirs alone, and it leads nowhere else."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from maillage.accounts.roles import Role
from maillage.portal import kept_pages, trust
from tests.accounts.people import sign_in
from tests.portal.reading import read

ADDRESS = "/langue/"
TEAM = "/equipes/equipe-du-tilleul/?au=2016-11-25"
COOKIE = settings.LANGUAGE_COOKIE_NAME

pytestmark = pytest.mark.usefixtures("cast")


def choose(client: Client, language: str, **sent: Any) -> Any:
    """Press the button of the footer."""
    headers = sent.pop("headers", None)
    return client.post(ADDRESS, {"language": language, **sent}, headers=headers)


def language_of(client: Client, address: str, **asked: Any) -> str:
    """Return the language that a page says it is in; its headers say the same."""
    answer = client.get(address, **asked)
    (found,) = re.findall(r'<html lang="([^"]*)"', answer.content.decode())
    assert answer.headers["Content-Language"] == found
    return str(found)


def test_a_visitor_chooses_english_then_french_again_and_stays_on_the_page(client: Client) -> None:
    assert re.search(r'value="en"\s+lang="en"\s*>\s*English\s*</button>', client.get(TEAM).content.decode())
    answer = choose(client, "en", next=TEAM)
    assert (answer.status_code, answer.headers["Location"]) == (302, TEAM)
    assert language_of(client, TEAM) == "en"
    assert "Talk to someone" in read(client, "/")
    page = client.get(TEAM).content.decode()
    assert re.search(r'value="fr"\s+lang="fr"\s*>\s*Français\s*</button>', page)
    assert 'value="en"' not in page
    choose(client, "fr", next=TEAM)
    assert language_of(client, TEAM, headers={"accept-language": "en"}) == "fr"


def test_the_choice_is_kept_a_year_in_one_cookie_that_scripts_do_not_read(client: Client) -> None:
    kept = choose(client, "en", next="/").cookies
    assert list(kept) == [COOKIE]
    assert kept[COOKIE]["max-age"] == 365 * 24 * 60 * 60
    assert kept[COOKIE]["httponly"]
    assert kept[COOKIE]["samesite"] == "Lax"


def test_the_privacy_page_names_every_cookie(client: Client) -> None:
    said = read(client, "/vie-privee/")
    names = [name for name, _purpose in trust.cookies()]
    assert {COOKIE, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(names)
    assert all(name in said for name in names)


@pytest.mark.parametrize(
    "hostile",
    [
        "https://mechant.example/",
        "//mechant.example/",
        "/\\mechant.example",
        "javascript:alert(1)",
        "https:mechant.example",
        "",
    ],
)
def test_it_leads_to_no_other_site(client: Client, hostile: str) -> None:
    answer = choose(client, "en", next=hostile, headers={"referer": "https://mechant.example/piege"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_another_site_cannot_choose_for_us(client: Client) -> None:
    for origin in ("https://mechant.example", "null", "http://testserver.mechant.example"):
        answer = choose(client, "en", next="/", headers={"origin": origin})
        assert answer.status_code == 403
        assert not answer.cookies
    assert choose(client, "en", next="/", headers={"origin": "http://testserver"}).cookies
    assert Client().get(ADDRESS, {"language": "en"}).status_code == 405


@pytest.mark.parametrize("unknown", ["", "xx", "../../etc", "e" * 3000, "de"])
def test_a_language_that_the_site_does_not_speak_changes_nothing(client: Client, unknown: str) -> None:
    assert choose(client, unknown, next="/").status_code == 302
    assert language_of(client, "/") == "fr"


def test_who_is_signed_in_keeps_their_choice(client: Client) -> None:
    sign_in(client, Role.OFFICER, name="Anne Martin")
    choose(client, "en", next="/accueil/")
    assert language_of(client, "/accueil/") == "en"
    assert language_of(client, "/nulle-part/") == "en"


def test_a_file_stays_the_same_whatever_the_choice(client: Client) -> None:
    before = client.get("/open-data/equipes.csv?au=2016-11-25").content
    choose(client, "en", next="/")
    assert client.get("/open-data/equipes.csv?au=2016-11-25").content == before


@pytest.fixture
def shelf(settings: Any, monkeypatch: pytest.MonkeyPatch) -> kept_pages.Shelf:
    """Keep pages, on a shelf of this test."""
    settings.KEPT_PAGES = 1_000_000
    kept = kept_pages.Shelf()
    monkeypatch.setattr(kept_pages, "SHELF", kept)
    return kept


def test_pages_are_kept_in_each_language_whether_chosen_or_asked_by_the_browser(
    shelf: kept_pages.Shelf, django_assert_num_queries: Any
) -> None:
    french, english = Client(), Client()
    choose(english, "en", next="/")
    made = {"fr": french.get("/").content, "en": english.get("/").content}
    assert made["fr"] != made["en"]
    assert len(shelf._kept) == 2
    with django_assert_num_queries(2):  # one each, and no more: where the register stands
        assert french.get("/").content == made["fr"]
        assert english.get("/").content == made["en"]
    with django_assert_num_queries(2):
        assert Client().get("/", headers={"accept-language": "en"}).content == made["en"]
        assert english.get("/", headers={"accept-language": "fr"}).content == made["en"]
    assert "Cookie" in french.get("/").headers["Vary"]
    choose(english, "fr", next="/")
    assert english.get("/").content == made["fr"]


def test_a_cookie_that_somebody_made_up_gets_no_page_of_its_own(shelf: kept_pages.Shelf) -> None:
    odd = Client()
    for value in ("xx", "en-ZZ-" + "a" * 50, "fr\\", "../fr"):
        odd.cookies[COOKIE] = value
        assert odd.get("/").status_code == 200
    assert len(shelf._kept) <= 2


def test_any_other_cookie_still_keeps_a_page_off_the_shelf(shelf: kept_pages.Shelf) -> None:
    known = Client()
    choose(known, "en", next="/")
    known.cookies["autre"] = "chose"
    known.get("/")
    assert not shelf._kept
