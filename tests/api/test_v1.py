"""The API: what the site shows, for programs, on any date as known on any other; refusals in words."""

from typing import Any

import pytest
from django.test import Client

from maillage.network.models import Meeting, Team
from tests.cast import Cast, date
from tests.portal import crowd

ROOT = "/api/v1"
DAY = "as_of=2016-11-25&known_at=2016-11-25"
ADDRESSES = (
    "organisations",
    "teams",
    "cooperations",
    "signatures",
    "trainings",
    "territories?q=nimes",
    "territories/departement:30",
    "indicators",
    "indicators/signataires",
    "indicators/signataires/records",
    "events",
)


def ask(client: Client, address: str, status: int = 200) -> Any:
    """Return what the API answers."""
    answer = client.get(f"{ROOT}/{address}")
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.usefixtures("cast")
def test_every_address_is_open_to_all_and_marked(client: Client, address: str) -> None:
    answer = client.get(f"{ROOT}/{address}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    again = client.get(f"{ROOT}/{address}", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(f"{ROOT}/{address}")
    assert (head.status_code, head.content) == (200, b"")
    flight = client.options(f"{ROOT}/{address}")
    assert (flight.status_code, flight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_a_team_is_told_in_the_columns_of_the_open_data(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001", email="secret@exemple.fr")
    found = ask(client, f"teams?{DAY}&perimeter=departement:30")
    assert (found["count"], found["next"]) == (1, None)
    (team,) = found["results"]
    assert team["nom"] == "Équipe du Tilleul"
    assert team["porteurs"] == ["ccas-d-ales", "les-voisins-du-tilleul"]
    assert team["codes_couverts"] == ["30189"]
    assert team["telephone"] == "0466000001"
    assert "secret@" not in str(found)


@pytest.mark.usefixtures("cast")
def test_a_list_comes_in_parts(client: Client) -> None:
    crowd.teams(5)
    first = ask(client, f"teams?{DAY}&limit=3")
    assert len(first["results"]) == 3
    assert first["count"] > 3
    address = first["next"].partition("/api/v1/")[2]
    following = ask(client, address)
    assert not {row["id"] for row in following["results"]} & {row["id"] for row in first["results"]}
    assert ask(client, f"teams?{DAY}&offset=1000")["results"] == []


@pytest.mark.usefixtures("cast")
def test_a_figure_is_told_as_known_then(client: Client) -> None:
    then = ask(client, "indicators/signataires?as_of=2015-02-01&known_at=2015-02-01")
    now = ask(client, "indicators/signataires?as_of=2015-02-01")
    assert int(then["value"]) == int(now["value"]) + 1
    assert then["definition"]
    rows = ask(client, "indicators/signataires/records?as_of=2015-02-01&known_at=2015-02-01")
    assert rows["count"] == int(then["value"])
    assert rows["results"][0]["url"].startswith("http")
    assert {part["key"] for part in ask(client, f"indicators/signataires?{DAY}&by=departement")["parts"]} >= {
        "30"
    }


@pytest.mark.usefixtures("cast")
def test_a_figure_has_its_series(client: Client) -> None:
    found = ask(client, "indicators/signataires?from=2014-01-01&to=2016-11-25&step=year&by=nature")
    assert [point["on"] for point in found["series"]] == [
        "2014-01-31",
        "2015-01-31",
        "2016-01-31",
        "2016-11-25",
    ]
    assert found["series"][-1]["value"] == found["value"]
    assert sum(found["series"][-1]["parts"].values()) == int(found["value"])
    ratio = ask(
        client, "indicators/part-porteurs-clic?from=2016-01-01&to=2016-11-25&step=month&by=nature", 409
    )
    assert "ne se répartit pas" in ratio["detail"]
    assert ask(client, "indicators/part-porteurs-clic?from=2016-01-01&to=2016-11-25&step=quarter")["series"]


def test_events_are_the_public_meetings_to_come(client: Client, cast: Cast) -> None:
    for title, is_public in (("Portes ouvertes", True), ("Comité restreint", False)):
        Meeting.objects.create(cooperation=cast.gard, title=title, on=date(2030, 3, 5), is_public=is_public)
    (event,) = ask(client, "events?perimeter=departement:30")["results"]
    assert (event["title"], event["cooperation"]) == ("Portes ouvertes", "cooperation-du-gard")
    assert ask(client, "events?perimeter=departement:23")["count"] == 0


@pytest.mark.usefixtures("cast")
def test_territories_are_found_by_name(client: Client) -> None:
    (first, *_rest) = ask(client, "territories?q=30000")["results"]
    assert first["perimeter"] == "commune:30189"
    assert ask(client, "territories?q=%20")["results"] == []
    assert ask(client, "territories/departement:30")["label"] == "Gard"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("teams?as_of=2012-01-01", 409, "n'est pas entre 2013 et aujourd'hui"),
        ("teams?known_at=2999-01-01", 409, "n'est pas entre 2013 et aujourd'hui"),
        ("teams?as_of=hier", 422, "as_of"),
        ("teams?limit=0&offset=-1", 422, "limit, offset"),
        ("teams?limit=99999999999999999999999", 422, "limit"),
        ("teams?perimeter=lune", 409, "n'est pas compris"),
        ("teams?perimeter=porteur:les-voisins-du-tilleul", 409, "n'est pas un territoire"),
        ("events?perimeter=porteur:les-voisins-du-tilleul", 409, "n'est pas un territoire"),
        (f"teams?perimeter={'x' * 10_000}", 422, "perimeter"),
        ("teams?perimeter=%00';--", 409, "n'est pas compris"),
        ("indicators/lune", 404, "/api/v1/"),
        ("indicators/lune/records", 404, "/api/v1/"),
        ("indicators/signataires?by=lune", 409, "ne se répartit pas"),
        ("indicators/signataires?step=month", 409, "from=2014-01-01"),
        ("indicators/signataires?step=jour", 422, "step"),
        ("indicators/signataires?from=2016-01-01&to=2015-01-01", 409, "premier jour"),
        ("territories/porteur:x", 409, "n'est pas un territoire"),
        ("lune", 404, "Rien à cette adresse"),
        ("teams/", 404, "Rien à cette adresse"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_what_is_not_understood_is_said_as_a_problem(
    client: Client, address: str, status: int, words: str
) -> None:
    answer = client.get(f"{ROOT}/{address}")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    told = answer.json()
    assert told["status"] == status
    assert words in told["detail"].replace("\u00a0", " ")


@pytest.mark.usefixtures("cast")
def test_a_series_of_too_many_points_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maillage.api.v1.routes.MOST_POINTS", 3)
    refused = ask(client, "indicators/signataires?from=2014-01-01&to=2016-01-01&step=month", 409)
    assert "prenez un pas plus long" in refused["detail"]


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
@pytest.mark.usefixtures("cast")
def test_nothing_is_written_by_the_api(client: Client, verb: str) -> None:
    answer = getattr(client, verb)(f"{ROOT}/teams")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "asked"),
    [("teams", 4), ("cooperations", 2), ("organisations", 1), ("signatures", 1), ("events", 2)],
)
@pytest.mark.django_db
def test_a_list_asks_as_much_whatever_the_rows(
    client: Client, django_assert_num_queries: Any, address: str, asked: int, count: int
) -> None:
    crowd.teams(count)
    crowd.cooperations(count)
    crowd.organisations(count)
    with django_assert_num_queries(asked):
        ask(client, f"{address}?{DAY}")


@pytest.mark.django_db
def test_the_api_describes_itself(client: Client) -> None:
    described = ask(client, "openapi.json")
    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) >= {"/api/v1/teams", "/api/v1/indicators/{code}/records"}
    page = client.get("/api/v1/").content.decode()
    for path in described["paths"]:
        assert path in page
