"""Addresses for machines: every one of them is open to everybody, and says what it needs."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns

# The API itself, its description and its guide.
API: Addresses = ()
# Files at fixed addresses.
OPEN_DATA: Addresses = ()
# Feeds that others read: calendars, news, maps, volunteering.
FEEDS: Addresses = ()
# What a town puts on its own site.
WIDGET: Addresses = ()

urlpatterns: list[URLPattern] = patterns((*API, *OPEN_DATA, *FEEDS, *WIDGET), ())
