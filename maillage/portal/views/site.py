"""Pages about the site itself."""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

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


# A page kept for every visitor holds no secret of one of them: who asks from elsewhere is known by its origin.
@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the language that a person chose in a cookie of theirs, and lead them back to the page they were on."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied
    return set_language(request)
