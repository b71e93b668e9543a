"""The addresses of the site, and beside them an empty page: what the server itself costs."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer nothing."""
    return HttpResponse()


urlpatterns = [path("vide/", empty), path("", include("config.urls"))]
