"""Pages about the site itself."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from maillage.portal.views.page import moment_of, show


def data(request: HttpRequest) -> HttpResponse:
    """Say which data may be taken away, and in what form."""
    return show(request, "data.html", moment_of(request))


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
