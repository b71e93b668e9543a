"""Addresses of the observatory where people work; its public pages are among those of the portal."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.observatory.views import need

PUBLIC: Addresses = ()
WORK: Addresses = (
    ("cooperations/<slug:slug>/animer/besoin/", need.cockpit_need, "cockpit_need"),
    ("espace/carte-des-demandes/", need.enquiries_map, "enquiries_map"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
