"""Figures of exchanges, the bilan, what was received, the open data: the same facts told everywhere."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from maillage.bilan.compose import compose
from maillage.bilan.document import Chart, KeyFigures
from maillage.bilan.support_blocks import exchanges_of_the_year
from maillage.common.facts import Author, retract
from maillage.indicators.measure import measure
from maillage.network.models import Cooperation
from maillage.supports.models import ExchangeHeld, ExchangePresence
from maillage.supports.operations.exchange_meetings import plan_meeting
from maillage.supports.operations.exchange_minutes import note_presences
from maillage.supports.operations.exchange_participations import sign_up
from maillage.territory.perimeter import Perimeter
from tests.bilan.test_support_blocks import context
from tests.cast import NOW, PLENARY, Cast, commune, date, instant
from tests.portal.reading import read
from tests.supports.exchanges.meeting import peer, series, text

NAMES = ("Ana Roux", "Bo Bleu", "Cy Gris", "Dan Noir", "Eve Vert", "Flo Brun")
BEFORE = Author(at=instant(2014, 1, 1), source="essai")
DAY = "au=2016-11-25"


def hold(cooperation: Cooperation | None, on: Any, people: Any, **more: Any) -> ExchangeHeld:
    """Hold a meeting, known on its day, to which people come for a team."""
    team = more.pop("team", None)
    told = text(on=on, **{"is_public": True, **more})
    made = plan_meeting(series(cooperation), told, on=date(2014, 1, 1), by=BEFORE)
    lines = [sign_up(made, peer(name, team=team), by=BEFORE).pk for name in people]
    return note_presences(made, lines, by=Author(at=instant(on.year, on.month, on.day, 20)))


@pytest.fixture
def exchanged(cast: Cast) -> Cast:
    """Hold three meetings: at Nîmes in 2015 and 2016, and one of the network, by video."""
    hold(cast.gard, date(2015, 4, 10), NAMES[:5], team=cast.tilleul)
    hold(cast.gard, date(2016, 4, 15), NAMES, team=cast.tilleul)
    hold(
        None,
        date(2016, 6, 3),
        NAMES[:2],
        commune=None,
        place="",
        link="https://visio.exemple.fr",
        theme="À distance",
    )
    return cast


def ask(code: str, place: str = "france", **asked: Any) -> Any:
    told = {"as_of": PLENARY, "known_at": NOW, "perimeter": Perimeter.parse(place), **asked}
    return measure(code, **told)


@pytest.mark.usefixtures("exchanged")
def test_meetings_and_distinct_people_are_counted() -> None:
    assert ask("echanges-pratiques").value == 3
    assert ask("echanges-pratiques", since=date(2016, 1, 1)).value == 2
    assert ask("echanges-pratiques", "departement:30").value == 2
    assert ask("participants-echanges").value == 6
    by = {part.key: part.value for part in ask("echanges-pratiques", by="annee").parts}
    assert by == {"2015": 1, "2016": 2}


def test_a_few_people_of_a_place_are_not_told(cast: Cast) -> None:
    hold(cast.gard, date(2016, 4, 15), NAMES[:3], commune=commune("30007"))
    small = ask("participants-echanges", "commune:30007")
    assert (small.value, small.unknown_because[:10]) == (None, "moins de 5")
    retract(ExchangePresence.objects.all()[0], reason="erreur", by=Author(at=NOW))
    assert ExchangePresence.objects.believed().count() == 2


@pytest.mark.usefixtures("exchanged")
@pytest.mark.parametrize(("code", "place"), [("rendez-vous", "france"), ("departement", "departement:30")])
def test_both_bilans_say_the_exchanges_of_the_year(code: str, place: str) -> None:
    found = compose(
        code,
        as_of=PLENARY,
        known_at=NOW,
        printed_on=PLENARY,
        organisation="Le réseau",
        perimeter=Perimeter.parse(place),
    )
    sections = {section.key: section for section in found.sections}
    figures, chart = sections["echanges"].blocks
    assert isinstance(figures, KeyFigures)
    assert [figure.value for figure in figures.items] == ([2, 6] if place == "france" else [1, 6])
    assert isinstance(chart, Chart)
    assert chart.series[0].values == ((1, 2) if place == "france" else (1, 1))
    assert "Personnes venues à un échange" in str(sections["methode"].blocks)


@pytest.mark.usefixtures("cast")
def test_without_any_exchange_there_is_no_section() -> None:
    assert exchanges_of_the_year(context()) == ()


@pytest.mark.usefixtures("exchanged")
def test_what_was_received_says_the_meetings_year_by_year(client: Client) -> None:
    page = read(client, f"/appuis/cooperations/cooperation-du-gard/?{DAY}")
    assert "1 rencontre d'échange, 6 personnes venues." in page
    assert "1 rencontre d'échange, 5 personnes venues." in page
    assert "À distance" not in page
    team = read(client, f"/appuis/equipes/equipe-du-tilleul/?{DAY}")
    assert "Accueillir un nouveau bénévole" in team
    assert "n'est connue à cette date" in read(client, f"/appuis/organisations/ccas-d-ales/?{DAY}")


def test_received_by_a_team_of_few_people_tells_no_number(client: Client, cast: Cast) -> None:
    hold(cast.gard, date(2016, 4, 15), NAMES[:2], team=cast.tilleul)
    assert "moins de 5 personnes venues." in read(client, f"/appuis/equipes/equipe-du-tilleul/?{DAY}")


def test_the_open_data_and_the_api_name_nobody(client: Client, exchanged: Cast) -> None:
    hold(exchanged.gard, date(2016, 5, 20), NAMES[:1], theme="Entre nous", is_public=False)
    plan_meeting(
        series(exchanged.gard), text(on=date(2016, 12, 9), is_public=True), on=date(2014, 1, 1), by=BEFORE
    )
    text_ = client.get(f"/open-data/echanges.csv?{DAY}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text_), delimiter="," if "," in text_.splitlines()[0] else ";"))
    assert [row["jour"] for row in rows] == ["2015-04-10", "2016-04-15", "2016-06-03", "2016-12-09"]
    first, _second, video, coming = rows
    assert (first["commune"], first["personnes_venues"], first["cooperation"]) == (
        "Nîmes",
        "5",
        "cooperation-du-gard",
    )
    assert (video["personnes_venues"], video["cooperation"], video["code_departement"]) == ("", "", "")
    assert (coming["tenue_le"], coming["debut"]) == ("", "14:00")
    for hidden in ("Ana", "Entre nous", "visio.exemple"):
        assert hidden not in text_
    found: dict[str, Any] = client.get("/api/v1/exchanges?as_of=2016-11-25").json()
    assert (found["count"], found["results"][0]["personnes_venues"]) == (4, 5)
    here: dict[str, Any] = client.get("/api/v1/exchanges?as_of=2016-11-25&perimeter=departement:30").json()
    assert here["count"] == 3
