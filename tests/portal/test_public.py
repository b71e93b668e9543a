"""What anyone may see without signing in: this list, held here, and nothing else."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from maillage.portal.urls import MEMBERS, PUBLIC, urlpatterns
from tests.portal.reading import read

ADDRESSES = {
    "home": "",
    "map": "carte/",
    "places": "territoires/",
    "place_suggestions": "territoires/propositions/",
    "departement": "departements/<str:code>/",
    "departement_print": "departements/<str:code>/<str:paper>.pdf",
    "cooperations": "cooperations/",
    "cooperation": "cooperations/<slug:slug>/",
    "cooperation_print": "cooperations/<slug:slug>/<str:paper>.pdf",
    "search": "recherche/",
    "teams": "equipes/",
    "team": "equipes/<slug:slug>/",
    "team_print": "equipes/<slug:slug>/<str:paper>.pdf",
    "start_team": "creer-une-equipe/",
    "charter": "charte/",
    "signatories": "signataires/",
    "organisation": "organisations/<slug:slug>/",
    "supports_received": "appuis/<str:kind>/<slug:slug>/",
    "organisation_print": "organisations/<slug:slug>/<str:paper>.pdf",
    "figures": "chiffres/",
    "published_figures": "chiffres/publies/",
    "figure": "chiffres/<slug:code>/",
    "figure_records": "chiffres/<slug:code>/fiches/",
    "figure_differences": "chiffres/<slug:code>/differences/",
    "programmes": "programme/",
    "programme": "programme/<slug:slug>/",
    "action": "programme/<slug:slug>/<int:axis>.<int:number>/",
    "experiments": "experimentations/",
    "experiment": "experimentations/<slug:slug>/",
    "questions": "experimentations/questions/<slug:code>/",
    "experiment_method": "experimentations/methode/<slug:code>/",
    "experiment_size": "experimentations/preparer/combien-d-equipes/",
    "observatory": "observatoire/",
    "observatory_method": "observatoire/methode/",
    "siting_method": "observatoire/ou-aller/",
    "observatory_epci": "observatoire/intercommunalites/<str:code>/",
    "observatory_canton": "observatoire/cantons/<str:code>/",
    "observatory_departement": "observatoire/<str:code>/",
    "pledges": "engagements/",
    "activity": "activite/",
    "funder": "financeurs/<slug:slug>/",
    "policies": "politiques/",
    "policy": "politiques/<slug:slug>/",
    "events": "rendez-vous/",
    "event": "rendez-vous/<slug:slug>/",
    "event_schedule": "rendez-vous/<slug:slug>/programme.xml",
    "event_calendar": "rendez-vous/<slug:slug>/agenda.ics",
    "resources": "ressources/",
    "resource": "ressources/<slug:slug>/",
    "resource_print": "ressources/<slug:slug>/fiche.pdf",
    "gallery": "composants/",
    "accessibility": "accessibilite/",
    "legal": "mentions/",
    "privacy": "vie-privee/",
    "sources": "sources/",
    "security": ".well-known/security.txt",
    "robots": "robots.txt",
    "sitemap": "sitemap.xml",
    "data": "donnees/",
    "choose_language": "langue/",
    "healthz": "healthz",
    "demo": "demo/",
    "demo_sign_in": "demo/<int:pk>/",
}

PAGES = (
    "/",
    "/?vue=tuiles",
    "/?vue=tableau",
    "/?vue=lune",
    "/carte/",
    "/carte/?vue=tuiles",
    "/carte/?vue=tableau",
    "/carte/?vue=lune&fond=lune",
    "/activite/",
    "/activite/?mois=12&perimetre=departement:30",
    "/territoires/",
    "/territoires/?lieu=nimes",
    "/territoires/propositions/?lieu=ni",
    "/departements/30/",
    "/departements/974/",
    "/cooperations/",
    "/cooperations/?vue=tableau",
    "/cooperations/cooperation-du-gard/",
    "/cooperations/cooperation-errante/",
    "/recherche/",
    "/recherche/?q=voisins",
    "/equipes/",
    "/equipes/equipe-du-tilleul/",
    "/equipes/equipe-en-esquisse/",
    "/creer-une-equipe/",
    "/creer-une-equipe/?lieu=nimes",
    "/charte/",
    "/charte/?version=1",
    "/charte/?texte=equipe",
    "/signataires/",
    "/organisations/les-voisins-du-tilleul/",
    "/organisations/entraide-nomade/",
    "/appuis/equipes/equipe-du-tilleul/",
    "/appuis/cooperations/cooperation-du-gard/",
    "/appuis/organisations/les-voisins-du-tilleul/",
    "/organisations/fraternite-des-ages/",
    "/chiffres/",
    "/chiffres/publies/",
    "/chiffres/signataires/",
    "/chiffres/porteurs/",
    "/chiffres/appuis/",
    "/chiffres/part-porteurs-clic/",
    "/chiffres/departements-engages/fiches/",
    "/chiffres/signataires/differences/",
    "/experimentations/",
    "/experimentations/methode/deploiement-progressif/",
    "/experimentations/preparer/combien-d-equipes/",
    "/observatoire/",
    "/observatoire/?vue=tuiles",
    "/observatoire/?vue=tableau",
    "/observatoire/methode/",
    "/observatoire/ou-aller/",
    "/observatoire/30/",
    "/observatoire/30/?maille=intercommunalites&vue=tableau",
    "/observatoire/974/",
    "/observatoire/?maille=intercommunalites",
    "/observatoire/?maille=cantons",
    "/observatoire/?maille=communes&vue=tableau&page=2",
    "/observatoire/?rayon=lune&equipes=non&projets=non",
    "/observatoire/intercommunalites/200066918/",
    "/engagements/",
    "/politiques/",
    "/rendez-vous/",
    "/ressources/",
    "/composants/",
    "/accessibilite/",
    "/mentions/",
    "/vie-privee/",
    "/sources/",
    "/.well-known/security.txt",
    "/robots.txt",
    "/sitemap.xml",
    "/donnees/",
)
BEFORE_ANYTHING = "2013-01-01"


def test_the_public_pages_are_these_and_no_other() -> None:
    assert {name: route for route, _view, name in PUBLIC} == ADDRESSES
    assert len(urlpatterns) == len(PUBLIC) + len(MEMBERS)


def test_every_public_view_says_that_no_sign_in_is_asked() -> None:
    assert get_resolver("maillage.portal.urls").url_patterns == urlpatterns
    for pattern in urlpatterns:
        is_public = getattr(pattern.callback, "login_required", True) is False
        assert is_public is (str(pattern.name) in ADDRESSES), pattern.name
    assert all(isinstance(pattern, URLPattern) for pattern in urlpatterns)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.usefixtures("cast")
def test_a_visitor_reads_every_page_and_gets_no_cookie(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize("address", [page for page in PAGES if "?" not in page])
@pytest.mark.usefixtures("cast")
def test_every_page_answers_about_a_day_when_nothing_was_known(client: Client, address: str) -> None:
    answer = client.get(f"{address}?au={BEFORE_ANYTHING}&connu={BEFORE_ANYTHING}")
    assert answer.status_code == 200


@pytest.mark.parametrize("address", [page for page in PAGES if "?" not in page])
@pytest.mark.django_db
def test_every_page_answers_on_an_empty_register(client: Client, address: str) -> None:
    assert client.get(address).status_code in {200, 404}


@pytest.mark.django_db
def test_the_site_says_that_it_stands(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


@pytest.mark.usefixtures("cast")
def test_pages_are_compressed_for_who_can_read_them(client: Client) -> None:
    answer = client.get("/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 40_000


@pytest.mark.usefixtures("cast")
def test_what_is_not_here_says_so(client: Client) -> None:
    for address in (
        "/equipes/x/",
        "/cooperations/x/",
        "/organisations/x/",
        "/appuis/organisations/x/",
        "/appuis/signataires/les-voisins-du-tilleul/",
        "/departements/99/",
        "/departements/é/",
    ):
        assert "Cette page n'est pas ici." in read(client, address, status=404)
    said = read(client, "/chiffres/signatair/", status=404)
    assert "L'indicateur « signatair » n'existe pas" in said
    assert "signataires" in said
    for end in ("fiches/", "differences/"):
        assert "n'existe pas" in read(client, f"/chiffres/lune/{end}", status=404)
