"""Addresses of the pages that cross domains: PUBLIC is all that one may see here without signing in."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.common.views import gallery
from maillage.portal.views import (
    charter,
    cooperations,
    demo,
    events,
    figures,
    home,
    home_member,
    national,
    organisations,
    places,
    programme,
    published,
    received,
    records,
    resources,
    search,
    sheets,
    site,
    teams,
    trust,
)

PUBLIC: Addresses = (
    ("", home.home, "home"),
    ("carte/", national.national_map, "map"),
    ("territoires/", places.places, "places"),
    ("territoires/propositions/", places.place_suggestions, "place_suggestions"),
    ("departements/<str:code>/", places.departement, "departement"),
    ("departements/<str:code>/<str:paper>.pdf", sheets.departement, "departement_print"),
    ("cooperations/", cooperations.cooperations, "cooperations"),
    ("cooperations/<slug:slug>/", cooperations.cooperation, "cooperation"),
    ("cooperations/<slug:slug>/<str:paper>.pdf", sheets.cooperation, "cooperation_print"),
    ("recherche/", search.found, "search"),
    ("equipes/", teams.teams, "teams"),
    ("equipes/<slug:slug>/", teams.team, "team"),
    ("equipes/<slug:slug>/<str:paper>.pdf", sheets.team, "team_print"),
    ("creer-une-equipe/", teams.start_team, "start_team"),
    ("charte/", charter.charter, "charter"),
    ("signataires/", organisations.signatories, "signatories"),
    ("organisations/<slug:slug>/", organisations.organisation, "organisation"),
    ("organisations/<slug:slug>/<str:paper>.pdf", sheets.organisation, "organisation_print"),
    ("chiffres/", figures.figures, "figures"),
    ("chiffres/publies/", published.published_figures, "published_figures"),
    ("chiffres/<slug:code>/", figures.figure, "figure"),
    ("chiffres/<slug:code>/fiches/", records.figure_records, "figure_records"),
    ("chiffres/<slug:code>/differences/", records.figure_differences, "figure_differences"),
    ("appuis/<str:kind>/<slug:slug>/", received.supports_received, "supports_received"),
    ("programme/", programme.programmes, "programmes"),
    ("programme/<slug:slug>/", programme.programme, "programme"),
    ("programme/<slug:slug>/<int:axis>.<int:number>/", programme.action, "action"),
    ("rendez-vous/", events.events, "events"),
    ("rendez-vous/<slug:slug>/", events.event, "event"),
    ("rendez-vous/<slug:slug>/programme.xml", events.event_schedule, "event_schedule"),
    ("rendez-vous/<slug:slug>/agenda.ics", events.event_calendar, "event_calendar"),
    ("ressources/", resources.resources, "resources"),
    ("ressources/<slug:slug>/", resources.resource, "resource"),
    ("ressources/<slug:slug>/fiche.pdf", resources.resource_print, "resource_print"),
    ("composants/", gallery, "gallery"),
    ("accessibilite/", trust.accessibility, "accessibility"),
    ("mentions/", trust.legal, "legal"),
    ("vie-privee/", trust.privacy, "privacy"),
    ("sources/", trust.sources, "sources"),
    (".well-known/security.txt", trust.security, "security"),
    ("robots.txt", trust.robots, "robots"),
    ("sitemap.xml", trust.sitemap, "sitemap"),
    ("donnees/", site.data, "data"),
    ("langue/", site.choose_language, "choose_language"),
    ("healthz", site.healthz, "healthz"),
    ("demo/", demo.sign_ins, "demo"),
    ("demo/<int:pk>/", demo.sign_in_as, "demo_sign_in"),
)

# For those who are signed in.
MEMBERS: Addresses = (
    ("accueil/", home_member.member_home, "member_home"),
    ("lettre-de-la-semaine/", home_member.weekly_preview, "weekly_preview"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, MEMBERS)
