"""Open data: the same columns in every file, dated, valid for those who read them, without a private address."""

import csv
import io
import json
import statistics
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import frictionless
import pytest
from data_inclusion.schema.v1 import Service, Structure, score_qualite
from django.test import Client
from geojson_pydantic import FeatureCollection
from icalendar import Calendar

from maillage.api.datasets import DATASETS
from maillage.common.models import Message
from maillage.network.models import Cooperation, Meeting, Organisation, Team
from tests.cast import Cast, date
from tests.portal import crowd
from tests.portal.reading import read
from tests.portal.reading import words as said

DAY = "au=2016-11-25"
FILES = (
    "/open-data/equipes.csv",
    "/open-data/cooperations.csv",
    "/open-data/signataires.csv",
    "/open-data/equipes.geojson",
    "/open-data/cooperations.geojson",
    "/open-data/datapackage.json",
    "/open-data/data-inclusion/structures.json",
    "/open-data/data-inclusion/services.json",
    "/carte/equipes.geojson",
    "/carte/equipes.geojson?profil=gogocarto",
    "/flux/api-engagement.xml",
    "/flux/france.atom",
    "/agenda/france.ics",
)


def table(client: Client, address: str) -> list[dict[str, str]]:
    """Return the lines of a CSV file."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def records(client: Client, name: str) -> list[dict[str, Any]]:
    """Return the records of data·inclusion."""
    found: list[dict[str, Any]] = client.get(f"/open-data/data-inclusion/{name}.json").json()
    return found


@pytest.mark.usefixtures("cast")
def test_a_file_is_the_same_in_every_language(client: Client) -> None:
    english = client.get(f"/open-data/equipes.csv?{DAY}", headers={"accept-language": "en"}).content
    assert english == client.get(f"/open-data/equipes.csv?{DAY}").content


def test_a_file_of_teams_says_what_their_pages_say(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(
        telephone="0466000001", schedule="le mardi", email="secret@exemple.fr"
    )
    (line,) = [
        row for row in table(client, f"/open-data/equipes.csv?{DAY}") if row["id"] == "equipe-du-tilleul"
    ]
    assert line["nom"] == "Équipe du Tilleul"
    assert line["etape"] == "reconnue"
    assert line["depuis"] == "2015-01-01"
    assert line["telephone"] == "0466000001"
    assert line["quand"] == "le mardi"
    assert line["contact"].endswith("/demandes/aider/?equipe=equipe-du-tilleul")
    assert line["porteurs"] == "ccas-d-ales|les-voisins-du-tilleul"
    assert (line["code_commune"], line["code_departement"]) == ("30189", "30")
    assert line["codes_couverts"] == "30189"
    assert line["position_approchee"] in {"true", "false"}
    assert float(line["latitude"]) == pytest.approx(43.83, abs=0.1)


@pytest.mark.parametrize("address", FILES)
def test_no_private_address_and_no_cookie_leave(client: Client, cast: Cast, address: str) -> None:
    for model in (Team, Cooperation, Organisation):
        model.objects.update(email="secret@exemple.fr")
    assert cast
    answer = client.get(address)
    assert answer.status_code == 200
    assert "secret@" not in answer.content.decode()
    assert not answer.cookies
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", FILES)
@pytest.mark.usefixtures("cast")
def test_who_has_the_file_already_is_told_so(client: Client, address: str) -> None:
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.usefixtures("cast")
def test_a_file_is_of_a_day_as_known_on_another(client: Client) -> None:
    def names(query: str) -> set[str]:
        return {row["id"] for row in table(client, f"/open-data/signataires.csv?{query}")}

    then = names("au=2015-02-01&connu=2015-02-01")
    now = names("au=2015-02-01")
    assert then - now == {"les-voisins-du-tilleul-2"}
    assert names("au=2013-06-01") < now


@pytest.mark.usefixtures("cast")
def test_a_file_is_of_a_place(client: Client) -> None:
    for name in ("equipes", "cooperations", "signataires"):
        rows = table(client, f"/open-data/{name}.csv?{DAY}&perimetre=departement:30")
        assert rows
        assert {row["code_departement"] for row in rows} == {"30"}


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/open-data/equipes.csv?au=2012-01-01", 400, "n'est pas entre 2013 et aujourd'hui"),
        ("/open-data/equipes.csv?au=2099-01-01", 400, "n'est pas entre 2013 et aujourd'hui"),
        ("/open-data/equipes.csv?au=hier+matin", 400, "hier matin"),
        ("/open-data/equipes.csv?perimetre=lune", 400, "Le périmètre « lune »"),
        ("/open-data/equipes.csv?perimetre=departement:00", 400, "00"),
        ("/flux/porteur:personne.atom", 400, "n'est pas un territoire"),
        ("/agenda/commune:00000.ics", 400, "La commune « 00000 »"),
        ("/open-data/equipes.csv?au=" + "x" * 10_000, 400, ""),
        ("/open-data/equipes.csv?perimetre=%00'; DROP TABLE--", 400, ""),
        ("/open-data/signataires.geojson", 404, ""),
        ("/open-data/lune.csv", 404, ""),
        ("/open-data/data-inclusion/lune.json", 404, ""),
    ],
)
@pytest.mark.usefixtures("cast")
def test_what_is_not_understood_is_said(client: Client, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in said(answer.content.decode())


@pytest.mark.usefixtures("cast")
def test_files_are_only_read(client: Client) -> None:
    assert client.post("/open-data/equipes.csv").status_code == 405


@pytest.mark.usefixtures("cast")
def test_the_package_is_valid_and_its_tables_follow_their_schema(client: Client, tmp_path: Path) -> None:
    crowd.teams(3)
    package = client.get(f"/open-data/datapackage.json?{DAY}").json()
    assert package["version"] == "2016-11-25"
    assert [found["name"] for found in package["resources"]] == list(DATASETS)
    for resource in package["resources"]:
        address = resource["path"].partition("localhost:8000")[2]
        (tmp_path / f"{resource['name']}.csv").write_bytes(client.get(address).content)
        resource["path"] = f"{resource['name']}.csv"
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == len(DATASETS)


@pytest.mark.django_db
def test_all_is_taken_in_one_file_that_is_valid_and_always_the_same(client: Client, tmp_path: Path) -> None:
    crowd.teams(3)
    answer = client.get(f"/open-data/maillage.zip?{DAY}")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="maillage-2016-11-25.zip"'
    assert client.get(f"/open-data/maillage.zip?{DAY}").content == answer.content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = [
            *(f"{name}.csv" for name in DATASETS),
            "equipes.geojson",
            "cooperations.geojson",
            "datapackage.json",
        ]
        assert archive.namelist() == sorted(names)
        archive.extractall(tmp_path)
    assert (tmp_path / "equipes.csv").read_bytes() == client.get(f"/open-data/equipes.csv?{DAY}").content
    assert (tmp_path / "equipes.geojson").read_bytes() == client.get(
        f"/open-data/equipes.geojson?{DAY}"
    ).content
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == len(DATASETS)
    again = client.get(f"/open-data/maillage.zip?{DAY}", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, list(again.cookies)) == (304, [])
    assert client.get("/open-data/maillage.zip?au=hier").status_code == 400


def test_no_cell_is_taken_for_a_formula(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(activities="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in {row["activites"] for row in table(client, f"/open-data/equipes.csv?{DAY}")}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "asked"), [("equipes", 4), ("cooperations", 2), ("signataires", 2)])
@pytest.mark.django_db
def test_a_file_asks_as_much_whatever_the_rows(
    client: Client, django_assert_num_queries: Any, name: str, asked: int, count: int
) -> None:
    crowd.teams(count)
    crowd.cooperations(count)
    crowd.organisations(count)
    with django_assert_num_queries(asked):
        assert client.get(f"/open-data/{name}.csv?{DAY}").status_code == 200


@pytest.mark.usefixtures("cast")
def test_the_map_feeds_bring_back_as_many_teams(client: Client) -> None:
    crowd.teams(5)
    rows = table(client, f"/open-data/equipes.csv?{DAY}")
    for profile, column in (("", "name"), ("&profil=gogocarto", "addressLocality")):
        found = client.get(f"/carte/equipes.geojson?{DAY}{profile}").json()
        FeatureCollection.model_validate(found)
        assert {one["id"] for one in found["features"]} == {row["id"] for row in rows}
        assert all(column in one["properties"] for one in found["features"])
        located = [one for one in found["features"] if one["geometry"]]
        assert len(located) == sum(bool(row["latitude"]) for row in rows)
        assert all(-180 <= one["geometry"]["coordinates"][0] <= 180 for one in located)


def valid(records: Iterable[dict[str, Any]], model: Any) -> list[Any]:
    """Read records with the official package, which refuses what is not in the schema."""
    return [model.model_validate(record) for record in records]


def test_data_inclusion_takes_everything(client: Client, cast: Cast) -> None:
    crowd.teams(20)
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="+33466000001", schedule="le mardi")
    structures = valid(records(client, "structures"), Structure)
    services = valid(records(client, "services"), Service)
    assert len(services) == 20 + 3
    assert {service.structure_id for service in services} == {structure.id for structure in structures}
    assert len({service.id for service in services}) == len(services)
    scores = [score_qualite.score(service)[0] for service in services]
    assert statistics.median(scores) >= 0.8
    (tilleul,) = [service for service in services if service.nom == "Équipe du Tilleul"]
    assert tilleul.zone_eligibilite == ["30189"]
    assert "visites et sorties" in tilleul.description
    assert "Quand : le mardi." in tilleul.description
    assert str(tilleul.lien_mobilisation).endswith("/demandes/aider/?equipe=equipe-du-tilleul")


def test_data_inclusion_leaves_out_what_the_schema_refuses(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(name="Oh", folded="oh")
    Team.objects.filter(pk=cast.barachois.pk).update(name="É" * 199 + ".")
    names = [service.nom for service in valid(records(client, "services"), Service)]
    assert "Oh" not in names
    assert "É" * 150 in names


@pytest.mark.usefixtures("cast")
def test_api_engagement_reads_the_missions(client: Client) -> None:
    crowd.teams(3)
    root = ET.fromstring(client.get("/flux/api-engagement.xml").content)  # noqa: S314 - our own
    missions = root.findall("mission")
    assert len(missions) == 3 + 3
    assert root.findtext("publisher") == "MONALISA"
    keys = [mission.findtext("clientId") for mission in missions]
    assert len(set(keys)) == len(keys)
    for mission in missions:
        assert 0 < len(mission.findtext("title") or "") <= 150
        assert mission.findtext("domain") == "solidarite-insertion"
        assert mission.findtext("activity") == "lutte-contre-isolement"
        assert mission.findtext("remote") in {"no", "possible", "full", "local"}
        assert (mission.findtext("applicationUrl") or "").startswith("http")
        assert mission.findtext("organizationName")
    (tilleul,) = [mission for mission in missions if mission.findtext("clientId") == "equipe-du-tilleul"]
    assert tilleul.findtext("addresses/address/city") == "Nîmes"
    assert tilleul.findtext("addresses/address/departmentCode") == "30"
    assert float(tilleul.findtext("addresses/address/location/lat") or 0) == pytest.approx(43.83, abs=0.1)


@pytest.mark.usefixtures("cast")
def test_the_news_of_a_territory_are_followed(client: Client) -> None:
    root = ET.fromstring(client.get(f"/flux/departement:30.atom?{DAY}").content)  # noqa: S314 - our own
    atom = "{http://www.w3.org/2005/Atom}"
    entries = root.findall(f"{atom}entry")
    titles = [entry.findtext(f"{atom}title") for entry in entries]
    # What RFC 4287 asks of a feed and of each entry (4.1.1, 4.1.2); a name is text, never markup.
    assert root.findtext(f"{atom}author/{atom}name") == "MONALISA"
    for part in (root, *entries):
        assert [len(part.findall(f"{atom}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert [link.get("rel") for link in root.findall(f"{atom}link")] == ["alternate", "self"]
    assert not [part for part in root.iter() if part.get("type") == "html"]
    assert not root.findall(f"{atom}entry/{atom}summary")
    assert titles[0] == "Coopération du Pays d'Alès – lancée"
    assert "Coopération du Gard – active" in titles
    assert "Équipe reconnue : Équipe du Tilleul" in titles
    assert any(title and title.startswith("Signature de la charte") for title in titles)
    keys = [entry.findtext(f"{atom}id") or "" for entry in entries]
    assert all(key.startswith("tag:localhost,2014:") for key in keys)
    assert len(set(keys)) == len(keys)
    nothing = client.get(f"/flux/departement:48.atom?{DAY}").content
    assert ET.fromstring(nothing).findtext(f"{atom}updated") == "2016-11-25T00:00:00+01:00"  # noqa: S314 - same
    assert client.get(f"/flux/departement:48.atom?{DAY}").content == nothing
    again = ET.fromstring(client.get(f"/flux/departement:30.atom?{DAY}").content)  # noqa: S314 - same
    assert [entry.findtext(f"{atom}id") for entry in again.findall(f"{atom}entry")] == keys


def test_public_meetings_are_in_the_calendar_at_the_clock_of_their_place(client: Client, cast: Cast) -> None:
    def hold(cooperation: Cooperation, title: str, **more: Any) -> None:
        Meeting.objects.create(cooperation=cooperation, title=title, on=date(2030, 3, 5), **more)

    hold(cast.gard, "Portes ouvertes", is_public=True, starts_at="14:30", place="Mairie")
    hold(cast.gard, "Comité restreint", starts_at="10:00")
    hold(cast.gard, "Journée", is_public=True, cancelled_on=date(2030, 3, 1), cancel_reason="grève")
    events = {
        str(event["summary"]): event
        for event in Calendar.from_ical(client.get("/agenda/departement:30.ics").content).walk("VEVENT")
    }
    assert set(events) == {"Portes ouvertes", "Journée"}
    starts = events["Portes ouvertes"].decoded("dtstart")
    assert (starts.hour, str(starts.tzinfo)) == (14, "Europe/Paris")
    assert events["Journée"]["status"] == "CANCELLED"
    assert not list(Calendar.from_ical(client.get("/agenda/departement:23.ics").content).walk("VEVENT"))
    Cooperation.objects.get(pk=cast.gard.pk).situations.update(
        departement=cast.barachois.situations.get().departement
    )
    beyond = Calendar.from_ical(client.get("/agenda/departement:974.ics").content).walk("VEVENT")
    (event,) = [event for event in beyond if str(event["summary"]) == "Portes ouvertes"]
    assert str(event.decoded("dtstart").tzinfo) == "Indian/Reunion"


@pytest.mark.usefixtures("cast")
def test_the_page_says_what_may_be_taken(client: Client) -> None:
    said = read(client, "/open-data/")
    for words in ("Équipes citoyennes (CSV)", "Signataires de la charte (CSV)", "Licence Ouverte 2.0"):
        assert words in said
    for dataset in DATASETS.values():
        for field in dataset.fields:
            assert field.name in said
    page = client.get("/open-data/").content.decode()
    assert '"@type": "DataDownload"' in page
