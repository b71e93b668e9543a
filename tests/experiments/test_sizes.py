"""How many teams an experiment needs: what the page promises, what it refuses, what it leads to."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.experiments.assemble import Setting, needed, sized
from maillage.experiments.exports.size_words import chances, size_words, written
from maillage.experiments.models import Design
from maillage.science.deployment import POWER
from maillage.territory.perimeter import FRANCE
from tests.accounts.people import sign_in
from tests.cast import Cast
from tests.experiments import bench
from tests.portal.reading import read

PAGE = "/experimentations/preparer/combien-d-equipes/"
# The worked example of docs/methodes/deploiement-progressif.md: UCLA-3, half a point, four steps.
EXAMPLE = Setting(design=Design.STEPPED, sites=20, people=12, effect=0.5, spread=1.8)


def test_the_worked_example_of_the_method() -> None:
    for people, teams in ((8, 28), (12, 20), (20, 12)):
        found = sized(replace(EXAMPLE, people=people, sites=teams))
        assert (found.needed, found.missing) == (teams, 0)
        assert found.power >= POWER
        assert found.detectable <= 0.5
        short = sized(replace(EXAMPLE, people=people, sites=teams - 4))
        assert (short.needed, short.missing) == (teams, 4)
        assert short.power < POWER
    for people, teams in ((8, 76), (12, 52), (20, 36)):
        assert sized(replace(EXAMPLE, people=people, effect=0.3)).needed == teams


@pytest.mark.parametrize("design", [Design.BEFORE_AFTER, Design.COMPARED, Design.STEPPED])
@pytest.mark.parametrize("likeness", [0.0, 0.05, 0.2])
def test_as_many_teams_as_needed_are_enough(design: Design, likeness: float) -> None:
    setting = replace(EXAMPLE, design=design, likeness=likeness)
    enough = sized(setting).needed
    there = sized(replace(setting, sites=enough))
    assert (there.power >= POWER, there.missing) == (True, 0)
    if enough > setting.steps:
        short = sized(replace(setting, sites=enough - setting.steps))
        assert (short.power < POWER, short.missing) == (True, setting.steps)


def test_a_lot_of_few_orders_concludes_nothing_however_large_the_effect() -> None:
    found = sized(replace(EXAMPLE, sites=4, steps=2, effect=9.0))
    assert (found.orders, found.too_few_orders) == (6, True)
    # Six orders at four sites, twenty at six: one in twenty is then rare enough.
    assert (found.needed, found.missing) == (6, 2)
    assert sized(replace(EXAMPLE, sites=6, steps=2, effect=9.0)).missing == 0
    told = size_words(replace(EXAMPLE, sites=4, steps=2, effect=9.0))
    assert told.answer == (
        "Avec 4 équipes en 2 vagues, le sort n'a que 6 ordres possibles : aucune différence ne serait assez rare "
        "pour conclure."
    )
    assert told.what_ifs[0].chances == "aucune chance"


@pytest.mark.parametrize(
    ("power", "words"),
    [
        (0.04, "moins d'une chance sur 10"),
        (0.19, "1 chance sur 10"),
        (0.799, "7 chances sur 10"),
        (0.8, "8 chances sur 10"),
        (0.97, "plus de 9 chances sur 10"),
    ],
)
def test_a_chance_is_rounded_down(power: float, words: str) -> None:
    assert chances(replace(sized(EXAMPLE), power=power)) == words


def test_points_are_written_without_idle_zeros() -> None:
    said = [written(value) for value in (1.0, 12.34, 0.5, 0.456, 0.0123, -1.25, 0.0)]
    assert said == ["1", "12,3", "0,5", "0,46", "0,012", "−1,2", "0"]


@pytest.mark.django_db
def test_the_plan_says_its_own_likeness_and_steps() -> None:
    alike = bench.written(design="comparaison", likeness=Decimal("0.2"), title="Ressemblants")
    # 2 × (1,96 + 0,84)² × (1,8 / 0,5)² × (1 + 19 × 0,2) = 977 people a side, twenty a site.
    assert needed(alike) == 2 * 49
    assert [needed(bench.written(design="progressif", steps=steps)) for steps in (2, 4)] == [26, 12]


@pytest.mark.django_db
def test_the_page_begins_with_an_example(client: Client) -> None:
    page = read(client, PAGE)
    for words in (
        "C'est un exemple : mettez vos nombres à la place.",
        "Avec 8 équipes et 15 personnes par équipe à chaque mesure, vous auriez 5 chances sur 10 de voir une",
        "différence de 0,5 point, si elle existe.",
        "Il en faudrait 16 pour avoir 8 chances sur 10 : il vous en manque 8.",
        "Chaque équipe est mesurée 5 fois : avant, puis après chaque vague de démarrage.",
        "5 % de ce qui les distingue tient à leur équipe",
        "Vague 4 : 2 équipes attend attend attend attend essaie",
        "Sous une douzaine d'équipes",
        "La méthode, ses formules et ses sources",
    ):
        assert words in page, words
    assert "Préparer une expérimentation" not in page


@pytest.mark.django_db
def test_the_page_answers_for_each_design(client: Client) -> None:
    compared = read(client, f"{PAGE}?comparaison=comparaison&sites=40&personnes=20")
    assert "vous auriez 8 chances sur 10" in compared
    assert "C'est assez : 8 chances sur 10 demandent 40 équipes." in compared
    assert "Une moitié des équipes essaie" in compared
    assert "C'est un exemple" not in compared
    assert "Qui commence quand" not in compared
    alone = read(client, f"{PAGE}?comparaison=avant-apres&sites=1&personnes=30&ressemblance=0,6")
    assert "Avec 1 équipe et 30 personnes par équipe" in alone
    assert "vont souvent mieux ensuite, quoi que l'on fasse" in alone
    assert "se ressemblaient deux fois plus" not in alone
    assert "60 % de ce qui" in alone
    assert "12,5 % de ce qui" in read(client, f"{PAGE}?ressemblance=0,125")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sites=3", "Il faut au moins une équipe par vague"),
        ("comparaison=comparaison&sites=1", "Pour comparer, il faut deux équipes au moins."),
        ("effet=0", "Écrivez un nombre plus grand que zéro."),
        ("ecart=-1", "Écrivez un nombre plus grand que zéro."),
        ("ressemblance=1", "Écrivez un nombre de 0 à moins de 1"),
        ("ressemblance=-0,1", "Écrivez un nombre de 0 à moins de 1"),
        ("sites=beaucoup", "Saisissez un nombre entier."),
        ("sites=", "Écrivez un nombre."),
        ("vagues=1", "supérieure ou égale à 2"),
        ("personnes=99999", "inférieure ou égale à 5000"),
        ("comparaison=recit", "Cette réponse n'est plus proposée"),
        ("effet=NaN", "Saisissez un nombre."),
        ("effet=", "Écrivez un nombre."),
    ],
)
def test_what_cannot_be_is_said(client: Client, query: str, sentence: str) -> None:
    page = read(client, f"{PAGE}?{query}")
    assert sentence in page
    assert "La réponse" not in page


@pytest.mark.django_db
def test_its_numbers_begin_a_plan(client: Client) -> None:
    sign_in(client, Role.OFFICER, FRANCE, name="Zoé Blanc")
    asked = "comparaison=progressif&mesure=lsns-6&sites=24&personnes=18&vagues=6&effet=1,5&ecart=5,5"
    page = client.get(f"{PAGE}?{asked}").content.decode()
    assert "Préparer une expérimentation avec ces nombres" in page
    there = page.split('href="/tenir-les-experimentations/preparer/?', 1)[1].split('"', 1)[0]
    form = client.get(f"/tenir-les-experimentations/preparer/?{there.replace('&amp;', '&')}")
    told = form.context["form"].initial
    assert {name: str(value) for name, value in told.items()} == {
        "design": "progressif",
        "scale": "lsns-6",
        "people": "18",
        "steps": "6",
        "smallest_effect": "1.5",
        "spread": "5.5",
        "likeness": "0.05",
    }
    refused = client.get("/tenir-les-experimentations/preparer/?sites=rien")
    assert refused.context["form"].initial == {}
    beside = client.get("/tenir-les-experimentations/preparer/?comparaison=avant-apres")
    assert "steps" not in beside.context["form"].initial


@pytest.mark.django_db
def test_the_page_of_a_plan_asks_about_its_own_numbers(client: Client, cast: Cast) -> None:
    sign_in(client, Role.OFFICER, FRANCE, name="Zoé Blanc")
    row = bench.registered(40, design="comparaison").experiment
    bench.entered(row, cast.tilleul)
    page = client.get(f"/tenir-les-experimentations/{row.pk}/").content.decode()
    query = page.split(f'href="{PAGE}?', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    assert dict(pair.split("=") for pair in query.split("&")) == {
        "comparaison": "comparaison",
        "mesure": "ucla-3",
        "personnes": "20",
        "effet": "0.500",
        "ecart": "1.800",
        "sites": "1",
    }
    assert "Pour comparer, il faut deux équipes au moins." in read(client, f"{PAGE}?{query}")


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["deploiement-progressif", "effets", "echelles"])
def test_a_method_is_read_on_the_site(client: Client, code: str) -> None:
    address = f"/experimentations/methode/{code}/"
    whole = client.get(address).content.decode()
    assert whole.count("<h1") == 1
    assert '<div class="table-scroll" role="region"' in whole
    assert ".md)" not in whole
    assert "Sources" in whole
    assert client.get("/experimentations/methode/autre/").status_code == 404
    assert 'href="/experimentations/methode/effets/"' in whole or code == "effets"
