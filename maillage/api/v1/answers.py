"""How the API answers: problems in words, marks of content, open to every site for reading, nothing else."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.defaults import page_not_found

PROBLEM = "application/problem+json"
READING = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponse]


def problem(status: HTTPStatus, detail: str) -> HttpResponse:
    """Return what went wrong, in a sentence."""
    told = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=PROBLEM)


def nowhere() -> HttpResponse:
    """Say that there is nothing at an address of the API."""
    return problem(HTTPStatus.NOT_FOUND, _("Rien à cette adresse : la liste est à /api/v1/."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist: a page for people, a problem for the programs of the API."""
    if not request.path.startswith("/api/"):
        return page_not_found(request, exception)
    with override("fr"):
        answer = nowhere()
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def read_only(view: View) -> View:
    """Return a view of the API as everybody may read it."""

    @login_not_required
    @wraps(view)
    @override("fr")
    def answered(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
        if request.method == "OPTIONS":
            answer = HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": READING})
            answer["Access-Control-Allow-Methods"] = READING
            answer["Access-Control-Allow-Headers"] = "If-None-Match"
            answer["Access-Control-Max-Age"] = "86400"
        elif request.method not in {"GET", "HEAD"}:
            answer = problem(HTTPStatus.METHOD_NOT_ALLOWED, _("Cette adresse ne fait que se lire."))
            answer["Allow"] = READING
        else:
            answer = _marked(request, view, arguments, named)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag"
        return answer

    answered.csrf_exempt = True  # type: ignore[attr-defined] # Django's own mark: nothing is written here
    return answered


def _marked(
    request: HttpRequest, view: View, arguments: tuple[object, ...], named: dict[str, object]
) -> HttpResponse:
    """Return what a view reads, with the mark of its content, or that it did not change."""
    asked_head = request.method == "HEAD"
    request.method = "GET"
    answer = view(request, *arguments, **named)
    if answer.status_code == HTTPStatus.OK:
        etag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        answer["ETag"] = etag
        found = get_conditional_response(request, etag=etag, response=answer) or answer
        answer = found if isinstance(found, HttpResponse) else answer
        answer["Cache-Control"] = "public, no-cache"
    if asked_head:
        request.method = "HEAD"
    return answer
