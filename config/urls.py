"""All the addresses of the site, by package."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("bilan/", include("maillage.bilan.urls")),
    path("", include("maillage.accounts.urls")),
    path("", include("maillage.network.urls")),
    path("", include("maillage.portal.urls")),
]
