"""What a cooperation, a team or an organisation received, year by year: trainings, aids, what is offered to all."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from maillage.common.facts import Author, retract, stamp
from maillage.supports.models import AidApplication, AidPayment, AidScheme, Award, Envelope, Trained, Variant
from tests.cast import Cast, date, instant
from tests.portal.reading import read
from tests.taught import HELD, hold, version

PEOPLE = ["Ana", "Bo", "Cy", "Dan", "Eve"]
LATE = Author(at=instant(2017, 2, 1))


def grant(subject: Any, on: dt.date, cents: int, *, paid: int = 0, funder: Any) -> Award:
    """Award an aid to someone, and pay some of it."""
    scheme, _made = AidScheme.objects.get_or_create(
        slug="coup-de-pouce",
        defaults={
            "kind": "coup-de-pouce",
            "name": "Coup de pouce",
            "state": "published",
            "for_teams": True,
            "opens_on": date(2014, 1, 1),
            "most_cents": 500_000,
        },
    )
    envelope, _made = Envelope.objects.get_or_create(
        scheme=scheme, funder=funder, year=on.year, defaults={"amount_cents": 5_000_000}
    )
    name = str(subject._meta.model_name)
    asked = AidApplication.objects.create(
        scheme=scheme,
        state="awarded",
        number="2016-1",
        amount_cents=cents,
        opened_at=instant(2016, 1, 1),
        submitted_at=instant(2016, 1, 1),
        **{name: subject},
    )
    if paid:
        AidPayment.objects.create(application=asked, on=on, amount_cents=paid, **stamp(HELD))
    return Award.objects.create(
        application=asked, envelope=envelope, on=on, amount_cents=cents, **stamp(HELD)
    )


@pytest.fixture
def helped(cast: Cast) -> Cast:
    """Train six people of two teams in two years, and award three aids."""
    team: dict[str, Any] = {"team": cast.tilleul}
    hold(cast.gard, date(2015, 4, 10), PEOPLE, **team)
    hold(cast.gard, date(2016, 4, 15), ["Ana", "Flo"], **team)
    hold(cast.gard, date(2016, 9, 16), ["Gus"], taught=version(Variant.SHORT, "Mini-socle"))
    hold(cast.gard, date(2016, 10, 7))
    grant(cast.gard, date(2016, 6, 3), 250_000, paid=100_050, funder=cast.nationale)
    grant(cast.tilleul, date(2016, 7, 1), 40_000, funder=cast.nationale)
    return cast


@pytest.mark.usefixtures("helped")
def test_a_cooperation_reads_its_sessions_and_its_aids_the_last_year_first(client: Client) -> None:
    page = read(client, "/appuis/cooperations/cooperation-du-gard/")
    assert "2016 3 sessions de formation, moins de 5 personnes formées." in page
    assert "Formation socle (2 sessions) Mini-socle" in page
    assert "Coup de pouce : 2 500 € accordés le 3 juin 2016, 1 000,50 € versés." in page
    assert "2015 1 session de formation, 5 personnes formées. Formation socle" in page
    assert page.index(" 2016 3 sessions") < page.index("2015 1 session de formation")


@pytest.mark.usefixtures("helped")
def test_a_team_reads_what_its_people_followed(client: Client) -> None:
    page = read(client, "/appuis/equipes/equipe-du-tilleul/")
    assert "2016 1 session de formation, moins de 5 personnes formées." in page
    assert "Coup de pouce : 400 € accordés le 1er juillet 2016, pas encore versés." in page
    assert "5 personnes formées" in page
    assert "Ana" not in page


def test_an_organisation_reads_what_its_people_followed(helped: Cast, client: Client) -> None:
    hold(helped.gard, date(2016, 11, 4), PEOPLE)
    Trained.objects.filter(on=date(2016, 11, 4)).update(organisation=helped.voisins)
    page = read(client, "/appuis/organisations/les-voisins-du-tilleul/")
    assert "1 session de formation, 5 personnes formées." in page
    assert "Coup de pouce" not in page.split("Ce que le réseau propose")[0]


def test_what_was_not_yet_true_or_is_retracted_is_not_read(helped: Cast, client: Client) -> None:
    early = read(client, "/appuis/cooperations/cooperation-du-gard/?au=2015-12-31")
    assert "2015 1 session" in early
    assert "accordés" not in early
    retract(Award.objects.get(application__cooperation=helped.gard), reason="erreur", by=LATE)
    assert "accordés" not in read(client, "/appuis/cooperations/cooperation-du-gard/")
    assert "accordés" in read(client, "/appuis/cooperations/cooperation-du-gard/?connu=2017-01-15")


@pytest.mark.usefixtures("cast")
def test_nothing_received_is_said_and_what_is_offered_stays(client: Client) -> None:
    page = read(client, "/appuis/cooperations/cooperation-errante/?au=2016-11-25")
    assert "Aucune formation, aucun échange, aucune aide n'est connue à cette date." in page
    assert "Ce que le réseau propose à tous" in page
    empty = read(client, "/appuis/cooperations/cooperation-errante/?au=2013-01-01")
    assert "Aucun appui n'est connu à cette date." in empty


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/cooperations/cooperation-du-gard/", "/appuis/cooperations/cooperation-du-gard/"),
        ("/equipes/equipe-du-tilleul/", "/appuis/equipes/equipe-du-tilleul/"),
        ("/organisations/les-voisins-du-tilleul/", "/appuis/organisations/les-voisins-du-tilleul/"),
    ],
)
def test_every_public_page_leads_there(client: Client, page: str, link: str) -> None:
    assert f'href="{link}"' in client.get(page).content.decode()
