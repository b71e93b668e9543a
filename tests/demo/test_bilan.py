"""The plenary of November 2016 comes out of the demonstration network, with the same numbers in every format."""

import datetime as dt
import io
import json
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from pptx import Presentation
from pypdf import PdfReader

from config.command import REFUSED, main
from maillage.bilan.compose import compose
from maillage.bilan.document import Chart, Document, FranceMap, Timeline, figures
from maillage.common.command import USAGE
from maillage.common.errors import Refused
from maillage.common.facts import end_of_day
from maillage.indicators.measure import measure
from maillage.territory.perimeter import Perimeter

pytestmark = pytest.mark.xdist_group("demo")

PLENARY = dt.date(2016, 11, 25)
KNOWN = end_of_day(PLENARY)
NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def deck(loaded: str) -> Document:  # noqa: ARG001 - asked for, for its effect
    """Compose the deck of the plenary as known on its day."""
    return compose("rendez-vous", as_of=PLENARY, known_at=KNOWN, printed_on=PLENARY, organisation="Le réseau")


def value(code: str, day: str, **options: object) -> object:
    """Return the value of a figure as known on the plenary's day."""
    return measure(code, as_of=dt.date.fromisoformat(day), known_at=KNOWN, **options).value  # type: ignore[arg-type] # by keyword


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("signataires", "2014-01-31", 47),
        ("signataires", "2015-01-31", 111),
        ("signataires", "2016-01-31", 203),
        ("signataires", "2016-11-25", 297),
        ("cooperations-lancees", "2014-12-31", 14),
        ("cooperations-lancees", "2015-12-31", 26),
        ("cooperations-lancees", "2016-10-31", 33),
        ("departements-en-amorce", "2014-12-31", 20),
        ("departements-en-amorce", "2015-12-31", 15),
        ("cooperations-locales-ou-en-structuration", "2016-10-31", 16),
        ("equipes", "2016-11-25", 184),
    ],
)
def test_the_figures_of_the_plenary_are_computed(code: str, day: str, expected: int) -> None:
    assert value(code, day) == expected


@pytest.mark.usefixtures("loaded")
def test_carriers_are_shares_of_the_teams_and_their_overlap_is_said() -> None:
    carried = measure("porteurs", as_of=PLENARY, known_at=KNOWN)
    assert {part.key: round(part.share or 0) for part in carried.parts} == {
        "association-nationale": 67,
        "association-locale": 21,
        "ccas-commune": 10,
        "clic": 2,
    }
    assert sum(part.value for part in carried.parts) - carried.overlap == carried.value == 184


@pytest.mark.usefixtures("loaded")
def test_teams_are_in_metropolitan_france_and_overseas() -> None:
    parts = {
        part.key: part.value for part in measure("equipes", as_of=PLENARY, known_at=KNOWN, by="zone").parts
    }
    assert set(parts) == {"metropole", "outre-mer"}
    assert sum(parts.values()) == 184


@pytest.mark.usefixtures("loaded")
def test_two_signatures_were_known_in_january_2015_and_are_not_any_more() -> None:
    january = dt.date(2015, 1, 31)
    assert measure("signataires", as_of=january, known_at=end_of_day(january)).value == 113
    assert measure("signataires", as_of=january, known_at=NOW).value == 111


@pytest.mark.usefixtures("loaded")
def test_the_page_of_the_figure_lists_the_two_rows() -> None:
    page = Client().get("/chiffres/signataires/differences/?au=2015-01-31&connu=2015-01-31").content.decode()
    assert page.count("Retiré du registre") == 2
    assert "doublon" in page


def test_the_deck_tells_the_plenary_in_order(deck: Document) -> None:
    assert [section.key for section in deck.sections] == [
        "couverture",
        "cooperations-2014-12",
        "cooperations-2015-12",
        "cooperations-2016-10",
        "signataires",
        "equipes",
        "porteurs",
        "personnes-et-equipes",
        "personnes-et-equipes-carte",
        "zones-blanches",
        "appuis",
        "formations-et-aides",
        "echanges",
        "ressources",
        "programme",
        "programme-axe-1",
        "programme-axe-2",
        "programme-axe-3",
        "programme-engagements",
        "chiffres-publies",
        "methode",
    ]
    maps = [b for s in deck.sections for b in s.blocks if isinstance(b, FranceMap)]
    assert len(maps) == 5
    assert any(point.departement.startswith("97") for point in maps[3].points)
    timeline = next(b for s in deck.sections for b in s.blocks if isinstance(b, Timeline))
    assert [(entry.when, len(entry.items)) for entry in timeline.entries] == [
        ("2014", 2),
        ("2015", 2),
        ("2016", 2),
    ]


def test_composing_again_gives_the_same_reference(deck: Document) -> None:
    again = compose(
        "rendez-vous", as_of=PLENARY, known_at=KNOWN, printed_on=PLENARY, organisation="Le réseau"
    )
    assert again.reference == deck.reference


@pytest.mark.usefixtures("loaded", "commands_keep_the_connection")
def test_every_format_holds_the_same_numbers(deck: Document, tmp_path: Path) -> None:
    asked = ["rendez-vous", "--as-of", "2016-11-25", "--known-at", "2016-11-25"]
    for form in ("pptx", "pdf", "html", "xlsx", "json"):
        assert main(["bilan", *asked, "-o", str(tmp_path / f"deck.{form}")]) == 0
    told = {(f.code, f.as_of.isoformat()): f for _section, f in figures(deck)}
    charts = {b.title: b.series[0].values for s in deck.sections for b in s.blocks if isinstance(b, Chart)}

    kept = json.loads((tmp_path / "deck.json").read_text())
    found = {
        (item["code"], item["as_of"]): item["value"]
        for section in kept["document"]["sections"]
        for block in section["blocks"]
        if block["block"] == "KeyFigures"
        for item in block["items"]
    }
    assert found == {
        at: str(one.value) if isinstance(one.value, Decimal) else one.value for at, one in told.items()
    }

    sheet = openpyxl.load_workbook(tmp_path / "deck.xlsx")["Chiffres"]
    cells = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {one.value for one in told.values() if isinstance(one.value, int)} <= cells

    slides = Presentation(str(tmp_path / "deck.pptx")).slides
    native = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert [tuple(chart.plots[0].series[0].values) for chart in native] == [
        tuple(float(v or 0) for v in values) for values in charts.values()
    ]
    assert charts["Signataires de la charte nationale"] == (47, 111, 203, 297)
    said = "\n".join(
        shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame
    )
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in slides)
    assert "tels que connus le 25\u00a0novembre 2016" in notes

    html = (tmp_path / "deck.html").read_text()
    pdf = "\n".join(page.extract_text() for page in PdfReader(tmp_path / "deck.pdf").pages)
    for text in (one.text for one in told.values() if one.value is not None):
        assert text in said
        assert text in html
        # Within a number, the thin space of the page is read back from the file as an ordinary one.
        assert text.replace("\u202f", " ") in pdf


@pytest.mark.office
@pytest.mark.usefixtures("loaded", "commands_keep_the_connection")
def test_libreoffice_opens_the_deck(tmp_path: Path) -> None:
    deck = tmp_path / "deck.pptx"
    assert main(["bilan", "rendez-vous", "--as-of", "2016-11-25", "-o", str(deck)]) == 0
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(deck)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    text = "\n".join(page.extract_text() for page in PdfReader(tmp_path / "deck.pdf").pages)
    assert "297 organisations ont signé la charte" in text
    assert "184 équipes citoyennes sont reconnues" in text


@pytest.mark.usefixtures("loaded")
def test_a_departement_has_its_own_bilan() -> None:
    gard = compose(
        "departement",
        as_of=dt.date(2019, 6, 18),
        known_at=NOW,
        printed_on=PLENARY,
        organisation="Le réseau",
        perimeter=Perimeter.parse("departement:30"),
    )
    assert gard.title.endswith("Gard")
    assert next(f for _s, f in figures(gard) if f.code == "equipes").value == 17
    published = next(s for s in gard.sections if s.key == "chiffres-publies")
    assert "17" in str(published.blocks)


@pytest.mark.usefixtures("loaded")
def test_a_departement_without_anyone_still_has_a_bilan() -> None:
    empty = compose(
        "departement",
        as_of=dt.date(2014, 1, 31),
        known_at=NOW,
        printed_on=PLENARY,
        organisation="Le réseau",
        perimeter=Perimeter.parse("departement:976"),
    )
    assert "Aucune coopération n'est connue ici à cette date" in [s.title for s in empty.sections]


@pytest.mark.usefixtures("loaded")
def test_the_bilan_of_a_departement_asks_which_one() -> None:
    with pytest.raises(Refused, match="departement:30"):
        compose("departement", as_of=PLENARY, known_at=NOW, printed_on=PLENARY, organisation="Le réseau")


@pytest.mark.usefixtures("loaded", "commands_keep_the_connection")
def test_the_command_prints_one_bilan_for_each_departement(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = ["bilan", "departement", "--as-of", "2016-11-25", "--each-departement"]
    assert main([*asked, "-o", str(tmp_path / "bilan-{}.json")]) == 0
    assert len(list(tmp_path.glob("bilan-*.json"))) == 101
    assert "101 bilans" in capfd.readouterr().out
    assert main([*asked, "-o", str(tmp_path / "bilan.json")]) == USAGE


@pytest.mark.usefixtures("loaded", "commands_keep_the_connection")
@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["inconnu", "-o", "x.json"], REFUSED, "Le bilan « inconnu » n'existe pas"),
        (["rendez-vous", "-o", "x.doc"], USAGE, "Choisissez une extension"),
        (["rendez-vous", "-o", "nulle-part/x.json"], REFUSED, "n'existe pas"),
        (["rendez-vous", "--perimeter", "departement:99", "-o", "x.json"], REFUSED, "99"),
    ],
)
def test_the_command_refuses_with_a_sentence(
    arguments: list[str],
    code: int,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["bilan", *arguments, "--as-of", "2016-11-25"]) == code
    assert sentence in capsys.readouterr().err.replace("\u00a0", " ")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("loaded")
def test_the_bilan_is_read_online_and_taken_away() -> None:
    client = Client()
    page = client.get("/bilan/rendez-vous/?au=2016-11-25")
    assert page.status_code == 200
    assert "297 organisations ont signé la charte" in page.content.decode()
    file = client.get("/bilan/rendez-vous/fichier.pptx?au=2016-11-25")
    assert file.headers["Content-Disposition"] == 'attachment; filename="rendez-vous-2016-11-25.pptx"'
    assert Presentation(io.BytesIO(file.content)).slides
    assert client.get("/bilan/rendez-vous/fichier.doc").status_code == 404
    assert client.get("/bilan/inconnu/").status_code == 404
    refused = client.get("/bilan/departement/")
    assert refused.status_code == 409
    assert "precisez" not in refused.content.decode()
    assert client.get("/bilan/departement/fichier.pdf").status_code == 409
    index = client.get("/bilan/?au=1899-01-01").content.decode()
    assert "Gard" in index
