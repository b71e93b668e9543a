"""Addresses for the tests of the looks: the menu's names and the gallery, nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from maillage.common.navigation import MAIN
from maillage.common.views import gallery


@login_not_required
def forbidden(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Refuse."""
    raise PermissionDenied


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Break."""
    raise ZeroDivisionError


urlpatterns = [
    *(path("" if entry.name == "home" else f"{entry.name}/", gallery, name=entry.name) for entry in MAIN),
    path("composants/", gallery, name="gallery"),
    path("interdit/", forbidden),
    path("casse/", broken),
]
