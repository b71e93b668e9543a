"""Following tallies: who declared, who did not, and sums that say over how many answers they are."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.network.models import Team
from maillage.network.reach import wearing
from maillage.tallies.models import Counts, Period, Tally, TallyReminder, awaited, followed, lacking, sums_of
from maillage.tallies.operations.rhythm import set_rhythm
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import enter, person
from tests.cast import Cast, date, instant
from tests.network.clock import set_clock
from tests.network.teams import lead_of, team_at
from tests.portal.reading import read
from tests.tallies.sheets import APRIL, BY, MARCH, QUARTER_1, TODAY, declared

pytestmark = pytest.mark.django_db
PAGE = "/suivre-les-releves/"
LATER = instant(2030, 1, 1)


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 5, 2))


def officer(client: Client) -> User:
    """Sign in somebody of the national team."""
    return enter(client, person("Nadia Bord", Role.OFFICER, FRANCE))


def test_the_national_team_sees_who_answered_and_what_it_adds_up_to(client: Client, cast: Cast) -> None:
    officer(client)
    declared(cast.tilleul, APRIL)
    declared(cast.barachois, APRIL, Counts(), nothing=True)
    declared(cast.causse, APRIL, Counts(visits=5))  # sleeps: was not waited for
    page = read(client, PAGE)
    assert "Avril 2017 : 2 équipes sur 3 ont répondu" in page
    assert "sur elles seules : rien n'est estimé pour les autres" in page
    assert "1 équipe a répondu sans être attendue" in page
    assert "Visites 17 3 relevés · 2 équipes sur 3 ont répondu" in page
    assert "Personnes accompagnées 4 1 relevé · 2 équipes sur 3 ont répondu" in page
    assert "Moments collectifs 0 1 relevé" in page  # the one that said « rien »
    assert "Équipe de la Guillotière Rhône Pas de réponse" in page
    assert "visites : 12 · appels : 30" in page
    assert "Équipe du Barachois La Réunion rien Reçu" in page
    lacking_ones = read(client, f"{PAGE}?etat=attendues")
    assert "Équipe de la Guillotière" in lacking_ones
    assert "Équipe du Tilleul" not in lacking_ones
    assert "Équipe de la Guillotière" not in read(client, f"{PAGE}?etat=recues")
    assert "Aucune équipe ne répond" in read(client, f"{PAGE}?q=zzz")
    here = read(client, f"{PAGE}?lieu=30")
    assert "Avril 2017 : 1 équipe sur 1 a répondu" in here
    assert "Guillotière" not in here


def test_what_nobody_counted_is_unknown(client: Client, cast: Cast) -> None:
    officer(client)
    declared(cast.tilleul, APRIL, Counts(visits=1))
    assert "Appels inconnu 0 relevé · 1 équipe sur 3 a répondu" in read(client, PAGE)


def test_an_animator_sees_the_teams_of_the_cooperation(client: Client, cast: Cast) -> None:
    enter(client, person("Ana Prat", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug)))
    page = read(client, PAGE)
    assert "Avril 2017 : 0 équipe sur 1 a répondu" in page
    assert "Guillotière" not in page
    assert "Toute la France" not in page


def test_tallies_are_read_where_their_team_is(cast: Cast) -> None:
    here, _elsewhere = declared(cast.tilleul, APRIL), declared(cast.causse, APRIL)
    animator = wearing(
        person("Ana Prat", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug)), today=TODAY, strong=True
    )
    assert list(Tally.objects.visible_to(animator)) == [here]


def test_whoever_reads_no_team_has_no_such_page(client: Client, cast: Cast) -> None:
    enter(client, person("Fin Anceur", Role.FUNDER, Perimeter("cooperation", cast.gard.slug)))
    assert client.get(PAGE).status_code == 404


def test_a_quarter_adds_up_acts_and_hours_and_not_people(client: Client, cast: Cast) -> None:
    officer(client)
    declared(cast.tilleul, MARCH)
    declared(cast.guillotiere, QUARTER_1)
    page = read(client, f"{PAGE}?periode=2017-t1")
    assert "1er trimestre 2017 : 1 équipe sur 3 a répondu" in page
    assert "Une partie" in page
    assert "Visites 24 2 relevés" in page
    assert "Personnes touchées" not in page
    assert "leur somme ne dirait rien" in page
    month = read(client, f"{PAGE}?periode=2017-03")
    assert "Mars 2017 : 2 équipes sur 3 ont répondu" in month
    assert "Visites 12 1 relevé" in month  # a quarter is in no month
    assert "dans le total du trimestre" in month
    # What is not understood is left aside.
    assert "Avril 2017" in read(client, f"{PAGE}?periode=2090-01")


def test_the_list_is_taken_away_as_it_is_shown(client: Client, cast: Cast) -> None:
    officer(client)
    declared(cast.tilleul, APRIL)
    declared(cast.causse, APRIL)
    declared(cast.guillotiere, Period(date(2017, 1, 1)))
    for period in ("", "&periode=2017-t1"):
        page = client.get(f"{PAGE}?{period}").content.decode()
        answer = client.get(f"{PAGE}?format=csv{period}")
        assert answer.status_code == 200
        said = answer.content.decode("utf-8-sig")
        assert ("Équipe du Causse" in said) is (period == "")
        assert "pas de réponse" in said
        assert ("reçu, sans être attendu" in said) is (period == "")
        assert ("une partie" in said) is (period != "")
        assert "format=csv" in page


@pytest.mark.parametrize("teams", [1, 3])
def test_following_costs_the_same_however_many(
    client: Client, cast: Cast, teams: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer(client)
    for team in (cast.tilleul, cast.barachois, cast.guillotiere)[:teams]:
        declared(team, APRIL)
    read(client, PAGE)
    with django_assert_num_queries(8):
        client.get(PAGE)


def test_a_team_lacks_the_periods_that_it_lived_and_did_not_declare(cast: Cast) -> None:
    def codes(team: Team) -> list[str]:
        return [period.code for period in lacking(team, on=TODAY, known_at=LATER)]

    assert codes(cast.tilleul) == ["2017-04", "2017-03", "2017-02"]
    declared(cast.tilleul, QUARTER_1)
    assert codes(cast.tilleul) == ["2017-04", "2016-12", "2016-11"]
    assert codes(cast.causse) == []  # sleeps since January 2016
    set_rhythm(cast.barachois, 3, since=date(2016, 4, 1), by=BY)
    assert codes(cast.barachois) == ["2017-t1", "2016-t4", "2016-t3"]


def test_each_team_owes_its_last_period(cast: Cast) -> None:
    set_rhythm(cast.barachois, 3, since=date(2017, 1, 1), by=BY)
    declared(cast.tilleul, APRIL)
    declared(cast.guillotiere, MARCH)
    rows = awaited(Team.objects.all(), on=TODAY, known_at=LATER)
    assert [(row.team.name, row.period.code, row.told) for row in rows] == [
        ("Équipe de la Guillotière", "2017-04", False),
        ("Équipe du Barachois", "2017-t1", False),
        ("Équipe du Tilleul", "2017-04", True),
    ]


def test_a_line_says_when_the_team_was_reminded() -> None:
    team = team_at("portee")  # type: ignore[arg-type] # a stage
    TallyReminder.objects.create(
        team=team, period_on=APRIL.first, months=1, lead=lead_of(team), sent_at=instant(2017, 5, 3)
    )
    found = followed(Team.objects.placed(as_of=TODAY, known_at=LATER), APRIL, on=TODAY, known_at=LATER)
    (line,) = found.lines
    assert (line.reminded_on, line.is_whole, found.others) == (date(2017, 5, 3), False, 0)
    assert {total.value for total in sums_of(found.told, APRIL)} == {None}
    assert str(TallyReminder.objects.get()) == "Équipe des Collines : avril\u00a02017"
