"""How files for machines are answered: to any site, with a mark of their content; a refusal is a sentence."""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import override

from maillage.common.errors import Refused

View = Callable[..., HttpResponseBase]
CSV = "text/csv; charset=utf-8"
GEOJSON = "application/geo+json"
JSON = "application/json"
ZIP = "application/zip"


def opened(
    request: HttpRequest, content: bytes, content_type: str, *, filename: str = ""
) -> HttpResponseBase:
    """Return a file that any site may read; who has it already is told that it did not change."""
    answer = HttpResponse(content, content_type=content_type)
    if filename:
        answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer["ETag"] = etag
    found = get_conditional_response(request, etag=etag, response=answer) or answer
    found["Cache-Control"] = "public, no-cache"  # may be kept, and asked again whether it still holds
    return found


def for_machines(view: View) -> View:
    """Return a view that any site may read, in French whoever asks, and that says what it refuses in a sentence."""

    @wraps(view)
    @override("fr")
    def answered(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            answer: HttpResponseBase = HttpResponse(
                status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET"}
            )
        else:
            try:
                answer = view(request, *arguments, **named)
            except Refused as refusal:
                answer = HttpResponse(
                    f"{refusal}\n", status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8"
                )
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag"
        return answer

    return answered
