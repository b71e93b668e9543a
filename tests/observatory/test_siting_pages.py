"""Where next? in the browser: a question in the address, its answer in a sentence, teams moved by hand."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from maillage.accounts.roles import Role
from maillage.territory.models import Commune
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast
from tests.observatory.official import ALES, GUERET, NIMES, UZES, ages, load
from tests.portal.reading import read, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
SLUG = "cooperation-du-gard"
PAGE = f"/cooperations/{SLUG}/animer/ou-aller/"
NATION = "/ou-aller/"
GARD = Perimeter("cooperation", SLUG)
ZERO = "existantes=non"


@pytest.fixture
def census(tmp_path: Path) -> None:
    """Load people of four communes: at Alès and at Nîmes most of them, 40 km apart."""
    load("structure-population", ages(tmp_path, {ALES: 5000, NIMES: 900, UZES: 100, GUERET: 3}))


@pytest.fixture
def animator(client: Client) -> Client:
    """Sign in as who animates the cooperation of the Gard."""
    sign_in(client, Role.ANIMATOR, GARD)
    return client


@pytest.fixture
def officer(client: Client) -> Client:
    """Sign in as one of the national team."""
    sign_in(client, Role.OFFICER)
    return client


def listed(page: str) -> list[str]:
    """Return the codes of the communes that a page proposes, in order."""
    return re.findall(r'id="commune-(\w+)"', page)


@pytest.mark.usefixtures("census")
def test_the_answer_is_a_sentence_first(animator: Client) -> None:
    said = read(animator, f"{PAGE}?equipes=1&{ZERO}")
    assert (
        "En partant de zéro, avec 1 équipe, 5 000 personnes de 75 ans ou plus auraient une équipe à moins de 15 km : "
        "83,3 % de celles du territoire." in said
    )
    assert "C'est prouvé : aucun autre choix ne peut faire mieux." in said
    assert "communes inconnues, comptées nulle part" in said
    assert "Ce n'est pas un classement des communes." in said
    assert "S'il y a là des bénévoles" in said
    assert "Gard 30 1 6 000 0 (0,0 %) 5 000 (83,3 %)" in said
    assert 'href="/observatoire/ou-aller/"' in animator.get(PAGE).content.decode()


@pytest.mark.usefixtures("census")
def test_existing_teams_count_unless_told_otherwise(animator: Client) -> None:
    said = read(animator, f"{PAGE}?equipes=1")
    assert (
        "Avec 1 équipe de plus, 5 000 personnes de 75 ans ou plus auraient une équipe à moins de 15 km"
        in said
    )
    assert "en plus des" in said
    assert "Les équipes qui existent ne comptent pas." not in said
    assert "Les équipes qui existent ne comptent pas." in read(animator, f"{PAGE}?equipes=1&{ZERO}")


def test_an_estimate_says_so_and_the_map_marks_the_communes(animator: Client) -> None:
    page = animator.get(f"{PAGE}?equipes=3").content.decode()
    assert "Estimation de démonstration" in words(page)
    marks = page.split('<g id="siting-sites"')[1].split("</figure>")[0]
    names = dict(Commune.objects.values_list("code", "name"))
    drawn = [unescape(one) for one in re.findall(r"<title>(.*?)</title>", marks)]
    assert [one.split(". ")[1].split(",")[0] for one in drawn] == [names[code] for code in listed(page)]
    assert len(drawn) == 3


@pytest.mark.usefixtures("census")
def test_the_whole_question_is_in_the_address(animator: Client) -> None:
    said = read(
        animator,
        f"{PAGE}?equipes=2&but=relais&rayon=10&compter=seules&imposer=Uz%C3%A8s&exclure={NIMES}&{ZERO}&au=2026-01-01",
    )
    assert "personnes de 75 ans ou plus vivant seules" in said
    assert "une deuxième en relais" in said
    assert "Imposées : Uzès." in said
    assert "Exclues : Nîmes." in said
    assert "Au 1er janvier 2026." in said
    assert "une deuxième" in said


@pytest.mark.usefixtures("census")
def test_the_least_distance_is_said_in_kilometres(animator: Client) -> None:
    said = read(animator, f"{PAGE}?equipes=1&but=distance&{ZERO}")
    assert re.search(r"Avec 1 équipe, les personnes .* seraient en moyenne à [\d,]+ km", said)
    assert "Elles vont ensemble : leur ordre ne dit rien." in said
    with_teams = read(animator, f"{PAGE}?equipes=1&but=distance")
    assert "au lieu de" in with_teams


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("equipes=0", "equipes", "Demandez de 1 à 2000 équipes : 0 ne convient pas."),
        ("equipes=abc", "equipes", "nombre entier"),
        ("equipes=900", "equipes", "900 équipes sont demandées"),
        ("rayon=90", "rayon", "Choisissez un rayon de 1 à 60 km"),
        ("plancher=140", "plancher", "va de 1 à 100 %"),
        ("plancher=50&but=distance", "plancher", "ne se demande qu'avec l'objectif"),
        ("plancher=100&equipes=1&existantes=non", "plancher", "n'est pas possible"),
        ("imposer=Zzzz", "imposer", "Aucune commune ne commence par"),
        ("imposer=Saint", "imposer", "laquelle ?"),
        ("imposer=23096", "imposer", "n'est pas dans le territoire demandé"),
        ("exclure=23096", "exclure", "n'est pas dans le territoire demandé"),
        ("equipes=1&imposer=30007;30189", "imposer", "2 communes imposées pour 1 équipes"),
        ("imposer=30007&exclure=30007", "imposer", "à la fois imposée et exclue"),
        ("imposer=" + "%0A".join(f"commune {n}" for n in range(61)), "imposer", "nommez-en 60 au plus"),
        ("au=hier", "au", "hier"),
        ("but=gagner", "but", "choisissez-en une autre"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(
    animator: Client, query: str, field: str, sentence: str
) -> None:
    answer = animator.get(f"{PAGE}?{query}")
    form = answer.context["form"]
    assert answer.status_code == 200
    assert sentence in " ".join(form.errors[field])
    assert sentence in words(answer.content.decode())
    assert answer.context["answer"] is None


@pytest.mark.usefixtures("census")
def test_moving_a_team_says_what_is_lost_and_undoes(animator: Client) -> None:
    question = f"equipes=1&{ZERO}&au=2026-01-01"
    page = animator.get(f"{PAGE}?{question}&bouger={ALES}").content.decode()
    assert "Déplacer l'équipe prévue à Alès vers une commune proche :" in words(page)
    assert len(re.findall(r"<a[^>]*deplace=", page)) == 8
    moved = read(animator, f"{PAGE}?{question}&deplace={ALES}-{NIMES}")
    assert "1 déplacement à la main : 4 100 personnes de moins que dans la proposition." in moved
    assert "Gard : 4 100 personnes de moins" in moved
    assert "déplacée à la main : le calcul proposait Alès" in moved
    page = animator.get(f"{PAGE}?{question}&deplace={ALES}-{NIMES}").content.decode()
    back = unescape(re.findall(rf'id="remettre-{NIMES}"\s+href="([^"]+)"', page)[0])
    assert "deplace" not in back
    assert listed(animator.get(back).content.decode()) == [ALES]


@pytest.mark.usefixtures("census")
def test_another_commune_is_named_without_javascript(animator: Client) -> None:
    question = f"equipes=1&{ZERO}&au=2026-01-01&bouger={ALES}"
    answer = animator.get(f"{PAGE}?{question}&vers=N%C3%AEmes")
    assert answer.status_code == 302
    assert f"deplace={ALES}-{NIMES}" in answer["Location"]
    assert listed(animator.get(answer["Location"]).content.decode()) == [NIMES]
    refused = read(animator, f"{PAGE}?{question}&vers=Zzzz")
    assert "Aucune commune ne commence par « Zzzz »" in refused
    # A team that was moved goes on from where it began; back there, it stays.
    again = animator.get(f"{PAGE}?equipes=1&{ZERO}&deplace={ALES}-{NIMES}&bouger={NIMES}&vers={ALES}")
    assert "deplace" not in again["Location"]


@pytest.mark.usefixtures("census")
@pytest.mark.parametrize(
    ("moves", "sentence"),
    [
        (f"{UZES}-{NIMES}", "rien à y déplacer"),
        (f"{ALES}-{GUERET}", "n'est pas dans le territoire demandé"),
    ],
)
def test_a_move_that_cannot_be_is_said_and_the_proposal_stays(
    animator: Client, moves: str, sentence: str
) -> None:
    page = animator.get(f"{PAGE}?equipes=1&{ZERO}&deplace={moves}").content.decode()
    assert sentence in words(page)
    assert listed(page) == [ALES]


def test_moves_that_do_not_read_are_said(animator: Client) -> None:
    assert "ne se lisent pas" in read(animator, f"{PAGE}?deplace=30007")


@pytest.mark.usefixtures("census")
def test_a_live_move_answers_with_what_changes_alone(animator: Client) -> None:
    question = f"equipes=1&{ZERO}&au=2026-01-01"
    page = animator.get(f"{PAGE}?{question}").content.decode()
    digest = re.search(r"Maillage-Ground&quot;: &quot;|Maillage-Ground\": \"", page)
    assert digest
    ground = page[digest.end() : digest.end() + 64]
    for headers in ({"HX-Request": "true"}, {"HX-Request": "true", "Maillage-Ground": ground}):
        live = animator.get(f"{PAGE}?{question}&deplace={ALES}-{NIMES}", headers=headers).content.decode()
        assert live.lstrip().startswith("<div")
        assert "4 100 personnes de moins" in words(live)
        assert "<html" not in live
        rest = unescape(re.findall(r'hx-get="([^"]*suite=1)"', live)[0])
        after = animator.get(rest, headers=headers).content.decode()
        assert 'hx-swap-oob="true"' in after
        assert "Gard 30 1 6 000 0 (0,0 %) 900 (15,0 %)" in words(after)
        assert "Nîmes, équipe à fonder" in after


@pytest.mark.usefixtures("census")
def test_the_communes_are_taken_away_in_the_same_order(animator: Client) -> None:
    answer = animator.get(f"{PAGE}?equipes=2&rayon=9&{ZERO}&format=csv")
    rows = answer.content.decode("utf-8-sig").splitlines()[1:]
    assert [row.split(";")[1] for row in rows] == [ALES, NIMES]
    assert "prochaines-equipes" in answer["Content-Disposition"]


@pytest.mark.usefixtures("census")
def test_few_people_are_not_told_and_small_communes_are_flagged(officer: Client) -> None:
    said = read(officer, f"{NATION}?territoire=Creuse&equipes=1&{ZERO}")
    assert "Guéret Creuse peu de personnes" in said
    assert "moins de 5 personnes de plus ont une équipe" in said
    answer = officer.get(f"{NATION}?territoire=Creuse&equipes=1&{ZERO}&format=csv").content.decode(
        "utf-8-sig"
    )
    assert "moins de 5 personnes : non publié" in answer


@pytest.mark.usefixtures("census")
def test_the_nation_chooses_its_territory(officer: Client) -> None:
    assert "équipe à moins de" not in read(officer, NATION)
    said = read(officer, f"{NATION}?equipes=2&rayon=9&{ZERO}")
    assert "Territoire : France." in said
    assert "5 900 personnes" in said
    assert "Territoire : Gard." in read(officer, f"{NATION}?territoire=departement:30&equipes=1")
    assert "Territoire : Occitanie." in read(officer, f"{NATION}?territoire=region:76&equipes=1")
    wrong = officer.get(f"{NATION}?territoire=lune:3&equipes=1").context["form"]
    assert "n'est pas compris" in wrong.errors["territoire"][0]
    small = officer.get(f"{NATION}?territoire=commune:30189&equipes=1").context["form"]
    assert "Ce calcul se fait pour la France" in small.errors["territoire"][0]


def test_a_cooperation_without_a_territory_says_why(client: Client, cast: Cast) -> None:
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.errante.slug))
    said = read(client, f"/cooperations/{cast.errante.slug}/animer/ou-aller/")
    assert "il n'y a rien à calculer" in said


def test_who_only_reads_the_cooperation_asks_and_does_not_save(client: Client) -> None:
    sign_in(client, Role.MEMBER, GARD)
    assert "Enregistrer ce scénario" not in read(client, f"{PAGE}?equipes=1")


def test_the_method_is_said_in_words_for_everyone(client: Client) -> None:
    said = read(client, reverse("siting_method"))
    assert "La preuve porte sur le calcul, pas sur les données." in said
    assert "Il dit où commencer à regarder, et pas où il faut aller." in said
