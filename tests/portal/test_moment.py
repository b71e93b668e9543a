"""The two dates of every page: which day, known when."""

import datetime as dt

import pytest
from django.test import Client

from maillage.portal.moment import read_moment
from tests.cast import date, instant
from tests.portal.reading import read

TODAY, NOW = date(2017, 6, 1), instant(2017, 6, 1)


def test_without_a_date_a_page_speaks_of_today() -> None:
    moment = read_moment({}, today=TODAY, now=NOW)
    assert (moment.as_of, moment.known_at, moment.is_today, moment.suffix) == (TODAY, NOW, True, "")


def test_links_keep_the_dates_that_were_asked() -> None:
    moment = read_moment({"au": "25/11/2016", "connu": "2016-12-01"}, today=TODAY, now=NOW)
    assert moment.as_of == date(2016, 11, 25)
    assert moment.known_at < instant(2016, 12, 2)
    assert moment.suffix == "?au=2016-11-25&connu=2016-12-01"
    assert moment.url("figure", "equipes", par="zone") == (
        "/chiffres/equipes/?au=2016-11-25&connu=2016-12-01&par=zone"
    )
    assert moment.url("figure", "equipes", au="2015-01-01").count("au=") == 1


def test_a_year_before_a_leap_day_is_the_last_of_february() -> None:
    assert read_moment({"au": "2016-02-29"}, today=TODAY, now=NOW).a_year_before == date(2015, 2, 28)
    assert read_moment({"au": "2016-11-25"}, today=TODAY, now=NOW).a_year_before == date(2015, 11, 25)


@pytest.mark.parametrize(
    "asked", ["hier", "2016-13-45", "1999-01-01", "2999-01-01", "' OR 1=1 --", "\x00", "9" * 10_000]
)
@pytest.mark.parametrize("name", ["au", "connu"])
@pytest.mark.usefixtures("cast")
def test_a_date_that_cannot_be_is_said_and_today_stands_in(client: Client, name: str, asked: str) -> None:
    moment = read_moment({name: asked}, today=TODAY, now=NOW)
    assert moment.as_of == TODAY
    said = "Voici la situation d'aujourd'hui" in read(client, f"/?{name}={asked}".replace("\x00", "%00"))
    assert said == bool(asked.strip("\x00"))
    assert len(moment.refused) == (1 if asked.strip("\x00") else 0)


@pytest.mark.usefixtures("cast")
def test_the_past_is_another_page(client: Client) -> None:
    assert "Aucune équipe ne répond" in read(client, "/equipes/?au=2013-06-01")
    assert "Équipe du Causse" in read(client, "/equipes/?au=2015-06-01")
    assert "Équipe du Causse" not in read(client, "/equipes/?au=2016-11-25")


@pytest.mark.usefixtures("cast")
def test_what_was_known_is_another_page(client: Client) -> None:
    now = read(client, "/signataires/?au=2016-11-25")
    then = read(client, "/signataires/?au=2016-11-25&connu=2016-11-25")
    assert "5 organisations ont signé" in now
    assert "CLIC du Barachois" in now
    assert "4 organisations ont signé" in then
    assert "CLIC du Barachois" not in then
    assert "telle que connue le 25 novembre 2016" in then


@pytest.mark.usefixtures("cast")
def test_links_of_a_page_speak_of_its_day(client: Client) -> None:
    page = client.get("/?au=2016-11-25").content.decode()
    assert '/chiffres/equipes/fiches/?au=2016-11-25"' in page
    assert '/departements/30/?au=2016-11-25"' in page


@pytest.mark.usefixtures("cast")
def test_the_three_plenary_dates_are_marked(client: Client) -> None:
    said = read(client, "/")
    assert all(day in said for day in ("31 décembre 2014", "31 décembre 2015", "31 octobre 2016"))


@pytest.mark.usefixtures("cast")
def test_the_date_form_keeps_the_filters(client: Client) -> None:
    page = client.get("/equipes/?departement=30&page=1&au=2016-11-25").content.decode()
    form = page.split('class="date-form"')[1].split("</form>")[0]
    assert 'name="departement" value="30"' in form
    assert 'type="hidden" name="au"' not in form
    assert dt.date(2016, 11, 25).isoformat() in form
