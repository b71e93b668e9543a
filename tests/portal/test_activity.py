"""What teams do, month by month: the public page, and those of the people who work there."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maillage.accounts.roles import Role
from maillage.indicators.activity import FIGURES, activity
from maillage.indicators.definitions import PEOPLE
from maillage.indicators.measure import measure
from maillage.indicators.reach import TEAM
from maillage.tallies.models import Counts, Period
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import enter, person
from tests.cast import Cast, date, instant
from tests.indicators.scattered import scatter
from tests.portal.reading import read
from tests.tallies.sheets import APRIL, MARCH, declared

pytestmark = pytest.mark.django_db
LATER = instant(2030, 1, 1)
PAGE = "/activite/?au=2017-04-30"


@pytest.fixture
def told(cast: Cast) -> Cast:
    declared(cast.tilleul, MARCH, Counts(visits=1200, accompanied=7, reached=9))
    declared(cast.tilleul, APRIL, Counts(visits=34, accompanied=3))
    declared(cast.guillotiere, MARCH, Counts(visits=30, calls=2))
    return cast


@pytest.mark.usefixtures("told")
def test_everybody_reads_what_teams_of_france_do(client: Client) -> None:
    page = read(client, PAGE)
    assert "Avril 2017 : 1 équipe sur 3 a répondu." in page
    assert "34 visites ont été faites" in page
    assert "1 264 en 24 mois." in page
    assert "3 personnes sont accompagnées" in page
    assert "inconnu appels ont été passés" in page
    assert "Mars 2017 1 230 2" in page
    assert "Gard 1 234 inconnu" in page
    assert "Rhône 30 2" in page


@pytest.mark.usefixtures("told")
def test_a_departement_and_a_span_are_chosen(client: Client) -> None:
    page = read(client, f"{PAGE}&perimetre=departement:69&mois=12")
    assert "Avril 2017 : 0 équipe sur 1 a répondu." in page
    assert "30 en 12 mois." in page
    assert "Par département" not in page
    assert "Mars 2017 1 230 2" in read(client, f"{PAGE}&mois=tout")
    page = read(client, f"{PAGE}&perimetre=commune:30189")
    assert "se lit ici par département, par région ou pour toute la France" in page
    assert "34 visites ont été faites" in page


@pytest.mark.usefixtures("told")
def test_the_months_are_taken_away(client: Client) -> None:
    rows = client.get(f"{PAGE}&mois=12&format=csv").content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Mois;Périmètre;Visites;Appels;")
    assert rows[-1].startswith("01/04/2017;France;34;inconnu;inconnu;")
    assert rows[-1].endswith(";1;3")
    assert len(rows) == 13
    assert client.get(f"{PAGE}&connu=2017-06-01&format=xlsx").content[:2] == b"PK"


def test_those_who_work_there_read_their_own_part(told: Cast) -> None:
    month = Period.holding(timezone.localdate()).before
    declared(
        told.tilleul, month, Counts(visits=5, accompanied=2), on=timezone.localdate() - dt.timedelta(days=1)
    )
    for page, role, perimeter in (
        (f"/mes-equipes/{told.tilleul.slug}/activite/", Role.LEAD, Perimeter(TEAM, told.tilleul.slug)),
        (
            f"/mes-cooperations/{told.gard.slug}/activite/",
            Role.ANIMATOR,
            Perimeter("cooperation", told.gard.slug),
        ),
    ):
        client = Client()
        enter(client, person("Ida Vernet", role, perimeter))
        words = read(client, page)
        assert "5 visites ont été faites" in words
        # A team reads its own small numbers; a cooperation, those of its teams, does not here.
        assert ("2 personnes sont accompagnées" in words) is (role == Role.LEAD)
        assert ("moins de 5 personnes sont accompagnées" in words) is (role == Role.ANIMATOR)
        assert client.get(f"{page}?format=csv&mois=12").status_code == 200
        rows = client.post(page, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
        # The animator reads the tallies of the teams whose sheet opens to them; so does the lead of the team.
        assert [row.split(";")[:3] for row in rows[1:3]] == [
            ["Équipe du Tilleul", "2017-03", "1200"],
            ["Équipe du Tilleul", "2017-04", "34"],
        ]
    assert Client().get(f"/mes-equipes/{told.tilleul.slug}/activite/").status_code == 302


@pytest.mark.parametrize("seed", range(2))
def test_the_dashboard_says_what_the_figures_say(seed: int) -> None:
    drawn = scatter(seed)
    places = [
        FRANCE,
        Perimeter("departement", "30"),
        Perimeter("region", "76"),
        Perimeter("commune", "69123"),
    ]
    places += [Perimeter("cooperation", drawn.cooperations[0].slug), Perimeter(TEAM, drawn.teams[0].slug)]
    places += [Perimeter("porteur", drawn.organisations[0].slug)]
    for known_at in (instant(2015, 7, 1), LATER):
        for perimeter in places:
            found = activity(perimeter, as_of=date(2015, 5, 3), known_at=known_at, months=9)
            assert str(found.months[-1]) == "avril\u00a02015"
            for figure in FIGURES:
                line, responses = found.line(figure), found.responses(figure)
                for rank in (0, 4, 8):
                    month = found.months[rank]
                    asked: dict[str, Any] = {
                        "as_of": month.last,
                        "known_at": known_at,
                        "perimeter": perimeter,
                    }
                    plain = measure(figure.code, since=month.first, **asked)
                    if perimeter.kind == TEAM and figure.unit == PEOPLE:
                        continue  # its own people read its small numbers
                    assert line[rank] == plain.value, (figure.code, str(perimeter), month)
                    if plain.response:
                        assert responses[rank] == plain.response.response, (
                            figure.code,
                            str(perimeter),
                            month,
                        )


def test_without_a_tally_the_page_stands(client: Client, cast: Cast) -> None:
    page = read(client, "/activite/?au=2017-04-30&mois=tout")
    assert "0 équipe sur 3 a répondu" in page
    assert cast.tilleul.name not in page
    assert dt.date(2017, 4, 1) < timezone.localdate()
