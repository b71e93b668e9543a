"""Figures: the catalogue, the page of each, the records behind it, what changed, what was published."""

import csv
import io
import re
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pptx import Presentation
from pytest_django import Settings

from maillage.common.facts import stamp
from maillage.common.formats import number
from maillage.indicators.catalogue import CATALOGUE, groups
from maillage.indicators.measure import measure
from maillage.indicators.models import PublishedFigure
from maillage.indicators.records import records
from maillage.portal.curve import Curve, curve_svg, step_of
from maillage.portal.figures import month_ends
from tests.cast import NOW, PLENARY, TAKEN_OVER, date
from tests.portal.reading import read, words

DAY = "au=2016-11-25"


def test_the_page_of_figures_has_the_whole_catalogue() -> None:
    assert [figure for _title, held in groups() for figure in held] == list(CATALOGUE.values())


@pytest.mark.usefixtures("cast")
def test_every_figure_is_there_with_its_value_definition_unit_and_source(client: Client) -> None:
    said = read(client, f"/chiffres/?{DAY}")
    for code, figure in CATALOGUE.items():
        assert str(figure.title) in said, code
        assert " ".join(str(figure.definition).split()) in said, code
    assert "5 organisations ont signé la charte" in said
    assert "Unité : organisation. Source : registre des signatures." in said
    assert "33,3 % des équipes reconnues" in said


@pytest.mark.parametrize("code", sorted(CATALOGUE))
@pytest.mark.usefixtures("cast")
def test_a_figure_and_its_records_say_the_same_number(client: Client, code: str) -> None:
    measured = measure(code, as_of=PLENARY, known_at=NOW)
    count = measured.value if measured.numerator is None else measured.numerator
    if CATALOGUE[code].census:  # of people, one record is a commune, and says how many live there
        count = len(records(code, as_of=PLENARY, known_at=NOW))
        assert count
    page = read(client, f"/chiffres/{code}/?{DAY}")
    listed = read(client, f"/chiffres/{code}/fiches/?{DAY}")
    assert measured.definition in page
    assert words(f" {number(count or 0)} fiche") in listed
    for kind in ("csv", "xlsx", "ods"):
        assert client.get(f"/chiffres/{code}/?format={kind}").status_code == 200


@pytest.mark.django_db
def test_a_figure_without_denominator_is_unknown_and_says_why(client: Client) -> None:
    said = read(client, "/chiffres/part-porteurs-clic/?au=2014-06-01")
    assert "inconnu" in said
    assert "le dénominateur est nul" in said
    assert "0 sur 0" in said
    assert "dénominateur est nul" in read(client, "/chiffres/")


@pytest.mark.django_db
def test_the_gap_to_an_unknown_figure_is_unknown(client: Client) -> None:
    PublishedFigure.objects.create(
        code="part-porteurs-clic",
        on=PLENARY,
        value=Decimal(2),
        unit="%",
        publication="Lettre",
        **stamp(TAKEN_OVER),
    )
    assert "Lettre 25 novembre 2016 2 % inconnu inconnu" in read(
        client, f"/chiffres/part-porteurs-clic/?{DAY}"
    )


@pytest.mark.usefixtures("cast")
def test_a_ratio_shows_both_its_terms(client: Client) -> None:
    assert "1 sur 3" in read(client, f"/chiffres/part-porteurs-clic/?{DAY}")


@pytest.mark.usefixtures("cast")
def test_the_parts_add_up_less_their_overlap(client: Client) -> None:
    said = read(client, f"/chiffres/porteurs/?{DAY}")
    assert "Comptées dans deux parts −1" in said
    assert "Ensemble 3" in said
    by_place = read(client, f"/chiffres/porteurs/?{DAY}&par=departement")
    assert "La Réunion 1 33,3" in by_place
    assert "Rien à répartir" in read(client, "/chiffres/porteurs/?au=2013-06-01")


@pytest.mark.usefixtures("cast")
def test_a_split_that_does_not_exist_is_the_usual_one(client: Client) -> None:
    assert "Comptées dans deux parts" in read(client, f"/chiffres/porteurs/?{DAY}&par=lune")


@pytest.mark.usefixtures("cast")
def test_a_figure_of_a_departement(client: Client) -> None:
    said = read(client, f"/chiffres/equipes/?{DAY}&perimetre=departement:30")
    assert "1 équipe citoyenne est reconnue" in said
    assert "Gard · voir la France" in said
    assert "1 fiche" in read(client, f"/chiffres/equipes/fiches/?{DAY}&perimetre=departement:30")
    assert "1 fiche" in read(
        client, f"/chiffres/equipes/fiches/?{DAY}&perimetre=cooperation:cooperation-du-gard"
    )


@pytest.mark.parametrize(
    ("code", "perimeter", "sentence"),
    [
        ("equipes", "lune", "Le périmètre « lune » n'est pas compris"),
        ("equipes", "departement:99", "Le département « 99 » n'existe pas"),
        ("equipes", "cooperation:x", "Aucune coopération ne porte l'identifiant"),
        ("appuis", "departement:30", "vaut pour toute la France"),
        ("equipes", "%00", ""),
        ("equipes", "a" * 10_000, "n'est pas compris"),
    ],
)
@pytest.mark.parametrize("end", ["", "fiches/"])
@pytest.mark.usefixtures("cast")
def test_a_perimeter_that_is_not_understood_is_said_and_france_stands_in(
    client: Client, code: str, perimeter: str, sentence: str, end: str
) -> None:
    said = read(client, f"/chiffres/{code}/{end}?{DAY}&perimetre={perimeter}")
    assert sentence in said
    assert ("Voici le chiffre de la France." in said) == bool(sentence)


@pytest.mark.usefixtures("cast")
def test_a_figure_that_changed_since_says_how_many_rows_did(client: Client) -> None:
    said = read(client, "/chiffres/signataires/?au=2015-01-31")
    assert "Le 31 janvier 2015, on en connaissait 6. Depuis, une ligne a changé : voir lesquelles." in said
    page = client.get("/chiffres/signataires/?au=2015-01-31").content.decode()
    assert "/chiffres/signataires/differences/?au=2015-01-31&amp;connu=2015-01-31&amp;et=" in page
    then = read(client, "/chiffres/signataires/?au=2015-01-31&connu=2015-01-31")
    assert "6 organisations ont signé" in then
    assert "une ligne a changé" in then


@pytest.mark.usefixtures("cast")
def test_a_figure_that_did_not_change_says_nothing_of_it(client: Client) -> None:
    assert "lignes" not in read(client, f"/chiffres/equipes/?{DAY}").split("Définition")[0]
    assert "a changé" not in read(client, "/chiffres/signataires/")
    assert "a changé" not in read(client, "/chiffres/signataires/?au=2013-01-02")


@pytest.mark.usefixtures("cast")
def test_the_rows_that_left_and_came_are_listed_with_their_reason(client: Client) -> None:
    gone = read(client, "/chiffres/signataires/differences/?au=2015-01-31&connu=2015-01-31&et=2017-06-01")
    assert "1 ligne n'y est plus" in gone
    assert (
        "Les Voisins du Tilleul Gard 31 janvier 2014 Retiré du registre : doublon des Voisins du Tilleul"
        in gone
    )
    assert "0 ligne est venue" in gone
    came = read(client, "/chiffres/signataires/differences/?au=2016-11-25&et=2017-06-01")
    assert "1 ligne est venue" in came
    assert "CLIC du Barachois La Réunion 2 mai 2016 Appris depuis : courrier du CLIC" in came
    assert "hier" in read(client, "/chiffres/signataires/differences/?au=2015-01-31&et=hier")


@pytest.mark.usefixtures("cast")
def test_records_lead_to_their_pages_in_the_order_of_names(client: Client) -> None:
    page = client.get(f"/chiffres/signataires/fiches/?{DAY}").content.decode()
    names = [
        "CCAS d&#x27;Alès",
        "CLIC du Barachois",
        "Entraide nomade",
        "Fraternité des Âges",
        "Les Voisins du Tilleul",
    ]
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert '/organisations/entraide-nomade/?au=2016-11-25"' in page
    assert (
        '/departements/30/?au=2016-11-25"'
        in client.get(f"/chiffres/departements-engages/fiches/?{DAY}").content.decode()
    )
    assert "Aucune fiche à cette date." in read(client, "/chiffres/signataires/fiches/?au=2013-01-02")


@pytest.mark.usefixtures("cast")
def test_records_are_taken_away(client: Client) -> None:
    answer = client.get(f"/chiffres/signataires/fiches/?{DAY}&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 6
    assert rows[1] == ["CCAS d'Alès", "Gard", "12/06/2014", "reprise du registre"]


@pytest.mark.usefixtures("cast")
def test_what_was_published_stands_beside_ours_with_the_gap(client: Client) -> None:
    said = read(client, f"/chiffres/signataires/?{DAY}")
    assert "Diaporama de la plénière 25 novembre 2016 6 5 −1" in said
    assert "Diaporama" in read(client, "/chiffres/publies/")
    assert "Aucun chiffre publié pour cette date" in read(client, f"/chiffres/equipes/?{DAY}")


@pytest.mark.usefixtures("cast")
def test_published_figures_are_computed_declared_or_of_a_place(client: Client) -> None:
    told = stamp(TAKEN_OVER)

    def publish(code: str, value: str, perimeter: str = "france", *, approximate: bool = False) -> None:
        PublishedFigure.objects.create(
            code=code, on=PLENARY, value=Decimal(value), unit="fois", perimeter=perimeter,
            approximate=approximate, publication="Lettre", note="à relire", **told,
        )  # fmt: skip

    publish("part-porteurs-clic", "33")
    publish("equipes", "2", approximate=True)
    publish("equipes", "1", "departement:30")
    publish("nombre-de-cafes", "1234.5")
    said = read(client, "/chiffres/publies/")
    assert "33 % 33,3 % +0,3 point Lettre à relire" in said
    assert "près de 2 3 +1" in said
    assert "departement:30 25 novembre 2016 1 voir le chiffre" in said
    assert "Déclarés, que le registre ne calcule pas" in said
    assert "Nombre de cafes 25 novembre 2016 1 234,5 fois" in said
    rows = client.get("/chiffres/publies/?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 6


@pytest.mark.django_db
def test_without_a_published_figure_the_page_says_what_will_be_there(client: Client) -> None:
    assert "Les chiffres publiés seront ici" in read(client, "/chiffres/publies/")


def test_months_end_on_their_last_day_and_on_the_day_asked() -> None:
    assert month_ends(date(2015, 11, 3), date(2016, 2, 10)) == [
        date(2015, 11, 30), date(2015, 12, 31), date(2016, 1, 31), date(2016, 2, 10)
    ]  # fmt: skip
    assert month_ends(date(2016, 2, 29), date(2016, 2, 29)) == [date(2016, 2, 29)]


@pytest.mark.usefixtures("cast")
def test_the_line_of_a_figure_says_where_it_begins_and_arrives(client: Client) -> None:
    page = client.get(f"/chiffres/signataires/?{DAY}").content.decode()
    assert (
        "Signataires de la charte nationale : 2 au 31\u00a0janvier 2014, 5 au 25\u00a0novembre 2016." in page
    )
    said = read(client, f"/chiffres/signataires/?{DAY}")
    assert "31 janvier 2014 2" in said


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (3, 1), (5, 2), (9, 2.5), (10, 2.5), (184, 50), (297, 100), (1000, 250)]
)
def test_a_line_has_round_steps(highest: int, step: float) -> None:
    assert step_of(Decimal(highest)) == Decimal(str(step))


def test_a_line_stops_at_what_is_known() -> None:
    days = [date(2015, 1, 31), date(2015, 2, 28), date(2015, 3, 31)]
    drawn = curve_svg(
        Curve(title="Part", days=days, values=[None, Decimal(50), 40], written=["?", "50 %", "40 %"])
    )
    assert drawn.count(",") >= 2
    assert ">40 %</text>" in drawn
    assert curve_svg(Curve(title="Part", days=days, values=[None] * 3, written=["?"] * 3)) == ""
    one = curve_svg(Curve(title="Zéro", days=days[:1], values=[0], written=["0"]))
    assert "NaN" not in one
    many = curve_svg(
        Curve(
            title="Long",
            days=month_ends(date(1990, 1, 1), date(2026, 1, 1)),
            values=list(range(433)),
            written=[str(n) for n in range(433)],
        )
    )
    assert many.count('text-anchor="middle"') <= 8


@pytest.mark.parametrize(
    ("perimeter", "label", "sentence"),
    [
        ("region:76", "Occitanie", "1 équipe citoyenne est reconnue"),
        ("departement:30", "Gard", "1 équipe citoyenne est reconnue"),
        ("commune:30189", "Nîmes", "1 équipe citoyenne est reconnue"),
        ("commune:30007", "Alès", "0 équipe citoyenne est reconnue"),
        ("cooperation:cooperation-du-gard", "Coopération du Gard", "1 équipe citoyenne est reconnue"),
        ("porteur:les-voisins-du-tilleul", "Les Voisins du Tilleul", "1 équipe citoyenne est reconnue"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_the_list_and_the_page_speak_of_the_territory_that_one_chose(
    client: Client, perimeter: str, label: str, sentence: str
) -> None:
    listed = client.get(f"/chiffres/?{DAY}&perimetre={perimeter}")
    said = words(listed.content.decode())
    assert f"Territoire : {label}" in said
    assert sentence in said
    assert "« Appuis déployés » vaut pour toute la France" in said
    kept = urlencode({"au": "2016-11-25", "perimetre": perimeter}).replace("&", "&amp;")
    assert f'href="/chiffres/equipes/?{kept}"' in listed.content.decode()
    assert f'href="/chiffres/equipes/fiches/?{kept}"' in listed.content.decode()
    page = client.get(f"/chiffres/equipes/?{DAY}&perimetre={perimeter}").content.decode()
    assert sentence in words(page)
    assert f"Territoire : {label}" in words(page)
    assert f'href="/chiffres/?{kept}"' in page  # the crumb


@pytest.mark.parametrize("path", ["/chiffres/", "/chiffres/equipes/"])
@pytest.mark.usefixtures("cast")
def test_a_territory_is_found_by_its_name_without_javascript(client: Client, path: str) -> None:
    page = client.get(f"{path}?{DAY}&ou=gard").content.decode()
    assert "Lequel ? Choisissez :" in words(page)
    for label, perimeter in (
        ("Gard (30), département", "departement:30"),
        ("Coopération du Gard, coopération", "cooperation:cooperation-du-gard"),
    ):
        href = urlencode({"au": "2016-11-25", "perimetre": perimeter}).replace("&", "&amp;")
        assert re.search(rf'href="\?{re.escape(href)}"[^>]*>\s*{re.escape(label)}', page), label
    assert "Les Voisins du Tilleul, porteur" in read(client, f"{path}?{DAY}&ou=tilleul")
    assert "Toute la France" in read(client, f"{path}?{DAY}&perimetre=departement:30")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("perimetre=lune", "Le périmètre « lune » n'est pas compris"),
        ("perimetre=departement:99", "Le département « 99 » n'existe pas"),
        ("perimetre=cooperation:x", "Aucune coopération ne porte l'identifiant"),
        ("perimetre=porteur:x", "Aucune organisation ne porte l'identifiant"),
        ("perimetre=' OR 1=1 --", "n'est pas compris"),
        (f"perimetre={'a' * 10_000}", "n'est pas compris"),
        ("perimetre=%00", "Territoire : France"),
        ("ou=zzqqxx", "Ni lieu, ni coopération, ni porteur ne s'appelle « zzqqxx »"),
        ("ou=x", "Ni lieu, ni coopération, ni porteur"),
        ("ou=%00", "Territoire : France"),
        ("ou=" + "é" * 10_000, "Ni lieu, ni coopération"),
        ("ou=%25_ OR 1=1 NEAR(a b)", "Ni lieu, ni coopération"),
        ("au=2999-01-01", "est hors du possible"),
        ("au=2090-01-01", "Cette date est dans le futur"),
        ("au=1950-07-14", "Rien n'est daté d'avant 2013"),
        ("au=hier&connu=demain", "Voici la situation d'aujourd'hui"),
        ("format=exe", "Territoire : France"),
    ],
)
@pytest.mark.parametrize("path", ["/chiffres/", "/chiffres/equipes/"])
@pytest.mark.usefixtures("cast")
def test_what_is_not_understood_is_said_and_france_stands_in(
    client: Client, path: str, query: str, sentence: str
) -> None:
    said = read(client, f"{path}?{query}")
    assert sentence in said
    assert "Territoire : France" in said


@pytest.mark.usefixtures("cast")
def test_the_whole_page_is_taken_away(client: Client) -> None:
    query = f"{DAY}&perimetre=departement:30"
    page = client.get(f"/chiffres/?{query}").content.decode()
    answer = client.get(f"/chiffres/?{query}&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(CATALOGUE) + 1
    assert {row[1] for row in rows[1:]} == set(CATALOGUE)
    values = {row[1]: row[3] for row in rows[1:]}
    assert values["equipes"] == "1"
    assert "vaut pour toute la France" in values["appuis"]
    assert {(row[8], row[9]) for row in rows[1:]} == {("Gard", "25/11/2016")}
    assert client.get(f"/chiffres/?{query}&format=xlsx").content[:2] == b"PK"
    assert client.get(f"/chiffres/?{query}&format=ods").content[:2] == b"PK"
    (slides,) = re.findall(r'href="(/bilan/chiffres/fichier\.pptx[^"]*)"', page)
    deck = Presentation(io.BytesIO(client.get(unescape(slides)).content))
    shown = " ".join(
        shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame
    )
    assert "Les chiffres de la mobilisation" in shown
    assert "Gard" in shown
    assert "équipe citoyenne est reconnue" in shown
    assert any(shape.has_chart for slide in deck.slides for shape in slide.shapes)
    france = client.get(f"/chiffres/?{DAY}&format=csv").content.decode("utf-8-sig")
    assert "6 (Diaporama de la plénière)" in france


@pytest.mark.usefixtures("cast")
def test_the_list_sets_what_was_published_beside(client: Client) -> None:
    said = read(client, f"/chiffres/?{DAY}")
    assert "Publié : 6 (Diaporama de la plénière). Écart : −1" in said
    assert "Publié : 6" not in read(client, f"/chiffres/?{DAY}&perimetre=departement:30")
    PublishedFigure.objects.create(
        code="porteurs", on=PLENARY, value=Decimal(5), unit="équipe", approximate=True, publication="Lettre",
        **stamp(TAKEN_OVER),
    )  # fmt: skip
    assert "Publié : près de 5 (Lettre). Écart : −2" in read(client, f"/chiffres/?{DAY}")


@pytest.mark.usefixtures("cast")
def test_a_lasting_link_holds_both_dates_and_the_territory(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://reseau.exemple/"
    for path in ("/chiffres/", "/chiffres/equipes/"):
        page = client.get(f"{path}?{DAY}&perimetre=departement:30", headers={"x-forwarded-host": "evil"})
        (link,) = re.findall(r'class="lasting-link"\s+href="([^"]+)"', page.content.decode())
        asked = parse_qs(urlsplit(unescape(link)).query)
        assert link.startswith(f"https://reseau.exemple{path}?")
        assert asked["au"] == ["2016-11-25"]
        assert asked["connu"] == [timezone.localdate().isoformat()]
        assert asked["perimetre"] == ["departement:30"]
        again = urlsplit(unescape(link))
        assert "Territoire : Gard" in read(client, f"{again.path}?{again.query}")
    then = client.get("/chiffres/signataires/?au=2015-01-31&connu=2015-01-31&par=nature").content.decode()
    assert "au=2015-01-31&amp;connu=2015-01-31&amp;par=nature" in then
    assert read(client, "/chiffres/signataires/?au=2015-01-31&connu=2015-01-31").count("6 organisations") == 1
