"""Addresses of the observatory where people work; its public pages are among those of the portal."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns

PUBLIC: Addresses = ()
WORK: Addresses = ()

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
