"""Addresses of the observatory where people work; its public pages are among those of the portal."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.observatory.views import need, scenarios, siting

PUBLIC: Addresses = ()
WORK: Addresses = (
    ("cooperations/<slug:slug>/animer/besoin/", need.cockpit_need, "cockpit_need"),
    ("espace/carte-des-demandes/", need.enquiries_map, "enquiries_map"),
    ("cooperations/<slug:slug>/animer/ou-aller/", siting.cockpit_siting, "cockpit_siting"),
    (
        "cooperations/<slug:slug>/animer/ou-aller/enregistrer/",
        scenarios.cockpit_siting_save,
        "cockpit_siting_save",
    ),
    ("ou-aller/", siting.where_next, "where_next"),
    ("ou-aller/enregistrer/", scenarios.where_next_save, "where_next_save"),
    ("scenarios/comparer/", scenarios.compare_scenarios, "compare_scenarios"),
    ("scenarios/<int:key>/", scenarios.scenario, "scenario"),
    ("scenarios/<int:key>/points.geojson", scenarios.scenario_points, "scenario_points"),
    ("scenarios/<int:key>/renommer/", scenarios.rename, "scenario_rename"),
    ("scenarios/<int:key>/partager/", scenarios.share, "scenario_share"),
    ("scenarios/<int:key>/retirer/", scenarios.withdraw, "scenario_withdraw"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
